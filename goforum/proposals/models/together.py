"""What people do around a proposal: sign it together, support it, argue for and against; and what a group asks."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, UtcDateTime, fk, pk

MAX_ARGUMENT = 2_000
MOST_AUTHORS = 10


class Signing(StrEnum):
    """Where an invitation to sign stands; only who said yes is an author."""

    INVITED = "invited"
    SIGNED = "signed"
    DECLINED = "declined"
    LEFT = "left"


class Side(StrEnum):
    """What an argument speaks for."""

    FOR = "for"
    AGAINST = "against"


class ProposalAuthor(Base):
    """A person beside the first author: invited, and an author only by their own consent."""

    __tablename__ = "proposal_authors"
    __table_args__ = (
        CheckConstraint("state IN ('invited', 'signed', 'declined', 'left')", name="state"),
        UniqueConstraint("proposal_id", "person_id"),
        Index("ix_proposal_authors_person", "person_id", "state"),
    )

    id: Mapped[int] = pk()
    proposal_id: Mapped[int] = fk("proposals.id", index=False)
    person_id: Mapped[int] = fk("people.id", index=False)
    state: Mapped[str] = mapped_column(String(12))
    invited_by_id: Mapped[int] = fk("people.id")
    # Grows with each new invitation of the same person, so that each is told once.
    round: Mapped[int] = mapped_column(default=1)
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ProposalSupport(Base):
    """A person who wants the proposal to go on; taken back by deleting the row."""

    __tablename__ = "proposal_supports"

    proposal_id: Mapped[int] = fk("proposals.id", index=False, primary_key=True)
    person_id: Mapped[int] = fk("people.id", primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProposalArgument(Base):
    """A reason for or against, one thought each."""

    __tablename__ = "proposal_arguments"
    __table_args__ = (
        CheckConstraint("side IN ('for', 'against')", name="side"),
        UniqueConstraint("author_id", "client_key"),
        Index("ix_proposal_arguments_place", "proposal_id", "side", "id"),
    )

    id: Mapped[int] = pk()
    proposal_id: Mapped[int] = fk("proposals.id", index=False)
    author_id: Mapped[int] = fk("people.id", index=False)
    side: Mapped[str] = mapped_column(String(8))
    body_source: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    pipeline_version: Mapped[int]
    language: Mapped[str] = mapped_column(String(8))
    client_key: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Taken back by its author, or out of sight by who moderates.
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ArgumentSupport(Base):
    """A person whom an argument convinces."""

    __tablename__ = "argument_supports"

    argument_id: Mapped[int] = fk("proposal_arguments.id", index=False, primary_key=True)
    person_id: Mapped[int] = fk("people.id", primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProposalSettings(Base):
    """What a group asks of its proposals. A group without a row asks nothing."""

    __tablename__ = "proposal_settings"
    __table_args__ = (CheckConstraint("supports_needed BETWEEN 0 AND 10000", name="supports_needed"),)

    group_id: Mapped[int] = fk("groups.id", index=False, primary_key=True)
    # So many supports, and the facilitators are told that a proposal is ready; 0 asks for none.
    supports_needed: Mapped[int] = mapped_column(default=0)
    changed_by_id: Mapped[int] = fk("people.id")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
