"""Votes the secretary writes down by phone, and what the member says of them."""

import sqlalchemy as sa
from alembic import op

revision = "0021_phone_votes"
down_revision = "0020_reasons"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "phone_votes",
        sa.Column("poll_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("voter_key", sa.String(length=40), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=12), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("answer IN ('confirmed', 'annulled')", name=op.f("ck_phone_votes_answer")),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_phone_votes_answered")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_phone_votes_poll_id_polls")),
        sa.ForeignKeyConstraint(["poll_id", "voter_key"], ["voters.poll_id", "voters.voter_key"],
                                name=op.f("fk_phone_votes_poll_id_voter_key_voters")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["people.id"], name=op.f("fk_phone_votes_recorded_by_id_people")),
        sa.PrimaryKeyConstraint("poll_id", "voter_key", name=op.f("pk_phone_votes")))
    op.create_index(op.f("ix_phone_votes_recorded_by_id"), "phone_votes", ["recorded_by_id"])


def downgrade() -> None:
    """Go back; the ballots stay, the mark goes."""
    op.drop_table("phone_votes")
