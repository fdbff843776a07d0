"""Doors to meetings and their rooms."""

from goforum.meetings.views import acts, desk, meetings, notes, planning, room
from goforum.meetings.views.base import bp
from goforum.meetings.views.room import PACE

__all__ = ["PACE", "acts", "bp", "desk", "meetings", "notes", "planning", "room"]
