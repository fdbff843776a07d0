"""One message to a whole room, framed once (gevent only; ``GOFORUM_FANOUT=stock`` leaves the library alone).

The stock path queues a packet for each recipient, wakes a greenlet for each and frames the same text again
for each. Here a room's message is encoded and framed once and written straight to each recipient's socket.
A recipient whose socket is full falls back to its ordered queue; one that is a thousand frames behind is
cut, so that a stalled phone cannot eat the server's memory.

It also mends simple-websocket 1.1.0, which ignores how much of a frame ``send`` took and so tears frames for
slow readers (simple-websocket#45): ``LockedSock`` writes whole frames under a lock.

It reaches into python-socketio and python-engineio, so it is for the pinned versions only: with others,
``usable()`` says no and the stock path runs.
"""

import contextlib
import socket
import struct
import time
from importlib.metadata import version
from typing import Any

import engineio.packet as eio
import engineio.socket
import gevent
import simple_websocket
import structlog
from engineio.async_drivers import gevent as driver
from gevent.lock import BoundedSemaphore
from socketio import Manager, RedisManager
from socketio.packet import EVENT

from goforum.core.wire import MAX_MESSAGE

log = structlog.get_logger(__name__)
PINNED = {"python-socketio": "5.18.1", "python-engineio": "4.15.1", "simple-websocket": "1.1.0"}
MAX_QUEUED = 1000
# Longer than a ping and its answer: a peer that is silent for this long is gone.
SILENCE_SECONDS = 50.0
HANG_UP_SECONDS = 1.0
# What one socket may send: a burst, then so many bytes a second; a flood is cut, people never notice.
BURST_BYTES, BYTES_PER_SECOND = 256 * 1024, 32 * 1024


def usable() -> bool:
    """Whether the installed libraries are the ones this module was measured with."""
    return all(version(name) == wanted for name, wanted in PINNED.items())


def frame(payload: bytes) -> bytes:
    """A text as one unmasked websocket frame (RFC 6455, 5.2)."""
    size = len(payload)
    if size < 126:
        return b"\x81" + bytes((size,)) + payload
    if size < 65536:
        return b"\x81\x7e" + struct.pack("!H", size) + payload
    return b"\x81\x7f" + struct.pack("!Q", size) + payload


class Framed(eio.Packet):
    """An Engine.IO packet that is a websocket frame already."""

    def __init__(self, frame_bytes: bytes, text: str) -> None:
        super().__init__(eio.MESSAGE, text)
        self.frame = frame_bytes

    def encode(self, b64: bool = False) -> Any:
        return super().encode(b64) if b64 else self


class LockedSock:
    """A gevent socket that sends whole frames, one at a time, and counts what comes in."""

    def __init__(self, raw: Any) -> None:
        self.raw, self.lock = raw, BoundedSemaphore(1)
        self.is_cut = False
        self._allowance, self._seen = float(BURST_BYTES), time.monotonic()

    def send(self, data: bytes) -> int:
        with self.lock:
            self.raw.sendall(data)
        return len(data)

    def recv(self, size: int) -> bytes:
        data: bytes = self.raw.recv(size)
        gevent.sleep(0)  # a socket that always has data would otherwise never let the others run
        now = time.monotonic()
        self._allowance = min(BURST_BYTES, self._allowance + (now - self._seen) * BYTES_PER_SECOND)
        self._allowance -= len(data)
        self._seen = now
        if self._allowance < 0:
            raise OSError("flood")
        return data

    def send_now(self, data: bytes) -> bool:
        """Send without waiting, if nothing is under way; True when the frame is on its way or broken off."""
        if self.lock.locked():
            return False
        try:
            sent = self.raw._sock.send(data)  # noqa: SLF001 - gevent's own send would wait
        except BlockingIOError:
            return False
        except OSError:
            return True  # the reader notices the broken line and cleans up
        if sent < len(data):
            # A begun frame must be followed by its rest: hold the lock until the rest is gone.
            self.lock.acquire(blocking=False)
            gevent.spawn(self._finish, data[sent:])
        return True

    def _finish(self, rest: bytes) -> None:
        try:
            self.raw.sendall(rest)
        except OSError:
            self.cut()
        finally:
            self.lock.release()

    def cut(self) -> None:
        """End the line at once; whoever waits on it wakes up with an error."""
        self.is_cut = True
        with contextlib.suppress(OSError):
            self.raw.shutdown(socket.SHUT_RDWR)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.raw, name)


class Line(driver.WebSocketWSGI):
    """The websocket of one client, on a ``LockedSock``, without compression (one frame serves all)."""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        raw = environ.get("gunicorn.socket")
        if raw is None:
            return super().__call__(environ, start_response)
        raw.settimeout(SILENCE_SECONDS)
        environ["gunicorn.socket"] = self.sock = LockedSock(raw)
        try:
            self.ws = simple_websocket.Server(environ, max_message_size=MAX_MESSAGE, **self.server_args)
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
        message = super().wait()
        if isinstance(message, str) and message[:1] not in tuple("0123456"):
            return None
        return message


_stock_handler = engineio.socket.Socket._websocket_handler  # noqa: SLF001 - see the story above


def _remember_line(self: Any, line: Any) -> Any:
    self.line = line
    return _stock_handler(self, line)


def install() -> None:
    """Put ``Line`` under Engine.IO's gevent driver; called once, before the server is made."""
    driver._async["websocket"] = Line  # noqa: SLF001
    engineio.socket.Socket._websocket_handler = _remember_line  # noqa: SLF001


class FastManager(Manager):
    """The stock manager, except that a message to a room is framed once."""

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
        skipped = skip_sid if isinstance(skip_sid, list) else (skip_sid,)
        sockets = self.server.eio.sockets
        for sid, eio_sid in self.get_participants(namespace, room):
            if sid not in skipped and (client := sockets.get(eio_sid)) is not None:
                _deliver(client, framed)


def _deliver(client: Any, framed: Framed) -> None:
    sock = getattr(getattr(client, "line", None), "sock", None)
    if client.closed or (sock is not None and sock.is_cut):
        return
    if sock is None or not client.upgraded:
        client.send(eio.Packet(eio.MESSAGE, framed.data))
    elif client.queue.empty() and sock.send_now(framed.frame):
        return
    elif client.queue.qsize() > MAX_QUEUED:
        log.warning("slow_reader_cut", queued=client.queue.qsize())
        sock.cut()
    else:
        client.queue.put(framed)


class FastRedisManager(RedisManager, FastManager):
    """Several processes: messages travel through Redis, and each process fans out the fast way."""
