"""One message to a whole room, framed once (gevent only; ``GOFORUM_FANOUT=stock`` leaves the library alone).

The stock path queues a packet for each recipient, wakes a greenlet for each and frames the same text again
for each. Here a room's message is encoded and framed once and written straight to each recipient's socket.
A recipient whose socket is full falls back to its ordered queue; one that is a thousand frames behind is
cut, so that a stalled phone cannot eat the server's memory.

It reaches into python-socketio and python-engineio, so it is for the pinned versions only: with others,
``usable()`` says no and the stock path runs.
"""

import time
from importlib.metadata import version
from typing import Any

import engineio.packet as eio
import engineio.socket
import gevent
import simple_websocket
import structlog
from engineio.async_drivers import gevent as driver
from simple_websocket.ws import LocalProtocolError
from socketio import Manager, RedisManager
from socketio.packet import EVENT

from goforum.core.frames import Budget, Framed, LockedSock, frame
from goforum.core.wire import MAX_MESSAGE

log = structlog.get_logger(__name__)
PINNED = {"python-socketio": "5.18.1", "python-engineio": "4.15.1", "simple-websocket": "1.1.0", "wsproto": "1.3.2"}
MAX_QUEUED = 1000
# From so many sockets on, a room is told at most forty times a second: what is said between goes out in one write.
LARGE_ROOM, GAP_SECONDS, MOST_TOGETHER = 50, 0.025, 64 * 1024
# Longer than a ping and its answer: a peer that is silent for this long is gone.
SILENCE_SECONDS = 50.0
HANG_UP_SECONDS = 1.0
# How many packets one socket may send: a burst, then so many a second; a flood is cut, people never notice.
BURST_PACKETS, PACKETS_PER_SECOND = 300, 30


def usable() -> bool:
    """Whether the installed libraries are the ones this module was measured with."""
    return all(version(name) == wanted for name, wanted in PINNED.items())


class _Unneeded:
    """Stands where the library would have a reading thread and its bell."""

    name = ""

    def __init__(self, **_options: Any) -> None:
        pass

    def start(self) -> None:
        pass

    set = start


class Websocket(simple_websocket.Server):
    """A websocket that is read by whoever waits for its next message, and by no greenlet of its own.

    That halves what a socket costs, and what a client sends while its last event is being answered stays in the
    kernel's buffer instead of ours.
    """

    def __init__(self, environ: dict[str, Any], **options: Any) -> None:
        super().__init__(environ, **{**options, "thread_class": _Unneeded, "event_class": _Unneeded})
        # What read and answered the head of the request has no more to do, and is several kilobytes a socket.
        self.ws.handshake._h11_connection = self.ws.handshake._initiating_request = None  # noqa: SLF001

    connected: bool

    def receive(self, timeout: float | None = None) -> Any:
        while not self.input_buffer:
            if not self.connected:
                raise simple_websocket.ConnectionClosed(self.close_reason, self.close_message)
            try:
                data = self.sock.recv(self.receive_bytes)
                self.ws.receive_data(data or None)  # nothing: the other side has hung up
                self.connected = bool(data) and self._handle_events()
            except (OSError, LocalProtocolError):
                self.connected = False
        return self.input_buffer.pop(0)


class Line(driver.WebSocketWSGI):
    """The websocket of one client, on a ``LockedSock``, without compression (one frame serves all)."""

    sock: Any = None
    paced = True

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        raw = environ.get("gunicorn.socket")
        if raw is None:
            return super().__call__(environ, start_response)
        raw.settimeout(SILENCE_SECONDS)
        self._packets = Budget(BURST_PACKETS, PACKETS_PER_SECOND)
        environ["gunicorn.socket"] = self.sock = LockedSock(raw)
        try:
            self.ws = Websocket(environ, max_message_size=MAX_MESSAGE, **self.server_args)
            self.app(self)
        except (simple_websocket.ConnectionError, OSError):
            pass
        finally:
            self.sock.cut()
        raise StopIteration

    def send(self, message: Any) -> Any:
        if isinstance(message, Framed):
            return self.sock.send(message.frame)
        return super().send(message)

    def cut_soon(self) -> None:
        """End the line in a moment, for a peer that does not hang up when told to, or no longer reads."""
        gevent.spawn_later(HANG_UP_SECONDS, self.sock.cut)

    def wait(self) -> Any:
        """The next message; None, which closes, for what is no Engine.IO packet at all."""
        gevent.sleep(0)  # a client that always has something to say would otherwise never let the others run
        message = super().wait()
        if self.paced:
            self._packets.spend(1)
        if isinstance(message, str) and message[:1] not in tuple("0123456"):
            return None
        return message


_stock_handler = engineio.socket.Socket._websocket_handler  # noqa: SLF001 - see the story above


def _remember_line(self: Any, line: Any) -> Any:
    self.line = line
    return _stock_handler(self, line)


def _schedule_ping(self: Any) -> None:
    """The heartbeat as a timer: a greenlet that sleeps keeps a stack, one that has not begun has none."""
    if self.last_ping:
        self.last_ping = None
        gevent.spawn_later(self.server.ping_interval, _ping, self)


def _ping(line: Any) -> None:
    if not line.closing and not line.closed:
        line.last_ping = time.time()
        line.send(eio.Packet(eio.PING))


def install(*, paced: bool = True) -> None:
    """Put ``Line`` under Engine.IO's gevent driver; called once, before the server is made."""
    Line.paced = paced
    driver._async["websocket"] = Line  # noqa: SLF001
    engineio.socket.Socket.schedule_ping = _schedule_ping
    engineio.socket.Socket._websocket_handler = _remember_line  # noqa: SLF001


class FastManager(Manager):
    """The stock manager, except that a message to a room is framed once, and those of a busy room go out together.

    A large room that was told something less than ``GAP_SECONDS`` ago hears the next with whatever else is said until
    then, in one write a socket. A small room, or one that was quiet, hears at once.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting: dict[tuple[str, Any], list[Framed]] = {}
        self._sending: set[tuple[str, Any]] = set()

    def emit(self, event: str, data: Any, namespace: str, room: Any = None, skip_sid: Any = None,
             callback: Any = None, to: Any = None, **kwargs: Any) -> None:
        room = to or room
        if callback:
            super().emit(event, data, namespace, room=room, skip_sid=skip_sid, callback=callback, **kwargs)
            return
        if namespace not in self.rooms:
            return
        values = list(data) if isinstance(data, tuple) else [] if data is None else [data]
        text = self.server.packet_class(EVENT, namespace=namespace, data=[event, *values]).encode()
        framed = Framed(frame(b"4" + text.encode()), text)
        # A room that has just become small still has lines waiting: nothing goes before them.
        if skip_sid is None and ((namespace, room) in self._waiting or self._is_large(namespace, room)):
            self._say_soon((namespace, room), framed)
            return
        for where in [one for one in self._waiting if room in (None, one[1])]:  # nor what is for all, or all but one
            self._send_waiting(where)
        skipped = skip_sid if isinstance(skip_sid, list) else (skip_sid,)
        self._fan_out(namespace, room, [framed], skipped)

    def _is_large(self, namespace: str, room: Any) -> bool:
        return isinstance(room, str) and len(self.rooms[namespace].get(room, ())) >= LARGE_ROOM

    def _say_soon(self, where: tuple[str, Any], framed: Framed) -> None:
        if (waiting := self._waiting.get(where)) is None:
            self._waiting[where] = [framed]
            self._next_round(where)
            return
        waiting.append(framed)
        if sum(len(one.frame) for one in waiting) > MOST_TOGETHER:
            self._send_waiting(where)

    def _next_round(self, where: tuple[str, Any]) -> None:
        """Send what waits for a room; with nothing said for a while, the next line goes at once again."""
        if not self._waiting[where]:
            del self._waiting[where]
            return
        self._send_waiting(where)
        gevent.spawn_later(GAP_SECONDS, self._next_round, where)

    def _send_waiting(self, where: tuple[str, Any]) -> None:
        """Send what waits. Should another greenlet get its turn meanwhile, it leaves its lines here and goes on."""
        if where in self._sending:
            return
        self._sending.add(where)
        try:
            while waiting := self._waiting.get(where):
                self._waiting[where] = []
                self._fan_out(*where, waiting)
        finally:
            self._sending.discard(where)

    def _fan_out(self, namespace: str, room: Any, frames: list[Framed], skipped: Any = ()) -> None:
        if namespace not in self.rooms:
            return
        together, sockets, behind = b"".join(one.frame for one in frames), self.server.eio.sockets, []
        for sid, eio_sid in self.get_participants(namespace, room):
            if sid not in skipped and (client := sockets.get(eio_sid)) is not None and not client.closed \
                    and not _deliver(client, frames, together):
                behind.append(client)
        for client in behind:  # only now: what is logged may let others have their turn
            log.warning("slow_reader_cut", queued=client.queue.qsize())
            client.line.sock.cut()


def _deliver(client: Any, frames: list[Framed], together: bytes) -> bool:
    """Send at once or queue; False for who is too far behind to be waited for."""
    line = getattr(client, "line", None)
    sock = None if line is None else line.sock
    if sock is None or not client.upgraded:
        for one in frames:
            client.send(eio.Packet(eio.MESSAGE, one.data))
    elif not sock.is_cut and not (client.queue.empty() and sock.send_now(together)):
        if client.queue.qsize() > MAX_QUEUED:
            return False
        for one in frames:
            client.queue.put(one)
    return True


class FastRedisManager(RedisManager, FastManager):
    """Several processes: messages travel through Redis, and each process fans out the fast way."""
