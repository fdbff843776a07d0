"""Who is in a room now: a summary that costs little, kept in memory only, never in the log.

Each web process tells about its own sockets, under a name of its own, and repeats it while anybody is there;
the client adds the processes up and forgets those that fall silent. A room that comes and goes quickly is told
about at most once in two seconds.
"""

import secrets
import time
from collections.abc import Callable
from typing import Any

import structlog
from flask import Flask, current_app

from goforum.accounts.queries import people_by_ids
from goforum.core.sockets import connections, emit_to, people_in, socketio

log = structlog.get_logger(__name__)

EVERY_SECONDS = 2.0
REPEAT_SECONDS = 25.0
MOST_NAMES = 60
# Names this process to the clients; a new one after each restart.
PROCESS = secrets.token_hex(4)

_changed: set[str] = set()
_told: dict[str, float] = {}


def room_name(meeting_id: int) -> str:
    """The Socket.IO room of a meeting."""
    return f"meeting:{meeting_id}"


def meeting_of(room: str) -> int | None:
    """The meeting behind the name of a Socket.IO room."""
    kind, _, number = room.partition(":")
    return int(number) if kind == "meeting" and number.isdigit() else None


def note(room: str) -> None:
    """Somebody came or went: the next round tells it."""
    _changed.add(room)


def summary(room: str) -> dict[str, Any]:
    """How many are in the room through this process, and the first names of them."""
    people = people_in(room)
    cards = people_by_ids(sorted(people)[:MOST_NAMES])
    visitors = sum(1 for one in connections.values() if room in one.rooms and one.person_id is None)
    return {
        "meeting_id": meeting_of(room), "process": PROCESS, "count": len(people), "visitors": visitors,
        "people": [{"id": card.id, "name": card.name} for card in sorted(cards.values(), key=lambda c: c.name)],
    }


def tell(clock: Callable[[], float] = time.monotonic) -> int:
    """Tell the rooms that changed, and those that have heard nothing for a while; how many were told."""
    now = clock()
    due = {room for room in _changed if now - _told.get(room, -EVERY_SECONDS) >= EVERY_SECONDS}
    due |= {room for room, at in _told.items() if now - at >= REPEAT_SECONDS}
    for room in due:
        _changed.discard(room)
        found = summary(room)
        if found["count"] or found["visitors"]:
            _told[room] = now
        else:
            _told.pop(room, None)
        emit_to(room, "room_presence", found)
    return len(due)


def start(app: Flask | None = None) -> None:
    """Begin the rounds of this process, once; tests call ``tell`` themselves."""
    app = app or current_app._get_current_object()  # type: ignore[attr-defined]
    if app.testing or app.extensions.get("goforum_presence"):
        return
    app.extensions["goforum_presence"] = True
    socketio.start_background_task(_rounds, app)


def _rounds(app: Flask) -> None:
    while True:
        socketio.sleep(EVERY_SECONDS / 2)
        if not _changed and not _told:
            continue
        try:
            with app.app_context():
                tell()
        except Exception:
            log.exception("presence_failed")
