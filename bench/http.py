"""Closed-loop load over HTTP: so many connections, each sending its next request when it has its answer.

One thread and epoll: the generator must cost little, as it shares the machine with what it measures.
"""

import re
import select
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bench.site import Site, cpu_seconds

# A measure ends after this many times its seconds on the wall, however little the server could work.
PATIENCE = 5
# What a process answers that is late twice running (docs/decisions/0072).
BUSY = 503


@dataclass
class Lane:
    """One connection and the answer it is receiving."""

    sock: socket.socket
    began: float = 0.0
    received: bytearray = field(default_factory=bytearray)
    wanted: int = -1
    status: int = 0
    kept: bool = False


def request(method: str, path: str, host: str, *, cookie: str = "", body: bytes = b"",
            kind: str = "application/x-www-form-urlencoded", more: str = "") -> bytes:
    """The bytes of one request; ``more`` are lines of its head."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Accept-Language: fr", "User-Agent: goforum-bench"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if more:
        lines.append(more)
    if method == "POST":
        lines += [f"Origin: http://{host}", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _send(lane: Lane, data: bytes) -> None:
    lane.received.clear()
    lane.wanted, lane.began = -1, time.perf_counter()
    lane.sock.sendall(data)


def _whole(lane: Lane) -> bool:
    """Whether the whole answer has arrived."""
    if lane.wanted < 0:
        end = lane.received.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(lane.received[:end]).lower()
        lane.status = int(head[9:12])
        at = head.find(b"content-length:")
        if at < 0 and lane.status not in (204, 304):
            raise RuntimeError(f"no length: {head!r}")
        lane.wanted = end + 4 + (int(head[at + 15:].split(b"\r\n", 1)[0]) if at >= 0 else 0)
        lane.kept = b"x-cache: hit" in head
    return len(lane.received) >= lane.wanted


def _open(port: int) -> socket.socket:
    sock = socket.create_connection(("127.0.0.1", port))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def percentile(sorted_values: list[float], share: float) -> float:
    """The value below which this share lies."""
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * share))]


def measure(site: Site, make: Callable[[int], bytes], expect: int, *, seconds: float, lanes: int = 8,
            worker: bool = False, times: int | None = None, warm: int = 0) -> dict[str, Any]:
    """Send what ``make(number)`` gives until the server has worked for so long; only expected answers count.

    The server's processor time is the measure, because it hardly depends on what else the machine does; the
    clock on the wall only ends a measure that gets no processor at all.
    """
    pids = site.pids(worker=worker)
    if times is None:
        _one(site, make(0), expect)
    if warm:
        _loop(site, make, expect, seconds, lanes, pids, warm)
    took, cpu, wall, kept, refused = _loop(site, make, expect, seconds, lanes, pids, times)
    took.sort()
    return {
        "per_cpu_second": round(len(took) / cpu, 1) if cpu else 0.0,
        "p50_ms": round(percentile(took, 0.50) * 1000, 2), "p99_ms": round(percentile(took, 0.99) * 1000, 2),
        "per_second": round(len(took) / wall, 1), "requests": len(took), "cpu_seconds": round(cpu, 2),
        **({"hit_ratio": round(kept / len(took), 3)} if kept else {}),
        **({"refused": refused} if refused else {}),
    }


def etag_of(site: Site, data: bytes) -> str:
    """What a browser remembers of the answer to this request, to ask whether it has changed."""
    found = re.search(rb"\r\netag: ([^\r]+)", _one(site, data, 200), re.IGNORECASE)
    return found.group(1).decode() if found else ""


def _one(site: Site, data: bytes, expect: int) -> bytes:
    lane = Lane(_open(site.port))
    try:
        _send(lane, data)
        while not _whole(lane):
            piece = lane.sock.recv(262144)
            if not piece:
                raise RuntimeError("the server hung up")
            lane.received += piece
        _check(lane, data, expect)
        return bytes(lane.received)
    finally:
        lane.sock.close()


def _check(lane: Lane, data: bytes, *expect: int) -> None:
    if lane.status not in expect:
        raise RuntimeError(f"{lane.status} instead of {expect[0]} for {data[:200]!r}: {bytes(lane.received[:1500])!r}")


def _loop(site: Site, make: Callable[[int], bytes], expect: int, seconds: float, lanes: int,
          pids: set[int], limit: int | None = None) -> tuple[list[float], float, float, int, int]:
    poll, open_lanes, number, times = select.epoll(), {}, 0 if limit else lanes * 2, []
    for _ in range(lanes):
        sock = _open(site.port)
        open_lanes[sock.fileno()] = Lane(sock)
        poll.register(sock, select.EPOLLIN)
    cpu, began = cpu_seconds(pids), time.perf_counter()
    asked: dict[int, bytes] = {}
    for fileno, lane in open_lanes.items():
        asked[fileno] = make(number)
        _send(lane, asked[fileno])
        number += 1
    busy, going, kept, refused = len(open_lanes), True, 0, 0
    while busy:
        for fileno, _ in poll.poll(10):
            lane = open_lanes[fileno]
            piece = lane.sock.recv(262144)
            if not piece:
                raise RuntimeError("the server hung up")
            lane.received += piece
            if not _whole(lane):
                continue
            now = time.perf_counter()
            _check(lane, asked[fileno], expect, BUSY)
            # Refused where others hold the processor: told, and its cost is counted, not its time.
            times += [now - lane.began] if lane.status == expect else []
            refused += lane.status != expect
            kept += lane.kept
            if limit is not None:
                going = number < limit
            elif number % 25 == 0:
                going = now - began < seconds * PATIENCE and cpu_seconds(pids) - cpu < seconds
            if going:
                asked[fileno] = make(number)
                _send(lane, asked[fileno])
                number += 1
            else:
                busy -= 1
    wall, cpu = time.perf_counter() - began, cpu_seconds(pids) - cpu
    for lane in open_lanes.values():
        lane.sock.close()
    poll.close()
    return times, cpu, wall, kept, refused
