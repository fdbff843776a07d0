"""Rows by the hundred thousand, as the databases take them fastest, with our types and defaults all the same."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from goforum.core.db import Base, db

Convert = Callable[[Any], Any]


def pour(model: type[Base], rows: Iterator[dict[str, Any]]) -> None:
    """Insert rows that all have the same columns, inside the present transaction; nobody asks for their numbers."""
    first = next(rows, None)
    if first is None:
        return
    connection = db.session.connection()
    dialect, names, fixed = connection.dialect, list(first), {}
    for column in model.__table__.columns:
        if column.name not in first and column.default is not None and column.default.is_scalar:
            fixed[column.name] = column.default.arg
    into: list[tuple[str, Convert | None]] = [
        (name, model.__table__.c[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in [*names, *fixed]]
    tuples = ([one if convert is None else convert(one) for (name, convert) in into
               for one in (row.get(name, fixed.get(name)),)] for row in chain([first], rows))
    columns = ", ".join(name for name, _convert in into)
    cursor = connection.connection.cursor()
    try:
        if dialect.name == "sqlite":
            places = ", ".join("?" for _one in into)
            words = f"INSERT INTO {model.__tablename__} ({columns}) VALUES ({places})"  # noqa: S608 - our own names
            cursor.executemany(words, tuples)  # type: ignore[arg-type]  # sqlite3 takes any rows that can be walked
        else:
            with cursor.copy(f"COPY {model.__tablename__} ({columns}) FROM STDIN") as copy:
                for one in tuples:
                    copy.write_row(one)
    finally:
        cursor.close()
