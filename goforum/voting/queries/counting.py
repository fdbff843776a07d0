"""What the ballots of a poll find. Callers ask ``shows_results`` first; the close alone may not."""

from dataclasses import dataclass, replace

from sqlalchemy import and_, func, select

from goforum.core.db import db
from goforum.voting.models import Ballot, Level, Poll, PollOption, Voter
from goforum.voting.queries.delegations import list_delegates
from goforum.voting.queries.secrecy import read_secret_box
from goforum.voting.queries.voters import list_roll
from goforum.voting.rules import (
    METHODS,
    Decision,
    Finding,
    Seat,
    carry,
    college_thresholds,
    decide,
    decide_seats,
    find,
    full_counts,
)


@dataclass(frozen=True)
class Cast:
    """A line of the roll that voted, with what its ballot says."""

    key: str
    college: str
    weight: int
    choice: str
    content: str


def is_plain(poll: Poll) -> bool:
    """Whether every ballot counts once and all count together, so that the database can add them up."""
    return not poll.college_rules and poll.roll_weight is None and not poll.delegation


def list_cast(poll: Poll) -> list[Cast]:
    """Every ballot with its college and its whole weight, what it carries for others included; in the roll's order."""
    cast = _ballots(poll.id)
    if not poll.delegation:
        return cast
    roll = list_roll(poll.id)
    carried = carry([line.key for line in roll], list_delegates(poll.id), {one.key for one in cast},
                    {line.key: line.college or "" for line in roll})
    weights = {line.key: line.weight for line in roll}
    return [replace(one, weight=carried.weight(one.key, weights)) for one in cast]


def _ballots(poll_id: int) -> list[Cast]:
    rows = db.session.execute(
        select(Voter.voter_key, Voter.college, Voter.weight, Ballot.choice, Ballot.content)
        .join(Ballot, and_(Ballot.poll_id == Voter.poll_id, Ballot.voter_key == Voter.voter_key))
        .where(Voter.poll_id == poll_id).order_by(Voter.id))
    return [Cast(row[0], row[1] or "", row[2], row[3] or "", row[4]) for row in rows]


def roll_weights(poll_id: int) -> dict[str, int]:
    """The weight of the roll by college; "" for those who sit in none."""
    rows = db.session.execute(select(Voter.college, func.sum(Voter.weight)).where(Voter.poll_id == poll_id)
                              .group_by(Voter.college))
    return {row[0] or "": int(row[1]) for row in rows}


def count_now(poll: Poll) -> Decision | Finding:
    """What the ballots there are find. For the close alone, and for those who may see a count before it."""
    if METHODS[poll.method].decides:
        return decide_now(poll)
    return find_now(poll, option_keys(poll.id))


def decide_now(poll: Poll) -> Decision:
    """What a question put to the vote would find now."""
    if is_plain(poll):
        counts = (full_counts(read_secret_box(poll.id).counted(), poll.method) if poll.level == Level.SECRET
                  else count_by_choice(poll.id, poll.method))
        return decide(counts, poll.roll_size, poll.quorum_percent, method=poll.method,
                      majority=poll.majority, of=poll.majority_of)
    seats = [Seat(one.college, one.choice, one.weight) for one in list_cast(poll)]
    return decide_seats(seats, roll_weights(poll.id), poll.quorum_percent, method=poll.method, majority=poll.majority,
                        of=poll.majority_of, colleges=college_thresholds(poll.college_rules))


def find_now(poll: Poll, options: list[str]) -> Finding:
    """What a poll that chooses among options would find now."""
    return find(poll.method, options, _contents(poll), seats=poll.seats, roll_size=poll.roll_weight or poll.roll_size,
                quorum_percent=poll.quorum_percent, fingerprint=poll.fingerprint)


def _contents(poll: Poll) -> list[tuple[str, int]]:
    if poll.level == Level.SECRET:
        return list(read_secret_box(poll.id).counted().items())
    if is_plain(poll):
        return [(row[0], row[1]) for row in db.session.execute(
            select(Ballot.content, func.count()).where(Ballot.poll_id == poll.id).group_by(Ballot.content))]
    found: dict[str, int] = {}
    for one in list_cast(poll):
        found[one.content] = found.get(one.content, 0) + one.weight
    return list(found.items())


def count_by_choice(poll_id: int, method: str = "position") -> dict[str, int]:
    """Ballots of each option, one by one."""
    rows = db.session.execute(select(Ballot.choice, func.count()).where(Ballot.poll_id == poll_id)
                              .group_by(Ballot.choice))
    return full_counts({row[0]: row[1] for row in rows}, method)


def count_ballots(poll_id: int) -> int:
    """How many have voted, openly or secretly: participation may be shown even where the result is hidden."""
    ballots = select(func.count()).select_from(Ballot).where(Ballot.poll_id == poll_id).scalar_subquery()
    marked = select(func.count()).select_from(Voter).where(Voter.poll_id == poll_id, Voter.voted).scalar_subquery()
    return db.session.scalar(select(ballots + marked)) or 0


def voted_keys(poll_id: int) -> set[str]:
    """The lines of the roll that have a ballot."""
    return set(db.session.scalars(select(Ballot.voter_key).where(Ballot.poll_id == poll_id)))


def count_voices(poll: Poll) -> int:
    """The weight of those who have voted, whatever they said."""
    if is_plain(poll):
        return count_ballots(poll.id)
    return sum(one.weight for one in list_cast(poll))


def option_keys(poll_id: int) -> list[str]:
    """The keys of a poll's options in their order."""
    return list(db.session.scalars(
        select(PollOption.key).where(PollOption.poll_id == poll_id).order_by(PollOption.position)))
