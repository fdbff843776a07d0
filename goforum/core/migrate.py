"""Bringing a database to the schema of this version, and asking how far it is.

Migrations are numbered files; ``migrations/HEAD`` names the last one, so that two branches which both add one
meet in git and not in production.
"""

from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from goforum.core import paths
from goforum.core.db import Base, db


def _config(connection: Any = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(paths.MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """The number of the last migration this version knows."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def current() -> str | None:
    """The number the database is at, or None for an empty one."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(target: str = "head") -> None:
    """Run what is missing, in one transaction, alone (an advisory lock on PostgreSQL)."""
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7262019)")
        command.upgrade(_config(connection), target)


def downgrade(target: str) -> None:
    """Go back, for a test or an emergency; data of what is removed goes with it."""
    with db.engine.begin() as connection:
        command.downgrade(_config(connection), target)


def differences() -> list[Any]:
    """What the models say and the database does not (empty when the migrations are complete)."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={
            "compare_type": True, "include_object": lambda _item, name, *_: name != "alembic_version"})
        return list(compare_metadata(context, Base.metadata))
