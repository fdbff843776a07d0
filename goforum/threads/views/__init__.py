"""Reading and writing in threads."""

from goforum.threads.views import acts, desk, drafts, marks, pages, posting, tagged  # noqa: F401 - each adds its routes
from goforum.threads.views.base import bp
from goforum.threads.views.desk import PACE

__all__ = ["PACE", "bp"]
