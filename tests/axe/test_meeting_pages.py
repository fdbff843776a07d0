"""Pages around meetings, looked at as axe does: those who plan, note and organise, and the guests of a meeting."""

from typing import Any

import pytest

from tests.axe.steps import (
    ACCESS,
    FORUM,
    PICTURE,
    SHAPES,
    TEXTS,
    Step,
    attached,
    empty,
    every,
    first,
    see_all,
    send,
    tapped,
)
from tests.browser import Demo, Visit, in_browser, link_of_guest

pytestmark = [*in_browser, pytest.mark.slow]


def _planner(one: Visit) -> dict[str, str | Step]:
    """Before a meeting and after it; what is to be done; what one searches for again."""
    text = TEXTS[one.lang]
    coming = every(one, f"{FORUM}/meetings", r"/meetings/\d+")[0]
    live = first(one, "/meetings", r"/meetings/\d+/room").removesuffix("/room")
    offered = first(one, f"{coming}/proposed-points", r"/proposed-points/\d+/refuse")
    action = first(one, f"{FORUM}/actions", r"/actions/\d+")
    send(one, f"{live}/conclusions", kind="discussed", item_id="0", **{f"text_{one.lang}": text})
    point = first(one, f"{live}/conclusions", r"/points/\d+/edit")
    send(one, "/search?q=open", to="/search/saved", query="q=open", name=text, rhythm="soon")
    guests = f"{live}/guests"
    send(one, guests, name=text, about=text, email=f"axe-{one.lang}@example.org", language=one.lang)
    message = every(one, f"{live}/room", r"/messages/\d+")[0]
    return {
        "meeting to come, to organise": coming, "propose a point": f"{coming}/propose-point",
        "propose a point, refused": empty(f"{coming}/propose-point"), "proposed points": f"{coming}/proposed-points",
        "do not take a point": offered, "do not take a point, refused": empty(offered),
        "documents of a meeting": f"{coming}/documents", "documents, with one": attached(f"{coming}/documents"),
        "cancel meeting, refused": empty(f"{coming}/cancel"), "edit meeting, refused": empty(f"{coming}/edit"),
        "actions": f"{FORUM}/actions", "actions, settled": f"{FORUM}/actions?settled", "new action": f"{FORUM}/actions/new",
        "new action, refused": empty(f"{FORUM}/actions/new"), "action": action, "edit action": f"{action}/edit",
        "edit action, refused": empty(f"{action}/edit"), "actions, none": f"{ACCESS}/actions?settled",
        "action, reported on wrongly": _dropped(action), "points and actions": f"{live}/conclusions", "point, to change": point,
        "points, refused": empty(f"{live}/conclusions"), "action of a meeting": f"{live}/actions/new",
        "saved searches": "/search/saved", "search, to be saved": "/search?q=open",
        "guests": guests, "guests, refused": empty(guests), "guests, to withdraw": tapped(guests, "details.confirm > summary"),
        "room, a picture chosen": _picture_chosen(f"{live}/room"), "acts on a message": f"{message}/acts",
        "room, desk unfolded": _unfolded(f"{live}/room"), "notes, to write": f"{live}/notes",
    }


def _dropped(action: str) -> Step:
    """An action is dropped, and nobody says why."""

    def go(one: Visit) -> None:
        one.open(action)
        one.page.select_option("main select[name=state]", "dropped")
        one.page.locator("main form:has([name=state]) [type=submit]").first.click()
        one.page.locator("[aria-invalid=true], #form-errors").first.wait_for()

    return go


def _picture_chosen(room: str) -> Step:
    def go(one: Visit) -> None:
        one.open(room)
        with one.page.expect_file_chooser() as chooser:
            one.page.click("[data-pick]")
        chooser.value.set_files([PICTURE])
        one.page.locator("[data-picked]").wait_for()

    return go


def _unfolded(room: str) -> Step:
    """Every form of the side open at once; on a phone the side is a pane that one turns to."""

    def go(one: Visit) -> None:
        one.open(f"{room}#side")
        one.page.eval_on_selector_all("#side details:not(.menu)", "all => all.forEach((one) => { one.open = true; })")
        one.page.locator("#poll-question").wait_for()

    return go


def _convener(one: Visit) -> dict[str, str | Step]:
    """Whoever organises a workshop."""
    mine = "/groups/citizen-participation"
    shown = "/workshops/1"
    return {
        "workshop, to organise": shown, "those who registered": f"{shown}/registrations", "edit workshop": f"{shown}/edit",
        "edit workshop, refused": empty(f"{shown}/edit"), "cancel workshop": f"{shown}/cancel",
        "cancel workshop, refused": empty(f"{shown}/cancel"), "new workshop": f"{mine}/workshops/new",
        "meetings of one's group": f"{mine}/meetings", "year to plan": f"{mine}/meetings/plan",
    }


def _guest(one: Visit) -> dict[str, str | Step]:
    """Invited by the facilitator a moment ago; from the first of these pages on nobody is signed in any more."""
    live = first(one, "/meetings", r"/meetings/\d+/room").removesuffix("/room")
    email = f"guest-{one.lang}@example.org"
    send(one, f"{live}/guests", name=TEXTS[one.lang], about=TEXTS[one.lang], email=email, language=one.lang)
    link = f"{link_of_guest(one.site, email)}?lang={one.lang}"

    message = every(one, f"{live}/room", r"/messages/\d+")[0]

    def leaves(one: Visit) -> None:
        one.context.clear_cookies()
        one.open(link)

    def comes_in(one: Visit) -> None:
        one.open(link)
        one.press("Come in as a guest")
        one.page.locator("#composer form").wait_for()

    return {
        "link of a guest, with an account": link, "link of a guest": leaves, "room of a guest": comes_in,
        "meeting of a guest": live, "light room of a guest": f"{live}/room?light=1",
        "acts of a guest": f"{message}/acts",
        "floor of a guest": tapped(f"{live}/room#side", "#ask summary"),
    }


VIEWERS = {"planner": ("facilitator@example.org", _planner), "convener": ("khadija@example.org", _convener),
           "guest": ("facilitator@example.org", _guest)}


@pytest.mark.parametrize("who", VIEWERS)
@pytest.mark.parametrize(("lang", "scheme"), SHAPES)
def test_everybody_can_use_the_pages_around_meetings(browser: Any, demo: Demo, lang: str, scheme: str, who: str) -> None:
    see_all(browser, demo, lang, scheme, *VIEWERS[who])
