"""A small parent: starts processes, restarts one that dies, stops all of them cleanly, leaves none behind."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import structlog

log = structlog.get_logger(__name__)

# Web processes finish their requests within ten seconds; then there is no more waiting.
STOP_SECONDS = 13.0
START_SECONDS = 30.0
# nginx goes round a process that was away for two seconds more; the next one may end only then.
SETTLE_SECONDS = 2.5
# A child that dies this often within this time is not cured by starting it again.
DEATHS, DEATHS_WITHIN = 5, 30.0
PR_SET_PDEATHSIG = 1
# How a parent tells its children who it is, should it be gone before they look.
SERVED_BY = "SERVED_BY_PID"


def die_with_parent(number: signal.Signals) -> None:
    """Ask the kernel for this signal when our ``Parent`` goes, so that ``kill -9`` of it leaves no orphans.

    Started by hand or by systemd, a process has no such parent and outlives the shell it came from.
    """
    parent = int(os.environ.get(SERVED_BY, "0"))
    if not parent or not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
    if os.getppid() != parent:  # it went while we were being loaded
        os.kill(os.getpid(), number)


@dataclass
class Child:
    """One process to keep alive."""

    name: str
    command: Sequence[str]
    process: "subprocess.Popen[bytes] | None" = None
    deaths: list[float] = field(default_factory=list)
    start_again_at: float = 0.0
    # Says that it works again after a rolling restart; the next one waits for that.
    answers: Callable[[], bool] | None = None


class Parent:
    """Keeps its children running until it is told to stop, or until one of them cannot be kept."""

    def __init__(self, children: Sequence[Child], environment: Mapping[str, str]) -> None:
        self.children = list(children)
        self.environment = {**environment, SERVED_BY: str(os.getpid())}
        self.stopping, self.rolling = threading.Event(), threading.Event()

    def start(self) -> None:
        """Start every child; from now on a signal stops them, however early it comes."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopping.set())
        signal.signal(signal.SIGUSR2, lambda *_: self.rolling.set())
        for child in self.children:
            self._start(child)

    def run(self) -> int:
        """Watch until a signal or a hopeless child; the exit status of the whole."""
        status = 0
        while not self.stopping.wait(0.2):
            if self.rolling.is_set():
                self.rolling.clear()
                self._roll()
            if not all(self._keep(child) for child in self.children):
                status = 1
                break
        self.stop()
        return status

    def stop(self) -> None:
        """Ask every child to end, wait for it, and end what does not."""
        for child in self.children:
            if child.process is not None and child.process.poll() is None:
                child.process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children:
            self._wait_for(child, deadline)

    def _wait_for(self, child: Child, deadline: float) -> None:
        if child.process is None:
            return
        try:
            child.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.warning("child_killed", child=child.name)
            _kill_group(child.process)
            child.process.wait()

    def _roll(self) -> None:
        """Each child anew, one after the other: the others go on answering meanwhile."""
        for child in self.children:
            if self.stopping.is_set():
                return
            if child.process is not None and child.process.poll() is None:
                child.process.terminate()
                self._wait_for(child, time.monotonic() + STOP_SECONDS)
            self._start(child)
            deadline = time.monotonic() + START_SECONDS
            while child.answers is not None and not child.answers() and not self.stopping.is_set():
                if time.monotonic() > deadline or child.process is None or child.process.poll() is not None:
                    log.error("rolling_stopped", child=child.name)
                    return  # the ones that still run are left alone
                time.sleep(0.1)
            log.info("rolled", child=child.name)
            if child.answers is not None:
                self.stopping.wait(SETTLE_SECONDS)

    def _start(self, child: Child) -> None:
        # A session of its own: Ctrl-C reaches the parent alone, which then stops the children in order.
        child.process = subprocess.Popen(list(child.command), env=self.environment, start_new_session=True)  # noqa: S603 - our own modules

    def _keep(self, child: Child) -> bool:
        """True while the child runs or is about to again; False when it keeps dying."""
        now = time.monotonic()
        if child.process is not None:
            if child.process.poll() is None:
                return True
            log.error("child_died", child=child.name, status=child.process.returncode)
            child.process = None
            child.deaths = [*(at for at in child.deaths if now - at < DEATHS_WITHIN), now]
            if len(child.deaths) >= DEATHS:
                log.error("child_given_up", child=child.name)
                return False
            child.start_again_at = now + 0.25 * 2 ** (len(child.deaths) - 1) - 0.25
        if now >= child.start_again_at:
            self._start(child)
        return True


def _kill_group(process: "subprocess.Popen[bytes]") -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        process.kill()
