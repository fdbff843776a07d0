"""A live room under load: so many people listen, a few speak, every delivery is timed.

All sockets are in one epoll loop. A speaker sends its next message when the last was acknowledged; each
message carries a mark, and its way to each listener is timed from the moment it was sent.
"""

import select
import time
from collections.abc import Callable, Sequence
from typing import Any

from bench.http import PATIENCE, percentile
from bench.sio import Client, split_frames
from bench.site import Site, cpu_seconds

SPEAKERS = 4
MARK = b"mark-"
MARK_SIZE = 6


class Room:
    """The listeners and speakers of one room."""

    def __init__(self, site: Site, cookies: Sequence[str], join: tuple[str, dict[str, Any]], clients: int,
                 say: Callable[[int, str], tuple[str, dict[str, Any]]]) -> None:
        self.site, self.say = site, say
        self.clients = [Client("127.0.0.1", site.port, cookie=cookies[number % len(cookies)])
                        for number in range(clients)]
        for client in self.clients:
            answer = client.call(*join)
            if not answer.get("ok"):
                raise RuntimeError(f"join: {answer}")
        self.sent: dict[bytes, float] = {}
        self.times: list[float] = []
        self.acks: list[float] = []
        self.poll = select.epoll()
        self.by_fileno = {client.sock.fileno(): client for client in self.clients}
        for fileno in self.by_fileno:
            self.poll.register(fileno, select.EPOLLIN)

    def speak(self, speaker: int) -> None:
        """One more message of this speaker."""
        number = len(self.sent)
        mark = MARK + str(number).zfill(MARK_SIZE).encode()
        event, payload = self.say(number, f"{mark.decode()} رسالة قصيرة لقياس القاعة, un message pour la salle")
        self.sent[mark] = time.perf_counter()
        self.clients[speaker].emit(event, payload)

    def receive(self, wait: float) -> list[int]:
        """Take what has arrived; the file numbers of those whose message was acknowledged."""
        acknowledged = []
        for fileno, _ in self.poll.poll(wait):
            client = self.by_fileno[fileno]
            client.buffer += client.sock.recv(262144)
            now = time.perf_counter()
            for _opcode, payload in split_frames(client.buffer):
                at = payload.find(MARK)
                if payload.startswith(b"42") and at >= 0:
                    self.times.append(now - self.sent[payload[at : at + len(MARK) + MARK_SIZE]])
                elif payload.startswith(b"43"):
                    if b'"ok":true' not in payload:
                        raise RuntimeError(payload.decode())
                    acknowledged.append(fileno)
                elif payload == b"2":
                    client.send("3")
        return acknowledged

    def close(self) -> None:
        self.poll.close()
        for client in self.clients:
            client.close()


def measure_room(room: Room, seconds: float) -> dict[str, Any]:
    """Speak for so long; deliveries for each second of the server's processor, and their times."""
    site, speaking = room.site, {room.clients[number].sock.fileno(): number for number in range(SPEAKERS)}
    pids, warm = site.pids(), 3
    for number in range(SPEAKERS):
        room.speak(number)
    _drain(room, warm)
    heard = len(room.times)
    before, cpu, began = len(room.sent), cpu_seconds(pids), time.perf_counter()
    for number in range(SPEAKERS):
        room.speak(number)
    while time.perf_counter() - began < seconds * PATIENCE and cpu_seconds(pids) - cpu < seconds:
        for fileno in room.receive(1):
            room.speak(speaking[fileno])
    _drain(room, 5)
    wall, cpu = time.perf_counter() - began, cpu_seconds(pids) - cpu
    messages, times = len(room.sent) - before, sorted(room.times[heard:])
    expected = messages * len(room.clients)
    return {
        "per_cpu_second": round(len(times) / cpu, 1), "p50_ms": round(percentile(times, 0.5) * 1000, 2),
        "p99_ms": round(percentile(times, 0.99) * 1000, 2), "per_second": round(len(times) / wall, 1),
        "clients": len(room.clients), "messages": messages, "deliveries": len(times), "lost": expected - len(times),
        "cpu_seconds": round(cpu, 2),
    }


def measure_pace(room: Room, seconds: float, each_second: int = 10) -> dict[str, Any]:
    """How long a delivery takes when so many messages a second are said, evenly, by several people in turn."""
    _drain(room, 3)
    heard, said, began = len(room.times), 0, time.perf_counter()
    while (now := time.perf_counter() - began) < seconds:
        if said <= now * each_second:
            room.speak(said % SPEAKERS)
            said += 1
        room.receive(0.005)
    _drain(room, 5)
    times = sorted(room.times[heard:])
    return {"p50_ms": round(percentile(times, 0.5) * 1000, 2), "p99_ms": round(percentile(times, 0.99) * 1000, 2),
            "max_ms": round(times[-1] * 1000, 2), "messages": said, "lost": said * len(room.clients) - len(times)}


def _drain(room: Room, patience: float) -> None:
    """Wait until everything that was said has arrived everywhere, or nothing moves any more."""
    expected, still = len(room.sent) * len(room.clients), time.perf_counter()
    before = -1
    while time.perf_counter() - still < patience:
        room.receive(0.05)
        if len(room.times) != before:
            before, still = len(room.times), time.perf_counter()
        elif len(room.times) >= expected:
            return


