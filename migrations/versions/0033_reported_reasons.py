"""Reasons of votes, and answers to them, are reported and judged too."""

import sqlalchemy as sa
from alembic import op

revision = "0033_reported_reasons"
down_revision = "0032_latest_threads"

OLD = ("thing_kind IN ('post', 'thread', 'proposal', 'argument', 'amendment', 'message', 'waiting', 'request', "
       "'decision')")
NEW = ("thing_kind IN ('post', 'thread', 'proposal', 'argument', 'amendment', 'reason', 'answer', 'message', "
       "'waiting', 'request', 'decision')")
TABLES = ("moderation_cases", "reports")


def _kinds(words: str) -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(op.f(f"ck_{table}_thing_kind"), type_="check")
            batch_op.create_check_constraint(op.f(f"ck_{table}_thing_kind"), words)


def upgrade() -> None:
    """Go forward."""
    op.add_column("ballots", sa.Column("reason_hidden_at", sa.DateTime(timezone=True), nullable=True))
    _kinds(NEW)


def downgrade() -> None:
    """Go back: what was reported of these kinds is forgotten, what was hidden stays so no longer."""
    op.execute("DELETE FROM appeals WHERE decision_id IN (SELECT id FROM moderation_decisions "
               "WHERE thing_kind IN ('reason', 'answer'))")
    op.execute("DELETE FROM moderation_decisions WHERE thing_kind IN ('reason', 'answer')")
    op.execute("DELETE FROM reports WHERE thing_kind IN ('reason', 'answer')")
    op.execute("DELETE FROM moderation_cases WHERE thing_kind IN ('reason', 'answer')")
    _kinds(OLD)
    op.drop_column("ballots", "reason_hidden_at")
