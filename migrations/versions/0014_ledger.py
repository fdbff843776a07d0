"""The published box of each poll: manifest, append-only chain, trackers; secret ballots; who voted in a secret poll."""

import sqlalchemy as sa
from alembic import op

revision = "0014_ledger"
down_revision = "0013_delegations"

OLD = "level IN ('open')"
NEW = "level IN ('open', 'secret')"


def _swap_check(old: str, new: str) -> None:
    """Change the check on polls.level in place; see 0006 for why SQLite's own text of the schema is edited."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_polls_level"), "polls", type_="check")
        op.create_check_constraint(op.f("ck_polls_level"), "polls", new)
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    done = connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'polls' AND instr(sql, ?) > 0",
        (old, new, old))
    assert done.rowcount == 1
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")


def _guard() -> None:
    """The chain refuses to change, as the audit log does."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE FUNCTION poll_chain_refuse() RETURNS trigger LANGUAGE plpgsql AS "
                   "$$ BEGIN RAISE EXCEPTION 'the chain is append-only'; END $$")
        op.execute("CREATE TRIGGER poll_chain_append_only BEFORE UPDATE OR DELETE ON poll_chain "
                   "FOR EACH ROW EXECUTE FUNCTION poll_chain_refuse()")
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(f"CREATE TRIGGER poll_chain_no_{verb.lower()} BEFORE {verb} ON poll_chain "
                   "BEGIN SELECT RAISE(ABORT, 'the chain is append-only'); END")


def upgrade() -> None:
    """Go forward."""
    _swap_check(OLD, NEW)
    op.add_column("voters", sa.Column("voted", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "poll_boxes",
        sa.Column("poll_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_boxes_poll_id_polls")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_poll_boxes")))
    op.create_table(
        "poll_chain",
        sa.Column("poll_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=True),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("kind IN ('open', 'commit', 'revoke', 'close', 'cancel')", name=op.f("ck_poll_chain_kind")),
        sa.CheckConstraint("(commitment IS NOT NULL) = (kind IN ('commit', 'revoke'))", name=op.f("ck_poll_chain_commitment")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll_boxes.poll_id"], name=op.f("fk_poll_chain_poll_id_poll_boxes")),
        sa.PrimaryKeyConstraint("poll_id", "number", name=op.f("pk_poll_chain")),
        sqlite_with_rowid=False)
    op.create_index("uq_poll_chain_commitment", "poll_chain", ["poll_id", "commitment", "kind"], unique=True)
    _guard()
    op.create_table(
        "ballot_trackers",
        sa.Column("poll_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("voter_key", sa.String(length=40), nullable=False),
        sa.Column("tracker", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id", "voter_key"], ["ballots.poll_id", "ballots.voter_key"],
                                name=op.f("fk_ballot_trackers_poll_id_voter_key_ballots")),
        sa.PrimaryKeyConstraint("poll_id", "voter_key", name=op.f("pk_ballot_trackers")),
        sa.UniqueConstraint("poll_id", "tracker", name=op.f("uq_ballot_trackers_poll_id_tracker")),
        sqlite_with_rowid=False)
    op.create_table(
        "secret_boxes",
        sa.Column("poll_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll_boxes.poll_id"], name=op.f("fk_secret_boxes_poll_id_poll_boxes")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_secret_boxes")))


def downgrade() -> None:
    """Go back; secret votes, which the old version cannot count, go with everything of theirs."""
    for table in ("secret_boxes", "ballot_trackers", "poll_chain", "poll_boxes"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION poll_chain_refuse()")
    hidden = "(SELECT id FROM polls WHERE level = 'secret')"
    for table in ("poll_threads", "voters", "poll_options"):
        op.execute(f"DELETE FROM {table} WHERE poll_id IN {hidden}")  # noqa: S608 - words of ours
    op.execute("DELETE FROM polls WHERE level = 'secret'")
    op.drop_column("voters", "voted")
    _swap_check(NEW, OLD)
