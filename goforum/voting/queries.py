"""Every read about polls. Hidden counts never leave the database before the close: no query asks for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.sql.elements import ColumnElement

from goforum.accounts.models import Person
from goforum.core import clock
from goforum.core.db import db
from goforum.core.paging import PAGE_SIZE, Page, cut
from goforum.core.rules import NotFound, Words, require
from goforum.groups import queries as groups
from goforum.groups.models import Membership
from goforum.groups.rules import Standing, may_read
from goforum.voting.models import Ballot, Poll, Voter
from goforum.voting.rules import (
    Decision,
    full_counts,
    may_see_ballots,
    phase,
    required_ballots,
    shows_results,
    stored_decision,
    why_words,
)


@dataclass(frozen=True)
class OwnBallot:
    """What the person looking has voted, as it stands."""

    choice: str
    reason: str
    cast_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class PollView:
    """A poll as one person may see it now. ``tally`` is None while counts are hidden."""

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

    @property
    def missing(self) -> int:
        """Ballots still wanting for the quorum."""
        return max(0, self.required - self.cast)

    @property
    def why(self) -> Words:
        """The rule that decided, in words; empty before the close."""
        return why_words(self.decision) if self.decision else ""


def voter_key_of(standing: Standing) -> str:
    """The line of the roll a person votes on: their own, until mandates vote."""
    return f"person:{standing.person_id}"


def get_poll(poll_id: int, person_id: int | None) -> PollView:
    """A poll as this person may see it; NotFound or Refused where the group is not theirs to read."""
    return open_view(poll_id, person_id)[0]


def open_view(poll_id: int, person_id: int | None) -> tuple[PollView, Standing]:
    """The same, with what the person is to the poll's group."""
    group_id = db.session.scalar(select(Poll.group_id).where(Poll.id == poll_id))
    if group_id is None:
        raise NotFound()
    standing = groups.standing(person_id, group_id)
    require(may_read(standing, clock.now()))
    return view_of_poll(poll_id, standing), standing


def view_of_poll(poll_id: int, standing: Standing) -> PollView:
    """The same for a page that has asked ``may_read`` of this standing already; at most three statements."""
    poll = db.session.get(Poll, poll_id)
    if poll is None or poll.group_id != standing.group_id:
        raise NotFound()
    now = clock.now()
    own, on_roll = _own_ballot(poll_id, standing)
    decision = stored_decision(poll.outcome, poll.result) if poll.outcome and poll.result else None
    shown = shows_results(poll.results, poll, now)
    if decision:
        tally, cast = decision.counts, decision.cast
    elif shown:
        tally = count_by_choice(poll_id)
        cast = sum(tally.values())
    else:
        tally, cast = {}, count_ballots(poll_id)
    return PollView(
        id=poll.id, group_id=poll.group_id, question=poll.question, language=poll.language,
        results=poll.results, quorum_percent=poll.quorum_percent, opened_by_id=poll.opened_by_id,
        opens_at=poll.opens_at, closes_at=poll.closes_at, closed_at=poll.closed_at,
        cancelled_at=poll.cancelled_at, cancel_reason=poll.cancel_reason, roll_size=poll.roll_size,
        roll_hash=poll.roll_hash, fingerprint=poll.fingerprint, phase=phase(poll, now), cast=cast,
        required=required_ballots(poll.roll_size, poll.quorum_percent), tally=tally if shown else None,
        decision=decision, own=own, on_roll=on_roll)


def _own_ballot(poll_id: int, standing: Standing) -> tuple[OwnBallot | None, bool]:
    if standing.person_id is None:
        return None, False
    row = db.session.execute(
        select(Ballot.choice, Ballot.reason, Ballot.cast_at, Ballot.updated_at)
        .select_from(Voter)
        .outerjoin(Ballot, and_(Ballot.poll_id == Voter.poll_id, Ballot.voter_key == Voter.voter_key))
        .where(Voter.poll_id == poll_id, Voter.voter_key == voter_key_of(standing))).one_or_none()
    if row is None:
        return None, False
    return (OwnBallot(*row) if row.choice is not None else None), True


def count_by_choice(poll_id: int) -> dict[str, int]:
    """Ballots of each option. Callers ask ``shows_results`` first; the close alone may not."""
    rows = db.session.execute(select(Ballot.choice, func.count()).where(Ballot.poll_id == poll_id)
                              .group_by(Ballot.choice))
    return full_counts({row[0]: row[1] for row in rows})


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


def list_due(limit: int = 100) -> list[int]:
    """Polls past their deadline that are not counted yet, oldest deadline first."""
    return list(db.session.scalars(
        select(Poll.id).where(Poll.closed_at.is_(None), Poll.cancelled_at.is_(None),
                              Poll.closes_at <= clock.now()).order_by(Poll.closes_at, Poll.id).limit(limit)))


@dataclass(frozen=True)
class PollCard:
    """What a list shows of a poll. No counts: a list must not tell what a page hides."""

    id: int
    group_id: int
    question: str
    language: str
    opens_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    cancelled_at: datetime | None
    outcome: str | None
    voted: bool = False


_CARD = (Poll.id, Poll.group_id, Poll.question, Poll.language, Poll.opens_at, Poll.closes_at, Poll.closed_at,
         Poll.cancelled_at, Poll.outcome)


def cards(ids: Iterable[int]) -> dict[int, PollCard]:
    """Cards of these polls, whoever looks: pass only ids that came through a readable query."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {row.id: PollCard(*row) for row in db.session.execute(select(*_CARD).where(Poll.id.in_(wanted)))}


def readable_cards(ids: Iterable[int], person_id: int | None) -> dict[int, PollCard]:
    """Cards of those of these polls that the person may read, in one statement."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {row.id: PollCard(*row) for row in db.session.execute(select(*_CARD).where(
        Poll.id.in_(wanted), Poll.group_id.in_(groups.readable_groups(person_id))))}


def waits_for(person_id: int) -> ColumnElement[bool]:
    """SQL: the poll is open, and the person still holds the role with which they came on its roll."""
    votes_here = select(Membership.group_id).where(
        Membership.person_id == person_id, Membership.ended_at.is_(None), Membership.role.in_(groups.VOTERS))
    return and_(Poll.closed_at.is_(None), Poll.cancelled_at.is_(None), Poll.closes_at > clock.now(),
                Poll.group_id.in_(votes_here))


def list_open_polls_for(person_id: int, limit: int = 20) -> list[PollCard]:
    """Open polls in which the person may vote; the nearest deadline first."""
    rows = db.session.execute(
        select(*_CARD, Ballot.id.is_not(None).label("voted"))
        .join(Voter, and_(Voter.poll_id == Poll.id, Voter.person_id == person_id))
        .outerjoin(Ballot, and_(Ballot.poll_id == Poll.id, Ballot.voter_key == Voter.voter_key))
        .where(waits_for(person_id))
        .order_by(Poll.closes_at, Poll.id).limit(limit))
    return [PollCard(*tuple(row)) for row in rows]


def page_polls(group_id: int, *, before: int | None = None, size: int = PAGE_SIZE) -> Page[PollCard]:
    """A group's polls, newest first. The caller has asked ``may_read``."""
    statement = select(*_CARD).where(Poll.group_id == group_id)
    if before is not None:
        statement = statement.where(Poll.id < before)
    rows = [PollCard(*row) for row in db.session.execute(statement.order_by(Poll.id.desc()).limit(size + 1))]
    items, more = cut(rows, size)
    return Page(items, next_cursor=str(items[-1].id) if more else None)


@dataclass(frozen=True)
class BallotLine:
    """A line of the register: who, what, why."""

    voter_id: int
    name: str
    choice: str
    reason: str
    updated_at: datetime


def page_ballots(poll: PollView, *, after: int = 0, size: int = 50) -> Page[BallotLine]:
    """The register of a closed poll, in the order of the roll; refused before the close."""
    require(may_see_ballots(poll, clock.now()))
    rows = [BallotLine(*row) for row in db.session.execute(
        select(Voter.id, Person.name, Ballot.choice, Ballot.reason, Ballot.updated_at)
        .join(Voter, and_(Voter.poll_id == Ballot.poll_id, Voter.voter_key == Ballot.voter_key))
        .join(Person, Person.id == Ballot.person_id)
        .where(Ballot.poll_id == poll.id, Voter.id > after).order_by(Voter.id).limit(size + 1))]
    items, more = cut(rows, size)
    return Page(items, next_cursor=str(items[-1].voter_id) if more else None)
