"""A meeting at a distance in real windows: a participant on a phone in Arabic, a chair and a secretary in French.

Once with scripts and once without; each step is one that people take, and the page is looked at as axe does.
"""

from typing import Any

import pytest

from goforum.core.db import db
from goforum.groups.queries import standing
from goforum.meetings import commands, queries
from tests.browser import base, browser, in_browser, signed_in  # noqa: F401 - fixtures
from tests.journeys.conftest import Windows, window_of  # noqa: F401 - a fixture
from tests.meetings.conftest import Place, make_place
from tests.meetings.seats import PHONE, WIDE, enter, floor_of, look, state, submit

pytestmark = in_browser


@pytest.fixture
def live(committed: None, ctx: None) -> tuple[Place, int]:
    place = make_place()
    return place, place.plan(agenda=3, live=True)


def tab(page: Any, name: str) -> None:
    page.click(f"[data-tab={name}]")


def test_a_meeting_with_scripts(live: tuple[Place, int], window_of: Windows) -> None:  # noqa: F811
    place, meeting_id = live
    with window_of(place.member, "ar", PHONE) as member, window_of(place.facilitator, "fr", WIDE) as chair:
        frames: list[str] = []
        member.page.on("websocket", lambda line: line.on("framesent", lambda data: frames.append(str(data))))
        phone, desk = enter(member, meeting_id), enter(chair, meeting_id)
        # The participant asks for the floor; the chair sees it and gives it, by keyboard.
        tab(phone, "side")
        phone.click("#ask summary")
        phone.click("#ask button[type=submit]")
        phone.wait_for_selector("#queue li")
        desk.wait_for_selector("#queue li[data-turn]")
        desk.focus("[data-act=next]")
        desk.keyboard.press("Enter")
        phone.wait_for_selector("#queue .speaking")
        desk.wait_for_selector("#queue .speaking [data-since]")
        assert floor_of(meeting_id).speaking.person_id == place.member  # type: ignore[union-attr]
        look(chair, "floor")
        look(member, "floor")
        # A message, an answer to it, a reaction; a decision noted from the message.
        tab(phone, "chat")
        phone.fill("#text", "لنبدأ بثلاث إدارات")
        phone.click("#composer button[type=submit]")
        desk.wait_for_selector(".msg:not([data-waiting]) .tool")
        desk.click(".msg .tool")
        desk.click(".tools button[value=agree]")
        phone.wait_for_selector(".msg [data-kind=agree]:not([hidden])")
        desk.click(".msg .tool")
        desk.click(".tools [data-reply]")
        desk.fill("#text", "D’accord avec vous")
        desk.press("#text", "Control+Enter")
        phone.wait_for_selector("[data-answers]")
        desk.click(".msg:not(.msg-me) .tool")
        look(chair, "tools")
        desk.click(".tools [data-note]")
        desk.wait_for_selector("#capture-text")
        assert desk.input_value("#capture-text") == "لنبدأ بثلاث إدارات"
        desk.click("#desk details[open] button[type=submit] >> nth=0")
        phone.wait_for_selector("#log .deci")
        # A vote; the participant votes without leaving the room.
        desk.click(f"#desk summary:has-text('{chair.say('Open a vote')}')")
        desk.fill("#poll-question", "Commencer par trois administrations ?")
        desk.click("#desk details[open] button[type=submit]")
        desk.wait_for_selector("#vote")
        tab(phone, "side")
        phone.wait_for_selector("#vote .choice", timeout=10_000)
        phone.click("#vote .choice >> nth=0")
        phone.click("#vote button[type=submit]")
        phone.wait_for_selector("#vote .alert-ok")
        assert sum("room_vote" in one for one in frames) == 1  # over the room's own line
        assert phone.evaluate("document.activeElement.closest('#vote') !== null")
        look(member, "vote")
        # The line takes no votes: the same form brings the change.
        phone.evaluate("WebSocket.prototype.send = () => {}")
        phone.click("#vote .choice >> nth=2")
        phone.click("#vote button[type=submit]")
        phone.locator("#vote .alert-ok strong", has_text=member.say("Against")).wait_for(timeout=30_000)
        phone.reload()
        tab(phone, "chat")
        # The chat is locked: the participant is told, and nothing typed is lost; the end closes the room for both.
        desk.click("#desk button[name=on]")
        phone.wait_for_selector("#composer .chat-closed", state="attached", timeout=10_000)
        desk.click(f"#desk summary:has-text('{chair.say('End the meeting')}')")
        desk.click("#desk .btn-danger")
        tab(phone, "chat")
        phone.wait_for_selector("#log .sys:last-of-type")
        look(member, "end")
        assert member.faults == [] and chair.faults == []
    db.session.rollback()
    assert queries.list_captures(meeting_id)[0].text == "لنبدأ بثلاث إدارات"


def test_a_meeting_without_scripts(live: tuple[Place, int], window_of: Windows) -> None:  # noqa: F811
    place, meeting_id = live
    with window_of(place.member, "ar", PHONE, scripts=False) as member, \
            window_of(place.facilitator, "fr", WIDE, scripts=False) as chair:
        phone = enter(member, meeting_id)
        phone.click("#ask summary")
        submit(phone, "#ask form")
        assert phone.locator("#queue li").count() == 1
        phone.fill("#text", "لنبدأ بثلاث إدارات")
        submit(phone, "#composer form")
        desk = enter(chair, meeting_id)
        desk.click("[data-act=next]")
        desk.wait_for_selector("#queue .speaking")
        desk.click(".msg .tool")
        desk.click(f"text={chair.say('I agree')}")
        desk.click(".msg .tool")
        desk.click(f"text={chair.say('Note it as a decision or an action')}")
        assert desk.input_value("#capture-text") == "لنبدأ بثلاث إدارات"
        submit(desk, "form[action$='/capture']")
        desk.click(f"#desk summary:has-text('{chair.say('Open a vote')}')")
        submit(desk, "form[action$='/poll']")
        assert desk.locator("#poll-question-error").count() == 1  # refused beside its field, the rest is kept
        desk.fill("#poll-question", "Commencer ?")
        submit(desk, "form[action$='/poll']")
        phone = enter(member, meeting_id)
        assert phone.locator("#log .deci").count() == 1
        phone.click("#vote .choice >> nth=0")
        submit(phone, "#vote form")
        assert phone.locator("#vote .alert-ok").count() == 1
        desk.click("#desk button[name=on]")
        assert enter(member, meeting_id).locator("#composer .chat-closed").count() == 1
        desk.click(f"#desk summary:has-text('{chair.say('End the meeting')}')")
        desk.click("#desk .btn-danger")
        chair.faults[:] = [fault for fault in chair.faults if "422" not in fault]  # the refusal above
    db.session.rollback()
    assert queries.get_meeting(meeting_id).state == "ended"
    assert queries.get_queue(state(meeting_id)).seconds.keys() == {""}


def test_notes_of_two_secretaries_are_never_lost(live: tuple[Place, int], window_of: Windows) -> None:  # noqa: F811
    place, meeting_id = live
    commands.give_role(place.facilitator, meeting_id, place.member, role="secretary")
    assert standing(place.member, place.group_id).role == "member"
    with window_of(place.facilitator, "fr", WIDE) as one, window_of(place.member, "ar", PHONE) as other:
        here, there = one.page, other.page
        one.open(f"/meetings/{meeting_id}/notes?lang=fr")
        here.fill("section:first-of-type form textarea", "Le débat porte sur les délais.")
        here.wait_for_selector("form[action*='/notes/']")
        look(one, "notes")
        other.open(f"/meetings/{meeting_id}/notes?lang=ar")
        there.fill("form[action*='/notes/'] textarea", "النقاش حول الآجال")
        there.wait_for_function("() => document.querySelector(\"form[action*='/notes/'] [name=revision]\").value === '2'")
        here.fill("form[action*='/notes/'] textarea", "Le débat porte sur les délais de réponse.")
        here.wait_for_selector("[data-clash] blockquote:has-text('النقاش')")
        assert here.input_value("form[action*='/notes/'] textarea") == "Le débat porte sur les délais de réponse."
        here.click("form[action*='/notes/'] button")
        here.wait_for_function("() => document.querySelector(\"form[action*='/notes/'] [name=revision]\").value === '3'")
        one.faults[:] = [fault for fault in one.faults if "409" not in fault]  # the refusal the clash is told by
    db.session.rollback()
    note, = queries.list_notes(meeting_id)
    assert note.text == "Le débat porte sur les délais de réponse."
    assert [text for _, text in queries.list_note_revisions(note.id)][1] == "النقاش حول الآجال"


@pytest.mark.parametrize("minutes", [-5, 5])
def test_clocks_that_are_minutes_off_show_the_same_times(live: tuple[Place, int], window_of: Windows,  # noqa: F811
                                                         minutes: int) -> None:
    place, meeting_id = live
    commands.ask_floor(place.member, meeting_id, kind="point", client_id="clocks-0001")
    commands.call_speaker(place.facilitator, meeting_id)
    wrong = f"const right = Date.now; Date.now = () => right() + {minutes * 60_000};"
    with window_of(place.member, "fr", WIDE) as one:
        one.context.add_init_script(wrong)
        page = enter(one, meeting_id)
        page.wait_for_function("() => /[0-9]:[0-9][0-9]/.test(document.querySelector('#queue [data-since]').textContent)")
        page.wait_for_timeout(1500)
        shown = page.text_content("#queue [data-since]")
        spent = int(shown.split(":")[-1][:2]) + 60 * int(shown.split("·")[-1].strip().split(":")[0])
    assert spent < 60, shown  # not five minutes, nor less than nothing


def test_the_light_room_is_written_in_and_refreshes(live: tuple[Place, int], window_of: Windows) -> None:  # noqa: F811
    place, meeting_id = live
    commands.say(place.other_member, meeting_id, text="Bonjour", client_id="light-0001")
    sent: list[int] = []
    with window_of(place.member, "ar", PHONE) as one:
        one.page.on("response", lambda answer: sent.append(len(answer.body())))
        page = enter(one, meeting_id, "&light=1")
        page.wait_for_load_state("networkidle")
        assert sum(sent) < 50_000, sent
        look(one, "light")
        page.fill("#text", "كلمة")
        submit(page, "#write form")
        page.wait_for_selector("#log >> text=كلمة")
        assert page.input_value("#text") == ""


