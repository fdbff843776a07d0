"""The latest threads are read along an index however many there are."""

import sqlalchemy as sa
from alembic import op

revision = "0032_latest_threads"
down_revision = "0031_saved_searches"

MERGED = sa.text("merged_into_id IS NOT NULL")


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("threads", schema=None) as batch_op:
        batch_op.drop_index("ix_threads_merged_into_id")
        batch_op.create_index("ix_threads_merged_into_id", ["merged_into_id"], unique=False,
                              sqlite_where=MERGED, postgresql_where=MERGED)
        batch_op.create_index("ix_threads_latest", ["group_id", "kind", "last_post_at", "id"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("threads", schema=None) as batch_op:
        batch_op.drop_index("ix_threads_latest")
        batch_op.drop_index("ix_threads_merged_into_id", sqlite_where=MERGED, postgresql_where=MERGED)
        batch_op.create_index("ix_threads_merged_into_id", ["merged_into_id"], unique=False)
