"""Proposals: their text in versions, their way through states, the commitments they are about."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, UtcDateTime, fk, pk

MAX_TITLE = 200
MAX_REASON = 2_000


class State(StrEnum):
    """Where a proposal stands. A draft is its authors' alone; under review its text is frozen; the rest are ends."""

    DRAFT = "draft"
    OPEN = "open"
    REVIEW = "review"
    VOTING = "voting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    INTEGRATED = "integrated"


class Proposal(Base):
    """A text a group may decide on, with a discussion of its own and, one day, a poll."""

    __tablename__ = "proposals"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'open', 'review', 'voting', 'accepted', 'rejected', 'withdrawn', "
                        "'merged', 'integrated')", name="state"),
        CheckConstraint("state <> 'voting' OR poll_id IS NOT NULL", name="voting_has_poll"),
        CheckConstraint("state = 'draft' OR published_at IS NOT NULL OR state = 'withdrawn'", name="published"),
        UniqueConstraint("author_id", "client_key"),
        Index("ix_proposals_group_state", "group_id", "state", "id"),
        Index("ix_proposals_state", "state", "id"),
    )

    id: Mapped[int] = pk()
    group_id: Mapped[int] = fk("groups.id", index=False)
    author_id: Mapped[int] = fk("people.id", index=False)  # the unique constraint begins with it
    # The discussion opens when the draft is published: a draft is nobody else's to see.
    thread_id: Mapped[int | None] = fk("threads.id", nullable=True, unique=True, index=False)
    source_thread_id: Mapped[int | None] = fk("threads.id", nullable=True)
    # The present or last poll; earlier ones, cancelled, are named by the transitions.
    poll_id: Mapped[int | None] = fk("polls.id", nullable=True, unique=True, index=False)
    title: Mapped[str] = mapped_column(String(MAX_TITLE))
    body_source: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    pipeline_version: Mapped[int]
    language: Mapped[str] = mapped_column(String(8))
    version_number: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(16))
    state_changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When it had the supports its group asks for: told once, and kept when some are taken back.
    supported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Taken out by moderators: its page is theirs alone until it is brought back.
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Made by the browser or the form, so that a form sent twice makes one proposal.
    client_key: Mapped[str | None] = mapped_column(String(64))


class ProposalVersion(Base):
    """The text as it stood after one edit; the newest equals the proposal's own."""

    __tablename__ = "proposal_versions"
    __table_args__ = (UniqueConstraint("proposal_id", "number"),)

    id: Mapped[int] = pk()
    proposal_id: Mapped[int] = fk("proposals.id", index=False)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(MAX_TITLE))
    body_source: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    pipeline_version: Mapped[int]
    language: Mapped[str] = mapped_column(String(8))
    author_id: Mapped[int] = fk("people.id")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProposalTransition(Base):
    """One step of a proposal's way: from, to, when, by whom (nobody: the clock), and why."""

    __tablename__ = "proposal_transitions"
    __table_args__ = (Index("ix_proposal_transitions_proposal", "proposal_id", "id"),)

    id: Mapped[int] = pk()
    proposal_id: Mapped[int] = fk("proposals.id", index=False)
    from_state: Mapped[str | None] = mapped_column(String(16))
    to_state: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[int | None] = fk("people.id", nullable=True)
    # Typed by a person. Where a poll decided, the words are drawn from its result in the reader's language.
    reason: Mapped[str] = mapped_column(Text, default="")
    poll_id: Mapped[int | None] = fk("polls.id", nullable=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProposalCommitment(Base):
    """What a proposal is about."""

    __tablename__ = "proposal_commitments"
    __table_args__ = (UniqueConstraint("proposal_id", "commitment_id"),)

    id: Mapped[int] = pk()
    proposal_id: Mapped[int] = fk("proposals.id", index=False)
    commitment_id: Mapped[int] = fk("commitments.id")


class ProposalPost(Base):
    """A post of a discussion that a proposal came out of, in the order in which they were picked."""

    __tablename__ = "proposal_posts"

    proposal_id: Mapped[int] = fk("proposals.id", index=False, primary_key=True)
    post_id: Mapped[int] = fk("posts.id", primary_key=True)
    position: Mapped[int]
