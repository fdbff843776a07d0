"""The durable log of each live room, and what its lines are about.

A room's log is one numbered list. Every change of the room (a message, an edit, a deletion, the agenda
moving, the start, the end) is one ``RoomEvent`` whose ``seq`` is the room's next number, taken in the
transaction that writes the change. So a reader who knows the last number they saw can always ask for the
rest, weeks later and over any transport, and sees neither a gap nor a double.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, UtcDateTime, fk, pk
from goforum.meetings.models.planning import one_of


class EventKind(StrEnum):
    """What a line of a room's log says. ``word`` says more where one kind has several."""

    MESSAGE = "message"
    EDIT = "edit"
    DELETE = "delete"
    REACTION = "reaction"
    PIN = "pin"
    AGENDA = "agenda"
    EXTENDED = "extended"
    QUEUE = "queue"
    POLL = "poll"
    CAPTURE = "capture"
    LOCK = "lock"
    REMOVAL = "removal"
    ROLE = "role"
    PRESENCE = "presence"
    STARTED = "started"
    ENDED = "ended"
    CANCELLED = "cancelled"


class HeldState(StrEnum):
    """What became of a message that a moderator reads first."""

    WAITING = "waiting"
    RELEASED = "released"
    REFUSED = "refused"


class Room(Base):
    """The live room of a meeting: the last number of its log, and the point being discussed."""

    __tablename__ = "rooms"

    id: Mapped[int] = pk()
    meeting_id: Mapped[int] = fk("meetings.id", index=False, unique=True)
    last_seq: Mapped[int] = mapped_column(default=0)
    current_item_id: Mapped[int | None] = fk("agenda_items.id", nullable=True)
    # Since when the present point is discussed, and the minutes it was given beyond those of the agenda.
    item_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    item_extra: Mapped[int] = mapped_column(default=0, server_default="0")
    # While it is locked only those who lead the meeting write.
    locked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # How the floor is given: 0 is no limit, and no quota.
    turn_seconds: Mapped[int] = mapped_column(default=0, server_default="0")
    alternate_colleges: Mapped[bool] = mapped_column(default=False, server_default=false())
    first_time_first: Mapped[bool] = mapped_column(default=False, server_default=false())
    organisation_quota: Mapped[int] = mapped_column(default=0, server_default="0")


class Message(Base):
    """A chat message as it stands now. ``client_id`` is made by the sender, so that a resend is no second row."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("room_id", "author_id", "client_id"),
        UniqueConstraint("room_id", "seq"),
    )

    id: Mapped[int] = pk()
    room_id: Mapped[int] = fk("rooms.id", index=False)
    author_id: Mapped[int] = fk("people.id")
    client_id: Mapped[str] = mapped_column(String(64))
    # The number of the event that said it.
    seq: Mapped[int]
    body_source: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    pipeline_version: Mapped[int]
    language: Mapped[str] = mapped_column(String(8))
    reply_to_id: Mapped[int | None] = fk("messages.id", nullable=True)
    # Said by somebody on the telephone, and written down by the author.
    by_phone: Mapped[str] = mapped_column(String(200), default="", server_default="")
    # As whom it was said: roles and mandates change, the log does not.
    author_role: Mapped[str | None] = mapped_column(String(16))
    author_college: Mapped[str | None] = mapped_column(String(16))
    organisation_id: Mapped[int | None] = fk("organisations.id", nullable=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deleted_by_id: Mapped[int | None] = fk("people.id", nullable=True)


class MessageRevision(Base):
    """What a message said before it was edited or deleted; shown nowhere, kept for those who must judge."""

    __tablename__ = "message_revisions"

    id: Mapped[int] = pk()
    message_id: Mapped[int] = fk("messages.id")
    body_source: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[datetime] = mapped_column(UtcDateTime)
    replaced_by_id: Mapped[int] = fk("people.id")


class MessageReaction(Base):
    """One person says one thing about one message without writing another."""

    __tablename__ = "message_reactions"
    __table_args__ = (
        CheckConstraint("kind IN ('agree', 'thanks', 'insight', 'unclear', 'source')", name="kind"),
    )

    message_id: Mapped[int] = fk("messages.id", index=False, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    person_id: Mapped[int] = fk("people.id", primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MessageMention(Base):
    """A person whom a message names, as it stands now."""

    __tablename__ = "message_mentions"

    message_id: Mapped[int] = fk("messages.id", index=False, primary_key=True)
    person_id: Mapped[int] = fk("people.id", primary_key=True)


class HeldMessage(Base):
    """What somebody said that a moderator or the chair reads first; it gets its number when it is let in."""

    __tablename__ = "held_messages"
    __table_args__ = (
        one_of("state", HeldState),
        UniqueConstraint("room_id", "author_id", "client_id"),
        Index("ix_held_messages_room_id_state", "room_id", "state", "id"),
    )

    id: Mapped[int] = pk()
    room_id: Mapped[int] = fk("rooms.id", index=False)
    author_id: Mapped[int] = fk("people.id")
    client_id: Mapped[str] = mapped_column(String(64))
    body_source: Mapped[str] = mapped_column(Text)
    reply_to_id: Mapped[int | None] = fk("messages.id", nullable=True)
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = fk("people.id", nullable=True)


class RoomPin(Base):
    """The one message that stands above the others of its room."""

    __tablename__ = "room_pins"

    room_id: Mapped[int] = fk("rooms.id", index=False, primary_key=True)
    message_id: Mapped[int] = fk("messages.id")
    pinned_by_id: Mapped[int] = fk("people.id")
    pinned_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RoomReading(Base):
    """The last line of a room's log that this person has read, on whatever device."""

    __tablename__ = "room_readings"

    person_id: Mapped[int] = fk("people.id", index=False, primary_key=True)
    room_id: Mapped[int] = fk("rooms.id", primary_key=True)
    last_number: Mapped[int] = mapped_column()
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RoomEvent(Base):
    """One line of a room's log: what happened, who did it, and to which message or point."""

    __tablename__ = "room_events"
    __table_args__ = (one_of("kind", EventKind), UniqueConstraint("room_id", "seq"))

    id: Mapped[int] = pk()
    room_id: Mapped[int] = fk("rooms.id", index=False)
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    word: Mapped[str] = mapped_column(String(16), default="", server_default="")
    # None is the clock: a poll that came to its end, a count of those present.
    actor_id: Mapped[int | None] = fk("people.id", nullable=True)
    message_id: Mapped[int | None] = fk("messages.id", nullable=True)
    item_id: Mapped[int | None] = fk("agenda_items.id", nullable=True)
    turn_id: Mapped[int | None] = fk("speaker_turns.id", nullable=True)
    capture_id: Mapped[int | None] = fk("room_captures.id", nullable=True)
    poll_id: Mapped[int | None] = fk("polls.id", nullable=True)
    person_id: Mapped[int | None] = fk("people.id", nullable=True)
    # Minutes added, people present.
    amount: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
