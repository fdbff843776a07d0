"""Reading and writing in threads."""

from goforum.threads.views import (  # noqa: F401 - each adds its routes
    acts,
    desk,
    drafts,
    history,
    lists,
    marks,
    pages,
    papers,
    places,
    posting,
    tagged,
    waiting,
)
from goforum.threads.views.base import bp
from goforum.threads.views.desk import PACE

__all__ = ["PACE", "bp"]
