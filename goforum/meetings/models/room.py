"""The durable log of each live room, and what its lines are about.

A room's log is one numbered list. Every change of the room (a message, an edit, a deletion, the agenda
moving, the start, the end) is one ``RoomEvent`` whose ``seq`` is the room's next number, taken in the
transaction that writes the change. So a reader who knows the last number they saw can always ask for the
rest, weeks later and over any transport, and sees neither a gap nor a double.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, UtcDateTime, fk, pk
from goforum.meetings.models.planning import one_of


class EventKind(StrEnum):
    """What a line of a room's log says."""

    MESSAGE = "message"
    EDIT = "edit"
    DELETE = "delete"
    AGENDA = "agenda"
    STARTED = "started"
    ENDED = "ended"
    CANCELLED = "cancelled"


class Room(Base):
    """The live room of a meeting: the last number of its log, and the point being discussed."""

    __tablename__ = "rooms"

    id: Mapped[int] = pk()
    meeting_id: Mapped[int] = fk("meetings.id", index=False, unique=True)
    last_seq: Mapped[int] = mapped_column(default=0)
    current_item_id: Mapped[int | None] = fk("agenda_items.id", nullable=True)


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


class RoomEvent(Base):
    """One line of a room's log: what happened, who did it, and to which message or point."""

    __tablename__ = "room_events"
    __table_args__ = (one_of("kind", EventKind), UniqueConstraint("room_id", "seq"))

    id: Mapped[int] = pk()
    room_id: Mapped[int] = fk("rooms.id", index=False)
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[int] = fk("people.id")
    message_id: Mapped[int | None] = fk("messages.id", nullable=True)
    item_id: Mapped[int | None] = fk("agenda_items.id", nullable=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
