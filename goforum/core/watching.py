"""``/metrics``: the figures of this process and of what it stands on, for the machine that watches and nobody else."""

import hmac
import resource
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

from flask import Flask, Response, abort, request
from sqlalchemy import func, select

from goforum.config import Settings
from goforum.core import clock, metrics
from goforum.core.connections import connections
from goforum.core.db import db
from goforum.core.jobs import DeadJob, queue_of
from goforum.core.load import meter
from goforum.core.metrics import Gauge
from goforum.core.outbox import MailOutbox, given_up
from goforum.core.security import csrf

FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")


def may_read(settings: Settings) -> bool:
    """A program on this machine that asked directly, or whoever holds the secret of the settings."""
    if settings.metrics_token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if hmac.compare_digest(given.encode(), settings.metrics_token.encode()):
            return True
    if any(name in request.headers for name in FORWARDED):
        return False  # through a proxy everybody looks like this machine
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def process() -> Iterator[Gauge]:
    """What this process holds now; asks nobody."""
    yield Gauge("goforum_loop_wait_seconds", "For how long what comes now would wait for its turn.", meter.waited())
    yield Gauge("goforum_loop_wait_longest_seconds", "The longest such wait lately.", meter.longest)
    yield Gauge("goforum_requests_under_way", "Requests begun and not ended.", meter.under_way)
    yield Gauge("goforum_draining", "1 while this process is told to stop.", meter.draining)
    held = list(connections.values())
    yield Gauge("goforum_sockets", "Open sockets.", len(held))
    rooms = {room for one in held for room in one.rooms}
    yield Gauge("goforum_rooms", "Rooms with at least one socket here.", len(rooms))
    yield Gauge("goforum_memory_bytes", "Memory of this process that is in use.", _resident())
    yield Gauge("goforum_open_files", "Files and sockets this process holds open.", _open_files())


def _resident() -> int:
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    except OSError:
        return 0


def _open_files() -> int:
    try:
        return sum(1 for _ in Path("/proc/self/fd").iterdir())
    except OSError:
        return 0


def outbox() -> Iterator[Gauge]:
    """Mail that waits, and what was given up."""
    waiting = select(func.count(), func.min(MailOutbox.due_at)).where(
        MailOutbox.sent_at.is_(None), MailOutbox.dead_at.is_(None), MailOutbox.due_at <= clock.now())
    count, oldest = db.session.execute(waiting).one()
    age = (clock.now() - oldest).total_seconds() if oldest else 0.0
    yield Gauge("goforum_mail_waiting", "Mails that are due and not sent.", count)
    yield Gauge("goforum_mail_oldest_seconds", "For how long the oldest of them has been due.", max(0.0, age))
    dead = db.session.scalar(select(func.count(MailOutbox.id)).where(given_up()))
    yield Gauge("goforum_mail_dead", "Mails that were given up.", dead or 0)
    yield Gauge("goforum_jobs_dead", "Jobs that were given up.", db.session.scalar(select(func.count(DeadJob.id))) or 0)


def init_watching(app: Flask, settings: Settings) -> None:
    """The page for the machine that watches."""
    metrics.gauges(process)
    metrics.gauges(outbox)

    def jobs() -> Iterator[Gauge]:
        yield Gauge("goforum_jobs_waiting", "Jobs that wait for the worker.", queue_of(app).pending_count())

    app.extensions["goforum_jobs_gauge"] = jobs

    @app.get("/metrics")
    @csrf.exempt
    def metrics_page() -> Response:
        """Figures as Prometheus reads them; a page that does not exist for everybody else."""
        if not may_read(settings):
            abort(404)
        found = [*metrics.now(), *metrics.carefully(jobs)]
        db.session.rollback()
        return Response(metrics.text(found), mimetype="text/plain; version=0.0.4")
