"""Has anything been committed since? The database's own counter, of all processes on all machines.

SQLite counts commits of other connections for each one (``data_version``), so one connection that never writes sees
every commit. PostgreSQL's snapshot names exactly the transactions whose writes can be seen: equal words, equal
contents. Neither can be forgotten by a process that dies between a commit and saying so.
"""

import contextlib
import sqlite3
from typing import Any

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from goforum.config import Settings
from goforum.core.db import db


class Changes:
    """One look at the counter."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self._app, self._sqlite = app, settings.is_sqlite
        self._line: Any = None
        self._lines = 0

    def look(self) -> object | None:
        """A value that differs whenever the contents may; None when the database does not answer."""
        try:
            return self._look_sqlite() if self._sqlite else self._look_postgresql()
        except (sqlite3.Error, SQLAlchemyError):
            with contextlib.suppress(Exception):
                self._line.close()
            self._line = None
            return None

    def _look_sqlite(self) -> object:
        if self._line is None:
            with self._app.app_context():
                path = db.engine.url.database
            self._line = sqlite3.connect(str(path), isolation_level=None, check_same_thread=False, timeout=0.05)
            self._lines += 1
        # Counted for each connection anew: a new one must not be taken for the old.
        return self._lines, self._line.execute("PRAGMA data_version").fetchone()[0]

    def _look_postgresql(self) -> object:
        with self._app.app_context(), db.engine.connect() as line:
            return str(line.exec_driver_sql("SELECT pg_current_snapshot()::text").scalar_one())
