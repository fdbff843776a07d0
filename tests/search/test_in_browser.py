"""Titles suggested while one types, in a browser: by keyboard, by mouse, on a bad line, and the plain form without scripts."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from goforum.core.db import db
from goforum.search import jobs
from goforum.threads import commands as threads
from tests.axe.engine import axe_faults
from tests.browser import Visit, in_browser, visit
from tests.factories import make_group, make_member

pytestmark = in_browser

TITLES = {
    "ar": ("تكوين المكلفين بالمعلومات", "تكوين المكلفات بالتواصل", "ميزانية الجماعة"),
    "fr": ("Former des agents d’information", "Former des agentes de liaison", "Budget de la commune"),
}
# A whole word and the beginning of one: two titles. And a word by which the first of them is found.
TYPED = {"ar": "تكوين المكلف", "fr": "former des age"}
WORD = {"ar": "المكلفين", "fr": "agents"}
LOOKS = [("ar", 390), ("fr", 1280)]


@pytest.fixture
def window(committed, index, browser: Any, base: str) -> Iterator[Callable[..., Visit]]:
    """Open the search page as a visitor; every window must stay free of faults."""
    group = make_group()
    author = make_member(group)
    for titles in TITLES.values():
        for title in titles:
            threads.create_thread(author, group, title=title, body="x")
    while jobs.tick():
        pass
    db.session.remove()
    with ExitStack() as stack:

        def make(lang: str, width: int, **options: Any) -> Visit:
            one = stack.enter_context(visit(browser, base, lang, width, **options))
            one.open(f"/search?lang={lang}")
            one.check_page()
            return one

        yield make


def box(one: Visit) -> Any:
    return one.page.locator("#q")


def lines(one: Visit) -> Any:
    return one.page.locator("#suggestions [role=option]")


def status(one: Visit) -> Any:
    return one.page.locator(".ask ~ [role=status]")


def type_in(one: Visit, text: str) -> Any:
    """Key by key, and wait for the two titles."""
    box(one).press_sequentially(text)
    lines(one).nth(1).wait_for()
    return lines(one)


def leads_to(one: Visit, title: str) -> None:
    """The page behind a suggestion has come."""
    one.page.get_by_role("heading", level=1, name=title).wait_for()
    one.check_page()


@pytest.mark.parametrize(("lang", "width"), LOOKS)
def test_titles_come_while_one_types_and_are_chosen_by_keyboard(window, lang, width):
    one = window(lang, width)
    found = type_in(one, TYPED[lang])
    titles = found.locator("span").all_inner_texts()
    assert sorted(titles) == sorted(TITLES[lang][:2])
    assert box(one).get_attribute("role") == "combobox"
    assert box(one).get_attribute("aria-expanded") == "true"
    assert one.page.locator(f"#{box(one).get_attribute('aria-controls')}").get_attribute("role") == "listbox"
    assert status(one).text_content() == one.say(
        "Suggestions: {n}. Arrow keys to choose, Enter to open.").replace("{n}", "2")
    one.check_page()
    assert axe_faults(one) == []
    one.picture("suggestions")

    def chosen() -> list[int]:
        marked = [at for at in range(2) if found.nth(at).get_attribute("aria-selected") == "true"]
        for at in marked:
            assert box(one).get_attribute("aria-activedescendant") == found.nth(at).get_attribute("id")
        return marked

    assert chosen() == []
    for key, at in (("ArrowUp", 1), ("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0)):
        box(one).press(key)
        assert chosen() == [at]
    box(one).press("Enter")
    leads_to(one, titles[0])


@pytest.mark.parametrize(("lang", "width"), LOOKS)
def test_escape_and_leaving_close_the_list_and_what_was_typed_stays(window, lang, width):
    one = window(lang, width)
    type_in(one, TYPED[lang][:-1])
    box(one).press("Escape")
    assert lines(one).count() == 0
    assert box(one).get_attribute("aria-expanded") == "false"
    assert box(one).get_attribute("aria-activedescendant") is None
    assert box(one).input_value() == TYPED[lang][:-1]
    type_in(one, TYPED[lang][-1])
    box(one).press("Tab")
    lines(one).first.wait_for(state="detached")
    assert box(one).input_value() == TYPED[lang]
    # Enter with nothing chosen searches, as without scripts.
    box(one).fill(WORD[lang])
    box(one).press("Enter")
    one.page.wait_for_url("**/search?q=*")
    assert WORD[lang] in one.page.locator(".hit mark").first.inner_text()


def test_a_line_is_opened_with_the_mouse(window):
    one = window("fr", 1280)
    found = type_in(one, TYPED["fr"])
    title = found.nth(1).locator("span").inner_text()
    found.nth(1).click()
    leads_to(one, title)


def test_nothing_like_it_is_said_and_no_list_is_shown(window):
    one = window("fr", 1280)
    box(one).press_sequentially("zzqqxx")
    status(one).get_by_text(one.say("No suggestion")).wait_for(state="attached")
    assert lines(one).count() == 0
    assert box(one).get_attribute("aria-expanded") == "false"


def test_a_late_answer_does_not_take_the_place_of_a_newer_one(window):
    one = window("fr", 1280)
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    one.page.route("**/search/suggest?q=bu", hold)
    with one.page.expect_request("**/search/suggest?q=bu"):
        box(one).press_sequentially("bu")
    box(one).fill("")
    found = type_in(one, TYPED["fr"])
    before = found.all_inner_texts()
    for route in held:
        route.fulfill(json=[{"title": "late", "kind": "late", "lang": "fr", "url": "/late"}])
    # Asked and answered after it: the late one has had its turn.
    one.page.evaluate("fetch('/search/suggest?q=a').then(() => new Promise(requestAnimationFrame))")
    assert found.all_inner_texts() == before


def test_on_a_broken_line_the_box_still_searches(window):
    one = window("fr", 1280)
    one.accept("ERR_FAILED")
    one.page.route("**/search/suggest**", lambda route: route.abort())
    with one.page.expect_event("requestfailed"):
        box(one).press_sequentially(WORD["fr"])
    assert lines(one).count() == 0
    box(one).press("Enter")
    one.page.wait_for_url("**/search?q=*")
    assert WORD["fr"] in one.page.locator(".hit mark").first.inner_text()


@pytest.mark.parametrize(("lang", "width"), LOOKS)
def test_without_scripts_it_is_a_plain_form(window, lang, width):
    one = window(lang, width, scripts=False)
    assert box(one).get_attribute("role") is None
    box(one).fill(WORD[lang])
    box(one).press("Enter")
    one.page.wait_for_url("**/search?q=*")
    assert WORD[lang] in one.page.locator(".hit mark").first.inner_text()
    assert box(one).input_value() == WORD[lang]
