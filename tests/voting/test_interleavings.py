"""In every interleaving of votes, changes, withdrawals, delegations, suspensions, the clock and the close, by every method:
the count is the ballots and what they carry, never more than the roll; once closed it stays, and the export counts the same."""

import os
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Refusal
from goforum.groups import commands as groups
from goforum.voting import commands, queries, verify
from goforum.voting.models import Ballot, Voter
from goforum.voting.queries import counting
from goforum.voting.queries import ledger as published
from goforum.voting.queries.secrecy import read_secret_box
from goforum.voting.rules import METHODS, Electorate, Shape, Terms, carry, read_marks
from tests.factories import enter, make_group, make_member, make_person
from tests.factories.decisions import make_poll
from tests.voting.boxes import random_marks, verdict

START = datetime(2019, 3, 20, 9, tzinfo=UTC)
VOTERS = 5
ROLL = VOTERS + 1  # and the facilitator
EXAMPLES = 100 if os.environ.get("GOFORUM_TEST_LONG") else 6
who = st.integers(0, VOTERS)  # the last joined too late for the roll

acts = st.lists(st.one_of(
    st.tuples(st.just("vote"), who, st.integers(0, 999)),
    st.tuples(st.just("vote"), who, st.integers(0, 999)),
    st.tuples(st.just("withdraw"), who),
    st.tuples(st.just("delegate"), who, who),
    st.tuples(st.just("revoke"), who),
    st.tuples(st.just("suspend"), who),
    st.tuples(st.just("leave"), who),
    st.tuples(st.just("clock"), st.integers(-20, 40)),
    st.tuples(st.just("close")),
    st.tuples(st.just("cancel")),
), min_size=4, max_size=30)


class Story:
    """A poll by one method, its people, and what was done to it so far."""

    def __init__(self, method, *, secret=False, hidden=False, delegation=False, quorum=0):
        self.method, self.secret, self.hidden, self.ended, self.minutes = method, secret, hidden, None, 0
        self.facts = METHODS[method]
        self.facilitator = make_person()
        self.group_id = make_group(facilitator=self.facilitator)
        self.people = [make_member(self.group_id) for _ in range(VOTERS)]
        self.trackers = {}
        dates = tuple(START + timedelta(days=at) for at in range(1, 4)) if method == "dates" else ()
        terms = Terms(method, () if dates or self.facts.decides else ("A", "B", "C"), dates, secret=secret,
                      ceiling=5 if self.facts.limit else 0, seats=2 if self.facts.seats else 1)
        self.keys = [one.key for one in terms.choices()]
        self.poll_id = make_poll(self.group_id, self.facilitator, closes_in=timedelta(hours=1), quorum_percent=quorum,
                                 terms=terms, results="hidden" if hidden else "open",
                                 electorate=Electorate(delegation=delegation))
        self.people.append(make_person())
        enter(self.people[-1], self.group_id)

    def run(self, story):
        for act, *facts in story:
            self.minutes += facts[0] if act == "clock" else 0
            with clock.frozen(START + timedelta(minutes=self.minutes)):
                try:
                    self.do(act, facts)
                except Refusal:
                    db.session.rollback()
                self.check()
        with clock.frozen(START + timedelta(days=9)):
            commands.close_poll(None, self.poll_id)
            self.check()
            if queries.get_poll(self.poll_id, self.facilitator).phase == "closed":
                box = published.get_published(self.poll_id)
                assert verdict(box.files(), box.head) is None
                assert verify.count(box.manifest, box.ballots, box.roll) == (box.result, [])

    def do(self, act, facts):
        person = self.people[facts[0]] if facts and act != "clock" else None
        if act == "vote":
            self.vote(person, random.Random(facts[1]))
        elif act == "withdraw":
            commands.withdraw_vote(person, self.poll_id)
        elif act == "delegate":
            commands.delegate_vote(person, self.poll_id, to_key=f"person:{self.people[facts[1]]}")
        elif act == "revoke":
            commands.revoke_delegation(person, self.poll_id)
        elif act == "suspend":
            groups.suspend_member(self.facilitator, self.group_id, person_id=person, until=clock.now() + timedelta(minutes=9))
        elif act == "leave":
            groups.leave(person, self.group_id)
        elif act == "close":
            commands.close_poll(None, self.poll_id)
        elif act == "cancel":
            commands.cancel_poll(self.facilitator, self.poll_id, reason="A reason")

    def vote(self, person, dice):
        said = {"choice": dice.choice(self.keys), "reason": "" if self.secret else "Because"} \
            if self.facts.shape is Shape.POSITION else {"marks": random_marks(dice, self.facts, self.keys, 5)}
        done = commands.cast_vote(person, self.poll_id, old_tracker=self.trackers.get(person, ""), **said)
        self.trackers[person] = done.proof.tracker

    def check(self):
        view = queries.get_poll(self.poll_id, self.facilitator)
        assert view.roll_size == ROLL == db.session.scalar(
            select(func.count()).select_from(Voter).where(Voter.poll_id == self.poll_id))
        cast = self.cast_secretly() if self.secret else self.cast_openly()
        carried = sum(weight for _marks, weight in cast)
        assert len(cast) <= view.cast == carried <= ROLL
        if (self.hidden or self.secret) and view.phase != "closed":
            assert (view.tally, view.finding) == (None, None)
        if view.tally is not None:
            assert sum(view.tally.values()) == view.cast
        elif view.finding is not None:
            self.check_tally(view.finding.tally, cast)
        found = (view.phase, view.decision, view.finding)
        assert self.ended is None or self.ended == found
        self.ended = found if view.phase in {"closed", "cancelled"} else None

    def cast_openly(self):
        """Every ballot with what it weighs; each is one voter's, and carries whoever delegated and did not vote."""
        ballots, voters = db.session.execute(select(func.count(), func.count(Ballot.voter_key.distinct())).where(
            Ballot.poll_id == self.poll_id)).one()
        assert ballots == voters
        roll, delegates = queries.list_roll(self.poll_id), queries.list_delegates(self.poll_id)
        held = carry([one.key for one in roll], delegates, counting.voted_keys(self.poll_id)).by
        rows = db.session.execute(select(Ballot.voter_key, Ballot.content).where(Ballot.poll_id == self.poll_id))
        found = [(read_marks(row.content), len(held[row.voter_key])) for row in rows]
        assert len(found) == ballots
        return found

    def cast_secretly(self):
        box = read_secret_box(self.poll_id)
        marked = db.session.scalar(select(func.count()).select_from(Voter).where(Voter.poll_id == self.poll_id, Voter.voted))
        assert len(box.ballots) == marked
        return [(read_marks(text) if text.startswith("{") else {}, 1) for text in box.ballots.values()]

    def check_tally(self, tally, cast):
        """The options and the blank ballots make up all ballots, as the method has it."""
        blank = sum(weight for marks, weight in cast if not marks)
        every = sum(weight for _marks, weight in cast)
        assert (tally["ballots"], tally["blank"]) == (every, blank)
        sums = {key: sum(marks.get(key, 0) * weight for marks, weight in cast) for key in self.keys}
        if self.method in {"plurality", "approval", "score", "dots"}:
            assert tally["counts"] == sums
        if self.method == "plurality":
            assert sum(tally["counts"].values()) + blank == every
        if self.method == "dates":
            assert tally["counts"] == {key: sum(weight for marks, weight in cast if marks.get(key)) for key in self.keys}
        if self.method in {"irv", "stv"}:
            first = {key: sum(weight for marks, weight in cast if marks.get(key) == 1) for key in self.keys}
            assert {key: int(float(one)) for key, one in tally["counts"].items()} == first
            assert sum(first.values()) + blank == every
        if self.method == "schulze":
            pairs = tally["pairwise"]
            assert all(pairs[one][two] + pairs[two][one] <= every - blank for one in range(3) for two in range(3))


few = settings(max_examples=EXAMPLES, deadline=None,
               suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.mark.parametrize("method", sorted(METHODS))
@few
@given(story=acts, hidden=st.booleans(), delegation=st.booleans(), quorum=st.integers(0, 100))
def test_by_every_method_the_count_is_the_ballots_and_they_fit_the_roll(ctx, method, story, hidden, delegation, quorum):
    with clock.frozen(START):
        told = Story(method, hidden=hidden, delegation=delegation, quorum=quorum)
    told.run(story)


@few
@given(story=acts, method=st.sampled_from(sorted(set(METHODS) - {"consent"})), quorum=st.integers(0, 100))
def test_the_same_of_secret_votes(ctx, story, method, quorum):
    with clock.frozen(START):
        told = Story(method, secret=True, quorum=quorum)
    told.run(story)
