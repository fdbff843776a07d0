"""Reading and writing in threads."""

from goforum.threads.views import acts, marks, pages, posting  # noqa: F401 - each adds its routes
from goforum.threads.views.base import bp

__all__ = ["bp"]
