"""``python -m bench.vitals``: what a page feels like in Chromium, on a bad line; and Lighthouse, where it is installed.

A demo of its own is served, and each page is opened by a visitor with an empty cache, on a processor four times slower,
over ``BENCH_LINE`` (``bad``, 400 kb/s and 400 ms; ``slow3g``, 400 kb/s and 2,000 ms, as the browser's own tools have
it). Printed as one JSON object, medians of ``BENCH_TIMES`` (5): ``lcp`` and ``inp`` in milliseconds (the largest paint;
the slowest answer to a press or a key), ``cls`` (how far things moved). ``BENCH_LIGHTHOUSE=PROGRAM`` (from npm) adds
its four marks, 0 to 100.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from bench.site import ROOT_PATH, free_port, patience

PAGES = {
    "home": "/", "groups": "/groups", "group": "/groups/civil-society-forum", "topic": "/threads/2",
    "proposal": "/proposals/1", "commitment": "/commitments/1", "meetings": "/meetings",
    "search": "/search?q=%D8%A7%D9%84%D8%AD%D9%82",
}
LANGUAGES = {"ar": "ar-MA", "fr": "fr-FR"}
LINES = {"bad": 400, "slow3g": 2000}
KILOBITS, SLOWER = 400, 4
TIMES = int(os.environ.get("BENCH_TIMES", "5"))
LINE = os.environ.get("BENCH_LINE", "bad")
LIGHTHOUSE = os.environ.get("BENCH_LIGHTHOUSE", "")
MARKS = ("performance", "accessibility", "best-practices", "seo")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")
# Kept from the first moment on; read when the page has been quiet for a while.
WATCH = """() => { window.seen = {lcp: 0, cls: 0, inp: 0};
  const watch = (type, take, more) => new PerformanceObserver(list => list.getEntries().forEach(take))
    .observe({type, buffered: true, ...more});
  watch("largest-contentful-paint", one => { seen.lcp = one.startTime; });
  watch("layout-shift", one => { if (!one.hadRecentInput) seen.cls += one.value; });
  watch("event", one => { if (one.interactionId) seen.inp = Math.max(seen.inp, one.duration); },
        {durationThreshold: 16}); }"""


@contextmanager
def demo() -> Iterator[str]:
    """A demo on a port of its own; its address."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        environment = {**os.environ, "GOFORUM_DATA_DIR": folder, "GOFORUM_DATABASE_URL": "", "GOFORUM_REDIS_URL": "",
                       "GOFORUM_RATE_LIMITS": "0", "PYTHONPATH": str(ROOT_PATH)}
        process = subprocess.Popen([sys.executable, "-m", "goforum", "demo", "--port", str(port)], env=environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for(f"http://127.0.0.1:{port}/readyz")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


def wait_for(address: str) -> None:
    """Until this address answers well."""
    deadline = time.monotonic() + patience(120)
    while True:
        with suppress(OSError, urllib.error.URLError), urllib.request.urlopen(address, timeout=5):
            return
        if time.monotonic() > deadline:
            raise RuntimeError("the demo did not start")
        time.sleep(0.2)


def look(browser: Any, address: str, locale: str) -> dict[str, float]:
    """Open a page as somebody new does, press and type a little, and read what was seen."""
    context = browser.new_context(locale=locale, viewport={"width": 390, "height": 844}, service_workers="block")
    try:
        page = context.new_page()
        line = context.new_cdp_session(page)
        line.send("Network.enable")
        rate = KILOBITS * 1000 / 8
        line.send("Network.emulateNetworkConditions", {
            "offline": False, "latency": LINES[LINE], "downloadThroughput": rate, "uploadThroughput": rate})
        line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.add_init_script(f"({WATCH})()")
        answer = page.goto(address, wait_until="load", timeout=60_000)
        if not answer.ok:  # the figures of an error page would be splendid
            raise RuntimeError(f"{address}: {answer.status}")
        page.wait_for_timeout(500)
        lcp = page.evaluate("seen.lcp")  # what is pressed ends the watch for the largest paint
        for unfolding in page.locator("summary:visible").all()[:3]:
            unfolding.click()
        if (box := page.locator("input[type=search]:visible, textarea:visible").first).count():
            box.press_sequentially("abc", delay=60)
        page.wait_for_timeout(500)
        return {**page.evaluate("seen"), "lcp": lcp}
    finally:
        context.close()


def vitals(base: str) -> dict[str, dict[str, float]]:
    """Each page in each language: the medians."""
    from playwright.sync_api import sync_playwright

    found = {}
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for name, path in PAGES.items():
            for lang, locale in LANGUAGES.items():
                rows = [look(browser, base + path, locale) for _ in range(TIMES)]
                found[f"{name}, {lang}"] = {
                    key: round(statistics.median(row[key] for row in rows), 3) for key in rows[0]}
                print(name, lang, found[f"{name}, {lang}"], file=sys.stderr, flush=True)
        browser.close()
    return found


def lighthouse(base: str) -> dict[str, dict[str, int]]:
    """Each page's four marks as on a phone: the medians of three looks."""
    return {name: {mark: round(statistics.median(marks[mark] for marks in looks)) for mark in MARKS}
            for name, path in PAGES.items() for looks in [[_marks(base + path) for _ in range(3)]]}


def _marks(address: str) -> dict[str, float]:
    for _try in range(3):  # now and then it has lost its own trace, and asks to be run again
        done = subprocess.run(
            [LIGHTHOUSE, address, "--quiet", "--output=json", "--form-factor=mobile",
             "--only-categories=" + ",".join(MARKS),
             "--chrome-flags=--headless " + " ".join(FLAGS)],
            env={**os.environ, "CHROME_PATH": CHROMIUM}, check=False,
            stdout=subprocess.PIPE)  # what it complains of stays visible
        if done.returncode == 0:
            return {mark: 100 * (one["score"] or 0) for mark, one in json.loads(done.stdout)["categories"].items()}
    raise RuntimeError(f"{address}: Lighthouse failed three times")


def main() -> None:
    """Measure, and print one JSON object."""
    with demo() as base:
        told: dict[str, Any] = {"line": LINE, "times": TIMES, "pages": vitals(base)}
        if LIGHTHOUSE:
            told["lighthouse"] = lighthouse(base)
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
