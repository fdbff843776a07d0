"""Voters who let another of their college vote for them."""

import sqlalchemy as sa
from alembic import op

revision = "0013_delegations"
down_revision = "0012_proposals_together"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "poll_delegations",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("voter_key", sa.String(length=40), nullable=False),
        sa.Column("to_key", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("voter_key <> to_key", name=op.f("ck_poll_delegations_another")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_poll_delegations_person_id_people")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_delegations_poll_id_polls")),
        sa.ForeignKeyConstraint(["poll_id", "to_key"], ["voters.poll_id", "voters.voter_key"],
                                name=op.f("fk_poll_delegations_poll_id_to_key_voters")),
        sa.ForeignKeyConstraint(["poll_id", "voter_key"], ["voters.poll_id", "voters.voter_key"],
                                name=op.f("fk_poll_delegations_poll_id_voter_key_voters")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_delegations")),
        sa.UniqueConstraint("poll_id", "voter_key", name=op.f("uq_poll_delegations_poll_id_voter_key")))
    op.create_index(op.f("ix_poll_delegations_person_id"), "poll_delegations", ["person_id"])
    op.add_column("polls", sa.Column("delegation", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Go back; a vote that counts delegated votes cannot be counted by the old version and goes with all of its own."""
    op.drop_table("poll_delegations")
    delegated = "(SELECT id FROM polls WHERE delegation)"
    op.execute(f"DELETE FROM poll_reruns WHERE poll_id IN {delegated} OR of_poll_id IN {delegated}")  # noqa: S608
    for table in ("poll_threads", "ballots", "voters", "poll_options"):
        op.execute(f"DELETE FROM {table} WHERE poll_id IN {delegated}")  # noqa: S608 - words of ours
    op.execute(f"DELETE FROM polls WHERE id IN {delegated}")  # noqa: S608 - words of ours
    op.drop_column("polls", "delegation")
