"""The rules of voting as tables: quorum at its boundary, what a count decides, deadlines, who may."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from goforum.groups.rules import Standing
from goforum.voting import rules
from goforum.voting.models import Outcome

NOW = datetime(2019, 3, 20, 12, tzinfo=UTC)


@dataclass(frozen=True)
class PollStub:
    opened_by_id: int = 1
    closes_at: datetime = NOW + timedelta(hours=1)
    closed_at: datetime | None = None
    cancelled_at: datetime | None = None
    electorate: str = "person"
    level: str = "open"
    opened_at: datetime | None = NOW - timedelta(days=1)
    delegation: bool = False


OPEN = PollStub()
ENDED = PollStub(closes_at=NOW)
CLOSED = PollStub(closes_at=NOW - timedelta(hours=1), closed_at=NOW)
CANCELLED = PollStub(cancelled_at=NOW)


@pytest.mark.parametrize(("roll", "percent", "required"), [
    (0, 50, 0), (1, 0, 0), (1, 1, 1), (1, 100, 1), (2, 50, 1), (3, 50, 2), (4, 50, 2), (3, 33, 1), (3, 34, 2),
    (100, 29, 29), (101, 29, 30), (7, 57, 4), (7, 58, 5), (10_000, 33, 3300), (9_999, 33, 3300), (24, 66, 16),
])
def test_the_quorum_is_the_share_of_the_roll_rounded_up_to_a_ballot(roll, percent, required):
    assert rules.required_ballots(roll, percent) == required
    assert rules.quorum_reached(required, roll, percent)
    if required:
        assert not rules.quorum_reached(required - 1, roll, percent)


def test_the_two_forms_of_the_quorum_agree_everywhere():
    for percent in range(101):
        for roll in range(120):
            for cast in range(roll + 1):
                reached = cast >= rules.required_ballots(roll, percent)
                assert rules.quorum_reached(cast, roll, percent) is reached


def counts(in_favour=0, abstain=0, against=0, objection=0):
    return {"for": in_favour, "abstain": abstain, "against": against, "objection": objection}


@pytest.mark.parametrize(("ballots", "roll", "quorum", "outcome", "why"), [
    (counts(), 10, 0, Outcome.REJECTED, "no-ballots"),
    (counts(), 0, 0, Outcome.REJECTED, "no-ballots"),
    (counts(), 10, 50, Outcome.REJECTED, "no-ballots"),
    (counts(1), 10, 0, Outcome.ACCEPTED, "majority"),
    (counts(4), 10, 50, Outcome.REJECTED, "no-quorum"),
    (counts(5), 10, 50, Outcome.ACCEPTED, "majority"),
    (counts(1, 4), 10, 50, Outcome.ACCEPTED, "majority"),   # abstentions carry the quorum
    (counts(0, 5), 10, 50, Outcome.REJECTED, "tie"),        # and decide nothing
    (counts(3, 0, 3), 10, 50, Outcome.REJECTED, "tie"),
    (counts(3, 0, 2), 10, 50, Outcome.ACCEPTED, "majority"),
    (counts(3, 0, 2, 1), 10, 50, Outcome.REJECTED, "tie"),  # an objection counts as against
    (counts(3, 0, 2, 2), 10, 50, Outcome.REJECTED, "minority"),
    (counts(6, 0, 4), 10, 100, Outcome.ACCEPTED, "majority"),
    (counts(6, 0, 3), 10, 100, Outcome.REJECTED, "no-quorum"),
])
def test_what_a_count_decides(ballots, roll, quorum, outcome, why):
    decision = rules.decide(ballots, roll, quorum)
    assert (decision.outcome, decision.why) == (outcome, why)
    assert decision.cast == sum(decision.counts.values())
    assert rules.stored_decision(decision.outcome, decision.as_result()) == decision


def test_every_reason_has_its_words(ctx):
    for why in ("no-ballots", "no-quorum", "majority", "tie", "minority"):
        said = str(rules.why_words(rules.Decision(Outcome.REJECTED, why, counts(3, 0, 2, 2), 7, 9)))
        assert said.endswith(".")
        assert "%" not in said


@pytest.mark.parametrize(("poll", "now", "expected"), [
    (OPEN, NOW, "open"),
    (PollStub(closes_at=NOW + timedelta(microseconds=1)), NOW, "open"),
    (ENDED, NOW, "ended"),
    (PollStub(closes_at=NOW - timedelta(microseconds=1)), NOW, "ended"),
    (CLOSED, NOW, "closed"),
    (CLOSED, NOW - timedelta(days=1), "closed"),     # the clock stepped back: closed stays closed
    (CANCELLED, NOW - timedelta(days=1), "cancelled"),
])
def test_a_recorded_end_wins_over_the_clock(poll, now, expected):
    assert rules.phase(poll, now) == expected


@pytest.mark.parametrize(("results", "poll", "shown"), [
    ("open", OPEN, True), ("open", ENDED, True), ("open", CLOSED, True), ("open", CANCELLED, False),
    ("hidden", OPEN, False), ("hidden", ENDED, False), ("hidden", CLOSED, True), ("hidden", CANCELLED, False),
])
def test_counts_leave_the_database_only_when_they_may(results, poll, shown):
    assert rules.shows_results(results, poll, NOW) is shown


MEMBER = Standing(group_id=1, visibility="public", person_id=1, confirmed=True, role="member")


def standing(**changes):
    return Standing(**{**MEMBER.__dict__, **changes})


@pytest.mark.parametrize(("who", "on_roll", "poll", "code"), [
    (MEMBER, True, OPEN, None),
    (standing(role="facilitator"), True, OPEN, None),
    (standing(silenced_until=NOW + timedelta(days=1)), True, OPEN, None),  # silence does not take a vote away
    (MEMBER, False, OPEN, "not-on-roll"),
    (MEMBER, True, ENDED, "closed"),
    (MEMBER, True, CLOSED, "closed"),
    (MEMBER, True, CANCELLED, "closed"),
    (standing(role="observer"), False, OPEN, "observer"),
    (standing(role=None), True, OPEN, "not-member"),
    (standing(confirmed=False), True, OPEN, "unconfirmed"),
    (standing(suspended=True), True, OPEN, "suspended"),
    (standing(archived=True), True, OPEN, "archived"),
    (Standing(group_id=1, visibility="public"), False, OPEN, "visitor"),
    (Standing(group_id=1, visibility="reserved"), False, OPEN, "hidden"),
])
def test_who_may_vote(who, on_roll, poll, code):
    verdict = rules.may_vote(who, poll, on_roll, NOW)
    assert (None if verdict else verdict.code) == code


@pytest.mark.parametrize(("who", "poll", "cast", "code"), [
    (standing(role="facilitator", person_id=2), OPEN, 5, None),
    (MEMBER, OPEN, 0, None),                      # who opened it, before anyone votes
    (MEMBER, OPEN, 1, "has-ballots"),
    (standing(person_id=2), OPEN, 0, "not-facilitator"),
    (standing(role="facilitator"), CLOSED, 5, "closed"),
    (standing(role="facilitator"), CANCELLED, 5, "closed"),
    (standing(role="facilitator"), ENDED, 5, "closed"),  # the result can be seen: too late to unmake it
    (Standing(group_id=1, visibility="public"), OPEN, 0, "visitor"),
])
def test_who_may_cancel(who, poll, cast, code):
    verdict = rules.may_cancel(who, poll, cast, NOW)
    assert (None if verdict else verdict.code) == code


@pytest.mark.parametrize(("ahead", "fine"), [
    (timedelta(minutes=59, seconds=59), False), (timedelta(hours=1), True), (timedelta(days=366), True),
    (timedelta(days=366, seconds=1), False), (timedelta(hours=-1), False),
])
def test_a_deadline_leaves_time_to_vote(ahead, fine):
    assert (rules.deadline_fault(NOW + ahead, NOW) is None) is fine


@pytest.mark.parametrize(("choice", "reason", "field"), [
    ("for", "", None), ("abstain", "", None), ("against", "why not", None), ("objection", "because", None),
    ("objection", "  \n ", "reason"), ("maybe", "", "choice"), ("", "", "choice"), ("for", "x" * 2001, "reason"),
])
def test_what_a_ballot_must_say(choice, reason, field):
    assert list(rules.ballot_fault(choice, reason)) == ([field] if field else [])


def test_the_roll_has_one_fingerprint_in_any_order_and_another_for_another_roll():
    keys = [f"person:{number}" for number in range(30)]
    assert rules.roll_hash(keys) == rules.roll_hash(reversed(keys))
    assert rules.roll_hash(keys) != rules.roll_hash(keys[:-1])
    assert rules.canonical_hash({"a": "e\u0301"}) == rules.canonical_hash({"a": "\u00e9"})
