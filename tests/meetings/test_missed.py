"""What many who missed the same lines share, and that nobody is given what is no longer so."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from flask import Flask

from goforum.accounts.commands import change_preferences
from goforum.meetings import commands, missed, queries
from goforum.meetings.commands import Point
from tests.conftest import Client
from tests.meetings.conftest import Place, make_place
from tests.racing import at_once

SignIn = Callable[[int], Client]
Counting = Callable[[], Any]


def ask(meeting_id: int, after: int = 0) -> dict[str, Any]:
    """What a client is answered."""
    found: dict[str, Any] = orjson.loads(orjson.dumps(missed.missed(queries.get_meeting(meeting_id), after)))
    return found


def afresh(meeting_id: int, after: int = 0) -> dict[str, Any]:
    """The same with nothing kept."""
    missed.forget()
    return ask(meeting_id, after)


def of_lines(seen: list[str]) -> int:
    """How many statements read lines of the log."""
    return sum("AS event_kind" in one for one in seen)


def talk(place: Place, lines: int = 6) -> int:
    meeting_id = place.plan(live=True)
    for number in range(lines):
        commands.say(place.member, meeting_id, text=f"n° {number}", client_id=f"missed-{number:04}")
    return meeting_id


def test_those_who_ask_at_the_same_moment_share_one_reading(
        place: Place, as_person: SignIn, count_statements: Counting) -> None:
    meeting_id = talk(place)
    one, other = as_person(place.member), as_person(place.other_member)
    first = one.get(f"/meetings/{meeting_id}/events?after=0").text
    with count_statements() as seen:
        second = other.get(f"/meetings/{meeting_id}/events?after=0").text
        part = orjson.loads(other.get(f"/meetings/{meeting_id}/events?after=4").data)
    assert of_lines(seen) == 0
    assert orjson.loads(second)["events"] == orjson.loads(first)["events"]
    assert part["events"] == orjson.loads(first)["events"][4:]
    assert [line["seq"] for line in part["events"]] == [5, 6, 7]


def test_whether_one_may_is_asked_of_each(place: Place, as_person: SignIn) -> None:
    meeting_id = talk(place)
    commands.remove_person(place.facilitator, meeting_id, place.other_member, reason="Insultes")
    assert as_person(place.member).get(f"/meetings/{meeting_id}/events?after=0").status_code == 200
    refused = as_person(place.other_member).get(f"/meetings/{meeting_id}/events?after=0")
    assert refused.status_code == 403
    assert "n° 1" not in refused.text


CHANGES: dict[str, Callable[[Place, int, int], object]] = {
    "an edit": lambda place, _meeting, said: commands.edit_message(place.member, said, text="Autre"),
    "a deletion": lambda place, _meeting, said: commands.delete_message(place.member, said),
    "a reaction": lambda place, _meeting, said: commands.react(place.other_member, said, "agree"),
    "another line": lambda place, meeting, _said: commands.say(
        place.member, meeting, text="Encore", client_id="missed-more"),
    "another title of a point": lambda place, meeting, _said: commands.change_agenda_item(
        place.facilitator, meeting, queries.list_agenda(queries.get_meeting(meeting))[0].id,
        Point(titles={"fr": "Autre titre"})),
    "a corrected decision": lambda place, meeting, _said: commands.correct_capture(
        place.facilitator, queries.list_captures(meeting)[0].id,
        commands.Noted(kind="decision", text="Corrigé"), version=1),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("after", [0, 99], ids=["lines", "the end"])
def test_nothing_that_was_changed_is_given_as_it_was(place: Place, change: str, after: int) -> None:
    meeting_id = talk(place, 2)
    commands.capture(place.facilitator, meeting_id, commands.Noted(kind="decision", text="Publier"),
                     client_id="missed-noted")
    said = next(line["message"]["id"] for line in ask(meeting_id)["events"] if line["kind"] == "message")
    before = ask(meeting_id, after)
    assert before["reset"] is (after == 99)
    CHANGES[change](place, meeting_id, said)
    told = ask(meeting_id, after)
    assert told["events"] != before["events"]
    assert told["events"] == afresh(meeting_id, after)["events"]


def test_words_that_were_deleted_are_in_no_kept_line(place: Place, as_person: SignIn) -> None:
    meeting_id = place.plan(live=True)
    said = commands.say(place.member, meeting_id, text="secret", client_id="missed-gone").message_id
    reader = as_person(place.other_member)
    assert "secret" in reader.get(f"/meetings/{meeting_id}/events?after=0").text
    commands.delete_message(place.facilitator, said)
    assert "secret" not in reader.get(f"/meetings/{meeting_id}/events?after=0").text


def test_a_name_is_the_new_one_once_the_second_is_over(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting_id = talk(place, 1)
    monkeypatch.setattr(missed, "KEPT_SECONDS", -1.0)
    ask(meeting_id)
    change_preferences(place.member, name="Autre Nom", language="fr", zone="Africa/Casablanca")
    assert [line["who"]["name"] for line in ask(meeting_id)["events"]][-1] == "Autre Nom"


def test_no_more_rooms_are_kept_than_a_few(place: Place) -> None:
    for _each in range(missed.KEPT_ROOMS + 3):
        ask(place.plan(live=True))
    assert len(missed._rooms) == missed.KEPT_ROOMS


def test_twenty_at_the_same_instant_read_the_log_once(
        app: Flask, committed: None, ctx: None, count_statements: Counting) -> None:
    meeting_id = talk(make_place(), 20)
    with count_statements() as seen:
        answers = at_once(app, [lambda: ask(meeting_id)] * 20)
    assert all([line["seq"] for line in answer["events"]] == list(range(1, 22)) for answer in answers)
    assert of_lines(seen) == 1
