"""One poll as one person may see it. Hidden counts never leave the database before the close."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, select
from sqlalchemy.orm import aliased

from goforum.accounts.models import Person
from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import NotFound, require
from goforum.groups import queries as groups
from goforum.groups.rules import Standing, may_read
from goforum.voting.beside_models import PhoneVote, PollExtension, PollRerun
from goforum.voting.ledger_models import PollBox
from goforum.voting.models import Ballot, Poll, PollOption, PollThread, Voter
from goforum.voting.queries.counting import count_ballots, count_voices, decide_now, find_now, voted_keys
from goforum.voting.queries.delegations import carried_by, list_delegates
from goforum.voting.queries.pollview import OwnBallot, PollView
from goforum.voting.queries.voters import keys_of, list_roll
from goforum.voting.rules import (
    METHODS,
    Choice,
    RollLine,
    lines_hash,
    phase,
    read_marks,
    required_ballots,
    shows_results,
    stored_decision,
    stored_finding,
)


def get_poll(poll_id: int, person_id: int | None) -> PollView:
    """A poll as this person may see it; NotFound or Refused where the group is not theirs to read."""
    return open_view(poll_id, person_id)[0]


def open_view(poll_id: int, person_id: int | None, as_key: str = "") -> tuple[PollView, Standing]:
    """The same, with what the person is to the poll's group. ``as_key`` says for whom they vote, where they may choose.
    """
    again = aliased(PollRerun)
    row = db.session.execute(
        select(Poll.group_id, PollThread.thread_id, PollRerun.of_poll_id, again.poll_id.label("rerun_by"),
               exists().where(PollExtension.poll_id == Poll.id).label("extended"))
        .outerjoin(PollThread, PollThread.poll_id == Poll.id).outerjoin(PollRerun, PollRerun.poll_id == Poll.id)
        .outerjoin(again, again.of_poll_id == Poll.id).where(Poll.id == poll_id)).one_or_none()
    if row is None:
        raise NotFound()
    standing = groups.standing(person_id, row.group_id)
    require(may_read(standing, clock.now()))
    view = view_of_poll(poll_id, standing, as_key)
    return replace(view, thread_id=row.thread_id, rerun_of=row.of_poll_id, rerun_by=row.rerun_by,
                   extended=row.extended), standing


def view_of_poll(poll_id: int, standing: Standing, as_key: str = "") -> PollView:
    """The same for a page that has asked ``may_read`` of this standing already; at most four statements."""
    row = db.session.execute(select(Poll, PollBox.head, PollBox.entries, _phoned(), _phoned(PhoneVote.answer.is_(None)))
                             .outerjoin(PollBox, PollBox.poll_id == Poll.id).where(Poll.id == poll_id)).one_or_none()
    if row is None or row[0].group_id != standing.group_id:
        raise NotFound()
    poll, now = row[0], clock.now()
    lines = _own_lines(poll_id, keys_of(poll.electorate, standing))
    line, own, voted = next((one for one in lines if one[0].key == as_key), lines[0] if lines else (None, None, False))
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
        so_far = decide_now(poll)
        tally, cast = so_far.counts, so_far.cast
    elif shown:
        finding = find_now(poll, [one.key for one in options])
        cast = finding.cast
    else:
        cast = count_voices(poll)
    delegates = list_delegates(poll_id) if poll.delegation else {}
    return PollView(
        id=poll.id, group_id=poll.group_id, question=poll.question, language=poll.language,
        results=poll.results, quorum_percent=poll.quorum_percent, opened_by_id=poll.opened_by_id,
        opens_at=poll.opens_at, closes_at=poll.closes_at, closed_at=poll.closed_at,
        cancelled_at=poll.cancelled_at, cancel_reason=poll.cancel_reason, roll_size=poll.roll_size,
        roll_hash=poll.roll_hash, fingerprint=poll.fingerprint, phase=phase(poll, now), cast=cast,
        required=required_ballots(poll.roll_weight or poll.roll_size, poll.quorum_percent),
        tally=tally if shown else None, decision=decision, own=own, on_roll=bool(lines), method=poll.method,
        options=tuple(options), seats=poll.seats,
        ceiling=poll.ceiling, majority=poll.majority, majority_of=poll.majority_of, finding=finding if shown else None,
        outcome=poll.outcome, electorate=poll.electorate, college_rules=poll.college_rules,
        roll_weight=poll.roll_weight, delegation=poll.delegation, opened_at=poll.opened_at, reasons=poll.reasons,
        level=poll.level,
        head=row.head or "", entries=row.entries or 0, by_phone=row[3], unconfirmed=row[4],
        ballots=count_ballots(poll_id) if poll.delegation else None, delegate=delegates.get(line.key) if line else None,
        carries=_carries(poll, line, delegates), lines=tuple(one[0] for one in lines), line=line,
        voted=voted or own is not None)


def _phoned(*more: ColumnElement[bool]) -> ScalarSelect[int]:
    """How many ballots of the poll stand there by phone; one that was annulled does not."""
    return select(func.count()).where(PhoneVote.poll_id == Poll.id, func.coalesce(PhoneVote.answer, "") != "annulled",
                                      *more).correlate(Poll).scalar_subquery()


def _carries(poll: Poll, line: RollLine | None, delegates: dict[str, str]) -> tuple[str, ...]:
    """Whose votes one's ballot counts for too. Who of them has voted alone is told at the close only."""
    if line is None or not delegates:
        return ()
    return carried_by(delegates, line.key, voted_keys(poll.id) if poll.closed_at else set())


def list_options(poll: Poll) -> list[Choice]:
    """The options of a poll in their order."""
    return [Choice(*row) for row in db.session.execute(
        select(PollOption.key, PollOption.label, PollOption.starts_at)
        .where(PollOption.poll_id == poll.id).order_by(PollOption.position))]


@dataclass(frozen=True)
class ExtensionLine:
    """A deadline put off: from when to when, by whom, why."""

    from_at: datetime
    to_at: datetime
    name: str
    reason: str
    at: datetime


def list_extensions(poll_id: int) -> list[ExtensionLine]:
    """Every time the deadline was put off, oldest first."""
    rows = db.session.execute(
        select(PollExtension.from_at, PollExtension.to_at, Person.name, PollExtension.reason, PollExtension.at)
        .join(Person, Person.id == PollExtension.person_id)
        .where(PollExtension.poll_id == poll_id).order_by(PollExtension.id))
    return [ExtensionLine(*row) for row in rows]


def get_manifest_facts(poll_id: int) -> tuple[Poll, list[Choice], str]:
    """What the fingerprint of a poll is made of. The caller has asked ``may_read``."""
    poll = db.session.get(Poll, poll_id)
    if poll is None:
        raise NotFound()
    apart = poll.college_rules or poll.roll_weight is not None or poll.delegation
    return poll, list_options(poll), lines_hash(list_roll(poll_id)) if apart else ""


def _own_lines(poll_id: int, keys: list[str]) -> list[tuple[RollLine, OwnBallot | None, bool]]:
    """The lines of the roll with these keys, the ballot of each, and whether it voted secretly, in one statement."""
    if not keys:
        return []
    rows = db.session.execute(
        select(Voter.voter_key, Voter.college, Voter.weight, Ballot.choice, Ballot.reason, Ballot.cast_at,
               Ballot.updated_at, Ballot.content, Ballot.person_id, Voter.voted)
        .outerjoin(Ballot, and_(Ballot.poll_id == Voter.poll_id, Ballot.voter_key == Voter.voter_key))
        .where(Voter.poll_id == poll_id, Voter.voter_key.in_(keys)).order_by(Voter.id))
    return [(RollLine(row[0], row[1], row[2]), None if row.cast_at is None else OwnBallot(
        row.choice or "", row.reason, row.cast_at, row.updated_at, read_marks(row.content), row.person_id),
             row.voted) for row in rows]


def get_poll_by_client_key(person_id: int, client_key: str) -> Poll:
    """The poll this person's form made."""
    poll: Poll = db.session.execute(
        select(Poll).where(Poll.opened_by_id == person_id, Poll.client_key == client_key)).scalar_one()
    return poll


def cancel_reason(poll_id: int) -> str:
    """Why a poll was cancelled; empty for one that was not."""
    return db.session.scalar(select(Poll.cancel_reason).where(Poll.id == poll_id)) or ""


def poll_of_ballot(ballot_id: int) -> int:
    """The poll a ballot was cast in; NotFound for one that is not there."""
    found = db.session.scalar(select(Ballot.poll_id).where(Ballot.id == ballot_id))
    if found is None:
        raise NotFound()
    return int(found)


def find_ballot(poll_id: int, voter_key: str) -> Ballot | None:
    """The ballot of a voter as it is stored now, not as this session read it before."""
    return db.session.execute(select(Ballot).where(
        Ballot.poll_id == poll_id, Ballot.voter_key == voter_key)
        .execution_options(populate_existing=True)).scalar_one_or_none()
