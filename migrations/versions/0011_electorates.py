"""Who holds the votes of a poll: persons or organisations, by college, with weights; votes run again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011_electorates"
down_revision = "0010_conclusions"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "organisation_weights",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.CheckConstraint("weight BETWEEN 1 AND 100", name=op.f("ck_organisation_weights_weight")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_organisation_weights_group_id_groups")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"],
                                name=op.f("fk_organisation_weights_organisation_id_organisations")),
        sa.PrimaryKeyConstraint("group_id", "organisation_id", name=op.f("pk_organisation_weights")))
    op.create_table(
        "poll_reruns",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("of_poll_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_reruns_poll_id_polls")),
        sa.ForeignKeyConstraint(["of_poll_id"], ["polls.id"], name=op.f("fk_poll_reruns_of_poll_id_polls")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_poll_reruns")),
        sa.UniqueConstraint("of_poll_id", name=op.f("uq_poll_reruns_of_poll_id")))
    # Not in batches: on SQLite those make the table anew, which rows that refer to it forbid.
    op.add_column("polls", sa.Column("electorate", sa.String(length=16), server_default="person", nullable=False))
    op.add_column("polls", sa.Column("college_rules", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True))
    op.add_column("polls", sa.Column("roll_weight", sa.Integer(), nullable=True))
    op.add_column("voters", sa.Column("weight", sa.Integer(), server_default="1", nullable=False))


def downgrade() -> None:
    """Go back; votes the old version cannot count go with everything of theirs."""
    newer = ("(SELECT id FROM polls WHERE electorate <> 'person' OR college_rules IS NOT NULL "
             "OR roll_weight IS NOT NULL)")
    op.drop_table("poll_reruns")
    for table in ("poll_threads", "ballots", "voters", "poll_options"):
        op.execute(f"DELETE FROM {table} WHERE poll_id IN {newer}")  # noqa: S608 - words of ours
    op.execute(f"DELETE FROM polls WHERE id IN {newer}")  # noqa: S608 - words of ours
    op.drop_column("voters", "weight")
    for name in ("roll_weight", "college_rules", "electorate"):
        op.drop_column("polls", name)
    op.drop_table("organisation_weights")
