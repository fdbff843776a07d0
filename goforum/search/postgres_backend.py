"""The index in PostgreSQL, for sites beyond some 50,000 things: the words are ours, the machinery is the database's.

It stands in a schema of its own beside the site's tables and may be dropped at any time: the worker builds it again.
A rebuild fills two new tables and then changes one row, so that readers always see a whole index. An advisory lock
keeps a second writer out, and goes with the connection of the process that held it.
"""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any, Final, TypeVar
from zlib import crc32

import structlog
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from goforum.search import postgres_scores as scores
from goforum.search import postgres_sql as sql
from goforum.search.backend import AnotherWriter, Ask, Changes, Cursor, Found, SearchDoc, SearchUnavailable
from goforum.search.postgres_scores import State
from goforum.search.scoring import WORN_STATES
from goforum.search.words import heads, words_of

log = structlog.get_logger(__name__)
T = TypeVar("T")
WORN: Final = frozenset(WORN_STATES)

# A question that takes longer than this is one the site cannot afford.
PATIENCE_MS: Final = 3000
BATCH: Final = 500
KEEP_DATES: Final = 600.0
# What a reader meets when a rebuild has just dropped the tables it read the name of, or when nothing is built yet.
_ELSEWHERE: Final = frozenset(("42P01", "3F000"))
# A damaged page or index, or tables of another make: built again.
_BROKEN: Final = frozenset(("XX000", "XX001", "XX002", "42703", "42883"))


class PostgresBackend:
    """``SearchBackend`` over two tables."""

    def __init__(self, url: str, schema: str = "goforum_search") -> None:
        self.schema = schema
        self._spread: tuple[str, float, Sequence[datetime]] = ("", 0.0, ())
        self._engine: Engine = create_engine(
            url, pool_size=5, max_overflow=5, pool_pre_ping=True, hide_parameters=True,
            connect_args={"options": f"-c timezone=UTC -c lock_timeout=4000 -c statement_timeout={PATIENCE_MS} "
                                     # Compiling a question takes longer than answering it.
                                     "-c jit=off"})

    def remove(self) -> None:
        """Drop the whole index and give back the connections."""
        with self._engine.begin() as connection:
            connection.execute(self._sql("DROP SCHEMA IF EXISTS {schema} CASCADE"))
        self._engine.dispose()

    # What a web process needs

    def search(self, ask: Ask, *, after: Cursor | None = None, limit: int) -> Found:
        """The documents that answer, best first, those behind ``after``; raises SearchUnavailable."""
        if not (ask.places and ask.kinds):
            return Found((), 0)
        return self._ask(lambda connection, state: scores.answer(connection, state, ask, after=after, limit=limit))

    def suggest(self, ask: Ask, beginning: str, *, limit: int) -> Found:
        """Documents whose title has all words of ``ask`` and one that begins so, the newest of each kind first."""
        if not (ask.places and ask.kinds):
            return Found((), 0)
        return self._ask(lambda connection, state: scores.suggest(connection, state, ask, heads(beginning),
                                                                  limit=limit))

    def known(self, words: Collection[str]) -> Mapping[str, int]:
        """In how many documents each of these words stands; words that stand in none are left out."""
        return self._ask(lambda connection, state: scores.held(connection, state, words))

    def beginning(self, start: str, *, limit: int) -> list[str]:
        """Words of the index that begin so, the commonest first."""
        return self._ask(lambda connection, state: scores.beginning(connection, state, start, limit=limit))

    def _ask(self, question: Callable[[Connection, State], T]) -> T:
        for patience in (True, False):
            try:
                with self._engine.connect() as fresh:
                    # One moment for all its statements: a document cannot go between being found and being scored.
                    connection = fresh.execution_options(isolation_level="REPEATABLE READ")
                    state = self._state(connection)
                    if state is None:
                        raise SearchUnavailable("there is no index yet")
                    return question(connection, state)
            except SQLAlchemyError as error:
                code = _code(error)
                if code in _ELSEWHERE and patience:
                    continue
                if code in _BROKEN:
                    self._complain()
                log.warning("search_failed", sqlstate=code, error=type(error).__name__)
                raise SearchUnavailable("the index cannot be read") from error
        raise AssertionError

    def _state(self, connection: Connection) -> State | None:
        try:
            row = connection.execute(self._sql(sql.STATE), {"version": sql.VERSION}).first()
        except DBAPIError as error:
            if _code(error) in _ELSEWHERE:
                return None
            raise
        return None if row is None else State(
            self._table(row.name), self._table(row.name, "words"), row.documents,
            {field: getattr(row, field) for field in sql.LENGTHS}, self._dates(connection, row.name, row.documents))

    def _dates(self, connection: Connection, name: str, documents: int) -> Sequence[datetime]:
        """How the dates of the documents lie; asked of a large index now and then, for it changes slowly."""
        if documents <= scores.MANY:
            return ()
        kept_name, at, dates = self._spread
        if kept_name != name or time.monotonic() - at > KEEP_DATES:
            dates = connection.scalar(text(sql.DATES), {"schema": self.schema, "table": f"{name}_docs"}) or ()
            self._spread = (name, time.monotonic(), dates)
        return dates

    def _complain(self) -> None:
        try:
            with self._engine.begin() as connection:
                connection.execute(self._sql("UPDATE {schema}.state SET broken = true"))
        except SQLAlchemyError:
            log.warning("search_index_broken_and_unwritable")

    # What the worker needs

    def index(self, docs: Sequence[SearchDoc], gone: Sequence[str] = ()) -> None:
        """``update`` with what has been read already."""
        self.update(lambda: (docs, gone))

    def update(self, read: Callable[[], Changes]) -> None:
        """Put documents in and take keys out; committed when this returns."""
        with self._only_writer():
            docs, gone = read()
            last = {doc.key: doc for doc in docs}
            try:
                with self._work() as connection:
                    state = self._state(connection)
                    if state is None:
                        raise SearchUnavailable("there is no index yet")
                    names = {"docs": state.docs, "words": state.words}
                    connection.execute(self._sql(sql.TAKE_OUT, **names), {"keys": [*last, *gone]})
                    if last:
                        connection.execute(self._sql(sql.INSERT, **names), [_row(doc) for doc in last.values()])
                        connection.execute(self._sql(sql.COUNT_IN, **names), {"keys": list(last)})
            except SQLAlchemyError as error:
                if _code(error) in _BROKEN | _ELSEWHERE:
                    self._complain()
                raise SearchUnavailable("the index cannot be written") from error

    def rebuild(self, docs: Iterable[SearchDoc], *, patience: float = 0.0) -> int:
        """A new index of exactly these documents; readers change over when it is whole."""
        with self._only_writer(patience):
            self._set_up()
            name = f"i{time.time_ns():x}"
            names = {"docs": self._table(name), "words": self._table(name, "words"), "name": name}
            try:
                self._each(sql.CREATE, **names)
                count = self._copy(docs, names["docs"])
                self._each(sql.FINISH, **names)
                with self._work() as connection:
                    connection.execute(self._sql(sql.TAKE_OVER, **names), {"name": name, "version": sql.VERSION})
            finally:
                self._drop_others()
            return count

    def needs_rebuild(self) -> bool:
        """True when there is no index of today's make, or somebody found it broken."""
        with self._engine.connect() as connection:
            try:
                row = connection.execute(self._sql(
                    "SELECT name FROM {schema}.state WHERE version = :version AND NOT broken"),
                    {"version": sql.VERSION}).first()
                return row is None or connection.scalar(
                    text("SELECT to_regclass(:table) IS NULL"), {"table": self._table(row.name)}) is True
            except DBAPIError as error:
                if _code(error) in _ELSEWHERE | _BROKEN:
                    return True
                raise SearchUnavailable("the database does not answer") from error

    def retire(self) -> None:
        """Remove the index, for another kind has taken its place; nothing when there is none."""
        try:
            with self._engine.connect() as connection:
                if connection.scalar(text("SELECT to_regclass(:table)"), {"table": f"{self.schema}.state"}) is None:
                    return
            with self._only_writer():
                # From here on there is none, whoever may still read its tables and keep them from going.
                self._each("DELETE FROM {schema}.state")
                self._drop_others()
        except SQLAlchemyError as error:
            raise SearchUnavailable("the index cannot be removed") from error

    def _set_up(self) -> None:
        try:
            self._each(sql.SET_UP)
            self._each("SELECT version, broken, documents, body_stem FROM {schema}.state LIMIT 1")
        except DBAPIError as error:
            if _code(error) not in _BROKEN:
                raise
            self._each("DROP SCHEMA {schema} CASCADE")  # a make we do not know
            self._each(sql.SET_UP)

    def _copy(self, docs: Iterable[SearchDoc], table: str) -> int:
        """In parts: reading the documents must not keep one long transaction open."""
        count, source = 0, iter(docs)
        while part := {doc.key: doc for doc in islice(source, BATCH)}:
            rows = [tuple(_row(doc).values()) for doc in part.values()]
            with self._work() as connection:
                raw: Any = connection.connection.driver_connection
                with raw.cursor() as cursor, cursor.copy(sql.COPY.format(docs=table)) as copy:
                    for row in rows:
                        copy.write_row(row)
            count += len(part)
        return count

    def _drop_others(self) -> None:
        """Remove every table of the schema but those in use: what a crash left behind goes too."""
        with self._work() as connection:
            state = self._state(connection)
            names = connection.scalars(
                text("SELECT tablename FROM pg_tables WHERE schemaname = :schema"), {"schema": self.schema}).all()
        in_use = {state.docs, state.words} if state else set()
        for name in names:
            if name != "state" and f'{self.schema}."{name}"' not in in_use:
                self._each(f'DROP TABLE IF EXISTS {{schema}}."{name}"')

    @contextmanager
    def _work(self) -> Iterator[Connection]:
        """One transaction of the writer, however long it takes."""
        with self._engine.begin() as connection:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            yield connection

    @contextmanager
    def _only_writer(self, patience: float = 0.0) -> Iterator[None]:
        """The lock hangs on a connection of its own: with the process, or the network, it goes."""
        deadline, key = time.monotonic() + patience, {"key": crc32(self.schema.encode())}
        with self._engine.connect() as fresh:
            holder = fresh.execution_options(isolation_level="AUTOCOMMIT")
            while not holder.scalar(text("SELECT pg_try_advisory_lock(:key)"), key):
                if time.monotonic() >= deadline:
                    raise AnotherWriter
                time.sleep(0.05)
            try:
                yield
            finally:
                holder.execute(text("SELECT pg_advisory_unlock(:key)"), key)

    def _table(self, name: str, more: str = "docs") -> str:
        return f'{self.schema}."{name}_{more}"'

    def _sql(self, statement: str, **names: str) -> Any:
        return text(statement.format(schema=self.schema, **names))

    def _each(self, statements: str, **names: str) -> None:
        with self._work() as connection:
            for one in statements.format(schema=self.schema, **names).split(";"):
                connection.exec_driver_sql(one)


def _row(doc: SearchDoc) -> dict[str, Any]:
    title, body = words_of(doc)
    return {
        "key": doc.key, "kind": doc.listed, "place": doc.place, "also": list(doc.also) or None, "lang": doc.lang,
        "worn": not WORN.isdisjoint(doc.tags), "created": doc.created,
        "tsv": sql.vector(title, body, sql.facts_of(doc)),
        "title_surface": len(title), "title_stem": sum(len(token.stems) for token in title),
        "body_surface": len(body), "body_stem": sum(len(token.stems) for token in body),
    }  # fmt: skip


def _code(error: BaseException) -> str:
    return str(getattr(getattr(error, "orig", None), "sqlstate", None) or "")
