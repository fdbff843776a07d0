"""Workshops, and who has registered for them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, UtcDateTime, fk, pk


class OpenTo(StrEnum):
    """Who may register: the members of the group, or everybody who reads it and has a confirmed account."""

    MEMBERS = "members"
    EVERYONE = "everyone"


class Seat(StrEnum):
    """What somebody who registered has: a place, a turn on the waiting list, or nothing any more."""

    PLACED = "placed"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"


def _one_of(column: str, kinds: type[StrEnum]) -> CheckConstraint:
    values = ", ".join(f"'{kind}'" for kind in kinds)
    return CheckConstraint(f"{column} IN ({values})", name=column)


class Workshop(Base):
    """A workshop of a group. ``last_number`` counts those who registered: their order is the order of their numbers."""

    __tablename__ = "workshops"
    __table_args__ = (
        _one_of("open_to", OpenTo),
        CheckConstraint("form IN ('in_person', 'remote', 'hybrid')", name="form"),
        CheckConstraint("ends_at > starts_at AND closes_at <= starts_at", name="times"),
        CheckConstraint("places BETWEEN 1 AND 5000", name="places"),
        CheckConstraint("title_ar IS NOT NULL OR title_fr IS NOT NULL OR title_en IS NOT NULL", name="title"),
        UniqueConstraint("group_id", "created_by_id", "client_key"),
        Index("ix_workshops_starts_at_id", "starts_at", "id"),
    )

    id: Mapped[int] = pk()
    group_id: Mapped[int] = fk("groups.id", index=False)
    title_ar: Mapped[str | None] = mapped_column(String(200))
    title_fr: Mapped[str | None] = mapped_column(String(200))
    title_en: Mapped[str | None] = mapped_column(String(200))
    audience: Mapped[str] = mapped_column(String(500))
    about: Mapped[str] = mapped_column(Text, default="")
    about_html: Mapped[str] = mapped_column(Text, default="")
    pipeline_version: Mapped[int]
    open_to: Mapped[str] = mapped_column(String(10))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    zone: Mapped[str] = mapped_column(String(64))
    form: Mapped[str] = mapped_column(String(16))
    # One venue a line.
    venues: Mapped[str] = mapped_column(String(1000), default="")
    places: Mapped[int]
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_number: Mapped[int] = mapped_column(default=0)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str] = mapped_column(String(1000), default="")
    version: Mapped[int] = mapped_column(default=1)
    client_key: Mapped[str] = mapped_column(String(64))
    created_by_id: Mapped[int] = fk("people.id")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # When what its page says last changed; none for those that never did, or were announced before this was kept.
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Registration(Base):
    """One person's registration: one row however often they come and go; a new turn each time they come."""

    __tablename__ = "workshop_registrations"
    __table_args__ = (_one_of("state", Seat), UniqueConstraint("workshop_id", "person_id"),
                      Index("ix_workshop_registrations_turn", "workshop_id", "state", "number"))

    id: Mapped[int] = pk()
    workshop_id: Mapped[int] = fk("workshops.id", index=False)
    person_id: Mapped[int] = fk("people.id")
    organisation_id: Mapped[int | None] = fk("organisations.id", nullable=True)
    state: Mapped[str] = mapped_column(String(10))
    number: Mapped[int]
    note: Mapped[str] = mapped_column(String(300), default="")
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
