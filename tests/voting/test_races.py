"""Votes at once: real threads, real commits, on whichever database the run has."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Conflict
from goforum.voting import commands, queries
from goforum.voting.models import Ballot, Poll
from goforum.voting.rules import Terms, read_marks
from tests.factories import make_group, make_member, make_person
from tests.factories.decisions import make_poll
from tests.racing import at_once


@pytest.fixture
def poll(committed, ctx):
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator)
    voter = make_member(group_id)
    return make_poll(group_id, facilitator), voter


def ballots_of(poll_id):
    return db.session.scalar(select(func.count()).select_from(Ballot).where(Ballot.poll_id == poll_id))


@pytest.mark.parametrize("round_number", range(3))
def test_the_same_vote_twenty_times_at_once_is_one_ballot_and_one_receipt(app, poll, round_number):
    poll_id, voter = poll
    receipts = at_once(app, [lambda: commands.cast_vote(voter, poll_id, choice="for")] * 20)
    assert not [one for one in receipts if isinstance(one, Exception)]
    assert len({one.recorded_at for one in receipts}) == 1
    assert sum(one.first for one in receipts) == 1
    assert not any(one.changed for one in receipts)
    assert ballots_of(poll_id) == 1


def test_twenty_different_votes_at_once_leave_one_ballot_that_says_the_last(app, poll):
    poll_id, voter = poll
    choices = ["for", "abstain", "against", "objection"] * 5
    receipts = at_once(app, [
        lambda choice=choice: commands.cast_vote(voter, poll_id, choice=choice, reason="because")
        for choice in choices])
    assert not [one for one in receipts if isinstance(one, Exception)]
    last = max(receipts, key=lambda one: one.recorded_at)
    view = queries.get_poll(poll_id, voter)
    assert ballots_of(poll_id) == 1
    assert sum(view.tally.values()) == 1
    assert view.own.choice in {one.choice for one in receipts if one.recorded_at == last.recorded_at}


MARKED = {
    "plurality": (Terms("plurality", ("A", "B", "C")), [{"o1": 1}, {"o2": 1}, {}]),
    "approval": (Terms("approval", ("A", "B", "C")), [{"o1": 1}, {"o1": 1, "o2": 1}, {}]),
    "score": (Terms("score", ("A", "B", "C"), ceiling=5), [{"o1": 5}, {"o1": 0, "o3": 2}, {}]),
    "dots": (Terms("dots", ("A", "B", "C"), ceiling=6), [{"o1": 6}, {"o1": 2, "o3": 4}, {}]),
    "schulze": (Terms("schulze", ("A", "B", "C")), [{"o1": 1, "o2": 1}, {"o3": 1}, {}]),
    "irv": (Terms("irv", ("A", "B", "C")), [{"o1": 1, "o2": 2}, {"o3": 1}, {}]),
    "stv": (Terms("stv", ("A", "B", "C"), seats=2), [{"o1": 1, "o2": 2}, {"o3": 1}, {}]),
}


@pytest.mark.parametrize("method", MARKED)
def test_twenty_ballots_of_marks_at_once_are_one_ballot(app, committed, ctx, method):
    terms, ballots = MARKED[method]
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator)
    voter = make_member(group_id)
    poll_id = make_poll(group_id, facilitator, terms=terms)
    same = at_once(app, [lambda: commands.cast_vote(voter, poll_id, marks=ballots[0])] * 20)
    assert not [one for one in same if isinstance(one, Exception)]
    assert (len({one.recorded_at for one in same}), sum(one.first for one in same)) == (1, 1)
    assert not any(one.changed for one in same)
    mixed = at_once(app, [lambda marks=marks: commands.cast_vote(voter, poll_id, marks=marks) for marks in ballots * 7][:20])
    assert not [one for one in mixed if isinstance(one, Exception)]
    assert not any(one.first for one in mixed)
    assert ballots_of(poll_id) == 1
    view = queries.get_poll(poll_id, voter)
    last = max(one.recorded_at for one in mixed)
    assert view.own.updated_at == last
    assert view.finding.cast == view.finding.tally["ballots"] == 1
    assert view.own.marks in [read_marks(one.choice) for one in mixed if one.recorded_at == last]


def test_closing_at_once_with_votes_counts_each_acknowledged_ballot_and_closes_once(app, committed, ctx):
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator)
    voters = [make_member(group_id) for _ in range(8)]
    poll_id = make_poll(group_id, facilitator, quorum_percent=0)
    db.session.execute(Poll.__table__.update().where(Poll.id == poll_id).values(
        opens_at=clock.now() - timedelta(hours=2), closes_at=clock.now() + timedelta(milliseconds=150)))
    db.session.commit()

    def vote_until_late(voter):
        def act():
            recorded = None
            while True:
                try:
                    recorded = commands.cast_vote(voter, poll_id, choice="for")
                except Conflict:
                    return recorded
        return act

    def close():
        while True:
            try:
                return commands.close_poll(None, poll_id)
            except Conflict:
                continue

    found = at_once(app, [*(vote_until_late(voter) for voter in voters), close, close])
    assert not [one for one in found if isinstance(one, Exception)]
    acknowledged = [one for one in found[:8] if one is not None]
    view = queries.get_poll(poll_id, facilitator)
    assert view.phase == "closed"
    assert view.tally["for"] == view.cast == len(acknowledged) == ballots_of(poll_id)


def test_one_form_sent_ten_times_at_once_opens_one_poll(app, committed, ctx):
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator)
    end = clock.now() + timedelta(days=1)
    found = at_once(app, [lambda: commands.open_poll(
        facilitator, group_id, question="Once?", language="en", closes_at=end, client_key="same")] * 10)
    assert len(set(found)) == 1
    assert db.session.scalar(select(func.count()).select_from(Poll)) == 1
