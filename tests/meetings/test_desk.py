"""The chair's desk: what is noted, the vote, the lock, people and roles, more minutes, what waits, the notes."""

import html
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select

from goforum.conclusions.queries import get_action, list_points
from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Conflict, Invalid, Refused
from goforum.groups import commands as groups
from goforum.meetings import commands, queries
from goforum.meetings.commands import NoteConflict, Noted
from goforum.voting import commands as voting
from tests.conftest import Client
from tests.meetings.conftest import Place

SignIn = Callable[[int], Client]
KEYS = count()


def key() -> str:
    return f"desk-{next(KEYS):06}"


def say(who: int, meeting_id: int, text: str = "Bonjour", **more: Any) -> commands.Said:
    return commands.say(who, meeting_id, text=text, client_id=key(), **more)


def log(meeting_id: int) -> list[str]:
    return [f"{line.kind} {line.word}".strip() for line in queries.catch_up(queries.get_room(meeting_id), 0).lines]


def test_a_decision_is_noted_from_a_message_corrected_and_taken_back(place: Place) -> None:
    meeting_id = place.plan(live=True)
    said = say(place.member, meeting_id, "Publions les délais")
    noted = Noted(kind="action", text="Publier les délais", owner_id=place.member, due_on=date(2027, 3, 1),
                  message_id=said.message_id)
    one, seq = commands.capture(place.facilitator, meeting_id, noted, client_id="capture-1")
    assert commands.capture(place.facilitator, meeting_id, noted, client_id="capture-1") == (one, seq)
    with pytest.raises(Refused):
        commands.capture(place.member, meeting_id, noted, client_id="capture-2")
    found, = queries.list_captures(meeting_id)
    assert (found.owner_id, found.due_on, found.message_id) == (place.member, date(2027, 3, 1), said.message_id)
    action = get_action(found.action_id)
    assert (action.owner_id, action.due_on, action.state) == (place.member, date(2027, 3, 1), "open")
    assert found.item_id == queries.get_room(meeting_id).current_item_id
    commands.correct_capture(place.facilitator, one, Noted(kind="action", text="Publier"), version=1)
    assert get_action(found.action_id).titles["fr"] == "Publier"
    with pytest.raises(Conflict):
        commands.correct_capture(place.facilitator, one, Noted(kind="action", text="Autre"), version=1)
    with pytest.raises(Invalid):  # what minutes call an action stays one
        commands.correct_capture(place.facilitator, one, Noted(kind="decision", text="Autre"), version=2)
    commands.withdraw_capture(place.facilitator, one)
    assert commands.withdraw_capture(place.facilitator, one) == queries.get_room(meeting_id).last_seq
    assert queries.list_captures(meeting_id) == [] and get_action(found.action_id).state == "dropped"
    assert log(meeting_id)[2:] == ["capture noted", "capture changed", "capture withdrawn"]


def test_what_is_noted_by_the_form_loses_nothing(place: Place, as_person: SignIn) -> None:
    meeting_id, chair = place.plan(live=True), as_person(place.facilitator)
    said = say(place.member, meeting_id, "À noter")
    page = chair.get(f"/meetings/{meeting_id}/room?note={said.message_id}").text
    assert re.search(r'id="capture-text"[^>]*>\s*À noter</textarea>', page)
    refused = chair.post(f"/meetings/{meeting_id}/capture", data={
        "kind": "action", "text": "x" * 2001, "owner_id": str(place.member), "client_id": key()})
    assert refused.status_code == 422 and "x" * 2001 in refused.text
    assert f'<option selected value="{place.member}">' in refused.text
    assert chair.post(f"/meetings/{meeting_id}/capture", data={
        "kind": "decision", "text": "À noter", "client_id": key(), "message_id": said.message_id, "owner_id": "0"}).status_code == 303
    assert [(one.kind, one.texts["fr"]) for one in list_points(meeting_id)] == [("decided", "À noter")]
    noted, = queries.list_captures(meeting_id)
    assert "À noter" in chair.get(f"/meetings/{meeting_id}/room?correct={noted.id}").text
    assert chair.post(f"/captures/{noted.id}", data={"kind": "decision", "text": "Corrigé", "version": "1", "owner_id": "0"}).status_code == 303
    assert chair.post(f"/captures/{noted.id}/withdraw").status_code == 303
    assert "it was noted by mistake" in chair.get(f"/meetings/{meeting_id}/room").text


def test_a_vote_is_held_in_the_room_and_its_end_is_a_line(place: Place, as_person: SignIn) -> None:
    meeting_id, chair, member = place.plan(live=True), as_person(place.facilitator), as_person(place.member)
    data = {"question": "Commencer par trois administrations ?", "minutes": "2", "results": "open", "client_id": "poll-0001"}
    assert chair.post(f"/meetings/{meeting_id}/poll", data={**data, "minutes": "0"}).status_code == 422
    for _ in range(2):
        assert chair.post(f"/meetings/{meeting_id}/poll", data=data).status_code == 303
    poll, = queries.list_polls(queries.get_room(meeting_id).id)
    page = member.get(f"/meetings/{meeting_id}/room").text
    assert data["question"] in page and f'action="/meetings/{meeting_id}/polls/{poll.id}/vote"' in page
    for _ in range(2):
        answer = member.post(f"/meetings/{meeting_id}/polls/{poll.id}/vote", data={"choice": "for"})
        assert answer.status_code == 303 and answer.location.endswith("/room#vote")
    other = place.plan(live=True)
    assert member.post(f"/meetings/{other}/polls/{poll.id}/vote", data={"choice": "for"}).status_code == 404
    with clock.frozen(clock.now() + timedelta(minutes=3)):
        voting.close_due_polls()
        assert "the vote is over" in member.get(f"/meetings/{meeting_id}/room").text
    assert log(meeting_id) == ["started", "poll opened", "poll closed"]


def test_a_locked_chat_is_for_those_who_lead_and_the_floor_stays_open(place: Place, as_person: SignIn) -> None:
    meeting_id = place.plan(live=True)
    said = say(place.member, meeting_id)
    assert as_person(place.facilitator).post(f"/meetings/{meeting_id}/lock", data={"on": "1"}).status_code == 303
    for act in (lambda: say(place.member, meeting_id), lambda: commands.edit_message(place.member, said.message_id, text="x"),
                lambda: commands.react(place.other_member, said.message_id, "agree")):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "locked"
    say(place.facilitator, meeting_id)
    commands.ask_floor(place.member, meeting_id, kind="point", client_id=key())
    page = as_person(place.member).get(f"/meetings/{meeting_id}/room").text
    assert "The chat is locked for now" in page and "Ask for the floor" not in page  # one's request stands already
    commands.lock_chat(place.facilitator, meeting_id, on=False)
    say(place.member, meeting_id)


def test_a_person_is_taken_out_with_a_reason_and_let_in_again(place: Place, as_person: SignIn) -> None:
    meeting_id, chair = place.plan(live=True), as_person(place.facilitator)
    say(place.member, meeting_id)
    commands.ask_floor(place.member, meeting_id, kind="point", client_id=key())
    out = {"person_id": str(place.member), "act": "out"}
    refused = chair.post(f"/meetings/{meeting_id}/people", data=out)
    assert refused.status_code == 422 and "Say why" in refused.text
    assert chair.post(f"/meetings/{meeting_id}/people", data={**out, "reason": "Insultes"}).status_code == 303
    with pytest.raises(Refused) as told:
        say(place.member, meeting_id)
    assert told.value.code == "removed"
    assert queries.get_queue(queries.get_room(meeting_id)).waiting == []
    out_there = as_person(place.member)
    told_so = out_there.get(f"/meetings/{meeting_id}/room")
    assert told_so.status_code == 403 and "once the meeting is over" in told_so.text
    assert out_there.get(f"/meetings/{meeting_id}/events?after=0").status_code == 403
    assert out_there.get(f"/meetings/{meeting_id}").status_code == 200  # the invitation is everybody's
    assert queries.rooms_lost({(place.member, meeting_id), (place.other_member, meeting_id), (None, meeting_id)}) == {
        (place.member, meeting_id)}
    for target, code in ((place.facilitator, "own"), (place.member, "not-facilitator")):
        actor = place.facilitator if code == "own" else place.other_member
        with pytest.raises(Refused) as no:
            commands.remove_person(actor, meeting_id, target, reason="Non")
        assert no.value.code == code
    commands.remove_person(place.facilitator, meeting_id, place.member, back=True)
    assert out_there.get(f"/meetings/{meeting_id}/room").status_code == 200
    say(place.member, meeting_id)
    commands.remove_person(place.facilitator, meeting_id, place.member, reason="Non")
    commands.end_meeting(place.facilitator, meeting_id)
    assert out_there.get(f"/meetings/{meeting_id}/room").status_code == 200  # what was said is public afterwards


def test_a_chair_and_a_secretary_of_the_day(place: Place) -> None:
    meeting_id = place.plan(live=True)
    with pytest.raises(Refused):
        commands.lock_chat(place.member, meeting_id)
    with pytest.raises(Invalid):
        commands.give_role(place.facilitator, meeting_id, place.stranger, role="chair")
    commands.give_role(place.facilitator, meeting_id, place.member, role="chair")
    commands.give_role(place.facilitator, meeting_id, place.other_member, role="secretary")
    commands.lock_chat(place.member, meeting_id)
    say(place.other_member, meeting_id, "Entendu au téléphone", by_phone="Exemple Oujda")
    commands.capture(place.other_member, meeting_id, Noted(kind="information", text="Noté"), client_id=key())
    for refused in (lambda: commands.lock_chat(place.other_member, meeting_id, on=False),
                    lambda: commands.give_role(place.member, meeting_id, place.other_member, role="chair"),
                    lambda: commands.remove_person(place.member, meeting_id, place.facilitator, reason="Non")):
        with pytest.raises(Refused):
            refused()
    commands.give_role(place.facilitator, meeting_id, place.member, role=None)
    with pytest.raises(Refused):
        commands.lock_chat(place.member, meeting_id, on=False)


def test_a_point_is_given_more_time_and_only_the_one_that_was_meant(place: Place) -> None:
    meeting_id = place.plan(live=True)
    first, second = (one.id for one in queries.list_agenda(queries.get_meeting(meeting_id)))
    commands.extend_point(place.facilitator, meeting_id, minutes=5, item_id=first)
    assert queries.get_room(meeting_id).item_minutes == 15
    commands.move_agenda(place.facilitator, meeting_id, item_id=second)
    assert queries.get_room(meeting_id).item_minutes == 10
    with pytest.raises(Conflict):
        commands.extend_point(place.facilitator, meeting_id, minutes=5, item_id=first)
    with pytest.raises(Invalid):
        commands.extend_point(place.facilitator, meeting_id, minutes=0, item_id=second)


def test_a_pin_stands_until_its_message_goes(place: Place, as_person: SignIn) -> None:
    meeting_id = place.plan(live=True)
    one, other = (say(place.member, meeting_id, f"Message {n}").message_id for n in (1, 2))
    chair = as_person(place.facilitator)
    assert chair.post(f"/messages/{one}/pin", data={"on": "1"}).status_code == 303
    assert chair.post(f"/messages/{other}/pin", data={"on": "1"}).status_code == 303
    assert as_person(place.member).post(f"/messages/{one}/pin", data={"on": "1"}).status_code == 403
    assert queries.find_pinned(queries.get_room(meeting_id).id).words == "Message 2"  # type: ignore[union-attr]
    commands.delete_message(place.member, other)
    assert queries.find_pinned(queries.get_room(meeting_id).id) is None


def test_reactions_and_answers_by_plain_forms(place: Place, as_person: SignIn) -> None:
    meeting_id, other = place.plan(live=True), as_person(place.other_member)
    said = say(place.member, meeting_id, "Une page unique")
    page = other.get(f"/messages/{said.message_id}/acts").text
    assert "Good point" in page and f"reply={said.message_id}" in page and "Pin" not in page
    for _ in range(2):
        assert other.post(f"/messages/{said.message_id}/react", data={"kind": "insight", "on": "1"}).status_code == 303
    assert other.post(f"/messages/{said.message_id}/react", data={"kind": "joy", "on": "1"}).status_code == 422
    assert as_person(place.member).post(f"/messages/{said.message_id}/react", data={"kind": "agree"}).status_code == 403
    assert queries.count_reactions([said.message_id]) == {said.message_id: {"insight": 1}}
    assert "Une page unique" in other.get(f"/meetings/{meeting_id}/room?reply={said.message_id}").text
    answer = other.post(f"/meetings/{meeting_id}/say", data={
        "text": "D’accord", "client_id": key(), "reply_to": str(said.message_id)})
    assert answer.status_code == 303
    assert f'data-answers="{said.message_id}"' in other.get(f"/meetings/{meeting_id}/room").text
    elsewhere = say(place.member, place.plan(live=True)).message_id
    assert other.post(f"/meetings/{meeting_id}/say", data={
        "text": "Non", "client_id": key(), "reply_to": str(elsewhere)}).status_code == 404
    assert log(meeting_id) == ["started", "message", "reaction insight", "message"]


def test_what_is_corrected_on_a_page_is_a_line_of_the_log_and_once(place: Place, as_person: SignIn) -> None:
    meeting_id = place.plan(live=True)
    noted = commands.Noted(kind="decision", text="Publier les délais")
    one, _seq = commands.capture(place.facilitator, meeting_id, noted, client_id=key())
    point = queries.get_capture(one).point_id or 0
    # Corrected in the room itself: one line, and the page has it too.
    commands.correct_capture(place.facilitator, one, replace(noted, text="Publier chaque mois"), version=1)
    assert log(meeting_id) == ["started", "capture noted", "capture changed"]
    commands.end_meeting(place.facilitator, meeting_id)
    seen = queries.last_number(meeting_id)
    for _ in range(2):  # the same again changes nothing
        commands.change_point(place.facilitator, point, kind="decided", texts={
            "fr": "Publier les délais chaque mois", "ar": "نشر الآجال كل شهر"})
    line, = queries.catch_up(queries.get_room(meeting_id), seen).lines
    assert (line.seq, line.kind, line.word, line.actor_id) == (seen + 1, "capture", "changed", place.facilitator)
    assert line.capture is not None and line.capture.text == "Publier les délais chaque mois" and line.capture.corrected
    # A translation changes no word of what was noted.
    commands.change_point(place.facilitator, point, kind="decided", texts={
        "fr": "Publier les délais chaque mois", "en": "Publish delays every month"})
    assert queries.last_number(meeting_id) == seen + 1
    page = as_person(place.member).get(f"/meetings/{meeting_id}/room").text
    assert "Publier les délais chaque mois" in page and "data-corrected>" in page
    commands.take_out_point(place.facilitator, point)
    commands.change_point(place.facilitator, point, kind="decided", texts={"fr": "Trop tard"})
    assert queries.last_number(meeting_id) == seen + 2 and queries.list_captures(meeting_id) == []


@pytest.fixture
def watched(place: Place) -> Place:
    groups.add_word(place.facilitator, place.group_id, word="casino", act="hold")
    groups.add_word(place.facilitator, place.group_id, word="zut", act="mask")
    groups.add_word(place.facilitator, place.group_id, word="spam", act="refuse")
    return place


def test_watched_words_are_covered_refused_or_read_first(watched: Place, as_person: SignIn) -> None:
    place, meeting_id = watched, watched.plan(live=True)
    member, chair = as_person(place.member), as_person(place.facilitator)
    assert member.post(f"/meetings/{meeting_id}/say", data={"text": "du spam", "client_id": key()}).status_code == 422
    say(place.member, meeting_id, "Oh zut alors")
    page = member.get(f"/meetings/{meeting_id}/room").text
    assert "zut" not in page and "•••" in page
    held = {"text": "Au casino", "client_id": "held-0001"}
    for _ in range(2):
        told = member.post(f"/meetings/{meeting_id}/say", data=held, headers={"Accept": "application/json"}).get_json()
        assert (told["ok"], told["held"], told["seq"]) == (True, True, 0)
    assert log(meeting_id) == ["started", "message"]
    waiting, = queries.list_held(queries.get_room(meeting_id).id)
    assert "Au casino" in chair.get(f"/meetings/{meeting_id}/room").text
    assert "Au casino" not in as_person(place.other_member).get(f"/meetings/{meeting_id}/room").text
    assert member.post(f"/held/{waiting.id}", data={"on": "1"}).status_code == 403
    for _ in range(2):
        assert chair.post(f"/held/{waiting.id}", data={"on": "1"}).status_code == 303
    assert "Au casino" in member.get(f"/meetings/{meeting_id}/room").text
    again = member.post(f"/meetings/{meeting_id}/say", data=held, headers={"Accept": "application/json"}).get_json()
    assert again["new"] is False and again["seq"] == 3
    with pytest.raises(Invalid):  # nor by changing a message that stands
        commands.edit_message(place.member, again["id"], text="Au casino encore")
    say(place.facilitator, meeting_id, "Le casino")  # those who moderate do not wait for themselves


def test_a_message_that_is_kept_out_never_appears(watched: Place) -> None:
    place, meeting_id = watched, watched.plan(live=True)
    assert say(place.member, meeting_id, "casino").held
    waiting, = queries.list_held(queries.get_room(meeting_id).id)
    commands.let_in(place.facilitator, waiting.id, yes=False)
    commands.let_in(place.facilitator, waiting.id, yes=True)  # decided is decided
    assert log(meeting_id) == ["started"] and queries.list_held(queries.get_room(meeting_id).id) == []


def test_whoever_comes_back_is_told_what_matters(place: Place, as_person: SignIn) -> None:
    meeting_id = place.plan(live=True)
    for n in range(20):
        say(place.other_member, meeting_id, f"n° {n}")
    commands.capture(place.facilitator, meeting_id, Noted(kind="decision", text="Une page unique"), client_id=key())
    commands.open_room_poll(place.facilitator, meeting_id, question="On vote ?", minutes=2, client_id=key(), language="fr")
    page = as_person(place.member).get(f"/meetings/{meeting_id}/room?after=1").text
    part = page[page.index('id="since"'):page.index('id="log"')]
    assert "20 messages." in part and "Une page unique" in part and "On vote ?" in part and "Now, point 1" in part
    assert "Since you left" not in as_person(place.member).get(f"/meetings/{meeting_id}/room?after=20").text


def test_notes_are_saved_by_paragraph_and_no_save_hides_another(place: Place, as_person: SignIn) -> None:
    meeting_id, chair, member = place.plan(live=True), as_person(place.facilitator), as_person(place.member)
    item = queries.list_agenda(queries.get_meeting(meeting_id))[0].id
    commands.give_role(place.facilitator, meeting_id, place.other_member, role="secretary")
    new = {"text": "Le débat porte sur les délais.", "client_id": "note-0001", "item_id": str(item)}
    for _ in range(2):
        assert chair.post(f"/meetings/{meeting_id}/notes", data=new).status_code == 303
    note, = queries.list_notes(meeting_id)
    assert "Le débat porte" in member.get(f"/meetings/{meeting_id}/notes").text
    assert member.post(f"/notes/{note.id}", data={"text": "Non", "revision": "1"}).status_code == 403
    other = as_person(place.other_member)
    assert other.post(f"/notes/{note.id}", data={"text": "Le débat : délais.", "revision": "1"}).status_code == 303
    clash = chair.post(f"/notes/{note.id}", data={"text": "Ma version", "revision": "1"})
    assert clash.status_code == 409 and "Ma version" in clash.text and "Le débat : délais." in clash.text
    told = chair.post(f"/notes/{note.id}", data={"text": "Ma version", "revision": "1"},
                      headers={"Accept": "application/json"})
    assert told.status_code == 409 and told.get_json()["note"] == {"id": note.id, "revision": 2, "text": "Le débat : délais."}
    with pytest.raises(NoteConflict):
        commands.save_note(place.facilitator, note.id, text="x", revision=1)
    saved = commands.save_note(place.facilitator, note.id, text="Les deux", revision=2)
    assert commands.save_note(place.facilitator, note.id, text="Les deux", revision=2) == saved  # sent again
    assert queries.list_note_revisions(note.id) == [(1, new["text"]), (2, "Le débat : délais.")]
    assert log(meeting_id) == ["started", "role secretary"]  # notes are not the room's log


def test_presence_is_counted_seldom_and_attendance_kept(place: Place) -> None:
    meeting_id = place.plan(live=True)
    start = clock.now()
    with clock.frozen(start):
        assert commands.count_presence(meeting_id, [place.member, place.other_member]) == 2
        assert commands.count_presence(meeting_id, [place.member]) is None  # too soon for another line
    with clock.frozen(start + timedelta(minutes=3)):
        assert commands.count_presence(meeting_id, [place.member]) == 3
    first, _second = sorted(queries.list_attendance(meeting_id), key=lambda one: one.person_id)
    assert (first.first_at, first.last_at) == (start, start + timedelta(minutes=3))
    assert commands.count_presence(place.plan(), [place.member]) is None  # not begun


def test_the_light_room_says_all_in_little(place: Place, as_person: SignIn) -> None:
    meeting_id, member = place.plan(live=True), as_person(place.member)
    for n in range(60):
        say(place.other_member, meeting_id, f"Message {n} de la réunion, avec une phrase entière comme on en écrit.")
    commands.ask_floor(place.other_member, meeting_id, kind="point", client_id=key())
    page = member.get(f"/meetings/{meeting_id}/room?light=1")
    assert "Message 59" in page.text and "woff2" not in page.text and "icons.svg" not in page.text and "<svg" not in page.text
    assert "<img" not in page.text and "app.css" not in page.text
    styles = member.get(re.search(r'href="(/assets/[^"]+light.css)"', page.text)[1])
    script = member.get(re.search(r'src="(/assets/[^"]+light.js)"', page.text)[1])
    assert len(page.data) + len(styles.data) + len(script.data) < 50_000
    answer = member.post(f"/meetings/{meeting_id}/say?light=1", data={"text": "Bonjour", "client_id": key()})
    assert "light=1" in answer.location


def test_who_is_named_is_told_once(place: Place) -> None:
    from goforum.accounts.queries import people_by_ids
    from goforum.notifications.models import Notice, Notification

    meeting_id = place.plan(live=True)
    handle = people_by_ids([place.other_member])[place.other_member].handle
    said = say(place.member, meeting_id, f"@{handle} qu’en dites-vous ?")
    commands.edit_message(place.member, said.message_id, text=f"@{handle} qu’en dites-vous donc ?")
    rows = db.session.execute(select(Notice.kind, Notification.person_id).join(Notice, Notice.id == Notification.notice_id)
                              .where(Notice.kind == "meeting-named")).all()
    assert [tuple(row) for row in rows] == [("meeting-named", place.other_member)]


def test_a_busy_room_costs_what_a_quiet_one_does(place: Place, as_person: SignIn,
                                                 count_statements: Callable[[], Any]) -> None:
    quiet, busy, member = place.plan(live=True), place.plan(live=True), as_person(place.member)
    for meeting_id, times in ((quiet, 1), (busy, 30)):
        for n in range(times):
            said = say(place.other_member, meeting_id, f"n° {n}")
            commands.react(place.facilitator, said.message_id, "agree")
            commands.capture(place.facilitator, meeting_id, Noted(kind="information", text=f"n° {n}"), client_id=key())
            commands.ask_floor(place.facilitator, meeting_id, kind="point", client_id=key(), by_phone=f"Exemple {n}")

    def cost(path: str) -> int:
        with count_statements() as seen:
            assert member.get(path).status_code == 200
        return len(seen)

    for path in ("room", "room?light=1", "notes", "events?after=1"):
        assert cost(f"/meetings/{busy}/{path}") == cost(f"/meetings/{quiet}/{path}"), path


@pytest.mark.parametrize("lang", ["ar", "fr", "en"])
def test_scripts_are_told_how_the_page_writes_a_day(place: Place, as_person: SignIn, lang: str) -> None:
    meeting_id = place.plan(live=True)
    noted = Noted(kind="action", text="Publier", due_on=date(2027, 7, 9))
    commands.capture(place.facilitator, meeting_id, noted, client_id="capture-day")
    page = as_person(place.member).get(f"/meetings/{meeting_id}/room?lang={lang}").text
    words = json.loads(html.unescape(re.search(r'id="room"[^>]*data-words="([^"]*)"', page)[1]))  # type: ignore[index]
    day = words["day"].format(d=9, m=words["months"][6], y=2027)
    assert words["until"].format(day=day) in page.split('id="log"')[1].split("</ol>")[0]
