"""Delegation within a college: chains, circles, taking back, one's own vote, and what both are shown."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Conflict, Invalid, Refused
from goforum.groups import commands as groups
from goforum.notifications.models import Notice, Notification
from goforum.voting import commands, jobs, queries
from goforum.voting.beside_models import PollDelegation
from goforum.voting.rules import Electorate, Terms, delegation_fault
from tests.factories import make_group, make_member, make_organisation, make_person
from tests.factories.decisions import make_poll

DELEGATED = Electorate(delegation=True)
COLLEGE = dict.fromkeys("abcd", "civil_society") | {"x": "public_bodies"}


@pytest.mark.parametrize(("line", "to", "delegates", "fine"), [
    ("a", "b", {}, True), ("a", "a", {}, False), ("a", "z", {}, False), ("a", "x", {}, False),
    ("a", "b", {"b": "a"}, False), ("a", "b", {"b": "c", "c": "a"}, False), ("a", "b", {"b": "c", "c": "d"}, True),
    ("a", "c", {"a": "b", "b": "c"}, True),           # changing whom one chose
    ("a", "b", {"b": "c", "c": "b"}, True),           # a circle of others is theirs; the walk ends all the same
])
def test_who_may_be_chosen(line, to, delegates, fine):
    assert (delegation_fault(line, to, COLLEGE, delegates) is None) is fine


@dataclass
class Ground:
    group_id: int
    facilitator: int
    voters: list[int]


@pytest.fixture
def ground(ctx):
    facilitator = make_person("Fatima Example")
    group_id = make_group(facilitator=facilitator)
    return Ground(group_id, facilitator, [make_member(group_id, name=f"Voter {n}") for n in range(5)])


def to(person):
    return f"person:{person}"


def test_a_chain_ends_at_the_first_who_votes_and_ones_own_vote_wins(ground):
    a, b, c, *_ = ground.voters
    poll_id = make_poll(ground.group_id, ground.facilitator, electorate=DELEGATED, quorum_percent=0)
    commands.delegate_vote(a, poll_id, to_key=to(b))
    commands.delegate_vote(b, poll_id, to_key=to(c))
    assert queries.get_poll(poll_id, a).tally["for"] == 0
    commands.cast_vote(c, poll_id, choice="for")
    view = queries.get_poll(poll_id, c)
    assert (view.tally["for"], view.cast, view.ballots) == (3, 3, 1)
    assert set(view.carries) == {to(a), to(b)}
    commands.cast_vote(b, poll_id, choice="against")  # takes a's along
    view = queries.get_poll(poll_id, a)
    assert (view.tally["for"], view.tally["against"], view.delegate) == (1, 2, to(b))
    commands.cast_vote(a, poll_id, choice="abstain")
    assert queries.get_poll(poll_id, a).tally == {"for": 1, "abstain": 1, "against": 1, "objection": 0}


def test_circles_are_refused_in_words_and_a_vote_can_be_taken_back(ground):
    a, b, *_ = ground.voters
    poll_id = make_poll(ground.group_id, ground.facilitator, electorate=DELEGATED, quorum_percent=0)
    commands.delegate_vote(a, poll_id, to_key=to(b))
    with pytest.raises(Invalid):
        commands.delegate_vote(b, poll_id, to_key=to(a))
    commands.revoke_delegation(a, poll_id)
    commands.revoke_delegation(a, poll_id)
    commands.delegate_vote(b, poll_id, to_key=to(a))
    commands.cast_vote(a, poll_id, choice="for")
    assert queries.get_poll(poll_id, a).tally["for"] == 2


def test_only_within_the_college_and_only_where_it_was_opened_so(ground):
    day = clock.today("UTC") - timedelta(days=1)
    for at, college in ((0, "civil_society"), (1, "public_bodies")):
        groups.give_mandate(ground.facilitator, ground.group_id, person_id=ground.voters[at], starts_on=day,
                            organisation_id=make_organisation(), capacity="titular", college=college)
    poll_id = make_poll(ground.group_id, ground.facilitator, electorate=DELEGATED)
    for voter, chosen in ((0, 1), (0, 2), (2, 0)):
        with pytest.raises(Invalid):
            commands.delegate_vote(ground.voters[voter], poll_id, to_key=to(ground.voters[chosen]))
    commands.delegate_vote(ground.voters[2], poll_id, to_key=to(ground.voters[3]))
    plain = make_poll(ground.group_id, ground.facilitator)
    with pytest.raises(Refused):
        commands.delegate_vote(ground.voters[2], plain, to_key=to(ground.voters[3]))
    with pytest.raises(Refused):
        commands.delegate_vote(make_member(ground.group_id), poll_id, to_key=to(ground.voters[3]))


def test_after_the_deadline_nobody_delegates_or_takes_back(ground):
    a, b, *_ = ground.voters
    poll_id = make_poll(ground.group_id, ground.facilitator, electorate=DELEGATED)
    commands.delegate_vote(a, poll_id, to_key=to(b))
    with clock.frozen(clock.now() + timedelta(days=2)):
        for act in (lambda: commands.delegate_vote(b, poll_id, to_key=to(ground.voters[2])),
                    lambda: commands.revoke_delegation(a, poll_id)):
            with pytest.raises(Conflict):
                act()
        jobs.tick()
        assert queries.get_poll(poll_id, a).decision.why == "no-ballots"


def test_delegated_votes_count_for_the_quorum_and_in_marks(ground):
    a, b, c, *_ = ground.voters
    poll_id = make_poll(ground.group_id, ground.facilitator, electorate=DELEGATED, quorum_percent=50,
                        terms=Terms("approval", ("A", "B")))
    commands.delegate_vote(a, poll_id, to_key=to(c))
    commands.delegate_vote(b, poll_id, to_key=to(c))
    commands.cast_vote(c, poll_id, marks={"o1": 1})
    view = queries.get_poll(poll_id, None)
    assert (view.required, view.cast, view.finding.tally["counts"]) == (3, 3, {"o1": 3, "o2": 0})


def test_both_see_it_on_the_page_and_whoever_is_trusted_is_told(ground, as_person):
    a, b, *_ = ground.voters
    poll_id = make_poll(ground.group_id, ground.facilitator, electorate=DELEGATED)
    mine, theirs = as_person(a), as_person(b)
    listed = mine.get(f"/polls/{poll_id}/delegate?q=voter+1").text
    assert "Voter 1" in listed
    assert "Voter 2" not in listed
    assert mine.post(f"/polls/{poll_id}/delegate", data={"to": to(a)}).status_code == 422
    for _ in range(2):
        assert mine.post(f"/polls/{poll_id}/delegate", data={"to": to(b)}).status_code == 303
    assert re.search(r"delegated to\s*<strong><bdi>Voter 1", mine.get(f"/polls/{poll_id}").text)
    assert "Voter 0" in theirs.get(f"/polls/{poll_id}").text
    told = db.session.execute(select(Notice.kind, Notification.person_id).join(
        Notification, Notification.notice_id == Notice.id).where(Notice.kind.like("vote-%"))).all()
    assert [tuple(row) for row in told] == [("vote-delegated", b)]
    assert mine.post(f"/polls/{poll_id}/undelegate").status_code == 303
    assert "Voter 0" not in theirs.get(f"/polls/{poll_id}").text
    commands.delegate_vote(a, poll_id, to_key=to(b))
    commands.cast_vote(b, poll_id, choice="for")
    with clock.frozen(clock.now() + timedelta(days=2)):
        jobs.tick()
        register = mine.get(f"/polls/{poll_id}/ballots").text
    assert re.search(r"Also for:.*Voter 0", register)


def test_the_database_keeps_one_delegation_a_line_and_only_between_lines(ground):
    a, b, *_ = ground.voters
    poll_id = make_poll(ground.group_id, ground.facilitator, electorate=DELEGATED)
    commands.delegate_vote(a, poll_id, to_key=to(b))
    row = {"poll_id": poll_id, "person_id": a, "at": clock.now()}
    for wrong in ({"voter_key": to(a), "to_key": to(ground.voters[2])}, {"voter_key": to(b), "to_key": to(b)},
                  {"voter_key": to(b), "to_key": "person:0"}, {"voter_key": "person:0", "to_key": to(b)}):
        with pytest.raises(IntegrityError):
            db.session.execute(PollDelegation.__table__.insert(), [{**row, **wrong}])
            db.session.flush()
        db.session.rollback()
