"""plan changes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024_plan_changes"
down_revision = "0023_processes"


def upgrade() -> None:
    """Go forward."""
    op.create_table("proposal_changes",
    sa.Column("proposal_id", sa.Integer(), nullable=False),
    sa.Column("commitment_id", sa.Integer(), nullable=False),
    sa.Column("fields", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column("base", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column("milestone", sa.Text(), nullable=False),
    sa.Column("milestone_due_on", sa.Date(), nullable=True),
    sa.Column("written_by_id", sa.Integer(), nullable=False),
    sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("published_by_id", sa.Integer(), nullable=True),
    sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(published_at IS NULL) = (published_by_id IS NULL)",
        name=op.f("ck_proposal_changes_published")),
    sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"],
        name=op.f("fk_proposal_changes_commitment_id_commitments")),
    sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_proposal_changes_proposal_id_proposals")),
    sa.ForeignKeyConstraint(["published_by_id"], ["people.id"],
        name=op.f("fk_proposal_changes_published_by_id_people")),
    sa.ForeignKeyConstraint(["written_by_id"], ["people.id"], name=op.f("fk_proposal_changes_written_by_id_people")),
    sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_proposal_changes"))
    )
    with op.batch_alter_table("proposal_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_changes_commitment_id"), ["commitment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_changes_published_by_id"), ["published_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_changes_written_by_id"), ["written_by_id"], unique=False)



def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("proposal_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_changes_written_by_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_changes_published_by_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_changes_commitment_id"))

    op.drop_table("proposal_changes")
