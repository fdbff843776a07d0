"""The site that is measured: its own data directory, its processes on one core, their processor time."""

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from goforum.serving.children import SERVED_BY

ROOT_PATH = Path(__file__).resolve().parents[1]
TICK = os.sysconf("SC_CLK_TCK")
# A start takes two; whoever has used so many and does not answer will not.
START_CPU_SECONDS = 30
# Processor time in a second of processes that only look whether there is something to do.
RESTING = 0.15


def patience(seconds: float) -> float:
    """So many seconds on a machine that does nothing else; more where others work too, and behind them."""
    behind = 1 + max(0, os.nice(0)) / 5
    return seconds * behind * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tree(root: int) -> set[int]:
    """A process and all its descendants, from /proc."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError, IndexError):
                continue
    found, fresh = {root}, {root}
    while fresh:
        fresh = {pid for pid, parent in parents.items() if parent in fresh} - found
        found |= fresh
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """The processor time these processes have used, user and system."""
    used = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        used += int(fields[11]) + int(fields[12])
    return used / TICK


class Site:
    """A goforum of its own under ``folder``; ``pinned`` keeps its processes on core 0."""

    def __init__(self, folder: Path, *, pinned: bool = True, port: int | None = None, **environment: str) -> None:
        self.folder, self.port = folder, port or free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ, "GOFORUM_ENVIRONMENT": "development", "GOFORUM_DATA_DIR": str(folder / "data"),
            "GOFORUM_BASE_URL": self.base, "GOFORUM_RATE_LIMITS": "0", "GOFORUM_LOG_LEVEL": "WARNING",
            "GOFORUM_SECRET_KEY": "a key for measuring and for tests only, long enough",
            # Should whoever measures be killed, the site goes too.
            SERVED_BY: str(os.getpid()),
            "PYTHONPATH": str(ROOT_PATH), **environment,
        }
        self.prefix = ["taskset", "-c", "0"] if pinned and shutil.which("taskset") else []
        self.log = folder / "server.log"
        self.web: subprocess.Popen[bytes] | None = None
        self.worker: subprocess.Popen[bytes] | None = None

    def command(self, *arguments: str) -> Any:
        """Run one ``goforum`` command and give what it printed."""
        done = subprocess.run([sys.executable, "-m", "goforum", *arguments], env=self.environment, check=False,
                              capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"goforum {' '.join(arguments)}: {done.stderr[-2000:]}")
        return done.stdout

    def data(self, topics: int, posts: int, seed: int = 1) -> dict[str, Any]:
        """Fill the database."""
        made: dict[str, Any] = json.loads(self.command(
            "bench-data", "--topics", str(topics), "--posts", str(posts), "--seed", str(seed)).splitlines()[-1])
        return made

    def start(self, *, worker: bool = True) -> None:
        """Start the web process (and the worker) and wait until it answers."""
        self.web = self._run("web", "--port", str(self.port))
        if worker:
            self.worker = self._run("worker")
        self._wait()

    def start_again(self) -> None:
        """Start what has ended, and wait until it answers."""
        if self.web is None or self.web.poll() is not None:
            self.web = self._run("web", "--port", str(self.port))
        if self.worker is not None and self.worker.poll() is not None:
            self.worker = self._run("worker")
        self._wait()

    def _run(self, part: str, *arguments: str) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as log:
            return subprocess.Popen([*self.prefix, sys.executable, "-m", f"goforum.serving.{part}", *arguments],
                                    env=self.environment, stderr=log, stdout=log, start_new_session=True)

    def _wait(self) -> None:
        """Beside others it may wait long for its turn: judged is what it has had of a processor, not the clock."""
        deadline, before = time.monotonic() + 1800, cpu_seconds(self.pids())
        while not self.answers():
            if self.web is None or self.web.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the site did not start:\n" + self.log.read_text()[-3000:])
            if cpu_seconds(self.pids()) - before > START_CPU_SECONDS:
                raise RuntimeError("the site does not answer:\n" + self.log.read_text()[-3000:])
            time.sleep(0.03)

    def answers(self) -> bool:
        """Whether the web process answers now."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            line.request("GET", "/healthz")
            return line.getresponse().status == 200
        except OSError:
            return False
        finally:
            line.close()

    def settle(self, seconds: float = 60) -> None:
        """Wait until the processes rest: what preparing left to the worker, as letters, is no part of a measure."""
        deadline, pids = time.monotonic() + patience(seconds), self.pids(worker=True)
        while time.monotonic() < deadline:
            before = cpu_seconds(pids)
            time.sleep(1)
            if cpu_seconds(pids) - before < RESTING:
                return

    def pids(self, *, worker: bool = False) -> set[int]:
        """The web process and its children (and the worker's)."""
        roots = [self.web, self.worker if worker else None]
        return set().union(*(tree(one.pid) for one in roots if one is not None and one.poll() is None))

    def kill(self, *, web: bool = True, worker: bool = True) -> None:
        """``kill -9``: nothing is finished, nobody is told."""
        for one, wanted in ((self.web, web), (self.worker, worker)):
            if one is None or not wanted:
                continue
            for pid in tree(one.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            one.wait(10)

    def stop(self) -> float:
        """Stop as an operator does; the seconds it took."""
        began = time.monotonic()
        running = [one for one in (self.web, self.worker) if one is not None and one.poll() is None]
        for one in running:
            one.terminate()
        for one in running:
            try:
                one.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        return time.monotonic() - began
