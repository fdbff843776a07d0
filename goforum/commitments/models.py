"""Action plans, their versions, and the commitments in them.

A commitment keeps its number and code for life; its text lives in a version, which belongs to a version of
the plan. An accepted proposal that changes a commitment begins the next version; nothing is overwritten.
Each field keeps where it was read: ``sources`` maps a field's name to ``{"url": …, "status": …}``; a field
that is null was not found in the sources, which is not the same as "none".
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, Json, UtcDateTime, fk, pk


class ActionPlan(Base):
    """A national or local action plan."""

    __tablename__ = "action_plans"

    id: Mapped[int] = pk()
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    country: Mapped[str | None] = mapped_column(String(2))
    name_ar: Mapped[str | None] = mapped_column(Text)
    name_fr: Mapped[str | None] = mapped_column(Text)
    name_en: Mapped[str | None] = mapped_column(Text)
    # Years or months as the sources give them: "2018", "2018-08".
    starts: Mapped[str | None] = mapped_column(String(10))
    ends: Mapped[str | None] = mapped_column(String(10))
    announced_commitments: Mapped[int | None] = mapped_column()
    source: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PlanVersion(Base):
    """A dated state of a plan's text; number 1 is the plan as adopted."""

    __tablename__ = "plan_versions"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)

    id: Mapped[int] = pk()
    plan_id: Mapped[int] = fk("action_plans.id", index=False)
    number: Mapped[int] = mapped_column()
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str | None] = mapped_column(Text)


class Commitment(Base):
    """One promise of a plan, under the number people call it by."""

    __tablename__ = "commitments"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)

    id: Mapped[int] = pk()
    plan_id: Mapped[int] = fk("action_plans.id", index=False)
    number: Mapped[int] = mapped_column()
    code: Mapped[str | None] = mapped_column(String(20), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CommitmentVersion(Base):
    """What a commitment says in one version of its plan."""

    __tablename__ = "commitment_versions"
    __table_args__ = (
        UniqueConstraint("commitment_id", "plan_version_id"),
        Index("ix_commitment_versions_current", "commitment_id", "replaced_at"),
        CheckConstraint("coalesce(title_ar, title_fr, title_en) IS NOT NULL", name="one_title"),
    )

    id: Mapped[int] = pk()
    commitment_id: Mapped[int] = fk("commitments.id", index=False)
    plan_version_id: Mapped[int] = fk("plan_versions.id")
    replaced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    title_ar: Mapped[str | None] = mapped_column(Text)
    title_fr: Mapped[str | None] = mapped_column(Text)
    title_en: Mapped[str | None] = mapped_column(Text)
    description_ar: Mapped[str | None] = mapped_column(Text)
    description_fr: Mapped[str | None] = mapped_column(Text)
    description_en: Mapped[str | None] = mapped_column(Text)
    theme: Mapped[str | None] = mapped_column(String(120), index=True)
    starts: Mapped[str | None] = mapped_column(String(10))
    ends: Mapped[str | None] = mapped_column(String(10))
    policy_areas: Mapped[list[str]] = mapped_column(Json)
    # The independent reviewer's fields, apart from anything declared or observed.
    review: Mapped[dict[str, Any] | None] = mapped_column(Json)
    sources: Mapped[dict[str, Any]] = mapped_column(Json)


class CommitmentBody(Base):
    """An organisation that leads or supports a commitment, as the sources name it."""

    __tablename__ = "commitment_bodies"
    __table_args__ = (
        UniqueConstraint("version_id", "organisation_id", "part"),
        CheckConstraint("part IN ('lead', 'support')", name="part"),
    )

    id: Mapped[int] = pk()
    version_id: Mapped[int] = fk("commitment_versions.id", index=False)
    organisation_id: Mapped[int] = fk("organisations.id")
    part: Mapped[str] = mapped_column(String(8))
    # The words of the source, when they say more than a name.
    as_written: Mapped[str | None] = mapped_column(Text)


class Milestone(Base):
    """A verifiable step of a commitment."""

    __tablename__ = "milestones"
    __table_args__ = (CheckConstraint("coalesce(title_ar, title_fr, title_en) IS NOT NULL", name="one_title"),)

    id: Mapped[int] = pk()
    commitment_id: Mapped[int] = fk("commitments.id")
    position: Mapped[int] = mapped_column()
    title_ar: Mapped[str | None] = mapped_column(Text)
    title_fr: Mapped[str | None] = mapped_column(Text)
    title_en: Mapped[str | None] = mapped_column(Text)
    starts_on: Mapped[date | None] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str | None] = mapped_column(Text)
