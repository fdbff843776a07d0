"""What happens to meetings and in their rooms. ``seq`` is the number of the line it wrote in the room's log."""

from dataclasses import dataclass

from goforum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MeetingEvent(Event):
    """The base of all events about a meeting."""

    meeting_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class MeetingPlanned(MeetingEvent):
    """A meeting was planned, or one already held was recorded."""


@dataclass(frozen=True, kw_only=True)
class MeetingChanged(MeetingEvent):
    """Its title, times, place, agenda, links or texts changed."""


@dataclass(frozen=True, kw_only=True)
class RsvpGiven(MeetingEvent):
    """A person answered the invitation, or changed their answer."""

    person_id: int
    answer: str


@dataclass(frozen=True, kw_only=True)
class RoomEventWritten(MeetingEvent):
    """The base of what the room's log holds: everybody in the room hears it."""

    seq: int


@dataclass(frozen=True, kw_only=True)
class MeetingStarted(RoomEventWritten):
    """The meeting is live."""


@dataclass(frozen=True, kw_only=True)
class MeetingEnded(RoomEventWritten):
    """The meeting is over; its log can only be read."""


@dataclass(frozen=True, kw_only=True)
class MeetingCancelled(RoomEventWritten):
    """The meeting will not be held."""


@dataclass(frozen=True, kw_only=True)
class AgendaMoved(RoomEventWritten):
    """Another point of the agenda is being discussed."""

    item_id: int


@dataclass(frozen=True, kw_only=True)
class MessageSaid(RoomEventWritten):
    message_id: int


@dataclass(frozen=True, kw_only=True)
class MessageEdited(RoomEventWritten):
    message_id: int


@dataclass(frozen=True, kw_only=True)
class MessageDeleted(RoomEventWritten):
    message_id: int
