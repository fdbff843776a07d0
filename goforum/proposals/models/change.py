"""A change to a commitment that a proposal carries: what it says, against what it was written, when it was done."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, Text
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, Json, UtcDateTime, fk


class ProposalChange(Base):
    """The one change of a proposal to the action plan: other texts, other dates, one more milestone."""

    __tablename__ = "proposal_changes"
    __table_args__ = (CheckConstraint("(published_at IS NULL) = (published_by_id IS NULL)", name="published"),)

    proposal_id: Mapped[int] = fk("proposals.id", index=False, primary_key=True)
    commitment_id: Mapped[int] = fk("commitments.id")
    # Field to what it would say, and field to what it said when this was written; only fields that differ.
    fields: Mapped[dict[str, Any]] = mapped_column(Json)
    base: Mapped[dict[str, Any]] = mapped_column(Json)
    milestone: Mapped[str] = mapped_column(Text, default="")
    milestone_due_on: Mapped[date | None] = mapped_column(Date)
    written_by_id: Mapped[int] = fk("people.id")
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = fk("people.id", nullable=True)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
