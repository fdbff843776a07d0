"""How far people have read, written after the answer: no reader waits for it, and a page view writes nothing else.

Positions of a busy moment go into the database together. One that is lost when the process dies only means that
a reader is told again of a little that they know.
"""

import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import structlog
from flask import Flask
from sqlalchemy import ScalarSelect, case

from goforum.core.db import Base, upsert_if
from goforum.core.rules import Refusal

log = structlog.get_logger(__name__)

# Between two writes of one process, so that reading never crowds out writing.
PAUSE = 0.5


class Marks:
    """What was read and is not yet written, highest number of each person and place; ``save`` is the command."""

    def __init__(self, save: Callable[[Mapping[tuple[int, int], int]], None]) -> None:
        self._save = save
        self._waiting: dict[tuple[int, int], int] = {}
        self._busy = False
        self._lock = threading.Lock()

    def note(self, app: Flask, person_id: int, place_id: int, number: int) -> None:
        """Remember a position; it is written at once when all is quiet, soon otherwise."""
        with self._lock:
            key = (person_id, place_id)
            self._waiting[key] = max(number, self._waiting.get(key, 0))
            if self._busy:
                return
            self._busy = True
        if app.testing:
            self._write_all(app, pause=0)
        else:
            threading.Thread(target=self._write_all, args=(app, PAUSE), name="reading", daemon=True).start()

    def forget(self, person_id: int, place_id: int) -> None:
        """What was seen and is not written yet counts no more: the person wants to read it again."""
        with self._lock:
            self._waiting.pop((person_id, place_id), None)

    def _write_all(self, app: Flask, pause: float) -> None:
        while True:
            with self._lock:
                marks, self._waiting = self._waiting, {}
                if not marks:
                    self._busy = False
                    return
            try:
                with app.app_context():
                    self._save(marks)
            except Refusal:
                log.warning("positions_not_saved", count=len(marks))
            except Exception:
                log.exception("positions_not_saved", count=len(marks))
            time.sleep(pause)


def move_on(model: type[Base], place: Mapping[str, int], number: int, end: ScalarSelect[Any], now: datetime) -> None:
    """Move one position on, inside a command: never back, and never beyond the ``end`` of what there is."""
    reached: Any = case((end < number, end), else_=number)
    held: Any = model.__table__.c.last_number
    # One statement: of two first positions at the same instant the further one stands.
    upsert_if(model, {**place, "last_number": reached, "seen_at": now}, list(place),
              {"last_number": None, "seen_at": None}, where=held < reached, returning=held)
