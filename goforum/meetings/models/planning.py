"""Meetings, their agendas, texts and answers."""

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


def one_of(column: str, kinds: type[StrEnum]) -> CheckConstraint:
    """The column holds one of these words."""
    values = ", ".join(f"'{kind}'" for kind in kinds)
    return CheckConstraint(f"{column} IN ({values})", name=column)


class Meeting(Base):
    """A meeting of a group. The zone is the one its organiser typed the times in."""

    __tablename__ = "meetings"
    __table_args__ = (
        one_of("form", MeetingForm),
        one_of("state", MeetingState),
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
    __table_args__ = (one_of("kind", TextKind), UniqueConstraint("meeting_id", "kind", "lang"))

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
    __table_args__ = (one_of("answer", Answer), UniqueConstraint("meeting_id", "person_id"))

    id: Mapped[int] = pk()
    meeting_id: Mapped[int] = fk("meetings.id", index=False)
    person_id: Mapped[int] = fk("people.id")
    answer: Mapped[str] = mapped_column(String(8))
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)
