"""A consistent copy of a running database, and its way back, for SQLite and PostgreSQL.

SQLite writes what it sees at one moment into a new file while others go on writing (``VACUUM INTO``; its page-by-page
backup would begin again after every write, and on a busy site never end). PostgreSQL dumps from a snapshot that the
counts of the manifest are taken from too.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from psycopg.conninfo import make_conninfo
from sqlalchemy.engine import URL

from goforum.serving.backup.archive import BackupError

# Built again from the rest, so not worth carrying.
_LEFT_OUT: Final = ("goforum_search", "goforum_try_*")


def snapshot(url: str, folder: Path) -> tuple[Path, dict[str, int], str]:
    """Copy the database as it is at one moment; answers the file, the rows of each table, the schema's number."""
    if url.startswith("sqlite"):
        return _copy_sqlite(Path(sa.make_url(url).database or ""), folder / "database.sqlite")
    return _dump_postgresql(sa.make_url(url), folder / "database.dump")


def _copy_sqlite(source: Path, target: Path) -> tuple[Path, dict[str, int], str]:
    if not source.exists():
        raise BackupError(f"there is no database at {source}")
    with closing(sqlite3.connect(source)) as live:
        live.execute("VACUUM INTO ?", (str(target),))
    with closing(sqlite3.connect(target)) as copy:
        _check_sqlite(copy, target)
    return target, *_facts_of(f"sqlite:///{target}")


def _check_sqlite(connection: sqlite3.Connection, name: Path) -> None:
    said = connection.execute("PRAGMA integrity_check").fetchone()[0]
    orphans = connection.execute("PRAGMA foreign_key_check").fetchone()
    if said != "ok" or orphans:
        raise BackupError(f"{name} is damaged: {said if said != 'ok' else f'a row of {orphans[0]} leads nowhere'}")


def _facts_of(url: str) -> tuple[dict[str, int], str]:
    engine = sa.create_engine(url)
    try:
        with engine.connect() as connection:
            return facts(connection)
    finally:
        engine.dispose()


def facts(connection: sa.Connection) -> tuple[dict[str, int], str]:
    """How many rows each table has, and which migration the schema is at."""
    # Asked of the database and not of the code: whatever table there is, is counted.
    counts = {
        name: connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0
        for name in sorted(sa.inspect(connection).get_table_names())
    }
    version = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return counts, str(version or "")


def _dump_postgresql(url: URL, target: Path) -> tuple[Path, dict[str, int], str]:
    engine = sa.create_engine(url, isolation_level="REPEATABLE READ")
    try:
        with engine.connect() as connection:
            name = connection.scalar(sa.text("SELECT pg_export_snapshot()"))
            counts, version = facts(connection)
            left_out = [f"--exclude-schema={schema}" for schema in _LEFT_OUT]
            _run("pg_dump", url, "--format=custom", f"--snapshot={name}", "--no-owner", "--no-privileges", *left_out,
                 f"--file={target}")  # fmt: skip
    finally:
        engine.dispose()
    return target, counts, version


def _run(program: str, url: URL, *arguments: str) -> None:
    """One of PostgreSQL's programs; the password goes by the environment, which other users cannot read."""
    found = shutil.which(program)
    if found is None:
        raise BackupError(f"{program} is not installed: apt-get install postgresql-client")
    environment = {**os.environ, "PGPASSWORD": url.password or ""} if url.password else dict(os.environ)
    done = subprocess.run(  # noqa: S603 - a program of the machine, with arguments of ours
        [found, *arguments, f"--dbname={_words_for_libpq(url)}"], env=environment, capture_output=True, text=True,
        check=False, stdin=subprocess.DEVNULL)  # fmt: skip
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.strip()[-500:]}")


def _words_for_libpq(url: URL) -> str:
    """The address as PostgreSQL's own programs read it, without the password; they write several hosts otherwise."""
    _, options = url.get_dialect()().create_connect_args(url)
    options.pop("password", None)
    return make_conninfo("", **options)


def is_empty(url: str) -> bool:
    """True when there is nothing at this address that a restore would destroy."""
    address = sa.make_url(url)
    if url.startswith("sqlite") and not Path(address.database or "").exists():
        return True
    engine = sa.create_engine(address)
    try:
        with engine.connect() as connection:
            names = sa.inspect(connection).get_table_names()
            return "people" not in names or not connection.scalar(sa.text("SELECT count(*) FROM people"))
    finally:
        engine.dispose()


def load(url: str, source: Path, stamp: str) -> None:
    """Put the copied database in place. What was there is kept aside (SQLite) or replaced in one transaction."""
    if source.suffix == ".sqlite":
        _place_sqlite(Path(sa.make_url(url).database or ""), source, stamp)
        return
    address = sa.make_url(url)
    _empty_postgresql(address)
    _run("pg_restore", address, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(source))


def _place_sqlite(target: Path, source: Path, stamp: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    for ending in ("", "-wal", "-shm"):
        old = target.with_name(target.name + ending)
        if old.exists():
            old.rename(target.with_name(f"{target.name}.before-{stamp}{ending}"))
    source.replace(target)


def _empty_postgresql(url: URL) -> None:
    """pg_restore brings the whole schema; the one that is there has to go first."""
    engine = sa.create_engine(url)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
    finally:
        engine.dispose()


@contextmanager
def elsewhere(url: str, folder: Path, stamp: str) -> Iterator[str]:
    """The address of a place of the same kind that holds nothing, and goes at the end."""
    if url.startswith("sqlite"):
        yield f"sqlite:///{folder / 'check.db'}"
        return
    address, name = sa.make_url(url), f"goforum_check_{stamp}"
    _say(address, f'CREATE DATABASE "{name}"')
    try:
        yield address.set(database=name).render_as_string(hide_password=False)
    finally:
        _say(address, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _say(address: URL, words: str) -> None:
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(words)
    except sa.exc.DBAPIError as refused:
        raise BackupError(f"PostgreSQL refused “{words.split(maxsplit=1)[0]} DATABASE”: {refused.orig}") from refused
    finally:
        engine.dispose()


def compare(url: str, manifest: dict[str, Any]) -> None:
    """Raise BackupError unless the restored database holds what the manifest counted."""
    counts, version = _facts_of(url)
    if version != manifest["schema"]:
        raise BackupError(f"the schema is {version or 'none'} instead of {manifest['schema']}")
    expected: dict[str, int] = manifest["rows"]
    wrong = {name: (counts.get(name, 0), rows) for name, rows in expected.items() if counts.get(name, 0) != rows}
    if wrong:
        name, (has, rows) = next(iter(wrong.items()))
        raise BackupError(f"{len(wrong)} tables differ: {name} has {has} rows instead of {rows}")
    if url.startswith("sqlite"):
        path = Path(sa.make_url(url).database or "")
        with closing(sqlite3.connect(path)) as connection:
            _check_sqlite(connection, path)
