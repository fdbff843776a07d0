"""Every rule of a group against every kind of standing: the answer and its reason; and its SQL twin agrees."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import select

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import No
from goforum.groups import queries, rules
from goforum.groups.models import Group, Membership
from goforum.groups.rules import Standing
from tests.factories import enter, make_group, make_person

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)

PEOPLE = {
    "visitor": {},
    "unconfirmed": {"person_id": 1, "role": "member"},
    "stranger": {"person_id": 1, "confirmed": True},
    "member": {"person_id": 1, "confirmed": True, "role": "member"},
    "observer": {"person_id": 1, "confirmed": True, "role": "observer"},
    "facilitator": {"person_id": 1, "confirmed": True, "role": "facilitator"},
    "secretary": {"person_id": 1, "confirmed": True, "role": "secretary"},
    "silenced": {"person_id": 1, "confirmed": True, "role": "member", "silenced_until": LATER},
    "was silenced": {"person_id": 1, "confirmed": True, "role": "member", "silenced_until": NOW},
    "suspended": {"person_id": 1, "confirmed": True, "role": "facilitator", "suspended": True},
    "admin": {"person_id": 1, "confirmed": True, "admin": True},
}

# person: read write vote facilitate join, for a public, open group
PUBLIC = {
    "visitor": "yes visitor visitor visitor visitor",
    "unconfirmed": "yes unconfirmed unconfirmed unconfirmed unconfirmed",
    "stranger": "yes not-member not-member not-facilitator yes",
    "member": "yes yes yes not-facilitator member",
    "observer": "yes observer observer not-facilitator member",
    "facilitator": "yes yes yes yes member",
    "secretary": "yes yes yes yes member",
    "silenced": "yes silenced yes not-facilitator member",
    "was silenced": "yes yes yes not-facilitator member",
    "suspended": "yes suspended suspended suspended suspended",
    "admin": "yes not-member not-member yes yes",
}
RESERVED = {
    "visitor": "hidden hidden hidden hidden hidden",
    "stranger": "hidden hidden hidden hidden hidden",
    "member": "yes yes yes not-facilitator member",
    "facilitator": "yes yes yes yes member",
    "suspended": "yes suspended suspended suspended suspended",
    "admin": "hidden hidden hidden hidden hidden",
}
MEMBERS_ONLY = {
    "visitor": "members-only members-only members-only members-only visitor",
    "stranger": "members-only members-only members-only members-only yes",
    "member": "yes yes yes not-facilitator member",
    "admin": "yes not-member not-member yes yes",
}
RULES = (rules.may_read, rules.may_write, rules.may_vote, rules.may_facilitate, rules.may_join)
TABLE = [
    (visibility, person, rule, word)
    for visibility, table in (("public", PUBLIC), ("members", MEMBERS_ONLY), ("reserved", RESERVED))
    for person, words in table.items()
    for rule, word in zip(RULES, words.split(), strict=True)
]


def say(verdict: object) -> str:
    return verdict.code if isinstance(verdict, No) else "yes"


@pytest.mark.parametrize(("visibility", "person", "rule", "word"), TABLE)
def test_policy(visibility, person, rule, word):
    standing = Standing(group_id=1, visibility=visibility, **PEOPLE[person])
    assert say(rule(standing, NOW)) == word


@pytest.mark.parametrize("person", ["member", "facilitator", "admin"])
def test_an_archived_group_is_only_read(person):
    standing = Standing(group_id=1, visibility="public", archived=True, **PEOPLE[person])
    assert say(rules.may_read(standing, NOW)) == "yes"
    for rule in (rules.may_write, rules.may_vote, rules.may_facilitate):
        assert say(rule(standing, NOW)) == "archived"


def test_a_closed_group_is_entered_by_a_facilitator_only():
    standing = Standing(group_id=1, visibility="public", join_policy="closed", **PEOPLE["stranger"])
    assert say(rules.may_join(standing, NOW)) == "by-invitation"


@pytest.mark.parametrize("visibility", ["public", "members", "reserved"])
def test_the_sql_twins_agree_with_the_rules(ctx, visibility):
    group_id = make_group(visibility=visibility)
    for role, confirmed, admin, suspended in product(
            (None, "member", "observer", "facilitator"), (True, False), (True, False), (True, False)):
        person_id = make_person(confirmed=confirmed, admin=admin, suspended=suspended)
        if role:
            enter(person_id, group_id, role)
        _agree(person_id, group_id)
    _agree(None, group_id)


def _agree(person_id, group_id):
    standing = queries.standing(person_id, group_id)
    for rule, twin in ((rules.may_read, queries.readable), (rules.may_know, queries.knowable)):
        listed = db.session.scalar(select(Group.id).where(Group.id == group_id, twin(person_id)))
        assert (listed is not None) == bool(rule(standing, clock.now())), (person_id, standing, rule)


def test_leaving_ends_what_membership_gave(ctx):
    from goforum.groups import commands

    group_id = make_group(visibility="reserved")
    person_id = make_person()
    enter(person_id, group_id)
    assert rules.may_read(queries.standing(person_id, group_id), clock.now())
    commands.leave(person_id, group_id)
    assert say(rules.may_read(queries.standing(person_id, group_id), clock.now())) == "hidden"
    assert person_id not in queries.member_ids(group_id)
    assert db.session.scalar(select(Membership.ended_at).where(Membership.person_id == person_id)) is not None
