"""Reading and writing in threads."""

from goforum.threads.views import (  # noqa: F401 - each adds its routes
    acts,
    history,
    lists,
    marks,
    pages,
    papers,
    places,
    posting,
    waiting,
)
from goforum.threads.views.base import bp

__all__ = ["bp"]
