"""How far each person has read in each live room, on whatever device."""

import sqlalchemy as sa
from alembic import op

revision = "0034_room_readings"
down_revision = "0033_reported_reasons"


def upgrade() -> None:
    """Go forward."""
    op.create_table("room_readings",
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("room_id", sa.Integer(), nullable=False),
    sa.Column("last_number", sa.Integer(), nullable=False),
    sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_room_readings_person_id_people")),
    sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_room_readings_room_id_rooms")),
    sa.PrimaryKeyConstraint("person_id", "room_id", name=op.f("pk_room_readings"))
    )
    with op.batch_alter_table("room_readings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_readings_room_id"), ["room_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("room_readings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_room_readings_room_id"))
    op.drop_table("room_readings")
