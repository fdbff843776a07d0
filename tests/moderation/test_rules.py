"""Who may report, decide, measure, appeal and answer: every rule × every kind of standing, the answer and its reason."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import select

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import No
from goforum.groups import commands as groups
from goforum.groups import queries
from goforum.groups.models import Group
from goforum.groups.rules import Standing, may_moderate, may_sanction, may_vote, may_write
from goforum.moderation import rules
from goforum.moderation.models import Act, CaseKind, ThingKind
from goforum.moderation.queries import SOURCES
from goforum.moderation.rules import CaseFacts, DecisionFacts
from tests.factories import enter, make_group, make_person

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
ME, AUTHOR = 1, 2

PEOPLE = {
    "visitor": {},
    "unconfirmed": {"person_id": ME, "role": "facilitator"},
    "stranger": {"person_id": ME, "confirmed": True},
    "member": {"person_id": ME, "confirmed": True, "role": "member"},
    "observer": {"person_id": ME, "confirmed": True, "role": "observer"},
    "silenced": {"person_id": ME, "confirmed": True, "role": "member", "silenced_until": LATER},
    "suspended here": {"person_id": ME, "confirmed": True, "role": "facilitator", "suspended_here_until": LATER},
    "was suspended here": {"person_id": ME, "confirmed": True, "role": "facilitator", "suspended_here_until": NOW},
    "suspended": {"person_id": ME, "confirmed": True, "role": "facilitator", "suspended": True},
    "facilitator": {"person_id": ME, "confirmed": True, "role": "facilitator"},
    "secretary": {"person_id": ME, "confirmed": True, "role": "secretary"},
    "above": {"person_id": ME, "confirmed": True, "parent_role": "facilitator"},
    "member above": {"person_id": ME, "confirmed": True, "parent_role": "member"},
    "admin": {"person_id": ME, "confirmed": True, "admin": True},
}
# person: moderate, then report (somebody's words), in a public and in a reserved group
TABLE = {
    "visitor": "visitor visitor hidden hidden",
    "unconfirmed": "unconfirmed unconfirmed unconfirmed unconfirmed",
    "stranger": "not-moderator yes hidden hidden",
    "member": "not-moderator yes not-moderator yes",
    "observer": "not-moderator yes not-moderator yes",
    "silenced": "not-moderator yes not-moderator yes",
    "suspended here": "suspended-here yes suspended-here yes",
    "was suspended here": "yes yes yes yes",
    "suspended": "suspended suspended suspended suspended",
    "facilitator": "yes yes yes yes",
    "secretary": "yes yes yes yes",
    "above": "yes yes hidden hidden",          # who facilitates above moderates below where they may read
    "member above": "not-moderator yes hidden hidden",
    "admin": "yes yes hidden hidden",
}


def say(verdict):
    return verdict.code if isinstance(verdict, No) else "yes"


@pytest.mark.parametrize("person", TABLE)
def test_who_moderates_and_who_reports(person):
    found = []
    for visibility in ("public", "reserved"):
        standing = Standing(group_id=1, visibility=visibility, **PEOPLE[person])
        found += [say(may_moderate(standing, NOW)), say(rules.may_report(standing, AUTHOR, NOW))]
    assert found == TABLE[person].split()


def test_an_archived_group_is_still_moderated():
    assert may_moderate(Standing(1, "public", archived=True, **PEOPLE["facilitator"]), NOW)


@pytest.mark.parametrize(("facts", "word"), [
    ({}, "yes"),
    ({"author_id": ME}, "own"),
    ({"author_id": ME, "others": False}, "own"),          # never about oneself, alone or not
    ({"reported_by_me": True}, "reported"),
    ({"reported_by_me": True, "others": False}, "yes"),   # else nobody would ever decide
    ({"kind": CaseKind.APPEAL, "decided_by_me": True}, "decided"),
    ({"kind": CaseKind.APPEAL, "decided_by_me": True, "others": False}, "yes"),
    ({"kind": CaseKind.APPEAL}, "yes"),
    ({"kind": CaseKind.APPEAL, "author_id": ME, "others": False}, "own"),
])
def test_who_decides_a_row(facts, word):
    standing = Standing(1, "public", **PEOPLE["facilitator"])
    assert say(rules.may_decide(standing, CaseFacts(**{"kind": CaseKind.REPORT, "author_id": AUTHOR, **facts}), NOW)) == word


# a measure: who (row) on whom (column)
RANKS = ("member", "facilitator", "secretary", "above", "admin")
SANCTION = {
    "member": "not-moderator not-moderator not-moderator not-moderator not-moderator",
    "facilitator": "yes rank rank rank rank",
    "secretary": "yes rank rank rank rank",
    "above": "yes rank rank rank rank",
    "admin": "yes yes yes yes rank",
}


@pytest.mark.parametrize("who", SANCTION)
def test_a_measure_falls_on_a_lower_rank_only_and_never_on_oneself(who):
    standing = Standing(1, "public", **PEOPLE[who])
    for whom, word in zip(RANKS, SANCTION[who].split(), strict=True):
        target = Standing(1, "public", **{**PEOPLE[whom], "person_id": AUTHOR})
        assert say(may_sanction(standing, target, NOW)) == word, whom
    assert not may_sanction(standing, standing, NOW)


DECIDED = {"act": "hide", "actor_id": 3, "subject_id": ME, "at": NOW - timedelta(days=3)}


@pytest.mark.parametrize(("person", "facts", "word"), [
    (ME, {}, "yes"),
    (AUTHOR, {}, "hidden"),
    (None, {}, "hidden"),
    (ME, {"act": "keep"}, "nothing"),
    (ME, {"appealed": True}, "appealed"),
    (ME, {"reversed_at": NOW}, "reversed"),
    (ME, {"at": NOW - timedelta(days=rules.APPEAL_DAYS)}, "yes"),
    (ME, {"at": NOW - timedelta(days=rules.APPEAL_DAYS, seconds=1)}, "late"),
])
def test_who_appeals_until_when(person, facts, word):
    assert say(rules.may_appeal(person, DecisionFacts(**{**DECIDED, **facts}), NOW)) == word


@pytest.mark.parametrize(("who", "facts", "word"), [
    ("facilitator", {"subject_id": AUTHOR}, "yes"),
    ("facilitator", {}, "own"),                        # nobody lifts what was decided about themselves
    ("admin", {}, "own"),
    ("member", {"subject_id": AUTHOR}, "not-moderator"),
    ("facilitator", {"subject_id": AUTHOR, "act": "keep"}, "nothing"),
    ("facilitator", {"subject_id": AUTHOR, "reversed_at": NOW}, "reversed"),
])
def test_who_undoes(who, facts, word):
    assert say(rules.may_reverse(Standing(1, "public", **PEOPLE[who]), DecisionFacts(**{**DECIDED, **facts}), NOW)) == word


@pytest.mark.parametrize(("facts", "write", "vote"), [
    ({}, "yes", "yes"),
    ({"silenced_until": LATER}, "silenced", "yes"),                    # silence takes the word, not the vote
    ({"suspended_here_until": LATER}, "suspended-here", "suspended-here"),
    ({"suspended_here_until": NOW}, "yes", "yes"),
])
def test_what_silence_and_suspension_take(facts, write, vote):
    standing = Standing(1, "public", **{**PEOPLE["member"], **facts})
    assert (say(may_write(standing, NOW)), say(may_vote(standing, NOW))) == (write, vote)


def test_every_kind_of_thing_is_read_and_has_its_acts():
    from goforum.moderation import forms

    assert set(SOURCES) == set(ThingKind)
    assert set(rules.ACTS) == set(ThingKind)
    assert set(forms.THINGS) == set(ThingKind)
    assert set(forms.KINDS) == set(CaseKind)
    assert set(forms.DONE) == set(Act)
    assert {act for acts in rules.ACTS.values() for act in acts} <= set(forms.ACTS)


def test_what_is_found_by_search_can_be_reported_or_needs_no_report():
    """A kind of text that people write and others find has to be reportable."""
    from goforum.search.documents import KINDS

    # These are written by those who organise or administer; minutes have remarks of their own, and of people and
    # bodies only names are found.
    assert KINDS - {str(kind) for kind in rules.REPORTABLE} == {
        "meeting", "commitment", "group", "minutes", "person", "organisation"}


@pytest.mark.parametrize("visibility", ["public", "members", "reserved"])
@pytest.mark.parametrize("inherits", [True, False])
def test_the_sql_twin_agrees_with_the_rule(ctx, visibility, inherits):
    parent = make_group()
    group = make_group(parent=parent, visibility=visibility)
    if not inherits:
        keeper = make_person()
        enter(keeper, group, "facilitator")
        groups.set_policy(keeper, group, inherits_moderation=False)
    for role, above, confirmed, admin, suspended, here in product(
            (None, "member", "observer", "facilitator", "secretary"), (None, "member", "facilitator"),
            (True, False), (True, False), (True, False), (True, False)):
        if not confirmed and (admin or suspended):
            continue
        person = make_person(confirmed=confirmed, admin=admin, suspended=suspended)
        if role:
            enter(person, group, role)
        if above:
            enter(person, parent, above)
        if here and role:
            _suspend(group, person)
        standing = queries.standing(person, group)
        listed = db.session.scalar(select(Group.id).where(Group.id == group, queries.moderated(person)))
        assert (listed is not None) == bool(may_moderate(standing, clock.now())), standing
    assert db.session.scalar(select(Group.id).where(Group.id == group, queries.moderated(None))) is None


def _suspend(group, person):
    from sqlalchemy import update

    from goforum.core.commands import command
    from goforum.groups.models import Membership

    @command
    def write():
        db.session.execute(update(Membership).where(
            Membership.group_id == group, Membership.person_id == person
        ).values(suspended_until=clock.now() + timedelta(days=1)))

    write()


def test_other_moderators_are_found_where_there_are_any(ctx):
    reserved = make_group(visibility="reserved")
    keeper = next(iter(queries.organiser_ids(reserved)))
    make_person(admin=True)
    assert not queries.other_moderators(reserved, [keeper])   # an administrator does not read it
    member = make_person(admin=True)
    enter(member, reserved)
    assert queries.other_moderators(reserved, [keeper])       # unless they belong
    public = make_group()
    assert queries.other_moderators(public, [next(iter(queries.organiser_ids(public)))])
