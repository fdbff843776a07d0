"""Sign-up, sign-in, mailed links, preferences, sessions."""

from goforum.accounts.views import links, people, signing  # noqa: F401 - each adds its routes
from goforum.accounts.views.base import bp

__all__ = ["bp"]
