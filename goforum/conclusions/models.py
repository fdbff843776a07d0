"""Points noted in a meeting, and actions with the history of what became of them.

Both are written in up to three languages, as an agenda is. ``client_key`` is made by whoever sends, so that what is
sent twice stands once. What a point or an action came from (a point of the agenda, a message of the room) is kept.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Date, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, UtcDateTime, fk, pk


class PointKind(StrEnum):
    """What was noted: words that opened, what was talked about, what was settled, what people were told."""

    OPENING = "opening"
    DISCUSSED = "discussed"
    DECIDED = "decided"
    INFORMATION = "information"


class ActionState(StrEnum):
    """Where an action is."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Step(StrEnum):
    """What happened to an action; ``returned``: a later meeting began while it was still open."""

    MADE = "made"
    CHANGED = "changed"
    RETURNED = "returned"
    NOTED = "noted"
    DONE = "done"
    DROPPED = "dropped"
    REOPENED = "reopened"


def _returned() -> Any:
    return text("kind = 'returned'")


def _one_of(column: str, kinds: type[StrEnum]) -> CheckConstraint:
    values = ", ".join(f"'{kind}'" for kind in kinds)
    return CheckConstraint(f"{column} IN ({values})", name=column)


class Point(Base):
    """A point noted in a meeting. One that was taken out keeps its row: the room's log speaks of it."""

    __tablename__ = "meeting_points"
    __table_args__ = (
        _one_of("kind", PointKind),
        CheckConstraint("coalesce(text_ar, text_fr, text_en) IS NOT NULL", name="one_text"),
        UniqueConstraint("meeting_id", "client_key"),
        Index("ix_meeting_points_place", "meeting_id", "kind", "id"),
    )

    id: Mapped[int] = pk()
    meeting_id: Mapped[int] = fk("meetings.id", index=False)
    item_id: Mapped[int | None] = fk("agenda_items.id", nullable=True)
    message_id: Mapped[int | None] = fk("messages.id", nullable=True)
    kind: Mapped[str] = mapped_column(String(16))
    text_ar: Mapped[str | None] = mapped_column(Text)
    text_fr: Mapped[str | None] = mapped_column(Text)
    text_en: Mapped[str | None] = mapped_column(Text)
    client_key: Mapped[str] = mapped_column(String(64))
    created_by_id: Mapped[int] = fk("people.id")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_out_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Action(Base):
    """Something a group decided to do: who does it, until when, for which commitment."""

    __tablename__ = "meeting_actions"
    __table_args__ = (
        _one_of("state", ActionState),
        CheckConstraint("coalesce(title_ar, title_fr, title_en) IS NOT NULL", name="one_title"),
        UniqueConstraint("group_id", "created_by_id", "client_key"),
        Index("ix_meeting_actions_place", "group_id", "state", "due_on", "id"),
        Index("ix_meeting_actions_due", "state", "due_on"),
    )

    id: Mapped[int] = pk()
    group_id: Mapped[int] = fk("groups.id", index=False)
    meeting_id: Mapped[int | None] = fk("meetings.id", nullable=True)
    item_id: Mapped[int | None] = fk("agenda_items.id", nullable=True)
    message_id: Mapped[int | None] = fk("messages.id", nullable=True)
    title_ar: Mapped[str | None] = mapped_column(Text)
    title_fr: Mapped[str | None] = mapped_column(Text)
    title_en: Mapped[str | None] = mapped_column(Text)
    owner_id: Mapped[int | None] = fk("people.id", nullable=True)
    organisation_id: Mapped[int | None] = fk("organisations.id", nullable=True)
    commitment_id: Mapped[int | None] = fk("commitments.id", nullable=True)
    due_on: Mapped[date | None] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(8))
    client_key: Mapped[str] = mapped_column(String(64))
    # Raised by each change: whoever changes what they no longer see is told so.
    version: Mapped[int] = mapped_column(default=1)
    created_by_id: Mapped[int] = fk("people.id")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ActionStep(Base):
    """One line of an action's history; ``meeting_id`` where it happened in a meeting."""

    __tablename__ = "action_steps"
    __table_args__ = (_one_of("kind", Step), Index("ix_action_steps_action_id_id", "action_id", "id"),
                      # A meeting brings an action back once, however often its beginning is heard.
                      Index("uq_action_steps_returned", "action_id", "meeting_id", unique=True,
                            sqlite_where=_returned(), postgresql_where=_returned()))

    id: Mapped[int] = pk()
    action_id: Mapped[int] = fk("meeting_actions.id", index=False)
    meeting_id: Mapped[int | None] = fk("meetings.id", nullable=True)
    kind: Mapped[str] = mapped_column(String(8))
    actor_id: Mapped[int] = fk("people.id")
    note: Mapped[str] = mapped_column(String(1000), default="")
    # The deadline from here on, where it was changed.
    due_on: Mapped[date | None] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
