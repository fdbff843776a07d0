"""When a workshop was last changed, as calendars want to know."""

import sqlalchemy as sa
from alembic import op

revision = "0040_workshop_changes"
down_revision = "0039_prepared_polls"


def upgrade() -> None:
    """Go forward."""
    op.add_column("workshops", sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Go back."""
    op.drop_column("workshops", "changed_at")
