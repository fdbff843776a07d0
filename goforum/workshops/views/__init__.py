"""Doors to workshops."""

from goforum.workshops.views import organising, workshops  # noqa: F401 - each adds its routes
from goforum.workshops.views.base import bp

__all__ = ["bp"]
