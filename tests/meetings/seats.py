"""A person's place in the live room, in a real window: the same steps with scripts and without.

With scripts what others do comes by itself and one's own acts are done by keyboard; without, the page is asked for
again, and everything is a link or a form.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from goforum.core.db import db
from goforum.meetings import commands, queries
from tests.axe.engine import LOOK, axe
from tests.axe.steps import SMALL
from tests.browser import Visit
from tests.faults.servers import until
from tests.journeys.conftest import Windows
from tests.meetings.conftest import Place

SHOTS = os.environ.get("GOFORUM_TEST_SHOTS", "")
PHONE, WIDE = 390, 1280
SHAPES = [("ar", PHONE), ("fr", WIDE)]
# Where the keyboard gets to, in the order it gets there, until it is back at the beginning of the page.
# (Of choices that exclude each other the keyboard gets to one, and its arrows to the others.)
REACHED = """() => { const one = document.activeElement; one.dataset.reached = "1";
  if (one.type === "radio") for (const other of one.form.elements[one.name]) other.dataset.reached = "1";
  return one === document.body; }"""
MISSED = """(where) => [...document.querySelectorAll(where)].flatMap((part) => [...part.querySelectorAll(
    "a[href], button:enabled, summary, input:not([type=hidden]), select, textarea")])
    .filter((one) => one.checkVisibility({visibilityProperty: true}) && !("reached" in one.dataset)).map((one) => one.outerHTML)"""


def look(one: Visit, name: str) -> None:
    """What axe finds here, and what is too small to tap; nothing scrolls sideways."""
    if SHOTS:
        one.page.screenshot(path=f"{SHOTS}/{name}-{one.lang}-{one.width}.png", full_page=True)
    assert not one.page.evaluate("document.documentElement.scrollWidth > innerWidth"), name
    one.page.evaluate(f"() => {{ {axe()} }}")
    found = one.page.evaluate(LOOK, True)
    if one.width == PHONE:
        found += one.page.evaluate(SMALL)
    assert found == [], (name, one.lang)


def enter(one: Visit, meeting_id: int, query: str = "") -> Any:
    one.open(f"/meetings/{meeting_id}/room?lang={one.lang}{query}")
    return one.page


def state(meeting_id: int) -> Any:
    """The room as the database has it now."""
    db.session.rollback()
    return queries.get_room(meeting_id)


def floor_of(meeting_id: int) -> queries.Queue:
    return queries.get_queue(state(meeting_id))


def submit(page: Any, form: str) -> None:
    page.locator(f"{form} button[type=submit], {form} button:not([type])").first.click()


def others_say(place: Place, meeting_id: int, text: str, name: str) -> int:
    said = commands.say(place.other_member, meeting_id, text=text, client_id=name)
    db.session.remove()
    assert said.message_id
    return said.message_id


class Seat(Visit):
    """One person's place in the room."""

    meeting_id: int

    def pane(self, name: str) -> None:
        """On a phone with scripts one pane is seen at a time."""
        if self.width == PHONE and self.scripts:
            self.hit(f"[data-tab={name}]")

    def again(self) -> None:
        """Without scripts people look again."""
        if not self.scripts:
            enter(self, self.meeting_id)

    def gets(self, selector: str) -> None:
        """What others did is seen: by itself, or when one looks again."""
        self.again()
        self.page.wait_for_selector(selector, state="attached")

    def hit(self, target: str) -> None:
        """Act on a thing that is seen: by keyboard where scripts are on."""
        one = self.page.locator(target).first
        if not self.scripts:
            return one.click()  # type: ignore[no-any-return]
        one.wait_for()
        one.press("Enter")
        return None

    def choose(self, field: str, value: str) -> None:
        """Choose in a list: by the arrows where scripts are on."""
        if not self.scripts:
            self.page.select_option(field, value)
            return
        values = self.page.eval_on_selector_all(f"{field} option", "all => all.map((one) => one.value)")
        at = values.index(self.page.input_value(field))
        for _step in range(abs(values.index(value) - at)):
            self.page.press(field, "ArrowDown" if values.index(value) > at else "ArrowUp")
        assert self.page.input_value(field) == value

    def tell(self, text: str) -> None:
        self.pane("chat")
        self.page.fill("#text", text)
        if self.scripts:
            self.page.press("#text", "Control+Enter")
        else:
            submit(self.page, "#composer form")
        self.page.wait_for_selector(f".msg-me:not([data-waiting]) >> text={text}")

    def act_on(self, message_id: int, tool: str, words: str) -> None:
        """One of the tools of a message: unfolded in its place, or on a page of their own, under these words."""
        self.gets(f"#m{message_id} .tool")
        self.pane("chat")
        self.hit(f"#m{message_id} .tool")
        if self.scripts:
            self.hit(f".tools {tool}")
        else:
            self.page.locator("main").get_by_text(self.say(words), exact=True).click()

    def unfold(self, where: str, words: str) -> None:
        self.pane("side")
        self.hit(f'{where} summary:has-text("{self.say(words)}")')

    def send(self, act: str) -> None:
        """Send the form of the room whose address ends so; the answer stands in its place."""
        form = self.page.locator(f"form[action$='/{act}']").element_handle()
        self.hit(f"form[action$='/{act}'] [type=submit]")
        if self.scripts:
            form.wait_for_element_state("hidden")

    def queue(self, speaking: int | None, *waiting: int) -> None:
        """The floor stands so: on the page, and in the database."""
        self.again()
        wanted = [*([speaking] if speaking else []), *waiting]

        def stands() -> bool:
            seen = self.page.eval_on_selector_all("#queue [data-turn]", "all => all.map((one) => Number(one.dataset.turn))")
            return bool(seen == wanted and self.page.locator("#queue .speaking").count() == (speaking is not None))

        until(stands)
        floor = floor_of(self.meeting_id)
        assert (floor.speaking.id if floor.speaking else None, *(one.id for one in floor.waiting)) == (speaking, *waiting)

    def reaches_all_of(self, where: str) -> None:
        """Tab gets to everything that can be acted on there: from where it is to the end, and once round from the start.

        Round a third time when a part was drawn anew on the way, and is not marked any more.
        """
        for _round in range(3):
            self.page.keyboard.press("Tab")
            while not self.page.evaluate(REACHED):
                self.page.keyboard.press("Tab")
        missed = self.page.evaluate(MISSED, where)
        assert missed == [], missed


@contextmanager
def seat(windows: Windows, person: int, meeting_id: int, lang: str, width: int, **options: Any) -> Iterator[Seat]:
    with windows(person, lang, width, **options) as one:
        one.__class__ = Seat
        one.meeting_id = meeting_id
        yield one
