"""A vote by ranking and one by dots, as people do them: opened, filled in, changed, with scripts and without."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser import in_browser, visit

pytestmark = [*in_browser]
FORUM = "/groups/civil-society-forum"


def open_poll(one, method, question, **fields):
    """Fill in the form of this method and send it; the address of the poll."""
    one.open(f"{FORUM}/polls/new")
    one.page.locator(f'main a[href*="method={method}"]').click()
    one.page.fill("[name=question]", question)
    one.page.fill("[name=options]", "Rabat\nفاس\nOujda")
    one.page.fill("[name=closes_at]", (datetime.now(UTC) + timedelta(days=7)).strftime("%Y-%m-%dT%H:%M"))
    one.page.fill("[name=quorum_percent]", "0")
    for name, value in fields.items():
        one.page.fill(f"[name={name}]", value)
    one.page.locator("main form button[type=submit]").click()
    one.page.wait_for_url(re.compile(r"/polls/\d+$"))
    return one.page.url.removeprefix(one.base)


@pytest.mark.parametrize(("lang", "width", "scripts"), [("ar", 390, True), ("fr", 1280, False)])
def test_ranking_and_changing_ones_mind(browser, demo, lang, width, scripts):
    with visit(browser, demo.base, lang, width, scripts=scripts) as one:
        one.sign_in("facilitator@example.org", demo.password)
        path = open_poll(one, "schulze", "Où nous réunir ? أين نلتقي؟")
        one.page.select_option("[name=m_o2]", "1")
        one.page.select_option("[name=m_o1]", "2")
        one.page.locator("#vote form button.btn-1[type=submit]").click()
        one.page.locator("#vote .alert-ok").wait_for()
        assert [line.strip() for line in one.page.locator("#vote .alert-ok li").all_inner_texts()] == ["1. فاس", "2. Rabat"]
        assert one.page.locator("#results tbody tr").first.inner_text().startswith("1.")
        one.page.select_option("[name=m_o2]", "")
        one.page.locator("#vote form button.btn-1[type=submit]").click()
        expect(one.page.locator("#vote .alert-ok li")).to_have_count(1)
        one.page.check("[name=blank]")
        one.page.locator("#vote form button.btn-1[type=submit]").click()
        one.page.locator("#form-errors").wait_for()
        one.accept("status of 422")
        assert one.page.input_value("[name=m_o1]") == "1"  # the only one left is the first
        one.open(path)
        assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_dots_left_are_told_while_they_are_shared_out(browser, demo):
    with visit(browser, demo.base, "fr", 390) as one:
        one.sign_in("facilitator@example.org", demo.password)
        open_poll(one, "dots", "Quels sujets ?", ceiling="6")
        assert not one.page.locator("[data-left]").is_visible()
        one.page.fill("[name=m_o1]", "4")
        assert one.page.locator("[data-left] b").inner_text() == "2"
        one.page.fill("[name=m_o3]", "5")
        assert one.page.locator("[data-left] b").inner_text() == "-3"
        one.page.locator("#vote form button.btn-1[type=submit]").click()
        one.accept("status of 422")
        one.page.locator("#form-errors").wait_for()
        one.page.fill("[name=m_o3]", "1")
        one.page.locator("#vote form button.btn-1[type=submit]").click()
        one.page.locator("#vote .alert-ok").wait_for()
