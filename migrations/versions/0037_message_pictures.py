"""The pictures that messages of a live room carry."""

import sqlalchemy as sa
from alembic import op

revision = "0037_message_pictures"
down_revision = "0036_held_posts"


def _table(name: str, of: str, owner: str) -> None:
    op.create_table(name,
    sa.Column(of, sa.Integer(), nullable=False),
    sa.Column("file_id", sa.Integer(), nullable=False),
    sa.Column("alt", sa.String(length=300), server_default="", nullable=False),
    sa.ForeignKeyConstraint([of], [f"{owner}.id"], name=op.f(f"fk_{name}_{of}_{owner}")),
    sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f(f"fk_{name}_file_id_files")),
    sa.PrimaryKeyConstraint(of, name=op.f(f"pk_{name}"))
    )
    with op.batch_alter_table(name, schema=None) as batch_op:
        batch_op.create_index(batch_op.f(f"ix_{name}_file_id"), ["file_id"], unique=False)


def upgrade() -> None:
    """Go forward."""
    _table("message_pictures", "message_id", "messages")
    _table("held_pictures", "held_id", "held_messages")


def downgrade() -> None:
    """Go back."""
    for name in ("held_pictures", "message_pictures"):
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.drop_index(batch_op.f(f"ix_{name}_file_id"))
        op.drop_table(name)
