"""What has changed and is not in the index yet."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, UtcDateTime, fk, pk


class SearchOutbox(Base):
    """"Look at this thing again": written in the transaction that changes it, deleted once the index has it.

    The row says what to look at, never what it says: the indexer reads the thing as it is then. ``op`` is what the
    writer knew ("gone" spares a read); a thing that cannot be read any more is taken out either way.
    """

    __tablename__ = "search_outbox"
    __table_args__ = (CheckConstraint("op IN ('look', 'gone')", name="op"),)

    id: Mapped[int] = pk()
    kind: Mapped[str] = mapped_column(String(16))
    object_id: Mapped[int]
    op: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SavedSearch(Base):
    """A search somebody wants to hear from: ``query`` is its address, without the page.

    What was told is remembered where everything told is (notices), by the key of the thing: told once, whoever looks
    twice. ``looked_at`` only spares looking at what is long known.
    """

    __tablename__ = "saved_searches"
    __table_args__ = (UniqueConstraint("person_id", "query"),
                      CheckConstraint("rhythm IN ('soon', 'daily')", name="rhythm"))

    id: Mapped[int] = pk()
    person_id: Mapped[int] = fk("people.id", index=False)  # the unique constraint begins with it
    name: Mapped[str] = mapped_column(String(80))
    query: Mapped[str] = mapped_column(String(800))
    rhythm: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    looked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
