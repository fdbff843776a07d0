"""The few statements that every page asks and every text costs: put together once, handed to the driver as they are.

SQLAlchemy takes ten times as long to pass such a statement on as SQLite to answer it. What it does for us stays:
transactions, types in and out, its errors. Where anybody listens to statements, as tests that count them do, the
ordinary way is taken.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, insert
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError, MultipleResultsFound

from goforum.core.db import Base, db

Convert = Callable[[Any], Any]
# In a session's own notes: its transaction and the connection of it.
_KNOWN = "goforum.hot"


class _Made:
    """A statement as one database takes it."""

    def __init__(self, statement: Any, dialect: Dialect) -> None:
        self.statement = statement
        compiled = statement.compile(dialect=dialect)
        if compiled.post_compile_params or compiled.literal_execute_params:
            raise TypeError("a list whose length is known only when it is asked (IN) cannot be put together once")
        # Only made here, where its names are known; a name used twice becomes a number.
        columns = statement.exported_columns
        names = [str(column.key) for column in columns]
        row: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # noqa: PYI024
        self.text, self.row = str(compiled), row._make
        self.order = list(compiled.positiontup) if compiled.positional else None
        # Columns that are not named and whose defaults Python knows.
        self.defaults = [(column.key, column.default.arg, column.default.is_callable) for column in compiled.prefetch]
        left_out = {name for name, _arg, _calls in self.defaults}
        self.fixed: dict[str, Any] = {}
        self.into: list[tuple[str, Convert]] = []
        for name, bind in compiled.binds.items():
            convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
            if not bind.required and name not in left_out:
                self.fixed[name] = convert(bind.effective_value) if convert else bind.effective_value
            elif convert:
                self.into.append((name, convert))
        found = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self.out = [(number, convert) for number, convert in enumerate(found) if convert]

    def values(self, given: Mapping[str, Any]) -> Any:
        whole = {**self.fixed, **given}
        for name, default, calls in self.defaults:
            whole[name] = default(None) if calls else default
        for name, convert in self.into:
            whole[name] = convert(whole[name])
        return whole if self.order is None else [whole[name] for name in self.order]

    def finish(self, row: Any) -> Any:
        if self.out:
            row = list(row)
            for number, convert in self.out:
                row[number] = convert(row[number])
        return self.row(row)


class Hot:
    """A statement of plain tables whose every value is a ``bindparam``: a SELECT, or one that writes.

    A ``bindparam`` of a WHERE must not have the name of a column. Where the databases say it differently (an
    upsert), a function that makes the statement for the dialect of this name.
    """

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._mades: dict[str, _Made] = {}

    def all(self, values: Mapping[str, Any]) -> list[Any]:
        """Every row."""
        connection = self._connection()
        made = self._made(connection.dialect)
        if _is_heard(connection):
            return list(db.session.execute(made.statement, values))
        return [made.finish(row) for row in _ask(connection, made, values, rows=True)]

    def one_or_none(self, values: Mapping[str, Any]) -> Any:
        """The only row, if there is one."""
        rows = self.all(values)
        if len(rows) > 1:
            raise MultipleResultsFound("more than one row")
        return rows[0] if rows else None

    def run(self, values: Mapping[str, Any]) -> None:
        """Write, and ask for nothing back."""
        connection = self._connection()
        made = self._made(connection.dialect)
        if _is_heard(connection):
            db.session.execute(made.statement, values)
        else:
            _ask(connection, made, values, rows=False)

    def _made(self, dialect: Dialect) -> _Made:
        made = self._mades.get(dialect.name)
        if made is None:
            statement = self._statement(dialect.name) if callable(self._statement) else self._statement
            made = self._mades[dialect.name] = _Made(statement, dialect)
        return made

    @staticmethod
    def _connection() -> Connection:
        session = db.session()
        session._autoflush()  # noqa: SLF001 - as ``execute`` does: a command reads what it has just written
        # Asking the session is dear, and within one transaction its answer is the same.
        known: tuple[Any, Connection] | None = session.info.get(_KNOWN)
        if known is None or known[0] is None or known[0] is not session.get_transaction():
            connection = session.connection()
            known = session.info[_KNOWN] = session.get_transaction(), connection
        return known[1]


def inserting(model: type[Base], names: Iterable[str], *, returning: Iterable[str] = ()) -> Hot:
    """``Hot`` for one new row of which these columns are given; the others have their defaults."""
    table: Any = model.__table__
    statement = insert(table).values({name: bindparam(name) for name in names})
    return Hot(statement.returning(*(table.c[name] for name in returning)) if returning else statement)


def _is_heard(connection: Connection) -> bool:
    return bool(connection.engine.dispatch.before_cursor_execute)


def _ask(connection: Connection, made: _Made, values: Mapping[str, Any], *, rows: bool) -> Sequence[Any]:
    cursor = connection.connection.cursor()
    errors = connection.dialect.loaded_dbapi.Error
    try:
        cursor.execute(made.text, made.values(values))
        return cursor.fetchall() if rows else []
    except errors as error:
        gone = connection.dialect.is_disconnect(error, connection.connection.dbapi_connection, cursor)
        if gone:
            connection.invalidate(error)
        raise DBAPIError.instance(  # the error as the rest of the code knows it
            made.text, None, error, errors, hide_parameters=True, connection_invalidated=gone,
            dialect=connection.dialect) from error
    finally:
        cursor.close()
