"""``goforum doctor``: everything that tends to go wrong on a running site, looked at, each in a sentence."""

import importlib.metadata
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from flask import Flask, current_app
from redis import Redis, RedisError
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from goforum.config import Settings
from goforum.core import clock, health
from goforum.core.db import db
from goforum.core.health import Finding, Health
from goforum.core.jobs import dead_jobs, queue_of
from goforum.core.outbox import MailOutbox, dead_mail
from goforum.search.engine import backend
from goforum.search.models import SearchOutbox

# A worker that runs has brought in what is older than this.
LATE: Final = timedelta(minutes=5)
SKEW: Final = timedelta(seconds=5)
# Morocco is at UTC+0 since 20 September 2026; older zone data still say UTC+1.
CHANGED: Final = datetime(2026, 10, 1, 12, tzinfo=UTC)


def examine(app: Flask) -> Iterator[Finding]:
    """Every finding, in the order in which they matter."""
    settings: Settings = app.config["SETTINGS"]
    with app.app_context():
        yield from _settings(settings)
        ready = list(health.readiness(settings.data_dir))
        yield from ready
        if ready[0].health is Health.FAIL:
            return  # nothing below could say anything true
        yield health.writable(settings.data_dir)
        for look in (_durability, _clock, _zones, _mail, _jobs, _index):
            yield _carefully(look)
        db.session.remove()
        yield _redis(settings)
        yield _programs(settings)


def _carefully(look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except SQLAlchemyError as error:
        db.session.rollback()
        return Finding(look.__name__.strip("_"), Health.FAIL, f"could not be looked at ({type(error).__name__})")


def _settings(settings: Settings) -> Iterator[Finding]:
    """Whoever could not load the settings never comes here; these load and are still unwise."""
    if settings.is_production and not settings.secure_cookies:
        yield Finding("settings", Health.WARN, "GOFORUM_BASE_URL is not https: cookies travel unprotected")
    elif settings.is_production and not settings.smtp_url:
        yield Finding("settings", Health.WARN, "GOFORUM_SMTP_URL is empty: mail is only printed")
    else:
        yield Finding("settings", Health.OK, f"{settings.environment}, {settings.base_url}")


def _durability() -> Finding:
    """An acknowledged write survives a power cut only if the database waits for the disk."""
    if db.engine.dialect.name == "sqlite":
        mode = str(db.session.scalar(text("PRAGMA journal_mode")))
        level = db.session.scalar(text("PRAGMA synchronous"))
        good = mode == "wal" and level == 2
        return Finding("durability", Health.OK if good else Health.FAIL, f"journal {mode}, synchronous {level}")
    off = [name for name in ("fsync", "synchronous_commit", "full_page_writes")
           if str(db.session.scalar(text(f"SHOW {name}"))) == "off"]  # fmt: skip
    words = f"off: {', '.join(off)}" if off else "fsync, synchronous_commit and full_page_writes are on"
    return Finding("durability", Health.FAIL if off else Health.OK, words)


def _clock() -> Finding:
    """This machine's clock against the database's, which may be another machine."""
    if db.engine.dialect.name == "sqlite":
        return Finding("clock", Health.OK, f"{clock.now():%Y-%m-%d %H:%M:%S} UTC")
    apart = abs(clock.now() - db.session.execute(text("SELECT clock_timestamp()")).scalar_one())
    state = Health.OK if apart < SKEW else Health.FAIL
    return Finding("clock", state, f"{apart.total_seconds():.1f} s from the database's; deadlines go by this one")


def _zones() -> Finding:
    """The zone data know of the change of 20 September 2026."""
    known = CHANGED.astimezone(ZoneInfo("Africa/Casablanca")).utcoffset() == timedelta()
    version = importlib.metadata.version("tzdata")
    words = f"tzdata {version}" + ("" if known else " still puts Morocco at UTC+1 after 20 September 2026: make venv")
    return Finding("time zones", Health.OK if known else Health.FAIL, words)


def _mail() -> Finding:
    """Mail that waits too long, or was given up."""
    waiting = select(func.count(), func.min(MailOutbox.created_at)).where(
        MailOutbox.sent_at.is_(None), MailOutbox.dead_at.is_(None), MailOutbox.tries == 0)  # fmt: skip
    count, oldest = db.session.execute(waiting).one()
    dead = len(dead_mail())
    late = count and clock.now() - oldest > LATE
    words = f"{count} waiting" + (f", since {oldest:%Y-%m-%d %H:%M} UTC: does the worker run?" if late else "")
    words += f", {dead} given up (/failures, goforum dead)" if dead else ""
    return Finding("mail", Health.FAIL if late else Health.WARN if dead else Health.OK, words)


def _jobs() -> Finding:
    """Jobs that failed each time they were tried, and those that wait."""
    dead, waiting = len(dead_jobs()), queue_of(current_app).pending_count()
    words = f"{waiting} waiting" + (f", {dead} given up (/failures, goforum dead)" if dead else "")
    return Finding("jobs", Health.WARN if dead else Health.OK, words)


def _index() -> Finding:
    """The search index stands and follows what is written."""
    count, oldest = db.session.execute(select(func.count(), func.min(SearchOutbox.created_at))).one()
    late = count and clock.now() - oldest > LATE
    if late:
        return Finding("search", Health.FAIL, f"{count} wait since {oldest:%Y-%m-%d %H:%M} UTC: does the worker run?")
    if backend().needs_rebuild():
        return Finding("search", Health.WARN, "the index is missing or broken; the worker builds it again")
    return Finding("search", Health.OK, f"{count} changes waiting")


def _redis(settings: Settings) -> Finding:
    if not settings.redis_url:
        return Finding("redis", Health.OK, "not used")
    try:
        Redis.from_url(settings.redis_url, socket_timeout=3, socket_connect_timeout=3).ping()
    except RedisError as error:
        return Finding("redis", Health.FAIL, f"does not answer ({type(error).__name__})")
    return Finding("redis", Health.OK, "answers")


def _programs(settings: Settings) -> Finding:
    """What ``goforum backup`` will want."""
    missing = [] if settings.is_sqlite or shutil.which("pg_dump") else ["pg_dump (apt-get install postgresql-client)"]
    recipient = settings.backup_recipient
    tool = "" if not recipient else "age" if recipient.startswith(("age1", "ssh-")) else "gpg"
    if tool and not shutil.which(tool):
        missing.append(f"{tool} (apt-get install {tool})")
    if missing:
        return Finding("backup", Health.FAIL, f"missing: {', '.join(missing)}")
    return Finding("backup", Health.OK, f"encrypted with {tool}" if tool else "ready; not encrypted")
