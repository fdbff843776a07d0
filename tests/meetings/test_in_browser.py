"""The scripts of the room in a real browser: seen at once, kept through cuts, the same log for everybody."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from goforum.core.db import db
from goforum.meetings import commands, queries
from tests.browser import in_browser
from tests.faults.servers import until
from tests.meetings.conftest import Place, make_place

pytestmark = in_browser
NO_SOCKETS = """window.WebSocket = class {
  constructor() { setTimeout(() => { this.onerror?.(new Event("error")); this.onclose?.({ code: 1006 }); }, 20); }
  send() {}
  close() {}
}"""


@pytest.fixture
def live(committed: None, ctx: None) -> tuple[Place, int]:
    place = make_place()
    return place, place.plan(live=True)


Enter = Callable[..., Any]


@pytest.fixture
def enter(browser: Any, base: str, signed_in: Callable[[Any, int], None], live: tuple[Place, int]) -> Iterator[Enter]:
    """Open the room as a person; errors of the page's scripts fail the test."""
    contexts, faults = [], []

    def open_room(person_id: int, *, script: str = "") -> Any:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, service_workers="block")
        signed_in(context, person_id)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if "Content Security" in line.text else None)
        if script:
            page.add_init_script(script)
        page.goto(f"{base}/meetings/{live[1]}/room?lang=en")
        return page

    yield open_room
    for context in contexts:
        context.close()
    assert faults == []


def write(page: Any, text: str) -> None:
    page.fill("#composer textarea", text)
    page.press("#composer textarea", "Control+Enter")


def said(page: Any) -> list[str]:
    found: list[str] = page.eval_on_selector_all("#log .msg:not([data-waiting]) .b", "all => all.map(one => one.innerText.trim())")
    return found


def test_a_second_browser_sees_what_is_said_changed_and_taken_out(enter: Enter, live: tuple[Place, int]) -> None:
    place, _meeting_id = live
    one, other = enter(place.member), enter(place.other_member)
    write(one, "Bonjour <b>à tous</b>")
    other.wait_for_selector("text=Bonjour <b>à tous</b>")
    one.wait_for_selector("#log .msg:not([data-waiting]) .tool")
    one.click(".msg-me .tool")
    one.click(".tools [data-change]")
    one.fill(".tools textarea", "Bonsoir")
    one.click(".tools .btn-1")
    other.wait_for_selector("text=Bonsoir")
    assert other.is_visible("[data-edited]:has-text('edited')")
    one.click(".msg-me .tool")
    one.click(".tools [data-change]")
    one.click(".tools .btn-danger")
    other.wait_for_selector("text=taken out by its author")
    assert said(one) == said(other)


def test_what_is_written_in_a_cut_survives_a_reload_and_is_said_once(enter: Enter, live: tuple[Place, int]) -> None:
    place, meeting_id = live
    page = enter(place.member)
    page.route("**/say", lambda route: route.abort())
    page.add_init_script(NO_SOCKETS)
    page.reload()
    write(page, "Écrit sans réseau")
    page.wait_for_selector(".msg-wait:has-text('Écrit sans réseau') .badge:has-text('Waiting for the network')")
    assert page.locator("[data-waiting]").count() == 1
    page.reload()
    page.wait_for_selector(".msg-wait:has-text('Écrit sans réseau')")
    db.session.rollback()
    assert queries.get_room(meeting_id).last_seq == 1
    page.unroute("**/say")
    page.wait_for_selector("[data-waiting]", state="detached", timeout=20_000)
    page.wait_for_selector("text=Écrit sans réseau")
    db.session.rollback()
    assert queries.get_room(meeting_id).last_seq == 2 and said(page) == ["Écrit sans réseau"]


def test_a_message_whose_answer_was_lost_is_one_bubble_after_a_reload(enter: Enter, live: tuple[Place, int]) -> None:
    """It was said and is on the page as drawn; the outbox, which never heard so, sends it again and lets it go."""
    place, meeting_id = live
    page = enter(place.member)
    commands.say(place.member, meeting_id, text="Said, unheard", client_id="unheard-0001")
    page.evaluate("""([meeting, me]) => localStorage.setItem(`gf-room:${meeting}:${me}:unheard-0001`, JSON.stringify(
        {name: "unheard-0001", text: "Said, unheard", re: 0, phone: "", order: 1, state: "sending"}))""",
                  [meeting_id, place.member])
    page.reload()
    page.wait_for_function("() => !Object.keys(localStorage).some((key) => key.includes('unheard-0001'))")
    assert page.locator("#log .msg").count() == 1


def test_the_state_of_a_message_is_in_words_and_read_out_once(enter: Enter, live: tuple[Place, int]) -> None:
    place, _meeting_id = live
    page = enter(place.member)
    page.wait_for_selector("#line", state="hidden")
    for words in ("Un", "Deux"):
        write(page, words)
        page.wait_for_selector(f"#log .msg:not([data-waiting]):has-text('{words}') [data-sent]:has-text('Sent')")
    assert page.locator("[data-sent]").count() == 1  # beside what was written last
    assert page.text_content("#outbox") == ""  # the log has read it out already
    page.route("**/say", lambda route: route.abort())
    page.add_init_script(NO_SOCKETS)
    page.add_init_script("""addEventListener("DOMContentLoaded", () => {
      window.read = [];
      new MutationObserver(() => window.read.push(document.getElementById("outbox").textContent))
        .observe(document.getElementById("outbox"), { childList: true });
    })""")
    page.reload()
    write(page, "Trois")
    waiting = page.locator("#log [data-waiting]")
    page.wait_for_selector("#log [data-waiting] .badge:has-text('Waiting for the network')")
    assert waiting.get_attribute("aria-live") == "off"
    page.unroute("**/say")
    page.wait_for_selector("#log .msg:not([data-waiting]):has-text('Trois') [data-sent]", timeout=20_000)
    assert (waiting.count(), said(page)) == (0, ["Un", "Deux", "Trois"])
    assert set(page.evaluate("window.read")) == {"Waiting for the network"}
    page.eval_on_selector("#composer textarea", "area => { area.value = 'x'.repeat(4001); }")  # as no hand can
    page.press("#composer textarea", "Control+Enter")
    page.wait_for_selector("#log [data-waiting] .badge:has-text('Not sent')")
    assert "characters" in page.text_content("#outbox")
    assert page.text_content("#outbox").startswith("Not sent: ")


def test_a_day_corrected_live_is_written_as_the_page_writes_days(enter: Enter, live: tuple[Place, int]) -> None:
    place, meeting_id = live
    noted = commands.Noted(kind="action", text="Publier", owner_id=place.member, due_on=date(2027, 3, 1))
    number, _seq = commands.capture(place.facilitator, meeting_id, noted, client_id="capture-day")
    db.session.remove()
    page = enter(place.other_member)
    page.wait_for_selector(f"#c{number}:has-text('until March 1, 2027')")
    commands.correct_capture(place.facilitator, number, replace(noted, due_on=date(2027, 12, 31)), version=1)
    db.session.remove()
    page.wait_for_selector(f"#c{number}:has-text('until December 31, 2027')")


def test_without_sockets_messages_come_by_plain_requests(enter: Enter, live: tuple[Place, int]) -> None:
    place, meeting_id = live
    page = enter(place.member, script=NO_SOCKETS)
    page.wait_for_selector("#line:has-text('every few seconds')", timeout=15_000)
    first = commands.say(place.other_member, meeting_id, text="Un", client_id="other-0001")
    commands.edit_message(place.other_member, first.message_id, text="Premier")
    db.session.remove()
    page.wait_for_selector("text=Premier", timeout=15_000)
    write(page, "Deuxième")
    page.wait_for_selector("[data-waiting]", state="detached", timeout=15_000)
    assert said(page) == ["Premier", "Deuxième"]


def test_the_end_is_seen_by_everybody_and_closes_the_composer(enter: Enter, live: tuple[Place, int]) -> None:
    place, _meeting_id = live
    member, organiser = enter(place.member), enter(place.facilitator)
    organiser.click("#agenda form button >> nth=0")
    member.wait_for_selector("#agenda [aria-current='step']:has-text('Point 2')")
    organiser.click("#desk summary:has-text('End the meeting')")
    organiser.click("#desk .btn-danger")
    member.wait_for_selector("text=can be read, not added to")
    assert member.locator("#composer textarea").count() == 0


def test_a_reader_further_up_is_not_moved(enter: Enter, live: tuple[Place, int]) -> None:
    place, meeting_id = live
    for n in range(30):
        commands.say(place.other_member, meeting_id, text=f"Message {n}", client_id=f"many-{n:04}")
    page = enter(place.member)
    page.wait_for_selector("text=Message 29")
    page.wait_for_timeout(800)
    page.eval_on_selector(".chat", "pane => pane.scrollTop = 0")
    page.wait_for_timeout(200)
    commands.say(place.other_member, meeting_id, text="Tout en bas", client_id="many-last")
    page.wait_for_selector("#jump:has-text('New message')")
    assert page.eval_on_selector(".chat", "pane => pane.scrollTop") == 0
    page.click("#jump")
    page.wait_for_timeout(300)
    assert page.eval_on_selector(".chat", "pane => pane.scrollTop") > 0 and page.is_hidden("#jump")


def test_whoever_comes_back_after_long_is_told_what_matters(enter: Enter, live: tuple[Place, int]) -> None:
    place, meeting_id = live
    page = enter(place.member)
    commands.say(place.other_member, meeting_id, text="Lu en direct", client_id="away-live")
    page.wait_for_selector("#log >> text=Lu en direct")
    page.goto("about:blank")
    # What came over the line was read too: the page said so when it went away.
    room_id, read = queries.get_room(meeting_id).id, queries.last_number(meeting_id)
    until(lambda: db.session.rollback() or queries.find_reading(room_id, place.member) == read)  # type: ignore[func-returns-value]
    for n in range(20):
        commands.say(place.other_member, meeting_id, text=f"Message {n}", client_id=f"away-{n:04}")
    commands.capture(place.facilitator, meeting_id, commands.Noted(kind="decision", text="Une page unique"),
                     client_id="away-note")
    db.session.remove()
    page = enter(place.member)  # on another device
    page.wait_for_selector("#since:has-text('20 messages'):has-text('Une page unique')")
