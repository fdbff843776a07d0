"""Cases of the queue, the reports behind them, what was decided, and what was said against it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, Json, UtcDateTime, fk, pk

# What somebody writes to moderators, or they to somebody.
MAX_WORDS = 2_000


class CaseKind(StrEnum):
    """Why something stands in the queue. ``look`` is a moderator's own initiative."""

    REPORT = "report"
    HELD = "held"
    DUPLICATE = "duplicate"
    REQUEST = "request"
    APPEAL = "appeal"


class ThingKind(StrEnum):
    """What a case is about; ``queries/things.py`` says how each is read."""

    POST = "post"
    THREAD = "thread"
    PROPOSAL = "proposal"
    ARGUMENT = "argument"
    AMENDMENT = "amendment"
    REASON = "reason"
    ANSWER = "answer"
    MESSAGE = "message"
    WAITING = "waiting"
    REQUEST = "request"
    DECISION = "decision"


class ReasonCode(StrEnum):
    """The short list of reasons, of reports and of decisions alike."""

    SPAM = "spam"
    ATTACK = "attack"
    HATE = "hate"
    PRIVATE = "private"
    MISLEADING = "misleading"
    OFF_TOPIC = "off_topic"
    ILLEGAL = "illegal"
    DUPLICATE = "duplicate"
    OTHER = "other"


class Act(StrEnum):
    """What a moderator may do."""

    KEEP = "keep"
    HIDE = "hide"
    DELETE = "delete"
    EDIT = "edit"
    RESTORE = "restore"
    PUBLISH = "publish"
    REFUSE = "refuse"
    WARN = "warn"
    SLOW = "slow"
    SLOW_THREAD = "slow_thread"
    SILENCE = "silence"
    SUSPEND = "suspend"
    UPHOLD = "uphold"
    DISMISS = "dismiss"


class AppealState(StrEnum):
    """Where an appeal stands: upheld means that the act was reversed."""

    OPEN = "open"
    UPHELD = "upheld"
    REFUSED = "refused"


def _one_of(column: str, kinds: type[StrEnum]) -> CheckConstraint:
    values = ", ".join(f"'{kind}'" for kind in kinds)
    return CheckConstraint(f"{column} IN ({values})", name=column)


class Case(Base):
    """One row of the queue. Reports of one thing share a row, whose count and version they raise."""

    __tablename__ = "moderation_cases"
    __table_args__ = (
        _one_of("kind", CaseKind),
        _one_of("thing_kind", ThingKind),
        CheckConstraint("state IN ('open', 'decided')", name="state"),
        UniqueConstraint("kind", "thing_kind", "thing_id"),
        # The queue is read along these, oldest first.
        Index("ix_moderation_cases_queue", "state", "opened_at", "id"),
        Index("ix_moderation_cases_group", "group_id", "state", "opened_at", "id"),
    )

    id: Mapped[int] = pk()
    kind: Mapped[str] = mapped_column(String(12))
    thing_kind: Mapped[str] = mapped_column(String(12))
    thing_id: Mapped[int] = mapped_column()
    group_id: Mapped[int] = fk("groups.id", index=False)
    # Whose words they are: they never judge themselves, and are told what is decided.
    author_id: Mapped[int | None] = fk("people.id", nullable=True)
    # A duplicate's other half.
    like_id: Mapped[int | None] = mapped_column()
    state: Mapped[str] = mapped_column(String(8), default="open")
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reports: Mapped[int] = mapped_column(default=0)
    owner_id: Mapped[int | None] = fk("people.id", nullable=True)
    owned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Raised by every change: whoever decides names the version they saw.
    version: Mapped[int] = mapped_column(default=1)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = fk("people.id", nullable=True)


class Report(Base):
    """One person said that something is wrong with a thing: once, in their words."""

    __tablename__ = "reports"
    __table_args__ = (
        _one_of("thing_kind", ThingKind),
        _one_of("reason", ReasonCode),
        UniqueConstraint("thing_kind", "thing_id", "reporter_id"),
        Index("ix_reports_reporter_at", "reporter_id", "at"),
        Index("ix_reports_group_at", "group_id", "at"),
    )

    id: Mapped[int] = pk()
    case_id: Mapped[int] = fk("moderation_cases.id")
    group_id: Mapped[int] = fk("groups.id", index=False)
    thing_kind: Mapped[str] = mapped_column(String(12))
    thing_id: Mapped[int] = mapped_column()
    reporter_id: Mapped[int] = fk("people.id", index=False)
    reason: Mapped[str] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Decision(Base):
    """One act of a moderator on a thing or its author, with its reason; never changed, only reversed."""

    __tablename__ = "moderation_decisions"
    __table_args__ = (
        _one_of("act", Act),
        _one_of("reason", ReasonCode),
        Index("ix_moderation_decisions_group_id_id", "group_id", "id"),
        Index("ix_moderation_decisions_subject_id_id", "subject_id", "id"),
    )

    id: Mapped[int] = pk()
    case_id: Mapped[int] = fk("moderation_cases.id")
    group_id: Mapped[int] = fk("groups.id", index=False)
    actor_id: Mapped[int] = fk("people.id")
    subject_id: Mapped[int | None] = fk("people.id", nullable=True, index=False)
    act: Mapped[str] = mapped_column(String(12))
    thing_kind: Mapped[str] = mapped_column(String(12))
    thing_id: Mapped[int] = mapped_column()
    reason: Mapped[str] = mapped_column(String(12))
    # The saved sentence chosen, kept in its languages as it stood; and what was written besides.
    sentence: Mapped[dict[str, Any]] = mapped_column(Json)
    words: Mapped[str] = mapped_column(Text, default="")
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # What reversing gives back: the revision before an edit, the pace before a slower one.
    before: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    reversed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reversed_by_id: Mapped[int | None] = fk("people.id", nullable=True)


class Appeal(Base):
    """What somebody says against a decision about them: once, within the time for it."""

    __tablename__ = "appeals"
    __table_args__ = (_one_of("state", AppealState),)

    id: Mapped[int] = pk()
    decision_id: Mapped[int] = fk("moderation_decisions.id", unique=True, index=False)
    group_id: Mapped[int] = fk("groups.id")
    author_id: Mapped[int] = fk("people.id")
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(8), default=AppealState.OPEN.value)
    answer: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = fk("people.id", nullable=True)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SavedReason(Base):
    """A sentence moderators use again, in the languages it was written in; without a group, the whole site's."""

    __tablename__ = "saved_reasons"
    __table_args__ = (
        _one_of("reason", ReasonCode),
        CheckConstraint("text_ar <> '' OR text_fr <> '' OR text_en <> ''", name="one_text"),
    )

    id: Mapped[int] = pk()
    group_id: Mapped[int | None] = fk("groups.id", nullable=True)
    reason: Mapped[str] = mapped_column(String(12))
    text_ar: Mapped[str] = mapped_column(Text, default="")
    text_fr: Mapped[str] = mapped_column(Text, default="")
    text_en: Mapped[str] = mapped_column(Text, default="")
    added_by_id: Mapped[int] = fk("people.id")
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Scan(Base):
    """How far the search for repeated texts has come: one row."""

    __tablename__ = "moderation_scans"

    id: Mapped[int] = pk()
    last_post_id: Mapped[int] = mapped_column()
