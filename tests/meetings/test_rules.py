"""The rules of meetings as tables: who may do what in which phase, and why not."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from goforum.core.rules import No
from goforum.groups.rules import Standing
from goforum.meetings import rules
from goforum.meetings.rules import Phase

NOW = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Fact:
    state: str = "planned"
    starts_at: datetime = NOW + timedelta(minutes=10)
    ends_at: datetime = NOW + timedelta(hours=2)
    form: str = "remote"


@dataclass(frozen=True)
class Words:
    author_id: int
    deleted_at: datetime | None = None


EARLY = Fact(starts_at=NOW + timedelta(minutes=31), ends_at=NOW + timedelta(hours=3))
LOBBY, LIVE, ENDED, CANCELLED = Fact(), Fact("live"), Fact("ended"), Fact("cancelled")
MISSED = Fact(starts_at=NOW - timedelta(hours=20), ends_at=NOW - timedelta(hours=13))
ALL = {"early": EARLY, "lobby": LOBBY, "live": LIVE, "missed": MISSED, "ended": ENDED, "cancelled": CANCELLED}

MEMBER = Standing(1, "public", person_id=5, confirmed=True, role="member")
PEOPLE = {
    "visitor": Standing(1, "public"),
    "stranger": Standing(1, "public", person_id=9, confirmed=True),
    "member": MEMBER,
    "silenced": replace(MEMBER, silenced_until=NOW + timedelta(hours=1)),
    "unconfirmed": replace(MEMBER, confirmed=False),
    "suspended": replace(MEMBER, suspended=True),
    "observer": replace(MEMBER, role="observer"),
    "facilitator": replace(MEMBER, person_id=6, role="facilitator"),
    "secretary": replace(MEMBER, person_id=7, role="secretary"),
}


def code(verdict: object) -> str:
    return verdict.code if isinstance(verdict, No) else "yes"


@pytest.mark.parametrize(("name", "fact"), ALL.items(), ids=list(ALL))
def test_the_phase_is_told_by_state_and_clock(name: str, fact: Fact) -> None:
    assert rules.phase(fact, NOW) == Phase(name)


def test_the_room_opens_half_an_hour_before_to_the_second() -> None:
    fact = Fact(starts_at=NOW + rules.LOBBY, ends_at=NOW + timedelta(hours=2))
    assert rules.phase(fact, NOW) is Phase.LOBBY
    assert rules.phase(fact, NOW - timedelta(seconds=1)) is Phase.EARLY


SAY = {
    "early": dict.fromkeys(PEOPLE, "early"), "missed": dict.fromkeys(PEOPLE, "missed"),
    "ended": dict.fromkeys(PEOPLE, "ended"), "cancelled": dict.fromkeys(PEOPLE, "cancelled"),
    "live": {"visitor": "visitor", "stranger": "not-member", "member": "yes", "silenced": "silenced",
             "unconfirmed": "unconfirmed", "suspended": "suspended", "observer": "observer", "facilitator": "yes",
             "secretary": "yes"},
}
SAY["lobby"] = SAY["live"]


@pytest.mark.parametrize("state", ALL)
@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_write_in_the_room(who: str, state: str) -> None:
    assert code(rules.may_say(PEOPLE[who], ALL[state], NOW)) == SAY[state][who]


NOT_TEAM = {"visitor": "visitor", "unconfirmed": "unconfirmed", "suspended": "suspended"}
LEADS = {
    "early": ("early", "not-started", "yes", "yes"), "lobby": ("yes", "not-started", "yes", "yes"),
    "live": ("live", "yes", "live", "yes"), "missed": ("missed", "not-started", "yes", "yes"),
    "ended": ("ended", "ended", "ended", "ended"), "cancelled": ("cancelled", "cancelled", "cancelled", "cancelled"),
}


@pytest.mark.parametrize("state", ALL)
@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_start_lead_cancel_and_change(who: str, state: str) -> None:
    asked = (rules.may_start, rules.may_lead, rules.may_cancel, rules.may_change)
    answers = tuple(code(rule(PEOPLE[who], ALL[state], NOW)) for rule in asked)
    if who in {"facilitator", "secretary"}:
        assert answers == LEADS[state]
    else:
        assert set(answers) == {NOT_TEAM.get(who, "not-facilitator")}


@pytest.mark.parametrize("state", ALL)
@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_answer_the_invitation(who: str, state: str) -> None:
    belongs = {"member", "silenced", "observer", "facilitator", "secretary"}
    expected = {"ended": "ended", "cancelled": "cancelled", "missed": "late"}.get(state, "yes")
    no = {"visitor": "visitor", "stranger": "not-member", "unconfirmed": "unconfirmed", "suspended": "suspended"}
    assert code(rules.may_answer(PEOPLE[who], ALL[state], NOW)) == (expected if who in belongs else no[who])


@pytest.mark.parametrize(("who", "state", "own", "edit", "delete"), [
    ("member", "live", True, "yes", "yes"),
    ("member", "live", False, "not-author", "not-facilitator"),
    ("member", "ended", True, "ended", "ended"),
    ("silenced", "live", True, "silenced", "yes"),
    ("suspended", "live", True, "suspended", "suspended"),
    ("facilitator", "live", False, "not-author", "yes"),
    ("facilitator", "ended", False, "ended", "yes"),
    ("visitor", "live", False, "visitor", "visitor"),
])
def test_who_may_change_a_message_or_take_it_out(who: str, state: str, own: bool, edit: str, delete: str) -> None:
    person = PEOPLE[who]
    words = Words(person.person_id if own and person.person_id else 99)
    assert code(rules.may_change_message(person, ALL[state], words, NOW)) == edit
    assert code(rules.may_delete_message(person, ALL[state], words, NOW)) == delete


def test_a_deleted_message_is_not_changed() -> None:
    assert code(rules.may_change_message(MEMBER, LIVE, Words(5, NOW), NOW)) == "deleted"


def test_nothing_of_a_reserved_group_is_known_to_others() -> None:
    other = replace(PEOPLE["stranger"], visibility="reserved")
    for rule in (rules.may_say, rules.may_start, rules.may_change, rules.may_answer):
        verdict = rule(other, LIVE, NOW)
        assert isinstance(verdict, No) and verdict.hidden


@pytest.mark.parametrize(("wall", "zone", "expected"), [
    ("2019-05-02T10:00", "Africa/Casablanca", "2019-05-02T09:00"),
    ("2019-05-20T10:00", "Africa/Casablanca", "2019-05-20T10:00"),  # Ramadan: back to UTC
    ("2026-09-19T10:00", "Africa/Casablanca", "2026-09-19T09:00"),
    ("2026-12-05T10:00", "Africa/Casablanca", "2026-12-05T10:00"),  # UTC+0 for good
    ("2027-02-20T10:00", "Africa/Casablanca", "2027-02-20T10:00"),  # no Ramadan change any more
    ("2027-07-01T10:00", "Europe/Paris", "2027-07-01T08:00"),
    ("2026-03-22T02:30", "Africa/Casablanca", "absent-time"),
    ("2026-02-15T02:30", "Africa/Casablanca", "double-time"),
    ("2026-09-20T01:30", "Africa/Casablanca", "double-time"),
    ("2027-03-28T02:30", "Europe/Paris", "absent-time"),
    ("2026-12-05T10:00", "Mars/Olympus", "zone"),
])
def test_wall_times_become_instants_or_are_refused(wall: str, zone: str, expected: str) -> None:
    found = rules.instant_of(datetime.fromisoformat(wall), zone)
    if isinstance(found, No):
        assert found.code == expected
    else:
        assert found.astimezone(UTC).isoformat(timespec="minutes") == f"{expected}+00:00"


@pytest.mark.parametrize(("address", "fine"), [
    ("https://meet.example.org/room", True), ("http://meet.example.org/room", False),
    ("javascript:alert(1)", False), ("https://", False), ("https://me:pw@meet.example.org/", False),
    ("https://meet.example.org/a b", False), ("//meet.example.org", False), ("https://مثال.example/", False),
])
def test_video_links(address: str, fine: bool) -> None:
    assert (rules.video_fault(address) is None) is fine


def test_an_agenda_is_read_line_by_line() -> None:
    typed = "Mots d'ouverture (10)\n\n- كلمة الافتتاح (5 دقائق)\nDivers\nAnnée (2019)\n(7)"
    assert rules.parse_agenda(typed) == [
        ("Mots d'ouverture", 10), ("كلمة الافتتاح", 5), ("Divers", None), ("Année (2019)", None)]


@pytest.mark.parametrize(("name", "fine"), [
    ("a" * 8, True), ("A-b_9" * 4, True), ("a" * 7, False), ("a" * 65, False), ("abc defgh", False), ("ééééééééé", False),
])
def test_client_ids(name: str, fine: bool) -> None:
    assert rules.is_client_id(name) is fine
