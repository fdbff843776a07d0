"""Who may do what in a thread, as a table: every kind of person against every state, with the reason."""

from datetime import UTC, datetime, timedelta

import pytest

from goforum.groups.rules import Standing
from goforum.threads import rules
from goforum.threads.rules import PostFacts, ThreadFacts

NOW = datetime(2019, 2, 6, 10, tzinfo=UTC)
ME = 7


def someone(role="member", **more):
    facts = {"group_id": 1, "visibility": "public", "person_id": ME, "confirmed": True, "role": role, **more}
    return Standing(**facts)


PEOPLE = {
    "visitor": Standing(group_id=1, visibility="public"),
    "outsider": someone(None),
    "observer": someone("observer"),
    "unconfirmed": someone(confirmed=False),
    "suspended": someone(suspended=True),
    "silenced": someone(silenced_until=NOW + timedelta(hours=1)),
    "member": someone(),
    "facilitator": someone("facilitator"),
    "secretary": someone("secretary"),
    "administrator": someone(None, admin=True),
    "stranger to a reserved group": someone(None, visibility="reserved"),
}
OPEN = ThreadFacts(author_id=ME)
OTHERS = ThreadFacts(author_id=8)
CLOSED = ThreadFacts(author_id=ME, closed_at=NOW)
OUT = ThreadFacts(author_id=ME, hidden_at=NOW)
MINE, THEIRS = PostFacts(ME), PostFacts(8)
DELETED, REMOVED, HIDDEN = PostFacts(ME, NOW, ME), PostFacts(ME, NOW, 9), PostFacts(ME, hidden_at=NOW)


def said(verdict):
    return "yes" if verdict else verdict.code


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        (rules.may_read_thread, (OPEN,), "yes yes yes yes yes yes yes yes yes yes hidden"),
        (rules.may_read_thread, (CLOSED,), "yes yes yes yes yes yes yes yes yes yes hidden"),
        (rules.may_read_thread, (OUT,), "hidden hidden hidden hidden hidden hidden hidden yes yes yes hidden"),
        (rules.may_reply, (OPEN,), "visitor not-member observer unconfirmed suspended silenced yes yes yes not-member hidden"),
        (rules.may_reply, (CLOSED,), "closed closed closed closed closed closed closed closed closed closed hidden"),
        (rules.may_edit, (OPEN, MINE), "visitor not-member observer unconfirmed suspended silenced yes yes yes not-member hidden"),
        (rules.may_edit, (OPEN, THEIRS), "visitor not-member observer unconfirmed suspended silenced not-author not-author not-author not-member hidden"),
        (rules.may_edit, (CLOSED, MINE), "visitor not-member observer unconfirmed suspended silenced closed closed closed not-member hidden"),
        (rules.may_edit, (OPEN, DELETED), "visitor not-member observer unconfirmed suspended silenced deleted deleted deleted not-member hidden"),
        (rules.may_edit, (OPEN, HIDDEN), "visitor not-member observer unconfirmed suspended silenced hidden-post hidden-post hidden-post not-member hidden"),
        (rules.may_delete, (OPEN, MINE), "visitor not-member observer unconfirmed suspended silenced yes yes yes not-member hidden"),
        (rules.may_delete, (OPEN, DELETED), "visitor not-member observer unconfirmed suspended silenced deleted deleted deleted not-member hidden"),
        (rules.may_restore, (OPEN, DELETED), "visitor not-member observer unconfirmed suspended silenced yes yes yes not-member hidden"),
        (rules.may_restore, (OPEN, MINE), "visitor not-member observer unconfirmed suspended silenced not-deleted not-deleted not-deleted not-member hidden"),
        (rules.may_restore, (OPEN, REMOVED), "visitor not-member observer unconfirmed suspended silenced moderated moderated moderated not-member hidden"),
        (rules.may_see_history, (OPEN, MINE), "yes yes yes yes yes yes yes yes yes yes hidden"),
        (rules.may_see_history, (OPEN, DELETED), "deleted deleted deleted deleted deleted deleted deleted deleted deleted deleted hidden"),
        (rules.may_close, (OPEN,), "visitor not-facilitator not-facilitator unconfirmed suspended not-facilitator not-facilitator yes yes yes hidden"),
        (rules.may_close, (CLOSED,), "visitor not-facilitator not-facilitator unconfirmed suspended not-facilitator not-facilitator closed closed closed hidden"),
        (rules.may_reopen, (CLOSED,), "visitor not-facilitator not-facilitator unconfirmed suspended not-facilitator not-facilitator yes yes yes hidden"),
        (rules.may_reopen, (OPEN,), "visitor not-facilitator not-facilitator unconfirmed suspended not-facilitator not-facilitator open open open hidden"),
        (rules.may_shape, (OPEN,), "visitor not-member observer unconfirmed suspended silenced yes yes yes yes hidden"),
        (rules.may_shape, (OTHERS,), "visitor not-member observer unconfirmed suspended silenced not-author yes yes yes hidden"),
        (rules.may_shape, (CLOSED,), "closed closed closed closed closed closed closed yes yes yes hidden"),
    ],
)
def test_the_table(rule, facts, expected):
    assert dict(zip(PEOPLE, expected.split(), strict=True)) == {
        name: said(rule(standing, *facts, NOW)) for name, standing in PEOPLE.items()}


@pytest.mark.parametrize(
    ("role", "seconds_ago", "expected"),
    [("member", None, "yes"), ("member", 10, "slow"), ("member", 60, "yes"), ("facilitator", 10, "yes")],
)
def test_slow_mode_makes_people_wait_but_not_facilitators(role, seconds_ago, expected):
    slow = ThreadFacts(author_id=8, slow_seconds=60)
    last = None if seconds_ago is None else NOW - timedelta(seconds=seconds_ago)
    assert said(rules.may_reply(someone(role), slow, NOW, last)) == expected


def test_every_refusal_gives_its_reason():
    for standing in PEOPLE.values():
        for thread in (OPEN, CLOSED, OUT, OTHERS):
            for verdict in (rules.may_reply(standing, thread, NOW), rules.may_shape(standing, thread, NOW)):
                assert verdict or verdict.hidden or verdict.reason
