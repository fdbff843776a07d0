"""Who refers to files: each feature names its own column, and a file lives while any of them holds its id."""

from typing import Any

from sqlalchemy import exists, false, or_
from sqlalchemy.sql.elements import ColumnElement

from goforum.files.models import File

_columns: list[Any] = []


def refers(column: Any) -> None:
    """Say that the rows of this column refer to files: ``refers(PostFile.file_id)``, once, beside the table."""
    if column not in _columns:
        _columns.append(column)


def used() -> ColumnElement[bool]:
    """SQL: something refers to this row of ``files``."""
    return or_(false(), *(exists().where(column == File.id) for column in _columns))
