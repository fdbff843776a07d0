"""Every write about groups, memberships and mandates."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import update

from goforum.accounts.queries import get_person_row
from goforum.core import clock
from goforum.core.arabic import fold
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, lock_row
from goforum.core.i18n import LANGUAGES, _l
from goforum.core.rules import Invalid, NotFound, require
from goforum.core.text import render_markdown
from goforum.groups import events, queries, rules
from goforum.groups.models import Capacity, College, Group, Mandate, Membership, Role
from goforum.organisations.queries import get_organisation

TEXTS = tuple(f"{what}_{lang}" for what in ("name", "purpose") for lang in LANGUAGES)


def _slug(text: str) -> str:
    base = re.sub(r"[^\w]+", "-", fold(text).casefold()).strip("-_")[:60] or "group"
    taken = queries.taken_slugs(base) | {"new"}  # /groups/new is a page
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug


def _check_names(fields: Mapping[str, Any]) -> None:
    if not any(fields.get(f"name_{lang}") for lang in LANGUAGES):
        raise Invalid({"name_fr": _l("Write the name in at least one language.")})


def _apply(group: Group, fields: Mapping[str, Any]) -> None:
    _check_names(fields)
    for name in TEXTS:
        setattr(group, name, fields.get(name) or None)
    for name in ("kind", "visibility", "join_policy"):
        setattr(group, name, fields[name])
    group.theme = fields.get("theme") or None
    charter = fields.get("charter_source") or ""
    rendered = render_markdown(charter)
    group.charter_source, group.charter_html, group.charter_version = charter, rendered.html, rendered.version


@command
def create_group(actor_id: int, *, parent_id: int | None = None, slug: str | None = None,
                 **fields: Any) -> int:
    """Make a group; whoever makes it is its first facilitator. Returns its id."""
    now = clock.now()
    person = get_person_row(actor_id)
    parent = queries.standing(actor_id, parent_id) if parent_id is not None else None
    require(rules.may_create_group(
        person_id=actor_id, admin=person.is_admin, confirmed=person.email_confirmed_at is not None,
        suspended=person.suspended_until is not None and now < person.suspended_until, parent=parent, now=now))
    group = Group(parent_id=parent_id, created_at=now, charter_source="", source=fields.get("source"),
                  slug=slug or _slug(fields.get("name_fr") or fields.get("name_en") or fields.get("name_ar")
                                     or ""))
    _apply(group, fields)
    db.session.add(group)
    db.session.flush()  # the membership below needs the id
    db.session.add(Membership(person_id=actor_id, group_id=group.id, role=Role.FACILITATOR, joined_at=now))
    record(events.GroupCreated(actor_id=actor_id, group_id=group.id))
    return group.id


@command
def change_group(actor_id: int, group_id: int, **fields: Any) -> None:
    """Change a group's names, purpose, charter, visibility and way in."""
    require(rules.may_facilitate(queries.standing(actor_id, group_id), clock.now()))
    group = lock_row(Group, group_id)
    if rules.widens(group.visibility, fields["visibility"]):
        raise Invalid({"visibility": _l("What was said among fewer people stays among them: make a new, open group.")})
    _apply(group, fields)
    record(events.GroupChanged(actor_id=actor_id, group_id=group_id))


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
