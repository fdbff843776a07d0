"""People without an account who are invited to one meeting."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, UtcDateTime, fk, pk

_STANDS = text("withdrawn_at IS NULL AND email IS NOT NULL")
_HOLDS = text("withdrawn_at IS NULL AND person_id IS NOT NULL")


class GuestAnswer(StrEnum):
    """What a guest answers to the invitation."""

    YES = "yes"
    NO = "no"


class MeetingGuest(Base):
    """Somebody invited to one meeting by name and address; ``person_id`` is who came in by it, from then on.

    No secret is kept: the mailed link is ``link`` signed with the site's key. A new number is a new link, and the old
    one is dead. The address is forgotten when the invitation is over (decision 0075).
    """

    __tablename__ = "meeting_guests"
    __table_args__ = (
        CheckConstraint("answer IS NULL OR answer IN ('yes', 'no')", name="answer"),
        UniqueConstraint("made_by", "client_key"),
        Index("uq_meeting_guests_address", "meeting_id", "email", unique=True, sqlite_where=_STANDS,
              postgresql_where=_STANDS),
        Index("uq_meeting_guests_person", "meeting_id", "person_id", unique=True, sqlite_where=_HOLDS,
              postgresql_where=_HOLDS),
    )

    id: Mapped[int] = pk()
    meeting_id: Mapped[int] = fk("meetings.id")
    name: Mapped[str] = mapped_column(String(80))
    # As what they are invited ("expert of the court of accounts"), shown beside the name.
    about: Mapped[str] = mapped_column(String(120), default="")
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    language: Mapped[str] = mapped_column(String(8))
    link: Mapped[int] = mapped_column(BigInteger, unique=True)
    made_by: Mapped[int] = fk("people.id", index=False)
    client_key: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    times_sent: Mapped[int] = mapped_column(default=1)
    # When and where it is, as the last mail said it (a digest): another time or place is told, a comma is not.
    told: Mapped[str] = mapped_column(String(64))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    entered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    person_id: Mapped[int | None] = fk("people.id", nullable=True)
    answer: Mapped[str | None] = mapped_column(String(8))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
