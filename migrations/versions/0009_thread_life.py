"""thread life."""

import sqlalchemy as sa
from alembic import op

revision = "0009_thread_life"
down_revision = "0008_moderation"


def upgrade() -> None:
    """Go forward."""
    op.create_table("thread_summaries",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("thread_id", sa.Integer(), nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("body_source", sa.Text(), nullable=False),
    sa.Column("body_html", sa.Text(), nullable=False),
    sa.Column("pipeline_version", sa.Integer(), nullable=False),
    sa.Column("language", sa.String(length=8), nullable=False),
    sa.Column("author_id", sa.Integer(), nullable=False),
    sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("at_number", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_thread_summaries_author_id_people")),
    sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_thread_summaries_thread_id_threads")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_summaries")),
    sa.UniqueConstraint("thread_id", "number", name=op.f("uq_thread_summaries_thread_id_number"))
    )
    with op.batch_alter_table("thread_summaries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_thread_summaries_author_id"), ["author_id"], unique=False)

    op.create_table("thread_traces",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("thread_id", sa.Integer(), nullable=False),
    sa.Column("kind", sa.String(length=16), nullable=False),
    sa.Column("actor_id", sa.Integer(), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("other_id", sa.Integer(), nullable=True),
    sa.Column("group_id", sa.Integer(), nullable=True),
    sa.Column("number", sa.Integer(), nullable=True),
    sa.Column("words", sa.Text(), nullable=True),
    sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('renamed', 'pinned', 'unpinned', 'closed', 'reopened', 'archived', 'unarchived', 'slowed', 'moved', 'split_out', 'split_in', 'merged_in', 'restored', 'proposed')", name=op.f("ck_thread_traces_kind")),
    sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_thread_traces_actor_id_people")),
    sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_thread_traces_group_id_groups")),
    sa.ForeignKeyConstraint(["other_id"], ["threads.id"], name=op.f("fk_thread_traces_other_id_threads")),
    sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_thread_traces_thread_id_threads")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_traces"))
    )
    with op.batch_alter_table("thread_traces", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_thread_traces_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_thread_traces_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_thread_traces_other_id"), ["other_id"], unique=False)
        batch_op.create_index("ix_thread_traces_place", ["thread_id", "at", "id"], unique=False)

    op.create_table("link_moves",
    sa.Column("trace_id", sa.Integer(), nullable=False),
    sa.Column("commitment_id", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name=op.f("fk_link_moves_commitment_id_commitments")),
    sa.ForeignKeyConstraint(["trace_id"], ["thread_traces.id"], name=op.f("fk_link_moves_trace_id_thread_traces")),
    sa.PrimaryKeyConstraint("trace_id", "commitment_id", name=op.f("pk_link_moves"))
    )
    with op.batch_alter_table("link_moves", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_moves_commitment_id"), ["commitment_id"], unique=False)

    op.create_table("post_moves",
    sa.Column("trace_id", sa.Integer(), nullable=False),
    sa.Column("post_id", sa.Integer(), nullable=False),
    sa.Column("from_number", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_post_moves_post_id_posts")),
    sa.ForeignKeyConstraint(["trace_id"], ["thread_traces.id"], name=op.f("fk_post_moves_trace_id_thread_traces")),
    sa.PrimaryKeyConstraint("trace_id", "post_id", name=op.f("pk_post_moves"))
    )
    with op.batch_alter_table("post_moves", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_moves_post_id"), ["post_id"], unique=False)

    op.create_table("proposal_posts",
    sa.Column("proposal_id", sa.Integer(), nullable=False),
    sa.Column("post_id", sa.Integer(), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_proposal_posts_post_id_posts")),
    sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_proposal_posts_proposal_id_proposals")),
    sa.PrimaryKeyConstraint("proposal_id", "post_id", name=op.f("pk_proposal_posts"))
    )
    with op.batch_alter_table("proposal_posts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_posts_post_id"), ["post_id"], unique=False)

    # Not in batches: on SQLite those make the table anew, which rows that refer to it forbid.
    op.add_column("threads", sa.Column("closed_html", sa.Text(), nullable=True))
    op.add_column("threads", sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_threads_archived", "threads", ["group_id", "last_post_at", "id"], unique=False,
                    sqlite_where=sa.text("archived_at IS NOT NULL"),
                    postgresql_where=sa.text("archived_at IS NOT NULL"))


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_threads_archived", "threads")
    op.drop_column("threads", "archived_at")
    op.drop_column("threads", "closed_html")
    with op.batch_alter_table("proposal_posts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_posts_post_id"))

    op.drop_table("proposal_posts")
    with op.batch_alter_table("post_moves", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_moves_post_id"))

    op.drop_table("post_moves")
    with op.batch_alter_table("link_moves", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_link_moves_commitment_id"))

    op.drop_table("link_moves")
    with op.batch_alter_table("thread_traces", schema=None) as batch_op:
        batch_op.drop_index("ix_thread_traces_place")
        batch_op.drop_index(batch_op.f("ix_thread_traces_other_id"))
        batch_op.drop_index(batch_op.f("ix_thread_traces_group_id"))
        batch_op.drop_index(batch_op.f("ix_thread_traces_actor_id"))

    op.drop_table("thread_traces")
    with op.batch_alter_table("thread_summaries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_thread_summaries_author_id"))

    op.drop_table("thread_summaries")
