"""Every kind of page of the demo: no fault found by axe, no error in the console, no request to another host,
nothing that scrolls sideways; in Arabic on a phone and in French on a wide, dark screen.
"""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("GOFORUM_TEST_CHROMIUM", "")
LONG = bool(os.environ.get("GOFORUM_TEST_LONG"))
AXE = (ROOT / "tests/vendor/axe.min.js").read_text(encoding="utf-8")
RUN = "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
GROUP = "/groups/civil-society-forum"
PUBLIC = ("/", "/groups", GROUP, f"{GROUP}/threads", f"{GROUP}/members", "/threads/1", "/proposals", "/proposals/1",
          "/meetings", "/plans", "/commitments/1", "/organisations", "/organisations/1", "/search",
          "/search?q=معلومات", "/sign-up", "/about", "/help", "/people/1", "/kit", "/no-such-page")
OWN = ("/", "/account", GROUP, f"{GROUP}/threads/new", "/threads/1", "/proposals/new", "/proposals/1")
SHAPES = [("ar", 390, "light"), ("fr", 1280, "dark")]
if LONG:
    SHAPES = [(lang, width, scheme) for lang in ("ar", "fr", "en") for width in (390, 1280)
              for scheme in ("light", "dark")]
# Boxes whose place along the line must not depend on the language: what starts at 24 px from the left in French
# starts at 24 px from the right in Arabic.
BOXES = """() => {
  const rtl = document.dir === "rtl";
  const found = [];
  for (const name of ["main", ".bar-in", ".logo svg", ".cols > *", ".card", ".tabbar a", ".duo > *", ".todo .ic",
                      ".post-h .av", ".prose", ".choice input", ".foot .in", ".room > *", ".msg > .av", ".tiles > *"])
    for (const box of document.querySelectorAll(name)) {
      const r = box.getBoundingClientRect();
      if (r.width) found.push([name, Math.round(rtl ? innerWidth - r.right : r.left)]);
    }
  return found;
}"""
pytestmark = [
    pytest.mark.browser, pytest.mark.once, pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="no browser: GOFORUM_TEST_CHROMIUM is not set"),
]


@dataclass
class Demo:
    """A running demo: its address, the password of its accounts, pages found by their links."""

    base: str
    password: str
    found: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "goforum", "demo", "--port", str(port)], cwd=ROOT, stdout=out, stderr=out,
            env={**os.environ, "GOFORUM_DATA_DIR": str(folder / "site"), "GOFORUM_DATABASE_URL": "",
                 "GOFORUM_REDIS_URL": "", "PYTHONUNBUFFERED": "1"})
    try:
        base = f"http://127.0.0.1:{port}"
        yield Demo(base, _wait(base, process, log), _rooms(base))
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(base: str, process: "subprocess.Popen[bytes]", log: Path) -> str:
    for _attempt in range(240):
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            with urllib.request.urlopen(f"{base}/readyz", timeout=2):
                pass
            told = re.search(r"salma@example\.org\s+(\S+)", log.read_text(encoding="utf-8"))
            if told:
                return told.group(1)
        except OSError:
            pass
        time.sleep(0.5)
    raise AssertionError(log.read_text(encoding="utf-8"))


def _rooms(base: str) -> list[str]:
    """The meetings and plans a visitor finds, and a live room."""
    found = []
    for path in ("/meetings", "/plans"):
        with urllib.request.urlopen(f"{base}{path}", timeout=20) as answer:
            html = answer.read().decode()
        found += re.findall(r'href="(/meetings/\d+(?:/room)?|/plans/[a-z0-9-]+)"', html)
    return list(dict.fromkeys(found))[:5]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        made = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield made
        made.close()


def _open(browser: Any, demo: Demo, shape: tuple[str, int, str], who: str, faults: list[str]) -> Any:
    lang, width, scheme = shape
    # axe is evaluated in the page, which the site's own policy refuses; test_in_browser.py runs under it.
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme, bypass_csp=True,
                                  service_workers="block")
    page = context.new_page()
    page.on("request", lambda r: None if r.url.startswith((demo.base, "ws://127.0.0.1", "data:"))
            else faults.append(f"asked another host: {r.url}"))
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.on("console", lambda m: faults.append(f"{page.url}: {m.text}")
            if m.type == "error" and "Failed to load resource" not in m.text else None)
    if who:
        page.goto(f"{demo.base}/sign-in?lang={lang}")
        page.fill("input[name=email]", who)
        page.fill("input[name=password]", demo.password)
        page.click("main form button[type=submit]")
        page.wait_for_load_state()
        assert "/sign-in" not in page.url
    return page


def _look(page: Any, address: str, faults: list[str]) -> None:
    answer = page.goto(address)
    if answer.status >= 500:
        faults.append(f"{answer.status} {address}")
    page.evaluate(AXE)
    for fault in page.evaluate(RUN)["violations"]:
        node = fault["nodes"][0]
        faults.append(f"{address}: {fault['id']} ({len(fault['nodes'])}): {node['html'][:160]}")
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        faults.append(f"{address}: scrolls sideways")


@pytest.mark.parametrize("who", ["", "salma@example.org", "facilitator@example.org"])
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: "-".join(map(str, shape)))
def test_every_page_can_be_used_by_everybody(
        browser: Any, demo: Demo, shape: tuple[str, int, str], who: str) -> None:
    faults: list[str] = []
    page = _open(browser, demo, shape, who, faults)
    extra = (f"{GROUP}/edit", f"{GROUP}/members") if who.startswith("facilitator") else ()
    paths = (*OWN, *extra, *demo.found) if who else (*PUBLIC, *demo.found)
    for path in paths:
        joint = "&" if "?" in path else "?"
        _look(page, f"{demo.base}{path}{joint}lang={shape[0]}", faults)
    page.context.close()
    assert faults == []


@pytest.mark.parametrize("width", [390, 1280])
def test_arabic_mirrors_french(browser: Any, demo: Demo, width: int) -> None:
    faults: list[str] = []
    page = _open(browser, demo, ("fr", width, "light"), "salma@example.org", faults)
    compared = 0
    for path in ("/", GROUP, "/threads/1", "/proposals/1", "/plans", "/commitments/1", *demo.found):
        places = []
        for lang in ("fr", "ar"):
            page.goto(f"{demo.base}{path}?lang={lang}")
            places.append(page.evaluate(BOXES))
        french, arabic = places
        assert len(french) == len(arabic), path
        compared += len(french)
        faults += [f"{path}: {here} in French, {there} in Arabic"
                   for here, there in zip(french, arabic, strict=True) if abs(here[1] - there[1]) > 1]
    page.context.close()
    assert faults == []
    assert compared > 100
