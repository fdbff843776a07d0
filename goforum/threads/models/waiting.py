"""Texts that wait for a moderator. They are no posts yet: no number, no count, no list, no index knows of them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, Json, UtcDateTime, fk, pk


class WaitingState(StrEnum):
    """Where a waiting text is: with the moderators, out, refused, or taken back by its author."""

    WAITING = "waiting"
    PUBLISHED = "published"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class WaitingText(Base):
    """A reply, or a whole new thread (then it has a title and no thread), as its author sent it."""

    __tablename__ = "waiting_texts"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'published', 'refused', 'withdrawn')", name="state"),
        CheckConstraint("(thread_id IS NULL) <> (title IS NULL)", name="thread_or_title"),
        UniqueConstraint("author_id", "client_key"),
        Index("ix_waiting_texts_author_state", "author_id", "state", "id"),
    )

    id: Mapped[int] = pk()
    group_id: Mapped[int] = fk("groups.id")
    thread_id: Mapped[int | None] = fk("threads.id", nullable=True)
    author_id: Mapped[int] = fk("people.id", index=False)
    client_key: Mapped[str] = mapped_column(String(64))
    title: Mapped[str | None] = mapped_column(String(200))
    body_source: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    # What else the composer sent, given back to the same command when the text is published.
    extras: Mapped[dict[str, Any]] = mapped_column(Json)
    # Why it waits: first, link, fast or word.
    why: Mapped[str] = mapped_column(String(16))
    word: Mapped[str] = mapped_column(String(80), default="")
    state: Mapped[str] = mapped_column(String(12))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    post_id: Mapped[int | None] = fk("posts.id", nullable=True)
