"""Nothing typed is lost, nothing is posted twice: fourteen ways to interrupt somebody who writes, in a real browser.

While typing: 1 the tab is closed, 2 it crashes, 3 the network is cut, 4 the server is killed (-9), 5 it is restarted,
6 the session ends. While sending: 7 the network is cut, 8 the answer is lost after the commit, 9 the server is killed,
10 the session has ended, 11 the form is refused. Afterwards and beside: 12 the back button after posting, 13 two tabs
on one draft, 14 two devices on one draft.

Each ends with the text posted once, word for word, and with no draft of it left. ``GOFORUM_TEST_LONG`` repeats them.
"""

import secrets
import threading
import time
from contextlib import contextmanager, suppress

import pytest

from tests.browser import LONG, chromium, in_browser
from tests.faults.harness import stage

pytestmark = [*in_browser, pytest.mark.slow]
ROUNDS = 12 if LONG else 1
BOX, SEND = "#reply textarea", "#reply button[type=submit]:not([name])"
SAVED = "[data-saved]:has-text(':')"  # "Draft kept at 10:42": the server has it


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    with stage(tmp_path_factory.mktemp("loss"), people=15) as made:
        yield made


@pytest.fixture(scope="module")
def windows():
    with chromium() as made:
        yield made


class Writer:
    """One person at one thread, on as many devices as they like."""

    def __init__(self, scene, browser, number):
        self.scene, self.browser = scene, browser
        self.person = scene.people[number]
        self.thread = scene.found["threads"][number % 3]
        self.text = f"كلمة أولى {secrets.token_hex(6)} et la suite, written to the end."
        self.contexts = []
        self.page = self.device()

    @property
    def address(self):
        return f"{self.scene.site.base}/threads/{self.thread}"

    def device(self, cookie=None):
        """A browser of this person's, with the thread open."""
        name, _, value = (cookie or self.person["cookie"]).partition("=")
        context = self.browser.new_context(viewport={"width": 390, "height": 844}, service_workers="block")
        context.set_default_timeout(15000)
        context.add_cookies([{"name": name, "value": value, "url": self.scene.site.base}])
        self.contexts.append(context)
        page = context.new_page()
        page.goto(self.address)
        return page

    def type(self, text, page=None):
        (page or self.page).locator(BOX).press_sequentially(text)

    def again(self):
        """Whatever became of the tab: the thread opened anew on the same device."""
        context = self.contexts[0]
        self.page = context.new_page()
        self.page.goto(self.address)

    def holds(self, text=None, page=None):
        page, text = page or self.page, self.text if text is None else text
        page.wait_for_function("([box, text]) => document.querySelector(box).value === text", arg=[BOX, text])

    def send(self, page=None):
        page = page or self.page
        page.locator(SEND).click()
        page.wait_for_url("**#p*")

    def posts(self, text=None):
        return [row.body_source for row in self.scene.rows(
            "SELECT body_source FROM posts WHERE thread_id = :thread AND author_id = :author",
            thread=self.thread, author=self.person["id"]) if (text or self.text) in row.body_source]

    def drafts(self):
        return self.scene.rows(
            "SELECT body FROM drafts WHERE person_id = :person AND discarded_at IS NULL AND body <> ''",
            person=self.person["id"])

    def sign_out_everywhere(self):
        with self.scene.engine.begin() as connection:
            connection.exec_driver_sql(f"DELETE FROM sessions WHERE person_id = {int(self.person['id'])}")

    def sign_in_again(self):
        """What the sign-in page does: a new session in this browser."""
        fresh = fresh_cookie(self.scene, self.person["id"])
        name, _, value = fresh.partition("=")
        self.contexts[0].add_cookies([{"name": name, "value": value, "url": self.scene.site.base}])

    def check(self, text=None):
        """Posted once, word for word; nothing waits to be posted again."""
        assert self.posts(text) == [text or self.text]
        for context in self.contexts:
            page = context.new_page()
            page.goto(self.address)
            page.wait_for_timeout(400)
            assert page.locator(BOX).input_value() == ""
        assert self.drafts() == []
        assert len(self.posts(text)) == 1

    def close(self):
        for context in self.contexts:
            context.close()


def fresh_cookie(scene, person_id):
    """A new session made by the site's own code, in a process of its own."""
    import subprocess
    import sys

    code = ("from bench.prepare import sign_in\nfrom goforum.app import create_app\napp = create_app()\n"
            f"with app.test_request_context():\n    print(sign_in(app, {int(person_id)}).cookie)")
    done = subprocess.run([sys.executable, "-c", code], env=scene.site.environment, capture_output=True, text=True,
                          check=True)
    return done.stdout.splitlines()[-1]


@contextmanager
def writer(scene, browser, number):
    one = Writer(scene, browser, number)
    try:
        yield one
    finally:
        one.close()


def tab_closed(one):
    one.type(one.text)
    one.page.close()
    one.again()
    one.holds()
    one.send()


def tab_crashed(one):
    one.type(one.text)
    with suppress(Exception):
        one.page.goto("chrome://crash", timeout=2000)  # the renderer is gone, and said nothing before
    one.again()
    one.holds()
    one.send()


def network_cut_while_typing(one):
    one.contexts[0].set_offline(True)
    one.type(one.text)
    one.page.wait_for_timeout(3500)
    one.page.close()
    one.contexts[0].set_offline(False)
    one.again()
    one.holds()
    one.send()


def server_killed_while_typing(one):
    one.type(one.text[:20])
    one.scene.site.kill()
    one.type(one.text[20:])
    one.page.close()
    one.scene.site.start_again()
    one.again()
    one.holds()
    one.send()


def server_restarted(one):
    one.type(one.text[:20])
    one.scene.site.stop()
    one.type(one.text[20:])
    one.page.wait_for_timeout(3500)  # a save that nobody answers
    one.scene.site.start_again()
    one.page.locator(SAVED).wait_for(timeout=20000)
    one.page.close()
    one.page = one.device()  # another device: the server has it
    one.holds()
    one.send()


def session_ended_while_typing(one):
    one.type(one.text[:20])
    one.sign_out_everywhere()
    one.type(one.text[20:])
    one.page.locator("[data-saved]:has-text('signed out'), [data-saved]:has-text('session')").or_(
        one.page.locator("[data-saved]:not(:empty)")).first.wait_for()
    one.page.close()
    one.sign_in_again()
    one.again()
    one.holds()
    one.send()


def network_cut_while_sending(one):
    one.type(one.text)
    one.contexts[0].set_offline(True)
    one.page.locator(SEND).click()
    one.page.wait_for_timeout(500)
    one.contexts[0].set_offline(False)
    one.page.close()
    one.again()
    one.holds()
    one.send()


def answer_lost_after_the_commit(one):
    one.type(one.text)

    def lose(route):
        assert route.fetch(max_redirects=0).status == 303
        route.abort()

    one.page.route("**/reply", lose)
    one.page.locator(SEND).click()
    one.page.wait_for_timeout(500)
    assert len(one.posts()) == 1
    one.page.close()
    one.again()
    one.holds("")  # the server says that it has it


def server_killed_while_sending(one):
    one.type(one.text)
    threading.Timer(secrets.randbelow(120) / 1000, one.scene.site.kill).start()
    one.page.locator(SEND).click(no_wait_after=True)
    one.page.wait_for_timeout(600)
    one.scene.site.start_again()
    one.page.close()
    one.again()
    if one.posts():
        one.holds("")
    else:
        one.holds()
        one.send()


def session_ended_at_sending(one):
    one.type(one.text)
    one.sign_out_everywhere()
    one.page.locator(SEND).click()
    one.page.locator("main textarea[readonly], main form").first.wait_for()
    assert one.page.locator("main textarea").first.input_value() == one.text
    one.sign_in_again()
    one.page.close()
    one.again()
    one.holds()
    one.send()


def form_refused(one):
    much = "long text " * 2_010
    one.page.locator(BOX).evaluate(
        "(box, text) => { box.value = text; box.dispatchEvent(new Event('input', {bubbles: true})) }", much + one.text)
    one.page.locator(SEND).click()
    one.page.locator("#form-errors").wait_for()
    assert one.page.locator(BOX).input_value() == much + one.text
    one.page.close()
    one.again()
    one.holds(much + one.text)
    one.page.locator(BOX).fill(one.text)
    one.send()


def back_after_posting(one):
    one.type(one.text)
    one.send()
    one.page.go_back()
    one.page.wait_for_timeout(600)
    one.page.locator(BOX).fill(one.text)
    one.page.locator(SEND).click()
    one.page.wait_for_url("**#p*")


def two_tabs(one):
    other = one.contexts[0].new_page()
    other.goto(one.address)
    one.type(one.text[:30])
    one.page.locator(SAVED).wait_for()
    one.type("Second thoughts.", other)
    other.locator("[data-moved] .was").wait_for()
    assert other.locator("[data-moved] .was").inner_text() == one.text[:30]
    other.locator("[data-keep=both]").click()
    both = f"{one.text[:30]}\n\nSecond thoughts."
    one.holds(both, other)
    other.locator(SAVED).wait_for()
    one.page.close()
    one.text = both
    one.send(other)


def two_devices(one):
    one.type(one.text[:30])
    one.page.locator(SAVED).wait_for()
    second = one.device()
    one.holds(one.text[:30], second)
    second.locator(BOX).press("Control+End")
    one.type(one.text[30:], second)
    one.send(second)
    # The first goes on, not knowing; it is told, and nothing is posted again.
    one.type("!", one.page)
    one.page.locator("[data-moved] [data-keep=none]").wait_for()
    one.page.locator("[data-keep=none]").click()
    one.page.close()


SCENARIOS = (
    tab_closed, tab_crashed, network_cut_while_typing, server_killed_while_typing, server_restarted,
    session_ended_while_typing, network_cut_while_sending, answer_lost_after_the_commit, server_killed_while_sending,
    session_ended_at_sending, form_refused, back_after_posting, two_tabs, two_devices,
)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.__name__)
def test_nothing_is_lost_and_nothing_is_posted_twice(scene, windows, scenario):
    began = time.monotonic()
    for _ in range(ROUNDS):
        with writer(scene, windows, SCENARIOS.index(scenario)) as one:
            scenario(one)
            one.check()
    print(f"{scenario.__name__}: {ROUNDS} × in {time.monotonic() - began:.1f} s, 0 lost, 0 twice")
