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
class PointTakenOut(MeetingEvent):
    """A point of the agenda is about to be taken out: whatever refers to it lets go."""

    item_id: int


@dataclass(frozen=True, kw_only=True)
class RsvpGiven(MeetingEvent):
    """A person answered the invitation, or changed their answer."""

    person_id: int
    answer: str


@dataclass(frozen=True, kw_only=True)
class GuestInvited(MeetingEvent):
    """Somebody without a place in the group was invited to this one meeting."""

    guest_id: int


@dataclass(frozen=True, kw_only=True)
class GuestSentAgain(MeetingEvent):
    """A guest was mailed a new link; the one before is dead."""

    guest_id: int


@dataclass(frozen=True, kw_only=True)
class GuestEntered(MeetingEvent):
    """A guest came in by their link for the first time, as this person."""

    guest_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class GuestAnswered(MeetingEvent):
    """A guest said whether they come."""

    guest_id: int
    answer: str


@dataclass(frozen=True, kw_only=True)
class GuestWithdrawn(MeetingEvent):
    """An invitation was taken back; whoever came in by it is out."""

    guest_id: int
    person_id: int | None


@dataclass(frozen=True, kw_only=True)
class GuestForgotten(MeetingEvent):
    """A guest's name was erased, at their wish."""

    guest_id: int


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


@dataclass(frozen=True, kw_only=True)
class MessageReacted(RoomEventWritten):
    """Somebody put a reaction on a message, or took it back."""

    message_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class MessageHeld(MeetingEvent):
    """A message waits to be read; it has no number yet, and the room does not hear of it."""

    held_id: int


@dataclass(frozen=True, kw_only=True)
class HeldMessageReleased(MeetingEvent):
    """A message that waited was let in; the room hears it as said."""

    held_id: int


@dataclass(frozen=True, kw_only=True)
class HeldMessageRefused(MeetingEvent):
    """A message that waited was not let in."""

    held_id: int


@dataclass(frozen=True, kw_only=True)
class MessagePinned(RoomEventWritten):
    """A message stands above the others, or none does any more (``word``: on, off)."""

    message_id: int
    word: str


@dataclass(frozen=True, kw_only=True)
class PointExtended(RoomEventWritten):
    """The point being discussed was given more minutes."""

    item_id: int
    minutes: int


@dataclass(frozen=True, kw_only=True)
class QueueChanged(RoomEventWritten):
    """The floor: asked for, withdrawn, given, ended, passed over, moved, or its rules changed (``word``)."""

    word: str
    turn_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class RoomPollChanged(RoomEventWritten):
    """A poll was opened in the room, or came to its end (``word``: opened, closed, cancelled)."""

    poll_id: int
    word: str


@dataclass(frozen=True, kw_only=True)
class CaptureChanged(RoomEventWritten):
    """A decision, an action or an information was noted, corrected or withdrawn (``word``)."""

    capture_id: int
    word: str


@dataclass(frozen=True, kw_only=True)
class ChatLocked(RoomEventWritten):
    """The chat was locked or opened again (``word``: on, off)."""

    word: str


@dataclass(frozen=True, kw_only=True)
class PersonRemoved(RoomEventWritten):
    """A person was taken out of the room, or let in again (``word``: out, back)."""

    person_id: int
    word: str


@dataclass(frozen=True, kw_only=True)
class RoomRoleGiven(RoomEventWritten):
    """A person has a role for the day, or none any more (``word``: chair, secretary, none)."""

    person_id: int
    word: str


@dataclass(frozen=True, kw_only=True)
class PresenceCounted(RoomEventWritten):
    """How many people were in the room at this moment."""

    count: int


@dataclass(frozen=True, kw_only=True)
class RoomsRead(Event):
    """These people have read on in live rooms; how far stands in their positions."""

    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class NoteSaved(MeetingEvent):
    """A paragraph of the live notes was written or changed."""

    note_id: int
    revision: int
