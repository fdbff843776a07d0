"""Whether ballots say why, answers to reasons, and what a person writes of an outcome."""

import sqlalchemy as sa
from alembic import op

revision = "0020_reasons"
down_revision = "0019_room_whole"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "reason_answers",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("voter_key", sa.String(length=40), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("client_key", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_reason_answers_author_id_people")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_reason_answers_poll_id_polls")),
        sa.ForeignKeyConstraint(["poll_id", "voter_key"], ["voters.poll_id", "voters.voter_key"],
                                name=op.f("fk_reason_answers_poll_id_voter_key_voters")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reason_answers")),
        sa.UniqueConstraint("author_id", "client_key", name=op.f("uq_reason_answers_author_id_client_key")))
    op.create_index("ix_reason_answers_poll", "reason_answers", ["poll_id", "voter_key", "id"])
    op.create_table(
        "poll_statements",
        sa.Column("poll_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_poll_statements_author_id_people")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_statements_poll_id_polls")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_poll_statements")))
    op.create_index(op.f("ix_poll_statements_author_id"), "poll_statements", ["author_id"])
    op.create_index("ix_poll_statements_review", "poll_statements", ["review_on"])
    op.add_column("polls", sa.Column("reasons", sa.String(length=12), server_default="objection", nullable=False))


def downgrade() -> None:
    """Go back; answers and outcomes in words go."""
    op.drop_column("polls", "reasons")
    op.drop_table("poll_statements")
    op.drop_table("reason_answers")
