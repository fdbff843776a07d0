"""The pages of notifications."""

from goforum.notifications.views import centre, follows, mail  # noqa: F401 - each adds its routes
from goforum.notifications.views.base import bp

__all__ = ["bp"]
