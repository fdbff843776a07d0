"""date_polls."""

import sqlalchemy as sa
from alembic import op

revision = "0025_date_polls"
down_revision = "0024_plan_changes"


def upgrade() -> None:
    """Go forward."""
    op.create_table("date_polls",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("poll_id", sa.Integer(), nullable=False),
    sa.Column("group_id", sa.Integer(), nullable=False),
    sa.Column("title_ar", sa.String(length=200), nullable=True),
    sa.Column("title_fr", sa.String(length=200), nullable=True),
    sa.Column("title_en", sa.String(length=200), nullable=True),
    sa.Column("minutes", sa.Integer(), nullable=False),
    sa.Column("zone", sa.String(length=64), nullable=False),
    sa.Column("form", sa.String(length=16), nullable=False),
    sa.Column("place", sa.String(length=300), nullable=False),
    sa.Column("agenda", sa.Text(), nullable=False),
    sa.Column("chosen", sa.String(length=32), nullable=True),
    sa.Column("meeting_id", sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_date_polls_group_id_groups")),
    sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_date_polls_meeting_id_meetings")),
    sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_date_polls_poll_id_polls")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_date_polls")),
    sa.UniqueConstraint("meeting_id", name=op.f("uq_date_polls_meeting_id")),
    sa.UniqueConstraint("poll_id", name=op.f("uq_date_polls_poll_id"))
    )
    with op.batch_alter_table("date_polls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_date_polls_group_id"), ["group_id"], unique=False)



def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("date_polls", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_date_polls_group_id"))

    op.drop_table("date_polls")
