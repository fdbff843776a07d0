"""The few statements that every page asks: put together once, then handed to the driver as they are.

SQLAlchemy takes ten times as long to pass such a statement on as SQLite to answer it. What it does for us stays:
transactions, types in and out, its errors. Where anybody listens to statements, as tests that count them do, the
ordinary way is taken.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Select
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError, MultipleResultsFound

from goforum.core.db import db

Convert = Callable[[Any], Any]


class _Made:
    """A statement as one database takes it."""

    def __init__(self, statement: Any, dialect: Dialect, row: Callable[[Any], Any]) -> None:
        compiled = statement.compile(dialect=dialect)
        if compiled.post_compile_params or compiled.literal_execute_params:
            raise TypeError("a list whose length is known only when it is asked (IN) cannot be put together once")
        self.text, self.row = str(compiled), row
        self.order = list(compiled.positiontup) if compiled.positional else None
        self.fixed: dict[str, Any] = {}
        self.into: list[tuple[str, Convert]] = []
        for name, bind in compiled.binds.items():
            convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
            if not bind.required:
                self.fixed[name] = convert(bind.effective_value) if convert else bind.effective_value
            elif convert:
                self.into.append((name, convert))
        found = [column.type.dialect_impl(dialect).result_processor(dialect, None)
                 for column in statement.selected_columns]
        self.out = [(number, convert) for number, convert in enumerate(found) if convert]

    def values(self, given: Mapping[str, Any]) -> Any:
        whole = {**self.fixed, **given}
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
    """A SELECT of plain tables whose every value is a ``bindparam``."""

    def __init__(self, statement: "Select[Any] | CompoundSelect[Any]") -> None:
        self.statement = statement
        # Only made here, where its names are known; a name used twice becomes a number.
        names = [str(column.key) for column in statement.selected_columns]
        row: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # noqa: PYI024
        self._row: Callable[[Any], Any] = row._make
        self._made: dict[str, _Made] = {}

    def all(self, values: Mapping[str, Any]) -> list[Any]:
        """Every row."""
        session = db.session()
        session._autoflush()  # noqa: SLF001 - as ``execute`` does: a command reads what it has just written
        connection = session.connection()
        if not connection.engine.dispatch.before_cursor_execute:
            return self._ask(connection, values)
        return list(db.session.execute(self.statement, values))

    def one_or_none(self, values: Mapping[str, Any]) -> Any:
        """The only row, if there is one."""
        rows = self.all(values)
        if len(rows) > 1:
            raise MultipleResultsFound("more than one row")
        return rows[0] if rows else None

    def _ask(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        made = self._made.get(connection.dialect.name)
        if made is None:
            made = self._made[connection.dialect.name] = _Made(self.statement, connection.dialect, self._row)
        cursor = connection.connection.cursor()
        errors = connection.dialect.loaded_dbapi.Error
        try:
            cursor.execute(made.text, made.values(values))
            rows = cursor.fetchall()
        except errors as error:
            gone = connection.dialect.is_disconnect(error, connection.connection.dbapi_connection, cursor)
            if gone:
                connection.invalidate(error)
            raise DBAPIError.instance(  # the error as the rest of the code knows it
                made.text, None, error, errors, hide_parameters=True, connection_invalidated=gone,
                dialect=connection.dialect) from error
        finally:
            cursor.close()
        return [made.finish(row) for row in rows]
