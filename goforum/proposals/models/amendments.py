"""Amendments: a full text beside the original, by any member."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, UtcDateTime, fk, pk
from goforum.proposals.models.proposals import MAX_TITLE


class AmendmentState(StrEnum):
    """Where an amendment stands; all but the first are ends."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Amendment(Base):
    """Another text for a proposal, and why; its authors answer."""

    __tablename__ = "amendments"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'accepted', 'rejected', 'withdrawn')", name="state"),
        CheckConstraint("(state = 'open') = (answered_at IS NULL)", name="answered"),
        CheckConstraint("(state = 'accepted') = (version_number IS NOT NULL)", name="version"),
        UniqueConstraint("author_id", "client_key"),
        Index("ix_amendments_proposal_state", "proposal_id", "state", "id"),
    )

    id: Mapped[int] = pk()
    proposal_id: Mapped[int] = fk("proposals.id", index=False)
    author_id: Mapped[int] = fk("people.id", index=False)
    # The version its author had before them; when the text has moved on since, it is stale and said to be.
    base_version: Mapped[int]
    # The proposal it was written against, where a merge carried it from there to another: it is stale there.
    written_for_id: Mapped[int | None] = fk("proposals.id", nullable=True)
    title: Mapped[str] = mapped_column(String(MAX_TITLE))
    body_source: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    pipeline_version: Mapped[int]
    language: Mapped[str] = mapped_column(String(8))
    why: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(12))
    client_key: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = fk("people.id", nullable=True)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(Text, default="")
    # The version of the proposal that it became.
    version_number: Mapped[int | None]
    # The proposal of its own that it became after a refusal.
    promoted_id: Mapped[int | None] = fk("proposals.id", nullable=True)
    # Out of sight by who moderates: its author and they see it, nobody accepts it.
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
