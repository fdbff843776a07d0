"""Things to test with, made through the features' own commands, with sensible defaults.

Call them inside the ``ctx`` fixture. Each returns an id.
"""

import itertools
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from goforum.accounts import commands as accounts
from goforum.accounts.models import Person
from goforum.core import clock, outbox
from goforum.core.commands import command
from goforum.core.db import db
from goforum.groups import commands as groups
from goforum.groups.models import Membership
from goforum.organisations import commands as organisations

_numbers = itertools.count(1)
# argon2id of "une phrase assez longue", made once: hashing in each test would be most of the run.
PASSWORD = "une phrase assez longue"
PASSWORD_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$mqkLtEY9Mr/v8ddv4QC"
    "MEw$QQDNsc036DO3n1L5QRCZcV2jy2NTquVYvtc5EUK/iX0"
)


def make_person(name: str | None = None, *, confirmed: bool = True, admin: bool = False,
                suspended: bool = False, language: str = "en", email: str | None = None) -> int:
    """A person with an account."""
    number = next(_numbers)
    person_id = accounts.create_person(
        name=name or f"Person {number}", email=email or f"person{number}@example.org",
        password_hash=PASSWORD_HASH, language=language, is_admin=admin, confirmed=confirmed)
    if suspended:
        _suspend(person_id)
    return person_id


@command
def _suspend(person_id: int) -> None:
    person = db.session.get(Person, person_id)
    assert person is not None
    person.suspended_until = clock.now() + timedelta(days=3)


def make_group(*, visibility: str = "public", kind: str = "working_group", join_policy: str = "open",
               facilitator: int | None = None, parent: int | None = None, name: str | None = None,
               **fields: Any) -> int:
    """A group; its facilitator is an administrator made for it unless one is given."""
    number = next(_numbers)
    maker = facilitator if facilitator is not None else make_person(f"Maker {number}", admin=True)
    if facilitator is not None:
        _make_admin(facilitator, True)
    group_id = groups.create_group(
        maker, parent_id=parent, kind=kind, visibility=visibility, join_policy=join_policy,
        name_en=name or f"Group {number}", name_fr=name or f"Groupe {number}", name_ar=f"مجموعة {number}",
        **fields)
    _make_admin(maker, False)
    return group_id


@command
def _make_admin(person_id: int, on: bool) -> None:
    person = db.session.get(Person, person_id)
    assert person is not None
    person.is_admin = on


@command
def enter(person_id: int, group_id: int, role: str = "member") -> None:
    """Put a person in a group in a role, without asking anyone."""
    db.session.add(Membership(person_id=person_id, group_id=group_id, role=role, joined_at=clock.now()))


def make_member(group_id: int, role: str = "member", **person: Any) -> int:
    """A new person who belongs to the group."""
    person_id = make_person(**person)
    enter(person_id, group_id, role)
    return person_id


def make_organisation(kind: str = "cso", name: str | None = None) -> int:
    """An organisation."""
    number = next(_numbers)
    return organisations.add_organisation(None, kind=kind, name_fr=name or f"Organisation {number}",
                                          name_en=name or f"Organisation {number}")


@command
def make_dead_mail(address: str = "amina.reader@example.org", *, template: str = "groups/invitation",
                   error: str = "SMTPRecipientsRefused: {'amina.reader@example.org': (550, b'no such user')}") -> int:
    """A mail that failed each time it was tried."""
    key = f"dead-{next(_numbers)}"
    outbox.queue_mail(address, name="Amina Reader", template=template, lang="en", data={}, dedup_key=key)
    number = db.session.scalars(select(outbox.MailOutbox.id).where(outbox.MailOutbox.dedup_key == key)).one()
    outbox.mark_failed(number, outbox.GIVE_UP_AFTER, error)
    db.session.execute(update(outbox.MailOutbox).where(outbox.MailOutbox.id == number).values(tries=outbox.GIVE_UP_AFTER))
    return number
