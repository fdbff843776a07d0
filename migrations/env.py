"""How Alembic runs here: on the connection the application hands over, nothing else."""

from alembic import context
from goforum.core.db import Base

connection = context.config.attributes["connection"]
if connection is None:
    raise SystemExit("Run migrations with: goforum init")

context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True,
                  compare_type=True, transaction_per_migration=False)
context.run_migrations()
