"""minutes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017_minutes"
down_revision = "0016_waiting_files"


def upgrade() -> None:
    """Go forward."""
    op.create_table("minutes",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("meeting_id", sa.Integer(), nullable=False),
    sa.Column("group_id", sa.Integer(), nullable=False),
    sa.Column("state", sa.String(length=12), nullable=False),
    sa.Column("revision", sa.Integer(), nullable=False),
    sa.Column("remarks_until", sa.DateTime(timezone=True), nullable=True),
    sa.Column("circulated_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("poll_id", sa.Integer(), nullable=True),
    sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("adopted_by", sa.String(length=8), nullable=True),
    sa.Column("content", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=True),
    sa.Column("fingerprint", sa.String(length=64), nullable=True),
    sa.Column("created_by_id", sa.Integer(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(state = 'adopted') = (fingerprint IS NOT NULL)", name=op.f("ck_minutes_locked")),
    sa.CheckConstraint("state IN ('draft', 'circulated', 'adopted')", name=op.f("ck_minutes_state")),
    sa.ForeignKeyConstraint(["created_by_id"], ["people.id"], name=op.f("fk_minutes_created_by_id_people")),
    sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_minutes_group_id_groups")),
    sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_minutes_meeting_id_meetings")),
    sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_minutes_poll_id_polls")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
    sa.UniqueConstraint("meeting_id", name=op.f("uq_minutes_meeting_id"))
    )
    with op.batch_alter_table("minutes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_minutes_created_by_id"), ["created_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_minutes_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_minutes_poll_id"), ["poll_id"], unique=False)

    op.create_table("minutes_prints",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("minutes_id", sa.Integer(), nullable=False),
    sa.Column("lang", sa.String(length=8), nullable=False),
    sa.Column("revision", sa.Integer(), nullable=False),
    sa.Column("status", sa.String(length=12), nullable=False),
    sa.Column("state", sa.String(length=8), nullable=False),
    sa.Column("body", sa.LargeBinary(), nullable=True),
    sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('waiting', 'ready', 'failed')", name=op.f("ck_minutes_prints_state")),
    sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_prints_minutes_id_minutes")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_prints")),
    sa.UniqueConstraint("minutes_id", "lang", "revision", "status", name=op.f("uq_minutes_prints_minutes_id_lang_revision_status"))
    )
    with op.batch_alter_table("minutes_prints", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_minutes_prints_state"), ["state"], unique=False)

    op.create_table("minutes_items",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("minutes_id", sa.Integer(), nullable=False),
    sa.Column("heading", sa.String(length=16), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.Column("source", sa.String(length=80), nullable=False),
    sa.Column("action_id", sa.Integer(), nullable=True),
    sa.Column("text_ar", sa.Text(), nullable=True),
    sa.Column("text_fr", sa.Text(), nullable=True),
    sa.Column("text_en", sa.Text(), nullable=True),
    sa.Column("at_ar", sa.Integer(), nullable=False),
    sa.Column("at_fr", sa.Integer(), nullable=False),
    sa.Column("at_en", sa.Integer(), nullable=False),
    sa.Column("revision", sa.Integer(), nullable=False),
    sa.Column("taken_out", sa.Boolean(), nullable=False),
    sa.CheckConstraint("heading IN ('date', 'place', 'participants', 'agenda', 'opening', 'discussed', 'decided', 'information', 'votes', 'speaking')", name=op.f("ck_minutes_items_heading")),
    sa.ForeignKeyConstraint(["action_id"], ["meeting_actions.id"], name=op.f("fk_minutes_items_action_id_meeting_actions")),
    sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_items_minutes_id_minutes")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_items")),
    sa.UniqueConstraint("minutes_id", "source", name=op.f("uq_minutes_items_minutes_id_source"))
    )
    with op.batch_alter_table("minutes_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_minutes_items_action_id"), ["action_id"], unique=False)
        batch_op.create_index("ix_minutes_items_place", ["minutes_id", "heading", "position", "id"], unique=False)

    op.create_table("minutes_remarks",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("minutes_id", sa.Integer(), nullable=False),
    sa.Column("item_id", sa.Integer(), nullable=True),
    sa.Column("author_id", sa.Integer(), nullable=False),
    sa.Column("organisation_id", sa.Integer(), nullable=True),
    sa.Column("body", sa.Text(), nullable=False),
    sa.Column("client_key", sa.String(length=64), nullable=False),
    sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("state", sa.String(length=8), nullable=False),
    sa.Column("answer", sa.Text(), nullable=False),
    sa.Column("answered_by_id", sa.Integer(), nullable=True),
    sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('open', 'accepted', 'partly', 'refused')", name=op.f("ck_minutes_remarks_state")),
    sa.ForeignKeyConstraint(["answered_by_id"], ["people.id"], name=op.f("fk_minutes_remarks_answered_by_id_people")),
    sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_minutes_remarks_author_id_people")),
    sa.ForeignKeyConstraint(["item_id"], ["minutes_items.id"], name=op.f("fk_minutes_remarks_item_id_minutes_items")),
    sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_remarks_minutes_id_minutes")),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_minutes_remarks_organisation_id_organisations")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_remarks")),
    sa.UniqueConstraint("minutes_id", "author_id", "client_key", name=op.f("uq_minutes_remarks_minutes_id_author_id_client_key"))
    )
    with op.batch_alter_table("minutes_remarks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_minutes_remarks_answered_by_id"), ["answered_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_minutes_remarks_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_minutes_remarks_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_minutes_remarks_organisation_id"), ["organisation_id"], unique=False)

    op.create_table("minutes_revisions",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("minutes_id", sa.Integer(), nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("item_id", sa.Integer(), nullable=False),
    sa.Column("text_ar", sa.Text(), nullable=True),
    sa.Column("text_fr", sa.Text(), nullable=True),
    sa.Column("text_en", sa.Text(), nullable=True),
    sa.Column("taken_out", sa.Boolean(), nullable=False),
    sa.Column("actor_id", sa.Integer(), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_minutes_revisions_actor_id_people")),
    sa.ForeignKeyConstraint(["item_id"], ["minutes_items.id"], name=op.f("fk_minutes_revisions_item_id_minutes_items")),
    sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_revisions_minutes_id_minutes")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_revisions")),
    sa.UniqueConstraint("minutes_id", "number", name=op.f("uq_minutes_revisions_minutes_id_number"))
    )
    with op.batch_alter_table("minutes_revisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_minutes_revisions_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_minutes_revisions_item_id"), ["item_id"], unique=False)



def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("minutes_revisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_revisions_item_id"))
        batch_op.drop_index(batch_op.f("ix_minutes_revisions_actor_id"))

    op.drop_table("minutes_revisions")
    with op.batch_alter_table("minutes_remarks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_remarks_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_minutes_remarks_item_id"))
        batch_op.drop_index(batch_op.f("ix_minutes_remarks_author_id"))
        batch_op.drop_index(batch_op.f("ix_minutes_remarks_answered_by_id"))

    op.drop_table("minutes_remarks")
    with op.batch_alter_table("minutes_items", schema=None) as batch_op:
        batch_op.drop_index("ix_minutes_items_place")
        batch_op.drop_index(batch_op.f("ix_minutes_items_action_id"))

    op.drop_table("minutes_items")
    with op.batch_alter_table("minutes_prints", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_prints_state"))

    op.drop_table("minutes_prints")
    with op.batch_alter_table("minutes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_poll_id"))
        batch_op.drop_index(batch_op.f("ix_minutes_group_id"))
        batch_op.drop_index(batch_op.f("ix_minutes_created_by_id"))

    op.drop_table("minutes")
