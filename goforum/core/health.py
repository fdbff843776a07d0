"""Whether a process can do its work: the few things ``/readyz`` and ``goforum doctor`` both look at."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from goforum.core import migrate
from goforum.core.db import db

# Below the first a site should not go on; below the second somebody should look.
LEAST_BYTES: Final = 64 * 1024 * 1024
FEW_BYTES: Final = 1024 * 1024 * 1024


class Health(StrEnum):
    """How a thing looked at is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at, how it is, and what there is to say about it."""

    name: str
    health: Health
    words: str


def readiness(data_dir: Path) -> Iterator[Finding]:
    """What every answer of this process depends on; cheap enough to be asked every few seconds."""
    yield database()
    yield room(data_dir)


def database() -> Finding:
    """The database answers and has the schema that this code expects."""
    try:
        db.session.execute(text("SELECT 1"))
        at, wanted = migrate.current(), migrate.head()
    except SQLAlchemyError as error:
        return Finding("database", Health.FAIL, f"does not answer ({type(error).__name__})")
    if at != wanted:
        return Finding("database", Health.FAIL, f"schema {at or 'empty'}, this code needs {wanted}: goforum migrate")
    return Finding("database", Health.OK, f"{db.engine.dialect.name}, schema {at}")


def room(data_dir: Path) -> Finding:
    """The data directory has room; nothing is written, since anybody may ask."""
    try:
        free = shutil.disk_usage(data_dir).free
    except OSError as error:
        return Finding("disk", Health.FAIL, f"{data_dir} cannot be looked at ({error.strerror})")
    words = f"{free / 1024**3:.1f} GiB free for {data_dir}"
    if free < LEAST_BYTES:
        return Finding("disk", Health.FAIL, words)
    return Finding("disk", Health.WARN if free < FEW_BYTES else Health.OK, words)


def writable(data_dir: Path) -> Finding:
    """The data directory can be written to, down to the disk."""
    try:
        with tempfile.TemporaryFile(dir=data_dir) as file:
            file.write(b"x")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return Finding("data", Health.FAIL, f"{data_dir} cannot be written to ({error.strerror})")
    return Finding("data", Health.OK, f"{data_dir} can be written to")
