"""What a guest may and may not do, as tables: every rule of meetings, every kind of group, every phase."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from goforum.core.rules import No
from goforum.groups import rules as groups
from goforum.groups.rules import Standing
from goforum.meetings import rules
from goforum.meetings.rules import Here
from goforum.planning.rules import may_offer
from tests.meetings.test_rules import ALL, LIVE, NOW, Words, code

GUEST = Here(guest=True)
# Without an account; with one that has no place in the group; and that lost it.
ALONE = Standing(1, "public", person_id=20, guest=True)
ACCOUNT = Standing(1, "public", person_id=21, confirmed=True)
KINDS = {"alone": ALONE, "with an account": ACCOUNT, "unconfirmed": replace(ACCOUNT, confirmed=False)}
VISIBILITY = ("public", "members", "reserved")
OPEN = {"early": "early", "lobby": "yes", "live": "yes", "missed": "missed", "ended": "ended",
        "cancelled": "cancelled"}
EACH = pytest.mark.parametrize("visibility", VISIBILITY)
EVERYBODY = pytest.mark.parametrize("kind", KINDS)


def of(kind: str, visibility: str) -> Standing:
    return replace(KINDS[kind], visibility=visibility)


@EACH
@EVERYBODY
@pytest.mark.parametrize("state", ALL)
def test_a_guest_takes_part_while_the_room_is_open_whatever_the_group_is(kind: str, visibility: str,
                                                                         state: str) -> None:
    who, meeting, own, other = of(kind, visibility), ALL[state], Words(KINDS[kind].person_id or 0), Words(99)
    assert code(rules.may_visit(who, NOW, GUEST)) == "yes"
    assert code(rules.may_follow(who, meeting, NOW, GUEST)) == "yes"
    assert code(rules.may_speak(who, meeting, NOW, GUEST)) == OPEN[state]
    assert code(rules.may_ask_floor(who, meeting, NOW, GUEST)) == OPEN[state]
    assert code(rules.may_take_back(who, meeting, NOW, GUEST)) == OPEN[state]
    assert code(rules.may_react(who, meeting, other, NOW, GUEST)) == OPEN[state]
    assert code(rules.may_change_message(who, meeting, own, NOW, GUEST)) == OPEN[state]
    assert code(rules.may_delete_message(who, meeting, own, NOW, GUEST)) == OPEN[state]
    assert code(rules.may_change_message(who, meeting, other, NOW, GUEST)) in {OPEN[state], "not-author"} - {"yes"}


@EACH
@EVERYBODY
@pytest.mark.parametrize("state", ALL)
def test_a_guest_never_leads_records_moderates_or_organises(kind: str, visibility: str, state: str) -> None:
    who, meeting, other = of(kind, visibility), ALL[state], Words(99)
    here = GUEST
    assert not rules.may_delete_message(who, meeting, other, NOW, here)
    assert not rules.may_judge_message(who, meeting, other, NOW, here)
    for rule in (rules.may_lead, rules.may_start, rules.may_record, rules.may_let_in):
        assert not rule(who, meeting, NOW, here), rule.__name__
        # Even if somebody wrote a role of the day beside the name.
        assert not rule(who, meeting, NOW, replace(here, role="chair")), rule.__name__
    assert not rules.may_pin(who, meeting, other, NOW, here)
    assert not rules.may_remove(who, replace(ACCOUNT, person_id=77), meeting, NOW, here)
    for plain in (rules.may_give_roles, rules.may_change, rules.may_cancel, rules.may_write_texts, rules.may_answer,
                  rules.may_invite, may_offer):
        assert not plain(who, meeting, NOW), plain.__name__
    assert not rules.may_plan(who, NOW)
    assert not rules.may_see_guests(who, NOW)


@EACH
def test_in_the_group_a_guest_is_a_visitor_who_is_told_why(visibility: str) -> None:
    who = replace(ALONE, visibility=visibility)
    for rule in (groups.may_write, groups.may_vote, groups.may_facilitate, groups.may_moderate, groups.may_join,
                 groups.may_ask, groups.may_accept):
        verdict = rule(who, NOW)
        assert isinstance(verdict, No), rule.__name__
        assert verdict.code in {"guest", "members-only", "hidden"}, rule.__name__
    assert bool(groups.may_read(who, NOW)) == bool(groups.may_read(Standing(1, visibility), NOW))
    assert groups.may_vote(replace(ALONE, visibility="public"), NOW).code == "guest"  # type: ignore[union-attr]


def test_out_of_the_room_a_locked_chat_a_suspended_account_an_archived_group() -> None:
    removed, locked = replace(GUEST, removed=True), replace(GUEST, locked=True)
    assert code(rules.may_follow(ALONE, LIVE, NOW, removed)) == "removed"
    assert code(rules.may_speak(ALONE, LIVE, NOW, removed)) == "removed"
    assert code(rules.may_ask_floor(ALONE, LIVE, NOW, removed)) == "removed"
    assert code(rules.may_speak(ALONE, LIVE, NOW, locked)) == "locked"
    assert code(rules.may_ask_floor(ALONE, LIVE, NOW, locked)) == "yes"
    assert code(rules.may_speak(replace(ACCOUNT, suspended=True), LIVE, NOW, GUEST)) == "suspended"
    assert code(rules.may_speak(replace(ALONE, archived=True), LIVE, NOW, GUEST)) == "archived"


def test_whoever_belongs_to_the_group_is_no_guest_of_it() -> None:
    observer = replace(ACCOUNT, role="observer")
    assert not rules.is_guest(observer, GUEST)
    assert code(rules.may_speak(observer, LIVE, NOW, GUEST)) == "observer"
    assert not rules.is_guest(Standing(1, "public"), GUEST)


@pytest.mark.parametrize(("state", "expected"), [
    ("early", "yes"), ("lobby", "yes"), ("live", "yes"), ("missed", "late"), ("ended", "ended"),
    ("cancelled", "cancelled")])
def test_until_when_a_guest_says_whether_they_come(state: str, expected: str) -> None:
    assert code(rules.may_answer_as_guest(ALONE, ALL[state], NOW, GUEST)) == expected
    assert code(rules.may_answer_as_guest(ACCOUNT, ALL[state], NOW)) == "not-guest"


@dataclass(frozen=True)
class End:
    ends_at: datetime
    ended_at: datetime | None = None


def test_an_invitation_works_for_a_week_after_the_end_whichever_came_later() -> None:
    end = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
    assert rules.guest_until(End(end)) == end + timedelta(days=7)
    assert rules.guest_until(End(end, end + timedelta(hours=3))) == end + timedelta(days=7, hours=3)
    assert rules.guest_until(End(end, end - timedelta(hours=1))) == end + timedelta(days=7)


@pytest.mark.parametrize(("withdrawn", "entered", "late", "state"), [
    (False, False, False, "invited"), (False, True, False, "entered"), (False, True, True, "over"),
    (True, True, False, "withdrawn"), (True, False, True, "withdrawn")])
def test_the_state_of_an_invitation(withdrawn: bool, entered: bool, late: bool, state: str) -> None:
    assert rules.guest_state(withdrawn_at=NOW if withdrawn else None, entered_at=NOW if entered else None,
                             until=NOW if late else NOW + timedelta(seconds=1), now=NOW) == state
