"""Who lets whom vote for them in a poll."""

from typing import Any

from sqlalchemy import func, select

from goforum.accounts.models import Person
from goforum.core.db import db
from goforum.organisations.models import OrganisationName
from goforum.organisations.queries import names as organisation_names
from goforum.voting.models import PollDelegation, Voter
from goforum.voting.rules import RollLine, carry, organisation_of


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


def list_candidates(poll_id: int, line: RollLine, sought: str = "", limit: int = 50) -> list[str]:
    """Keys of the lines of one's own college, by the words sought in their name; the first ones of many."""
    statement = select(Voter.voter_key).where(
        Voter.poll_id == poll_id, Voter.voter_key != line.key,
        Voter.college == line.college if line.college is not None else Voter.college.is_(None))
    if sought:
        like = f"%{sought.lower()}%"
        if line.organisation_id is None:
            statement = statement.join(Person, Person.id == Voter.person_id).where(func.lower(Person.name).like(like))
        else:
            every = (OrganisationName.name_ar, OrganisationName.name_fr, OrganisationName.name_en)
            hits = db.session.scalars(select(OrganisationName.organisation_id).where(
                func.lower(func.coalesce(every[0], "") + " " + func.coalesce(every[1], "") + " "
                           + func.coalesce(every[2], "")).like(like)))
            statement = statement.where(Voter.voter_key.in_([f"organisation:{one}" for one in hits]))
    return list(db.session.scalars(statement.order_by(Voter.id).limit(limit)))
