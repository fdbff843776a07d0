"""Doors to meetings and their rooms."""

from goforum.meetings.views import meetings, planning, room
from goforum.meetings.views.base import bp

__all__ = ["bp", "meetings", "planning", "room"]
