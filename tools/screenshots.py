"""Take pictures of the main pages of the demo into docs/screenshots/: `make screenshots`.

The demo starts in a directory of its own on a free port. Pages are found by following links, as a reader would,
so no address is written here but the group's. Pictures are reduced to a palette: each stays under 400 kB.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "screenshots"
LIMIT = 400_000
GROUP = "/groups/civil-society-forum"
PERSON = "salma@example.org"
MAX_HEIGHT = 2600


@dataclass(frozen=True)
class Shape:
    """A screen: the language, the width, and whether it is dark."""

    lang: str
    width: int
    dark: bool = False

    @property
    def screen(self) -> ViewportSize:
        return {"width": self.width, "height": 844 if self.width < 600 else 900}

    @property
    def suffix(self) -> str:
        return f"{self.lang}-{self.width}{'-dark' if self.dark else ''}"


SHAPES = (Shape("ar", 390), Shape("fr", 1280), Shape("ar", 1280, dark=True))
# Enough to see that the dark design holds; all pages in all shapes would weigh too much in the repository.
IN_DARK = {"home", "thread", "room"}


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def demo() -> Iterator[tuple[str, str]]:
    """A running demo: its address and the password of its example accounts."""
    with tempfile.TemporaryDirectory() as data:
        port = free_port()
        log = Path(data) / "demo.log"
        environment = {**os.environ, "GOFORUM_DATA_DIR": str(Path(data) / "site"), "PYTHONUNBUFFERED": "1"}
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "goforum", "demo", "--port", str(port)],
                cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
        try:
            base = f"http://127.0.0.1:{port}"
            wait_for(base + "/readyz", process, log)
            yield base, password_in(log)
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Return once the site answers; a demo that died says why."""
    for _attempt in range(240):
        if process.poll() is not None:
            raise SystemExit(log.read_text(encoding="utf-8"))
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("the demo did not answer within two minutes")


def password_in(log: Path) -> str:
    """The password the demo prints beside the example account."""
    for _attempt in range(20):
        for line in log.read_text(encoding="utf-8").splitlines():
            if PERSON in line:
                return line.split()[1]
        time.sleep(0.5)
    raise SystemExit(f"the demo did not print the account {PERSON}")


def sign_in(page: Page, base: str, password: str) -> None:
    """Sign in as the example member."""
    page.goto(f"{base}/sign-in")
    page.fill("input[name=email]", PERSON)
    page.fill("input[name=password]", password)
    page.click("main form button[type=submit]")
    page.wait_for_load_state()


def first_link(page: Page, start: str) -> str:
    """The first address on the present page that begins like this and goes on with a number."""
    found: list[str] = page.eval_on_selector_all("main a[href]", "links => links.map(a => a.getAttribute('href'))")
    for address in found:
        plain = address.split("?")[0].split("#")[0]
        if plain.startswith(start) and plain.removeprefix(start).split("/")[0].isdigit():
            return plain
    raise SystemExit(f"no link to {start}… on {page.url}")


def addresses(page: Page, base: str) -> dict[str, str]:
    """The pages to photograph, by the name of their picture."""
    page.goto(base + "/")
    meeting = first_link(page, "/meetings/").removesuffix("/room")
    found = {"home": "/", "group": GROUP, "proposal": first_link(page, "/proposals/"),
             "meeting": meeting, "room": f"{meeting}/room"}
    page.goto(base + GROUP)
    found["thread"] = first_link(page, "/threads/")
    page.goto(base + found["thread"])
    found["commitment"] = first_link(page, "/commitments/")
    page.goto(base + "/plans")
    found["plan"] = page.get_attribute("main h2 a, main h3 a", "href") or "/plans"
    found["search"] = "/search?q=معلومات"
    return found


def keep(picture: Path) -> None:
    """Reduce a picture to a palette, and to fewer colours until it is small enough."""
    for colours in (256, 128, 64, 32):
        with Image.open(picture) as image:
            cropped = image.convert("RGB").crop((0, 0, image.width, min(image.height, MAX_HEIGHT)))
            cropped.quantize(colours, dither=Image.Dither.NONE).save(picture, optimize=True)
        if picture.stat().st_size < LIMIT:
            return


def overview() -> None:
    """The picture of the README: a phone in Arabic beside a wide screen in French."""
    height, margin = 640, 24
    views = []
    for name, box in (("room-fr-1280", (0, 0, 1280, 900)), ("proposal-ar-390", (0, 0, 390, 844))):
        with Image.open(TARGET / f"{name}.png") as picture:
            view = picture.convert("RGB").crop(box)
            views.append(view.resize((round(view.width * height / view.height), height), Image.Resampling.LANCZOS))
    width = sum(view.width for view in views) + margin * (len(views) + 1)
    canvas = Image.new("RGB", (width, height + 2 * margin), "#e4ded2")
    left = margin
    for view in views:
        canvas.paste(view, (left, margin))
        left += view.width + margin
    canvas.save(TARGET / "overview.png")
    keep(TARGET / "overview.png")


def photograph(browser: Browser, base: str, password: str, shape: Shape, only: set[str]) -> None:
    """Every page in one shape: the visitor's home first, then all pages as a member."""
    context = browser.new_context(
        viewport=shape.screen, color_scheme="dark" if shape.dark else "light", service_workers="block")
    page = context.new_page()

    def take(name: str, address: str) -> None:
        if (only and name not in only) or (shape.dark and name not in IN_DARK):
            return
        joint = "&" if "?" in address else "?"
        page.goto(f"{base}{address}{joint}lang={shape.lang}")
        page.wait_for_load_state("load")
        page.wait_for_timeout(400)
        picture = TARGET / f"{name}-{shape.suffix}.png"
        # The room is one screen high by nature; other pages are shown whole, on a screen as high as they are.
        if name != "room":
            height: int = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": shape.width, "height": min(height, MAX_HEIGHT)})
            page.evaluate("scrollTo(0, 0)")
            page.wait_for_timeout(200)
        page.screenshot(path=picture)
        page.set_viewport_size(shape.screen)
        keep(picture)
        print(f"{picture.relative_to(ROOT)}  {picture.stat().st_size // 1000} kB")

    take("visitor", "/")
    sign_in(page, base, password)
    for name, address in addresses(page, base).items():
        take(name, address)
    context.close()


def main() -> None:
    """Start the demo, take the pictures; names given as arguments limit which."""
    only = set(sys.argv[1:])
    TARGET.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("GOFORUM_TEST_CHROMIUM", "/usr/bin/chromium")
    with demo() as (base, password), sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"])
        for shape in SHAPES:
            photograph(browser, base, password, shape, only)
        browser.close()
    if not only:
        overview()


if __name__ == "__main__":
    main()
