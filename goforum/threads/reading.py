"""Reading positions in threads, written after the answer (``core/reading.py``)."""

from flask import Flask, request
from werkzeug.wrappers import Response

from goforum.core.reading import Marks
from goforum.threads import commands

# The cookie of a browser that tells itself how far somebody has read.
TELLS = "gf_reads"

marks = Marks(commands.save_positions)


def note_reading(app: Flask, response: Response, person_id: int | None, thread_id: int, seen: int,
                 last_read: int | None) -> None:
    """Once this answer is sent, remember that the person has the post ``seen`` behind them."""
    if person_id is None or seen <= (last_read or 0) or "Sec-Purpose" in request.headers:
        return
    # A browser whose scripts tell what was really on the screen (static/threads/read.js) is believed before the page.
    if request.cookies.get(TELLS):
        return
    response.call_on_close(lambda: marks.note(app, person_id, thread_id, seen))
