"""Reactions, bookmarks, chosen languages, and the orders of the list of threads."""

import sqlalchemy as sa
from alembic import op

revision = "0003_reading"
down_revision = "0002_groups"


def upgrade() -> None:
    """Go forward."""
    op.create_table("bookmarks",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("post_id", sa.Integer(), nullable=False),
    sa.Column("note", sa.Text(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_bookmarks_person_id_people")),
    sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_bookmarks_post_id_posts")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_bookmarks")),
    sa.UniqueConstraint("person_id", "post_id", name=op.f("uq_bookmarks_person_id_post_id"))
    )
    with op.batch_alter_table("bookmarks", schema=None) as batch_op:
        batch_op.create_index("ix_bookmarks_list", ["person_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bookmarks_post_id"), ["post_id"], unique=False)

    op.create_table("reactions",
    sa.Column("post_id", sa.Integer(), nullable=False),
    sa.Column("kind", sa.String(length=16), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('agree', 'thanks', 'insight', 'unclear', 'source')", name=op.f("ck_reactions_kind")),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reactions_person_id_people")),
    sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_reactions_post_id_posts")),
    sa.PrimaryKeyConstraint("post_id", "kind", "person_id", name=op.f("pk_reactions"))
    )
    with op.batch_alter_table("reactions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reactions_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("writes_in", sa.String(length=8), nullable=True))

    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language_chosen", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_index("ix_posts_thread_created", ["thread_id", "created_at", "number"], unique=False)

    with op.batch_alter_table("threads", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reaction_version", sa.Integer(), server_default="0", nullable=False))
        batch_op.create_index("ix_threads_newest", ["group_id", "kind", "id"], unique=False)
        batch_op.create_index("ix_threads_replies", ["group_id", "kind", "post_count", "id"], unique=False)




def downgrade() -> None:
    """Go back."""
    # Not by a batch: that would make the tables anew, and others point at them.
    for table, column in (("people", "writes_in"), ("posts", "language_chosen"), ("threads", "reaction_version")):
        op.drop_column(table, column)
    with op.batch_alter_table("threads", schema=None) as batch_op:
        batch_op.drop_index("ix_threads_replies")
        batch_op.drop_index("ix_threads_newest")

    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.drop_index("ix_posts_thread_created")

    with op.batch_alter_table("reactions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reactions_person_id"))

    op.drop_table("reactions")
    with op.batch_alter_table("bookmarks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bookmarks_post_id"))
        batch_op.drop_index("ix_bookmarks_list")

    op.drop_table("bookmarks")
