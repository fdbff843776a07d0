"""Commands: the only way anything is written.

A command is one write transaction. It begins fresh (what a page read before is let go, so the command
judges the present), it may call other commands, which join it, it records events that are heard inside,
it commits, and only then does the world hear. When the database is busy the whole command is tried again
with growing pauses, holding nothing in between, for at most five seconds; then it is a 503, never a hang.

Nothing in a command talks to the network or sleeps: under gevent that would hold the write lock while
every other person waits.
"""

import functools
import random
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

import structlog
from sqlalchemy.exc import DBAPIError, OperationalError

from goforum.core import metrics
from goforum.core.db import db, writing
from goforum.core.events import Event, heard_after, heard_inside, listeners
from goforum.core.rules import TooBusy

P = ParamSpec("P")
R = TypeVar("R")
log = structlog.get_logger(__name__)

PATIENCE_SECONDS = 5.0
# Two commands looked at once, found nothing, and both inserted: the second sees the first's row when it looks again.
CLASHES = 8
FIRST_PAUSE = 0.004
LONGEST_PAUSE = 0.25

_recorded: ContextVar[list[Event] | None] = ContextVar("goforum_recorded", default=None)


class WriteOutsideCommand(RuntimeError):
    """Something was added to the session outside a command: a door tried to write by itself."""


def record(event: Event) -> None:
    """Say that something happened: heard inside now, heard after when the command has committed."""
    pending = _recorded.get()
    if pending is None:
        raise WriteOutsideCommand(f"{type(event).__name__} recorded outside a command")
    pending.append(event)
    for listener in listeners(heard_inside, event):
        listener(event)


def command(fn: Callable[P, R]) -> Callable[P, R]:
    """Make a function a command (see the module's story)."""

    @functools.wraps(fn)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if _recorded.get() is not None:
            return fn(*args, **kwargs)
        return _run_whole(lambda: fn(*args, **kwargs))

    run.__goforum_command__ = True  # type: ignore[attr-defined]  # read by the architecture test
    return run


def _run_whole(work: Callable[[], R]) -> R:
    _let_go_of_reads()
    deadline = time.monotonic() + PATIENCE_SECONDS
    pause, clashes, waited = FIRST_PAUSE, 0, 0.0
    while True:
        try:
            result, events = _attempt(work)
            break
        except DBAPIError as error:
            clashes += is_clash(error)
            if clashes > CLASHES or not (is_busy(error) or is_clash(error)):
                raise
            if time.monotonic() + pause > deadline:
                raise TooBusy() from error
        waited += pause
        time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - jitter, not a secret
        pause = min(pause * 2, LONGEST_PAUSE)
    if waited:
        metrics.DATABASE_WAIT.see(waited)
    _tell_the_world(events)
    return result


def _let_go_of_reads() -> None:
    """End the page's read transaction, so that the command sees the newest state, not a snapshot."""
    session = db.session()
    if session.new or session.dirty or session.deleted:
        raise WriteOutsideCommand("the session holds changes made outside a command")
    if session.in_transaction():
        session.commit()


def _attempt(work: Callable[[], R]) -> tuple[R, list[Event]]:
    events: list[Event] = []
    recorded, write = _recorded.set(events), writing.set(True)
    try:
        # Taking the connection here sends BEGIN now: the clock and the standing are read under the lock.
        db.session.connection()
        result = work()
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        writing.reset(write)
        _recorded.reset(recorded)
    return result, events


def is_clash(error: DBAPIError) -> bool:
    """True where another command made the same row first (PostgreSQL alone: SQLite has one writer at a time)."""
    return getattr(error.orig, "sqlstate", None) == "23505"


def is_busy(error: DBAPIError) -> bool:
    """True for what a later try may cure: a locked SQLite file, a deadlock, a lock or serialisation timeout."""
    if getattr(error.orig, "sqlstate", None) in {"40001", "40P01", "55P03"}:
        return True
    return isinstance(error, OperationalError) and "database is locked" in str(error.orig)


def _tell_the_world(events: list[Event]) -> None:
    for event in events:
        for listener in listeners(heard_after, event):
            try:
                listener(event)
            except Exception:  # the fact stands; a deaf listener must not turn success into failure
                log.exception("after_listener_failed", event_kind=type(event).__name__,
                              listener=listener.__qualname__)
            finally:
                db.session.rollback()
