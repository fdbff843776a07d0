"""Doors to proposals."""

from goforum.proposals.views import (  # noqa: F401 - each adds its routes
    amendments,
    board,
    change,
    curation,
    moving,
    pages,
    process,
    together,
    writing,
)
from goforum.proposals.views.base import bp
from goforum.proposals.views.together import PACE

__all__ = ["PACE", "bp"]
