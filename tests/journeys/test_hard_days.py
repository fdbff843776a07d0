"""Journeys on a bad day: no mouse, a session that ends, a tab that closes, a network that goes away.

Nothing a person wrote may be lost, and nothing may be sent twice.
"""

import re
from typing import Any
from uuid import uuid4

import pytest

from tests.browser import WIDTHS, Demo, Visit, in_browser, visit

pytestmark = [*in_browser, pytest.mark.slow]
THREADS = "/groups/civil-society-forum/threads"
SCREENS = [("ar", WIDTHS["phone"]), ("fr", WIDTHS["wide"])]
TEXT = {"ar": "نص طويل كتبته في القطار،\nوسطر ثانٍ منه.", "fr": "Un texte écrit dans le train,\net sa deuxième ligne."}
EVERYBODY = {"ar": "brahim@example.org", "fr": "mehdi@example.org"}
ON_BOTH = pytest.mark.parametrize(("lang", "width"), SCREENS, ids=["ar-390", "fr-1280"])


def _open_thread(one: Visit) -> str:
    """A thread nobody else writes in: drafts and lists of the other tests do not reach it."""
    one.open(f"{THREADS}/new")
    one.page.get_by_role("textbox", name=one.say("Title")).fill(f"Train {uuid4().hex[:8]}")
    one.page.get_by_label(one.say("First post")).fill("1, 2, 3")
    one.press("Publish")
    one.sees(one.say("Your thread is open."))
    return str(one.page.url)


def _tab_to(one: Visit, wanted: str, limit: int = 120) -> None:
    """Press Tab until the element with the focus answers to a selector."""
    for _press in range(limit):
        one.page.keyboard.press("Tab")
        if one.page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            seen = one.page.evaluate("""() => {
                const box = document.activeElement.getBoundingClientRect();
                return box.width > 0 && box.bottom > 0 && box.top < innerHeight; }""")
            assert seen, f"{wanted} has the focus where nobody sees it"
            return
    raise AssertionError(f"{limit} times Tab did not reach {wanted} on {one.page.url}")


@ON_BOTH
def test_signing_in_and_voting_with_the_keyboard_alone(browser: Any, demo: Demo, lang: str, width: int) -> None:
    with visit(browser, demo.base, lang, width) as one:
        one.open("/")
        keys = one.page.keyboard
        keys.press("Tab")
        assert one.page.evaluate("document.activeElement.className") == "skip"
        _tab_to(one, "header a[href*=sign-in]")
        keys.press("Enter")
        one.page.wait_for_url(re.compile("/sign-in"))
        _tab_to(one, "input[name=email]")
        keys.type(EVERYBODY[lang])
        _tab_to(one, "input[name=password]")
        keys.type(demo.password)
        keys.press("Enter")
        one.page.wait_for_url(lambda address: "/sign-in" not in address)
        _tab_to(one, "nav a[href='/proposals']")
        keys.press("Enter")
        one.page.wait_for_url(re.compile("/proposals$"))
        _tab_to(one, "nav.tabs a[href$='state=voting']")
        keys.press("Enter")
        one.page.wait_for_url(re.compile("state=voting"))
        _open_a_vote_of_mine(one)
        _tab_to(one, "#vote input[type=radio]")
        keys.press("Space")
        for _step in range(2):
            keys.press("ArrowDown")  # for, abstain, against
        _tab_to(one, "#vote form button[type=submit]")
        keys.press("Enter")
        one.page.locator("#vote", has_text=one.say("You voted:")).locator("strong", has_text=one.say("Against")).wait_for()
        one.check_page()


def _open_a_vote_of_mine(one: Visit) -> None:
    """With Tab and Enter: the proposals at the vote one after another, to one where this person has a vote."""
    listed = str(one.page.url)
    for address in one.page.locator("main ul.list a.t").evaluate_all("all => all.map(a => a.getAttribute('href'))"):
        _tab_to(one, f"main a[href='{address}']")
        one.page.keyboard.press("Enter")
        one.page.wait_for_url(re.compile(f"{address}$"))
        if one.page.locator("#vote form").count():
            return
        one.open(listed)
    raise AssertionError("no vote of the demo is open to this person")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
@ON_BOTH
def test_a_session_that_ended_while_writing_gives_the_text_back(
        browser: Any, demo: Demo, lang: str, width: int, scripts: bool) -> None:
    with visit(browser, demo.base, lang, width, scripts=scripts) as one:
        one.accept("Failed to load resource: the server responded with a status of 40[03]")
        one.sign_in(EVERYBODY[lang], demo.password)
        address = _open_thread(one)
        one.page.get_by_label(one.say("Your reply")).fill(TEXT[lang])
        with visit(browser, demo.base, lang) as elsewhere:  # another device signs all of them out
            elsewhere.sign_in(EVERYBODY[lang], demo.password)
            elsewhere.open("/account")
            elsewhere.press("Sign out on all my devices")
            elsewhere.page.wait_for_url(lambda found: "/account" not in found)
        one.press("Publish")
        one.page.wait_for_load_state()
        _written(one, TEXT[lang])
        one.check_page()
        one.sign_in(EVERYBODY[lang], demo.password)
        one.open(address)
        one.page.get_by_label(one.say("Your reply")).fill(TEXT[lang])
        one.context.clear_cookies()  # the browser forgot us altogether
        one.press("Publish")
        one.sees(one.say("Your session ended"))
        _written(one, TEXT[lang])


def _written(one: Visit, text: str) -> None:
    """Some box of the page holds the text, whole."""
    boxes = one.page.locator("main textarea")
    boxes.first.wait_for()
    found = [boxes.nth(n).input_value() for n in range(boxes.count())]
    assert text in found, (one.page.url, one.page.locator("main").inner_text())


@ON_BOTH
def test_a_draft_outlives_the_tab_it_was_written_in(browser: Any, demo: Demo, lang: str, width: int) -> None:
    with visit(browser, demo.base, lang, width) as one:
        one.sign_in(EVERYBODY[lang], demo.password)
        address = _open_thread(one)
        one.page.get_by_label(one.say("Your reply")).press_sequentially(TEXT[lang].partition("\n")[0])
        one.page.locator("#reply [data-saved]:not(:empty)").wait_for()
        one.page.close()
        one.page = one.context.new_page()
        one.open(address)
        told = one.page.locator(".toasts", has_text=one.say("Your draft was kept; here it is."))
        told.wait_for()
        assert one.page.get_by_label(one.say("Your reply")).input_value() == TEXT[lang].partition("\n")[0]
        one.press("Publish")
        one.page.locator("article.post", has_text=TEXT[lang].partition("\n")[0]).wait_for()
        one.open(address)
        assert not one.page.get_by_label(one.say("Your reply")).input_value()


@ON_BOTH
def test_what_is_said_without_network_waits_and_leaves_once(
        browser: Any, demo: Demo, lang: str, width: int) -> None:
    room = None
    with visit(browser, demo.base, lang, width) as one, visit(browser, demo.base, lang, width) as other:
        one.accept(r"ERR_INTERNET_DISCONNECTED|WebSocket connection to .* failed")
        one.sign_in(EVERYBODY[lang], demo.password)
        other.sign_in("salma@example.org", demo.password) if lang == "ar" else other.sign_in(
            "karim@example.org", demo.password)
        for each in (one, other):
            each.menu("Meetings")
            each.follow("Enter the room")
            room = each.page.url
        assert room
        one.page.locator("#people", has_text=re.compile(r"\S")).wait_for(state="attached")  # the direct line stands
        one.context.set_offline(True)
        one.sees(one.say("The line is cut. Your messages are kept on this device and leave when it is back."))
        lines = [f"{n} · {TEXT[lang].partition(chr(10))[0]}" for n in (1, 2)]
        for line in lines:
            one.page.get_by_label(one.say("Your message")).fill(line)
            one.press("Send")
        waiting = one.page.locator("#log .msg-wait", has_text=one.say("Waiting for the network"))
        waiting.nth(1).wait_for(timeout=15000)
        assert other.page.locator("#log").get_by_text(lines[0]).count() == 0
        one.context.set_offline(False)
        for line in lines:
            other.sees(line, within=20)
        one.page.wait_for_function("!document.querySelector('#log .msg-wait')")
        for each in (one, other):
            each.page.reload()
            for line in lines:
                assert each.page.locator("#log").get_by_text(line).count() == 1
