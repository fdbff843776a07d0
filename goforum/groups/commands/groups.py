"""Making and changing groups."""

import re
from collections.abc import Mapping
from typing import Any

from goforum.accounts.queries import get_person_row
from goforum.core import clock
from goforum.core.arabic import fold
from goforum.core.commands import command, record
from goforum.core.db import db, lock_row
from goforum.core.i18n import LANGUAGES, _l
from goforum.core.rules import Invalid, require
from goforum.core.text import render_markdown
from goforum.groups import events, queries, rules
from goforum.groups.commands.members import bring_in
from goforum.groups.models import Group, Role

TEXTS = tuple(f"{what}_{lang}" for what in ("name", "purpose") for lang in LANGUAGES)

FACTS = ("starts_on", "ends_on", "seats_civil_society", "seats_public_bodies")


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
    for name in FACTS:
        setattr(group, name, fields.get(name))
    if group.starts_on and group.ends_on and group.ends_on < group.starts_on:
        raise Invalid({"ends_on": _l("The end comes before the beginning.")})
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
    record(events.GroupCreated(actor_id=actor_id, group_id=group.id))
    bring_in(actor_id, group.id, actor_id, Role.FACILITATOR)
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
def move_group(actor_id: int, group_id: int, parent_id: int | None) -> None:
    """Put a group below another, or at the top (administrators)."""
    now = clock.now()
    require(rules.may_facilitate(queries.standing(actor_id, group_id), now))
    person = get_person_row(actor_id)
    require(rules.may_create_group(
        person_id=actor_id, admin=person.is_admin, confirmed=person.email_confirmed_at is not None,
        suspended=person.suspended_until is not None and now < person.suspended_until, now=now,
        parent=queries.standing(actor_id, parent_id) if parent_id is not None else None))
    # All of them: two moves at once, each harmless alone, could close a circle.
    queries.lock_all_groups()
    group = lock_row(Group, group_id)
    if group.parent_id == parent_id:
        return
    fault = rules.place_fault(group_id, queries.list_above(parent_id)) if parent_id is not None else None
    if fault is not None:
        raise Invalid({"parent": fault})
    group.parent_id = parent_id
    record(events.GroupMoved(actor_id=actor_id, group_id=group_id))
