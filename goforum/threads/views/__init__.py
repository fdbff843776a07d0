"""Reading and writing in threads."""

from goforum.threads.views import (  # noqa: F401 - each adds its routes
    acts,
    carrying,
    desk,
    drafts,
    history,
    life,
    lists,
    marks,
    pages,
    papers,
    places,
    posting,
    summaries,
    tagged,
    waiting,
)
from goforum.threads.views.base import bp
from goforum.threads.views.desk import PACE

__all__ = [
    "PACE",
    "bp",
]
