"""Guests and many things at once, with real commits: one guest for one link, and never one who came in too late."""

from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from goforum.accounts.models import Person, Session
from goforum.core.db import db
from goforum.core.rules import Gone, Invalid, Refusal
from goforum.meetings import commands, queries
from goforum.meetings.models import MeetingGuest, RoomEvent
from tests.meetings.guesthelp import invite, link
from tests.meetings.test_races import at_once, live, seqs  # noqa: F401 - the fixture

pytestmark = [pytest.mark.usefixtures("committed", "ctx"), pytest.mark.race]


def count(model: type, *where: object) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0  # type: ignore[arg-type]


def test_the_same_link_pressed_twenty_times_at_once_is_one_guest(app: Flask, live) -> None:  # noqa: F811
    place, meeting_id = live
    guest_id = invite(place.facilitator, meeting_id)
    number = link(guest_id)
    answers = at_once(app, [partial(commands.enter_as_guest, number)] * 20)
    assert len({key for _meeting, key in answers}) == 20
    assert count(Person, Person.is_guest) == 1
    assert count(Session, Session.person_id == queries.get_guest(meeting_id, guest_id).person_id) == 5


def test_an_account_and_a_browser_without_one_press_at_once_and_one_holds_it(app: Flask, live) -> None:  # noqa: F811
    place, meeting_id = live
    number = link(invite(place.facilitator, meeting_id))
    answers = at_once(app, [partial(commands.enter_as_guest, number), partial(
        commands.enter_as_guest, number, place.stranger)] * 5)
    held = [one for one in answers if not isinstance(one, Refusal)]
    assert len(held) == 5 and len({key is None for _meeting, key in held}) == 1
    assert count(Person, Person.is_guest) == (0 if held[0][1] is None else 1)


@pytest.mark.parametrize("_again", range(3))
def test_whoever_comes_in_while_the_invitation_is_withdrawn_is_out_in_the_end(app: Flask, live, _again: int) -> None:  # noqa: F811
    place, meeting_id = live
    guest_id = invite(place.facilitator, meeting_id)
    number = link(guest_id)
    commands.enter_as_guest(number)
    person_id = queries.get_guest(meeting_id, guest_id).person_id
    assert person_id is not None
    works = [partial(commands.enter_as_guest, number)] * 4 + [
        partial(commands.withdraw_guest, place.facilitator, meeting_id, guest_id)] + [
        partial(commands.say, person_id, meeting_id, text="Vite", client_id=f"vite-000{n}") for n in range(4)] + [
        partial(commands.ask_floor, person_id, meeting_id, kind="point", client_id="vite-floor")]
    answers = at_once(app, works)
    assert answers[4] is None
    assert all(isinstance(one, Gone) for one in answers[:4] if isinstance(one, Refusal))
    assert count(Session, Session.person_id == person_id) == 0
    assert not queries.get_here(meeting_id, person_id).guest
    assert queries.get_queue(queries.get_room(meeting_id)).waiting == []
    numbers = seqs(meeting_id)
    assert numbers == list(range(1, len(numbers) + 1))
    lines = queries.catch_up(queries.get_room(meeting_id), 0).lines
    assert lines[-1].kind == "removal"  # nothing of theirs after it
    assert count(RoomEvent, RoomEvent.kind == "removal") == 1


def test_one_address_invited_ten_times_at_once_is_one_invitation(app: Flask, live) -> None:  # noqa: F811
    place, meeting_id = live
    answers = at_once(app, [partial(invite, place.facilitator, meeting_id, client_key=f"form-000{n}")
                            for n in range(5)] + [partial(invite, place.facilitator, meeting_id)] * 5)
    made = {one for one in answers if not isinstance(one, Refusal)}
    assert len(made) == 1
    assert all(isinstance(one, Invalid) for one in answers if isinstance(one, Refusal))
    assert count(MeetingGuest) == 1
