"""notifications."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004_notifications"
down_revision = "0003_reading"


def upgrade() -> None:
    """Go forward."""
    op.create_table("group_follows",
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("group_id", sa.Integer(), nullable=False),
    sa.Column("level", sa.String(length=8), nullable=True),
    sa.Column("mail", sa.String(length=8), nullable=True),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("level IS NULL OR level IN ('all', 'replies', 'none')", name=op.f("ck_group_follows_level")),
    sa.CheckConstraint("mail IS NULL OR mail IN ('now', 'digest', 'never')", name=op.f("ck_group_follows_mail")),
    sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_group_follows_group_id_groups")),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_group_follows_person_id_people")),
    sa.PrimaryKeyConstraint("person_id", "group_id", name=op.f("pk_group_follows"))
    )
    with op.batch_alter_table("group_follows", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_follows_group_id"), ["group_id"], unique=False)

    op.create_table("notification_mails",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_notification_mails_person_id_people")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_mails"))
    )
    with op.batch_alter_table("notification_mails", schema=None) as batch_op:
        batch_op.create_index("ix_notification_mails_person_at", ["person_id", "at"], unique=False)

    op.create_table("notification_settings",
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("mail", sa.String(length=8), nullable=False),
    sa.Column("on_join", sa.String(length=8), nullable=False),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("mail IN ('now', 'digest', 'never')", name=op.f("ck_notification_settings_mail")),
    sa.CheckConstraint("on_join IN ('all', 'replies', 'none')", name=op.f("ck_notification_settings_on_join")),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_notification_settings_person_id_people")),
    sa.PrimaryKeyConstraint("person_id", name=op.f("pk_notification_settings"))
    )
    op.create_table("notices",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("dedup_key", sa.String(length=120), nullable=False),
    sa.Column("subject", sa.String(length=20), nullable=False),
    sa.Column("subject_id", sa.Integer(), nullable=False),
    sa.Column("topic", sa.String(length=40), nullable=False),
    sa.Column("thread_id", sa.Integer(), nullable=True),
    sa.Column("group_id", sa.Integer(), nullable=True),
    sa.Column("actor_id", sa.Integer(), nullable=True),
    sa.Column("data", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("audience", sa.String(length=20), nullable=True),
    sa.Column("audience_id", sa.Integer(), nullable=True),
    sa.Column("kind", sa.String(length=40), nullable=False),
    sa.Column("reached_id", sa.Integer(), nullable=False),
    sa.Column("spread_at", sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_notices_actor_id_people")),
    sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_notices_group_id_groups")),
    sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_notices_thread_id_threads")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    sa.UniqueConstraint("dedup_key", name=op.f("uq_notices_dedup_key"))
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notices_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notices_group_id"), ["group_id"], unique=False)
        batch_op.create_index("ix_notices_subject", ["subject", "subject_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notices_thread_id"), ["thread_id"], unique=False)
        batch_op.create_index("ix_notices_waiting", ["id"], unique=False,
            sqlite_where=sa.text("spread_at IS NULL"),
            postgresql_where=sa.text("spread_at IS NULL"))

    op.create_table("thread_follows",
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("thread_id", sa.Integer(), nullable=False),
    sa.Column("level", sa.String(length=8), nullable=True),
    sa.Column("mail", sa.String(length=8), nullable=True),
    sa.Column("wrote", sa.Boolean(), nullable=False),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("level IS NULL OR level IN ('all', 'replies', 'none')", name=op.f("ck_thread_follows_level")),
    sa.CheckConstraint("mail IS NULL OR mail IN ('now', 'digest', 'never')", name=op.f("ck_thread_follows_mail")),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_thread_follows_person_id_people")),
    sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_thread_follows_thread_id_threads")),
    sa.PrimaryKeyConstraint("person_id", "thread_id", name=op.f("pk_thread_follows"))
    )
    with op.batch_alter_table("thread_follows", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_thread_follows_thread_id"), ["thread_id"], unique=False)

    op.create_table("notifications",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("notice_id", sa.Integer(), nullable=False),
    sa.Column("kind", sa.String(length=40), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("mail_due_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("mail_id", sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(["mail_id"], ["notification_mails.id"],
        name=op.f("fk_notifications_mail_id_notification_mails")),
    sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_notifications_notice_id_notices")),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_notifications_person_id_people")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
    sa.UniqueConstraint("person_id", "notice_id", name=op.f("uq_notifications_person_id_notice_id"))
    )
    with op.batch_alter_table("notifications", schema=None) as batch_op:
        batch_op.create_index("ix_notifications_mail_due_at", ["mail_due_at"], unique=False,
            sqlite_where=sa.text("mail_due_at IS NOT NULL"),
            postgresql_where=sa.text("mail_due_at IS NOT NULL"))
        batch_op.create_index(batch_op.f("ix_notifications_mail_id"), ["mail_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notifications_notice_id"), ["notice_id"], unique=False)
        batch_op.create_index("ix_notifications_unread", ["person_id"], unique=False,
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"))

    # Whoever has written in a thread hears its answers.
    op.execute(
        "INSERT INTO thread_follows (person_id, thread_id, wrote, updated_at) "
        "SELECT author_id, thread_id, true, min(created_at) FROM posts GROUP BY author_id, thread_id")


def downgrade() -> None:
    """Go back."""
    for table in ("notifications", "thread_follows", "notices", "notification_settings", "notification_mails",
                  "group_follows"):
        op.drop_table(table)
