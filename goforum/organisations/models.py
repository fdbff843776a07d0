"""Organisations and what they were called when: a ministry changes its name, not its history."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, UtcDateTime, fk, pk


class OrganisationKind(StrEnum):
    """What sort of organisation; the mandates of public bodies sit in their own college."""

    PUBLIC_BODY = "public_body"
    CSO = "cso"
    OTHER = "other"


class Organisation(Base):
    """A public body, a civil-society organisation, or another one."""

    __tablename__ = "organisations"
    __table_args__ = (CheckConstraint("kind IN ('public_body', 'cso', 'other')", name="kind"),)

    id: Mapped[int] = pk()
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    website: Mapped[str | None] = mapped_column(String(300))
    is_example: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OrganisationName(Base):
    """A name in up to three languages, from one day to another (open ends are null)."""

    __tablename__ = "organisation_names"
    __table_args__ = (
        CheckConstraint("coalesce(name_ar, name_fr, name_en) IS NOT NULL", name="one_name"),
    )

    id: Mapped[int] = pk()
    organisation_id: Mapped[int] = fk("organisations.id")
    name_ar: Mapped[str | None] = mapped_column(Text)
    name_fr: Mapped[str | None] = mapped_column(Text)
    name_en: Mapped[str | None] = mapped_column(Text)
    short_name: Mapped[str | None] = mapped_column(String(40))
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    # Where the name was read, and whether it is ours: "our translation".
    source: Mapped[str | None] = mapped_column(Text)
