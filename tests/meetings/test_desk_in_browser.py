"""The desk of a room while others change it: what is half written stays, and the keyboard stays where it was."""

from typing import Any

from goforum.core.db import db
from goforum.meetings import commands
from tests.browser import in_browser
from tests.meetings.conftest import Place
from tests.meetings.test_in_browser import Enter, enter, live

__all__ = ["enter", "live"]
pytestmark = in_browser
UNLOCKS = "#desk button[name=on][value='']"


def held_by(page: Any) -> str | None:
    """The act of the button that has the keyboard."""
    found: str | None = page.evaluate("() => document.activeElement.getAttribute('formaction')")
    return found


def test_a_form_half_written_stays_when_the_desk_is_drawn_anew(enter: Enter, live: tuple[Place, int]) -> None:
    place, meeting_id = live
    page = enter(place.facilitator)
    page.click("#desk summary:has-text('Open a vote')")
    page.fill("#poll-question", "Shall we begin?")
    page.click("#desk summary:has-text('Note a decision')")
    page.fill("#capture-text", "We begin.")
    page.focus("#text")
    other = commands.lock_chat(place.facilitator, meeting_id, on=True)
    db.session.remove()
    page.wait_for_selector(UNLOCKS)
    assert other and page.input_value("#poll-question") == "Shall we begin?"
    assert page.is_visible("#poll-question")
    # Sending one of them leaves the other as it is; what was sent is gone from its form.
    page.click("form[action$='/capture'] [type=submit]")
    page.wait_for_selector("#log .deci")
    page.wait_for_function("() => document.querySelector('#capture-text').value === ''")
    assert page.input_value("#poll-question") == "Shall we begin?"
    page.click("form[action$='/poll'] [type=submit]")
    page.wait_for_selector("#h-poll:has-text('Shall we begin?')")
    assert page.input_value("#poll-question") == ""


def test_the_keyboard_stays_at_the_button_that_was_pressed(enter: Enter, live: tuple[Place, int]) -> None:
    place, meeting_id = live
    for person in (place.member, place.other_member):
        commands.ask_floor(person, meeting_id, kind="point", client_id=f"asks-{person:05}")
    db.session.remove()
    page = enter(place.facilitator)
    page.press("#desk button[name=on]", "Enter")
    page.wait_for_selector(UNLOCKS)
    assert held_by(page) == f"/meetings/{meeting_id}/lock"
    page.press("button[data-act=next]", "Enter")
    page.wait_for_selector("#queue .speaking")
    assert held_by(page) == f"/meetings/{meeting_id}/floor/next"
    page.press("#queue .speaking [data-act=done]", "Enter")
    page.wait_for_selector("#queue .speaking", state="detached")
    assert held_by(page) == f"/meetings/{meeting_id}/floor/next"  # the row is gone: on to the next one
