"""Whole frames on one socket, one at a time, and how much may come in through it.

It mends simple-websocket 1.1.0, which ignores how much of a frame ``send`` took and so tears frames for slow readers
(simple-websocket#45): ``LockedSock`` writes whole frames under a lock.
"""

import contextlib
import socket
import struct
import time
from typing import Any

import engineio.packet as eio
import gevent
from gevent.lock import BoundedSemaphore

# What one socket may send: a burst, then so much a second; a flood is cut, people never notice.
BURST_BYTES, BYTES_PER_SECOND = 256 * 1024, 32 * 1024


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


class Budget:
    """So much at once, and so much a second more."""

    __slots__ = ("burst", "each_second", "left", "seen")

    def __init__(self, burst: float, each_second: float) -> None:
        self.burst, self.each_second = burst, each_second
        self.left, self.seen = float(burst), time.monotonic()

    def spend(self, amount: float) -> None:
        """Take from it; OSError, which ends the line, when nothing is left."""
        now = time.monotonic()
        self.left = min(self.burst, self.left + (now - self.seen) * self.each_second) - amount
        self.seen = now
        if self.left < 0:
            raise OSError("flood")


class LockedSock:
    """A gevent socket that sends whole frames, one at a time, and counts what comes in."""

    __slots__ = ("_bytes", "_owed", "_write", "is_cut", "lock", "raw")

    def __init__(self, raw: Any) -> None:
        self.raw, self.lock = raw, BoundedSemaphore(1)
        self.is_cut = False
        self._owed = 0
        self._write = raw._sock.send  # noqa: SLF001 - gevent's own send would wait
        self._bytes = Budget(BURST_BYTES, BYTES_PER_SECOND)

    def send(self, data: bytes) -> int:
        # Who waits here is told that the lock is free a turn after it is: until then nobody may go before them.
        self._owed += 1
        try:
            with self.lock:
                self.raw.sendall(data)
        finally:
            self._owed -= 1
        return len(data)

    def recv(self, size: int) -> bytes:
        data: bytes = self.raw.recv(size)
        self._bytes.spend(len(data))
        return data

    def send_now(self, data: bytes) -> bool:
        """Send without waiting, if nothing is under way; True when the frame is on its way or broken off."""
        if self._owed or self.lock.locked():
            return False
        try:
            sent = self._write(data)
        except BlockingIOError:
            return False
        except OSError:
            return True  # the reader notices the broken line and cleans up
        if sent < len(data):
            # A begun frame must be followed by its rest: hold the lock until the rest is gone.
            self.lock.acquire(blocking=False)
            gevent.spawn(self._finish, memoryview(data)[sent:])
        return True

    def _finish(self, rest: memoryview) -> None:
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
