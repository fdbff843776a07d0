"""Doors to actions, to the conclusions of a meeting, and to its minutes."""

from goforum.minutes.views import actions, minutes, points, remarks  # noqa: F401 - each adds its routes
from goforum.minutes.views.base import bp

__all__ = ["bp"]
