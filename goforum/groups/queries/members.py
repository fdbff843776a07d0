"""Who belongs to a group, in which role, speaking for whom; and the groups of a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import aliased

from goforum.accounts.models import Person
from goforum.core import clock
from goforum.core.db import db
from goforum.core.viewer import ZONE
from goforum.groups.models import Group, Mandate, Membership, OrganisationWeight, Role
from goforum.groups.queries.groups import CARD, GroupCard, belongs, current_mandate, list_cards, readable

VOTERS = (Role.MEMBER.value, Role.FACILITATOR.value, Role.SECRETARY.value)


def count_members(group_ids: Iterable[int]) -> dict[int, int]:
    """How many people belong to each group now."""
    rows = db.session.execute(
        select(Membership.group_id, func.count()).where(
            Membership.group_id.in_(list(group_ids)), Membership.ended_at.is_(None))
        .group_by(Membership.group_id))
    return {row[0]: row[1] for row in rows}


def organiser_ids(group_id: int) -> set[int]:
    """Who organises the group now: its facilitators and its secretary."""
    return set(db.session.scalars(select(Membership.person_id).where(
        Membership.group_id == group_id, Membership.ended_at.is_(None),
        Membership.role.in_((Role.FACILITATOR.value, Role.SECRETARY.value)))))


def member_ids(group_id: int) -> list[int]:
    """Who may vote in the group now: members, facilitators and secretaries in good standing."""
    now = clock.now()
    return list(db.session.scalars(
        select(Membership.person_id).join(Person, Person.id == Membership.person_id).where(
            Membership.group_id == group_id, Membership.ended_at.is_(None), Membership.role.in_(VOTERS),
            Person.erased_at.is_(None), Person.email_confirmed_at.is_not(None),
            or_(Person.suspended_until.is_(None), Person.suspended_until <= now),
            or_(Membership.suspended_until.is_(None), Membership.suspended_until <= now))
        .order_by(Membership.person_id)))


@dataclass(frozen=True)
class AuthorLine:
    """What stands beside an author's name in a group: role there, and the organisation spoken for."""

    role: str | None
    organisation_id: int | None
    college: str | None


def author_lines(group_id: int, person_ids: Iterable[int]) -> dict[int, AuthorLine]:
    """Role and mandate of these people in this group now, in one statement."""
    wanted, day = set(person_ids), clock.today(ZONE)
    if not wanted:
        return {}
    rows = db.session.execute(
        select(Membership.person_id, Membership.role, Mandate.organisation_id, Mandate.college)
        .outerjoin(Mandate, and_(Mandate.group_id == group_id, Mandate.person_id == Membership.person_id,
                                 current_mandate(day)))
        .where(Membership.group_id == group_id, Membership.person_id.in_(wanted),
               Membership.ended_at.is_(None)).order_by(Mandate.capacity.desc()))
    found: dict[int, AuthorLine] = {}
    for row in rows:
        found.setdefault(row[0], AuthorLine(row[1], row[2], row[3]))
    return found


@dataclass(frozen=True)
class MandateLine:
    """A mandate as a person's page shows it."""

    id: int
    group_id: int
    organisation_id: int
    capacity: str
    college: str
    starts_on: date
    ends_on: date | None


def list_mandates(person_id: int, viewer_id: int | None) -> list[MandateLine]:
    """A person's mandates in groups whose members the viewer may see, newest first."""
    rows = db.session.execute(
        select(Mandate.id, Mandate.group_id, Mandate.organisation_id, Mandate.capacity, Mandate.college,
               Mandate.starts_on, Mandate.ends_on)
        .join(Group, Group.id == Mandate.group_id)
        .where(Mandate.person_id == person_id, readable(viewer_id))
        .order_by(Mandate.starts_on.desc(), Mandate.id.desc()))
    return [MandateLine(*row) for row in rows]


def list_groups_of(person_id: int, viewer_id: int | None) -> list[GroupCard]:
    """The groups a person belongs to, as far as the viewer may see their members: knowing of one is not enough."""
    return list_cards(select(*CARD).where(belongs(person_id), readable(viewer_id)).order_by(Group.id))


@dataclass(frozen=True)
class Face:
    """A member as a group's front shows them."""

    person_id: int
    name: str
    role: str
    organisation_id: int | None


RANK = case({"facilitator": 0, "secretary": 1, "member": 2}, value=Membership.role, else_=3)


def list_faces(group_id: int, limit: int = 8) -> list[Face]:
    """Some members of the group: its organisers, then those who speak for someone, then others."""
    rows = db.session.execute(
        select(Person.id, Person.name, Membership.role, Mandate.organisation_id)
        .select_from(Membership).join(Person, Person.id == Membership.person_id)
        .outerjoin(Mandate, and_(Mandate.group_id == group_id, Mandate.person_id == Person.id,
                                 current_mandate(clock.today(ZONE))))
        .where(Membership.group_id == group_id, Membership.ended_at.is_(None))
        .order_by(RANK, Mandate.organisation_id.is_(None), Membership.id, Mandate.id).limit(2 * limit))
    seen: dict[int, Face] = {}
    for row in rows:
        seen.setdefault(row[0], Face(*row))
    return list(seen.values())[:limit]


def count_colleges(group_id: int) -> dict[str, int]:
    """How many members speak in each college now."""
    rows = db.session.execute(
        select(Mandate.college, func.count(Mandate.person_id.distinct()))
        .join(Membership, and_(Membership.group_id == Mandate.group_id, Membership.person_id == Mandate.person_id,
                               Membership.ended_at.is_(None)))
        .where(Mandate.group_id == group_id, current_mandate(clock.today(ZONE))).group_by(Mandate.college))
    return {row[0]: row[1] for row in rows}


def list_mandates_held(person_id: int, group_id: int) -> list[MandateLine]:
    """The mandates a person holds, or will hold, in a group."""
    day = clock.today(ZONE)
    rows = db.session.execute(
        select(Mandate.id, Mandate.group_id, Mandate.organisation_id, Mandate.capacity, Mandate.college,
               Mandate.starts_on, Mandate.ends_on)
        .where(Mandate.person_id == person_id, Mandate.group_id == group_id,
               or_(Mandate.ends_on.is_(None), Mandate.ends_on >= day)).order_by(Mandate.starts_on, Mandate.id))
    return [MandateLine(*row) for row in rows]


@dataclass(frozen=True)
class SpeakerLine:
    """Someone who speaks, or spoke, for an organisation in a group."""

    person_id: int
    name: str
    group_id: int
    capacity: str
    college: str
    starts_on: date
    ends_on: date | None
    current: bool


def list_speakers(organisation_id: int, viewer_id: int | None, limit: int = 50) -> list[SpeakerLine]:
    """Who speaks for an organisation, in groups whose members the viewer may see; present ones first."""
    place = aliased(Membership)  # the viewer's own memberships are looked at too
    holds = and_(current_mandate(clock.today(ZONE)), place.ended_at.is_(None))
    rows = db.session.execute(
        select(Person.id, Person.name, Mandate.group_id, Mandate.capacity, Mandate.college, Mandate.starts_on,
               Mandate.ends_on, case((holds, 1), else_=0))
        .select_from(Mandate).join(Person, Person.id == Mandate.person_id).join(Group, Group.id == Mandate.group_id)
        .join(place, and_(place.group_id == Mandate.group_id, place.person_id == Mandate.person_id))
        .where(Mandate.organisation_id == organisation_id, Person.erased_at.is_(None), readable(viewer_id))
        .order_by(case((holds, 0), else_=1), Mandate.starts_on.desc(), Mandate.id).limit(limit))
    return [SpeakerLine(r[0], r[1], r[2], r[3], r[4], r[5], r[6], bool(r[7])) for r in rows]


def mandate_holders(group_id: int, organisation_ids: Iterable[int]) -> list[int]:
    """Who speaks for these organisations in the group now."""
    wanted = set(organisation_ids)
    if not wanted:
        return []
    return list(db.session.scalars(
        select(Mandate.person_id).join(Membership, and_(
            Membership.group_id == Mandate.group_id, Membership.person_id == Mandate.person_id,
            Membership.ended_at.is_(None)))
        .where(Mandate.group_id == group_id, Mandate.organisation_id.in_(wanted),
               current_mandate(clock.today(ZONE)))
        .distinct().order_by(Mandate.person_id)))


def list_seats(group_id: int) -> dict[int, str]:
    """The organisations with a voice in the group now, and the college of each; the titular's, where they differ."""
    rows = db.session.execute(
        select(Mandate.organisation_id, Mandate.college).join(Membership, and_(
            Membership.group_id == Mandate.group_id, Membership.person_id == Mandate.person_id,
            Membership.ended_at.is_(None), Membership.role.in_(VOTERS)))
        .where(Mandate.group_id == group_id, current_mandate(clock.today(ZONE)))
        .order_by(Mandate.organisation_id, Mandate.capacity.desc(), Mandate.id))
    found: dict[int, str] = {}
    for organisation_id, college in rows:
        found.setdefault(organisation_id, college)
    return found


def organisation_weights(group_id: int) -> dict[int, int]:
    """The votes the group's charter gives organisations; those that are not in it have one."""
    rows = db.session.execute(select(OrganisationWeight.organisation_id, OrganisationWeight.weight)
                              .where(OrganisationWeight.group_id == group_id))
    return {row[0]: row[1] for row in rows}
