"""The scripts of a thread, in a real browser: new posts announced, quotes under drafts, nothing sent twice."""


import pytest

from goforum.core.db import db
from goforum.threads import commands, queries
from tests.browser import in_browser
from tests.factories import make_group, make_member
from tests.threads.conftest import make_posts, make_thread

pytestmark = in_browser


@pytest.fixture
def place(committed, ctx):
    group = make_group()
    author, reader = make_member(group, name="Salma"), make_member(group, name="Youssef", language="fr")
    thread = make_thread(group, author)
    make_posts(thread, author, 4)
    return thread, author, reader


@pytest.fixture
def page(browser, signed_in, place):
    """The reader's phone; errors of the page's scripts fail the test."""
    _thread, _author, reader = place
    context = browser.new_context(viewport={"width": 390, "height": 844}, service_workers="block")
    signed_in(context, reader)
    made = context.new_page()
    faults = []
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
    yield made
    context.close()
    assert faults == []


def test_new_posts_are_announced_without_moving_the_page(page, base, place):
    thread, author, _reader = place
    page.clock.install()
    page.goto(f"{base}/threads/{thread}")
    commands.reply(author, thread, body="Something new")
    db.session.remove()
    page.evaluate("scrollTo(0, 300)")
    page.clock.run_for(31_000)
    page.wait_for_selector("[data-fresh] a")
    assert page.evaluate("scrollY") == 300
    page.click("[data-fresh] a")
    page.wait_for_selector("text=Something new")
    assert page.url.endswith("#p6")


def test_a_quote_goes_under_the_draft_once(page, base, place):
    thread, _author, _reader = place
    page.goto(f"{base}/threads/{thread}")
    page.fill("#reply textarea", "Mon brouillon")
    page.wait_for_selector("[data-saved]:not(:empty)")
    page.click("#p1 a[href*='quote=']")
    page.wait_for_url("**quote=*")
    for _ in range(2):
        typed = page.input_value("#reply textarea")
        assert typed.startswith("Mon brouillon\n\n> [Salma](/posts/")
        assert typed.count("> The first word.") == 1
        page.reload()


def test_two_clicks_and_the_back_button_publish_once(page, base, place):
    thread, _author, _reader = place
    page.goto(f"{base}/threads/{thread}")
    page.fill("#reply textarea", "Une seule fois")
    page.dblclick("#reply button[type=submit]:not([name])")
    page.wait_for_selector("#p6")
    assert page.input_value("#reply textarea") == ""
    page.go_back()
    page.fill("#reply textarea", "Une seule fois")
    page.click("#reply button[type=submit]:not([name])")
    page.wait_for_url("**#p6")
    db.session.rollback()
    assert queries.get_head(thread, None).post_count == 6
