"""Points proposed for an agenda, documents of a meeting, dates planned together or asked, people's calendars."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, UtcDateTime, fk, pk
from goforum.files.uses import refers


class OfferState(StrEnum):
    """What became of a proposed point."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class OfferedPoint(Base):
    """A point that a member proposes for the agenda; ``item_id`` once it stands there."""

    __tablename__ = "offered_points"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'accepted', 'refused')", name="state"),
        UniqueConstraint("meeting_id", "author_id", "client_key"),
    )

    id: Mapped[int] = pk()
    meeting_id: Mapped[int] = fk("meetings.id", index=False)
    author_id: Mapped[int] = fk("people.id")
    title: Mapped[str] = mapped_column(String(300))
    language: Mapped[str] = mapped_column(String(8))
    minutes: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(1000), default="")
    thread_id: Mapped[int | None] = fk("threads.id", nullable=True)
    proposal_id: Mapped[int | None] = fk("proposals.id", nullable=True)
    commitment_id: Mapped[int | None] = fk("commitments.id", nullable=True)
    client_key: Mapped[str] = mapped_column(String(64))
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(8))
    answer: Mapped[str] = mapped_column(String(1000), default="")
    item_id: Mapped[int | None] = fk("agenda_items.id", nullable=True)


class OfferedFile(Base):
    """A document that comes with a proposed point."""

    __tablename__ = "offered_files"

    offer_id: Mapped[int] = fk("offered_points.id", index=False, primary_key=True)
    file_id: Mapped[int] = fk("files.id", primary_key=True)
    position: Mapped[int]


class MeetingFile(Base):
    """A document of a meeting."""

    __tablename__ = "meeting_files"

    meeting_id: Mapped[int] = fk("meetings.id", index=False, primary_key=True)
    file_id: Mapped[int] = fk("files.id", primary_key=True)
    position: Mapped[int]


class MeetingSeries(Base):
    """Dates planned together; its key keeps a plan sent twice from being planned twice."""

    __tablename__ = "meeting_series"
    __table_args__ = (UniqueConstraint("group_id", "made_by_id", "client_key"),)

    id: Mapped[int] = pk()
    group_id: Mapped[int] = fk("groups.id", index=False)
    made_by_id: Mapped[int] = fk("people.id")
    client_key: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DatePoll(Base):
    """A meeting whose date its members are asked for: what the invitation will say, and the poll that holds the dates.

    ``meeting_id`` once a date is chosen: that is the meeting, and there is one.
    """

    __tablename__ = "date_polls"

    id: Mapped[int] = pk()
    poll_id: Mapped[int] = fk("polls.id", index=False, unique=True)
    group_id: Mapped[int] = fk("groups.id")
    title_ar: Mapped[str | None] = mapped_column(String(200))
    title_fr: Mapped[str | None] = mapped_column(String(200))
    title_en: Mapped[str | None] = mapped_column(String(200))
    minutes: Mapped[int]
    zone: Mapped[str] = mapped_column(String(64))
    form: Mapped[str] = mapped_column(String(16))
    place: Mapped[str] = mapped_column(String(300), default="")
    agenda: Mapped[str] = mapped_column(Text, default="")
    chosen: Mapped[str | None] = mapped_column(String(32))
    meeting_id: Mapped[int | None] = fk("meetings.id", nullable=True, index=False, unique=True)


class CalendarKey(Base):
    """The secret in the address of a person's calendar: whoever has the address reads it; a new one ends the old."""

    __tablename__ = "calendar_keys"

    person_id: Mapped[int] = fk("people.id", index=False, primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


refers(MeetingFile.file_id)
refers(OfferedFile.file_id)
