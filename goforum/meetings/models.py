"""Meetings, their agendas and answers, and the durable log of each live room.

A room's log is one numbered list. Every change of the room (a message, an edit, a deletion, the agenda
moving, the start, the end) is one ``RoomEvent`` whose ``seq`` is the room's next number, taken in the
transaction that writes the change. So a reader who knows the last number they saw can always ask for the
rest, weeks later and over any transport, and sees neither a gap nor a double.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, UtcDateTime, fk, pk
from goforum.core.viewer import ZONE


class MeetingForm(StrEnum):
    """How people come together."""

    IN_PERSON = "in_person"
    REMOTE = "remote"
    HYBRID = "hybrid"


class MeetingState(StrEnum):
    """Where a meeting is in its life."""

    PLANNED = "planned"
    LIVE = "live"
    ENDED = "ended"
    CANCELLED = "cancelled"


class TextKind(StrEnum):
    """The texts that go with a meeting; the last three are what is kept of it."""

    ABOUT = "about"
    OPENING = "opening"
    DISCUSSED = "discussed"
    DECIDED = "decided"


class Answer(StrEnum):
    """An answer to the invitation; ``remote`` only where one may also come in person."""

    YES = "yes"
    REMOTE = "remote"
    MAYBE = "maybe"
    NO = "no"


class EventKind(StrEnum):
    """What a line of a room's log says."""

    MESSAGE = "message"
    EDIT = "edit"
    DELETE = "delete"
    AGENDA = "agenda"
    STARTED = "started"
    ENDED = "ended"
    CANCELLED = "cancelled"


def _one_of(column: str, kinds: type[StrEnum]) -> CheckConstraint:
    values = ", ".join(f"'{kind}'" for kind in kinds)
    return CheckConstraint(f"{column} IN ({values})", name=column)


class Meeting(Base):
    """A meeting of a group. The zone is the one its organiser typed the times in."""

    __tablename__ = "meetings"
    __table_args__ = (
        _one_of("form", MeetingForm),
        _one_of("state", MeetingState),
        CheckConstraint("starts_at < ends_at", name="order"),
        CheckConstraint("title_ar IS NOT NULL OR title_fr IS NOT NULL OR title_en IS NOT NULL", name="title"),
        Index("ix_meetings_starts_at_id", "starts_at", "id"),
        Index("ix_meetings_group_id_starts_at_id", "group_id", "starts_at", "id"),
    )

    id: Mapped[int] = pk()
    group_id: Mapped[int] = fk("groups.id", index=False)
    title_ar: Mapped[str | None] = mapped_column(String(200))
    title_fr: Mapped[str | None] = mapped_column(String(200))
    title_en: Mapped[str | None] = mapped_column(String(200))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    zone: Mapped[str] = mapped_column(String(64), default=ZONE)
    form: Mapped[str] = mapped_column(String(16))
    place: Mapped[str] = mapped_column(String(300), default="")
    video_url: Mapped[str] = mapped_column(String(500), default="")
    # Where what is said here of the meeting comes from, for history entered later.
    source: Mapped[str] = mapped_column(String(500), default="")
    state: Mapped[str] = mapped_column(String(16), default=MeetingState.PLANNED, index=True)
    cancel_reason: Mapped[str] = mapped_column(String(1000), default="")
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Raised by each change of what the invitation says: the conflict check of edits and the SEQUENCE of .ics.
    version: Mapped[int] = mapped_column(default=1)
    created_by_id: Mapped[int] = fk("people.id")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MeetingText(Base):
    """What is written of a meeting in one language: Markdown, and the HTML it was stored as."""

    __tablename__ = "meeting_texts"
    __table_args__ = (_one_of("kind", TextKind), UniqueConstraint("meeting_id", "kind", "lang"))

    id: Mapped[int] = pk()
    meeting_id: Mapped[int] = fk("meetings.id", index=False)
    kind: Mapped[str] = mapped_column(String(16))
    lang: Mapped[str] = mapped_column(String(8))
    body_source: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    pipeline_version: Mapped[int]
    # A translation of ours, not the meeting's own words: pages say so.
    is_translation: Mapped[bool] = mapped_column(default=False)
    updated_by_id: Mapped[int] = fk("people.id")
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AgendaItem(Base):
    """A point of the agenda, in order, with the minutes it may take and what it is about."""

    __tablename__ = "agenda_items"
    __table_args__ = (
        UniqueConstraint("meeting_id", "position"),
        CheckConstraint("minutes IS NULL OR minutes BETWEEN 1 AND 600", name="minutes"),
        CheckConstraint("title_ar IS NOT NULL OR title_fr IS NOT NULL OR title_en IS NOT NULL", name="title"),
    )

    id: Mapped[int] = pk()
    meeting_id: Mapped[int] = fk("meetings.id", index=False)
    position: Mapped[int]
    title_ar: Mapped[str | None] = mapped_column(String(300))
    title_fr: Mapped[str | None] = mapped_column(String(300))
    title_en: Mapped[str | None] = mapped_column(String(300))
    minutes: Mapped[int | None]
    thread_id: Mapped[int | None] = fk("threads.id", nullable=True)
    proposal_id: Mapped[int | None] = fk("proposals.id", nullable=True)
    commitment_id: Mapped[int | None] = fk("commitments.id", nullable=True)


class MeetingCommitment(Base):
    """A commitment that a meeting is about."""

    __tablename__ = "meeting_commitments"
    __table_args__ = (UniqueConstraint("meeting_id", "commitment_id"),)

    id: Mapped[int] = pk()
    meeting_id: Mapped[int] = fk("meetings.id", index=False)
    commitment_id: Mapped[int] = fk("commitments.id")


class Rsvp(Base):
    """One person's answer to the invitation; the last one counts."""

    __tablename__ = "meeting_rsvps"
    __table_args__ = (_one_of("answer", Answer), UniqueConstraint("meeting_id", "person_id"))

    id: Mapped[int] = pk()
    meeting_id: Mapped[int] = fk("meetings.id", index=False)
    person_id: Mapped[int] = fk("people.id")
    answer: Mapped[str] = mapped_column(String(8))
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)


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
    __table_args__ = (_one_of("kind", EventKind), UniqueConstraint("room_id", "seq"))

    id: Mapped[int] = pk()
    room_id: Mapped[int] = fk("rooms.id", index=False)
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[int] = fk("people.id")
    message_id: Mapped[int | None] = fk("messages.id", nullable=True)
    item_id: Mapped[int | None] = fk("agenda_items.id", nullable=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
