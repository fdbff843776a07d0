"""Open-loop load: requests come when they come, whether or not earlier ones are answered, as people do.

``python -m bench.load overload`` measures what the site can do, then sends one, two and five times that, then half, and
says what got through; ``python -m bench.load soak`` sends little for long and watches memory. JSON on standard output.
``LOAD_SECONDS`` is the length of each step, ``LOAD_RATE`` the requests a second of the soak.
"""

import heapq
import json
import os
import random
import select
import socket
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.__main__ import requests, say
from bench.http import percentile
from bench.prepare import prepare
from bench.site import Site, cpu_seconds

# What people do, in so many of a hundred requests.
MIX = {"topic_signed_in": 55, "topic_anonymous": 25, "topic_list": 8, "search": 6, "post_reply": 6}
# An answer that came later than this helped nobody.
USEFUL_SECONDS, GIVE_UP_SECONDS = 2.0, 10.0
MOST_LINES = 4000
# The server ends a line that was idle for two seconds; who sends just then is told nothing (nginx does likewise).
IDLE_SECONDS = 1.0
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Line:
    """One connection, and what it waits for."""

    sock: socket.socket
    kind: str = ""
    due: float = 0.0
    received: bytearray = field(default_factory=bytearray)
    waiting: bool = False
    since: float = 0.0  # idle


@dataclass
class Seen:
    """What came back in one step."""

    seconds: float
    offered: int = 0
    answers: Counter[tuple[str, str]] = field(default_factory=Counter)
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    memory: list[float] = field(default_factory=list)
    cpu: float = 0.0

    def count(self, *outcomes: str) -> int:
        return sum(n for (_, outcome), n in self.answers.items() if outcome in outcomes)

    def table(self) -> dict[str, Any]:
        took = sorted(one for times in self.times.values() for one in times)
        kinds = {kind: {what: n for (of, what), n in sorted(self.answers.items()) if of == kind} for kind in MIX}
        return {
            "offered_per_second": round(self.offered / self.seconds, 1),
            "goodput_per_second": round(self.count("good") / self.seconds, 1),
            "late": self.count("late"), "shed": self.count("shed"), "failed": self.count("failed", "no answer"),
            "p50_ms": round(percentile(took, 0.5) * 1000, 1) if took else None,
            "p95_ms": round(percentile(took, 0.95) * 1000, 1) if took else None,
            "memory_mb": [round(self.memory[0], 1), round(self.memory[-1], 1)] if self.memory else [],
            "cpu_seconds": round(self.cpu, 1), "kinds": kinds,
        }


def resident(pids: Iterable[int]) -> float:
    """The memory of these processes, in MB."""
    return sum(own + mapped for own, mapped in map(_memory, pids))


def own(pids: Iterable[int]) -> float:
    """The same without the files they have mapped (the database's own, read as memory): what they asked for."""
    return sum(own for own, _mapped in map(_memory, pids))


def _memory(pid: int) -> tuple[float, float]:
    try:
        _all, held, shared = Path(f"/proc/{pid}/statm").read_text().split()[:3]
    except OSError:
        return 0.0, 0.0
    return (int(held) - int(shared)) * PAGE / 1e6, int(shared) * PAGE / 1e6


class Load:
    """Sends to one site; every line is in one epoll loop."""

    def __init__(self, site: Site, makers: dict[str, tuple[Callable[[int], bytes], int, bool]], seed: int = 1) -> None:
        self.site, self.makers, self.chance = site, makers, random.Random(seed)
        self.poll, self.lines, self.idle = select.epoll(), {}, []
        self.deadlines: list[tuple[float, int, Line]] = []
        self.number = 0

    def step(self, seconds: float, rate: float | None, *, lanes: int = 8) -> Seen:
        """Send for so long: ``rate`` requests a second, or (None) always so many at once."""
        seen, began = Seen(seconds), time.perf_counter()
        pids, next_look, due = self.site.pids(), began, began
        cpu = cpu_seconds(pids)
        while (now := time.perf_counter()) < began + seconds:
            if rate is None:
                while len(self.lines) - len(self.idle) < lanes:
                    self._send(seen, now)
            else:
                while due <= now:
                    self._send(seen, due)
                    due += self.chance.expovariate(rate)
            if now >= next_look:
                seen.memory.append(resident(pids))
                next_look = now + 1
            self._receive(seen, 0.001 if rate is None else max(0.0, min(0.02, due - time.perf_counter())))
            self._give_up(seen, now)
        end = time.perf_counter() + GIVE_UP_SECONDS
        while len(self.lines) > len(self.idle) and time.perf_counter() < end:
            self._receive(seen, 0.05)
            self._give_up(seen, time.perf_counter())
        seen.cpu = cpu_seconds(pids) - cpu
        return seen

    def _send(self, seen: Seen, due: float) -> None:
        kind = self.chance.choices(list(MIX), list(MIX.values()))[0]
        self.number += 1
        seen.offered += 1
        line = self._line()
        if line is None:
            seen.answers[kind, "no answer"] += 1
            return
        line.kind, line.due, line.waiting = kind, due, True
        line.received.clear()
        heapq.heappush(self.deadlines, (due + GIVE_UP_SECONDS, self.number, line))
        try:
            line.sock.sendall(self.makers[kind][0](self.number))
        except OSError:
            self._end(line, seen, "failed")

    def _line(self) -> Line | None:
        while self.idle:
            line = self.idle.pop()
            if line.sock.fileno() not in self.lines:
                continue
            if time.perf_counter() - line.since < IDLE_SECONDS:
                return line
            self._end(line, Seen(0), "failed")
        if len(self.lines) >= MOST_LINES:
            return None
        try:
            sock = socket.create_connection(("127.0.0.1", self.site.port), timeout=1)
        except OSError:
            return None
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line = self.lines[sock.fileno()] = Line(sock)
        self.poll.register(sock, select.EPOLLIN)
        return line

    def _receive(self, seen: Seen, wait: float) -> None:
        for fileno, _ in self.poll.poll(wait):
            line = self.lines.get(fileno)
            if line is None:
                continue
            try:
                piece = line.sock.recv(262144)
            except OSError:
                piece = b""
            if not piece:
                self._end(line, seen, "failed")
                continue
            line.received += piece
            if line.waiting and (status := whole(line.received)):
                self._answered(line, seen, status)

    def _answered(self, line: Line, seen: Seen, status: int) -> None:
        took = time.perf_counter() - line.due
        if status == self.makers[line.kind][1]:
            outcome = "good" if took <= USEFUL_SECONDS else "late"
            seen.times[line.kind].append(took)
        else:
            outcome = "shed" if status in {429, 503} else "failed"
        seen.answers[line.kind, outcome] += 1
        line.waiting, line.since = False, time.perf_counter()
        self.idle.append(line)

    def _give_up(self, seen: Seen, now: float) -> None:
        while self.deadlines and self.deadlines[0][0] <= now:
            at, _, line = heapq.heappop(self.deadlines)
            if line.waiting and line.due + GIVE_UP_SECONDS <= at + 1e-6:
                self._end(line, seen, "no answer")

    def _end(self, line: Line, seen: Seen, outcome: str) -> None:
        if line.waiting:
            seen.answers[line.kind, outcome] += 1
            line.waiting = False
        if self.lines.pop(line.sock.fileno(), None) is not None:
            self.poll.unregister(line.sock)
        line.sock.close()

    def close(self) -> None:
        for line in list(self.lines.values()):
            line.sock.close()
        self.poll.close()


def whole(received: bytearray) -> int:
    """The status of the answer once all of it is here, else nothing."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return 0
    head = bytes(received[:end]).lower()
    at = head.find(b"content-length:")
    size = int(head[at + 15:].split(b"\r\n", 1)[0]) if at >= 0 else 0
    return int(head[9:12]) if len(received) >= end + 4 + size else 0


def recovery(load: Load, rate: float, most: int) -> int:
    """After how many seconds nothing is refused or late any more; ``most`` when it never was well."""
    well = 0
    for second in range(most):
        seen = load.step(1.0, rate)
        well = well + 1 if seen.count("shed", "late", "failed", "no answer") == 0 else 0
        if well == 3:
            return second - 2
    return most


def overload(load: Load, seconds: float) -> dict[str, Any]:
    """What the site can do, and what is left of it when more is asked."""
    load.step(max(5.0, seconds / 4), None)  # what is kept is drawn first
    peak = load.step(seconds, None).table()
    found: dict[str, Any] = {"peak": peak}
    capacity = peak["goodput_per_second"]
    for times in (1, 2, 5):
        say(f"{times} times {capacity}")
        found[f"{times}x"] = load.step(seconds, capacity * times).table()
        found[f"recovery_after_{times}x_s"] = recovery(load, capacity * 0.3, 40)
    found["goodput_at_2x_of_peak"] = round(found["2x"]["goodput_per_second"] / max(1.0, capacity), 3)
    return found


def soak(load: Load, seconds: float, rate: float) -> dict[str, Any]:
    """Little, for long: memory each minute, and whether anything failed."""
    minutes, total = [], Counter[str]()
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        seen = load.step(min(60.0, max(1.0, ends - time.monotonic())), rate)
        total.update({name: seen.count(name) for name in ("good", "late", "shed", "failed", "no answer")})
        files = sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in load.site.pids())
        minutes.append({"memory_mb": round(resident(load.site.pids()), 1), "files": files,
                        "own_mb": round(own(load.site.pids()), 1),
                        "worker_mb": round(resident(load.site.pids(worker=True)) - resident(load.site.pids()), 1)})
        print(json.dumps({"minute": len(minutes), **minutes[-1], **total}), file=sys.stderr, flush=True)
    late = minutes[len(minutes) // 3:]
    hours = max(1, len(late) - 1) / 60
    return {"seconds": seconds, "rate": rate, "answers": dict(total), "first": minutes[0], "after_warming": late[0],
            "last": minutes[-1], "growth_mb_an_hour": round((late[-1]["memory_mb"] - late[0]["memory_mb"]) / hours, 2),
            "own_growth_mb_an_hour": round((late[-1]["own_mb"] - late[0]["own_mb"]) / hours, 2),
            "load_average": [round(one, 1) for one in os.getloadavg()]}


def run(folder: Path, what: str) -> dict[str, Any]:
    """Fill, start, measure, stop."""
    site = Site(folder)
    site.data(int(os.environ.get("BENCH_TOPICS", "200")), int(os.environ.get("BENCH_POSTS", "20")))
    site.command("search", "rebuild")
    makers = requests(site, prepare(site))
    if (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {1})
    site.start()
    load = Load(site, makers)
    seconds = float(os.environ.get("LOAD_SECONDS", "20"))
    try:
        if what == "soak":
            return soak(load, seconds, float(os.environ.get("LOAD_RATE", "15")))
        return overload(load, seconds)
    finally:
        load.close()
        site.stop()


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="goforum-load-") as folder:
        print(json.dumps(run(Path(folder), sys.argv[1] if len(sys.argv) > 1 else "overload"), indent=2))


if __name__ == "__main__":
    main()
