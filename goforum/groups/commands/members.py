"""Entering, leaving, roles and mandates."""

from datetime import date, datetime

from sqlalchemy import update

from goforum.accounts.queries import get_person_row
from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, lock_row
from goforum.core.i18n import _l
from goforum.core.rules import Invalid, NotFound, require
from goforum.groups import events, queries, rules
from goforum.groups.models import Capacity, College, Group, Mandate, Membership, Role
from goforum.organisations.queries import get_organisation


@command
def join(actor_id: int, group_id: int) -> None:
    """Enter an open group. Pressing twice is one membership."""
    standing = queries.standing(actor_id, group_id)
    if standing.belongs:
        return
    require(rules.may_join(standing, clock.now()))
    _enter(actor_id, group_id, actor_id, Role.MEMBER)


def _enter(actor_id: int, group_id: int, person_id: int, role: Role) -> None:
    now = clock.now()
    made = insert_or_ignore(Membership, {"person_id": person_id, "group_id": group_id, "role": role.value,
                                         "joined_at": now}, ["person_id", "group_id"])
    if not made:
        db.session.execute(update(Membership).where(
            Membership.person_id == person_id, Membership.group_id == group_id,
            Membership.ended_at.is_not(None)).values(ended_at=None, role=role.value, joined_at=now))
    record(events.MemberJoined(actor_id=actor_id, group_id=group_id, person_id=person_id))


@command
def leave(actor_id: int, group_id: int) -> None:
    """Leave a group."""
    require(rules.may_leave(queries.standing(actor_id, group_id), clock.now()))
    _end(actor_id, group_id, actor_id)


def _end(actor_id: int, group_id: int, person_id: int) -> None:
    _keep_one_organiser(group_id, person_id)
    ended = db.session.execute(update(Membership).where(
        Membership.person_id == person_id, Membership.group_id == group_id, Membership.ended_at.is_(None)
    ).values(ended_at=clock.now()))
    if ended.rowcount:
        record(events.MemberLeft(actor_id=actor_id, group_id=group_id, person_id=person_id))


def _keep_one_organiser(group_id: int, leaving_id: int) -> None:
    # The last two must not leave past each other: each would still see the other there.
    lock_row(Group, group_id)
    members = queries.list_members(group_id)
    organisers = {m.person_id for m in members if m.role in {"facilitator", "secretary"}}
    if organisers == {leaving_id} and len(members) > 1:
        raise Invalid({"role": _l("Name another facilitator first: a group with members needs one.")})


@command
def set_member(actor_id: int, group_id: int, person_id: int, role: str) -> None:
    """Add someone to the group, or change the role of someone who belongs."""
    require(rules.may_facilitate(queries.standing(actor_id, group_id), clock.now()))
    get_person_row(person_id)
    role_now = queries.standing(person_id, group_id).role
    if role_now is None:
        _enter(actor_id, group_id, person_id, Role(role))
        return
    if role_now == role:
        return
    if role in {"member", "observer"}:
        _keep_one_organiser(group_id, person_id)
    db.session.execute(update(Membership).where(
        Membership.person_id == person_id, Membership.group_id == group_id, Membership.ended_at.is_(None)
    ).values(role=Role(role).value))
    record(events.RoleChanged(actor_id=actor_id, group_id=group_id, person_id=person_id, role=role))


@command
def remove_member(actor_id: int, group_id: int, person_id: int) -> None:
    """Take someone out of the group; they may enter again where the group is open."""
    require(rules.may_facilitate(queries.standing(actor_id, group_id), clock.now()))
    _end(actor_id, group_id, person_id)


@command
def give_mandate(actor_id: int, group_id: int, *, person_id: int, organisation_id: int, capacity: str,
                 college: str, starts_on: date, ends_on: date | None = None) -> int:
    """Let a member speak for an organisation here, between two days. Returns the mandate's id."""
    require(rules.may_facilitate(queries.standing(actor_id, group_id), clock.now()))
    if not queries.standing(person_id, group_id).belongs:
        raise Invalid({"person_id": _l("Only a member of the group can hold a mandate in it.")})
    if ends_on is not None and ends_on < starts_on:
        raise Invalid({"ends_on": _l("The end comes before the beginning.")})
    get_organisation(organisation_id)
    mandate = Mandate(person_id=person_id, group_id=group_id, organisation_id=organisation_id,
                      capacity=Capacity(capacity).value, college=College(college).value,
                      starts_on=starts_on, ends_on=ends_on)
    db.session.add(mandate)
    db.session.flush()  # the event names the mandate
    record(events.MandateGiven(actor_id=actor_id, group_id=group_id, person_id=person_id,
                               mandate_id=mandate.id))
    return mandate.id


@command
def end_mandate(actor_id: int, group_id: int, mandate_id: int, *, ends_on: date) -> None:
    """End a mandate on a day; what was said under it keeps its line."""
    require(rules.may_facilitate(queries.standing(actor_id, group_id), clock.now()))
    mandate = lock_row(Mandate, mandate_id)
    if mandate.group_id != group_id:
        raise NotFound()
    mandate.ends_on = max(ends_on, mandate.starts_on)
    record(events.MandateEnded(actor_id=actor_id, group_id=group_id, person_id=mandate.person_id,
                               mandate_id=mandate_id))


@command
def silence(actor_id: int, group_id: int, person_id: int, until: datetime | None) -> None:
    """Keep a member from writing here until an instant (None lifts it)."""
    require(rules.may_facilitate(queries.standing(actor_id, group_id), clock.now()))
    db.session.execute(update(Membership).where(
        Membership.person_id == person_id, Membership.group_id == group_id).values(silenced_until=until))
    record(events.RoleChanged(actor_id=actor_id, group_id=group_id, person_id=person_id, role="silenced"))
