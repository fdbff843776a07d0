"""The floor: its order as a pure rule, its commands, what it survives, and its doors."""

import os
import random
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Conflict, Invalid, Refused
from goforum.groups import commands as groups
from goforum.meetings import commands, queries, rules
from goforum.meetings.models import SpeakerTurn
from goforum.meetings.rules import Asked, Floor, Heard
from tests.conftest import Client
from tests.factories import make_member, make_organisation
from tests.meetings.conftest import Place
from tests.meetings.roomstate import catch_up, comparable, fresh

SignIn = Callable[[int], Client]
RUNS = 1000 if os.environ.get("GOFORUM_TEST_LONG") else 25
KEYS = count()
P, C = "public_bodies", "civil_society"


def asked(*words: str) -> list[Asked]:
    """Requests in the order of asking, each as "speaker kind college organisation"."""
    found = []
    for place, word in enumerate(words, 1):
        speaker, kind, college, organisation = (*word.split(), "", "", "")[:4]
        found.append(Asked(place, speaker, kind or "point", place, {"p": P, "c": C}.get(college),
                           int(organisation) if organisation else None))
    return found


@pytest.mark.parametrize(("waiting", "heard", "floor", "order"), [
    (["a", "b", "c"], [], Floor(), "abc"),
    (["a", "b order", "c technical", "d"], [], Floor(), "bcad"),
    (["a point c", "b point c", "d point p"], [], Floor(alternate_colleges=True), "adb"),
    (["a point c", "b point p"], [Heard("x", C)], Floor(alternate_colleges=True), "ba"),
    (["a point c", "b point c"], [Heard("x", C)], Floor(alternate_colleges=True), "ab"),
    (["a", "b"], [Heard("a")], Floor(first_time_first=True), "ba"),
    (["a", "b", "d"], [Heard("a"), Heard("b")], Floor(first_time_first=True), "dab"),
    (["a point c 1", "b point c 1", "d point p 2"], [], Floor(organisation_quota=1), "adb"),
    (["a point c 1", "b point p 2"], [Heard("x", C, 1)], Floor(organisation_quota=1), "ba"),
    (["a point c 1", "b point p 2"], [Heard("x", C, 1)], Floor(organisation_quota=2), "ab"),
    # The quota weighs more than a first time, a first time more than the college.
    (["a point c 1", "b point c 2", "d point p 1"], [Heard("x", C, 1), Heard("b", P, 3)],
     Floor(alternate_colleges=True, first_time_first=True, organisation_quota=1), "bda"),
    # Nobody is forgotten when nothing but old speakers wait.
    (["a point c 1"], [Heard("a", C, 1)], Floor(True, True, 1), "a"),
])
def test_the_order_of_the_floor(waiting: list[str], heard: list[Heard], floor: Floor, order: str) -> None:
    assert "".join(one.speaker for one in rules.in_order(asked(*waiting), heard, floor)) == order


def test_the_order_loses_and_doubles_nobody_and_asks_only_the_facts() -> None:
    rng = random.Random(6)
    for _ in range(200):
        waiting = [Asked(n, f"s{rng.randrange(5)}", rng.choice(rules.KINDS), rng.randrange(9), rng.choice([P, C, None]),
                         rng.choice([1, 2, None])) for n in range(rng.randrange(8))]
        heard = [Heard(f"s{rng.randrange(5)}", rng.choice([P, C, None]), rng.choice([1, 2, None]))
                 for _ in range(rng.randrange(4))]
        floor = Floor(rng.random() < 0.5, rng.random() < 0.5, rng.randrange(3))
        order = rules.in_order(waiting, heard, floor)
        assert sorted(one.id for one in order) == sorted(one.id for one in waiting)
        shuffled = rng.sample(waiting, len(waiting))
        assert rules.in_order(shuffled, heard, floor) == order
        first = [one.kind in rules.FIRST for one in order]
        assert first == sorted(first, reverse=True)


def test_time_is_added_up_by_college() -> None:
    assert rules.seconds_by_college([(C, 60.4), (P, 30), (C, 10), (None, 5), (P, -3)]) == {"": 5, C: 70, P: 30}


def ask(who: int, meeting_id: int, kind: str = "point", **more: Any) -> int:
    return commands.ask_floor(who, meeting_id, kind=kind, client_id=f"floor-{next(KEYS):06}", **more)


def queue(meeting_id: int) -> queries.Queue:
    return queries.get_queue(queries.get_room(meeting_id))


def names(meeting_id: int) -> list[int | None]:
    return [one.person_id for one in queue(meeting_id).waiting]


def test_a_request_is_one_however_often_it_is_sent(place: Place) -> None:
    meeting_id = place.plan(live=True)
    seq = commands.ask_floor(place.member, meeting_id, kind="point", client_id="once-only-1")
    assert commands.ask_floor(place.member, meeting_id, kind="point", client_id="once-only-1") == seq
    assert ask(place.member, meeting_id, "order") == seq  # one open request is all one has
    assert names(meeting_id) == [place.member]
    # The same name sent again after one has spoken asks for nothing new.
    commands.call_speaker(place.facilitator, meeting_id)
    commands.call_speaker(place.facilitator, meeting_id, turn_id=queue(meeting_id).speaking.id)  # type: ignore[union-attr]
    commands.end_turn(place.member, queue(meeting_id).speaking.id)  # type: ignore[union-attr]
    commands.ask_floor(place.member, meeting_id, kind="point", client_id="once-only-1")
    assert queue(meeting_id).speaking is None and names(meeting_id) == []
    ask(place.member, meeting_id)
    assert queue(meeting_id).waiting[0].first is False


def test_the_chair_calls_passes_over_and_moves(place: Place) -> None:
    meeting_id = place.plan(live=True)
    third = make_member(place.group_id)
    for who in (place.member, place.other_member, third):
        ask(who, meeting_id)
    first, second, last = queue(meeting_id).waiting
    with pytest.raises(Refused):
        commands.call_speaker(place.member, meeting_id)
    commands.shift_speaker(place.facilitator, last.id, up=True)
    assert names(meeting_id) == [place.member, third, place.other_member]
    commands.call_speaker(place.facilitator, meeting_id)
    commands.skip_speaker(place.facilitator, first.id)  # not there: behind the others, not forgotten
    assert names(meeting_id) == [third, place.other_member, place.member] and queue(meeting_id).speaking is None
    commands.call_speaker(place.facilitator, meeting_id, turn_id=second.id)
    assert queue(meeting_id).speaking.person_id == place.other_member  # type: ignore[union-attr]
    commands.call_speaker(place.facilitator, meeting_id)
    assert queue(meeting_id).speaking.person_id == third  # type: ignore[union-attr]
    commands.withdraw_request(place.member, first.id)
    with pytest.raises(Conflict):
        commands.call_speaker(place.facilitator, meeting_id)
    with pytest.raises(Conflict):
        commands.call_speaker(place.facilitator, meeting_id, turn_id=first.id)


def test_the_rules_of_the_floor_are_kept_and_said(place: Place) -> None:
    meeting_id = place.plan(live=True)
    ask(place.member, meeting_id)
    commands.call_speaker(place.facilitator, meeting_id)
    commands.end_turn(place.facilitator, queue(meeting_id).speaking.id)  # type: ignore[union-attr]
    ask(place.member, meeting_id)
    ask(place.other_member, meeting_id)
    commands.set_floor(place.facilitator, meeting_id, floor=Floor(first_time_first=True), turn_seconds=60)
    assert names(meeting_id) == [place.other_member, place.member]
    with pytest.raises(Conflict):  # the rule would put them back at once: the chair is told
        commands.shift_speaker(place.facilitator, queue(meeting_id).waiting[1].id, up=True)
    with pytest.raises(Invalid):
        commands.set_floor(place.facilitator, meeting_id, floor=Floor(organisation_quota=99))
    assert queries.get_room(meeting_id).turn_seconds == 60


def test_a_statement_is_read_out_and_the_telephone_has_a_voice(place: Place) -> None:
    meeting_id = place.plan(live=True)
    with pytest.raises(Invalid):
        ask(place.member, meeting_id, "statement")
    ask(place.member, meeting_id, "statement", statement="Nous soutenons ce point.")
    with pytest.raises(Refused):
        ask(place.member, meeting_id, by_phone="Exemple Tiznit")
    ask(place.facilitator, meeting_id, by_phone="Exemple Tiznit")
    ask(place.facilitator, meeting_id, by_phone="Exemple Figuig")
    assert [one.name for one in queue(meeting_id).waiting[1:]] == ["Exemple Tiznit", "Exemple Figuig"]
    commands.call_speaker(place.facilitator, meeting_id)
    assert queue(meeting_id).speaking.statement == "Nous soutenons ce point."  # type: ignore[union-attr]


def test_the_time_of_each_college_is_kept_for_the_minutes(place: Place) -> None:
    meeting_id = place.plan(live=True)
    start = clock.now()
    with clock.frozen(start):
        ask(place.member, meeting_id)
        commands.call_speaker(place.facilitator, meeting_id)
    with clock.frozen(start + timedelta(seconds=90)):
        commands.end_meeting(place.facilitator, meeting_id)
    assert queries.speaking_seconds(meeting_id) == {"": 90}
    with pytest.raises(Refused):
        ask(place.member, meeting_id)


def seated(place: Place, college: str) -> int:
    """A member who speaks for an organisation in this college."""
    person = make_member(place.group_id)
    groups.give_mandate(place.facilitator, place.group_id, person_id=person, organisation_id=make_organisation(), capacity="titular",
                        college=college, starts_on=clock.today("Africa/Casablanca"))
    return person


def test_who_spoke_last_is_told_by_the_log_and_not_by_clocks_that_differ(place: Place) -> None:
    meeting_id, start = place.plan(live=True), clock.now()
    commands.set_floor(place.facilitator, meeting_id, floor=Floor(alternate_colleges=True))
    people = [seated(place, college) for college in (P, C, C, P)]
    for who, skew in zip(people[:2], (300, -200), strict=True):  # two processes: the second speaker's clock is behind
        with clock.frozen(start + timedelta(seconds=skew)):
            ask(who, meeting_id)
            commands.call_speaker(place.facilitator, meeting_id)
            speaking = queue(meeting_id).speaking
            assert speaking is not None
            commands.end_turn(place.facilitator, speaking.id)
    for who in people[2:]:
        ask(who, meeting_id)
    assert [one.person_id for one in queue(meeting_id).waiting] == [people[3], people[2]]


class Person:
    """Somebody on a bad line: what they send may arrive twice, or after the line was cut and came back."""

    def __init__(self, rng: random.Random, person_id: int, meeting_id: int) -> None:
        self.rng, self.id, self.meeting_id, self.unanswered = rng, person_id, meeting_id, ""

    def ask(self) -> None:
        key = self.unanswered or f"chance-{next(KEYS):06}"
        commands.ask_floor(self.id, self.meeting_id, kind=self.rng.choice(rules.KINDS[:4]), client_id=key)
        self.unanswered = key if self.rng.random() < 0.3 else ""  # the answer was lost: the same is sent again

    def withdraw(self) -> None:
        mine = queue(self.meeting_id).mine(self.id)
        if mine is not None:
            commands.withdraw_request(self.id, mine.id)


def _chair(rng: random.Random, place: Place, meeting_id: int) -> None:
    found = queue(meeting_id)
    turns = [*found.waiting, *([found.speaking] if found.speaking else [])]
    deed = rng.choice(["next", "call", "skip", "done", "up", "down", "rules", "off"])
    if deed == "rules":
        commands.set_floor(place.facilitator, meeting_id, floor=Floor(False, rng.random() < 0.5, rng.randrange(3)))
    elif turns:
        turn = rng.choice(turns)
        acts: dict[str, Callable[[], object]] = {
            "next": lambda: commands.call_speaker(place.facilitator, meeting_id),
            "call": lambda: commands.call_speaker(place.facilitator, meeting_id, turn_id=turn.id),
            "skip": lambda: commands.skip_speaker(place.facilitator, turn.id),
            "done": lambda: commands.end_turn(place.facilitator, turn.id),
            "up": lambda: commands.shift_speaker(place.facilitator, turn.id, up=True),
            "down": lambda: commands.shift_speaker(place.facilitator, turn.id, up=False),
            "off": lambda: commands.withdraw_request(place.facilitator, turn.id),
        }
        acts[deed]()


def _act(rng: random.Random, place: Place, meeting_id: int, people: list[Person]) -> None:
    """One thing that somebody does about the floor."""
    if rng.random() < 0.55:
        rng.choice(people).ask()
    elif rng.random() < 0.2:
        rng.choice(people).withdraw()
    else:
        _chair(rng, place, meeting_id)


def check(meeting_id: int, before: queries.Queue) -> None:
    """What holds after every act, whoever's line was cut meanwhile."""
    after = queue(meeting_id)
    open_turns = [*after.waiting, *([after.speaking] if after.speaking else [])]
    assert len({one.person_id for one in open_turns}) == len(open_turns)  # one request each
    known = {one.id for one in before.waiting}
    gone = known - {one.id for one in open_turns}
    states = dict(db.session.execute(select(SpeakerTurn.id, SpeakerTurn.state).where(SpeakerTurn.id.in_(gone))).all())
    assert set(states.values()) <= {"done", "withdrawn"}  # nobody is lost: each left by an act that says so
    line = queries.find_line(meeting_id, queries.get_room(meeting_id).last_seq)
    assert line is not None
    stays = [one.id for one in after.waiting if one.id in known]
    if line[0].word in {"asked", "withdrawn", "done", "called"} and not after.floor.weighs:
        assert stays == [one.id for one in before.waiting if one.id in stays]  # the others keep their order


def test_any_interleaving_of_requests_cuts_and_chair_moves_keeps_the_rules(place: Place) -> None:
    """Each run is a meeting of its own with a chance of its own; 1,000 with GOFORUM_TEST_LONG.

    Each act happens at a process whose clock is up to five minutes wrong; three clients follow, two of them now and
    then, and end with the floor as the server has it.
    """
    members = [place.member, place.other_member, *(make_member(place.group_id) for _ in range(2))]
    for seed in range(RUNS):
        rng = random.Random(seed)
        meeting_id = place.plan(agenda=1, live=True)
        people = [Person(rng, one, meeting_id) for one in members]
        clients = [(fresh(meeting_id), often) for often in (1.0, 0.3, 0.0)]
        for _ in range(8):
            before = queue(meeting_id)
            try:
                with clock.frozen(clock.now() + timedelta(seconds=rng.randint(-300, 300))):
                    _act(rng, place, meeting_id, people)
            except Conflict:
                assert queue(meeting_id) == before
            else:
                check(meeting_id, before)
            for state, often in clients:
                if rng.random() < often:
                    catch_up(meeting_id, state)
        for state, _often in clients:
            catch_up(meeting_id, state)
            assert comparable(state) == comparable(fresh(meeting_id))
        assert all(seconds >= 0 for seconds in queries.speaking_seconds(meeting_id).values())
        log = [line.seq for line in queries.catch_up(queries.get_room(meeting_id), 0).lines]
        assert log == list(range(1, queries.get_room(meeting_id).last_seq + 1))


def test_the_floor_by_plain_forms(place: Place, as_person: SignIn) -> None:
    meeting_id, member, chair = place.plan(live=True), as_person(place.member), as_person(place.facilitator)
    answer = member.post(f"/meetings/{meeting_id}/floor", data={"kind": "statement", "client_id": "form-0001"})
    assert answer.status_code == 422 and "Write what is to be read out." in answer.text
    answer = member.post(f"/meetings/{meeting_id}/floor", data={"kind": "point", "client_id": "form-0001"})
    assert answer.status_code == 303 and answer.location.endswith("/room#floor")
    page = chair.get(f"/meetings/{meeting_id}/room").text
    turn = queue(meeting_id).waiting[0].id
    for act in ("call", "up", "down", "skip", "withdraw"):
        assert f'formaction="/turns/{turn}/{act}"' in page
    shown = member.get(f"/meetings/{meeting_id}/room").text
    assert f'formaction="/turns/{turn}/withdraw"' in shown and f'formaction="/turns/{turn}/call"' not in shown
    assert chair.post(f"/meetings/{meeting_id}/floor/next").status_code == 303
    assert chair.post(f"/meetings/{meeting_id}/floor/next").status_code == 409
    assert member.post(f"/turns/{turn}/done").status_code == 303
    told = member.post(f"/turns/{turn}/done", headers={"Accept": "application/json"})
    assert told.get_json()["ok"] is True
    refused = member.post(f"/turns/{turn}/skip", headers={"Accept": "application/json"})
    assert refused.status_code == 403 and refused.get_json()["error"] == "not-facilitator"
    rules_set = {"first_time_first": "y", "organisation_quota": "2", "turn_minutes": "3"}
    assert chair.post(f"/meetings/{meeting_id}/floor/rules", data=rules_set).status_code == 303
    assert "2 turns for each organisation" in member.get(f"/meetings/{meeting_id}/room").text
