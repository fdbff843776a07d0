"""Polls by other methods: their terms, options with labels and dates, ballots of several marks, the thread they came from."""

import sqlalchemy as sa
from alembic import op

revision = "0006_poll_methods"
down_revision = "0005_files"

OLD = "method IN ('position')"
NEW = ("method IN ('position', 'consent', 'plurality', 'approval', 'score', 'dots', 'schulze', 'irv', "
       "'stv', 'dates')")
TERMS = (("seats", sa.Integer(), "1"), ("ceiling", sa.Integer(), "0"), ("majority", sa.String(length=16), "simple"),
         ("majority_of", sa.String(length=16), "expressed"))


def _swap_check(old: str, new: str) -> None:
    """Change the check on polls.method in place.

    SQLite has no statement for it, and making the table anew is refused while other tables point at it. Its own manual
    (lang_altertable, "other kinds of schema changes") says to edit the text of the schema where, as here, the rows stay
    as they are.
    """
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_polls_method"), "polls", type_="check")
        op.create_check_constraint(op.f("ck_polls_method"), "polls", new)
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    done = connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'polls' AND instr(sql, ?) > 0",
        (old, new, old))
    assert done.rowcount == 1
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")


def upgrade() -> None:
    """Go forward."""
    _swap_check(OLD, NEW)
    for name, kind, default in TERMS:
        op.add_column("polls", sa.Column(name, kind, server_default=default, nullable=False))
    op.add_column("poll_options", sa.Column("label", sa.Text(), server_default="", nullable=False))
    op.add_column("poll_options", sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "poll_threads",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_threads_poll_id_polls")),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_poll_threads_thread_id_threads")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_poll_threads")))
    op.create_index(op.f("ix_poll_threads_thread_id"), "poll_threads", ["thread_id"])
    with op.batch_alter_table("ballots") as batch:
        batch.add_column(sa.Column("content", sa.Text(), server_default="", nullable=False))
        batch.alter_column("choice", existing_type=sa.String(length=32), nullable=True)
        batch.create_check_constraint(op.f("ck_ballots_choice_or_marks"), "(choice IS NULL) = (content <> '')")


def downgrade() -> None:
    """Go back; polls the old version cannot count go with everything of theirs."""
    op.drop_table("poll_threads")
    foreign = "(SELECT id FROM polls WHERE method <> 'position')"
    for table in ("ballots", "voters", "poll_options"):
        op.execute(f"DELETE FROM {table} WHERE poll_id IN {foreign}")  # noqa: S608 - three names of ours
    op.execute("DELETE FROM polls WHERE method <> 'position'")
    with op.batch_alter_table("ballots") as batch:
        batch.drop_constraint(op.f("ck_ballots_choice_or_marks"), type_="check")
        batch.alter_column("choice", existing_type=sa.String(length=32), nullable=False)
        batch.drop_column("content")
    op.drop_column("poll_options", "starts_at")
    op.drop_column("poll_options", "label")
    for name, _, _ in reversed(TERMS):
        op.drop_column("polls", name)
    _swap_check(NEW, OLD)
