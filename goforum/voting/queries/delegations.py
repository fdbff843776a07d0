"""Who lets whom vote for them in a poll."""

from typing import Any

from sqlalchemy import String, cast, func, literal, select

from goforum.accounts.models import Person
from goforum.core.db import db
from goforum.organisations.models import OrganisationName
from goforum.organisations.queries import names as organisation_names
from goforum.voting.beside_models import PollDelegation
from goforum.voting.models import Voter
from goforum.voting.rules import RollLine, carry, organisation_of
from goforum.voting.rules.electorates import ORGANISATION


def list_delegates(poll_id: int) -> dict[str, str]:
    """Who votes for whom: the key of each line that delegates, and to which."""
    rows = db.session.execute(select(PollDelegation.voter_key, PollDelegation.to_key)
                              .where(PollDelegation.poll_id == poll_id).order_by(PollDelegation.id))
    return {row[0]: row[1] for row in rows}


def get_delegation(poll_id: int, voter_key: str) -> PollDelegation:
    """The delegation of a line that has one, as it is stored now."""
    found: PollDelegation = db.session.execute(select(PollDelegation).where(
        PollDelegation.poll_id == poll_id, PollDelegation.voter_key == voter_key)
        .execution_options(populate_existing=True)).scalar_one()
    return found


def carried_by(delegates: dict[str, str], key: str, voted: set[str]) -> tuple[str, ...]:
    """Whose votes this line carries, or would if it voted: theirs who delegate to it, directly or through others."""
    lines = list(dict.fromkeys([*delegates, *delegates.values(), key]))
    return carry(lines, delegates, voted | {key}).by[key][1:]


def names_of(keys: list[str]) -> dict[str, Any]:
    """What the holders of these votes are called: a person's name, or the names of an organisation by language."""
    orgs = organisation_names({one for key in keys if (one := organisation_of(key))})
    people = [int(key.removeprefix("person:")) for key in keys if organisation_of(key) is None]
    named = {row[0]: row[1] for row in db.session.execute(
        select(Person.id, Person.name).where(Person.id.in_(people)))} if people else {}
    return {key: orgs[org].names if (org := organisation_of(key)) else named.get(int(key.removeprefix("person:")), "")
            for key in keys}


def named_like(statement: Any, sought: str) -> Any:
    """A select of lines of the roll, narrowed to holders whose name has these words; all of them without any."""
    if not sought:
        return statement
    like = f"%{sought.lower()}%"
    people = select(Person.id).where(func.lower(Person.name).like(like))
    every = [func.coalesce(one, "") for one in (
        OrganisationName.name_ar, OrganisationName.name_fr, OrganisationName.name_en)]
    organisations = select(literal(ORGANISATION) + cast(OrganisationName.organisation_id, String)).where(
        func.lower(every[0] + " " + every[1] + " " + every[2]).like(like))
    return statement.where(Voter.person_id.in_(people) | Voter.voter_key.in_(organisations))


def list_candidates(poll_id: int, line: RollLine, sought: str = "", limit: int = 50) -> list[str]:
    """Keys of the lines of one's own college, by the words sought in their name; the first ones of many."""
    statement = select(Voter.voter_key).where(
        Voter.poll_id == poll_id, Voter.voter_key != line.key,
        Voter.college == line.college if line.college is not None else Voter.college.is_(None))
    return list(db.session.scalars(named_like(statement, sought).order_by(Voter.id).limit(limit)))
