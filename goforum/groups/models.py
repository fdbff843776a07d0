"""Groups, memberships, mandates."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, UtcDateTime, fk, pk


class GroupKind(StrEnum):
    FORUM = "forum"
    WORKING_GROUP = "working_group"
    COMMITTEE = "committee"


class Visibility(StrEnum):
    """public: anyone reads. members: others see only its name. reserved: it does not exist for others."""

    PUBLIC = "public"
    MEMBERS = "members"
    RESERVED = "reserved"


class JoinPolicy(StrEnum):
    OPEN = "open"
    REQUEST = "request"
    CLOSED = "closed"


class Role(StrEnum):
    MEMBER = "member"
    FACILITATOR = "facilitator"
    SECRETARY = "secretary"
    OBSERVER = "observer"


class College(StrEnum):
    PUBLIC_BODIES = "public_bodies"
    CIVIL_SOCIETY = "civil_society"


class Capacity(StrEnum):
    TITULAR = "titular"
    ALTERNATE = "alternate"


class Group(Base):
    """A place where people work together. Groups nest; membership does not pass down by itself."""

    __tablename__ = "groups"
    __table_args__ = (
        CheckConstraint("kind IN ('forum', 'working_group', 'committee')", name="kind"),
        CheckConstraint("visibility IN ('public', 'members', 'reserved')", name="visibility"),
        CheckConstraint("join_policy IN ('open', 'request', 'closed')", name="join_policy"),
        CheckConstraint("coalesce(name_ar, name_fr, name_en) IS NOT NULL", name="one_name"),
    )

    id: Mapped[int] = pk()
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    parent_id: Mapped[int | None] = fk("groups.id", nullable=True)
    kind: Mapped[str] = mapped_column(String(16))
    visibility: Mapped[str] = mapped_column(String(16), index=True)
    join_policy: Mapped[str] = mapped_column(String(16))
    name_ar: Mapped[str | None] = mapped_column(Text)
    name_fr: Mapped[str | None] = mapped_column(Text)
    name_en: Mapped[str | None] = mapped_column(Text)
    purpose_ar: Mapped[str | None] = mapped_column(Text)
    purpose_fr: Mapped[str | None] = mapped_column(Text)
    purpose_en: Mapped[str | None] = mapped_column(Text)
    charter_source: Mapped[str] = mapped_column(Text, default="")
    charter_html: Mapped[str] = mapped_column(Text, default="")
    charter_version: Mapped[int] = mapped_column(default=0)
    # The theme of the action plan this group works on, as commitments name it.
    theme: Mapped[str | None] = mapped_column(String(120))
    source: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Membership(Base):
    """A person's place in a group: one row, whose role changes and which ends without vanishing."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("person_id", "group_id"),
        CheckConstraint("role IN ('member', 'facilitator', 'secretary', 'observer')", name="role"),
        Index("ix_memberships_group_active", "group_id", "ended_at", "role"),
    )

    id: Mapped[int] = pk()
    person_id: Mapped[int] = fk("people.id", index=False)  # the unique constraint begins with it
    group_id: Mapped[int] = fk("groups.id", index=False)
    role: Mapped[str] = mapped_column(String(16))
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Written by moderation through a command of this feature; binds every door at once.
    silenced_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Mandate(Base):
    """A person speaks for an organisation in a group, from one day to another; outside them it is off by itself."""

    __tablename__ = "mandates"
    __table_args__ = (
        CheckConstraint("capacity IN ('titular', 'alternate')", name="capacity"),
        CheckConstraint("college IN ('public_bodies', 'civil_society')", name="college"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="order"),
        Index("ix_mandates_group_person", "group_id", "person_id"),
    )

    id: Mapped[int] = pk()
    person_id: Mapped[int] = fk("people.id")
    group_id: Mapped[int] = fk("groups.id", index=False)
    organisation_id: Mapped[int] = fk("organisations.id")
    capacity: Mapped[str] = mapped_column(String(16))
    college: Mapped[str] = mapped_column(String(16))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
