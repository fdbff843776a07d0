"""In every interleaving of votes, changes, leaving, the clock and the close, the count is the ballots, and never more than the roll."""

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Refusal
from goforum.groups import commands as groups
from goforum.voting import commands, queries
from goforum.voting.models import STATUS_QUO, Ballot
from goforum.voting.rules import Terms, decide
from tests.factories import enter, make_group, make_member, make_person
from tests.factories.decisions import make_poll

START = datetime(2019, 3, 20, 9, tzinfo=UTC)
VOTERS = 5

acts = st.lists(st.one_of(
    st.tuples(st.just("vote"), st.integers(0, VOTERS), st.sampled_from(["for", "abstain", "against", "objection"]),
              st.sampled_from(["", "because"])),
    st.tuples(st.just("clock"), st.integers(-600, 900)),
    st.tuples(st.just("close")),
    st.tuples(st.just("leave"), st.integers(0, VOTERS - 1)),
    st.tuples(st.just("cancel")),
), max_size=30)


@settings(max_examples=40, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(story=acts, hidden=st.booleans(), quorum=st.integers(0, 100))
def test_the_count_is_the_ballots_and_the_ballots_fit_the_roll(ctx, story, hidden, quorum):
    with clock.frozen(START):
        facilitator = make_person()
        group_id = make_group(facilitator=facilitator)
        people = [make_member(group_id) for _ in range(VOTERS)]
        poll_id = make_poll(group_id, facilitator, closes_in=timedelta(hours=1), quorum_percent=quorum,
                            results="hidden" if hidden else "open")
        stranger = make_person()
        enter(stranger, group_id)  # joined too late for the roll
    minutes, closed_as = 0, None
    for act, *facts in story:
        if act == "clock":
            minutes += facts[0] / 10
        with clock.frozen(START + timedelta(minutes=minutes)):
            try:
                _do(act, facts, [*people, stranger], poll_id, group_id, facilitator)
            except Refusal:
                db.session.rollback()
            closed_as = _check(poll_id, facilitator, closed_as, hidden)


def _do(act, facts, people, poll_id, group_id, facilitator):
    if act == "vote":
        commands.cast_vote(people[facts[0]], poll_id, choice=facts[1], reason=facts[2])
    elif act == "close":
        commands.close_poll(None, poll_id)
    elif act == "leave":
        groups.leave(people[facts[0]], group_id)
    elif act == "cancel":
        commands.cancel_poll(facilitator, poll_id, reason="A reason")


def _check(poll_id, facilitator, closed_as, hidden):
    poll = queries.get_poll(poll_id, facilitator)
    ballots, voters = db.session.execute(select(func.count(), func.count(Ballot.voter_key.distinct())).where(
        Ballot.poll_id == poll_id)).one()
    assert poll.cast == ballots == voters <= poll.roll_size == VOTERS + 1
    if poll.tally is not None:
        assert sum(poll.tally.values()) == ballots
    if hidden and poll.phase != "closed":
        assert poll.tally is None
    if poll.phase == "closed":
        assert poll.decision == decide(queries.count_by_choice(poll_id), poll.roll_size, poll.quorum_percent)
    if closed_as is not None:
        assert (poll.phase, poll.decision) == closed_as
    return (poll.phase, poll.decision) if poll.phase in {"closed", "cancelled"} else None


marked = st.lists(st.one_of(
    st.tuples(st.just("mark"), st.integers(0, VOTERS), st.dictionaries(
        st.sampled_from(["o1", "o2", "o3", STATUS_QUO, "o9"]), st.integers(0, 5), max_size=4)),
    st.tuples(st.just("clock"), st.integers(-600, 900)), st.tuples(st.just("close")),
    st.tuples(st.just("leave"), st.integers(0, VOTERS - 1)), st.tuples(st.just("cancel")),
), max_size=25)


@settings(max_examples=40, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(story=marked, hidden=st.booleans(), quorum=st.integers(0, 100), method=st.sampled_from(
    ["plurality", "approval", "score", "dots", "schulze", "irv", "stv"]))
def test_ballots_of_marks_fit_the_roll_and_blank_and_marked_make_up_all(ctx, story, hidden, quorum, method):
    with clock.frozen(START):
        facilitator = make_person()
        group_id = make_group(facilitator=facilitator)
        people = [make_member(group_id) for _ in range(VOTERS)]
        poll_id = make_poll(group_id, facilitator, closes_in=timedelta(hours=1), quorum_percent=quorum,
                            results="hidden" if hidden else "open", terms=Terms(
                                method, ("A", "B", "C"), ceiling=5, status_quo=method != "stv", seats=2 if method == "stv" else 1))
        stranger = make_person()
        enter(stranger, group_id)
    minutes, ended = 0, None
    for act, *facts in story:
        if act == "clock":
            minutes += facts[0] / 10
        with clock.frozen(START + timedelta(minutes=minutes)):
            try:
                if act == "mark":
                    commands.cast_vote([*people, stranger][facts[0]], poll_id, marks=facts[1])
                else:
                    _do(act, facts, [*people, stranger], poll_id, group_id, facilitator)
            except Refusal:
                db.session.rollback()
            ended = _check_marks(poll_id, facilitator, ended, hidden)


def _check_marks(poll_id, facilitator, ended, hidden):
    poll = queries.get_poll(poll_id, facilitator)
    ballots, voters = db.session.execute(select(func.count(), func.count(Ballot.voter_key.distinct())).where(
        Ballot.poll_id == poll_id)).one()
    assert poll.cast == ballots == voters <= poll.roll_size == VOTERS + 1
    if poll.finding is not None:
        tally = poll.finding.tally
        assert tally["ballots"] == ballots
        assert 0 <= tally["blank"] <= ballots
        if poll.method == "plurality":
            assert sum(tally["counts"].values()) + tally["blank"] == ballots
        if poll.outcome == "chosen":
            assert poll.cast >= poll.required
            assert tally["elected"]
    if hidden and poll.phase != "closed":
        assert poll.finding is None
    if ended is not None:
        assert (poll.phase, poll.finding) == ended
    return (poll.phase, poll.finding) if poll.phase in {"closed", "cancelled"} else None
