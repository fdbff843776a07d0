"""Doors to meetings and their rooms."""

from goforum.meetings.views import acts, desk, guests, meetings, notes, planning, prepared, room
from goforum.meetings.views.base import bp
from goforum.meetings.views.guests import LINK_PACE
from goforum.meetings.views.room import PACE

__all__ = ["LINK_PACE", "PACE", "acts", "bp", "desk", "guests", "meetings", "notes", "planning", "prepared", "room"]
