"""A front page finds its reader's held posts among all they ever wrote without reading those."""

import sqlalchemy as sa
from alembic import op

revision = "0036_held_posts"
down_revision = "0035_dead_mail"

HELD = sa.text("held_at IS NOT NULL")


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.create_index("ix_posts_held", ["author_id", "id"], unique=False, sqlite_where=HELD,
                              postgresql_where=HELD)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.drop_index("ix_posts_held", sqlite_where=HELD, postgresql_where=HELD)
