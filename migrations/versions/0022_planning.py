"""planning."""

import sqlalchemy as sa
from alembic import op

revision = "0022_planning"
down_revision = "0021_phone_votes"


def upgrade() -> None:
    """Go forward."""
    op.create_table("calendar_keys",
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("key", sa.String(length=64), nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_calendar_keys_person_id_people")),
    sa.PrimaryKeyConstraint("person_id", name=op.f("pk_calendar_keys")),
    sa.UniqueConstraint("key", name=op.f("uq_calendar_keys_key"))
    )
    op.create_table("meeting_series",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("group_id", sa.Integer(), nullable=False),
    sa.Column("made_by_id", sa.Integer(), nullable=False),
    sa.Column("client_key", sa.String(length=64), nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_meeting_series_group_id_groups")),
    sa.ForeignKeyConstraint(["made_by_id"], ["people.id"], name=op.f("fk_meeting_series_made_by_id_people")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_series")),
    sa.UniqueConstraint("group_id", "made_by_id", "client_key", name=op.f("uq_meeting_series_group_id_made_by_id_client_key"))
    )
    with op.batch_alter_table("meeting_series", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_series_made_by_id"), ["made_by_id"], unique=False)

    op.create_table("meeting_files",
    sa.Column("meeting_id", sa.Integer(), nullable=False),
    sa.Column("file_id", sa.Integer(), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_meeting_files_file_id_files")),
    sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_files_meeting_id_meetings")),
    sa.PrimaryKeyConstraint("meeting_id", "file_id", name=op.f("pk_meeting_files"))
    )
    with op.batch_alter_table("meeting_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_files_file_id"), ["file_id"], unique=False)

    op.create_table("offered_points",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("meeting_id", sa.Integer(), nullable=False),
    sa.Column("author_id", sa.Integer(), nullable=False),
    sa.Column("title", sa.String(length=300), nullable=False),
    sa.Column("language", sa.String(length=8), nullable=False),
    sa.Column("minutes", sa.Integer(), nullable=True),
    sa.Column("reason", sa.String(length=1000), nullable=False),
    sa.Column("thread_id", sa.Integer(), nullable=True),
    sa.Column("proposal_id", sa.Integer(), nullable=True),
    sa.Column("commitment_id", sa.Integer(), nullable=True),
    sa.Column("client_key", sa.String(length=64), nullable=False),
    sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("state", sa.String(length=8), nullable=False),
    sa.Column("answer", sa.String(length=1000), nullable=False),
    sa.Column("item_id", sa.Integer(), nullable=True),
    sa.CheckConstraint("state IN ('open', 'accepted', 'refused')", name=op.f("ck_offered_points_state")),
    sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_offered_points_author_id_people")),
    sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name=op.f("fk_offered_points_commitment_id_commitments")),
    sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_offered_points_item_id_agenda_items")),
    sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_offered_points_meeting_id_meetings")),
    sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_offered_points_proposal_id_proposals")),
    sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_offered_points_thread_id_threads")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_offered_points")),
    sa.UniqueConstraint("meeting_id", "author_id", "client_key", name=op.f("uq_offered_points_meeting_id_author_id_client_key"))
    )
    with op.batch_alter_table("offered_points", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offered_points_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_offered_points_commitment_id"), ["commitment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_offered_points_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_offered_points_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_offered_points_thread_id"), ["thread_id"], unique=False)



def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("offered_points", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offered_points_thread_id"))
        batch_op.drop_index(batch_op.f("ix_offered_points_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_offered_points_item_id"))
        batch_op.drop_index(batch_op.f("ix_offered_points_commitment_id"))
        batch_op.drop_index(batch_op.f("ix_offered_points_author_id"))

    op.drop_table("offered_points")
    with op.batch_alter_table("meeting_files", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_files_file_id"))

    op.drop_table("meeting_files")
    with op.batch_alter_table("meeting_series", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_series_made_by_id"))

    op.drop_table("meeting_series")
    op.drop_table("calendar_keys")
