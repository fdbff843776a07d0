"""A merge carries amendments and links to commitments too."""

import sqlalchemy as sa
from alembic import op

revision = "0026_merged_amendments"
down_revision = "0025_date_polls"

CHECK = "ck_proposal_merge_rows_kind"
OLD = "kind IN ('support', 'author', 'argument', 'thread')"
NEW = "kind IN ('support', 'author', 'argument', 'thread', 'amendment', 'commitment')"


def _kinds(words: str) -> None:
    with op.batch_alter_table("proposal_merge_rows", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(CHECK), type_="check")
        batch_op.create_check_constraint(op.f(CHECK), words)


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("amendments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("written_for_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_amendments_written_for_id"), ["written_for_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_amendments_written_for_id_proposals"), "proposals",
                                    ["written_for_id"], ["id"])
    _kinds(NEW)


def downgrade() -> None:
    """Go back."""
    op.execute("DELETE FROM proposal_merge_rows WHERE kind IN ('amendment', 'commitment')")
    _kinds(OLD)
    with op.batch_alter_table("amendments", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_amendments_written_for_id_proposals"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_amendments_written_for_id"))
        batch_op.drop_column("written_for_id")
