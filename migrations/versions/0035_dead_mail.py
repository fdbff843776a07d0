"""Mail that was given up is found along an index however much was sent."""

import sqlalchemy as sa
from alembic import op

revision = "0035_dead_mail"
down_revision = "0034_room_readings"

DEAD = sa.text("dead_at IS NOT NULL")


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("mail_outbox", schema=None) as batch_op:
        batch_op.create_index("ix_mail_outbox_dead_at", ["dead_at"], unique=False, sqlite_where=DEAD, postgresql_where=DEAD)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("mail_outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_mail_outbox_dead_at", sqlite_where=DEAD, postgresql_where=DEAD)
