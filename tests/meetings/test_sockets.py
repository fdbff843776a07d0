"""The live room over sockets: who hears what, when, and when they stop hearing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.globals import _cv_app

from goforum.accounts.commands import sign_out
from goforum.core.sockets import connections, people_in, socketio, sweep
from goforum.groups.commands import remove_member
from goforum.meetings import commands, queries
from goforum.meetings.sockets import presence
from tests.conftest import Client
from tests.meetings.conftest import Place
from tests.meetings.test_room import fill_room

SignIn = Callable[[int], Client]


class Line:
    """A browser's socket: what it sends is answered, what it hears is kept."""

    def __init__(self, app: Flask, browser: Client, meeting_id: int) -> None:
        self.meeting_id = meeting_id
        with apart():
            self.socket = socketio.test_client(app, flask_test_client=browser)

    def ask(self, event: str, **data: Any) -> dict[str, Any]:
        with apart():
            answer = self.socket.emit(event, {"meeting_id": self.meeting_id, **data}, callback=True)
        assert isinstance(answer, dict)
        return answer

    def join(self, after: int = 0) -> dict[str, Any]:
        return self.ask("room_join", after=after)

    def say(self, text: str, client_id: str = "line-0001") -> dict[str, Any]:
        return self.ask("room_say", text=text, client_id=client_id)

    def heard(self, name: str = "room_event") -> list[dict[str, Any]]:
        if not self.socket.is_connected():
            return []
        return [one["args"][0] for one in self.socket.get_received() if one["name"] == name]


@contextmanager
def apart() -> Iterator[None]:
    """Outside the test's own application context, so that ``g`` is the event's and not the test's."""
    token = _cv_app.set(None)  # type: ignore[arg-type]
    try:
        yield
    finally:
        _cv_app.reset(token)


@pytest.fixture
def line(app: Flask, as_person: SignIn, client: Client) -> Iterator[Callable[[int | None, int], Line]]:
    """Open a socket as a person (None is a visitor) towards a meeting."""
    made: list[Line] = []

    def open_line(person_id: int | None, meeting_id: int) -> Line:
        made.append(Line(app, client if person_id is None else as_person(person_id), meeting_id))
        return made[-1]

    yield open_line
    with apart():
        for one in made:
            if one.socket.is_connected():
                one.socket.disconnect()
    connections.clear()
    presence._changed.clear()
    presence._told.clear()


OpenLine = Callable[[int | None, int], Line]


def test_everybody_in_the_room_hears_a_message_once_and_after_the_commit(place: Place, line: OpenLine) -> None:
    meeting_id = place.plan(live=True)
    ears = [line(who, meeting_id) for who in (place.member, place.other_member, place.observer, None)]
    for ear in ears:
        assert ear.join()["last_seq"] == 1
    mouth = ears[0]
    answer = mouth.say("Bonjour **à tous**")
    assert answer == {"ok": True, "seq": 2, "id": answer["id"], "new": True}
    assert mouth.say("Bonjour **à tous**") == {**answer, "new": False}
    for ear in ears:
        (event,) = ear.heard()
        assert (event["seq"], event["kind"], event["meeting_id"]) == (2, "message", meeting_id)
        assert "<strong>à tous</strong>" in event["message"]["html"]
        assert event["message"]["client_id"] == "line-0001" and event["who"]["id"] == place.member


def test_edits_deletions_and_agenda_moves_are_lines_too(place: Place, line: OpenLine) -> None:
    meeting_id = place.plan(live=True)
    mouth, team, ear = (line(who, meeting_id) for who in (place.member, place.facilitator, place.other_member))
    for one in (mouth, team, ear):
        one.join()
    said = mouth.say("Frist")
    assert mouth.ask("room_edit", id=said["id"], text="First")["seq"] == 3
    assert ear.ask("room_edit", id=said["id"], text="Autre")["error"] == "not-author"
    assert ear.ask("room_delete", id=said["id"])["error"] == "not-facilitator"
    assert team.ask("room_delete", id=said["id"])["seq"] == 4
    second = queries.list_agenda(queries.get_meeting(meeting_id))[1].id
    assert mouth.ask("room_agenda", item_id=second)["error"] == "not-facilitator"
    assert team.ask("room_agenda", item_id=second)["seq"] == 5
    commands.end_meeting(place.facilitator, meeting_id)
    kinds = [(event["seq"], event["kind"]) for event in ear.heard()]
    assert kinds == [(2, "message"), (3, "edit"), (4, "delete"), (5, "agenda"), (6, "ended")]
    assert mouth.say("Encore", "line-0002")["error"] == "ended"


def test_what_was_missed_comes_with_the_join_or_by_asking(place: Place, line: OpenLine) -> None:
    meeting_id = place.plan(live=True)
    said = [commands.say(place.other_member, meeting_id, text=f"n° {n}", client_id=f"before-{n:04}").message_id
            for n in range(5)]
    commands.edit_message(place.other_member, said[1], text="corrigé")
    commands.delete_message(place.other_member, said[2])
    ear = line(place.member, meeting_id)
    answer = ear.join(after=2)
    assert [event["seq"] for event in answer["events"]] == [3, 4, 5, 6, 7, 8]
    assert answer["state"] == "live" and answer["last_seq"] == 8 and not answer["reset"]
    by_seq = {event["seq"]: event for event in answer["events"]}
    assert "corrigé" in by_seq[3]["message"]["html"]
    assert by_seq[4]["message"]["html"] == "" and by_seq[8]["message"]["deleted"] == "author"
    assert [event["seq"] for event in ear.ask("room_since", after=6)["events"]] == [7, 8]
    assert ear.ask("room_since", after=99)["reset"] is True


def test_five_hundred_missed_lines_come_whole_by_either_way_and_one_more_is_a_reset(
        place: Place, line: OpenLine, as_person: SignIn) -> None:
    meeting_id = place.plan()
    fill_room(queries.get_room(meeting_id).id, place.other_member, 470)
    commands.start_meeting(place.facilitator, meeting_id)
    said = commands.say(place.member, meeting_id, text="Premier", client_id="missed-0000").message_id
    commands.react(place.other_member, said, "agree")
    for number in range(474, 500):
        commands.edit_message(place.member, said, text=f"corrigé {number}")
    commands.delete_message(place.member, said)
    assert queries.last_number(meeting_id) == 500
    ear, browser = line(place.other_member, meeting_id), as_person(place.other_member)

    def all_of(answer: dict[str, Any], ask: Callable[[int], dict[str, Any]]) -> list[dict[str, Any]]:
        found = [*answer["events"]]
        while answer["more"]:
            answer = ask(found[-1]["seq"])
            assert not answer["reset"]
            found += answer["events"]
        return found

    def request(after: int) -> dict[str, Any]:
        told: dict[str, Any] = browser.get(f"/meetings/{meeting_id}/events?after={after}").get_json()
        return told

    heard = all_of(ear.join(after=0), lambda after: ear.ask("room_since", after=after))
    assert [one["seq"] for one in heard] == list(range(1, 501))
    assert heard == all_of(request(0), request)
    # Each line says what stands now: the message that was taken out says nothing, in whichever line.
    assert all(one["message"]["deleted"] == "author" for one in heard[471:])
    commands.say(place.member, meeting_id, text="Encore", client_id="missed-0001")
    for answer in (ear.ask("room_since", after=0), request(0)):
        assert answer["reset"] is True and answer["last_seq"] == 501


def test_who_may_not_speak_is_told_why_and_still_hears(place: Place, line: OpenLine) -> None:
    meeting_id = place.plan(live=True)
    for person, error in ((None, "visitor"), (place.stranger, "not-member"), (place.observer, "observer")):
        one = line(person, meeting_id)
        assert one.join()["ok"]
        answer = one.say("Non")
        assert (answer["ok"], answer["error"]) == (False, error) and answer["message"]


@pytest.mark.parametrize(("visibility", "error"), [("reserved", "not-found"), ("members", "members-only")])
def test_a_closed_room_is_nobody_elses(places: Callable[[str], Place], line: OpenLine, visibility: str,
                                       error: str) -> None:
    place = places(visibility)
    meeting_id = place.plan(live=True)
    said = commands.say(place.member, meeting_id, text="Canari", client_id="canary-001")
    inside = line(place.observer, meeting_id)
    inside.join()
    for person in (place.stranger, None):
        outside = line(person, meeting_id)
        for event, data in (("room_join", {"after": 0}), ("room_since", {"after": 0}),
                            ("room_say", {"text": "a", "client_id": "outside-01"}),
                            ("room_edit", {"id": said.message_id, "text": "a"}),
                            ("room_delete", {"id": said.message_id}), ("room_agenda", {"item_id": 1})):
            if person is None and event in {"room_say", "room_edit", "room_delete", "room_agenda"}:
                assert outside.ask(event, **data)["error"] in {error, "visitor"}
            else:
                assert outside.ask(event, **data)["error"] == error, event
        commands.say(place.member, meeting_id, text="Canari", client_id=f"canary-{person}-2")
        assert outside.heard() == []
    assert len(inside.heard()) == 2


@pytest.mark.parametrize("data", [
    {}, {"after": "1"}, {"after": True}, {"after": -1}, {"after": 2**40}, {"meeting_id": None, "after": 0},
    {"meeting_id": "1", "after": 0}, {"meeting_id": [1], "after": 0}, {"meeting_id": {"a": 1}, "after": 0},
])
def test_an_odd_payload_is_answered_and_the_line_lives(place: Place, line: OpenLine, data: dict[str, Any]) -> None:
    one = line(place.member, place.plan(live=True))
    assert one.ask("room_join", **data)["error"] == "invalid"
    for text, name in (("", "line-0001"), ("a" * 4001, "line-0001"), ("a", ""), ("a", "x" * 65), (7, "line-0001")):
        assert one.ask("room_say", text=text, client_id=name)["error"] == "invalid"
    assert one.join()["ok"]


def test_leaving_the_room_ends_hearing(place: Place, line: OpenLine) -> None:
    meeting_id = place.plan(live=True)
    ear = line(place.member, meeting_id)
    ear.join()
    assert people_in(presence.room_name(meeting_id)) == {place.member}
    assert ear.ask("room_leave")["ok"]
    assert people_in(presence.room_name(meeting_id)) == set()
    commands.say(place.other_member, meeting_id, text="Bonjour", client_id="after-0001")
    assert ear.heard() == []


def test_whoever_leaves_a_closed_group_hears_nothing_from_that_moment(
        places: Callable[[str], Place], line: OpenLine) -> None:
    place = places("reserved")
    meeting_id = place.plan(live=True)
    gone, stays = line(place.member, meeting_id), line(place.other_member, meeting_id)
    gone.join(), stays.join()
    remove_member(place.facilitator, place.group_id, place.member)
    assert not gone.socket.is_connected() and stays.socket.is_connected()
    commands.say(place.other_member, meeting_id, text="Entre nous", client_id="among-0001")
    assert gone.heard() == [] and len(stays.heard()) == 1


def test_a_public_room_keeps_those_who_left_as_readers(place: Place, line: OpenLine) -> None:
    meeting_id = place.plan(live=True)
    one = line(place.member, meeting_id)
    one.join()
    remove_member(place.facilitator, place.group_id, place.member)
    assert one.socket.is_connected()
    assert one.say("Encore")["error"] == "not-member"


def test_the_sweep_finds_lost_standing_wherever_it_was_lost(
        places: Callable[[str], Place], line: OpenLine, count_statements: Callable[[], Any]) -> None:
    place = places("members")
    meeting_id = place.plan(live=True)
    one, other = line(place.member, meeting_id), line(place.other_member, meeting_id)
    one.join(), other.join()
    # As another process would: no listener of this one hears of it.
    from goforum.core import events

    heard, events.heard_after = events.heard_after, type(events.heard_after)(list)
    try:
        remove_member(place.facilitator, place.group_id, place.member)
    finally:
        events.heard_after = heard
    with count_statements() as seen:
        sweep()
    assert len(seen) <= 6
    assert not one.socket.is_connected() and other.socket.is_connected()


def test_signing_out_ends_speaking_and_hearing(place: Place, line: OpenLine) -> None:
    meeting_id = place.plan(live=True)
    one = line(place.member, meeting_id)
    one.join()
    sign_out(place.member, None)
    sweep()
    assert not one.socket.is_connected()


def test_presence_is_told_seldom_and_never_written(place: Place, line: OpenLine) -> None:
    meeting_id = place.plan(live=True)
    first, second = line(place.member, meeting_id), line(None, meeting_id)
    assert first.join()["presence"]["count"] == 1
    second.join()
    seconds = [100.0]
    assert presence.tell(lambda: seconds[0]) == 1
    (told,) = first.heard("room_presence")
    assert (told["count"], told["visitors"]) == (1, 1)
    assert [one["id"] for one in told["people"]] == [place.member]
    second.ask("room_leave")
    seconds[0] += 1.0
    assert presence.tell(lambda: seconds[0]) == 0  # too soon
    seconds[0] += 1.1
    assert presence.tell(lambda: seconds[0]) == 1
    assert first.heard("room_presence")[0]["visitors"] == 0
    seconds[0] += 30.0
    assert presence.tell(lambda: seconds[0]) == 1  # again, so that others know that this process lives
    with apart():
        first.socket.disconnect()
    seconds[0] += 3.0
    assert presence.tell(lambda: seconds[0]) == 1
    assert presence._told == {}
    assert commands.say(place.member, meeting_id, text="Bonjour", client_id="seq-00001").seq == 2


def test_a_changed_agenda_is_told(place: Place, line: OpenLine) -> None:
    meeting_id = place.plan(live=True)
    ear = line(None, meeting_id)
    ear.join()
    commands.add_agenda_item(place.facilitator, meeting_id, commands.Point(titles={"fr": "Divers"}))
    assert ear.heard("room_changed") == [{"meeting_id": meeting_id, "version": 2}]


def test_the_floor_reactions_and_the_pin_are_heard_with_what_stands_now(place: Place, line: OpenLine) -> None:
    meeting_id = place.plan(live=True)
    mouth, team, ear = (line(who, meeting_id) for who in (place.member, place.facilitator, None))
    for one in (mouth, team, ear):
        one.join()
    said = mouth.say("Bonjour")
    assert mouth.ask("room_react", id=said["id"], kind="agree", on=True)["error"] == "own"
    assert team.ask("room_react", id=said["id"], kind="agree", on=True)["seq"] == 3
    assert team.ask("room_pin", id=said["id"], on=True)["seq"] == 4
    assert mouth.ask("room_ask", kind="point", client_id="ask-00001")["seq"] == 5
    assert mouth.ask("room_floor", act="next")["error"] == "not-facilitator"
    assert mouth.ask("room_floor", act="dance", id=1)["error"] == "invalid"
    assert team.ask("room_floor", act="next")["seq"] == 6
    assert team.ask("room_lock", on=True)["seq"] == 7
    assert mouth.say("Encore", "line-0002")["error"] == "locked"
    told = {event["seq"]: event for event in ear.heard()}
    assert told[3]["message"]["reactions"] == {"agree": 1} and told[4]["head"]["pin"]["words"] == "Bonjour"
    assert told[5]["queue"]["waiting"][0]["who"]["id"] == place.member
    assert told[6]["queue"]["speaking"]["who"]["id"] == place.member and told[7]["head"]["locked"] is True


def test_who_writes_is_told_as_a_sum_and_only_from_inside(place: Place, line: OpenLine) -> None:
    meeting_id = place.plan(live=True)
    one, outside, ear = (line(who, meeting_id) for who in (place.member, place.other_member, None))
    one.join(), ear.join()
    assert one.ask("room_typing")["ok"] and outside.ask("room_typing")["ok"] and ear.ask("room_typing")["ok"]
    presence.tell_typing()
    (told,) = ear.heard("room_typing")
    assert [who["id"] for who in told["people"]] == [place.member]
    presence.tell_typing()
    assert ear.heard("room_typing") == [] and queries.get_room(meeting_id).last_seq == 1


def test_attendance_is_kept_once_a_minute(place: Place, line: OpenLine) -> None:
    meeting_id = place.plan(live=True)
    one = line(place.member, meeting_id)
    one.join()
    seconds = [100.0]
    assert presence.count(lambda: seconds[0]) == 1
    seconds[0] += 59
    assert presence.count(lambda: seconds[0]) == 0
    seconds[0] += 2
    assert presence.count(lambda: seconds[0]) == 1
    assert [who.person_id for who in queries.list_attendance(meeting_id)] == [place.member]


def test_whoever_is_taken_out_of_a_room_hears_nothing_more(place: Place, line: Callable[[int | None, int], Line]) -> None:
    meeting_id = place.plan(live=True)
    out, other = line(place.member, meeting_id), line(place.other_member, meeting_id)
    assert out.join()["ok"] and other.join()["ok"]
    commands.remove_person(place.facilitator, meeting_id, place.member, reason="Exemple")
    assert not out.socket.is_connected()
    assert other.socket.is_connected()
    back = line(place.member, meeting_id).join()
    assert (back["ok"], back["error"]) == (False, "removed")
