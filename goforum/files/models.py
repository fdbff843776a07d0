"""The tables of files; the bytes themselves lie in the data directory (see ``store``)."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Date, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, UtcDateTime, fk, pk


class File(Base):
    """One upload of one person. Two uploads of the same bytes are two rows and one file on the disk."""

    __tablename__ = "files"
    __table_args__ = (
        CheckConstraint("kind IN ('picture', 'document')", name="kind"),
        UniqueConstraint("owner_id", "client_key"),
    )

    id: Mapped[int] = pk()
    # Empty once its owner's account is erased and the file stays with a post that stays.
    owner_id: Mapped[int | None] = fk("people.id", nullable=True, index=False)
    client_key: Mapped[str] = mapped_column(String(36))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(16))
    media_type: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column()
    width: Mapped[int | None] = mapped_column()
    height: Mapped[int | None] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Since when nothing refers to it, as far as we know; the clean-up looks again before it believes that.
    idle_since: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    # Given up: nothing may refer to it any more, and its bytes go next.
    gone_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class FileDay(Base):
    """How many bytes a person has added in a day."""

    __tablename__ = "file_days"

    person_id: Mapped[int] = fk("people.id", index=False, primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True, index=True)
    bytes: Mapped[int] = mapped_column(BigInteger)
