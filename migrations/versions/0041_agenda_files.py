"""The documents of points of an agenda, and those that come with proposed points."""

import sqlalchemy as sa
from alembic import op

revision = "0041_agenda_files"
down_revision = "0040_workshop_changes"


def upgrade() -> None:
    """Go forward."""
    op.create_table("agenda_files",
    sa.Column("item_id", sa.Integer(), nullable=False),
    sa.Column("file_id", sa.Integer(), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.Column("post_id", sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_agenda_files_item_id_agenda_items")),
    sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_agenda_files_file_id_files")),
    sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_agenda_files_post_id_posts")),
    sa.PrimaryKeyConstraint("item_id", "file_id", name=op.f("pk_agenda_files"))
    )
    op.create_table("offered_files",
    sa.Column("offer_id", sa.Integer(), nullable=False),
    sa.Column("file_id", sa.Integer(), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["offer_id"], ["offered_points.id"], name=op.f("fk_offered_files_offer_id_offered_points")),
    sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_offered_files_file_id_files")),
    sa.PrimaryKeyConstraint("offer_id", "file_id", name=op.f("pk_offered_files"))
    )
    for table, column in (("agenda_files", "file_id"), ("agenda_files", "post_id"), ("offered_files", "file_id")):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_table("offered_files")
    op.drop_table("agenda_files")
