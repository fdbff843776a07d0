"""What those who lead a meeting keep of it: captures, polls, roles, who was there, notes."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, UtcDateTime, fk, pk
from goforum.meetings.models.planning import one_of


class CaptureKind(StrEnum):
    """What was noted: something decided, something to do, something to know."""

    DECISION = "decision"
    ACTION = "action"
    INFORMATION = "information"


class RoomRole(StrEnum):
    """What a person is in one room beside what they are in its group."""

    CHAIR = "chair"
    SECRETARY = "secretary"


class RoomCapture(Base):
    """A decision, an action or an information noted while it was said; ``version`` guards corrections."""

    __tablename__ = "room_captures"
    __table_args__ = (one_of("kind", CaptureKind), UniqueConstraint("room_id", "created_by_id", "client_id"))

    id: Mapped[int] = pk()
    room_id: Mapped[int] = fk("rooms.id", index=False)
    client_id: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    item_id: Mapped[int | None] = fk("agenda_items.id", nullable=True)
    # The message it was taken from, where it was.
    message_id: Mapped[int | None] = fk("messages.id", nullable=True)
    # What it is for the minutes: a point, or an action with who does it and until when.
    point_id: Mapped[int | None] = fk("meeting_points.id", nullable=True)
    action_id: Mapped[int | None] = fk("meeting_actions.id", nullable=True)
    owner_id: Mapped[int | None] = fk("people.id", nullable=True)
    due_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    created_by_id: Mapped[int] = fk("people.id")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RoomPoll(Base):
    """A poll that was opened in a room, and the point it was opened at."""

    __tablename__ = "room_polls"

    poll_id: Mapped[int] = fk("polls.id", index=False, primary_key=True)
    room_id: Mapped[int] = fk("rooms.id")
    item_id: Mapped[int | None] = fk("agenda_items.id", nullable=True)


class PreparedPoll(Base):
    """A question prepared for a meeting; only those who may prepare see it before it is opened as a poll."""

    __tablename__ = "prepared_polls"
    __table_args__ = (
        UniqueConstraint("room_id", "created_by_id", "client_id"),
        UniqueConstraint("poll_id"),
        CheckConstraint("results IN ('open', 'hidden')", name="results"),
        CheckConstraint("minutes BETWEEN 1 AND 60", name="minutes"),
    )

    id: Mapped[int] = pk()
    room_id: Mapped[int] = fk("rooms.id", index=False)
    client_id: Mapped[str] = mapped_column(String(64))
    # The point it belongs to; none stands beside the agenda.
    item_id: Mapped[int | None] = fk("agenda_items.id", nullable=True)
    question: Mapped[str] = mapped_column(String(300))
    language: Mapped[str] = mapped_column(String(8))
    # One a line; empty asks for or against.
    options: Mapped[str] = mapped_column(Text, default="")
    minutes: Mapped[int]
    results: Mapped[str] = mapped_column(String(8))
    version: Mapped[int] = mapped_column(default=1)
    created_by_id: Mapped[int] = fk("people.id")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # The poll it became.
    poll_id: Mapped[int | None] = fk("polls.id", nullable=True, index=False)


class RoomPerson(Base):
    """What one person is in one room: a role of the day, or out of it."""

    __tablename__ = "room_people"
    __table_args__ = (
        CheckConstraint("role IS NULL OR role IN ('chair', 'secretary')", name="role"),
    )

    room_id: Mapped[int] = fk("rooms.id", index=False, primary_key=True)
    person_id: Mapped[int] = fk("people.id", primary_key=True)
    role: Mapped[str | None] = mapped_column(String(16))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_by_id: Mapped[int | None] = fk("people.id", nullable=True)
    reason: Mapped[str] = mapped_column(String(500), default="")


class Attendance(Base):
    """Somebody who was in the room: when first, when last, and for which college."""

    __tablename__ = "room_attendances"

    room_id: Mapped[int] = fk("rooms.id", index=False, primary_key=True)
    person_id: Mapped[int] = fk("people.id", primary_key=True)
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    college: Mapped[str | None] = mapped_column(String(16))
    organisation_id: Mapped[int | None] = fk("organisations.id", nullable=True)


class RoomNote(Base):
    """A paragraph of the live notes. Each save names the revision it was made from."""

    __tablename__ = "room_notes"
    __table_args__ = (UniqueConstraint("room_id", "created_by_id", "client_id"),)

    id: Mapped[int] = pk()
    room_id: Mapped[int] = fk("rooms.id", index=False)
    client_id: Mapped[str] = mapped_column(String(64))
    item_id: Mapped[int | None] = fk("agenda_items.id", nullable=True)
    revision: Mapped[int] = mapped_column(default=1)
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    created_by_id: Mapped[int] = fk("people.id")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_by_id: Mapped[int] = fk("people.id")
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RoomNoteRevision(Base):
    """What a paragraph said under an earlier number: nothing that was saved is lost."""

    __tablename__ = "room_note_revisions"
    __table_args__ = (UniqueConstraint("note_id", "revision"),)

    id: Mapped[int] = pk()
    note_id: Mapped[int] = fk("room_notes.id", index=False)
    revision: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[int] = fk("people.id")
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
