"""How Alembic runs here: on the connection the application hands over, nothing else."""

from alembic import context

from goforum.core.db import Base, UtcDateTime

connection = context.config.attributes["connection"]
if connection is None:
    raise SystemExit("Run migrations with: goforum init")


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Migrations name no type of the application: an instant is a plain date and time with its zone."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True,
                  compare_type=True, render_item=render_item, transaction_per_migration=False)
context.run_migrations()
