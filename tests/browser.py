"""A browser as people have one, and something to open in it.

``base`` is the site of a test's own ``app``, ``signed_in`` gives a window somebody's session; ``demo`` is a whole site with the demo content (web process and worker), one for each test process; ``browser`` one
Chromium for each module. ``Visit`` is one person's window: it knows the words of its language and remembers
everything that must never happen on a page: an error in the console, a broken policy, a request to another host.
"""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.support import NullTranslations, Translations
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeSerializer
from werkzeug.serving import make_server

from bench.site import free_port
from goforum.accounts.commands import start_session
from goforum.core.db import db

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = os.environ.get("GOFORUM_TEST_CHROMIUM", "")
LONG = bool(os.environ.get("GOFORUM_TEST_LONG"))
PICTURES = os.environ.get("GOFORUM_TEST_PICTURES", "")
# Nothing but what a page asks for leaves the browser.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]
LOCALES = {"ar": "ar-MA", "fr": "fr-FR", "en": "en-GB"}
WIDTHS = {"phone": 390, "wide": 1280}

in_browser = [
    pytest.mark.browser, pytest.mark.once,
    pytest.mark.skipif(not CHROMIUM, reason="no browser: GOFORUM_TEST_CHROMIUM is not set"),
]


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        made = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield made
        made.close()


@cache
def words(lang: str) -> NullTranslations:
    """The catalogue the site itself speaks from."""
    return Translations.load(str(ROOT / "goforum" / "translations"), [lang])


def say(lang: str, message: str, **values: object) -> str:
    """What the site says in this language, as it is read on a page: spaces are spaces."""
    text = str(words(lang).ugettext(message))
    return (text % values if values else text).replace("\N{NO-BREAK SPACE}", " ")


@dataclass
class Demo:
    """A running demo: its address, and the accounts it prints with the password of all of them."""

    base: str
    password: str
    people: list[str] = field(default_factory=list)
    data: Path = Path()


@contextmanager
def running_demo(folder: Path) -> Iterator[Demo]:
    """``goforum demo`` as a person starts it, on a free port, with a data directory of its own."""
    port, log = free_port(), folder / "log"
    own = {"GOFORUM_DATA_DIR": str(folder / "site"), "GOFORUM_DATABASE_URL": "", "GOFORUM_REDIS_URL": "",
           "GOFORUM_RATE_LIMITS": "0", "PYTHONUNBUFFERED": "1"}
    with log.open("wb") as out:
        process = subprocess.Popen([sys.executable, "-m", "goforum", "demo", "--port", str(port)], cwd=ROOT,
                                   stdout=out, stderr=out, env={**os.environ, **own})
    try:
        made = _wait(f"http://127.0.0.1:{port}", process, log)
        made.data = folder / "site"
        yield made
    finally:
        process.terminate()
        process.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(base: str, process: "subprocess.Popen[bytes]", log: Path) -> Demo:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        told = re.findall(r"^\s+(\S+@example\.org)\s+(\S+)", log.read_text(encoding="utf-8"), re.MULTILINE)
        try:
            with urllib.request.urlopen(f"{base}/readyz", timeout=5):
                if told:
                    return Demo(base, told[0][1], [address for address, _password in told])
        except (OSError, urllib.error.URLError):
            pass
        time.sleep(0.2)
    raise AssertionError(log.read_text(encoding="utf-8"))


def end_of(demo: Demo, poll_id: int) -> None:
    """The deadline of a poll of the demo comes now: nobody waits a week for a test. Its worker closes the vote."""
    ago = datetime.now(UTC).replace(tzinfo=None) - timedelta(seconds=1)
    with closing(sqlite3.connect(demo.data / "goforum.db", timeout=30)) as file:
        file.execute("UPDATE polls SET closes_at = ?, opens_at = ? WHERE id = ?",
                     (ago.isoformat(" ", "microseconds"), (ago - timedelta(hours=2)).isoformat(" ", "microseconds"),
                      poll_id))
        file.commit()


def give_up_a_mail(data: Path) -> None:
    """A mail of the demo's site was tried as often as it is, in vain."""
    now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    with closing(sqlite3.connect(data / "goforum.db", timeout=30)) as file:
        file.execute(
            "INSERT OR IGNORE INTO mail_outbox (dedup_key, to_name, to_address, template, lang, data, created_at, tries, dead_at, last_error) "
            "VALUES ('given-up', 'Amina (exemple)', 'gone@example.org', 'groups/invitation', 'fr', '{}', ?, 12, ?, '550 no such user')",
            (now, now))
        file.commit()


def link_of_guest(data: Path, email: str) -> str:
    """The address in the mail of a guest of the demo's site."""
    with closing(sqlite3.connect(data / "goforum.db", timeout=30)) as file:
        link, = file.execute("SELECT link FROM meeting_guests WHERE email = ?", (email,)).fetchone()
    key = (data / "secret-key").read_text(encoding="ascii").strip()
    return f"/guests/{URLSafeSerializer(key, salt='token:guest').dumps(link)}"


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One running demo for all tests of this process."""
    with running_demo(tmp_path_factory.mktemp("demo")) as made:
        yield made


@pytest.fixture(scope="module")
def base(app: Flask) -> Iterator[str]:
    """The site of this process's ``app`` on a port of its own, in a thread; its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(5)
    server.server_close()


@pytest.fixture
def signed_in(app: Flask, base: str) -> Callable[[Any, int], None]:
    """``signed_in(context, person)``: the context holds the cookie of a new session, without the form."""
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None

    def give(context: Any, person: int) -> None:
        cookie = serializer.dumps({"_user_id": start_session(person), "_fresh": True})
        db.session.remove()
        context.add_cookies([{"name": "gf", "value": str(cookie), "url": base}])

    return give


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for all tests of a module; each test opens contexts of its own."""
    with chromium() as made:
        yield made


class Visit:
    """One person at one window."""

    # Where the site of a demo keeps its data.
    site = Path()

    def __init__(self, browser: Any, base: str, lang: str, width: int = 1280, *, scripts: bool = True,
                 **options: Any) -> None:
        self.base, self.lang, self.width, self.scripts = base, lang, width, scripts
        self.faults: list[str] = []
        self.accepted: list[str] = []
        self.context = browser.new_context(
            viewport={"width": width, "height": 844}, locale=LOCALES[lang], java_script_enabled=scripts,
            **{"service_workers": "block", **options})
        self.context.set_default_timeout(20000)
        self.context.on("page", self._watch)
        self.context.on("request", self._asked)
        self.page = self.context.new_page()

    def _watch(self, page: Any) -> None:
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("console", lambda line: self.faults.append(f"{page.url}: {line.text}")
                if line.type == "error" or "Content Security Policy" in line.text else None)
        page.on("dialog", lambda dialog: (self.faults.append(f"{page.url}: dialog {dialog.message}"),
                                          dialog.dismiss()))
        page.on("websocket", lambda socket: self._address(socket.url.replace("ws://", "http://")))

    def _asked(self, request: Any) -> None:
        self._address(request.url)

    def _address(self, address: str) -> None:
        if not address.startswith((self.base + "/", "data:", "blob:", "about:")):
            self.faults.append(f"asked another host: {address}")

    def say(self, message: str, **values: object) -> str:
        """The site's own words in this window's language."""
        return say(self.lang, message, **values)

    def open(self, path: str) -> Any:
        """Go to an address of the site."""
        return self.page.goto(path if path.startswith("http") else self.base + path)

    def sign_in(self, email: str, password: str) -> None:
        """Sign in through the page, as anyone does."""
        self.open("/sign-in")
        self.page.get_by_label(self.say("E-mail address")).fill(email)
        self.page.get_by_label(self.say("Password")).fill(password)
        self.page.locator("main").get_by_role("button", name=self.say("Sign in")).click()
        self.page.wait_for_url(lambda address: "/sign-in" not in address)

    def menu(self, entry: str) -> None:
        """Follow the main menu: along the top on wide screens, along the bottom on phones."""
        self.page.locator("nav.nav, nav.tabbar").get_by_role("link", name=self.say(entry)).click()
        self.check_page()

    def follow(self, message: str, **values: object) -> None:
        """Follow a link by its words."""
        self.page.locator("main").get_by_role("link", name=self.say(message, **values)).first.click()
        self.check_page()

    def press(self, message: str, **values: object) -> None:
        """Press a button by its words."""
        self.page.locator("main").get_by_role("button", name=self.say(message, **values), exact=True).first.click()

    def sees(self, text: str, within: float = 10) -> None:
        """Wait until the words stand on the page where they can be seen."""
        from playwright.sync_api import expect

        expect(self.page.locator("main").get_by_text(text).locator("visible=true").first).to_be_visible(
            timeout=within * 1000)

    def check_page(self) -> None:
        """What is true of every page: its language, its direction, nothing that scrolls sideways."""
        page = self.page
        page.wait_for_load_state()
        html = page.locator("html")
        assert html.get_attribute("lang") == self.lang, page.url
        assert html.get_attribute("dir") == ("rtl" if self.lang == "ar" else "ltr"), page.url
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} scrolls sideways"

    def picture(self, name: str) -> None:
        """For whoever wants to look: the page as it stands, in the folder of GOFORUM_TEST_PICTURES."""
        if PICTURES:
            self.page.screenshot(path=f"{PICTURES}/{name}-{self.lang}-{self.width}.png", full_page=True)

    def accept(self, pattern: str) -> None:
        """A fault this test provokes on purpose."""
        self.accepted.append(pattern)

    def close(self) -> list[str]:
        """Close the window; what went wrong in it, and was not provoked."""
        self.context.close()
        return [fault for fault in self.faults if not any(re.search(one, fault) for one in self.accepted)]


@contextmanager
def visit(browser: Any, base: str, lang: str, width: int = 1280, **options: Any) -> Iterator[Visit]:
    """A window that must stay free of faults until it is closed."""
    one = Visit(browser, base, lang, width, **options)
    try:
        yield one
    except BaseException:
        print("faults so far:", one.faults, "at", one.page.url)
        one.context.close()
        raise
    assert one.close() == []
