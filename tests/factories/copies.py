"""Many rows like one: for tests of what a page costs, where how they came about does not matter."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import inspect

from goforum.core.db import db


def copies(row: Any, many: int, change: Callable[[int], dict[str, Any]]) -> list[int]:
    """Write ``many`` rows like ``row``, each with what ``change(n)`` says instead (unique columns above all).

    Returns the keys of the new rows, in order; tables with a key of several columns give the first of them.
    """
    mapper = inspect(row).mapper
    keys = {column.key for column in mapper.primary_key}
    alone = len(keys) == 1
    values = {attribute.key: getattr(row, attribute.key) for attribute in mapper.column_attrs
              if not (alone and attribute.key in keys)}
    made = [type(row)(**values | change(number)) for number in range(many)]
    db.session.add_all(made)
    db.session.flush()
    found = [getattr(one, mapper.primary_key[0].key) for one in made]
    db.session.commit()
    return found
