"""Doors to what comes before a meeting."""

from goforum.planning.views import calendars, datepolls, documents, offers, series  # noqa: F401 - each adds its routes
from goforum.planning.views.base import bp

__all__ = ["bp"]
