"""Entering, leaving, roles and mandates."""

from datetime import date, timedelta

from sqlalchemy import delete, or_, select, update

from goforum.accounts.queries import get_person_row
from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, lock_row
from goforum.core.i18n import _l
from goforum.core.rules import Invalid, NotFound, require
from goforum.core.viewer import ZONE
from goforum.groups import events, queries, rules
from goforum.groups.models import (
    Capacity,
    College,
    Group,
    JoinRequest,
    Mandate,
    Membership,
    MembershipStep,
    RequestState,
    Role,
    Step,
)
from goforum.organisations.queries import get_organisation


@command
def join(actor_id: int, group_id: int) -> None:
    """Enter an open group. Pressing twice is one membership."""
    standing = queries.standing(actor_id, group_id)
    if standing.belongs:
        return
    require(rules.may_join(standing, clock.now()))
    bring_in(actor_id, group_id, actor_id, Role.MEMBER)


def bring_in(actor_id: int, group_id: int, person_id: int, role: Role) -> None:
    """Make a person belong (inside a command that has asked its rule); an open request of theirs is settled."""
    now = clock.now()
    made = insert_or_ignore(Membership, {"person_id": person_id, "group_id": group_id, "role": role.value,
                                         "joined_at": now}, ["person_id", "group_id"])
    if not made:
        back = db.session.execute(update(Membership).where(
            Membership.person_id == person_id, Membership.group_id == group_id,
            Membership.ended_at.is_not(None)).values(ended_at=None, role=role.value, joined_at=now))
        if not back.rowcount:  # they belong: someone else brought them in at the same instant
            return
    _step(actor_id, group_id, person_id, Step.JOINED, role)
    _settle(actor_id, group_id, person_id)
    record(events.MemberJoined(actor_id=actor_id, group_id=group_id, person_id=person_id))


def _step(actor_id: int | None, group_id: int, person_id: int, kind: Step, role: Role | None = None) -> None:
    db.session.add(MembershipStep(group_id=group_id, person_id=person_id, kind=kind.value,
                                  role=role.value if role else None, actor_id=actor_id, at=clock.now()))


def _settle(actor_id: int, group_id: int, person_id: int) -> None:
    """Whoever has come in some other way waits for no answer any more."""
    db.session.execute(update(JoinRequest).where(
        JoinRequest.group_id == group_id, JoinRequest.person_id == person_id,
        JoinRequest.state == RequestState.OPEN.value,
    ).values(state=RequestState.ACCEPTED.value, answered_at=clock.now(), answered_by=actor_id)
        .execution_options(synchronize_session=False))


@command
def leave(actor_id: int, group_id: int) -> None:
    """Leave a group."""
    require(rules.may_leave(queries.standing(actor_id, group_id), clock.now()))
    _end(actor_id, group_id, actor_id)


def _end(actor_id: int | None, group_id: int, person_id: int, *, guarded: bool = True) -> None:
    if guarded:
        _keep_one_organiser(group_id, person_id)
    ended = db.session.execute(update(Membership).where(
        Membership.person_id == person_id, Membership.group_id == group_id, Membership.ended_at.is_(None)
    ).values(ended_at=clock.now()))
    if ended.rowcount:
        _end_mandates(actor_id, group_id, person_id)
        _step(actor_id, group_id, person_id, Step.LEFT if actor_id == person_id else Step.REMOVED)
        record(events.MemberLeft(actor_id=actor_id, group_id=group_id, person_id=person_id))


@command
def forget_person(person_id: int) -> None:
    """End every membership of someone whose account is erased, and what they asked for."""
    for group_id in db.session.scalars(select(Membership.group_id).where(
            Membership.person_id == person_id, Membership.ended_at.is_(None))).all():
        _end(None, group_id, person_id, guarded=False)
    db.session.execute(delete(JoinRequest).where(JoinRequest.person_id == person_id))


def _end_mandates(actor_id: int | None, group_id: int, person_id: int) -> None:
    """Who goes speaks for nobody here any more, and does not again by coming back."""
    today = clock.today(ZONE)
    for mandate in db.session.scalars(select(Mandate).where(
            Mandate.group_id == group_id, Mandate.person_id == person_id,
            or_(Mandate.ends_on.is_(None), Mandate.ends_on >= today)).with_for_update()):
        record(events.MandateEnded(actor_id=actor_id, group_id=group_id, person_id=person_id, mandate_id=mandate.id))
        # Until yesterday, so that coming back today does not revive it; one that had not begun never will.
        mandate.starts_on = min(mandate.starts_on, today - timedelta(days=1))
        mandate.ends_on = today - timedelta(days=1)


def _keep_one_organiser(group_id: int, leaving_id: int) -> None:
    # The last two must not leave past each other: each would still see the other there.
    lock_row(Group, group_id)
    if queries.organiser_ids(group_id) == {leaving_id} and queries.count_members([group_id])[group_id] > 1:
        raise Invalid({"role": _l("Name another facilitator first: a group with members needs one.")})


@command
def set_member(actor_id: int, group_id: int, person_id: int, role: str) -> None:
    """Add someone to the group, or change the role of someone who belongs."""
    require(rules.may_facilitate(queries.standing(actor_id, group_id), clock.now()))
    get_person_row(person_id)
    role_now = queries.standing(person_id, group_id).role
    if role_now is None:
        bring_in(actor_id, group_id, person_id, Role(role))
        return
    if role_now == role:
        return
    if role in {"member", "observer"}:
        _keep_one_organiser(group_id, person_id)
    db.session.execute(update(Membership).where(
        Membership.person_id == person_id, Membership.group_id == group_id, Membership.ended_at.is_(None)
    ).values(role=Role(role).value))
    _step(actor_id, group_id, person_id, Step.ROLE, Role(role))
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
    return give_mandate_to(actor_id, group_id, person_id=person_id, organisation_id=organisation_id,
                           capacity=capacity, college=college, starts_on=starts_on, ends_on=ends_on)


def give_mandate_to(actor_id: int, group_id: int, *, person_id: int, organisation_id: int, capacity: str,
                    college: str, starts_on: date, ends_on: date | None = None) -> int:
    """Record a mandate (inside a command that has asked its rule)."""
    mandate = Mandate(person_id=person_id, group_id=group_id, organisation_id=organisation_id,
                      capacity=Capacity(capacity).value, college=College(college).value,
                      starts_on=starts_on, ends_on=ends_on)
    db.session.add(mandate)
    db.session.flush()  # the event names the mandate
    record(events.MandateGiven(actor_id=actor_id, group_id=group_id, person_id=person_id,
                               mandate_id=mandate.id))
    return mandate.id


@command
def end_mandate(actor_id: int, group_id: int, mandate_id: int, *, ends_on: date) -> int:
    """End a mandate on a day; what was said under it keeps its line. Returns whose it was."""
    require(rules.may_facilitate(queries.standing(actor_id, group_id), clock.now()))
    mandate = lock_row(Mandate, mandate_id)
    if mandate.group_id != group_id:
        raise NotFound()
    mandate.ends_on = max(ends_on, mandate.starts_on)
    record(events.MandateEnded(actor_id=actor_id, group_id=group_id, person_id=mandate.person_id,
                               mandate_id=mandate_id))
    return int(mandate.person_id)
