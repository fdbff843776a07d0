"""Reading and writing in threads."""

from goforum.threads.views import (  # noqa: F401 - each adds its routes
    acts,
    carrying,
    history,
    life,
    lists,
    marks,
    pages,
    papers,
    places,
    posting,
    summaries,
)
from goforum.threads.views.base import bp

__all__ = ["bp"]
