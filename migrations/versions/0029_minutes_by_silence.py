"""minutes adopted by silence, at their date."""

import sqlalchemy as sa
from alembic import op

revision = "0029_minutes_by_silence"
down_revision = "0028_dead_jobs"


def upgrade() -> None:
    """Go forward: what was sent round before was sent round without that promise."""
    with op.batch_alter_table("minutes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("by_silence", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("held_back_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("minutes", schema=None) as batch_op:
        batch_op.alter_column("by_silence", server_default=None)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("minutes", schema=None) as batch_op:
        batch_op.drop_column("held_back_at")
        batch_op.drop_column("by_silence")
