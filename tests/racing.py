"""Many at the same instant: threads that begin together, each with a context of its own and real commits."""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from flask import Flask, has_app_context

from goforum.core.db import db
from goforum.core.rules import Refusal

AT_ONCE = 20


def at_once(app: Flask, works: Sequence[Callable[[], Any]], *, answers: type[Exception] = Refusal) -> list[Any]:
    """Run all of these; what each returned, or the refusal it met (of ``answers``), in order. Other errors are raised."""
    found: list[Any] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def run(place: int, work: Callable[[], Any]) -> None:
        with app.app_context():
            gate.wait()
            try:
                found[place] = work()
            except Exception as error:
                found[place] = error
            finally:
                db.session.remove()

    _let_go()  # nothing of the test's own holds a lock meanwhile
    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in found:
        if isinstance(one, Exception) and not isinstance(one, answers):
            raise one
    _let_go()
    return found


def _let_go() -> None:
    if has_app_context():
        db.session.rollback()


class Nothing(Exception):
    """Where a refusal is no answer: nobody raises this."""


def many_at_once(app: Flask, work: Callable[[int], Any], times: int = AT_ONCE, *,
                 answers: type[Exception] = Nothing) -> list[Any]:
    """The same for one piece of work, told its number, as often as said; here a refusal is an error too."""
    return at_once(app, [partial(work, number) for number in range(times)], answers=answers)
