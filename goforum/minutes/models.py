"""The minutes of a meeting: items under headings, in three languages, with every revision, remarks, and printed copies.

One number runs over all changes of the minutes of a meeting. Each item knows at which number it last changed, and at
which each of its languages was last said to be true: a language whose number is behind is not yet what the others say.
When they are adopted, ``content`` holds all of it for good and ``fingerprint`` is its digest.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, Json, UtcDateTime, fk, pk


class MinutesState(StrEnum):
    """Where minutes are: written, before the members for remarks, adopted for good."""

    DRAFT = "draft"
    CIRCULATED = "circulated"
    ADOPTED = "adopted"


class Heading(StrEnum):
    """The headings, in their order on paper."""

    DATE = "date"
    PLACE = "place"
    PARTICIPANTS = "participants"
    AGENDA = "agenda"
    OPENING = "opening"
    DISCUSSED = "discussed"
    DECIDED = "decided"
    INFORMATION = "information"
    VOTES = "votes"
    SPEAKING = "speaking"


class RemarkState(StrEnum):
    """What became of a remark."""

    OPEN = "open"
    ACCEPTED = "accepted"
    PARTLY = "partly"
    REFUSED = "refused"


class PrintState(StrEnum):
    """A copy to be drawn by the worker."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


def _one_of(column: str, kinds: type[StrEnum]) -> CheckConstraint:
    values = ", ".join(f"'{kind}'" for kind in kinds)
    return CheckConstraint(f"{column} IN ({values})", name=column)


class Minutes(Base):
    """The minutes of one meeting."""

    __tablename__ = "minutes"
    __table_args__ = (
        _one_of("state", MinutesState),
        CheckConstraint("(state = 'adopted') = (fingerprint IS NOT NULL)", name="locked"),
    )

    id: Mapped[int] = pk()
    meeting_id: Mapped[int] = fk("meetings.id", index=False, unique=True)
    group_id: Mapped[int] = fk("groups.id")
    state: Mapped[str] = mapped_column(String(12))
    # The number of the last change.
    revision: Mapped[int] = mapped_column(default=0)
    remarks_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    circulated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Silence is consent: at that date the clock adopts them, unless a remark waits; the organisers are told then, once.
    by_silence: Mapped[bool] = mapped_column(default=False)
    held_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    poll_id: Mapped[int | None] = fk("polls.id", nullable=True)
    adopted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    adopted_by: Mapped[str | None] = mapped_column(String(8))
    content: Mapped[dict[str, Any] | None] = mapped_column(Json)
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    created_by_id: Mapped[int] = fk("people.id")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MinutesItem(Base):
    """One line of the minutes. ``source`` says what it was drawn from, so that drawing again adds only what is new."""

    __tablename__ = "minutes_items"
    __table_args__ = (
        _one_of("heading", Heading),
        UniqueConstraint("minutes_id", "source"),
        Index("ix_minutes_items_place", "minutes_id", "heading", "position", "id"),
    )

    id: Mapped[int] = pk()
    minutes_id: Mapped[int] = fk("minutes.id", index=False)
    heading: Mapped[str] = mapped_column(String(16))
    position: Mapped[int]
    source: Mapped[str] = mapped_column(String(80))
    action_id: Mapped[int | None] = fk("meeting_actions.id", nullable=True)
    text_ar: Mapped[str | None] = mapped_column(Text)
    text_fr: Mapped[str | None] = mapped_column(Text)
    text_en: Mapped[str | None] = mapped_column(Text)
    at_ar: Mapped[int] = mapped_column(default=0)
    at_fr: Mapped[int] = mapped_column(default=0)
    at_en: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int]
    taken_out: Mapped[bool] = mapped_column(default=False)


class MinutesRevision(Base):
    """What a change of an item left standing, under its number."""

    __tablename__ = "minutes_revisions"
    __table_args__ = (UniqueConstraint("minutes_id", "number"),)

    id: Mapped[int] = pk()
    minutes_id: Mapped[int] = fk("minutes.id", index=False)
    number: Mapped[int]
    item_id: Mapped[int] = fk("minutes_items.id")
    text_ar: Mapped[str | None] = mapped_column(Text)
    text_fr: Mapped[str | None] = mapped_column(Text)
    text_en: Mapped[str | None] = mapped_column(Text)
    taken_out: Mapped[bool] = mapped_column(default=False)
    actor_id: Mapped[int] = fk("people.id")
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class MinutesRemark(Base):
    """What a member says of circulated minutes, of one item or of the whole, and the answer."""

    __tablename__ = "minutes_remarks"
    __table_args__ = (
        _one_of("state", RemarkState),
        UniqueConstraint("minutes_id", "author_id", "client_key"),
    )

    id: Mapped[int] = pk()
    minutes_id: Mapped[int] = fk("minutes.id", index=False)
    item_id: Mapped[int | None] = fk("minutes_items.id", nullable=True)
    author_id: Mapped[int] = fk("people.id")
    organisation_id: Mapped[int | None] = fk("organisations.id", nullable=True)
    body: Mapped[str] = mapped_column(Text)
    client_key: Mapped[str] = mapped_column(String(64))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(8))
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = fk("people.id", nullable=True)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MinutesPrint(Base):
    """A PDF of one revision in one language: asked for by a page, drawn by the worker, kept."""

    __tablename__ = "minutes_prints"
    __table_args__ = (
        _one_of("state", PrintState),
        UniqueConstraint("minutes_id", "lang", "revision", "status"),
    )

    id: Mapped[int] = pk()
    minutes_id: Mapped[int] = fk("minutes.id", index=False)
    lang: Mapped[str] = mapped_column(String(8))
    revision: Mapped[int]
    # The state of the minutes that stands on it.
    status: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(8), index=True)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
