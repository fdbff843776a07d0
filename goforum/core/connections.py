"""Which sockets are open in this process, whose they are, and how they are closed.

``kick`` acts at once on the sockets of this process. The sweep, every two seconds in each process, closes
those whose session ended or whose standing no longer holds, whichever process heard of it first: that is
what keeps the promise of five seconds when several web processes share the work.
"""

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from flask import Flask
from flask_socketio import SocketIO

from goforum.core.viewer import Viewer

log = structlog.get_logger(__name__)

SWEEP_SECONDS = 2.0
# A line that never said who it is (no Socket.IO CONNECT) is closed after this long.
MUTE_SECONDS = 10.0
# A page asks when it opens and when a number is missing; catching up is a thousand times dearer than asking for it.
EVENTS_AT_ONCE, EVENTS_A_SECOND = 60.0, 5.0


@dataclass(slots=True)
class Connection:
    """One open socket and the session it was opened with."""

    sid: str
    token: str | None
    session_id: int | None
    person_id: int | None
    address: str
    rooms: set[str] = field(default_factory=set)
    # How many events it may still send at once, and when that was last counted.
    allowance: float = EVENTS_AT_ONCE
    counted_at: float = field(default_factory=time.monotonic)

    def may_ask(self, now: float) -> bool:
        """Whether it may send one more event now: a burst, then a few a second."""
        gained = (now - self.counted_at) * EVENTS_A_SECOND
        self.allowance, self.counted_at = min(EVENTS_AT_ONCE, self.allowance + gained), now
        if self.allowance < 1:
            return False
        self.allowance -= 1
        return True


Check = Callable[[Sequence[Connection]], Iterable[str]]
socketio = SocketIO(manage_session=False)
connections: dict[str, Connection] = {}
_checks: list[Check] = []
_on_leave: list[Callable[[Connection], None]] = []


@dataclass
class _Sessions:
    """How sessions are read; the accounts say so at start-up, for core knows no feature."""

    load: Callable[[str], Viewer | None] = lambda _token: None
    live: Callable[[Collection[int]], set[int]] = set


sessions = _Sessions()


def set_viewer_loader(load: Callable[[str], Viewer | None],
                      live: Callable[[Collection[int]], set[int]] | None = None) -> None:
    """How to read a session: by its key on each event, and (for the sweep) which of many are still good."""
    sessions.load = load
    if live is not None:
        sessions.live = live


def on_leave(listener: Callable[[Connection], None]) -> Callable[[Connection], None]:
    """Hear that a socket closed, with the rooms it was in (presence)."""
    if listener not in _on_leave:
        _on_leave.append(listener)
    return listener


def sweep_check(check: Check) -> Check:
    """Add a question to the sweep: of these sockets, the ``sid`` of those whose standing no longer holds."""
    if check not in _checks:
        _checks.append(check)
    return check


def kick(*, person_id: int | None = None, session_ids: Collection[int] = (), sids: Collection[str] = (),
         reason: str = "signed-out") -> int:
    """Close the sockets of a person, of sessions, or these sockets; the number closed in this process."""
    mine = [one for one in list(connections.values())
            if one.sid in sids or one.session_id in session_ids
            or (person_id is not None and one.person_id == person_id)]
    for one in mine:
        close(one.sid, reason)
    return len(mine)


def close(sid: str, reason: str) -> None:
    """Tell one socket why, and close it."""
    server = socketio.server
    eio_sid = server.manager.eio_sid_from_sid(sid, "/")
    socketio.emit("kicked", {"reason": reason}, to=sid, ignore_queue=True)
    # The DISCONNECT packet tells the client's library not to come back by itself.
    server.disconnect(sid, ignore_queue=True)
    if (line := server.eio.sockets.get(eio_sid)) is not None:
        _end(line)
    connections.pop(sid, None)


def _end(line: Any) -> None:
    """Say what is still queued, then end the line, whether or not the other side hangs up."""
    line.close(wait=False)
    if (fast := getattr(line, "line", None)) is not None:
        fast.cut_soon()


def left(connection: Connection) -> None:
    """Tell the listeners that a socket has closed."""
    for listener in _on_leave:
        try:
            listener(connection)
        except Exception:
            log.exception("leave_listener_failed", listener=listener.__qualname__)


def sweep() -> int:
    """Close what has lost its right to be open, and count it: a few statements for any number of sockets."""
    signed_in = [one for one in connections.values() if one.session_id is not None]
    if signed_in:
        live = sessions.live({one.session_id for one in signed_in if one.session_id is not None})
        ended = kick(sids={one.sid for one in signed_in if one.session_id not in live})
    else:
        ended = 0
    for check in _checks:
        ended += kick(sids=set(check(list(connections.values()))), reason="standing")
    return ended


def _close_mute(seen: dict[str, float]) -> None:
    """Close lines that never said CONNECT; ``seen`` remembers since when each is known."""
    server, now = socketio.server, time.monotonic()
    for eio_sid, line in list(server.eio.sockets.items()):
        if server.manager.sid_from_eio_sid(eio_sid, "/") is not None:
            seen.pop(eio_sid, None)
        elif now - seen.setdefault(eio_sid, now) > MUTE_SECONDS:
            _end(line)
    for gone in seen.keys() - server.eio.sockets.keys():
        del seen[gone]


def start_sweep(app: Flask) -> None:
    """Begin the sweep of this process, once; tests call ``sweep`` themselves."""
    if app.extensions.get("goforum_sweep") or app.testing:
        return
    app.extensions["goforum_sweep"] = True
    socketio.start_background_task(_sweep_for_ever, app)


def _sweep_for_ever(app: Flask) -> None:
    mute: dict[str, float] = {}
    while True:
        socketio.sleep(SWEEP_SECONDS)
        try:
            with app.app_context():
                sweep()
            _close_mute(mute)
        except Exception:
            log.exception("sweep_failed")


def say_goodbye() -> None:
    """Before this process stops: tell every client to come back a little later, and end the lines."""
    socketio.emit("restart", {}, ignore_queue=True)
    for line in list(socketio.server.eio.sockets.values()):
        _end(line)
