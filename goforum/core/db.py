"""The database: one handle, one naming convention, the same behaviour on SQLite and PostgreSQL.

Surprise first: pysqlite's own transaction handling is switched off. We send BEGIN ourselves, so that a
command can ask for ``BEGIN IMMEDIATE`` (the write lock at once, or a retry) while a page only reads.
Plain BEGIN lets two writers both start and then fail half-way with "database is locked".
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

import orjson
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Engine,
    ForeignKey,
    Integer,
    MetaData,
    bindparam,
    event,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column
from sqlalchemy.pool import QueuePool
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.types import TypeDecorator

from goforum.core import metrics
from goforum.core.rules import NotFound

# True inside a command: the next BEGIN on SQLite takes the write lock.
writing: ContextVar[bool] = ContextVar("goforum_writing", default=False)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """All tables. Constraint names are fixed, so that migrations can name them on both databases."""

    metadata = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: stored in UTC, read back with its zone; a naive value is a mistake and refused."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = JSON().with_variant(postgresql.JSONB(), "postgresql")

db = SQLAlchemy(
    model_class=Base,
    session_options={"expire_on_commit": True, "join_transaction_mode": "create_savepoint"},
    disable_autonaming=True,
)


def pk() -> MappedColumn[int]:
    """The primary key every table has: a whole number the database hands out."""
    return mapped_column(Integer, primary_key=True, autoincrement=True)


def fk(target: str, *, index: bool = True, nullable: bool = False, **kwargs: Any) -> MappedColumn[Any]:
    """A foreign key, indexed unless said otherwise: no table is ever scanned to follow a link."""
    return mapped_column(Integer, ForeignKey(target), index=index, nullable=nullable, **kwargs)


class TimedPool(QueuePool):
    """The usual pool, which also says how long each connection was waited for."""

    def _do_get(self) -> Any:
        began = time.perf_counter()
        try:
            return super()._do_get()
        finally:
            metrics.DATABASE_WAIT.see(time.perf_counter() - began)


def engine_options(url: str, *, busy_timeout_ms: int = 50) -> dict[str, Any]:
    """Options of the engine for this address.

    SQLite's own wait is kept short because it blocks the whole process under gevent; the long wait is
    the command's retry, which lets other greenlets run (see ``commands``).
    """
    # A failed statement is logged by its words alone: its values are what people wrote, their addresses, their keys.
    common = {"hide_parameters": True, "json_serializer": lambda v: orjson.dumps(v).decode(),
              "json_deserializer": orjson.loads}
    if url.startswith("sqlite"):
        return {
            **common,
            "connect_args": {"isolation_level": None, "timeout": busy_timeout_ms / 1000,
                             "check_same_thread": False},
        }
    return {**common, "poolclass": TimedPool, "pool_size": 20, "max_overflow": 0, "pool_timeout": 10,
            "pool_pre_ping": True,
            "connect_args": {"options": "-c lock_timeout=4000 -c timezone=UTC"}}


def prepare_engine(engine: Engine) -> None:
    """Attach what each new connection and each BEGIN need; safe to call once for an engine."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        # FULL, not NORMAL: an acknowledged vote must survive a power cut, measured in docs/evidence.md.
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON",
                       "mmap_size=268435456", "cache_size=-20000", "temp_store=MEMORY",
                       # What was deleted or written over is nowhere in the file: see forget_history.
                       "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        if writing.get():
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            # Every page begins so, and this asks nothing of the file yet that could fail.
            connection.connection.dbapi_connection.execute("BEGIN")


def let_go() -> None:
    """End what the session has begun; a connection that broke is thrown away, and that is no fault of its own."""
    try:
        db.session.rollback()
    except DBAPIError:
        db.session().invalidate()


def end_session() -> None:
    """Give the session's connection back; one that broke is thrown away, and the answer that was made stands."""
    try:
        db.session.remove()
    except DBAPIError:
        db.session().invalidate()
        db.session.remove()


def forget_history() -> None:
    """Fold SQLite's log into its file and cut it: the log keeps each recent transaction apart, and in which order.

    Called after what must not be tied to who did it. A reader in the way leaves the log for the next call.
    """
    bind = db.engine
    if bind.dialect.name != "sqlite":
        return
    connection = bind.engine.raw_connection()
    try:
        cursor = connection.cursor()
        wait = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout=0")  # whoever is in the way is not waited for
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        cursor.execute(f"PRAGMA busy_timeout={wait}")
    finally:
        connection.close()


M = TypeVar("M", bound=Base)


def _insert(model: Any, dialect: str | None = None) -> Any:
    dialect = dialect or db.session.get_bind().dialect.name
    return (postgresql.insert if dialect == "postgresql" else sqlite.insert)(model)


def upserting(table: Any, names: Iterable[str], shape: Callable[[Any], Any]) -> Any:
    """``Hot`` for an upsert of these columns; ``shape`` says of the INSERT what is to be done on conflict."""
    from goforum.core.hot import Hot  # it stands on this module

    return Hot(lambda dialect: shape(_insert(table, dialect).values({name: bindparam(name) for name in names})))


@cache
def _ignoring(table: Any, names: tuple[str, ...], conflict: tuple[str, ...]) -> Any:
    key = next(iter(table.primary_key))
    return upserting(table, names, lambda insert: insert.on_conflict_do_nothing(
        index_elements=list(conflict)).returning(key))


@cache
def _replacing(table: Any, names: tuple[str, ...], conflict: tuple[str, ...], update: tuple[str, ...]) -> Any:
    return upserting(table, names, lambda insert: insert.on_conflict_do_update(
        index_elements=list(conflict), set_={name: insert.excluded[name] for name in update}))


def _is_plain(values: Mapping[str, Any]) -> bool:
    """Whether none of these is an expression of SQL: then the statement is the same for all values."""
    return not any(isinstance(one, ClauseElement) for one in values.values())


def insert_or_ignore(model: type[Base], values: Mapping[str, Any], conflict: Iterable[str],
                     where: Any = None) -> bool:
    """Insert one row unless the unique columns already hold it; True when this call made the row.

    ``where`` is the condition of a unique index that holds only some rows, as plain text.
    """
    # RETURNING, not rowcount: with psycopg the count of an ignored insert is not a number of rows.
    if where is None and _is_plain(values):
        made: Any = _ignoring(model.__table__, tuple(values), tuple(conflict)).one_or_none(values)
        return made is not None
    key = next(iter(model.__table__.primary_key))
    statement = _insert(model).values(**values).on_conflict_do_nothing(
        index_elements=list(conflict), index_where=where)
    return db.session.execute(statement.returning(key)).first() is not None


@cache
def _ignoring_many(table: Any, conflict: tuple[str, ...], dialect: str) -> Any:
    return _insert(table, dialect).on_conflict_do_nothing(index_elements=list(conflict)).returning(*table.primary_key)


def insert_many_or_ignore(
    model: type[Base], rows: Sequence[Mapping[str, Any]], conflict: Iterable[str]
) -> int:
    """Insert many rows in one statement, except those that are there already; how many were new."""
    if not rows:
        return 0
    # The plain table and the rows apart from the statement: it is then put together once, not once for each row.
    statement = _ignoring_many(model.__table__, tuple(conflict), db.session.get_bind().dialect.name)
    return len(db.session.execute(statement, list(rows)).all())


def upsert(
    model: type[Base], values: Mapping[str, Any], conflict: Iterable[str], update: Iterable[str]
) -> None:
    """Insert one row, or change the ``update`` columns of the row that holds the same unique columns."""
    if _is_plain(values):
        _replacing(model.__table__, tuple(values), tuple(conflict), tuple(update)).run(values)
        return
    statement = _insert(model).values(**values)
    statement = statement.on_conflict_do_update(
        index_elements=list(conflict), set_={name: statement.excluded[name] for name in update}
    )
    db.session.execute(statement)


def upsert_if(
    model: type[Base], values: Mapping[str, Any], conflict: Iterable[str], update: Mapping[str, Any], *,
    returning: Any, where: Any = None,
) -> Any:
    """Insert one row, or change the one that holds the same unique columns if ``where`` is true of it.

    ``update``: column to expression; None takes the value that would have been inserted. Answers with the column
    asked for, or None when the row that stood there was left alone.
    """
    statement = _insert(model).values(**values)
    statement = statement.on_conflict_do_update(
        index_elements=list(conflict), where=where,
        set_={name: statement.excluded[name] if value is None else value for name, value in update.items()})
    return db.session.execute(statement.returning(returning)).scalar_one_or_none()


def upsert_many(model: type[Base], names: Iterable[str], rows: Any, conflict: Iterable[str],
                update: Iterable[str]) -> None:
    """``upsert`` for every row that a SELECT answers, in one statement; ``names`` are the columns in its order."""
    statement = _insert(model).from_select(list(names), rows)
    statement = statement.on_conflict_do_update(
        index_elements=list(conflict), set_={name: statement.excluded[name] for name in update})
    db.session.execute(statement)


@cache
def _locking(model: Any) -> Any:
    return select(model).where(model.__table__.c.id == bindparam("row")).with_for_update().execution_options(
        populate_existing=True)


def lock_row(model: type[M], row_id: int) -> M:
    """The row, locked until the command ends. On SQLite the command already holds the only write lock."""
    row: M | None = db.session.execute(_locking(model), {"row": row_id}).scalar_one_or_none()
    if row is None:
        raise NotFound()
    return row


