"""What has changed and is not in the index yet."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, UtcDateTime, pk


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
