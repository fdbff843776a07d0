"""The tables of threads and posts."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, UtcDateTime, fk, pk


class ThreadKind(StrEnum):
    """A discussion stands by itself; a proposal's thread is drawn on the proposal's page."""

    DISCUSSION = "discussion"
    PROPOSAL = "proposal"


class ReplyTag(StrEnum):
    """What a reply says about what it answers, when its author chose to say so."""

    FOR = "for"
    AGAINST = "against"
    QUESTION = "question"
    INFORMATION = "information"


class Thread(Base):
    """A discussion in a group. Its counters and its version change in the transaction that changes its posts."""

    __tablename__ = "threads"
    __table_args__ = (
        CheckConstraint("kind IN ('discussion', 'proposal')", name="kind"),
        UniqueConstraint("author_id", "client_key"),
        # The list of a group is read along this index, from its end.
        Index("ix_threads_list", "group_id", "kind", "pinned", "last_post_at", "id"),
        Index("ix_threads_last_post_at", "last_post_at"),
        # The archived ones of a group are few, and listed by themselves.
        Index("ix_threads_archived", "group_id", "last_post_at", "id",
              sqlite_where=text("archived_at IS NOT NULL"), postgresql_where=text("archived_at IS NOT NULL")),
        # The same list in its two other orders.
        Index("ix_threads_newest", "group_id", "kind", "id"),
        Index("ix_threads_replies", "group_id", "kind", "post_count", "id"),
        # The latest of a group, pinned or not, as its front page and the home page show them.
        Index("ix_threads_latest", "group_id", "kind", "last_post_at", "id"),
        # Nearly all threads are merged into none: an index that held them would be taken for "none", and read whole.
        Index("ix_threads_merged_into_id", "merged_into_id", sqlite_where=text("merged_into_id IS NOT NULL"),
              postgresql_where=text("merged_into_id IS NOT NULL")),
    )

    id: Mapped[int] = pk()
    group_id: Mapped[int] = fk("groups.id", index=False)  # the index of the list begins with it
    kind: Mapped[str] = mapped_column(String(16), default=ThreadKind.DISCUSSION.value)
    title: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(8))
    author_id: Mapped[int] = fk("people.id", index=False)  # the unique constraint begins with it
    client_key: Mapped[str | None] = mapped_column(String(36))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by_id: Mapped[int | None] = fk("people.id", nullable=True)
    # The conclusions, as written and as shown.
    closed_reason: Mapped[str | None] = mapped_column(Text)
    closed_html: Mapped[str | None] = mapped_column(Text)
    # Out of the default list, and nothing more is written in it.
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    pinned: Mapped[bool] = mapped_column(default=False)
    # At least so many seconds between two posts of one person; 0 is off.
    slow_seconds: Mapped[int] = mapped_column(default=0)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # A merged thread keeps its row: its address leads to the thread that took it in.
    merged_into_id: Mapped[int | None] = fk("threads.id", nullable=True, index=False)  # of its own, above
    # Raised by every change a reader could see; pages and caches are named after it.
    version: Mapped[int] = mapped_column(default=1)
    # Raised by every reaction, which changes how posts look and nothing of what they say.
    reaction_version: Mapped[int] = mapped_column(default=0, server_default="0")
    # The highest number of a post, traces of deleted ones included.
    post_count: Mapped[int] = mapped_column(default=0)
    participant_count: Mapped[int] = mapped_column(default=0)
    last_post_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Not a foreign key: the two tables would then need each other before either exists.
    last_post_id: Mapped[int | None] = mapped_column()
    last_author_id: Mapped[int | None] = fk("people.id", nullable=True)


class Post(Base):
    """One contribution. ``number`` is dense in its thread, so that page N is a range of numbers, not an offset."""

    __tablename__ = "posts"
    __table_args__ = (
        CheckConstraint("tag IS NULL OR tag IN ('for', 'against', 'question', 'information')", name="tag"),
        CheckConstraint("college IS NULL OR college IN ('public_bodies', 'civil_society')", name="college"),
        UniqueConstraint("thread_id", "number"),
        UniqueConstraint("author_id", "client_key"),
        Index("ix_posts_thread_author", "thread_id", "author_id", "id"),
        # Tagged replies are few: what a thread says for and against is counted and listed from these alone.
        Index("ix_posts_thread_tag", "thread_id", "tag", "number", postgresql_where=text("tag IS NOT NULL"),
              sqlite_where=text("tag IS NOT NULL")),
        Index("ix_posts_thread_created", "thread_id", "created_at", "number"),
        # Few wait at any time: a front page asks for its reader's among all they ever wrote.
        Index("ix_posts_held", "author_id", "id", postgresql_where=text("held_at IS NOT NULL"),
              sqlite_where=text("held_at IS NOT NULL")),
    )

    id: Mapped[int] = pk()
    thread_id: Mapped[int] = fk("threads.id", index=False)  # the unique constraint begins with it
    number: Mapped[int] = mapped_column()
    author_id: Mapped[int] = fk("people.id", index=False)
    # What the author was in the group when this was written; a later mandate does not rewrite what was said.
    role: Mapped[str | None] = mapped_column(String(16))
    organisation_id: Mapped[int | None] = fk("organisations.id", nullable=True)
    college: Mapped[str | None] = mapped_column(String(16))
    client_key: Mapped[str | None] = mapped_column(String(36))
    tag: Mapped[str | None] = mapped_column(String(16))
    body_source: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    pipeline_version: Mapped[int] = mapped_column()
    language: Mapped[str] = mapped_column(String(8))
    # The author named the language: nobody guesses it again when the text changes.
    language_chosen: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The present words are a moderator's; the author's own stand in the history.
    moderated: Mapped[bool] = mapped_column(default=False, server_default=false())
    # How many earlier texts ``post_revisions`` holds.
    revision: Mapped[int] = mapped_column(default=0)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deleted_by_id: Mapped[int | None] = fk("people.id", nullable=True)
    # Written by moderation through commands of this feature.
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_reason: Mapped[str | None] = mapped_column(Text)
    held_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    moved_from_id: Mapped[int | None] = fk("threads.id", nullable=True)


class PostRevision(Base):
    """A text a post had before; the post itself holds the present one."""

    __tablename__ = "post_revisions"
    __table_args__ = (UniqueConstraint("post_id", "number"),)

    id: Mapped[int] = pk()
    post_id: Mapped[int] = fk("posts.id", index=False)
    number: Mapped[int] = mapped_column()
    body_source: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    replaced_by_id: Mapped[int] = fk("people.id")


class PostMention(Base):
    """Somebody named in a post: whoever tells people what concerns them reads this."""

    __tablename__ = "post_mentions"

    post_id: Mapped[int] = fk("posts.id", index=False, primary_key=True)
    person_id: Mapped[int] = fk("people.id", primary_key=True)


class ThreadCommitment(Base):
    """A thread is about a commitment."""

    __tablename__ = "thread_commitments"

    thread_id: Mapped[int] = fk("threads.id", index=False, primary_key=True)
    commitment_id: Mapped[int] = fk("commitments.id", primary_key=True)
    linked_by_id: Mapped[int] = fk("people.id")
    linked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PostCommitment(Base):
    """A single post is about a commitment; its thread is then too."""

    __tablename__ = "post_commitments"

    post_id: Mapped[int] = fk("posts.id", index=False, primary_key=True)
    commitment_id: Mapped[int] = fk("commitments.id", primary_key=True)


class ReadingPosition(Base):
    """The highest number of a post that was on a page this person opened."""

    __tablename__ = "reading_positions"

    person_id: Mapped[int] = fk("people.id", index=False, primary_key=True)
    thread_id: Mapped[int] = fk("threads.id", primary_key=True)
    last_number: Mapped[int] = mapped_column()
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
