"""Votes that open by themselves at their time, and deadlines put off before the first ballot."""

import sqlalchemy as sa
from alembic import op

revision = "0015_planned_polls"
down_revision = "0014_ledger"


def upgrade() -> None:
    """Go forward: every vote there is has opened when it was to."""
    op.create_table(
        "poll_extensions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("to_at > from_at", name=op.f("ck_poll_extensions_later")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_poll_extensions_person_id_people")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_extensions_poll_id_polls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_extensions")))
    op.create_index(op.f("ix_poll_extensions_person_id"), "poll_extensions", ["person_id"])
    op.create_index(op.f("ix_poll_extensions_poll_id"), "poll_extensions", ["poll_id"])
    op.add_column("polls", sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE polls SET opened_at = opens_at")


def downgrade() -> None:
    """Go back; votes that have not opened go, for the old version would take them for open."""
    op.drop_table("poll_extensions")
    planned = "(SELECT id FROM polls WHERE opened_at IS NULL)"
    op.execute(f"DELETE FROM poll_reruns WHERE poll_id IN {planned} OR of_poll_id IN {planned}")  # noqa: S608
    for table in ("poll_threads", "poll_options"):
        op.execute(f"DELETE FROM {table} WHERE poll_id IN {planned}")  # noqa: S608 - words of ours
    op.execute("DELETE FROM polls WHERE opened_at IS NULL")
    op.drop_column("polls", "opened_at")
