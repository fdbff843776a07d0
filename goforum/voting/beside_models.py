"""What stands beside the ballots of a poll: delegations, later deadlines, votes by phone, answers, statements.

Loaded with ``models``, which names all of it.
"""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, UtcDateTime, fk, pk


class PollDelegation(Base):
    """A voter lets another line of the roll vote for them in this poll, for as long as they do not vote themselves."""

    __tablename__ = "poll_delegations"
    __table_args__ = (
        UniqueConstraint("poll_id", "voter_key"),
        ForeignKeyConstraint(["poll_id", "voter_key"], ["voters.poll_id", "voters.voter_key"]),
        ForeignKeyConstraint(["poll_id", "to_key"], ["voters.poll_id", "voters.voter_key"]),
        CheckConstraint("voter_key <> to_key", name="another"),
    )

    id: Mapped[int] = pk()
    poll_id: Mapped[int] = fk("polls.id", index=False)
    voter_key: Mapped[str] = mapped_column(String(40))
    to_key: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int] = fk("people.id")
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class PollExtension(Base):
    """A deadline put off before the first ballot: from when to when, by whom, and why."""

    __tablename__ = "poll_extensions"
    __table_args__ = (CheckConstraint("to_at > from_at", name="later"),)

    id: Mapped[int] = pk()
    poll_id: Mapped[int] = fk("polls.id")
    from_at: Mapped[datetime] = mapped_column(UtcDateTime)
    to_at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[int] = fk("people.id")
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class PhoneVote(Base):
    """A ballot the secretary wrote down by phone, and what the member said of it. It counts unless it is annulled."""

    __tablename__ = "phone_votes"
    __table_args__ = (
        ForeignKeyConstraint(["poll_id", "voter_key"], ["voters.poll_id", "voters.voter_key"]),
        CheckConstraint("answer IN ('confirmed', 'annulled')", name="answer"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
    )

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True, autoincrement=False)
    voter_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    recorded_by_id: Mapped[int] = fk("people.id")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer_by: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(String(12))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ReasonAnswer(Base):
    """What somebody of the group answers to the reason of a vote."""

    __tablename__ = "reason_answers"
    __table_args__ = (
        ForeignKeyConstraint(["poll_id", "voter_key"], ["voters.poll_id", "voters.voter_key"]),
        UniqueConstraint("author_id", "client_key"),
        Index("ix_reason_answers_poll", "poll_id", "voter_key", "id"),
    )

    id: Mapped[int] = pk()
    poll_id: Mapped[int] = fk("polls.id", index=False)
    voter_key: Mapped[str] = mapped_column(String(40))
    author_id: Mapped[int] = fk("people.id", index=False)  # the unique constraint begins with it
    client_key: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Taken away by its author or by who moderates; the row stays.
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PollStatement(Base):
    """What a person writes of the outcome: what follows from it, and when to look at it again."""

    __tablename__ = "poll_statements"
    __table_args__ = (Index("ix_poll_statements_review", "review_on"),)

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True, autoincrement=False)
    author_id: Mapped[int] = fk("people.id")
    body: Mapped[str] = mapped_column(Text)
    review_on: Mapped[date | None] = mapped_column(Date)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PollRerun(Base):
    """A vote that asks again what a cancelled one asked. Each cancelled vote is run again at most once."""

    __tablename__ = "poll_reruns"

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    of_poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), unique=True)
