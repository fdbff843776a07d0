"""The register of a closed poll: who said what, and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, select

from goforum.accounts.models import Person
from goforum.core import clock
from goforum.core.db import db
from goforum.core.paging import Page, cut
from goforum.core.rules import require
from goforum.voting.models import Ballot, Voter
from goforum.voting.queries.counting import voted_keys
from goforum.voting.queries.delegations import list_delegates
from goforum.voting.queries.pollview import PollView
from goforum.voting.queries.voters import list_roll
from goforum.voting.rules import OPEN_DISCLOSURE, carry, may_see_register, organisation_of, read_marks


@dataclass(frozen=True)
class BallotLine:
    """A line of the register: who, what, why."""

    voter_id: int
    key: str
    name: str  # the voter; of an organisation, who filled it in
    choice: str
    marks: dict[str, int]
    reason: str
    updated_at: datetime
    college: str = ""
    weight: int = 1
    ballot_id: int = 0
    by_id: int = 0

    @property
    def organisation_id(self) -> int | None:
        """Whose ballot it is, where organisations vote."""
        return organisation_of(self.key)


def seen_reason() -> Any:
    """The reason of a ballot as it is read; without words once who moderates has taken it out of sight."""
    return case((Ballot.reason_hidden_at.is_(None), Ballot.reason), else_="")


def page_ballots(poll: PollView, *, after: int = 0, size: int = 50) -> Page[BallotLine]:
    """The register of a closed poll, in the order of the roll; refused before the close."""
    require(may_see_register(poll, poll.level, clock.now()))
    rows = [BallotLine(row[0], row[1], row[2], row[3] or "", read_marks(row[4]), row[5], row[6], row[7] or "", row[8],
                       row[9], row[10])
            for row in db.session.execute(
        select(Voter.id, Voter.voter_key, Person.name, Ballot.choice, Ballot.content, seen_reason(),
               Ballot.updated_at, Voter.college, Voter.weight, Ballot.id, Ballot.person_id)
        .join(Voter, and_(Voter.poll_id == Ballot.poll_id, Voter.voter_key == Ballot.voter_key))
        .join(Person, Person.id == func.coalesce(Voter.person_id, Ballot.person_id))
        .where(Ballot.poll_id == poll.id, Voter.id > after).order_by(Voter.id).limit(size + 1))]
    items, more = cut(rows, size)
    return Page(items, next_cursor=str(items[-1].voter_id) if more else None)


def list_carried(poll: PollView) -> dict[str, tuple[str, ...]]:
    """For each line that voted, the lines it voted for besides itself; once the poll is counted."""
    require(may_see_register(poll, poll.level, clock.now()))
    if not poll.delegation:
        return {}
    roll = list_roll(poll.id)
    found = carry([line.key for line in roll], list_delegates(poll.id), voted_keys(poll.id),
                  {line.key: line.college or "" for line in roll})
    return {key: carried[1:] for key, carried in found.by.items() if len(carried) > 1}


@dataclass(frozen=True)
class CollegeLine:
    """A college's share of the vote; None where so few would be named by the figure."""

    college: str
    roll: int
    cast: int | None


def list_colleges(poll: PollView) -> list[CollegeLine]:
    """How many of each college voted, once the poll is counted; figures that would name people are left out."""
    require(may_see_register(poll, poll.level, clock.now()))
    rows = db.session.execute(
        select(Voter.college, func.count(), func.count(Ballot.id)).select_from(Voter)
        .outerjoin(Ballot, and_(Ballot.poll_id == Voter.poll_id, Ballot.voter_key == Voter.voter_key))
        .where(Voter.poll_id == poll.id).group_by(Voter.college).order_by(Voter.college)).all()
    shown = OPEN_DISCLOSURE.break_down({row[0] or "": row[2] for row in rows})
    return [CollegeLine(row[0] or "", row[1], shown[row[0] or ""]) for row in rows]
