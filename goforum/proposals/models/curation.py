"""What facilitators do with proposals: themes, notes, questions, answers, merges, splits, where accepted ones went."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, UtcDateTime, fk, pk

MAX_THEME = 80
MAX_NOTE = 5_000


class Decision(StrEnum):
    """What an official answer says of a proposal."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    NOTED = "noted"


class Moved(StrEnum):
    """What a merge carried over, so that it can be carried back."""

    SUPPORT = "support"
    AUTHOR = "author"
    ARGUMENT = "argument"
    THREAD = "thread"
    AMENDMENT = "amendment"
    COMMITMENT = "commitment"


class ProposalTheme(Base):
    """A word under which a group puts proposals together."""

    __tablename__ = "proposal_themes"
    __table_args__ = (UniqueConstraint("group_id", "name"),)

    id: Mapped[int] = pk()
    group_id: Mapped[int] = fk("groups.id", index=False)
    name: Mapped[str] = mapped_column(String(MAX_THEME))


class ProposalTheming(Base):
    """The one theme of a proposal."""

    __tablename__ = "proposal_theming"

    proposal_id: Mapped[int] = fk("proposals.id", index=False, primary_key=True)
    theme_id: Mapped[int] = fk("proposal_themes.id")


class ProposalNote(Base):
    """What facilitators say to each other about a proposal; nobody else reads it."""

    __tablename__ = "proposal_notes"

    id: Mapped[int] = pk()
    proposal_id: Mapped[int] = fk("proposals.id")
    author_id: Mapped[int] = fk("people.id")
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProposalAsk(Base):
    """A question of the facilitators to the authors; it is answered by a new text or in words."""

    __tablename__ = "proposal_asks"
    __table_args__ = (Index("ix_proposal_asks_proposal", "proposal_id", "id"),)

    id: Mapped[int] = pk()
    proposal_id: Mapped[int] = fk("proposals.id", index=False)
    asked_by_id: Mapped[int] = fk("people.id")
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = fk("people.id", nullable=True)
    answer: Mapped[str] = mapped_column(Text, default="")


class ProposalAnswer(Base):
    """The official answer: prepared where facilitators alone see it, then published, and from then on as it is."""

    __tablename__ = "proposal_answers"
    __table_args__ = (
        CheckConstraint("decision IN ('accepted', 'rejected', 'noted')", name="decision"),
        CheckConstraint("(published_at IS NULL) = (published_by_id IS NULL)", name="published"),
    )

    proposal_id: Mapped[int] = fk("proposals.id", index=False, primary_key=True)
    decision: Mapped[str] = mapped_column(String(12))
    body_source: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    pipeline_version: Mapped[int]
    language: Mapped[str] = mapped_column(String(8))
    prepared_by_id: Mapped[int] = fk("people.id")
    prepared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = fk("people.id", nullable=True)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ProposalMerge(Base):
    """A duplicate that goes on in another proposal; for a week it can be taken out again."""

    __tablename__ = "proposal_merges"
    __table_args__ = (
        CheckConstraint("source_id <> target_id", name="two"),
        Index("uq_proposal_merges_source", "source_id", unique=True, sqlite_where=text("undone_at IS NULL"),
              postgresql_where=text("undone_at IS NULL")),
    )

    id: Mapped[int] = pk()
    source_id: Mapped[int] = fk("proposals.id", index=False)
    target_id: Mapped[int] = fk("proposals.id")
    actor_id: Mapped[int] = fk("people.id")
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by_id: Mapped[int | None] = fk("people.id", nullable=True)


class MergeRow(Base):
    """One thing that a merge carried over: the number of a person, argument, thread, amendment or commitment."""

    __tablename__ = "proposal_merge_rows"
    __table_args__ = (
        CheckConstraint("kind IN ('support', 'author', 'argument', 'thread', 'amendment', 'commitment')", name="kind"),)

    merge_id: Mapped[int] = fk("proposal_merges.id", index=False, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)


class ProposalSplit(Base):
    """A proposal that was taken out of another one."""

    __tablename__ = "proposal_splits"

    proposal_id: Mapped[int] = fk("proposals.id", index=False, primary_key=True)
    from_id: Mapped[int] = fk("proposals.id")
    actor_id: Mapped[int] = fk("people.id")
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProposalIntegration(Base):
    """The commitment that an accepted proposal became part of."""

    __tablename__ = "proposal_integrations"

    proposal_id: Mapped[int] = fk("proposals.id", index=False, primary_key=True)
    commitment_id: Mapped[int] = fk("commitments.id")
    actor_id: Mapped[int] = fk("people.id")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
