"""Polls, their options, the roll fixed at opening, and the ballots.

What could falsify a result is refused by the database itself: a ballot needs a line of the roll (so ballots
never outnumber voters), a voter has one ballot, and a choice is one of the poll's own options. A ballot of several
marks is one canonical text; what it may say is judged by ``rules.marks``.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, Json, UtcDateTime, fk, pk
from goforum.voting import (  # noqa: F401 - their tables are loaded with these
    beside_models,
    ledger_models,
)

MAX_QUESTION = 300
MAX_REASON = 2_000


class Method(StrEnum):
    """How a ballot is filled in and counted; ``rules.methods`` has a line for each."""

    POSITION = "position"
    CONSENT = "consent"
    PLURALITY = "plurality"
    APPROVAL = "approval"
    SCORE = "score"
    DOTS = "dots"
    SCHULZE = "schulze"
    IRV = "irv"
    STV = "stv"
    DATES = "dates"


class Level(StrEnum):
    """Open: names and choices are published at the close. Secret: choices are, and nothing says whose."""

    OPEN = "open"
    SECRET = "secret"  # noqa: S105 - a word, no password


class Electorate(StrEnum):
    """Who holds a vote: each member, or each organisation somebody speaks for in the group."""

    PERSON = "person"
    ORGANISATION = "organisation"


class Results(StrEnum):
    """Whether counts are shown while people vote; hidden means hidden everywhere until the close."""

    OPEN = "open"
    HIDDEN = "hidden"


class Reasons(StrEnum):
    """Whether a ballot says why: never, if one likes, or always with an objection."""

    OFF = "off"
    OPTIONAL = "optional"
    OBJECTION = "objection"


class Position(StrEnum):
    """The four options of the position method, in their one order."""

    FOR = "for"
    ABSTAIN = "abstain"
    AGAINST = "against"
    OBJECTION = "objection"


class Consenting(StrEnum):
    """The three options of the consent method, in their one order."""

    CONSENT = "consent"
    ABSTAIN = "abstain"
    OBJECTION = "objection"


class Outcome(StrEnum):
    """What a closed poll decided: a question accepted or rejected, options chosen, or nothing for want of ballots."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CHOSEN = "chosen"
    UNDECIDED = "undecided"


# The option "leave it as it is", where the opener has put it on the list.
STATUS_QUO = "status-quo"
MAX_OPTIONS = 50
MAX_LABEL = 200


class Poll(Base):
    """One question put to the voters of a group. Nothing but its end changes after it opens."""

    __tablename__ = "polls"
    __table_args__ = (
        CheckConstraint("method IN ('position', 'consent', 'plurality', 'approval', 'score', 'dots', 'schulze', 'irv', "
                        "'stv', 'dates')", name="method"),
        CheckConstraint("level IN ('open', 'secret')", name="level"),
        CheckConstraint("results IN ('open', 'hidden')", name="results"),
        CheckConstraint("quorum_percent BETWEEN 0 AND 100", name="quorum"),
        CheckConstraint("closes_at > opens_at", name="order"),
        CheckConstraint("closed_at IS NULL OR cancelled_at IS NULL", name="one_end"),
        CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="outcome"),
        # The job asks for what is due, lists ask for what is open: both are the rows without an end.
        UniqueConstraint("opened_by_id", "client_key"),
        Index("ix_polls_end", "closed_at", "cancelled_at", "closes_at"),
    )

    id: Mapped[int] = pk()
    group_id: Mapped[int] = fk("groups.id")
    question: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    method: Mapped[str] = mapped_column(String(16))
    level: Mapped[str] = mapped_column(String(16))
    results: Mapped[str] = mapped_column(String(16))
    quorum_percent: Mapped[int]
    # How many options are to be chosen, and the highest score or the dots to share, where the method has them.
    seats: Mapped[int] = mapped_column(server_default="1", default=1)
    ceiling: Mapped[int] = mapped_column(server_default="0", default=0)
    majority: Mapped[str] = mapped_column(String(16), server_default="simple", default="simple")
    majority_of: Mapped[str] = mapped_column(String(16), server_default="expressed", default="expressed")
    opened_by_id: Mapped[int] = fk("people.id", index=False)  # the unique constraint begins with it
    # Made by the form, so that a form sent twice opens one poll.
    client_key: Mapped[str | None] = mapped_column(String(64))
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # When it did open and its roll was taken; nothing while it is only planned.
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reasons: Mapped[str] = mapped_column(String(12), server_default="objection", default="objection")
    electorate: Mapped[str] = mapped_column(String(16), server_default="person", default="person")
    # The rule of each college where they must agree apart: {college: {majority, of, quorum}}.
    college_rules: Mapped[dict[str, Any] | None] = mapped_column(Json)
    # Whether a voter may let another of the same college vote for them.
    delegation: Mapped[bool] = mapped_column(server_default=false(), default=False)
    # The sum of all weights on the roll, where the group's charter gives organisations weights; else nothing.
    roll_weight: Mapped[int | None]
    roll_size: Mapped[int]
    roll_hash: Mapped[str] = mapped_column(String(64))
    fingerprint: Mapped[str] = mapped_column(String(64))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(16))
    # Counts by option, required and cast, and the rule that decided: what the close found, kept as found.
    result: Mapped[dict[str, Any] | None] = mapped_column(Json)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_by_id: Mapped[int | None] = fk("people.id", nullable=True)
    cancel_reason: Mapped[str] = mapped_column(Text, default="")


class PollOption(Base):
    """What a ballot may say. Labels are empty where the method has words of its own in every language.

    ``label`` is what the opener wrote, in the language of the poll; the other three wait for translations.
    """

    __tablename__ = "poll_options"
    __table_args__ = (UniqueConstraint("poll_id", "key"), UniqueConstraint("poll_id", "position"))

    id: Mapped[int] = pk()
    poll_id: Mapped[int] = fk("polls.id", index=False)
    key: Mapped[str] = mapped_column(String(32))
    position: Mapped[int]
    label: Mapped[str] = mapped_column(Text, server_default="", default="")
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # of a date poll
    label_ar: Mapped[str | None] = mapped_column(Text)
    label_fr: Mapped[str | None] = mapped_column(Text)
    label_en: Mapped[str | None] = mapped_column(Text)


class Voter(Base):
    """A line of the roll, fixed at opening. The key names who holds the vote: ``person:7`` or ``organisation:3``."""

    __tablename__ = "voters"
    __table_args__ = (UniqueConstraint("poll_id", "voter_key"),)

    id: Mapped[int] = pk()
    poll_id: Mapped[int] = fk("polls.id", index=False)
    voter_key: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int | None] = fk("people.id", nullable=True)
    college: Mapped[str | None] = mapped_column(String(16))
    weight: Mapped[int] = mapped_column(server_default="1", default=1)
    # Of a secret poll: that a ballot was cast, never when. An open one has the ballot itself.
    voted: Mapped[bool] = mapped_column(default=False, server_default=false())


class Ballot(Base):
    """The one ballot of a voter, as it stands now."""

    __tablename__ = "ballots"
    __table_args__ = (
        UniqueConstraint("poll_id", "voter_key"),
        ForeignKeyConstraint(["poll_id", "voter_key"], ["voters.poll_id", "voters.voter_key"]),
        ForeignKeyConstraint(["poll_id", "choice"], ["poll_options.poll_id", "poll_options.key"]),
        # A choice, or marks; never both, never neither. A blank ballot is marks that say nothing: {}.
        CheckConstraint("(choice IS NULL) = (content <> '')", name="choice_or_marks"),
        # Counting reads this index alone.
        Index("ix_ballots_poll_choice", "poll_id", "choice"),
    )

    id: Mapped[int] = pk()
    poll_id: Mapped[int] = fk("polls.id", index=False)
    voter_key: Mapped[str] = mapped_column(String(40))
    # Who filled it in: the voter, or whoever speaks for the organisation.
    person_id: Mapped[int] = fk("people.id")
    choice: Mapped[str | None] = mapped_column(String(32))
    # Marks by option as canonical JSON, so that the same ballot is the same text.
    content: Mapped[str] = mapped_column(Text, server_default="", default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    # Taken out of sight by who moderates; other words of the voter are seen again.
    reason_hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cast_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PollThread(Base):
    """The thread a poll was opened from."""

    __tablename__ = "poll_threads"

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    thread_id: Mapped[int] = fk("threads.id")
