"""Votes by phone, and the lines of the roll one may be written down for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from goforum.accounts.models import Person
from goforum.core.db import db
from goforum.voting.beside_models import PhoneVote
from goforum.voting.models import Ballot, Voter
from goforum.voting.queries.delegations import named_like


@dataclass(frozen=True)
class PhoneLine:
    """A vote by phone: who wrote it down, when, and what the member says of it (None: nothing yet)."""

    name: str
    recorded_at: datetime
    answer_by: datetime
    answer: str | None


def find_phone(poll_id: int, voter_key: str) -> PhoneLine | None:
    """The vote by phone of a line of the roll."""
    return list_phones(poll_id, [voter_key]).get(voter_key)


def find_phone_recorder(poll_id: int, voter_key: str) -> int | None:
    """Who wrote down the vote by phone of this line."""
    return db.session.scalar(select(PhoneVote.recorded_by_id).where(
        PhoneVote.poll_id == poll_id, PhoneVote.voter_key == voter_key))


def list_phones(poll_id: int, keys: list[str]) -> dict[str, PhoneLine]:
    """The votes by phone of these lines of the roll."""
    rows = db.session.execute(
        select(PhoneVote.voter_key, Person.name, PhoneVote.recorded_at, PhoneVote.answer_by, PhoneVote.answer)
        .join(Person, Person.id == PhoneVote.recorded_by_id)
        .where(PhoneVote.poll_id == poll_id, PhoneVote.voter_key.in_(keys)))
    return {row[0]: PhoneLine(row[1], row[2], row[3], row[4]) for row in rows}


def list_without_ballot(poll_id: int, sought: str = "", limit: int = 50) -> list[str]:
    """Keys of the lines without a ballot whose holder is called so; the first ones of many."""
    voted = select(Ballot.voter_key).where(Ballot.poll_id == poll_id)
    statement = select(Voter.voter_key).where(Voter.poll_id == poll_id, Voter.voter_key.not_in(voted))
    return list(db.session.scalars(named_like(statement, sought).order_by(Voter.id).limit(limit)))
