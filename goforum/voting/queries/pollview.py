"""A poll as one person may see it: what pages, sockets and rules are given, and what follows from it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from goforum.core.rules import Words
from goforum.voting.models import Level
from goforum.voting.rules import (
    METHODS,
    SECRET_DISCLOSURE,
    SITE_REASONS,
    Choice,
    Decision,
    Finding,
    MethodFacts,
    RollLine,
    finding_words,
    why_words,
)


@dataclass(frozen=True)
class OwnBallot:
    """What the person looking has voted, as it stands: a position, or marks by option (none: a blank ballot)."""

    choice: str
    reason: str
    cast_at: datetime
    updated_at: datetime
    marks: dict[str, int] = field(default_factory=dict)
    by_id: int = 0  # who filled it in: for an organisation, its titular or alternate


@dataclass(frozen=True)
class PollView:
    """A poll as one person may see it now. ``tally`` is None while counts are hidden; so is ``finding``, which holds
    what a poll that chooses among options has found, or would find were it closed now.
    """

    id: int
    group_id: int
    question: str
    language: str
    results: str
    quorum_percent: int
    opened_by_id: int
    opens_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str
    roll_size: int
    roll_hash: str
    fingerprint: str
    phase: str
    cast: int
    required: int
    tally: dict[str, int] | None
    decision: Decision | None
    own: OwnBallot | None
    on_roll: bool
    method: str = "position"
    options: tuple[Choice, ...] = ()
    seats: int = 1
    ceiling: int = 0
    majority: str = "simple"
    majority_of: str = "expressed"
    finding: Finding | None = None
    outcome: str | None = None
    thread_id: int | None = None
    electorate: str = "person"
    college_rules: dict[str, Any] | None = None
    roll_weight: int | None = None
    delegation: bool = False
    opened_at: datetime | None = None
    reasons: str = "objection"
    extended: bool = False
    ballots: int | None = None  # where one ballot may count for several
    # Who votes for the line of the person looking, and for whom that line votes.
    delegate: str | None = None
    carries: tuple[str, ...] = ()
    # The lines of the roll the person looking may vote on, and the one this page is about.
    lines: tuple[RollLine, ...] = ()
    line: RollLine | None = None
    # The cancelled vote this one asks again, and the one that asks this one again.
    rerun_of: int | None = None
    rerun_by: int | None = None
    level: str = "open"
    # Of a secret poll: that a ballot was cast on one's line; which one it is, nobody can say.
    voted: bool = False
    # Where the chain of ballots ends now, and after how many entries; "" for a poll of before there was one.
    head: str = ""
    entries: int = 0
    # Ballots the secretary wrote down by phone, and those of them that the member has not confirmed.
    by_phone: int = 0
    unconfirmed: int = 0

    @property
    def cancel_words(self) -> Words:
        """Why it was cancelled: a person's words, or the site's."""
        return SITE_REASONS.get(self.cancel_reason, self.cancel_reason)

    @property
    def voices(self) -> int:
        """All there is to be cast: the roll, or its weight."""
        return self.roll_weight or self.roll_size

    @property
    def is_secret(self) -> bool:
        """Whether nothing may say who chose what."""
        return self.level == Level.SECRET

    @property
    def participation(self) -> int | None:
        """How many have voted; None while so few would say too much of a secret poll."""
        shown = self.phase == "closed" or not self.is_secret or SECRET_DISCLOSURE.may_show_running(self.cast)
        return self.cast if shown else None

    @property
    def facts(self) -> MethodFacts:
        """The method's line of the table."""
        return METHODS[self.method]

    @property
    def missing(self) -> int:
        """Ballots still wanting for the quorum."""
        return max(0, self.required - self.cast)

    @property
    def why(self) -> Words:
        """The rule that decided, in words; empty before the close."""
        if self.decision:
            return why_words(self.decision)
        return finding_words(self.finding) if self.finding and self.outcome else ""
