"""Questions prepared for a meeting, to be opened in its room."""

import sqlalchemy as sa
from alembic import op

revision = "0039_prepared_polls"
down_revision = "0038_guests"


def upgrade() -> None:
    """Go forward."""
    op.create_table("prepared_polls",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("room_id", sa.Integer(), nullable=False),
    sa.Column("client_id", sa.String(length=64), nullable=False),
    sa.Column("item_id", sa.Integer(), nullable=True),
    sa.Column("question", sa.String(length=300), nullable=False),
    sa.Column("language", sa.String(length=8), nullable=False),
    sa.Column("options", sa.Text(), nullable=False),
    sa.Column("minutes", sa.Integer(), nullable=False),
    sa.Column("results", sa.String(length=8), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("created_by_id", sa.Integer(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("poll_id", sa.Integer(), nullable=True),
    sa.CheckConstraint("minutes BETWEEN 1 AND 60", name=op.f("ck_prepared_polls_minutes")),
    sa.CheckConstraint("results IN ('open', 'hidden')", name=op.f("ck_prepared_polls_results")),
    sa.ForeignKeyConstraint(["created_by_id"], ["people.id"], name=op.f("fk_prepared_polls_created_by_id_people")),
    sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_prepared_polls_item_id_agenda_items")),
    sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_prepared_polls_poll_id_polls")),
    sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_prepared_polls_room_id_rooms")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_prepared_polls")),
    sa.UniqueConstraint("poll_id", name=op.f("uq_prepared_polls_poll_id")),
    sa.UniqueConstraint("room_id", "created_by_id", "client_id",
                        name=op.f("uq_prepared_polls_room_id_created_by_id_client_id"))
    )
    with op.batch_alter_table("prepared_polls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_prepared_polls_created_by_id"), ["created_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_prepared_polls_item_id"), ["item_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_table("prepared_polls")
