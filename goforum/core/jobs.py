"""Work that may wait or takes long: named tasks with ids only, run by the worker.

The queue is huey: a SQLite file of its own under the data directory, or Redis when that is set. Messages are
JSON, never pickle, so that whoever can write to the queue can at most name one of our tasks. What must never
be lost goes through an outbox row instead; a task only says "look there soon".
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson
import structlog
from flask import Flask, current_app
from huey import RedisHuey, SqliteHuey
from huey.api import Huey
from huey.registry import Message
from huey.serializer import Serializer
from sqlalchemy import Text, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from goforum.config import Settings
from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import Base, Json, UtcDateTime, db, pk
from goforum.core.i18n import _l
from goforum.core.logs import new_request, request_mark
from goforum.core.rules import Conflict, TooBusy

Task = Callable[..., object]
tasks: dict[str, Task] = {}
TRIES = 5  # after the first, ten seconds later, then twice as late each time
log = structlog.get_logger(__name__)


class DeadJob(Base):
    """A job that failed each time it was tried: kept until somebody looks (``goforum dead``)."""

    __tablename__ = "dead_jobs"

    id: Mapped[int] = pk()
    name: Mapped[str] = mapped_column(Text)
    ids: Mapped[list[int]] = mapped_column(Json)
    request_id: Mapped[str] = mapped_column(Text)
    error: Mapped[str] = mapped_column(Text)
    died_at: Mapped[datetime] = mapped_column(UtcDateTime)


def _encode(value: Any) -> Any:
    """JSON's own types, with a mark on the two others a huey message holds."""
    if isinstance(value, Message):
        return {"message": [_encode(one) for one in value]}
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    if isinstance(value, (list, tuple)):
        return [_encode(one) for one in value]
    if isinstance(value, dict):
        return {"map": {str(key): _encode(one) for key, one in value.items()}}
    if value is None or isinstance(value, (str, int, float)):
        return value
    raise TypeError(f"a job holds ids and plain values, not {type(value).__name__}")


def _decode(value: Any) -> Any:
    if isinstance(value, list):
        return [_decode(one) for one in value]
    if isinstance(value, dict):
        (kind, held), = value.items()
        if kind == "message":
            return Message(*(_decode(one) for one in held))
        if kind == "instant":
            return datetime.fromisoformat(held)
        return {key: _decode(one) for key, one in held.items()}
    return value


class JsonSerializer(Serializer):
    """huey's messages as JSON."""

    def _serialize(self, data: Any) -> bytes:
        return orjson.dumps(_encode(data))

    def _deserialize(self, data: bytes) -> Any:
        return _decode(orjson.loads(data))


def task(name: str) -> Callable[[Task], Task]:
    """Give a function a name under which ``later`` can ask for it: ``@task("threads.render_again")``."""

    def register(fn: Task) -> Task:
        tasks[name] = fn
        return fn

    return register


def later(name: str, *ids: int, delay: float = 0) -> None:
    """Ask the worker to run a task soon (or after ``delay`` seconds). After the commit, never inside it."""
    if name not in tasks:
        raise LookupError(f"no task is called {name!r}")
    if not all(type(one) is int for one in ids):
        raise TypeError("tasks take ids only")
    job = queue_of(current_app).goforum_run
    if delay:
        job.schedule(args=(name, *ids), kwargs={"request_id": request_mark()}, delay=delay)
    else:
        job(name, *ids, request_id=request_mark())


@command
def bury(name: str, ids: list[int], request_id: str, error: str) -> None:
    """Keep a job that is given up, with why."""
    log.error("job_dead", job=name, ids=ids)
    db.session.execute(insert(DeadJob).values(name=name, ids=ids, request_id=request_id, error=error[:300],
                                              died_at=clock.now()))


def dead_jobs() -> list[DeadJob]:
    """Those that were given up, the oldest first."""
    return list(db.session.scalars(select(DeadJob).order_by(DeadJob.id)))


@command
def dig_up(job_id: int) -> DeadJob | None:
    """Take one from the dead, to be tried again or forgotten; None when somebody else has."""
    gone = db.session.execute(delete(DeadJob).where(DeadJob.id == job_id).returning(
        DeadJob.name, DeadJob.ids, DeadJob.request_id, DeadJob.error)).mappings().first()
    return None if gone is None else DeadJob(**gone)


def keep(job: DeadJob) -> None:
    """Put one that was dug up back among the dead."""
    bury(job.name, job.ids, job.request_id, job.error)


def try_again(job: DeadJob) -> None:
    """Give one that was dug up to the worker, after the commit; what cannot be given is among the dead again."""
    try:
        later(job.name, *job.ids)
    except LookupError:
        keep(job)
        raise Conflict(_l("This version of the program does not know that job. Let it go.")) from None
    except Exception as error:
        log.warning("queue_away", error=type(error).__name__)
        keep(job)
        raise TooBusy(_l("The queue of jobs does not answer now. Nothing is lost: try again later.")) from error


def make_queue(settings: Settings) -> Huey:
    """The queue of this site, with its one huey task: run one of ours by name."""
    common = {"serializer": JsonSerializer(), "results": False, "utc": True}
    if settings.redis_url:
        queue = RedisHuey(settings.site_mark, url=settings.redis_url, **common)
    else:
        file = str(settings.data_dir / "jobs.db")
        queue = SqliteHuey("goforum", filename=file, fsync=True, timeout=1, **common)

    @queue.task(retries=TRIES, retry_delay=10, retry_backoff=2, name="goforum_run", context=True)
    def run(name: str, *ids: int, request_id: str = "", task: Any = None) -> None:
        mark = new_request(request_id)  # what a page caused bears the page's mark in the log
        try:
            tasks[name](*ids)
        except Exception as error:
            log.warning("job_failed", job=name, ids=ids, error=type(error).__name__)
            if task is None or task.retries > 0:
                raise
            db.session.rollback()
            bury(name, list(ids), mark, f"{type(error).__name__}: {error}")

    queue.goforum_run = run
    return queue


def queue_of(app: Flask) -> Huey:
    """The queue of an application, opened at its first use."""
    if "goforum_jobs" not in app.extensions:
        app.extensions["goforum_jobs"] = make_queue(app.config["SETTINGS"])
    queue: Huey = app.extensions["goforum_jobs"]
    return queue
