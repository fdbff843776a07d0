"""A small Socket.IO client over one plain websocket: for the load generator and for the tests of faults.

It works on blocking sockets, so under gevent it is cooperative and in threads it is ordinary. Only what a
goforum client needs: connect, emit with an acknowledgement, receive, answer pings.
"""

import base64
import json
import os
import socket
import struct
from collections.abc import Iterator
from typing import Any


class Closed(ConnectionError):
    """The line is gone, or was refused; ``args`` says how."""


def masked_text(text: str) -> bytes:
    """A client's text frame. The mask of zeros is a valid one and leaves the payload as it is."""
    payload = text.encode()
    size = len(payload)
    if size < 126:
        head = struct.pack("!BB", 0x81, 0x80 | size)
    elif size < 65536:
        head = struct.pack("!BBH", 0x81, 0x80 | 126, size)
    else:
        head = struct.pack("!BBQ", 0x81, 0x80 | 127, size)
    return head + b"\0\0\0\0" + payload


def split_frames(buffer: bytearray) -> Iterator[tuple[int, bytes]]:
    """Take the whole frames (opcode, payload) off the front of what has been received."""
    at, size = 0, len(buffer)
    while size - at >= 2:
        length, head = buffer[at + 1] & 0x7F, 2
        if length == 126:
            if size - at < 4:
                break
            length, head = (buffer[at + 2] << 8) | buffer[at + 3], 4
        elif length == 127:
            if size - at < 10:
                break
            length, head = int.from_bytes(buffer[at + 2 : at + 10]), 10
        if size - at < head + length:
            break
        yield buffer[at] & 0x0F, bytes(buffer[at + head : at + head + length])
        at += head + length
    del buffer[:at]


class Client:
    """One socket. ``receive()`` gives ``("event", name, data)`` or ``("ack", id, data)`` in order."""

    def __init__(self, host: str, port: int, *, cookie: str = "", origin: str | None = "same",
                 timeout: float = 10.0) -> None:
        self.sock = socket.create_connection((host, port), timeout=timeout)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = bytearray()
        self.waiting: list[tuple[str, Any, Any]] = []
        self.next_id = 0
        self.ended = False
        try:
            self._shake_hands(f"{host}:{port}", cookie, origin)
        except BaseException:
            self.sock.close()
            raise

    def _shake_hands(self, host: str, cookie: str, origin: str | None) -> None:
        lines = [
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1", f"Host: {host}", "Upgrade: websocket",
            "Connection: Upgrade", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: " + base64.b64encode(os.urandom(16)).decode(),
        ]
        if origin is not None:
            lines.append("Origin: " + (f"http://{host}" if origin == "same" else origin))
        if cookie:
            lines.append("Cookie: " + cookie)
        self.sock.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        while b"\r\n\r\n" not in self.buffer:
            self._more()
        head, _, rest = bytes(self.buffer).partition(b"\r\n\r\n")
        self.buffer = bytearray(rest)
        if b" 101 " not in head.split(b"\r\n", 1)[0] + b" ":
            raise Closed(head.decode(errors="replace"))
        self._wait_for("0")
        self.send("40")
        answer = self._wait_for("4")
        if not answer.startswith("40"):
            raise Closed(answer)

    def _wait_for(self, start: str) -> str:
        while True:
            for opcode, payload in self.frames():
                text = payload.decode()
                if opcode == 8:
                    raise Closed("closed while connecting")
                if text.startswith(start):
                    return text

    def _more(self) -> None:
        data = self.sock.recv(65536)
        if not data:
            raise Closed("end of line")
        self.buffer += data

    def frames(self) -> list[tuple[int, bytes]]:
        """The next whole frames; waits for at least one."""
        while True:
            found = list(split_frames(self.buffer))
            if found:
                return found
            self._more()

    def send(self, packet: str) -> None:
        """Send one Engine.IO packet as it is."""
        self.sock.sendall(masked_text(packet))

    def emit(self, event: str, *data: Any) -> int:
        """Send an event and ask for its acknowledgement, whose number is returned."""
        self.next_id += 1
        self.send(f"42{self.next_id}" + json.dumps([event, *data], ensure_ascii=False, separators=(",", ":")))
        return self.next_id

    def call(self, event: str, *data: Any) -> Any:
        """Send an event and wait for its answer; what else arrives meanwhile stays for ``receive``."""
        wanted, aside = self.emit(event, *data), []
        while True:
            kind, name, value = self.receive()
            if kind == "ack" and name == wanted:
                self.waiting = aside + self.waiting
                return value
            aside.append((kind, name, value))

    def receive(self) -> tuple[str, Any, Any]:
        """The next event or acknowledgement; pings are answered on the way."""
        while not self.waiting:
            if self.ended:
                raise Closed("closed")
            for opcode, payload in self.frames():
                if opcode == 8:
                    self.ended = True
                else:
                    self._take(payload.decode())
        return self.waiting.pop(0)

    def _take(self, text: str) -> None:
        if text == "2":
            self.send("3")
        elif text.startswith(("41", "1")):
            self.waiting.append(("closed", text, None))
        elif text.startswith("42"):
            name, *data = json.loads(text[2:])
            self.waiting.append(("event", name, data[0] if data else None))
        elif text.startswith("43"):
            number, _, _ = text[2:].partition("[")
            data = json.loads(text[2 + len(number):])
            self.waiting.append(("ack", int(number), data[0] if data else None))

    def close(self) -> None:
        """Let go of the line without ceremony."""
        if hasattr(self, "sock"):
            self.sock.close()

    __del__ = close
