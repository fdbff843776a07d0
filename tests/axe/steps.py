"""What the tests of pages do with one: look at it as axe does, find the way to it, fill a form of it wrongly."""

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.axe.engine import LOOK, NEW_HERE, SEEN, axe
from tests.browser import LONG, WIDTHS, Demo, Visit, visit

FORUM = "/groups/civil-society-forum"
ACCESS = "/groups/access-to-information"
SHAPES = [(lang, scheme) for lang in (("ar", "fr", "en") if LONG else ("ar", "fr"))
          for scheme in (("light", "dark") if LONG else ("light",))]
# Pages that are an answer of no.
REFUSALS = {"not found", "not allowed", "method", "link used up", "sign-in link, used up", "invitation, used up",
            "unsubscribe, stale", "new password, used up"}
# Links inside a sentence are as high as its line; a label is the target of its box.
SMALL = """() => [...document.querySelectorAll("a[href], button, summary, select, textarea, input:not([type=hidden])")]
    .map(one => one.matches("input[type=radio], input[type=checkbox]") ? one.closest("label") ?? one : one)
    .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.closest(".vh, .skip"))
    .filter(one => !(one.matches("a") && getComputedStyle(one).display === "inline"
        && one.parentElement.textContent.trim().length > one.textContent.trim().length))
    .filter(one => { const box = one.getBoundingClientRect();
        return box.width && (Math.round(box.width) < 24 || Math.round(box.height) < 24); })
    .map(one => { const box = one.getBoundingClientRect();
        return `${Math.round(box.width)}×${Math.round(box.height)} ${one.outerHTML.slice(0, 140)}`; })"""
TEXTS = {"ar": "نص للتجربة", "fr": "Un texte d’essai", "en": "A text to try"}
Step = Callable[[Visit], object]
Pages = Callable[[Visit], dict[str, str | Step]]
# The smallest picture that is one.
PICTURE = {"name": "نقطة — point.png", "mimeType": "image/png", "buffer": base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")}


# An open menu or list lies over other things on purpose; they are targets again when it closes.
UNFOLDED = ("menus open", "names offered")


# A label, an error or a kept draft finds its field by its id: two forms of one page may not share one.
TWICE = """() => { const ids = [...document.querySelectorAll("[id]:not([type=hidden])")].map(one => one.id);
  return [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))]; }"""


def look(one: Visit, name: str, found: list[str]) -> None:
    """Everything that is wrong with the page in the window."""
    one.page.wait_for_load_state()
    one.check_page()
    one.page.evaluate(f"() => {{ {axe()} }}")
    one.page.set_viewport_size({"width": 320, "height": 844})
    twice = one.page.evaluate(TWICE)
    if twice:
        found.append(f"{name}: ids given twice: {', '.join(twice)}")
    if one.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(f"{name} at 320: scrolls sideways")
    # Both widths for every language: the one it is mostly read at first, with all its colours.
    for place, width in enumerate(sorted(WIDTHS.values(), reverse=one.lang != "ar")):
        one.page.set_viewport_size({"width": width, "height": 844})
        faults = one.page.evaluate(LOOK, LONG or place == 0)
        if place == 0:
            one.page.evaluate(SEEN)
        elif not LONG:
            faults += one.page.evaluate(NEW_HERE)
        if width == WIDTHS["phone"]:
            faults += [f"too small: {fault}" for fault in one.page.evaluate(SMALL)]
        found += [f"{name} at {width}: {fault}" for fault in faults
                  if not (name.endswith(UNFOLDED) and "partially obscured" in fault)]
    one.page.set_viewport_size({"width": WIDTHS["wide"], "height": 844})  # as the next page's steps expect it


def first(one: Visit, path: str, pattern: str) -> str:
    """The first address on a page that looks so."""
    html = one.context.request.get(one.base + path).text()
    match = re.search(f'href="({pattern})["#?]', html)
    assert match, f"{path} leads to no {pattern}"
    return match.group(1)


def send(one: Visit, path: str, to: str = "", **fields: Any) -> str:
    """Post a form as its page would (to another address: ``to``); gives the address of the answer."""
    page = one.context.request.get(one.base + path).text()
    hidden = [dict(re.findall(r'(name|value)="([^"]*)"', tag))
              for tag in re.findall(r'<input[^>]* type="hidden"[^>]*>', page.partition("<main")[2].partition("</main>")[0])]
    kept = {tag["name"]: tag.get("value", "") for tag in hidden}
    done = one.context.request.post(one.base + (to or path), form={**kept, **fields},
                                    headers={"Origin": one.base, "Referer": one.base + path})
    assert done.ok, (path, done.status, re.findall("<p>(.*?)</p>", done.text()))
    return str(done.url).removeprefix(one.base).partition("#")[0]


def empty(path: str) -> Step:
    """A form sent back with its errors."""

    def go(one: Visit) -> None:
        one.open(path)
        one.page.locator("main form.stack, main form.card").first.evaluate(
            """form => { for (const box of form.elements)
                if (box.matches("input:not([type=hidden],[type=radio],[type=checkbox]), textarea")) box.value = "";
                form.removeAttribute("data-enhance"); form.requestSubmit(); }""")
        one.page.locator("[aria-invalid=true], #form-errors").first.wait_for()

    return go


def unchosen(path: str, which: int = -1) -> Step:
    """A form of choices, sent by a button of the page (its last) with none made."""

    def go(one: Visit) -> None:
        one.open(path)
        one.page.locator("main form[method=post] [type=submit]").nth(which).evaluate(
            "button => { button.form.noValidate = true; button.click(); }")
        one.page.locator("[aria-invalid=true], #form-errors").first.wait_for()

    return go


def tapped(path: str, *buttons: str) -> Step:
    """A page with its menus open."""

    def go(one: Visit) -> None:
        one.open(path)
        for button in buttons:
            one.page.locator(button).first.click()

    return go


def attached(path: str) -> Step:
    """A form with a picture in it."""

    def go(one: Visit) -> None:
        one.open(path)
        one.page.locator("[data-files] [type=file]").set_input_files([PICTURE])
        one.page.locator("[data-files] li [name=file_ids]").first.wait_for(state="attached")

    return go


def naming(path: str) -> Step:
    """The text box while names are offered, with what was typed before shown as it would look."""

    def go(one: Visit) -> None:
        one.open(path)
        box = one.page.locator("[data-desk] textarea")
        box.fill("# 1\n\n> 2\n\n**3** ")
        one.page.locator("[role=toolbar]").wait_for()
        one.page.locator("[name=preview]").click()
        one.page.locator("#preview-h").wait_for()
        box.press_sequentially("#")
        box.press_sequentially("1")
        one.page.locator(".names [role=option]").first.wait_for()

    return go


def every(one: Visit, path: str, pattern: str) -> list[str]:
    """All the addresses on a page that look so, in their order."""
    return re.findall(f'href="({pattern})["#?/]', one.context.request.get(one.base + path).text())


def opened(path: str, summary: str) -> Step:
    """A form of the page, unfolded and sent empty."""

    def go(one: Visit) -> None:
        one.open(path)
        one.page.locator(summary).last.click()
        one.page.locator("#arguments details form").last.evaluate("form => { form.removeAttribute('data-enhance'); form.requestSubmit(); }")
        one.page.locator("#form-errors").first.wait_for()

    return go


def next_week(days: int = 7) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def group_id(one: Visit, path: str) -> str:
    found = re.search(r'<option selected value="(\d+)"|<option value="(\d+)" selected',
                      one.context.request.get(one.base + path).text())
    return next(value for value in found.groups() if value) if found else ""


def see_all(browser: Any, demo: Demo, lang: str, scheme: str, email: str, pages: Pages) -> None:
    """Open these pages of the demo one after the other, as this person, and look at each."""
    found: list[str] = []
    with visit(browser, demo.base, lang, color_scheme=scheme) as one:
        one.site = demo.data
        one.accept("Failed to load resource: the server responded with a status of 4(03|04|05|10|22)")
        if email:
            one.sign_in(email, demo.password)
        one.open(f"/about?lang={lang}")
        for name, way in pages(one).items():
            if callable(way):
                way(one)
            else:
                answer = one.open(way)
                assert answer.status < (500 if name in REFUSALS else 400), (name, way, answer.status)
            look(one, name, found)
    assert not found, "\n".join(found)
