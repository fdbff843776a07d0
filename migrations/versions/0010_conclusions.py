"""conclusions."""

import sqlalchemy as sa
from alembic import op

revision = "0010_conclusions"
down_revision = "0009_thread_life"


def upgrade() -> None:
    """Go forward."""
    op.create_table("meeting_actions",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("group_id", sa.Integer(), nullable=False),
    sa.Column("meeting_id", sa.Integer(), nullable=True),
    sa.Column("item_id", sa.Integer(), nullable=True),
    sa.Column("message_id", sa.Integer(), nullable=True),
    sa.Column("title_ar", sa.Text(), nullable=True),
    sa.Column("title_fr", sa.Text(), nullable=True),
    sa.Column("title_en", sa.Text(), nullable=True),
    sa.Column("owner_id", sa.Integer(), nullable=True),
    sa.Column("organisation_id", sa.Integer(), nullable=True),
    sa.Column("commitment_id", sa.Integer(), nullable=True),
    sa.Column("due_on", sa.Date(), nullable=True),
    sa.Column("state", sa.String(length=8), nullable=False),
    sa.Column("client_key", sa.String(length=64), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("created_by_id", sa.Integer(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('open', 'done', 'dropped')", name=op.f("ck_meeting_actions_state")),
    sa.CheckConstraint("coalesce(title_ar, title_fr, title_en) IS NOT NULL", name=op.f("ck_meeting_actions_one_title")),
    sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name=op.f("fk_meeting_actions_commitment_id_commitments")),
    sa.ForeignKeyConstraint(["created_by_id"], ["people.id"], name=op.f("fk_meeting_actions_created_by_id_people")),
    sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_meeting_actions_group_id_groups")),
    sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_meeting_actions_item_id_agenda_items")),
    sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_actions_meeting_id_meetings")),
    sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_meeting_actions_message_id_messages")),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_meeting_actions_organisation_id_organisations")),
    sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_meeting_actions_owner_id_people")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_actions")),
    sa.UniqueConstraint("group_id", "created_by_id", "client_key", name=op.f("uq_meeting_actions_group_id_created_by_id_client_key"))
    )
    with op.batch_alter_table("meeting_actions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_actions_commitment_id"), ["commitment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_actions_created_by_id"), ["created_by_id"], unique=False)
        batch_op.create_index("ix_meeting_actions_due", ["state", "due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_actions_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_actions_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_actions_message_id"), ["message_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_actions_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_actions_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_meeting_actions_place", ["group_id", "state", "due_on", "id"], unique=False)

    op.create_table("meeting_points",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("meeting_id", sa.Integer(), nullable=False),
    sa.Column("item_id", sa.Integer(), nullable=True),
    sa.Column("message_id", sa.Integer(), nullable=True),
    sa.Column("kind", sa.String(length=16), nullable=False),
    sa.Column("text_ar", sa.Text(), nullable=True),
    sa.Column("text_fr", sa.Text(), nullable=True),
    sa.Column("text_en", sa.Text(), nullable=True),
    sa.Column("client_key", sa.String(length=64), nullable=False),
    sa.Column("created_by_id", sa.Integer(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("taken_out_at", sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('opening', 'discussed', 'decided', 'information')", name=op.f("ck_meeting_points_kind")),
    sa.CheckConstraint("coalesce(text_ar, text_fr, text_en) IS NOT NULL", name=op.f("ck_meeting_points_one_text")),
    sa.ForeignKeyConstraint(["created_by_id"], ["people.id"], name=op.f("fk_meeting_points_created_by_id_people")),
    sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_meeting_points_item_id_agenda_items")),
    sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_points_meeting_id_meetings")),
    sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_meeting_points_message_id_messages")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_points")),
    sa.UniqueConstraint("meeting_id", "client_key", name=op.f("uq_meeting_points_meeting_id_client_key"))
    )
    with op.batch_alter_table("meeting_points", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_points_created_by_id"), ["created_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_points_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_points_message_id"), ["message_id"], unique=False)
        batch_op.create_index("ix_meeting_points_place", ["meeting_id", "kind", "id"], unique=False)

    op.create_table("action_steps",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("action_id", sa.Integer(), nullable=False),
    sa.Column("meeting_id", sa.Integer(), nullable=True),
    sa.Column("kind", sa.String(length=8), nullable=False),
    sa.Column("actor_id", sa.Integer(), nullable=False),
    sa.Column("note", sa.String(length=1000), nullable=False),
    sa.Column("due_on", sa.Date(), nullable=True),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('made', 'changed', 'returned', 'noted', 'done', 'dropped', 'reopened')", name=op.f("ck_action_steps_kind")),
    sa.ForeignKeyConstraint(["action_id"], ["meeting_actions.id"], name=op.f("fk_action_steps_action_id_meeting_actions")),
    sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_action_steps_actor_id_people")),
    sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_action_steps_meeting_id_meetings")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_action_steps"))
    )
    with op.batch_alter_table("action_steps", schema=None) as batch_op:
        batch_op.create_index("ix_action_steps_action_id_id", ["action_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_steps_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_steps_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index("uq_action_steps_returned", ["action_id", "meeting_id"], unique=True, sqlite_where=sa.text("kind = 'returned'"), postgresql_where=sa.text("kind = 'returned'"))



def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("action_steps", schema=None) as batch_op:
        batch_op.drop_index("uq_action_steps_returned", sqlite_where=sa.text("kind = 'returned'"), postgresql_where=sa.text("kind = 'returned'"))
        batch_op.drop_index(batch_op.f("ix_action_steps_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_action_steps_actor_id"))
        batch_op.drop_index("ix_action_steps_action_id_id")

    op.drop_table("action_steps")
    with op.batch_alter_table("meeting_points", schema=None) as batch_op:
        batch_op.drop_index("ix_meeting_points_place")
        batch_op.drop_index(batch_op.f("ix_meeting_points_message_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_points_item_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_points_created_by_id"))

    op.drop_table("meeting_points")
    with op.batch_alter_table("meeting_actions", schema=None) as batch_op:
        batch_op.drop_index("ix_meeting_actions_place")
        batch_op.drop_index(batch_op.f("ix_meeting_actions_owner_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_actions_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_actions_message_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_actions_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_actions_item_id"))
        batch_op.drop_index("ix_meeting_actions_due")
        batch_op.drop_index(batch_op.f("ix_meeting_actions_created_by_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_actions_commitment_id"))

    op.drop_table("meeting_actions")
