"""curation."""

import sqlalchemy as sa
from alembic import op

from goforum.core.migrate import swap_check

revision = "0018_curation"
down_revision = "0017_minutes"


OLD = "state IN ('draft', 'open', 'voting', 'accepted', 'rejected', 'withdrawn')"
NEW = ("state IN ('draft', 'open', 'review', 'voting', 'accepted', 'rejected', 'withdrawn', "
       "'merged', 'integrated')")


def upgrade() -> None:
    """Go forward."""
    swap_check(op, "proposals", "state", OLD, NEW)
    op.create_table("proposal_themes",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("group_id", sa.Integer(), nullable=False),
    sa.Column("name", sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_proposal_themes_group_id_groups")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_themes")),
    sa.UniqueConstraint("group_id", "name", name=op.f("uq_proposal_themes_group_id_name"))
    )
    op.create_table("proposal_answers",
    sa.Column("proposal_id", sa.Integer(), nullable=False),
    sa.Column("decision", sa.String(length=12), nullable=False),
    sa.Column("body_source", sa.Text(), nullable=False),
    sa.Column("body_html", sa.Text(), nullable=False),
    sa.Column("pipeline_version", sa.Integer(), nullable=False),
    sa.Column("language", sa.String(length=8), nullable=False),
    sa.Column("prepared_by_id", sa.Integer(), nullable=False),
    sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("published_by_id", sa.Integer(), nullable=True),
    sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("decision IN ('accepted', 'rejected', 'noted')", name=op.f("ck_proposal_answers_decision")),
    sa.CheckConstraint("(published_at IS NULL) = (published_by_id IS NULL)",
        name=op.f("ck_proposal_answers_published")),
    sa.ForeignKeyConstraint(["prepared_by_id"], ["people.id"], name=op.f("fk_proposal_answers_prepared_by_id_people")),
    sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_proposal_answers_proposal_id_proposals")),
    sa.ForeignKeyConstraint(["published_by_id"], ["people.id"],
        name=op.f("fk_proposal_answers_published_by_id_people")),
    sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_proposal_answers"))
    )
    with op.batch_alter_table("proposal_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_answers_prepared_by_id"), ["prepared_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_answers_published_by_id"), ["published_by_id"], unique=False)

    op.create_table("proposal_asks",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("proposal_id", sa.Integer(), nullable=False),
    sa.Column("asked_by_id", sa.Integer(), nullable=False),
    sa.Column("words", sa.Text(), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("answered_by_id", sa.Integer(), nullable=True),
    sa.Column("answer", sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(["answered_by_id"], ["people.id"], name=op.f("fk_proposal_asks_answered_by_id_people")),
    sa.ForeignKeyConstraint(["asked_by_id"], ["people.id"], name=op.f("fk_proposal_asks_asked_by_id_people")),
    sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_proposal_asks_proposal_id_proposals")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_asks"))
    )
    with op.batch_alter_table("proposal_asks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_asks_answered_by_id"), ["answered_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_asks_asked_by_id"), ["asked_by_id"], unique=False)
        batch_op.create_index("ix_proposal_asks_proposal", ["proposal_id", "id"], unique=False)

    op.create_table("proposal_integrations",
    sa.Column("proposal_id", sa.Integer(), nullable=False),
    sa.Column("commitment_id", sa.Integer(), nullable=False),
    sa.Column("actor_id", sa.Integer(), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_proposal_integrations_actor_id_people")),
    sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"],
        name=op.f("fk_proposal_integrations_commitment_id_commitments")),
    sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"],
        name=op.f("fk_proposal_integrations_proposal_id_proposals")),
    sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_proposal_integrations"))
    )
    with op.batch_alter_table("proposal_integrations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_integrations_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_integrations_commitment_id"), ["commitment_id"], unique=False)

    op.create_table("proposal_merges",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("source_id", sa.Integer(), nullable=False),
    sa.Column("target_id", sa.Integer(), nullable=False),
    sa.Column("actor_id", sa.Integer(), nullable=False),
    sa.Column("reason", sa.Text(), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("undone_by_id", sa.Integer(), nullable=True),
    sa.CheckConstraint("source_id <> target_id", name=op.f("ck_proposal_merges_two")),
    sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_proposal_merges_actor_id_people")),
    sa.ForeignKeyConstraint(["source_id"], ["proposals.id"], name=op.f("fk_proposal_merges_source_id_proposals")),
    sa.ForeignKeyConstraint(["target_id"], ["proposals.id"], name=op.f("fk_proposal_merges_target_id_proposals")),
    sa.ForeignKeyConstraint(["undone_by_id"], ["people.id"], name=op.f("fk_proposal_merges_undone_by_id_people")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_merges"))
    )
    with op.batch_alter_table("proposal_merges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_merges_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_merges_target_id"), ["target_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_merges_undone_by_id"), ["undone_by_id"], unique=False)
        batch_op.create_index("uq_proposal_merges_source", ["source_id"], unique=True, sqlite_where=sa.text("undone_at IS NULL"), postgresql_where=sa.text("undone_at IS NULL"))

    op.create_table("proposal_notes",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("proposal_id", sa.Integer(), nullable=False),
    sa.Column("author_id", sa.Integer(), nullable=False),
    sa.Column("body", sa.Text(), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_proposal_notes_author_id_people")),
    sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_proposal_notes_proposal_id_proposals")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_notes"))
    )
    with op.batch_alter_table("proposal_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_notes_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_notes_proposal_id"), ["proposal_id"], unique=False)

    op.create_table("proposal_splits",
    sa.Column("proposal_id", sa.Integer(), nullable=False),
    sa.Column("from_id", sa.Integer(), nullable=False),
    sa.Column("actor_id", sa.Integer(), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_proposal_splits_actor_id_people")),
    sa.ForeignKeyConstraint(["from_id"], ["proposals.id"], name=op.f("fk_proposal_splits_from_id_proposals")),
    sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_proposal_splits_proposal_id_proposals")),
    sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_proposal_splits"))
    )
    with op.batch_alter_table("proposal_splits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_splits_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_splits_from_id"), ["from_id"], unique=False)

    op.create_table("proposal_theming",
    sa.Column("proposal_id", sa.Integer(), nullable=False),
    sa.Column("theme_id", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_proposal_theming_proposal_id_proposals")),
    sa.ForeignKeyConstraint(["theme_id"], ["proposal_themes.id"],
        name=op.f("fk_proposal_theming_theme_id_proposal_themes")),
    sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_proposal_theming"))
    )
    with op.batch_alter_table("proposal_theming", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_theming_theme_id"), ["theme_id"], unique=False)

    op.create_table("proposal_merge_rows",
    sa.Column("merge_id", sa.Integer(), nullable=False),
    sa.Column("kind", sa.String(length=12), nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('support', 'author', 'argument', 'thread')", name=op.f("ck_proposal_merge_rows_kind")),
    sa.ForeignKeyConstraint(["merge_id"], ["proposal_merges.id"],
        name=op.f("fk_proposal_merge_rows_merge_id_proposal_merges")),
    sa.PrimaryKeyConstraint("merge_id", "kind", "number", name=op.f("pk_proposal_merge_rows"))
    )


def downgrade() -> None:
    """Go back; states the old version does not know become the nearest it knows."""
    for new, old in (("review", "open"), ("merged", "withdrawn"), ("integrated", "accepted")):
        op.execute(f"UPDATE proposals SET state = '{old}' WHERE state = '{new}'")  # noqa: S608 - words of ours
    swap_check(op, "proposals", "state", NEW, OLD)
    op.drop_table("proposal_merge_rows")
    with op.batch_alter_table("proposal_theming", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_theming_theme_id"))

    op.drop_table("proposal_theming")
    with op.batch_alter_table("proposal_splits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_splits_from_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_splits_actor_id"))

    op.drop_table("proposal_splits")
    with op.batch_alter_table("proposal_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_notes_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_notes_author_id"))

    op.drop_table("proposal_notes")
    with op.batch_alter_table("proposal_merges", schema=None) as batch_op:
        batch_op.drop_index("uq_proposal_merges_source", sqlite_where=sa.text("undone_at IS NULL"), postgresql_where=sa.text("undone_at IS NULL"))
        batch_op.drop_index(batch_op.f("ix_proposal_merges_undone_by_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_merges_target_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_merges_actor_id"))

    op.drop_table("proposal_merges")
    with op.batch_alter_table("proposal_integrations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_integrations_commitment_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_integrations_actor_id"))

    op.drop_table("proposal_integrations")
    with op.batch_alter_table("proposal_asks", schema=None) as batch_op:
        batch_op.drop_index("ix_proposal_asks_proposal")
        batch_op.drop_index(batch_op.f("ix_proposal_asks_asked_by_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_asks_answered_by_id"))

    op.drop_table("proposal_asks")
    with op.batch_alter_table("proposal_answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_answers_published_by_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_answers_prepared_by_id"))

    op.drop_table("proposal_answers")
    op.drop_table("proposal_themes")
