"""Votes prepared for a meeting: seen by those who lead it alone, opened with one press, once."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Conflict, Invalid, NotFound, Refused
from goforum.meetings import commands, queries
from goforum.meetings.commands import Prepared
from goforum.voting import queries as voting
from tests.conftest import Client
from tests.meetings.conftest import Place, make_place
from tests.racing import at_once

SignIn = Callable[[int], Client]
TYPED = {"question": "Publier chaque mois ?", "minutes": "3", "results": "hidden", "item_id": "0", "options": ""}


def prepare(place: Place, meeting_id: int, key: str = "prepared-01", **changes: Any) -> int:
    what = Prepared(**{"question": "Publier chaque mois ?", "minutes": 3, **changes})
    return commands.prepare_poll(place.facilitator, meeting_id, what, client_id=key)


def points(meeting_id: int) -> list[int]:
    return [one.id for one in queries.list_agenda(queries.get_meeting(meeting_id))]


def log(meeting_id: int) -> list[str]:
    return [f"{line.kind} {line.word}".strip() for line in queries.catch_up(queries.get_room(meeting_id), 0).lines]


def test_a_vote_is_prepared_under_a_point_and_opened_in_the_room_by_plain_forms(
        place: Place, as_person: SignIn) -> None:
    meeting_id = place.plan()
    chair, second = as_person(place.facilitator), points(meeting_id)[1]
    assert f"/meetings/{meeting_id}/prepared" in chair.get(f"/meetings/{meeting_id}").text
    assert f"/meetings/{meeting_id}/prepared?item={second}" in chair.get(f"/meetings/{meeting_id}/agenda").text
    page = chair.get(f"/meetings/{meeting_id}/prepared?item={second}").text
    assert "No vote is prepared yet" in page
    assert re.search(rf'<option selected value="{second}">2\. Point 2', page)
    sent = {**TYPED, "options": "Mars\n\nMai\n", "item_id": str(second), "client_id": "prepared-01"}
    for _again in range(2):
        assert chair.post(f"/meetings/{meeting_id}/prepared", data=sent).status_code == 303
    waiting, = queries.list_prepared(meeting_id)
    assert (waiting.options, waiting.minutes, waiting.results, waiting.item_id) == (("Mars", "Mai"), 3, "hidden", second)
    page = chair.get(f"/meetings/{meeting_id}/prepared").text
    assert "Mars" in page
    assert "Open this vote" not in page  # the meeting has not begun
    assert waiting.question in chair.get(f"/meetings/{meeting_id}/agenda").text
    assert chair.post(f"/prepared-votes/{waiting.id}/open").status_code == 403
    commands.start_meeting(place.facilitator, meeting_id)
    room = chair.get(f"/meetings/{meeting_id}/room").text
    assert f'formaction="/prepared-votes/{waiting.id}/open"' in room
    assert chair.post(f"/prepared-votes/{waiting.id}/open").location == f"/meetings/{meeting_id}/room#poll"
    number, = queries.list_poll_ids(meeting_id)
    poll, _who = voting.open_view(number, place.member)
    assert (poll.question, poll.method, poll.results, poll.phase) == (waiting.question, "plurality", "hidden", "open")
    assert queries.list_polls(queries.get_room(meeting_id).id)[0].item_id == second
    again = chair.post(f"/prepared-votes/{waiting.id}/open", headers={"Accept": "application/json"})
    assert json.loads(again.data) == {"ok": True, "seq": queries.last_number(meeting_id)}
    assert log(meeting_id) == ["started", "poll opened"]
    assert queries.list_prepared(meeting_id) == []
    assert "Mars" in as_person(place.member).get(f"/meetings/{meeting_id}/room").text


def test_nobody_else_sees_what_waits(place: Place, as_person: SignIn, client: Client) -> None:
    meeting_id = place.plan(live=True)
    number = prepare(place, meeting_id, question="Zanzibar ?")
    for who in (as_person(place.member), as_person(place.observer), as_person(place.stranger), client):
        for path in (f"/meetings/{meeting_id}", f"/meetings/{meeting_id}/room", f"/meetings/{meeting_id}/room?light=1",
                     f"/meetings/{meeting_id}/events?after=0"):
            assert "Zanzibar" not in who.get(path).text
        for path in (f"/meetings/{meeting_id}/prepared", f"/prepared-votes/{number}"):
            refused = who.get(path)
            assert refused.status_code == (303 if who is client else 403)
            assert "Zanzibar" not in refused.text
        assert who.post(f"/prepared-votes/{number}/open").status_code == 403
    assert "Zanzibar" in as_person(place.facilitator).get(f"/meetings/{meeting_id}/room").text


def test_a_reserved_group_s_votes_do_not_exist_for_others(places: Callable[[str], Place], as_person: SignIn) -> None:
    place = places("reserved")
    meeting_id = place.plan()
    number = prepare(place, meeting_id)
    stranger = as_person(place.stranger)
    for path in (f"/meetings/{meeting_id}/prepared", f"/prepared-votes/{number}", "/prepared-votes/999999"):
        assert stranger.get(path).status_code == 404
    for act in ("open", "drop"):
        assert stranger.post(f"/prepared-votes/{number}/{act}").status_code == 404


def test_a_chair_and_a_secretary_of_the_day_prepare_and_the_chair_opens(place: Place, as_person: SignIn) -> None:
    meeting_id = place.plan(live=True)
    commands.give_role(place.facilitator, meeting_id, place.member, role="secretary")
    commands.give_role(place.facilitator, meeting_id, place.other_member, role="chair")
    number = commands.prepare_poll(place.member, meeting_id, Prepared(question="Oui ?"), client_id="prepared-sec")
    secretary = as_person(place.member)
    room = secretary.get(f"/meetings/{meeting_id}/room").text
    assert "Oui ?" in room
    assert f'formaction="/prepared-votes/{number}/open"' not in room
    assert secretary.post(f"/prepared-votes/{number}/open").status_code == 403
    assert as_person(place.other_member).post(f"/prepared-votes/{number}/open").status_code == 303


@pytest.mark.parametrize(("changes", "field", "words"), [
    ({"question": ""}, "question", "Fill in"), ({"minutes": "0"}, "minutes", "from 1 to 60"),
    ({"minutes": "x"}, "minutes", ""), ({"options": "Seule"}, "options", "at least two"),
    ({"options": "Un\nun"}, "options", "twice"), ({"options": "x" * 201 + "\ny"}, "options", "200"),
    ({"item_id": "999999"}, "item_id", ""), ({"results": "never"}, "results", ""),
])
def test_what_cannot_be_opened_is_refused_when_it_is_prepared(
        place: Place, as_person: SignIn, changes: dict[str, str], field: str, words: str) -> None:
    meeting_id, chair = place.plan(), as_person(place.facilitator)
    number = prepare(place, meeting_id)
    typed = {**TYPED, "question": "Gardée ?", **changes, "client_id": "prepared-02", "version": "1"}
    for path in (f"/meetings/{meeting_id}/prepared", f"/prepared-votes/{number}"):
        answer = chair.post(path, data=typed)
        assert answer.status_code == 422
        error = answer.text.split(f'id="{field}-error"')[1].split("</span></span>")[0]
        assert words in error
        assert ("Gardée ?" in answer.text) is ("question" not in changes)
    waiting, = queries.list_prepared(meeting_id)
    assert waiting.question == "Publier chaque mois ?"


def test_what_waits_is_changed_and_taken_away(place: Place, as_person: SignIn) -> None:
    meeting_id, chair = place.plan(), as_person(place.facilitator)
    number, other = prepare(place, meeting_id, options=("Mars", "Mai")), prepare(place, meeting_id, "prepared-02")
    page = chair.get(f"/prepared-votes/{number}").text
    assert "Mars\nMai" in page
    assert chair.post(f"/prepared-votes/{number}", data={**TYPED, "question": "Une ?", "version": "1"}).status_code == 303
    clash = chair.post(f"/prepared-votes/{number}", data={**TYPED, "question": "Deux ?", "version": "1"})
    assert clash.status_code == 409
    assert all(words in clash.text for words in ("Une ?", "Deux ?", "Somebody else"))
    version = re.search(r'name="version"[^>]*value="(\d+)"', clash.text)
    assert version is not None
    assert version[1] == "2"
    assert chair.post(f"/prepared-votes/{number}", data={**TYPED, "question": "Deux ?", "version": "2"}).status_code == 303
    assert chair.post(f"/prepared-votes/{other}/drop").status_code == 303
    assert [(one.question, one.options) for one in queries.list_prepared(meeting_id)] == [("Deux ?", ())]
    assert chair.get(f"/prepared-votes/{other}").status_code == 404
    assert log(meeting_id) == []


def test_once_opened_it_is_a_poll_and_changes_no_more(place: Place, as_person: SignIn) -> None:
    meeting_id, chair = place.plan(live=True), as_person(place.facilitator)
    number = prepare(place, meeting_id)
    commands.open_prepared(place.facilitator, number)
    with pytest.raises(Conflict):
        commands.drop_prepared(place.facilitator, number)
    assert chair.post(f"/prepared-votes/{number}", data={**TYPED, "version": "1"}).status_code == 409
    page = chair.get(f"/prepared-votes/{number}").text
    assert f"/polls/{queries.list_poll_ids(meeting_id)[0]}" in page
    assert "<textarea" not in page


def test_after_the_meeting_nothing_is_prepared_or_opened(place: Place, as_person: SignIn) -> None:
    meeting_id, chair = place.plan(live=True), as_person(place.facilitator)
    number = prepare(place, meeting_id)
    commands.end_meeting(place.facilitator, meeting_id)
    for answer in (chair.get(f"/meetings/{meeting_id}/prepared"), chair.post(f"/prepared-votes/{number}/open"),
                   chair.post(f"/prepared-votes/{number}/drop")):
        assert answer.status_code == 403
        assert "The meeting is over" in answer.text
    with pytest.raises(Refused):
        prepare(place, meeting_id, "prepared-02")
    assert queries.list_poll_ids(meeting_id) == []


def test_a_vote_whose_point_is_taken_out_stands_beside_the_agenda(place: Place) -> None:
    meeting_id = place.plan()
    item = points(meeting_id)[0]
    prepare(place, meeting_id, item_id=item)
    commands.remove_agenda_item(place.facilitator, meeting_id, item)
    assert queries.list_prepared(meeting_id)[0].item_id is None
    with pytest.raises(Invalid):
        prepare(place, meeting_id, "prepared-02", item_id=points(place.plan())[0])  # of another meeting
    with pytest.raises(NotFound):
        commands.open_prepared(place.facilitator, 999_999)


def test_pages_cost_the_same_for_one_and_for_many(place: Place, as_person: SignIn,
                                                  count_statements: Callable[[], Any]) -> None:
    few, many, chair = place.plan(live=True), place.plan(live=True), as_person(place.facilitator)
    prepare(place, few)
    for number in range(50):
        prepare(place, many, f"prepared-{number:03}", question=f"Question {number} ?")
    with pytest.raises(Invalid):
        prepare(place, many, "prepared-050")
    prepare(place, many, "prepared-000")  # a resend is no other

    def cost(path: str) -> int:
        with count_statements() as seen:
            assert chair.get(path).status_code == 200
        return len(seen)

    for path in ("prepared", "room", "agenda"):
        assert cost(f"/meetings/{many}/{path}") == cost(f"/meetings/{few}/{path}")


@pytest.mark.parametrize("lang", ["ar", "fr", "en"])
def test_the_pages_are_whole_in_each_language(place: Place, as_person: SignIn, lang: str) -> None:
    meeting_id, chair = place.plan(live=True), as_person(place.facilitator)
    number = prepare(place, meeting_id, question="أنشر كل شهر؟")
    for path in (f"/meetings/{meeting_id}/prepared", f"/prepared-votes/{number}"):
        page = chair.get(f"{path}?lang={lang}")
        assert page.status_code == 200
        assert f'lang="{lang}"' in page.text
        assert "أنشر كل شهر؟" in page.text


def test_two_chairs_who_press_at_once_open_one_poll(app: Flask, committed: None, ctx: None) -> None:
    place = make_place()
    meeting_id = place.plan(live=True)
    commands.give_role(place.facilitator, meeting_id, place.member, role="chair")
    number = prepare(place, meeting_id)
    db.session.remove()
    answers = at_once(app, [lambda who=who: commands.open_prepared(who, number)  # type: ignore[misc]
                            for who in (place.facilitator, place.member) * 4])
    db.session.rollback()
    assert {poll for poll, _seq in answers} == set(queries.list_poll_ids(meeting_id))
    assert log(meeting_id) == ["started", "role chair", "poll opened"]


def test_a_prepared_vote_closes_after_its_minutes_from_the_press(place: Place) -> None:
    meeting_id = place.plan(live=True)
    number = prepare(place, meeting_id, minutes=7)
    with clock.frozen(clock.now() + timedelta(minutes=20)):
        poll_id, _seq = commands.open_prepared(place.facilitator, number)
        poll, _who = voting.open_view(poll_id, place.member)
        assert poll.closes_at == clock.now() + timedelta(minutes=7)
