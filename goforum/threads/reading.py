"""Reading positions written after the answer: the reader never waits for them, and a page view writes nothing else.

Positions of a busy moment go into the database together. One that is lost when the process dies only means that
a reader sees the unread line a few posts higher.
"""

import threading
import time

import structlog
from flask import Flask, request
from werkzeug.wrappers import Response

from goforum.core.rules import Refusal
from goforum.threads import commands

log = structlog.get_logger(__name__)

# Between two writes of one process, so that reading never crowds out posting.
PAUSE = 0.5
# The cookie of a browser that tells itself how far somebody has read.
TELLS = "gf_reads"


class Marks:
    """What was read and is not yet written, highest number of each person and thread."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[int, int], int] = {}
        self._busy = False
        self._lock = threading.Lock()

    def note(self, app: Flask, person_id: int, thread_id: int, number: int) -> None:
        """Remember a position; it is written at once when all is quiet, soon otherwise."""
        with self._lock:
            key = (person_id, thread_id)
            self._waiting[key] = max(number, self._waiting.get(key, 0))
            if self._busy:
                return
            self._busy = True
        if app.testing:
            self._write_all(app, pause=0)
        else:
            threading.Thread(target=self._write_all, args=(app, PAUSE), name="reading", daemon=True).start()

    def forget(self, person_id: int, thread_id: int) -> None:
        """What was seen and is not written yet counts no more: the person wants to read it again."""
        with self._lock:
            self._waiting.pop((person_id, thread_id), None)

    def _write_all(self, app: Flask, pause: float) -> None:
        while True:
            with self._lock:
                marks, self._waiting = self._waiting, {}
                if not marks:
                    self._busy = False
                    return
            try:
                with app.app_context():
                    commands.save_positions(marks)
            except Refusal:
                log.warning("positions_not_saved", count=len(marks))
            except Exception:
                log.exception("positions_not_saved", count=len(marks))
            time.sleep(pause)


marks = Marks()


def note_reading(app: Flask, response: Response, person_id: int | None, thread_id: int, seen: int,
                 last_read: int | None) -> None:
    """Once this answer is sent, remember that the person has the post ``seen`` behind them."""
    if person_id is None or seen <= (last_read or 0) or "Sec-Purpose" in request.headers:
        return
    # A browser whose scripts tell what was really on the screen (static/threads/read.js) is believed before the page.
    if request.cookies.get(TELLS):
        return
    response.call_on_close(lambda: marks.note(app, person_id, thread_id, seen))
