"""The scripts of a thread, in a real browser: new posts announced, quotes under drafts, nothing sent twice."""

import os
import threading

import pytest
from flask.sessions import SecureCookieSessionInterface
from werkzeug.serving import make_server

from goforum.accounts.commands import start_session
from goforum.core.db import db
from goforum.threads import commands, queries
from tests.factories import make_group, make_member
from tests.threads.conftest import make_posts, make_thread

CHROMIUM = os.environ.get("GOFORUM_TEST_CHROMIUM", "")
pytestmark = [
    pytest.mark.browser, pytest.mark.once,
    pytest.mark.skipif(not CHROMIUM, reason="no browser: GOFORUM_TEST_CHROMIUM is not set"),
]


@pytest.fixture(scope="module")
def base(app):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(5)
    server.server_close()


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        made = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield made
        made.close()


@pytest.fixture
def place(committed, ctx):
    group = make_group()
    author, reader = make_member(group, name="Salma"), make_member(group, name="Youssef", language="fr")
    thread = make_thread(group, author)
    make_posts(thread, author, 4)
    return thread, author, reader


@pytest.fixture
def page(app, browser, base, place):
    """The reader's phone; errors of the page's scripts fail the test."""
    _thread, _author, reader = place
    cookie = SecureCookieSessionInterface().get_signing_serializer(app).dumps(
        {"_user_id": start_session(reader), "_fresh": True})
    db.session.remove()
    context = browser.new_context(viewport={"width": 390, "height": 844}, service_workers="block")
    context.add_cookies([{"name": "gf", "value": cookie, "url": base}])
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
