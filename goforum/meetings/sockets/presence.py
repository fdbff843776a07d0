"""Who is in a room now: a summary that costs little, kept in memory only, never in the log.

Each web process tells about its own sockets, under a name of its own, and repeats it while anybody is there;
the client adds the processes up and forgets those that fall silent. A room that comes and goes quickly is told
about at most once in two seconds.
"""

import secrets
import time
from collections.abc import Callable, Iterable
from typing import Any

import structlog
from flask import Flask, current_app

from goforum.accounts.queries import PersonCard, people_by_ids
from goforum.core.sockets import connections, emit_to, people_in, socketio
from goforum.meetings.commands import count_presence
from goforum.meetings.queries import guests_among, last_number

log = structlog.get_logger(__name__)

EVERY_SECONDS = 2.0
REPEAT_SECONDS = 25.0
MOST_NAMES = 60
# Names this process to the clients; a new one after each restart.
PROCESS = secrets.token_hex(4)

# Who is in a live room is kept, for its minutes, this seldom.
COUNT_SECONDS = 60.0

_changed: set[str] = set()
_told: dict[str, float] = {}
_typing: dict[str, set[int]] = {}
_counted: dict[str, float] = {}


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


def note_typing(room: str, person_id: int) -> None:
    """Somebody writes: the next round tells it."""
    _typing.setdefault(room, set()).add(person_id)


def tell_typing() -> None:
    """Tell each room, once a round, who has been writing in it; the first three names."""
    while _typing:
        room, people = _typing.popitem()
        cards = people_by_ids(sorted(people)[:3])
        emit_to(room, "room_typing", {"meeting_id": meeting_of(room), "people": _named(room, cards.values())})


def _named(room: str, cards: Iterable[PersonCard]) -> list[dict[str, Any]]:
    """These people as clients draw them, with the guests among them marked."""
    cards, meeting_id = list(cards), meeting_of(room)
    guests = set() if meeting_id is None else guests_among(meeting_id, [card.id for card in cards])
    return [{"id": card.id, "name": card.name, **({"guest": True} if card.id in guests else {})} for card in cards]


def count(clock: Callable[[], float] = time.monotonic) -> int:
    """Keep who is in the rooms of this process, each room once a minute; how many rooms were counted."""
    now, done = clock(), 0
    rooms = {room for one in connections.values() for room in one.rooms}
    for room in rooms:
        meeting_id, people = meeting_of(room), people_in(room)
        if meeting_id is None or not people or now - _counted.get(room, -COUNT_SECONDS) < COUNT_SECONDS:
            continue
        _counted[room] = now
        count_presence(meeting_id, people)
        done += 1
    for gone in _counted.keys() - rooms:
        del _counted[gone]
    return done


def summary(room: str) -> dict[str, Any]:
    """How many are in the room through this process, and the first names of them."""
    people, meeting_id = people_in(room), meeting_of(room)
    cards = people_by_ids(sorted(people)[:MOST_NAMES])
    visitors = sum(1 for one in connections.values() if room in one.rooms and one.person_id is None)
    return {
        "meeting_id": meeting_id, "process": PROCESS, "count": len(people), "visitors": visitors,
        # Whoever lost the very last line, between two processes, learns of it here and asks.
        "last_seq": 0 if meeting_id is None else last_number(meeting_id),
        "people": _named(room, sorted(cards.values(), key=lambda c: c.name)),
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
        if not _changed and not _told and not _typing:
            continue
        try:
            with app.app_context():
                tell()
                tell_typing()
                count()
        except Exception:
            log.exception("presence_failed")
