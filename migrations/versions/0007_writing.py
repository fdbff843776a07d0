"""Drafts, quotes tied to their sources, the words that names are found by, an index of tagged replies."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from goforum.threads.naming import name_words

revision = "0007_writing"
down_revision = "0006_poll_methods"


def upgrade() -> None:
    """Go forward."""
    op.create_table("name_words",
    sa.Column("kind", sa.String(length=12), nullable=False),
    sa.Column("word", sa.String(length=80).with_variant(sa.String(length=80, collation="C"), "postgresql"), nullable=False),
    sa.Column("target_id", sa.Integer(), autoincrement=False, nullable=False),
    sa.CheckConstraint("kind IN ('person', 'organisation')", name=op.f("ck_name_words_kind")),
    sa.PrimaryKeyConstraint("kind", "word", "target_id", name=op.f("pk_name_words"))
    )
    with op.batch_alter_table("name_words", schema=None) as batch_op:
        batch_op.create_index("ix_name_words_target", ["kind", "target_id"], unique=False)

    op.create_table("drafts",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("place", sa.String(length=60), nullable=False),
    sa.Column("title", sa.Text(), nullable=False),
    sa.Column("body", sa.Text(), nullable=False),
    sa.Column("extra", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column("sequence", sa.Integer(), nullable=False),
    sa.Column("owner", sa.String(length=64), nullable=True),
    sa.Column("step", sa.Integer(), nullable=False),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("posted_hash", sa.String(length=64), nullable=True),
    sa.Column("posted_id", sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_drafts_person_id_people")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    sa.UniqueConstraint("person_id", "place", name=op.f("uq_drafts_person_id_place"))
    )
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.create_index("ix_drafts_person_updated", ["person_id", "updated_at"], unique=False)

    op.create_table("post_quotes",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("post_id", sa.Integer(), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.Column("source_post_id", sa.Integer(), nullable=False),
    sa.Column("source_revision", sa.Integer(), nullable=False),
    sa.Column("words", sa.Text(), nullable=False),
    sa.Column("stands", sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_post_quotes_post_id_posts")),
    sa.ForeignKeyConstraint(["source_post_id"], ["posts.id"], name=op.f("fk_post_quotes_source_post_id_posts")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_post_quotes")),
    sa.UniqueConstraint("post_id", "position", name=op.f("uq_post_quotes_post_id_position"))
    )
    with op.batch_alter_table("post_quotes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_quotes_source_post_id"), ["source_post_id"], unique=False)

    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.create_index("ix_posts_thread_tag", ["thread_id", "tag", "number"], unique=False, postgresql_where=sa.text("tag IS NOT NULL"), sqlite_where=sa.text("tag IS NOT NULL"))

    _fill()


def _fill() -> None:
    """Everybody who is there already can be found by name."""
    bind = op.get_bind()
    words: dict[tuple[str, int], set[str]] = {}
    for row in bind.execute(sa.text("SELECT id, name, handle FROM people WHERE erased_at IS NULL")):
        words["person", row.id] = name_words([row.name, row.handle])
    for row in bind.execute(sa.text(
            "SELECT organisation_id AS id, name_ar, name_fr, name_en, short_name FROM organisation_names")):
        words.setdefault(("organisation", row.id), set()).update(
            name_words([row.name_ar, row.name_fr, row.name_en, row.short_name]))
    rows = [{"kind": kind, "target_id": one, "word": word} for (kind, one), found in words.items() for word in found]
    if rows:
        bind.execute(sa.text("INSERT INTO name_words (kind, word, target_id) VALUES (:kind, :word, :target_id)"), rows)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.drop_index("ix_posts_thread_tag", postgresql_where=sa.text("tag IS NOT NULL"), sqlite_where=sa.text("tag IS NOT NULL"))

    with op.batch_alter_table("post_quotes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_quotes_source_post_id"))

    op.drop_table("post_quotes")
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.drop_index("ix_drafts_person_updated")

    op.drop_table("drafts")
    with op.batch_alter_table("name_words", schema=None) as batch_op:
        batch_op.drop_index("ix_name_words_target")

    op.drop_table("name_words")
