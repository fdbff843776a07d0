"""What clients of a room have missed, read and written down once for all who ask at the same moment.

When the line of a whole hall comes back, fifty people ask within a second for the same lines. Each line is the same
for everybody who may follow the room (whether they may is asked before, of each), so its JSON is kept for a second.

A line carries the present state of what it is about. Whatever changes that takes the room's next number (an edit, a
deletion, a reaction, a correction) or raises the version of the meeting (the titles of its points), and both are part
of what the kept lines are known by: nobody gets a line from before a deletion that they could read about. Only names
of people have no number there: these are as they were less than a second ago.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson

from goforum.meetings import payloads, queries

KEPT_SECONDS = 1.0
# Of the rooms asked about last; each keeps at most the lines a client may be behind.
KEPT_ROOMS = 8


@dataclass
class _Kept:
    """Lines of one room as they were sent, by number, and the end of its log for who is too far behind."""

    stamp: tuple[object, ...]
    until: float
    lines: dict[int, bytes] = field(default_factory=dict)
    end: tuple[bytes, int] | None = None
    # Under gevent a greenlet that waits for PostgreSQL lets the others run: they wait for what it reads.
    lock: threading.Lock = field(default_factory=threading.Lock)


_rooms: OrderedDict[int, _Kept] = OrderedDict()
_choosing = threading.Lock()


def forget() -> None:
    """Keep nothing: other rooms may have these numbers now (tests)."""
    _rooms.clear()


def missed(meeting: queries.MeetingCard, after_seq: int) -> dict[str, Any]:
    """What was written since ``after_seq``, and how the room stands now; its events are JSON already."""
    room = queries.get_room(meeting.id)
    kept = _kept(room, meeting)
    with kept.lock:
        if queries.is_too_far(room, after_seq):
            events, last = _end(kept, room, meeting)
            told = payloads.Told(events, last, reset=True)
        else:
            last = min(after_seq + queries.CHUNK, room.last_seq)
            told = payloads.Told(_after(kept, room, meeting, after_seq, last), last, more=last < room.last_seq)
    return payloads.catch_up(told, meeting, room, queries.get_queue(room), queries.find_pinned(room.id))


def _kept(room: queries.RoomHead, meeting: queries.MeetingCard) -> _Kept:
    stamp, now = (room.last_seq, meeting.version, meeting.zone), time.monotonic()
    with _choosing:
        kept = _rooms.get(room.id)
        if kept is None or kept.stamp != stamp or kept.until < now:
            kept = _rooms[room.id] = _Kept(stamp, now + KEPT_SECONDS)
        _rooms.move_to_end(room.id)
        while len(_rooms) > KEPT_ROOMS:
            _rooms.popitem(last=False)
        return kept


def _after(kept: _Kept, room: queries.RoomHead, meeting: queries.MeetingCard, after: int, last: int) -> orjson.Fragment:
    wanted = range(after + 1, last + 1)
    if not all(number in kept.lines for number in wanted):
        for one in queries.catch_up(room, after).lines:
            kept.lines[one.seq] = _written(one, meeting)
    return _listed(kept.lines[number] for number in wanted if number in kept.lines)


def _end(kept: _Kept, room: queries.RoomHead, meeting: queries.MeetingCard) -> tuple[orjson.Fragment, int]:
    if kept.end is None:
        found = queries.catch_up(room, room.last_seq + 1)
        kept.end = b",".join(_written(one, meeting) for one in found.lines), found.last_seq
    return _listed([kept.end[0]]), kept.end[1]


def _written(one: queries.LogLine, meeting: queries.MeetingCard) -> bytes:
    return orjson.dumps(payloads.line(one, meeting.zone), default=str, option=orjson.OPT_NON_STR_KEYS)


def _listed(lines: Iterable[bytes]) -> orjson.Fragment:
    return orjson.Fragment(b"[" + b",".join(lines) + b"]")
