"""Meetings and what is planned for them; their live rooms."""

from goforum.meetings.models.planning import (
    AgendaItem,
    Answer,
    Meeting,
    MeetingCommitment,
    MeetingForm,
    MeetingState,
    MeetingText,
    Rsvp,
    TextKind,
)
from goforum.meetings.models.room import EventKind, Message, MessageRevision, Room, RoomEvent

__all__ = [
    "AgendaItem",
    "Answer",
    "EventKind",
    "Meeting",
    "MeetingCommitment",
    "MeetingForm",
    "MeetingState",
    "MeetingText",
    "Message",
    "MessageRevision",
    "Room",
    "RoomEvent",
    "Rsvp",
    "TextKind",
]
