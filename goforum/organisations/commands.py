"""Every write about organisations: administrators, through pages, imports and the demo alike."""

import re
from datetime import date
from typing import Any

from sqlalchemy import select

from goforum.accounts.queries import get_person_row
from goforum.core import clock
from goforum.core.arabic import fold
from goforum.core.commands import command, record
from goforum.core.db import db, lock_row
from goforum.core.i18n import LANGUAGES, _l
from goforum.core.rules import Invalid, require
from goforum.organisations import events
from goforum.organisations.models import Organisation, OrganisationKind, OrganisationName
from goforum.organisations.rules import may_manage_organisations


def _require_admin(actor_id: int | None) -> None:
    """None is the operator at the command line, who holds the whole database anyway."""
    if actor_id is not None:
        person = get_person_row(actor_id)
        require(may_manage_organisations(admin=person.is_admin, confirmed=person.email_confirmed_at is not None,
                                         suspended_until=person.suspended_until, now=clock.now()))


def _slug(text: str) -> str:
    base = re.sub(r"[^\w]+", "-", fold(text).casefold()).strip("-_")[:60] or "organisation"
    taken = set(db.session.scalars(select(Organisation.slug).where(
        Organisation.slug.startswith(base, autoescape=True))))
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug


def _add_name(organisation_id: int, fields: dict[str, Any]) -> None:
    if not any(fields.get(f"name_{lang}") for lang in LANGUAGES):
        raise Invalid({"name_fr": _l("Write the name in at least one language.")})
    db.session.add(OrganisationName(
        organisation_id=organisation_id, short_name=fields.get("short_name") or None,
        valid_from=fields.get("valid_from"), valid_to=fields.get("valid_to"),
        source=fields.get("source") or None,
        **{f"name_{lang}": fields.get(f"name_{lang}") or None for lang in LANGUAGES}))


@command
def add_organisation(actor_id: int | None, *, kind: str, website: str | None = None, slug: str | None = None,
                     is_example: bool = False, **name: Any) -> int:
    """Record an organisation with its first name; returns its id."""
    _require_admin(actor_id)
    organisation = Organisation(
        kind=OrganisationKind(kind).value, website=website or None, is_example=is_example,
        created_at=clock.now(),
        slug=slug or _slug(name.get("short_name") or name.get("name_fr") or name.get("name_en")
                           or name.get("name_ar") or ""))
    db.session.add(organisation)
    db.session.flush()  # its name needs the id
    _add_name(organisation.id, name)
    record(events.OrganisationAdded(actor_id=actor_id, organisation_id=organisation.id))
    return organisation.id


@command
def rename_organisation(actor_id: int | None, organisation_id: int, *, valid_from: date | None = None,
                        **name: Any) -> None:
    """Give an organisation a new name from a day on; the old one stays in its history."""
    _require_admin(actor_id)
    lock_row(Organisation, organisation_id)
    _add_name(organisation_id, {**name, "valid_from": valid_from})
    record(events.OrganisationRenamed(actor_id=actor_id, organisation_id=organisation_id))
