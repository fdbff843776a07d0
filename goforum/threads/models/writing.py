"""What surrounds writing: drafts, quotes tied to their sources, the words that names are found by."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, Json, UtcDateTime, fk, pk

# Compared byte by byte on both databases, so that a beginning of a word is a range of the index.
_WORD = String(80).with_variant(String(80, collation="C"), "postgresql")


class Draft(Base):
    """What one person was writing in one place. The row outlives the text: its number makes stale copies die."""

    __tablename__ = "drafts"
    __table_args__ = (
        UniqueConstraint("person_id", "place"),
        Index("ix_drafts_person_updated", "person_id", "updated_at"),
    )

    id: Mapped[int] = pk()
    person_id: Mapped[int] = fk("people.id", index=False)  # the unique constraint begins with it
    # "reply:17", "thread:3": see ``goforum/threads/places.py``.
    place: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    # The small choices of the form (tag, commitments), and the key that makes sending it twice one post.
    extra: Mapped[dict[str, Any]] = mapped_column(Json)
    # One more with every save and with posting: a save that names an older one is told what it missed.
    sequence: Mapped[int] = mapped_column()
    # The open page that saved last, and its own count of saves: a save that overtook another on a bad line is not
    # undone by it, and a save whose answer was lost is not a conflict with oneself.
    owner: Mapped[str | None] = mapped_column(String(64))
    step: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    discarded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # After posting: a fingerprint of what was posted, and what it became.
    posted_hash: Mapped[str | None] = mapped_column(String(64))
    posted_id: Mapped[int | None] = mapped_column()


class PostQuote(Base):
    """Words of one post inside another. ``stands``: whether they still are in what the source says."""

    __tablename__ = "post_quotes"
    __table_args__ = (UniqueConstraint("post_id", "position"),)

    id: Mapped[int] = pk()
    post_id: Mapped[int] = fk("posts.id", index=False)  # the unique constraint begins with it
    position: Mapped[int] = mapped_column()
    source_post_id: Mapped[int] = fk("posts.id")
    source_revision: Mapped[int] = mapped_column()
    # Letters and digits alone, folded: what is compared.
    words: Mapped[str] = mapped_column(Text)
    stands: Mapped[bool] = mapped_column()


class NameWord(Base):
    """A word by which a person or an organisation is found while somebody types ``@``."""

    __tablename__ = "name_words"
    __table_args__ = (
        CheckConstraint("kind IN ('person', 'organisation')", name="kind"),
        Index("ix_name_words_target", "kind", "target_id"),
    )

    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    word: Mapped[str] = mapped_column(_WORD, primary_key=True)
    target_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
