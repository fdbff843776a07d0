"""Searches people want to hear from."""

import sqlalchemy as sa
from alembic import op

revision = "0031_saved_searches"
down_revision = "0030_workshops"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("query", sa.String(length=800), nullable=False),
        sa.Column("rhythm", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rhythm IN ('soon', 'daily')", name=op.f("ck_saved_searches_rhythm")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_saved_searches_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_searches")),
        sa.UniqueConstraint("person_id", "query", name=op.f("uq_saved_searches_person_id_query")))
    op.create_index(op.f("ix_saved_searches_next_at"), "saved_searches", ["next_at"])


def downgrade() -> None:
    """Go back; saved searches go."""
    op.drop_table("saved_searches")
