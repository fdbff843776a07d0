"""The ground every test stands on: one application a worker, a database that forgets, a client that signs in.

By default a test runs inside one outer transaction that is rolled back; commands and requests inside it use
savepoints, commit for themselves, and their ``@after`` listeners fire as they would in life. Tests of real
concurrency ask for ``committed`` instead: real commits, wiped afterwards.
"""

import os
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.globals import _cv_app
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from goforum.app import create_app
from goforum.config import Settings
from goforum.core import jobs
from goforum.core.db import Base, db
from goforum.meetings import missed

pytest_plugins = ["tests.plugins.sealed", "tests.browser"]

SECRET = "a key for tests only, long enough to be taken for a real one"


def own_database(name: str, folder: Path) -> str:
    """The address of a database of this worker's own, made empty, on the engine of this run."""
    base = os.environ.get("GOFORUM_TEST_DATABASE_URL", "")
    if not base.startswith("postgres"):
        return f"sqlite:///{folder / name}.db"
    url = sa.make_url(base).set(drivername="postgresql+psycopg")
    name = f"goforum_{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    engine.dispose()
    return url.set(database=name).render_as_string(hide_password=False)


class Client(FlaskClient):
    """A browser: each request in a context of its own, a CSRF token on each form unless told otherwise."""

    def open(self, *args: Any, csrf: bool = True, **kwargs: Any) -> TestResponse:  # type: ignore[override]
        method = str(kwargs.get("method", "GET")).upper()
        if csrf and method in {"POST", "PUT", "PATCH", "DELETE"} and kwargs.get("data") is None:
            kwargs["data"] = {}
        if csrf and isinstance(kwargs.get("data"), dict):
            kwargs["data"] = {"csrf_token": self.csrf_token(), **kwargs["data"]}
        return copy_context().run(self._fresh, *args, **kwargs)

    def _fresh(self, *args: Any, **kwargs: Any) -> TestResponse:
        _cv_app.set(None)  # type: ignore[arg-type]  # else the request would share the test's own `g`
        return super().open(*args, **kwargs)

    def csrf_token(self) -> str:
        with self.session_transaction() as session:
            raw = session.setdefault("csrf_token", secrets.token_hex(20))
        return str(URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps(raw))

    def sign_in(self, person_id: int) -> "Client":
        from goforum.accounts.commands import start_session

        with self.application.app_context():
            key = start_session(person_id)
        with self.session_transaction() as session:
            session["_user_id"], session["_fresh"] = key, True
        return self


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The application of this worker, on an empty database with today's tables."""
    folder = tmp_path_factory.mktemp("data")
    made = create_app(Settings(
        environment="testing", secret_key=SECRET, data_dir=folder, base_url="http://localhost",
        database_url=own_database("test", folder), rate_limits=False, default_language="en", log_level="ERROR",
        redis_url="", public_cache_bytes=0))  # what a test writes is not committed: nothing could say it changed
    made.test_client_class = Client
    with made.app_context():
        db.create_all()
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def ctx(app: Flask, request: pytest.FixtureRequest) -> Iterator[None]:
    """An application context whose every write is undone when the test ends."""
    if "committed" in request.fixturenames:
        with app.app_context():
            yield
        forget_jobs(app)
        missed.forget()
        return
    with app.app_context():
        engines = db._app_engines[app]
        engine = engines[None]
        connection = engine.connect()
        outer = connection.begin()
        engines[None] = connection  # type: ignore[assignment]  # a connection binds as well as an engine
        try:
            yield
        finally:
            db.session.remove()
            engines[None] = engine
            outer.rollback()
            connection.close()
            forget_jobs(app)
            missed.forget()


def forget_jobs(app: Flask) -> None:
    """Take out of the queue what a test left in it: the next one would be handed it first."""
    queue = app.extensions.get("goforum_jobs")
    if queue is not None and queue.pending_count() + queue.scheduled_count():
        queue.flush()


@pytest.fixture
def ran(app: Flask) -> Iterator[list[tuple[int, ...]]]:
    """A task `test.note` for an empty queue; the ids it was run with."""
    forget_jobs(app)
    seen: list[tuple[int, ...]] = []
    jobs.tasks["test.note"] = lambda *ids: seen.append(ids)
    yield seen
    del jobs.tasks["test.note"]


@pytest.fixture
def committed(app: Flask) -> Iterator[None]:
    """Real commits, for tests with threads or processes; every table is emptied afterwards."""
    yield
    with app.app_context():
        wipe()


def wipe() -> None:
    """Empty all tables, triggers or not."""
    db.session.remove()
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            names = ", ".join(f'"{t.name}"' for t in Base.metadata.sorted_tables)
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
            return
    _wipe_sqlite()


def _wipe_sqlite() -> None:
    # The driver's own connection: it waits for a request that is still writing, and reads nothing before it holds
    # the lock (a transaction that read first cannot wait).
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=20000")
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("BEGIN IMMEDIATE")
        triggers = cursor.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'").fetchall()
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        for table in reversed(Base.metadata.sorted_tables):
            cursor.execute(f'DELETE FROM "{table.name}"')
        for _name, sql in triggers:
            cursor.execute(sql)
        cursor.execute("COMMIT")
    finally:
        connection.invalidate()  # with its settings; the pool makes a fresh one
        connection.close()


@pytest.fixture
def client(app: Flask, ctx: None) -> Client:
    """A visitor's browser."""
    made = app.test_client()
    assert isinstance(made, Client)
    return made


@pytest.fixture
def as_person(app: Flask, ctx: None) -> Callable[[int], Client]:
    """A browser signed in as this person: ``as_person(person_id).get("/")``."""

    def sign_in(person_id: int) -> Client:
        made = app.test_client()
        assert isinstance(made, Client)
        return made.sign_in(person_id)

    return sign_in


@pytest.fixture
def count_statements(app: Flask) -> Callable[[], Any]:
    """``with count_statements() as seen: …`` then ``len(seen)``; savepoints and BEGIN are not counted."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")):
                seen.append(statement)

        with app.app_context():
            bind = db.engine
            engine = bind.engine if isinstance(bind, sa.Connection) else bind
        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)

    return counting


def _calls(work: Callable[[], object]) -> int:
    seen = 0

    def count(*_: object) -> None:
        nonlocal seen
        seen += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return seen


@pytest.fixture
def calls() -> Callable[[Callable[[], object]], int]:
    """How many calls and returns a piece of work takes: the same on any machine, however busy."""
    return _calls
