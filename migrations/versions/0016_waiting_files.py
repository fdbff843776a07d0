"""The files that waiting texts carry: known to the database, so that moderators may look at what they decide about."""

import sqlalchemy as sa
from alembic import op

revision = "0016_waiting_files"
down_revision = "0015_planned_polls"


def upgrade() -> None:
    """Go forward. Texts that wait already keep their files in their extras; they are written out here."""
    op.create_table("waiting_files",
    sa.Column("waiting_id", sa.Integer(), nullable=False),
    sa.Column("file_id", sa.Integer(), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_waiting_files_file_id_files")),
    sa.ForeignKeyConstraint(["waiting_id"], ["waiting_texts.id"], name=op.f("fk_waiting_files_waiting_id_waiting_texts")),
    sa.PrimaryKeyConstraint("waiting_id", "file_id", name=op.f("pk_waiting_files"))
    )
    op.create_index(op.f("ix_waiting_files_file_id"), "waiting_files", ["file_id"], unique=False)
    connection = op.get_bind()
    texts = sa.table("waiting_texts", sa.column("id", sa.Integer), sa.column("extras", sa.JSON), sa.column("state", sa.String))
    files = sa.table("waiting_files", *(sa.column(name, sa.Integer) for name in ("waiting_id", "file_id", "position")))
    there = sa.table("files", sa.column("id", sa.Integer), sa.column("gone_at"))
    for text_id, extras in connection.execute(sa.select(texts.c.id, texts.c.extras).where(
            texts.c.state.in_(("waiting", "refused")))).all():
        wanted = list(dict.fromkeys((extras or {}).get("file_ids") or []))
        kept = set(connection.scalars(sa.select(there.c.id).where(there.c.id.in_(wanted))))
        for at, one in enumerate(file_id for file_id in wanted if file_id in kept):
            connection.execute(files.insert().values(waiting_id=text_id, file_id=one, position=at))


def downgrade() -> None:
    """Go back: the extras of each text still name its files."""
    op.drop_index(op.f("ix_waiting_files_file_id"), table_name="waiting_files")
    op.drop_table("waiting_files")
