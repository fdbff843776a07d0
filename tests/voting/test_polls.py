"""Polls through their commands: the roll, one ballot each, the deadline, the close, the end that stays."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from goforum.core import clock
from goforum.core.db import db
from goforum.core.events import Event, heard_inside, inside
from goforum.core.rules import Conflict, Invalid, NotFound, Refused
from goforum.voting import commands, jobs, queries
from goforum.voting.events import PollCancelled, PollClosed, PollOpened, VoteCast, VoteChanged
from goforum.voting.models import Ballot, Poll, Voter
from goforum.voting.rules import roll_hash
from tests.factories import enter, make_group, make_member, make_person
from tests.factories.decisions import make_poll

START = datetime(2019, 3, 20, 9, tzinfo=UTC)


@pytest.fixture
def heard():
    """Every event, in order."""
    said = []

    def note(event):
        said.append(event)

    inside(Event)(note)
    yield said
    heard_inside[Event].remove(note)


@pytest.fixture
def group(ctx):
    """A group with three members: facilitator, two others."""
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator)
    return group_id, facilitator, make_member(group_id), make_member(group_id)


def test_the_roll_is_fixed_at_opening(group):
    group_id, facilitator, one, two = group
    make_member(group_id, "observer")
    make_member(group_id, confirmed=False)
    poll_id = make_poll(group_id, facilitator)
    late = make_member(group_id)
    poll = queries.get_poll(poll_id, late)
    assert poll.roll_size == 3
    assert poll.roll_hash == roll_hash(f"person:{p}" for p in (facilitator, one, two))
    assert len(poll.fingerprint) == 64
    assert not poll.on_roll
    with pytest.raises(Refused) as refused:
        commands.cast_vote(late, poll_id, choice="for")
    assert refused.value.code == "not-on-roll"


def test_two_polls_never_share_a_fingerprint(group):
    group_id, facilitator, *_ = group
    first, second = (queries.get_poll(make_poll(group_id, facilitator), facilitator) for _ in range(2))
    assert first.fingerprint != second.fingerprint
    assert first.roll_hash == second.roll_hash


def test_the_same_form_sent_twice_opens_one_poll(group, heard):
    group_id, facilitator, *_ = group
    made = {commands.open_poll(facilitator, group_id, question="One?", language="en", client_key="k",
                               closes_at=clock.now() + timedelta(days=1)) for _ in range(2)}
    assert len(made) == 1
    assert [type(e) for e in heard if isinstance(e, PollOpened)] == [PollOpened]


def test_a_vote_is_recorded_changed_and_repeated(group, heard):
    group_id, facilitator, one, _two = group
    with clock.frozen(START):
        poll_id = make_poll(group_id, facilitator)
        first = commands.cast_vote(one, poll_id, choice="for")
    with clock.frozen(START + timedelta(minutes=5)):
        again = commands.cast_vote(one, poll_id, choice="for")
    with clock.frozen(START + timedelta(minutes=9)):
        changed = commands.cast_vote(one, poll_id, choice="objection", reason="The cost is not said.")
    assert (first.first, again.first, again.changed, changed.changed) == (True, False, False, True)
    assert again.recorded_at == first.recorded_at == START
    assert changed.recorded_at == START + timedelta(minutes=9)
    with clock.frozen(START):
        poll = queries.get_poll(poll_id, one)
    assert poll.tally == {"for": 0, "abstain": 0, "against": 0, "objection": 1}
    assert poll.own.reason == "The cost is not said."
    assert poll.own.cast_at == START
    votes = [e for e in heard if isinstance(e, (VoteCast, VoteChanged))]
    assert [type(e) for e in votes] == [VoteCast, VoteChanged]
    for event in votes:
        assert not {"choice", "reason"} & set(vars(event))


def test_an_objection_without_a_reason_is_not_recorded(group):
    group_id, facilitator, one, _two = group
    poll_id = make_poll(group_id, facilitator)
    with pytest.raises(Invalid) as invalid:
        commands.cast_vote(one, poll_id, choice="objection", reason=" \n")
    assert list(invalid.value.errors) == ["reason"]
    assert queries.count_ballots(poll_id) == 0


def test_the_deadline_cuts_at_one_instant(group):
    group_id, facilitator, one, two = group
    with clock.frozen(START):
        poll_id = make_poll(group_id, facilitator)
    end = START + timedelta(days=1)
    with clock.frozen(end - timedelta(microseconds=1)):
        commands.cast_vote(one, poll_id, choice="for")
        with pytest.raises(Conflict):
            commands.close_poll(facilitator, poll_id)
    for late in (end, end + timedelta(microseconds=1), end + timedelta(days=9)):
        with clock.frozen(late), pytest.raises(Conflict) as refused:
            commands.cast_vote(two, poll_id, choice="against")
        assert "came too late" in str(refused.value.reason)
    with clock.frozen(end):
        assert queries.get_poll(poll_id, one).phase == "ended"
        assert jobs.tick() == 1
        assert jobs.tick() == 0
        assert queries.get_poll(poll_id, one).tally["for"] == 1


def test_closed_stays_closed_when_the_clock_steps_back(group, heard):
    group_id, facilitator, one, two = group
    with clock.frozen(START):
        poll_id = make_poll(group_id, facilitator, quorum_percent=0)
        commands.cast_vote(one, poll_id, choice="for")
    with clock.frozen(START + timedelta(days=2)):
        assert jobs.tick() == 1
    with clock.frozen(START + timedelta(hours=1)):
        for voter in (one, two):
            with pytest.raises(Conflict):
                commands.cast_vote(voter, poll_id, choice="against")
        commands.close_poll(None, poll_id)
        with pytest.raises(Conflict):
            commands.cancel_poll(facilitator, poll_id, reason="Too late")
        poll = queries.get_poll(poll_id, two)
    assert poll.phase == "closed"
    assert poll.decision.why == "majority"
    assert [e.outcome for e in heard if isinstance(e, PollClosed)] == ["accepted"]


def test_the_result_is_what_the_close_found(group):
    """A ballot slipped in afterwards, by whatever hand, changes no result."""
    group_id, facilitator, one, two = group
    with clock.frozen(START):
        poll_id = make_poll(group_id, facilitator)
        commands.cast_vote(one, poll_id, choice="against")
        commands.cast_vote(two, poll_id, choice="for")
    with clock.frozen(START + timedelta(days=2)):
        jobs.tick()
        db.session.add(Ballot(poll_id=poll_id, voter_key=f"person:{facilitator}", person_id=facilitator,
                              choice="for", cast_at=START, updated_at=START))
        db.session.commit()
        poll = queries.get_poll(poll_id, one)
    assert poll.tally == {"for": 1, "abstain": 0, "against": 1, "objection": 0}
    assert poll.decision.why == "tie"


def test_the_database_refuses_what_would_falsify(group):
    group_id, facilitator, one, _two = group
    poll_id, stranger = make_poll(group_id, facilitator), make_person()
    key = {"poll_id": poll_id, "cast_at": START, "updated_at": START}
    for wrong in (
        Ballot(**key, voter_key=f"person:{stranger}", person_id=stranger, choice="for"),   # not on the roll
        Ballot(**key, voter_key=f"person:{one}", person_id=one, choice="maybe"),           # no such option
    ):
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.add(wrong)
            db.session.flush()
    commands.cast_vote(one, poll_id, choice="for")
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.add(Ballot(**key, voter_key=f"person:{one}", person_id=one, choice="for"))
        db.session.flush()


def test_a_cancelled_poll_has_no_result_and_takes_no_vote(group, heard):
    group_id, facilitator, one, _two = group
    poll_id = make_poll(group_id, facilitator)
    commands.cast_vote(one, poll_id, choice="for")
    with pytest.raises(Refused):
        commands.cancel_poll(one, poll_id, reason="I changed my mind")
    with pytest.raises(Invalid):
        commands.cancel_poll(facilitator, poll_id, reason="  ")
    commands.cancel_poll(facilitator, poll_id, reason="The question was unclear.")
    poll = queries.get_poll(poll_id, one)
    assert (poll.phase, poll.tally, poll.decision) == ("cancelled", None, None)
    assert poll.cancel_reason == "The question was unclear."
    with pytest.raises(Conflict):
        commands.cast_vote(one, poll_id, choice="for")
    with clock.frozen(clock.now() + timedelta(days=9)):
        assert jobs.tick() == 0
    assert len([e for e in heard if isinstance(e, PollCancelled)]) == 1


def test_hidden_results_are_in_no_view_before_the_close(group):
    group_id, facilitator, one, two = group
    with clock.frozen(START):
        poll_id = make_poll(group_id, facilitator, results="hidden")
        commands.cast_vote(one, poll_id, choice="against")
        for looker in (one, two, facilitator, None):
            poll = queries.get_poll(poll_id, looker)
            assert (poll.tally, poll.decision, poll.cast) == (None, None, 1)
            with pytest.raises(Refused):
                queries.page_ballots(poll)
    with clock.frozen(START + timedelta(days=1)):
        assert queries.get_poll(poll_id, two).tally is None   # ended, not counted yet
        jobs.tick()
        poll = queries.get_poll(poll_id, two)
    assert poll.tally["against"] == 1
    assert [line.choice for line in queries.page_ballots(poll).items] == ["against"]


def test_a_voter_who_left_or_was_suspended_keeps_the_ballot_and_loses_the_pen(group):
    group_id, facilitator, one, _two = group
    poll_id = make_poll(group_id, facilitator)
    commands.cast_vote(one, poll_id, choice="for")
    from goforum.groups import commands as groups

    groups.leave(one, group_id)
    with pytest.raises(Refused):
        commands.cast_vote(one, poll_id, choice="against")
    assert queries.get_poll(poll_id, one).tally["for"] == 1


def test_a_stranger_to_a_reserved_group_finds_no_poll(ctx):
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator, visibility="reserved")
    poll_id, stranger = make_poll(group_id, facilitator), make_person()
    for act in (lambda: queries.get_poll(poll_id, stranger), lambda: queries.get_poll(poll_id, None),
                lambda: commands.cast_vote(stranger, poll_id, choice="for"),
                lambda: commands.cast_vote(stranger, poll_id, choice="nonsense"),
                lambda: commands.cancel_poll(stranger, poll_id, reason=""),
                lambda: commands.cast_vote(stranger, 999_999, choice="for")):
        with pytest.raises(NotFound):
            act()
    enter(stranger, group_id)
    assert queries.get_poll(poll_id, stranger).id == poll_id
    assert queries.list_open_polls_for(stranger) == []
    assert [card.id for card in queries.list_open_polls_for(facilitator)] == [poll_id]


def test_a_poll_of_ten_thousand_is_counted_whole(group):
    group_id, facilitator, *_ = group
    poll_id = make_poll(group_id, facilitator, quorum_percent=50)
    size = 10_000
    db.session.execute(Voter.__table__.insert(), [
        {"poll_id": poll_id, "voter_key": f"organisation:{n}"} for n in range(size)])
    choices = ("for", "for", "abstain", "against", "objection")
    db.session.execute(Ballot.__table__.insert(), [
        {"poll_id": poll_id, "voter_key": f"organisation:{n}", "person_id": facilitator, "reason": "",
         "choice": choices[n % 5], "cast_at": START, "updated_at": START} for n in range(size)])
    db.session.execute(Poll.__table__.update().where(Poll.id == poll_id).values(roll_size=size + 3))
    db.session.commit()
    with clock.frozen(clock.now() + timedelta(days=2)):
        jobs.tick()
        poll = queries.get_poll(poll_id, facilitator)
    assert poll.tally == {"for": 4000, "abstain": 2000, "against": 2000, "objection": 2000}
    assert (poll.cast, poll.required, poll.decision.why) == (10_000, 5002, "tie")
    assert db.session.scalar(select(func.count()).select_from(Voter).where(Voter.poll_id == poll_id)) == size + 3
