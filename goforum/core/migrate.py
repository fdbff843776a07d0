"""Bringing a database to the schema of this version, and asking how far it is.

Migrations are numbered files; ``migrations/HEAD`` names the last one, so that two branches which both add one
meet in git and not in production.
"""

from typing import TYPE_CHECKING, Any

from goforum.core import paths
from goforum.core.db import Base, db

if TYPE_CHECKING:  # read where it is used: pages need none of it, and a process that starts is waited for
    from alembic.config import Config


def _config(connection: Any = None) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(paths.MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def swap_check(op: Any, table: str, name: str, old: str, new: str) -> None:
    """Change the words of a check in place, from within a migration.

    SQLite has no statement for it, and making the table anew is refused while other tables point at it. Its own manual
    (lang_altertable, "other kinds of schema changes") says to edit the text of the schema where, as here, the rows stay
    as they are.
    """
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, new)
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    done = connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = ? AND instr(sql, ?) > 0",
        (old, new, table, old))
    if done.rowcount != 1:
        raise RuntimeError(f"{table} has no check that says {old!r}")
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")


def head() -> str:
    """The number of the last migration this version knows."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def current() -> str | None:
    """The number the database is at, or None for an empty one."""
    from alembic.migration import MigrationContext

    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(target: str = "head") -> None:
    """Run what is missing, in one transaction, alone (an advisory lock on PostgreSQL)."""
    from alembic import command

    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7262019)")
        command.upgrade(_config(connection), target)


def downgrade(target: str) -> None:
    """Go back, for a test or an emergency; data of what is removed goes with it."""
    from alembic import command

    with db.engine.begin() as connection:
        command.downgrade(_config(connection), target)


def differences() -> list[Any]:
    """What the models say and the database does not (empty when the migrations are complete)."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={
            "compare_type": True, "include_object": lambda _item, name, *_: name != "alembic_version"})
        return list(compare_metadata(context, Base.metadata))
