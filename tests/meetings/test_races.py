"""Many people at once, with real commits: no message twice, no number missing, the same order for everybody.

Each thread is a person with a connection of its own. On SQLite the commands take turns by trying again; on
PostgreSQL they wait for the room's row.
"""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from goforum.core.db import db
from goforum.core.rules import Refusal
from goforum.meetings import commands, queries
from goforum.meetings.models import Message, RoomEvent
from tests.meetings.conftest import Place, make_place
from tests.racing import at_once

pytestmark = [pytest.mark.usefixtures("committed", "ctx"), pytest.mark.race]


def seqs(meeting_id: int) -> list[int]:
    db.session.rollback()
    room = queries.get_room(meeting_id)
    return [line.seq for line in queries.catch_up(room, 0).lines]


@pytest.fixture
def live() -> tuple[Place, int]:
    place = make_place()
    return place, place.plan(live=True)


def test_one_message_sent_twenty_times_at_once_is_one_row(app: Flask, live: tuple[Place, int]) -> None:
    place, meeting_id = live
    answers = at_once(app, [lambda: commands.say(place.member, meeting_id, text="Une fois", client_id="again-0001")] * 20)
    assert {(said.message_id, said.seq) for said in answers} == {(answers[0].message_id, 2)}
    assert sum(said.is_new for said in answers) == 1
    assert db.session.query(Message).count() == 1 and db.session.query(RoomEvent).count() == 2
    assert seqs(meeting_id) == [1, 2]


def test_numbers_have_no_hole_and_no_double_under_many_writers(app: Flask, live: tuple[Place, int]) -> None:
    place, meeting_id = live
    people = [place.member, place.other_member, place.facilitator]

    def talk(n: int) -> list[int]:
        who, found = people[n % 3], []
        for turn in range(5):
            said = commands.say(who, meeting_id, text=f"{n}-{turn}", client_id=f"w{n:02}-turn{turn:02}")
            found.append(said.seq)
            if turn == 2:
                found.append(commands.edit_message(who, said.message_id, text=f"{n}-{turn} corrigé"))
            if turn == 3:
                found.append(commands.delete_message(who, said.message_id))
        return found

    answers = at_once(app, [lambda n=n: talk(n) for n in range(6)])  # type: ignore[misc]
    given = [seq for found in answers for seq in found]
    assert sorted(given) == list(range(2, 2 + 6 * 7))
    assert all(found == sorted(found) for found in answers)
    assert seqs(meeting_id) == list(range(1, 2 + 6 * 7))
    assert queries.get_room(meeting_id).last_seq == 1 + 6 * 7


def test_nothing_is_said_after_the_end(app: Flask, live: tuple[Place, int]) -> None:
    place, meeting_id = live
    works: list[Callable[[], Any]] = [
        lambda n=n: commands.say(place.member, meeting_id, text="x", client_id=f"last-{n:04}")  # type: ignore[misc]
        for n in range(8)]
    works.insert(4, lambda: commands.end_meeting(place.facilitator, meeting_id))
    answers = at_once(app, works)
    db.session.rollback()
    lines = queries.catch_up(queries.get_room(meeting_id), 0).lines
    assert lines[-1].kind == "ended"
    assert [line.seq for line in lines] == list(range(1, len(lines) + 1))
    refused = [answer for answer in answers if isinstance(answer, Refusal)]
    assert len(refused) + len(lines) == 8 + 2 and all(refusal.code == "ended" for refusal in refused)


def test_the_furthest_of_many_devices_stands(app: Flask, live: tuple[Place, int]) -> None:
    place, meeting_id = live
    for n in range(8):
        commands.say(place.facilitator, meeting_id, text="Plus loin", client_id=f"further-{n:04}")
    room_id = queries.get_room(meeting_id).id
    db.session.remove()
    at_once(app, [lambda n=n: commands.save_readings({(place.member, room_id): n}) for n in range(1, 9)])  # type: ignore[misc]
    assert queries.find_reading(room_id, place.member) == 8


def test_two_who_start_at_once_start_once(app: Flask) -> None:
    place = make_place()
    meeting_id = place.plan()
    at_once(app, [lambda: commands.start_meeting(place.facilitator, meeting_id)] * 4)
    assert seqs(meeting_id) == [1]


def test_twenty_answers_of_one_person_are_one(app: Flask, live: tuple[Place, int]) -> None:
    place, meeting_id = live
    at_once(app, [lambda a=a: commands.give_answer(place.member, meeting_id, answer=a)  # type: ignore[misc]
                  for a in ["yes", "no", "maybe", "yes"] * 5])
    db.session.rollback()
    assert sum(queries.count_answers(meeting_id).values()) == 1


def test_who_has_seen_a_number_has_seen_all_before_it(app: Flask, live: tuple[Place, int]) -> None:
    """A reader that follows by catch-up while others write ends with exactly the log, whatever it was given when."""
    place, meeting_id = live
    done = threading.Event()

    def read() -> list[int]:
        found: list[int] = []
        while True:
            last_round = done.is_set()
            db.session.rollback()
            got = queries.catch_up(queries.get_room(meeting_id), found[-1] if found else 0)
            assert not got.reset
            found += [line.seq for line in got.lines]
            if last_round and not got.more and not got.lines:
                return found

    writers = [threading.Thread(target=lambda n=n: at_once(app, [
        lambda t=t: commands.say(place.member, meeting_id, text="x", client_id=f"r{n:02}-{t:05}")  # type: ignore[misc]
        for t in range(8)])) for n in range(3)]

    def write() -> None:
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join(60)
        done.set()

    read_by = at_once(app, [read, read, write])
    assert read_by[0] == read_by[1] == list(range(1, 26))
