"""One poll as one person may see it. Hidden counts never leave the database before the close."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import and_, func, select

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import NotFound, Words, require
from goforum.groups import queries as groups
from goforum.groups.rules import Standing, may_read
from goforum.voting.models import Ballot, Poll, PollOption, PollThread, Voter
from goforum.voting.rules import (
    METHODS,
    Choice,
    Decision,
    Finding,
    MethodFacts,
    decide,
    find,
    finding_words,
    full_counts,
    phase,
    read_marks,
    required_ballots,
    shows_results,
    stored_decision,
    stored_finding,
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


def voter_key_of(standing: Standing) -> str:
    """The line of the roll a person votes on: their own, until mandates vote."""
    return f"person:{standing.person_id}"


def get_poll(poll_id: int, person_id: int | None) -> PollView:
    """A poll as this person may see it; NotFound or Refused where the group is not theirs to read."""
    return open_view(poll_id, person_id)[0]


def open_view(poll_id: int, person_id: int | None) -> tuple[PollView, Standing]:
    """The same, with what the person is to the poll's group."""
    row = db.session.execute(select(Poll.group_id, PollThread.thread_id).outerjoin(
        PollThread, PollThread.poll_id == Poll.id).where(Poll.id == poll_id)).one_or_none()
    if row is None:
        raise NotFound()
    standing = groups.standing(person_id, row.group_id)
    require(may_read(standing, clock.now()))
    return replace(view_of_poll(poll_id, standing), thread_id=row.thread_id), standing


def view_of_poll(poll_id: int, standing: Standing) -> PollView:
    """The same for a page that has asked ``may_read`` of this standing already; at most four statements."""
    poll = db.session.get(Poll, poll_id)
    if poll is None or poll.group_id != standing.group_id:
        raise NotFound()
    now = clock.now()
    own, on_roll = _own_ballot(poll_id, standing)
    shown = shows_results(poll.results, poll, now)
    options = [] if METHODS[poll.method].decides else list_options(poll)  # those have words of their own
    tally: dict[str, int] | None = None
    decision = finding = None
    if poll.outcome and poll.result:
        if METHODS[poll.method].decides:
            decision = stored_decision(poll.outcome, poll.result)
            tally, cast = decision.counts, decision.cast
        else:
            finding = stored_finding(poll.outcome, poll.result)
            cast = finding.cast
    elif shown and METHODS[poll.method].decides:
        tally = count_by_choice(poll_id, poll.method)
        cast = sum(tally.values())
    elif shown:
        finding = _find(poll, [one.key for one in options])
        cast = finding.cast
    else:
        cast = count_ballots(poll_id)
    return PollView(
        id=poll.id, group_id=poll.group_id, question=poll.question, language=poll.language,
        results=poll.results, quorum_percent=poll.quorum_percent, opened_by_id=poll.opened_by_id,
        opens_at=poll.opens_at, closes_at=poll.closes_at, closed_at=poll.closed_at,
        cancelled_at=poll.cancelled_at, cancel_reason=poll.cancel_reason, roll_size=poll.roll_size,
        roll_hash=poll.roll_hash, fingerprint=poll.fingerprint, phase=phase(poll, now), cast=cast,
        required=required_ballots(poll.roll_size, poll.quorum_percent), tally=tally if shown else None,
        decision=decision, own=own, on_roll=on_roll, method=poll.method, options=tuple(options), seats=poll.seats,
        ceiling=poll.ceiling, majority=poll.majority, majority_of=poll.majority_of, finding=finding if shown else None,
        outcome=poll.outcome)


def list_options(poll: Poll) -> list[Choice]:
    """The options of a poll in their order."""
    return [Choice(*row) for row in db.session.execute(
        select(PollOption.key, PollOption.label, PollOption.starts_at)
        .where(PollOption.poll_id == poll.id).order_by(PollOption.position))]


def option_keys(poll_id: int) -> list[str]:
    """The keys of a poll's options in their order."""
    return list(db.session.scalars(
        select(PollOption.key).where(PollOption.poll_id == poll_id).order_by(PollOption.position)))


def count_now(poll: Poll) -> Decision | Finding:
    """What the ballots there are find. For the close alone, and for those who may see a count before it."""
    if METHODS[poll.method].decides:
        return decide(count_by_choice(poll.id, poll.method), poll.roll_size, poll.quorum_percent, method=poll.method,
                      majority=poll.majority, of=poll.majority_of)
    return _find(poll, option_keys(poll.id))


def _find(poll: Poll, options: list[str]) -> Finding:
    contents = [(row[0], row[1]) for row in db.session.execute(
        select(Ballot.content, func.count()).where(Ballot.poll_id == poll.id).group_by(Ballot.content))]
    return find(poll.method, options, contents, seats=poll.seats, roll_size=poll.roll_size,
                quorum_percent=poll.quorum_percent, fingerprint=poll.fingerprint)


def get_manifest_facts(poll_id: int) -> tuple[Poll, list[Choice]]:
    """What the fingerprint of a poll is made of. The caller has asked ``may_read``."""
    poll = db.session.get(Poll, poll_id)
    if poll is None:
        raise NotFound()
    return poll, list_options(poll)


def _own_ballot(poll_id: int, standing: Standing) -> tuple[OwnBallot | None, bool]:
    if standing.person_id is None:
        return None, False
    row = db.session.execute(
        select(Ballot.choice, Ballot.content, Ballot.reason, Ballot.cast_at, Ballot.updated_at)
        .select_from(Voter)
        .outerjoin(Ballot, and_(Ballot.poll_id == Voter.poll_id, Ballot.voter_key == Voter.voter_key))
        .where(Voter.poll_id == poll_id, Voter.voter_key == voter_key_of(standing))).one_or_none()
    if row is None:
        return None, False
    if row.cast_at is None:
        return None, True
    return OwnBallot(row.choice or "", row.reason, row.cast_at, row.updated_at, read_marks(row.content)), True


def count_by_choice(poll_id: int, method: str = "position") -> dict[str, int]:
    """Ballots of each option. Callers ask ``shows_results`` first; the close alone may not."""
    rows = db.session.execute(select(Ballot.choice, func.count()).where(Ballot.poll_id == poll_id)
                              .group_by(Ballot.choice))
    return full_counts({row[0]: row[1] for row in rows}, method)


def count_ballots(poll_id: int) -> int:
    """How many have voted: participation may be shown even where the result is hidden."""
    return db.session.scalar(select(func.count()).select_from(Ballot).where(Ballot.poll_id == poll_id)) or 0


def is_on_roll(poll_id: int, voter_key: str) -> bool:
    """Whether this voter was on the roll when the poll opened."""
    found = db.session.execute(select(Voter.id).where(Voter.poll_id == poll_id, Voter.voter_key == voter_key))
    return found.first() is not None


def get_poll_by_client_key(person_id: int, client_key: str) -> Poll:
    """The poll this person's form made."""
    poll: Poll = db.session.execute(
        select(Poll).where(Poll.opened_by_id == person_id, Poll.client_key == client_key)).scalar_one()
    return poll


def cancel_reason(poll_id: int) -> str:
    """Why a poll was cancelled; empty for one that was not."""
    return db.session.scalar(select(Poll.cancel_reason).where(Poll.id == poll_id)) or ""


def find_ballot(poll_id: int, voter_key: str) -> Ballot | None:
    """The ballot of a voter as it is stored now, not as this session read it before."""
    return db.session.execute(select(Ballot).where(
        Ballot.poll_id == poll_id, Ballot.voter_key == voter_key)
        .execution_options(populate_existing=True)).scalar_one_or_none()
