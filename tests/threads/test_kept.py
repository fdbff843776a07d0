"""A topic for a member is put together from what is kept: nothing is drawn, and little is asked, counted not timed."""

import pytest

from goforum.core import metrics
from goforum.core.db import db
from goforum.threads import commands, drawing
from tests.factories import make_group, make_member

# What the page of one member asks: who looks, the thread, their place in the group, what they marked, their draft, what
# they follow, what is new to them.
STATEMENTS = 7
# Calls and returns of the whole answer; on the day the bounds were set it was 7,559 (on PostgreSQL, whose driver is in
# Python, 8,751), and one piece drawn anew is thousands.
CALLS = {"sqlite": 8_400, "postgresql": 9_600}


@pytest.fixture
def topic(ctx):
    """A topic, and two who may do the same things in it."""
    drawing.forget()
    group = make_group()
    author = make_member(group)
    thread = commands.create_thread(author, group, title="Kept", body="The first words of it.")
    for number in range(5):
        commands.reply(author, thread, body=f"Words of the answer number {number}.")
    return f"/threads/{thread}", make_member(group), make_member(group)


def drawn_anew() -> int:
    return int(metrics.CACHE.values.get(("pieces", "no"), 0))


def test_what_was_drawn_for_one_is_given_to_the_next(topic, as_person, count_statements):
    path, one, other = topic
    as_person(one).get(path).close()
    browser = as_person(other)
    before = drawn_anew()
    with count_statements() as asked:
        answer = browser.get(path)
    assert answer.status_code == 200 and "Words of the answer number 4." in answer.text
    assert drawn_anew() == before
    assert len(asked) <= STATEMENTS, asked


def test_a_second_look_costs_as_little_as_it_did(topic, as_person, calls):
    path, one, _other = topic
    browser = as_person(one)
    for _look in range(3):
        browser.get(path).close()
    assert calls(lambda: browser.get(path).close()) <= CALLS[db.engine.dialect.name]
