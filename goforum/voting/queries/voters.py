"""The roll of a poll: who holds its votes, and for whom a person may vote in it now."""

from sqlalchemy import String, and_, cast, exists, literal, select
from sqlalchemy.sql.elements import ColumnElement

from goforum.core import clock
from goforum.core.db import db
from goforum.core.viewer import ZONE
from goforum.groups import queries as groups
from goforum.groups.models import Mandate
from goforum.groups.rules import Standing
from goforum.voting.models import Ballot, Electorate, Poll, Voter
from goforum.voting.rules import RollLine, organisation_key
from goforum.voting.rules.electorates import ORGANISATION


def build_roll(group_id: int, by: str, *, weighted: bool = False) -> list[RollLine]:
    """Who would hold the votes of a poll opened now, in order of number."""
    if by == Electorate.ORGANISATION:
        weights = groups.organisation_weights(group_id) if weighted else {}
        return [RollLine(organisation_key(one), college, weights.get(one, 1))
                for one, college in groups.list_seats(group_id).items()]
    voters = groups.member_ids(group_id)
    lines = groups.author_lines(group_id, voters)
    return [RollLine(f"person:{one}", lines[one].college if one in lines else None) for one in voters]


def count_holders(group_id: int) -> dict[str, int]:
    """How many votes there would be in a poll opened now, by who would hold them."""
    return {"person": len(groups.member_ids(group_id)), "organisation": len(groups.list_seats(group_id))}


def keys_of(electorate: str, standing: Standing) -> list[str]:
    """The keys under which a person may vote now: their own, or those of the organisations they speak for."""
    if standing.person_id is None:
        return []
    if electorate != Electorate.ORGANISATION:
        return [f"person:{standing.person_id}"]
    held = groups.mandates_now(standing.group_id, [standing.person_id]).get(standing.person_id, [])
    return list(dict.fromkeys(organisation_key(one.organisation_id) for one in held))


def list_lines(poll_id: int, keys: list[str]) -> list[RollLine]:
    """Those of these keys that are on the roll of a poll."""
    if not keys:
        return []
    rows = db.session.execute(select(Voter.voter_key, Voter.college, Voter.weight).where(
        Voter.poll_id == poll_id, Voter.voter_key.in_(keys)).order_by(Voter.id))
    return [RollLine(*row) for row in rows]


def list_roll(poll_id: int) -> list[RollLine]:
    """The whole roll of a poll, in its order."""
    rows = db.session.execute(select(Voter.voter_key, Voter.college, Voter.weight).where(
        Voter.poll_id == poll_id).order_by(Voter.id))
    return [RollLine(*row) for row in rows]


def speaks_for_line(person_id: int) -> ColumnElement[bool]:
    """SQL over ``polls`` and ``voters``: the line of the roll is one this person may vote on now."""
    held = select(literal(ORGANISATION) + cast(Mandate.organisation_id, String)).where(
        Mandate.person_id == person_id, Mandate.group_id == Poll.group_id,
        groups.current_mandate(clock.today(ZONE)))
    return (Voter.person_id == person_id) | (
        (Poll.electorate == Electorate.ORGANISATION.value) & Voter.voter_key.in_(held))


def is_voter(person_id: int) -> ColumnElement[bool]:
    """SQL over ``polls``: the person may vote on a line of its roll."""
    return exists().where(Voter.poll_id == Poll.id, speaks_for_line(person_id)).correlate(Poll)


def has_to_vote(person_id: int) -> ColumnElement[bool]:
    """SQL over ``polls``: a line of the roll the person may vote on has no ballot yet."""
    return exists().where(
        Voter.poll_id == Poll.id, speaks_for_line(person_id), Voter.voted.is_(False),
        ~exists().where(and_(Ballot.poll_id == Voter.poll_id, Ballot.voter_key == Voter.voter_key))
        .correlate(Voter)).correlate(Poll)
