"""The published box of a poll as the database keeps it.

The chain is append-only: the database itself refuses to change or delete a line. No row here has a time, a number that
counts up over polls, or a place in its table that would tell when it came.
"""

from sqlalchemy import (
    DDL,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base


class PollBox(Base):
    """The text the chain of a poll begins with, and where the chain ends now. Polls of before the chain have none."""

    __tablename__ = "poll_boxes"

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True, autoincrement=False)
    manifest: Mapped[str] = mapped_column(Text)
    entries: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))


class ChainEntry(Base):
    """A line of the chain. ``body`` is canonical JSON where it is more than a commitment."""

    __tablename__ = "poll_chain"
    __table_args__ = (
        CheckConstraint("kind IN ('open', 'commit', 'revoke', 'close', 'cancel')", name="kind"),
        CheckConstraint("(commitment IS NOT NULL) = (kind IN ('commit', 'revoke'))", name="commitment"),
        # No commitment comes twice, nor is one taken back twice.
        Index("uq_poll_chain_commitment", "poll_id", "commitment", "kind", unique=True),
        {"sqlite_with_rowid": False},
    )

    poll_id: Mapped[int] = mapped_column(ForeignKey("poll_boxes.poll_id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(8))
    commitment: Mapped[str | None] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text, server_default="", default="")
    hash: Mapped[str] = mapped_column(String(64))


class OpenTracker(Base):
    """The tracker of an open ballot: it hides the choice in the chain until the close."""

    __tablename__ = "ballot_trackers"
    __table_args__ = (
        UniqueConstraint("poll_id", "tracker"),
        ForeignKeyConstraint(["poll_id", "voter_key"], ["ballots.poll_id", "ballots.voter_key"]),
        {"sqlite_with_rowid": False},
    )

    poll_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    voter_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    tracker: Mapped[str] = mapped_column(String(32))
    number: Mapped[int]  # of the chain's entry that commits to it


class SecretBox(Base):
    """Every ballot of a secret poll in one row, in the order of the trackers, with what waits to enter the chain.

    One row, made anew at each vote: between rows there would be an order, a place on a page, a transaction.
    """

    __tablename__ = "secret_boxes"

    poll_id: Mapped[int] = mapped_column(ForeignKey("poll_boxes.poll_id"), primary_key=True, autoincrement=False)
    content: Mapped[str] = mapped_column(Text)


SQLITE_TRIGGERS = tuple(
    f"CREATE TRIGGER poll_chain_no_{verb.lower()} BEFORE {verb} ON poll_chain "
    "BEGIN SELECT RAISE(ABORT, 'the chain is append-only'); END"
    for verb in ("UPDATE", "DELETE")
)
POSTGRESQL_TRIGGERS = (
    ("CREATE OR REPLACE FUNCTION poll_chain_refuse() RETURNS trigger LANGUAGE plpgsql AS "
     "$$ BEGIN RAISE EXCEPTION 'the chain is append-only'; END $$"),
    ("CREATE TRIGGER poll_chain_append_only BEFORE UPDATE OR DELETE ON poll_chain "
     "FOR EACH ROW EXECUTE FUNCTION poll_chain_refuse()"),
)
for _dialect, _statements in (("sqlite", SQLITE_TRIGGERS), ("postgresql", POSTGRESQL_TRIGGERS)):
    for _statement in _statements:
        event.listen(ChainEntry.__table__, "after_create",
                     DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]
