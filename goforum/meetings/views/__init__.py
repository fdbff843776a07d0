"""Doors to meetings and their rooms."""

from goforum.meetings.views import meetings, planning, room
from goforum.meetings.views.base import bp
from goforum.meetings.views.room import PACE

__all__ = ["PACE", "bp", "meetings", "planning", "room"]
