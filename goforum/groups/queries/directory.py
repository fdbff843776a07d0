"""The members' list: searched, filtered, a page at a time; and one member's history in a group."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, func, select, tuple_

from goforum.accounts.models import Person, name_key
from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import NotFound
from goforum.core.viewer import ZONE
from goforum.groups.models import Mandate, Membership, MembershipStep
from goforum.groups.queries.groups import current_mandate
from goforum.groups.queries.members import MandateLine

PAGE = 50


@dataclass(frozen=True)
class Sought:
    """What the list of members is narrowed down to; empty means everyone."""

    name: str = ""
    role: str = ""
    college: str = ""
    organisation_id: int = 0

    def __bool__(self) -> bool:
        return bool(self.name or self.role or self.college or self.organisation_id)


@dataclass(frozen=True)
class Member:
    """A line of the members' list."""

    person_id: int
    name: str
    handle: str
    role: str
    joined_at: datetime
    mandates: list[MandateLine]


def page_members(group_id: int, sought: Sought, *, after: int | None = None, size: int = PAGE) -> list[Member]:
    """A page of members by name, one more than fits, with the mandates they hold now: two statements, always."""
    statement = (
        select(Person.id, Person.name, Person.handle, Membership.role, Membership.joined_at)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.group_id == group_id, Membership.ended_at.is_(None)))
    if sought.name:
        key = name_key(sought.name.removeprefix("@"))
        statement = statement.where(Person.name_key.contains(key, autoescape=True)
                                    | Person.handle.startswith(key, autoescape=True))
    if sought.role:
        statement = statement.where(Membership.role == sought.role)
    holds = [Mandate.group_id == group_id, Mandate.person_id == Person.id, current_mandate(clock.today(ZONE))]
    if sought.college:
        holds.append(Mandate.college == sought.college)
    if sought.organisation_id:
        holds.append(Mandate.organisation_id == sought.organisation_id)
    if sought.college or sought.organisation_id:
        statement = statement.where(exists().where(*holds))
    if after is not None:
        last = select(Person.name_key).where(Person.id == after).scalar_subquery()
        statement = statement.where(tuple_(Person.name_key, Person.id) > tuple_(last, after))
    rows = db.session.execute(statement.order_by(Person.name_key, Person.id).limit(size + 1)).all()
    mandates = mandates_now(group_id, [row[0] for row in rows])
    return [Member(r[0], r[1], r[2], r[3], r[4], mandates.get(r[0], [])) for r in rows]


def mandates_now(group_id: int, person_ids: Iterable[int]) -> dict[int, list[MandateLine]]:
    """The mandates these people hold in the group now, in one statement."""
    rows = db.session.execute(
        select(Mandate.person_id, Mandate.id, Mandate.group_id, Mandate.organisation_id, Mandate.capacity,
               Mandate.college, Mandate.starts_on, Mandate.ends_on)
        .where(Mandate.group_id == group_id, Mandate.person_id.in_(list(person_ids)),
               current_mandate(clock.today(ZONE))).order_by(Mandate.capacity.desc(), Mandate.id))
    found: dict[int, list[MandateLine]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(MandateLine(*tuple(row)[1:]))
    return found


def organisations_in(group_id: int) -> set[int]:
    """The organisations someone speaks for in the group now."""
    return set(db.session.scalars(
        select(Mandate.organisation_id).join(Membership, and_(
            Membership.group_id == Mandate.group_id, Membership.person_id == Mandate.person_id,
            Membership.ended_at.is_(None)))
        .where(Mandate.group_id == group_id, current_mandate(clock.today(ZONE))).distinct()))


@dataclass(frozen=True)
class StepLine:
    """One line of a membership's history."""

    kind: str
    role: str | None
    at: datetime
    actor_id: int | None
    actor: str | None


@dataclass(frozen=True)
class Record:
    """One member in one group: where they stand, and how they came there."""

    role: str | None
    steps: list[StepLine]
    mandates: list[MandateLine]


def get_record(group_id: int, person_id: int) -> Record:
    """A member's history in a group; NotFound for someone who never belonged to it."""
    steps = [StepLine(*row) for row in db.session.execute(
        select(MembershipStep.kind, MembershipStep.role, MembershipStep.at, MembershipStep.actor_id, Person.name)
        .outerjoin(Person, Person.id == MembershipStep.actor_id)
        .where(MembershipStep.group_id == group_id, MembershipStep.person_id == person_id)
        .order_by(MembershipStep.id.desc()).limit(100))]
    role = db.session.execute(select(Membership.role, Membership.ended_at).where(
        Membership.group_id == group_id, Membership.person_id == person_id)).one_or_none()
    if role is None:
        raise NotFound()
    mandates = db.session.execute(
        select(Mandate.id, Mandate.group_id, Mandate.organisation_id, Mandate.capacity, Mandate.college,
               Mandate.starts_on, Mandate.ends_on)
        .where(Mandate.group_id == group_id, Mandate.person_id == person_id)
        .order_by(Mandate.starts_on.desc(), Mandate.id.desc()).limit(100))
    return Record(None if role.ended_at else role.role, steps, [MandateLine(*row) for row in mandates])


def count_by_role(group_id: int) -> dict[str, int]:
    """How many people hold each role in the group now."""
    rows = db.session.execute(select(Membership.role, func.count()).where(
        Membership.group_id == group_id, Membership.ended_at.is_(None)).group_by(Membership.role))
    return {row[0]: row[1] for row in rows}
