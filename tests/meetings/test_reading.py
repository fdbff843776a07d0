"""How far a person has read in a room goes with them from one device to the next, with scripts and without."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from goforum.core.db import db
from goforum.meetings import commands, queries
from goforum.meetings.commands import Noted
from goforum.meetings.models import RoomReading
from tests.conftest import Client
from tests.meetings.conftest import Place

SignIn = Callable[[int], Client]
SUM = "Since you left"


def far(person: int, meeting_id: int) -> int | None:
    """The number kept for this person."""
    return queries.find_reading(queries.get_room(meeting_id).id, person)


def look(browser: Any, path: str, **more: Any) -> str:
    """What a page says; what waits for the answer's end is done."""
    with browser.get(path, **more) as answer:
        assert answer.status_code == 200
        return str(answer.text)


def talk(place: Place, meeting_id: int, first: int, count: int) -> None:
    """So many messages of somebody else."""
    for n in range(first, first + count):
        commands.say(place.other_member, meeting_id, text=f"n° {n}", client_id=f"words-{n:04}")


@pytest.mark.parametrize("light", ["", "?light=1"])
def test_another_device_is_told_what_came_since(place: Place, as_person: SignIn, light: str) -> None:
    meeting_id = place.plan(live=True)
    talk(place, meeting_id, 0, 3)
    here = f"/meetings/{meeting_id}/room{light}"
    assert SUM not in look(as_person(place.member), here) and far(place.member, meeting_id) == 4
    talk(place, meeting_id, 3, 20)
    commands.capture(place.facilitator, meeting_id, Noted(kind="decision", text="Une page unique"), client_id="noted-0001")
    other_phone = as_person(place.member)
    told = look(other_phone, here)
    part = told[told.index('id="since"'):told.index('id="log"')]
    assert "20 messages." in part and "Une page unique" in part and "Now, point 1" in part
    assert far(place.member, meeting_id) == 25
    assert SUM not in look(other_phone, here)


def test_a_person_is_not_told_of_what_another_missed(place: Place, as_person: SignIn) -> None:
    meeting_id = place.plan(live=True)
    look(as_person(place.member), f"/meetings/{meeting_id}/room")
    talk(place, meeting_id, 0, 20)
    assert SUM not in look(as_person(place.facilitator), f"/meetings/{meeting_id}/room")
    assert far(place.member, meeting_id) == 1 and far(place.facilitator, meeting_id) == 21


def test_a_few_lines_are_not_summed_up(place: Place, as_person: SignIn) -> None:
    meeting_id = place.plan(live=True)
    reader = as_person(place.member)
    look(reader, f"/meetings/{meeting_id}/room")
    talk(place, meeting_id, 0, 14)
    assert SUM not in look(reader, f"/meetings/{meeting_id}/room")


@pytest.mark.parametrize(("query", "headers"), [
    ("", {"Sec-Fetch-Dest": "empty"}), ("", {"Sec-Purpose": "prefetch"}), ("?before=3", {}), ("?q=mots", {}),
])
def test_a_page_that_nobody_looks_at_moves_nothing(place: Place, as_person: SignIn, query: str,
                                                   headers: dict[str, str]) -> None:
    meeting_id = place.plan(live=True)
    talk(place, meeting_id, 0, 5)
    look(as_person(place.member), f"/meetings/{meeting_id}/room{query}", headers=headers)
    assert far(place.member, meeting_id) is None


def test_the_browser_says_how_far_and_is_believed_within_the_log(place: Place, as_person: SignIn) -> None:
    meeting_id = place.plan(live=True)
    talk(place, meeting_id, 0, 5)
    reader, door = as_person(place.member), f"/meetings/{meeting_id}/seen"
    for number, kept in [("4", 4), ("2", 4), ("7", 4), ("99999999999", 4), ("-1", 4), ("x", 4), ("", 4), ("6", 6)]:
        with reader.post(door, data={"number": number}) as answer:
            assert answer.status_code == 204
        assert far(place.member, meeting_id) == kept


def test_whoever_may_not_follow_keeps_no_place(places: Callable[[str], Place], as_person: SignIn) -> None:
    place = places("reserved")
    meeting_id = place.plan(live=True)
    with as_person(place.stranger).post(f"/meetings/{meeting_id}/seen", data={"number": "1"}) as answer:
        assert answer.status_code == 404
    assert far(place.stranger, meeting_id) is None


def test_a_visitor_keeps_no_row(place: Place, app: Flask) -> None:
    meeting_id = place.plan(live=True)
    look(app.test_client(), f"/meetings/{meeting_id}/room")
    assert db.session.scalar(select(func.count()).select_from(RoomReading)) == 0


def test_nobody_has_read_beyond_the_end(place: Place) -> None:
    meeting_id = place.plan(live=True)
    room_id = queries.get_room(meeting_id).id
    commands.save_readings({(place.member, room_id): 500, (place.facilitator, room_id): 1})
    assert far(place.member, meeting_id) == far(place.facilitator, meeting_id) == 1
