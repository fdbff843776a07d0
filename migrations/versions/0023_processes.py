"""processes."""

import sqlalchemy as sa
from alembic import op

revision = "0023_processes"
down_revision = "0022_planning"


def upgrade() -> None:
    """Go forward."""
    op.create_table("proposal_processes",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("group_id", sa.Integer(), nullable=False),
    sa.Column("ideas_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("discussion_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("freeze_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("vote_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("answer_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("quorum_percent", sa.Integer(), nullable=False),
    sa.Column("automatic", sa.Boolean(), nullable=False),
    sa.Column("started_by_id", sa.Integer(), nullable=False),
    sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("moved_to", sa.String(length=12), nullable=False),
    sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("ideas_at < discussion_at AND discussion_at < freeze_at AND freeze_at < vote_at AND vote_at < answer_at AND answer_at < ends_at",
        name=op.f("ck_proposal_processes_order")),
    sa.CheckConstraint("quorum_percent BETWEEN 0 AND 100", name=op.f("ck_proposal_processes_quorum")),
    sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_proposal_processes_group_id_groups")),
    sa.ForeignKeyConstraint(["started_by_id"], ["people.id"], name=op.f("fk_proposal_processes_started_by_id_people")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_processes"))
    )
    with op.batch_alter_table("proposal_processes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_processes_started_by_id"), ["started_by_id"], unique=False)
        batch_op.create_index("uq_proposal_processes_running", ["group_id"], unique=True, sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL"))



def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("proposal_processes", schema=None) as batch_op:
        batch_op.drop_index("uq_proposal_processes_running", sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL"))
        batch_op.drop_index(batch_op.f("ix_proposal_processes_started_by_id"))

    op.drop_table("proposal_processes")
