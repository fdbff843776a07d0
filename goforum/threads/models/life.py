"""What happened to threads: lines of trace, which posts went where, and where the discussion stands."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, UtcDateTime, fk, pk


class TraceKind(StrEnum):
    """One kind of act that leaves a line in the thread."""

    RENAMED = "renamed"
    PINNED = "pinned"
    UNPINNED = "unpinned"
    CLOSED = "closed"
    REOPENED = "reopened"
    ARCHIVED = "archived"
    UNARCHIVED = "unarchived"
    SLOWED = "slowed"
    MOVED = "moved"
    SPLIT_OUT = "split_out"
    SPLIT_IN = "split_in"
    MERGED_IN = "merged_in"
    RESTORED = "restored"
    PROPOSED = "proposed"


class ThreadTrace(Base):
    """One line of a thread's story: who did what, when. ``words`` is an earlier title, nothing else anyone wrote."""

    __tablename__ = "thread_traces"
    __table_args__ = (
        CheckConstraint("kind IN (" + ", ".join(f"'{kind.value}'" for kind in TraceKind) + ")", name="kind"),
        Index("ix_thread_traces_place", "thread_id", "at", "id"),
    )

    id: Mapped[int] = pk()
    thread_id: Mapped[int] = fk("threads.id", index=False)
    kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[int] = fk("people.id")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    # The thread posts came from or went to.
    other_id: Mapped[int | None] = fk("threads.id", nullable=True)
    # The group a thread came from.
    group_id: Mapped[int | None] = fk("groups.id", nullable=True)
    # How many posts, how many seconds, which proposal: what the kind says.
    number: Mapped[int | None] = mapped_column()
    words: Mapped[str | None] = mapped_column(Text)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PostMove(Base):
    """One post carried by a split or a merge, and the number it had before: what is needed to undo it."""

    __tablename__ = "post_moves"

    trace_id: Mapped[int] = fk("thread_traces.id", index=False, primary_key=True)
    post_id: Mapped[int] = fk("posts.id", primary_key=True)
    from_number: Mapped[int] = mapped_column()


class LinkMove(Base):
    """A commitment that a thread is about because of a merge or a split: undone with it."""

    __tablename__ = "link_moves"

    trace_id: Mapped[int] = fk("thread_traces.id", index=False, primary_key=True)
    commitment_id: Mapped[int] = fk("commitments.id", primary_key=True)


class ThreadSummary(Base):
    """Where the discussion stands, as a facilitator wrote it: one text of its history. An empty one takes it away."""

    __tablename__ = "thread_summaries"
    __table_args__ = (UniqueConstraint("thread_id", "number"),)

    id: Mapped[int] = pk()
    thread_id: Mapped[int] = fk("threads.id", index=False)
    number: Mapped[int] = mapped_column()
    body_source: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    pipeline_version: Mapped[int] = mapped_column()
    language: Mapped[str] = mapped_column(String(8))
    author_id: Mapped[int] = fk("people.id")
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # The number of the last post it takes into account, as posts are numbered now.
    at_number: Mapped[int] = mapped_column()
