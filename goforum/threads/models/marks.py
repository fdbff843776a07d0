"""What readers put on posts: reactions that everybody sees, bookmarks that nobody else does."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, UtcDateTime, fk, pk


class Reaction(Base):
    """One person says one thing about one post without writing another; its key makes any retry one effect."""

    __tablename__ = "reactions"
    __table_args__ = (
        CheckConstraint("kind IN ('agree', 'thanks', 'insight', 'unclear', 'source')", name="kind"),
    )

    post_id: Mapped[int] = fk("posts.id", index=False, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    person_id: Mapped[int] = fk("people.id", primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Bookmark(Base):
    """A post somebody wants to find again, with a note to themselves; a removed one waits a day."""

    __tablename__ = "bookmarks"
    __table_args__ = (
        UniqueConstraint("person_id", "post_id"),
        Index("ix_bookmarks_list", "person_id", "id"),
    )

    id: Mapped[int] = pk()
    person_id: Mapped[int] = fk("people.id", index=False)
    post_id: Mapped[int] = fk("posts.id")
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
