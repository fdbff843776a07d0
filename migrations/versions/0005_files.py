"""Files that people add: their rows, what a person added in a day, which posts carry them."""

import sqlalchemy as sa
from alembic import op

revision = "0005_files"
down_revision = "0004_notifications"


def upgrade() -> None:
    """Go forward."""
    op.create_table("file_days",
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("day", sa.Date(), nullable=False),
    sa.Column("bytes", sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_file_days_person_id_people")),
    sa.PrimaryKeyConstraint("person_id", "day", name=op.f("pk_file_days"))
    )
    with op.batch_alter_table("file_days", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_file_days_day"), ["day"], unique=False)

    op.create_table("files",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("owner_id", sa.Integer(), nullable=True),
    sa.Column("client_key", sa.String(length=36), nullable=False),
    sa.Column("name", sa.String(length=200), nullable=False),
    sa.Column("kind", sa.String(length=16), nullable=False),
    sa.Column("media_type", sa.String(length=100), nullable=False),
    sa.Column("sha256", sa.String(length=64), nullable=False),
    sa.Column("size", sa.Integer(), nullable=False),
    sa.Column("width", sa.Integer(), nullable=True),
    sa.Column("height", sa.Integer(), nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("idle_since", sa.DateTime(timezone=True), nullable=True),
    sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('picture', 'document')", name=op.f("ck_files_kind")),
    sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_files_owner_id_people")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
    sa.UniqueConstraint("owner_id", "client_key", name=op.f("uq_files_owner_id_client_key"))
    )
    with op.batch_alter_table("files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_files_gone_at"), ["gone_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_files_idle_since"), ["idle_since"], unique=False)
        batch_op.create_index(batch_op.f("ix_files_sha256"), ["sha256"], unique=False)

    op.create_table("post_files",
    sa.Column("post_id", sa.Integer(), nullable=False),
    sa.Column("file_id", sa.Integer(), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_post_files_file_id_files")),
    sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_post_files_post_id_posts")),
    sa.PrimaryKeyConstraint("post_id", "file_id", name=op.f("pk_post_files"))
    )
    with op.batch_alter_table("post_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_files_file_id"), ["file_id"], unique=False)



def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("post_files", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_files_file_id"))

    op.drop_table("post_files")
    with op.batch_alter_table("files", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_files_sha256"))
        batch_op.drop_index(batch_op.f("ix_files_idle_since"))
        batch_op.drop_index(batch_op.f("ix_files_gone_at"))

    op.drop_table("files")
    with op.batch_alter_table("file_days", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_file_days_day"))

    op.drop_table("file_days")
