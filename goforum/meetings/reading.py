"""The last line of a room that somebody has read, kept after the answer and for all their devices."""

from typing import cast

from flask import Flask, current_app, request
from werkzeug.wrappers import Response

from goforum.core.reading import Marks
from goforum.meetings import commands

marks = Marks(commands.save_readings)


def opened() -> bool:
    """Whether somebody looks at the page being answered: not when a script fetches a part of it, or ahead of time."""
    if request.method != "GET" or "before" in request.args or "Sec-Purpose" in request.headers:
        return False
    # The light room's script asks for its page again only while it is on the screen.
    return "light" in request.args or request.headers.get("Sec-Fetch-Dest", "document") == "document"


def note_line(response: Response, person_id: int | None, room_id: int, number: int, known: int | None) -> None:
    """Once this answer is sent, remember that the person has this line behind them."""
    if person_id is None or number <= (known or 0):
        return
    app = cast("Flask", current_app._get_current_object())  # type: ignore[attr-defined]
    response.call_on_close(lambda: marks.note(app, person_id, room_id, number))
