"""The worker: mail, the search index, polls that have ended, sessions that have expired, and queued tasks.

Every piece of timed work has a thread of its own, so that a mail server that hangs keeps nothing else
waiting. Each looks for work several times a second (one cheap statement), because what was just written
should be found, and mailed, at once. Two workers at a time are safe: rows are leased, polls locked; what the clock
asks for is done by the one that leads (``core/leader.py``), mail and links by each.
"""

import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

import structlog
from flask import Flask
from huey.consumer import Consumer

from goforum.core.jobs import queue_of
from goforum.core.leader import leader_of
from goforum.core.logs import new_request
from goforum.serving.children import die_with_parent
from goforum.serving.starting import nothing_thrown_away

log = structlog.get_logger(__name__)
STOP_SECONDS = 10.0
LONGEST_PAUSE = 30.0


@dataclass(frozen=True)
class Timed:
    """Timed work: a function that does what is due and answers how much it did, and how often to ask it."""

    name: str
    module: str
    function: str
    seconds: float
    # Done by every worker at once, its rows being leased; everything else by the leader.
    shared: bool = False
    # With less than so much done it rests: what begins dearly, like a commit of the index, is to be worth it.
    full: int = 1


TIMED = (
    Timed("mail", "goforum.core.mail", "deliver_due", 0.3, shared=True),
    Timed("search", "goforum.search.jobs", "tick", 0.3, full=200),
    Timed("searches", "goforum.search.jobs", "tell", 15.0),
    Timed("polls", "goforum.voting.jobs", "tick", 1.0),
    Timed("processes", "goforum.proposals.jobs", "tick", 5.0),
    Timed("files", "goforum.files.jobs", "tick", 600.0),
    Timed("guests", "goforum.meetings.jobs", "tick", 600.0),
    Timed("links", "goforum.accounts.jobs", "answer_links", 0.3, shared=True),
    Timed("telling", "goforum.notifications.jobs", "tick", 0.5),
    Timed("duplicates", "goforum.moderation.jobs", "tick", 20.0),
    Timed("prints", "goforum.minutes.jobs", "tick", 1.0),
    Timed("adoptions", "goforum.minutes.jobs", "adopt_silent", 5.0),
    Timed("refused", "goforum.moderation.jobs", "tidy", 3600.0),
    Timed("letters", "goforum.notifications.jobs", "mail", 1.0),
    Timed("reminders", "goforum.notifications.jobs", "remind", 60.0),
    Timed("sessions", "goforum.accounts.jobs", "tick", 600.0),
)


def find(work: Timed) -> Callable[[], int | None] | None:
    """The function, or None when no such feature stands."""
    package = work.module.rpartition(".")[0]
    if find_spec(package) is None or find_spec(work.module) is None:
        return None
    found: Callable[[], int | None] = getattr(import_module(work.module), work.function)
    return found


class Worker:
    """Runs all timed work and the queue until told to stop."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.stopping, self.leading = threading.Event(), threading.Event()
        settings = app.config["SETTINGS"]
        self.leader = leader_of(settings.sqlalchemy_url, settings.data_dir, settings.site_mark)

    def run(self) -> None:
        """Work until ``stopping`` is set, then finish what is in hand."""
        threads = [threading.Thread(target=self._repeat, args=(work, fn), name=work.name, daemon=True)
                   for work in TIMED if (fn := find(work)) is not None]
        consumer = self._consumer()
        self._seek_to_lead()
        for thread in threads:
            thread.start()
        log.info("worker_started", work=[thread.name for thread in threads])
        while not self.stopping.wait(1.0):
            self._seek_to_lead()
        deadline = time.monotonic() + STOP_SECONDS
        consumer.stop_flag.set()
        for thread in [*threads, *(thread for _, thread in consumer.worker_threads)]:
            thread.join(max(0.0, deadline - time.monotonic()))
        self.leader.resign()
        log.info("worker_stopped")

    def _seek_to_lead(self) -> None:
        """Lead while the lock is ours; the others look again every second."""
        if (leads := self.leader.leads()) is not self.leading.is_set():
            log.info("leads" if leads else "follows")
            self.leading.set() if leads else self.leading.clear()

    def _consumer(self) -> Consumer:
        queue = queue_of(self.app)

        @queue.on_startup()
        def _context() -> None:
            self.app.app_context().push()

        consumer = Consumer(queue, workers=1, periodic=False, max_delay=0.5, check_worker_health=False)
        consumer.start()
        # huey has just put its own handlers; the parent of all threads decides when to stop.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        return consumer

    def _repeat(self, work: Timed, fn: Callable[[], int | None]) -> None:
        pause = work.seconds
        while not self.stopping.is_set():
            if not (work.shared or self.leading.is_set()):
                self.stopping.wait(min(1.0, work.seconds))
                continue
            try:
                new_request()
                with self.app.app_context():
                    did = fn()
                pause = 0.0 if (did or 0) >= work.full else work.seconds
            except Exception:
                log.exception("timed_work_failed", work=work.name)
                pause = min(LONGEST_PAUSE, max(1.0, pause * 2))
            self.stopping.wait(pause)


def main() -> None:
    """Work until told to stop."""
    die_with_parent(signal.SIGTERM)
    with nothing_thrown_away():
        from goforum.app import create_app

        app = create_app()
    Worker(app).run()


if __name__ == "__main__":
    main()
