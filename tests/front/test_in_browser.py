"""The scripts of every page, in a real browser: drafts, refused forms, menus, offline reading."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import in_browser

pytestmark = in_browser


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A phone; errors of the page's scripts fail the test."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, service_workers="block")
    made = context.new_page()
    faults: list[str] = []
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
    yield made
    context.close()
    assert faults == []


def test_a_draft_comes_back_after_the_page_is_loaded_again(page: Any, base: str) -> None:
    page.goto(f"{base}/kit?lang=fr")
    page.fill("textarea[name=body]", "Un début de texte")
    page.wait_for_selector("[data-saved]:not(:empty)")
    page.reload()
    assert page.input_value("textarea[name=body]") == "Un début de texte"


def test_a_sent_draft_does_not_come_back(page: Any, base: str) -> None:
    page.goto(f"{base}/kit?lang=en")
    page.fill("input[name=title]", "A title")
    page.fill("textarea[name=body]", "A text")
    page.check("input[name=position][value=for]")
    page.click("button:has-text('Send')")
    page.wait_for_selector(".toast:has-text('Sent.')")
    page.goto(f"{base}/kit?lang=en")
    assert not page.input_value("textarea[name=body]")


def test_a_draft_outlives_a_send_that_failed(page: Any, base: str) -> None:
    page.goto(f"{base}/sign-up?lang=en")
    page.goto(f"{base}/kit?lang=en")
    page.fill("textarea[name=body]", "Not lost either")
    page.evaluate("document.querySelector('#sample form').removeAttribute('data-enhance')")
    page.context.set_offline(True)
    page.click("button:has-text('Send')", no_wait_after=True)
    page.wait_for_timeout(1000)
    page.context.set_offline(False)
    page.goto(f"{base}/kit?lang=en")
    assert page.input_value("textarea[name=body]") == "Not lost either"


def test_a_whole_page_that_was_taken_forgets_the_draft(page: Any, base: str) -> None:
    page.goto(f"{base}/kit?lang=en")
    page.evaluate("document.querySelector('#sample form').removeAttribute('data-enhance')")
    page.fill("input[name=title]", "A title")
    page.fill("textarea[name=body]", "A text")
    page.check("input[name=position][value=for]")
    page.click("button:has-text('Send')")
    page.wait_for_selector(".flashes:has-text('Sent.')")
    assert not page.input_value("textarea[name=body]")


def test_a_refused_form_keeps_the_text_and_takes_the_focus_to_what_is_wrong(page: Any, base: str) -> None:
    page.goto(f"{base}/kit?lang=en")
    page.fill("textarea[name=body]", "Not lost")
    page.click("button:has-text('Send')")
    page.wait_for_selector("#form-errors")
    assert page.evaluate("document.activeElement.id") == "form-errors"
    assert page.input_value("textarea[name=body]") == "Not lost"
    assert page.get_attribute("input[name=title]", "aria-invalid") == "true"


def test_a_menu_opens_and_closes_with_the_keyboard(page: Any, base: str) -> None:
    page.goto(f"{base}/kit?lang=en")
    summary = page.locator("details.menu:visible summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.menu[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("details.menu[open]").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


@pytest.mark.parametrize("lang", ["ar", "fr"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_scrolls_sideways(page: Any, base: str, lang: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("/kit", "/", "/about", "/none"):
        page.goto(f"{base}{path}?lang={lang}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_a_page_once_read_can_be_read_without_the_network(browser: Any, base: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{base}/about?lang=en")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()  # from here on the worker answers
    assert page.evaluate("navigator.serviceWorker.controller !== null")
    page.goto(f"{base}/charter?lang=en")
    page.goto(f"{base}/help?lang=en")
    context.set_offline(True)
    page.goto(f"{base}/charter?lang=en")
    assert "Participation charter" in page.inner_text("h1")
    page.goto(f"{base}/privacy-never-read?lang=en")
    assert "You are offline" in page.inner_text("h1")
    context.close()


def test_a_refusal_with_a_page_of_its_own_is_shown_whole_with_what_was_typed(page: Any, base: str) -> None:
    """Its address takes forms only: to go there would be a page that says so, and nothing of the text."""
    page.goto(f"{base}/kit?lang=en")
    page.fill("textarea[name=body]", "Not lost")
    page.evaluate("document.querySelector('#sample form [name=csrf_token]').value = 'old'")
    page.click("button:has-text('Send')")
    page.wait_for_selector("main:has-text('Not lost')")
    assert page.locator("#sample").count() == 0
