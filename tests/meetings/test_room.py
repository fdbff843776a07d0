"""The live room by plain forms: said, changed, taken out, moved, ended; its log in every state, and what it costs."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import db
from goforum.meetings import commands, queries
from goforum.meetings.models import Message, MessageRevision, Room, RoomEvent
from tests.conftest import Client
from tests.meetings.conftest import Place

SignIn = Callable[[int], Client]


def say(client: Client, meeting_id: int, text: str, client_id: str = "form-0001", **data: str) -> Any:
    return client.post(f"/meetings/{meeting_id}/say", data={"text": text, "client_id": client_id, **data})


def log_of(meeting_id: int) -> list[tuple[int, str]]:
    found = queries.catch_up(queries.get_room(meeting_id), 0)
    return [(line.seq, line.kind) for line in found.lines]


def only() -> int:
    """The one message there is."""
    return db.session.scalars(select(Message.id)).one()


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_message_is_said_once_however_often_the_form_is_sent(place: Place, as_person: SignIn) -> None:
    meeting_id, member = place.plan(live=True), as_person(place.member)
    answers = [say(member, meeting_id, "Bonjour **à tous**", seen="1") for _ in range(3)]
    assert {answer.status_code for answer in answers} == {303}
    assert {answer.location for answer in answers} == {f"/meetings/{meeting_id}/room?after=1#m{only()}"}
    assert count(Message) == 1 and log_of(meeting_id) == [(1, "started"), (2, "message")]
    page = member.get(answers[0].location).text
    assert "<strong>à tous</strong>" in page and 'id="new"' in page
    # Another person may well have made the same name.
    say(as_person(place.other_member), meeting_id, "Moi aussi")
    assert count(Message) == 2


def test_what_is_typed_is_never_lost(place: Place, as_person: SignIn) -> None:
    meeting_id, member = place.plan(live=True), as_person(place.member)
    answer = say(member, meeting_id, "ا" * 4001)
    assert answer.status_code == 422 and "ا" * 4001 in answer.text and "4,000" in answer.text.replace("4000", "4,000")
    assert say(member, meeting_id, "ا" * 4000).status_code == 303
    assert say(member, meeting_id, "  \n ", "form-0002").status_code == 422
    assert say(member, meeting_id, "x", "short").status_code == 422
    assert count(Message) == 1


def test_scripts_get_the_same_answers_as_json(place: Place, as_person: SignIn, client: Client) -> None:
    meeting_id = place.plan(live=True)

    def ask(who: Client, text: str) -> tuple[int, dict[str, Any]]:
        answer = who.post(f"/meetings/{meeting_id}/say", data={"text": text, "client_id": "json-0001"},
                          headers={"Accept": "application/json"})
        return answer.status_code, json.loads(answer.data)

    assert ask(as_person(place.member), "Oui") == (200, {"ok": True, "seq": 2, "id": only(), "new": True})
    assert ask(as_person(place.member), "Oui")[1]["new"] is False
    assert ask(as_person(place.member), "")[0] == 422
    for who, error in ((as_person(place.observer), "observer"), (as_person(place.stranger), "not-member"),
                       (client, "visitor")):
        status, answer = ask(who, "Non")
        assert (status, answer["ok"], answer["error"]) == (403, False, error) and answer["message"]


def test_an_author_changes_and_takes_out_their_own_words(place: Place, as_person: SignIn) -> None:
    meeting_id, member = place.plan(live=True), as_person(place.member)
    say(member, meeting_id, "Frist")
    assert "Frist" in member.get(f"/messages/{only()}/edit").text
    assert as_person(place.other_member).get(f"/messages/{only()}/edit").status_code == 403
    assert as_person(place.other_member).post(f"/messages/{only()}/edit", data={"text": "Non"}).status_code == 403
    assert member.post(f"/messages/{only()}/edit", data={"text": ""}).status_code == 422
    for _ in range(2):  # sent twice is changed once
        assert member.post(f"/messages/{only()}/edit", data={"text": "First"}).status_code == 303
    page = member.get(f"/meetings/{meeting_id}/room").text
    assert "First" in page and "Frist" not in page and re.search(r"data-edited>edited", page)
    for _ in range(2):
        assert member.post(f"/messages/{only()}/delete").status_code == 303
    page = member.get(f"/meetings/{meeting_id}/room").text
    assert "First" not in page and "taken out by its author" in page
    assert log_of(meeting_id) == [(1, "started"), (2, "message"), (3, "edit"), (4, "delete")]
    assert count(MessageRevision) == 2
    assert member.post(f"/messages/{only()}/edit", data={"text": "Encore"}).status_code == 403


def test_the_facilitators_take_out_what_others_wrote_and_the_log_says_so(place: Place, as_person: SignIn) -> None:
    meeting_id = place.plan(live=True)
    say(as_person(place.member), meeting_id, "Trop fort")
    organiser = as_person(place.facilitator)
    assert "<textarea" not in organiser.get(f"/messages/{only()}/edit").text
    assert organiser.post(f"/messages/{only()}/edit", data={"text": "Doux"}).status_code == 403
    assert organiser.post(f"/messages/{only()}/delete").status_code == 303
    page = as_person(place.member).get(f"/meetings/{meeting_id}/room").text
    assert "Trop fort" not in page and "taken out by the facilitators" in page


def test_the_agenda_moves_and_the_room_says_where_it_is(place: Place, as_person: SignIn) -> None:
    meeting_id, organiser = place.plan(agenda=3), as_person(place.facilitator)
    points = [item.id for item in queries.list_agenda(queries.get_meeting(meeting_id))]
    assert organiser.post(f"/meetings/{meeting_id}/item", data={"item_id": points[1]}).status_code == 403
    assert organiser.post(f"/meetings/{meeting_id}/start").status_code == 303
    assert organiser.post(f"/meetings/{meeting_id}/start").status_code == 303  # twice is once
    for _ in range(2):
        assert organiser.post(f"/meetings/{meeting_id}/item", data={"item_id": points[2]}).status_code == 303
    states = [item.state for item in queries.list_agenda(
        queries.get_meeting(meeting_id), queries.get_room(meeting_id).current_item_id)]
    assert states == ["done", "done", "current"]
    assert log_of(meeting_id) == [(1, "started"), (2, "agenda")]
    page = as_person(place.member).get(f"/meetings/{meeting_id}/room").text
    assert "Now, point 3: Point 3" in page and 'aria-current="step"' in page
    assert as_person(place.member).post(f"/meetings/{meeting_id}/item", data={"item_id": points[0]}).status_code == 403
    assert organiser.post(f"/meetings/{meeting_id}/item", data={"item_id": 999}).status_code == 404
    assert organiser.post(f"/meetings/{meeting_id}/item", data={}).status_code == 422


def test_after_the_end_the_log_is_only_read(place: Place, as_person: SignIn) -> None:
    meeting_id, member = place.plan(live=True), as_person(place.member)
    say(member, meeting_id, "Au revoir")
    for _ in range(2):
        assert as_person(place.facilitator).post(f"/meetings/{meeting_id}/end").status_code == 303
    assert say(member, meeting_id, "Encore", "form-0002").status_code == 403
    assert say(member, meeting_id, "Au revoir").status_code == 303  # a resend of what is kept is still answered
    page = member.get(f"/meetings/{meeting_id}/room").text
    assert "Au revoir" in page and "can be read, not added to" in page and "<textarea" not in page
    assert log_of(meeting_id) == [(1, "started"), (2, "message"), (3, "ended")]


@pytest.mark.parametrize(("minutes", "status", "words"), [
    (31, 403, "opens 30 minutes before"), (29, 303, "Nobody has written yet"),
])
def test_the_room_opens_half_an_hour_before(place: Place, as_person: SignIn, minutes: int, status: int,
                                            words: str) -> None:
    start = clock.now() + timedelta(minutes=minutes)
    meeting_id = place.plan(starts_at=start, ends_at=start + timedelta(hours=1))
    member = as_person(place.member)
    page = member.get(f"/meetings/{meeting_id}/room")
    assert page.status_code == 200 and words in page.text
    assert say(member, meeting_id, "Bonjour").status_code == status


def test_those_who_only_read_are_told_the_way_on(place: Place, as_person: SignIn, client: Client) -> None:
    meeting_id = place.plan(live=True)
    say(as_person(place.member), meeting_id, "Bonjour")
    for who, words in ((client, "Sign in to take part."), (as_person(place.stranger), "Join the group to take part."),
                       (as_person(place.observer), "Observers read")):
        page = who.get(f"/meetings/{meeting_id}/room").text
        assert "Bonjour" in page and words in page and "<textarea" not in page


@command
def fill_room(room_id: int, author: int, number: int) -> None:
    now = clock.now()
    said = [Message(
        room_id=room_id, author_id=author, client_id=f"fill-{n:06}", seq=n, body_source=f"n° {n}",
        body_html=f"<p>n° {n} fin</p>", pipeline_version=1, language="fr", created_at=now)
        for n in range(1, number + 1)]
    db.session.add_all(said)
    db.session.flush()
    db.session.add_all(RoomEvent(room_id=room_id, seq=one.seq, kind="message", actor_id=author, message_id=one.id,
                                 created_at=now) for one in said)
    room = db.session.get(Room, room_id)
    assert room is not None
    room.last_seq = number


def test_ten_thousand_messages_cost_what_ten_do(place: Place, as_person: SignIn,
                                                count_statements: Callable[[], Any]) -> None:
    small, large = place.plan(), place.plan()
    member = as_person(place.member)
    fill_room(queries.get_room(large).id, place.other_member, 10_000)
    say(member, small, "Seul")

    def cost(path: str) -> int:
        with count_statements() as seen:
            assert member.get(path).status_code == 200
        return len(seen)

    assert cost(f"/meetings/{large}/room") == cost(f"/meetings/{small}/room")
    assert cost(f"/meetings/{large}/events?after=9990") == cost(f"/meetings/{small}/events?after=0")
    page = member.get(f"/meetings/{large}/room").text
    assert page.count('class="msg"') == 50 + 1  # and the one in the <template>
    assert "n° 10000 fin" in page and "n° 9950 fin" not in page
    older = member.get(f"/meetings/{large}/room?before=9951").text
    assert "n° 9901 fin" in older and "n° 9950 fin" in older and "n° 9951 fin" not in older
    newer = member.get(f"/meetings/{large}/room?after=100").text
    assert "n° 101 fin" in newer and "n° 151 fin" not in newer and "after=150" in newer
    middle = db.session.scalars(select(Message.id).where(Message.seq == 5000)).one()
    assert member.get(f"/messages/{middle}").location == f"/meetings/{large}/room?before=5025#m{middle}"


def test_what_was_said_is_found_by_its_words_also_after_the_end(place: Place, client: Client,
                                                                count_statements: Callable[[], Any]) -> None:
    small, large = place.plan(live=True), place.plan()
    fill_room(queries.get_room(large).id, place.other_member, 2_000)
    hidden, *_ = [commands.say(who, small, text=text, client_id=f"sought-{number:04}").message_id for number, (who, text)
                  in enumerate(((place.other_member, "الإدارة تجيب غدا"), (place.member, "هل تجيب الادارة في الأجل؟"),
                                (place.member, "Le délai est de 20 jours")))]
    commands.delete_message(place.other_member, hidden)
    commands.end_meeting(place.facilitator, small)
    found = client.get(f"/meetings/{small}/room?q=الإدارة").text  # a visitor, after the end; another spelling
    assert "هل تجيب الادارة في الأجل؟" in found and "غدا" not in found and "20 jours" not in found
    assert 'role="search"' in client.get(f"/meetings/{small}/room").text
    assert "Nothing found" in client.get(f"/meetings/{small}/room?q=absent&lang=en").text

    def cost(path: str) -> int:
        with count_statements() as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    assert cost(f"/meetings/{large}/room?q=n°") == cost(f"/meetings/{small}/room?q=jours")
    page = client.get(f"/meetings/{large}/room?q=n°").text
    assert "n° 2000<" in page and "n° 1970<" not in page and "before=1971" in page


def test_a_catch_up_is_contiguous_or_says_that_it_is_not(place: Place, as_person: SignIn) -> None:
    meeting_id, member = place.plan(), as_person(place.member)
    fill_room(queries.get_room(meeting_id).id, place.other_member, 900)

    def ask(after: int) -> dict[str, Any]:
        return json.loads(member.get(f"/meetings/{meeting_id}/events?after={after}").data)

    got, after = [], 400
    while True:
        answer = ask(after)
        assert answer["reset"] is False
        got += [event["seq"] for event in answer["events"]]
        after = answer["last_seq"]
        if not answer["more"]:
            break
    assert got == list(range(401, 901))
    for far in (0, 399, 901):
        answer = ask(far)
        assert answer["reset"] is True and answer["last_seq"] == 900
        assert [event["seq"] for event in answer["events"]] == list(range(851, 901))
    assert {**ask(900), "now": 0} == {**ask(900), "now": 0, "events": [], "reset": False, "more": False}
    assert member.get(f"/meetings/{meeting_id}/events?after=x").status_code == 422


def test_the_words_of_a_deleted_message_are_in_no_answer(place: Place, as_person: SignIn) -> None:
    meeting_id, member = place.plan(live=True), as_person(place.member)
    say(member, meeting_id, "secret un")
    member.post(f"/messages/{only()}/edit", data={"text": "secret deux"})
    member.post(f"/messages/{only()}/delete")
    body = member.get(f"/meetings/{meeting_id}/events?after=0").text
    assert "secret" not in body
    kinds = [(event["kind"], event.get("message", {}).get("deleted")) for event in json.loads(body)["events"]]
    assert kinds == [("started", None), ("message", "author"), ("edit", "author"), ("delete", "author")]


def test_mentions_and_links_are_drawn_once_and_markup_is_text(place: Place, as_person: SignIn) -> None:
    meeting_id, member = place.plan(live=True), as_person(place.member)
    say(member, meeting_id, "<img src=x onerror=alert(1)> https://example.org/a <script>1</script>")
    page = member.get(f"/meetings/{meeting_id}/room").text
    assert "<img" not in page.split("<template", 1)[0] and "&lt;img src=x" in page and '<a href="https://example.org/a"' in page
    event = json.loads(member.get(f"/meetings/{meeting_id}/events?after=1").data)["events"][0]
    assert "<img" not in event["message"]["html"] and "<script" not in event["message"]["html"]


def test_the_video_is_framed_only_where_the_operator_allows_its_origin(
        place: Place, as_person: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    meeting_id, member = place.plan(live=True, video_url="https://meet.example.org/salle"), as_person(place.member)
    path = f"/meetings/{meeting_id}/room"
    plain = member.get(f"{path}?video")
    assert "<iframe" not in plain.text and "https://meet.example.org/salle" in plain.text
    settings = member.application.config["SETTINGS"]
    for origin, framed in (("https://meet.example.org", True), ("https://meet.example", False)):
        monkeypatch.setitem(member.application.config, "SETTINGS", replace(settings, video_frame_origin=origin))
        assert ("<iframe" in member.get(f"{path}?video").text) is framed
        assert "<iframe" not in member.get(path).text
