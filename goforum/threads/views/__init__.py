"""Reading and writing in threads."""

from goforum.threads.views import acts, carrying, life, marks, pages, posting, summaries  # noqa: F401 - each adds its routes
from goforum.threads.views.base import bp

__all__ = ["bp"]
