"""moderation: the queue, reports, decisions, appeals; texts that wait; what a group lets wait and watches for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008_moderation"
down_revision = "0007_writing"

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Go forward."""
    op.create_table("moderation_cases",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("kind", sa.String(length=12), nullable=False),
    sa.Column("thing_kind", sa.String(length=12), nullable=False),
    sa.Column("thing_id", sa.Integer(), nullable=False),
    sa.Column("group_id", sa.Integer(), nullable=False),
    sa.Column("author_id", sa.Integer(), nullable=True),
    sa.Column("like_id", sa.Integer(), nullable=True),
    sa.Column("state", sa.String(length=8), nullable=False),
    sa.Column("opened_at", INSTANT, nullable=False),
    sa.Column("reports", sa.Integer(), nullable=False),
    sa.Column("owner_id", sa.Integer(), nullable=True),
    sa.Column("owned_at", INSTANT, nullable=True),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("decided_at", INSTANT, nullable=True),
    sa.Column("decided_by_id", sa.Integer(), nullable=True),
    sa.CheckConstraint("kind IN ('report', 'held', 'duplicate', 'request', 'appeal')", name=op.f("ck_moderation_cases_kind")),
    sa.CheckConstraint("state IN ('open', 'decided')", name=op.f("ck_moderation_cases_state")),
    sa.CheckConstraint("thing_kind IN ('post', 'thread', 'proposal', 'message', 'waiting', 'request', 'decision')", name=op.f("ck_moderation_cases_thing_kind")),
    sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_moderation_cases_author_id_people")),
    sa.ForeignKeyConstraint(["decided_by_id"], ["people.id"], name=op.f("fk_moderation_cases_decided_by_id_people")),
    sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_moderation_cases_group_id_groups")),
    sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_moderation_cases_owner_id_people")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_cases")),
    sa.UniqueConstraint("kind", "thing_kind", "thing_id", name=op.f("uq_moderation_cases_kind_thing_kind_thing_id"))
    )
    op.create_index(op.f("ix_moderation_cases_author_id"), "moderation_cases", ["author_id"], unique=False)
    op.create_index(op.f("ix_moderation_cases_decided_by_id"), "moderation_cases", ["decided_by_id"], unique=False)
    op.create_index("ix_moderation_cases_group", "moderation_cases", ["group_id", "state", "opened_at", "id"], unique=False)
    op.create_index(op.f("ix_moderation_cases_owner_id"), "moderation_cases", ["owner_id"], unique=False)
    op.create_index("ix_moderation_cases_queue", "moderation_cases", ["state", "opened_at", "id"], unique=False)

    op.create_table("group_entries",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("group_id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("reason", sa.Text(), nullable=False),
    sa.Column("at", INSTANT, nullable=False),
    sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_group_entries_group_id_groups")),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_group_entries_person_id_people")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_group_entries"))
    )
    op.create_index("ix_group_entries_group", "group_entries", ["group_id", "id"], unique=False)
    op.create_index(op.f("ix_group_entries_person_id"), "group_entries", ["person_id"], unique=False)
    op.create_table("moderation_scans",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("last_post_id", sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_scans"))
    )
    op.create_table("saved_reasons",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("group_id", sa.Integer(), nullable=True),
    sa.Column("reason", sa.String(length=12), nullable=False),
    sa.Column("text_ar", sa.Text(), nullable=False),
    sa.Column("text_fr", sa.Text(), nullable=False),
    sa.Column("text_en", sa.Text(), nullable=False),
    sa.Column("added_by_id", sa.Integer(), nullable=False),
    sa.Column("retired_at", INSTANT, nullable=True),
    sa.CheckConstraint("reason IN ('spam', 'attack', 'hate', 'private', 'misleading', 'off_topic', 'illegal', 'duplicate', 'other')", name=op.f("ck_saved_reasons_reason")),
    sa.CheckConstraint("text_ar <> '' OR text_fr <> '' OR text_en <> ''", name=op.f("ck_saved_reasons_one_text")),
    sa.ForeignKeyConstraint(["added_by_id"], ["people.id"], name=op.f("fk_saved_reasons_added_by_id_people")),
    sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_saved_reasons_group_id_groups")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_reasons"))
    )
    op.create_index(op.f("ix_saved_reasons_added_by_id"), "saved_reasons", ["added_by_id"], unique=False)
    op.create_index(op.f("ix_saved_reasons_group_id"), "saved_reasons", ["group_id"], unique=False)

    op.create_table("watched_words",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("group_id", sa.Integer(), nullable=True),
    sa.Column("place", sa.Integer(), nullable=False),
    sa.Column("word", sa.String(length=80), nullable=False),
    sa.Column("folded", sa.String(length=160), nullable=False),
    sa.Column("act", sa.String(length=8), nullable=False),
    sa.Column("added_by_id", sa.Integer(), nullable=False),
    sa.Column("added_at", INSTANT, nullable=False),
    sa.CheckConstraint("act IN ('hold', 'mask', 'refuse')", name=op.f("ck_watched_words_act")),
    sa.ForeignKeyConstraint(["added_by_id"], ["people.id"], name=op.f("fk_watched_words_added_by_id_people")),
    sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_watched_words_group_id_groups")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_watched_words")),
    sa.UniqueConstraint("place", "folded", name=op.f("uq_watched_words_place_folded"))
    )
    op.create_index(op.f("ix_watched_words_added_by_id"), "watched_words", ["added_by_id"], unique=False)
    op.create_index(op.f("ix_watched_words_group_id"), "watched_words", ["group_id"], unique=False)

    op.create_table("moderation_decisions",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("case_id", sa.Integer(), nullable=False),
    sa.Column("group_id", sa.Integer(), nullable=False),
    sa.Column("actor_id", sa.Integer(), nullable=False),
    sa.Column("subject_id", sa.Integer(), nullable=True),
    sa.Column("act", sa.String(length=12), nullable=False),
    sa.Column("thing_kind", sa.String(length=12), nullable=False),
    sa.Column("thing_id", sa.Integer(), nullable=False),
    sa.Column("reason", sa.String(length=12), nullable=False),
    sa.Column("sentence", JSON, nullable=False),
    sa.Column("words", sa.Text(), nullable=False),
    sa.Column("until", INSTANT, nullable=True),
    sa.Column("before", sa.Integer(), nullable=False),
    sa.Column("at", INSTANT, nullable=False),
    sa.Column("reversed_at", INSTANT, nullable=True),
    sa.Column("reversed_by_id", sa.Integer(), nullable=True),
    sa.CheckConstraint("act IN ('keep', 'hide', 'delete', 'edit', 'restore', 'publish', 'refuse', 'warn', 'slow', 'slow_thread', 'silence', 'suspend', 'uphold', 'dismiss')", name=op.f("ck_moderation_decisions_act")),
    sa.CheckConstraint("reason IN ('spam', 'attack', 'hate', 'private', 'misleading', 'off_topic', 'illegal', 'duplicate', 'other')", name=op.f("ck_moderation_decisions_reason")),
    sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_moderation_decisions_actor_id_people")),
    sa.ForeignKeyConstraint(["case_id"], ["moderation_cases.id"], name=op.f("fk_moderation_decisions_case_id_moderation_cases")),
    sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_moderation_decisions_group_id_groups")),
    sa.ForeignKeyConstraint(["reversed_by_id"], ["people.id"], name=op.f("fk_moderation_decisions_reversed_by_id_people")),
    sa.ForeignKeyConstraint(["subject_id"], ["people.id"], name=op.f("fk_moderation_decisions_subject_id_people")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_decisions"))
    )
    op.create_index(op.f("ix_moderation_decisions_actor_id"), "moderation_decisions", ["actor_id"], unique=False)
    op.create_index(op.f("ix_moderation_decisions_case_id"), "moderation_decisions", ["case_id"], unique=False)
    op.create_index("ix_moderation_decisions_group_id_id", "moderation_decisions", ["group_id", "id"], unique=False)
    op.create_index(op.f("ix_moderation_decisions_reversed_by_id"), "moderation_decisions", ["reversed_by_id"], unique=False)
    op.create_index("ix_moderation_decisions_subject_id_id", "moderation_decisions", ["subject_id", "id"], unique=False)

    op.create_table("reports",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("case_id", sa.Integer(), nullable=False),
    sa.Column("group_id", sa.Integer(), nullable=False),
    sa.Column("thing_kind", sa.String(length=12), nullable=False),
    sa.Column("thing_id", sa.Integer(), nullable=False),
    sa.Column("reporter_id", sa.Integer(), nullable=False),
    sa.Column("reason", sa.String(length=12), nullable=False),
    sa.Column("words", sa.Text(), nullable=False),
    sa.Column("at", INSTANT, nullable=False),
    sa.CheckConstraint("reason IN ('spam', 'attack', 'hate', 'private', 'misleading', 'off_topic', 'illegal', 'duplicate', 'other')", name=op.f("ck_reports_reason")),
    sa.CheckConstraint("thing_kind IN ('post', 'thread', 'proposal', 'message', 'waiting', 'request', 'decision')", name=op.f("ck_reports_thing_kind")),
    sa.ForeignKeyConstraint(["case_id"], ["moderation_cases.id"], name=op.f("fk_reports_case_id_moderation_cases")),
    sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_reports_group_id_groups")),
    sa.ForeignKeyConstraint(["reporter_id"], ["people.id"], name=op.f("fk_reports_reporter_id_people")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    sa.UniqueConstraint("thing_kind", "thing_id", "reporter_id", name=op.f("uq_reports_thing_kind_thing_id_reporter_id"))
    )
    op.create_index(op.f("ix_reports_case_id"), "reports", ["case_id"], unique=False)
    op.create_index("ix_reports_group_at", "reports", ["group_id", "at"], unique=False)
    op.create_index("ix_reports_reporter_at", "reports", ["reporter_id", "at"], unique=False)

    op.create_table("appeals",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("decision_id", sa.Integer(), nullable=False),
    sa.Column("group_id", sa.Integer(), nullable=False),
    sa.Column("author_id", sa.Integer(), nullable=False),
    sa.Column("words", sa.Text(), nullable=False),
    sa.Column("at", INSTANT, nullable=False),
    sa.Column("state", sa.String(length=8), nullable=False),
    sa.Column("answer", sa.Text(), nullable=False),
    sa.Column("decided_by_id", sa.Integer(), nullable=True),
    sa.Column("decided_at", INSTANT, nullable=True),
    sa.CheckConstraint("state IN ('open', 'upheld', 'refused')", name=op.f("ck_appeals_state")),
    sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_appeals_author_id_people")),
    sa.ForeignKeyConstraint(["decided_by_id"], ["people.id"], name=op.f("fk_appeals_decided_by_id_people")),
    sa.ForeignKeyConstraint(["decision_id"], ["moderation_decisions.id"], name=op.f("fk_appeals_decision_id_moderation_decisions")),
    sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_appeals_group_id_groups")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
    sa.UniqueConstraint("decision_id", name=op.f("uq_appeals_decision_id"))
    )
    op.create_index(op.f("ix_appeals_author_id"), "appeals", ["author_id"], unique=False)
    op.create_index(op.f("ix_appeals_decided_by_id"), "appeals", ["decided_by_id"], unique=False)
    op.create_index(op.f("ix_appeals_group_id"), "appeals", ["group_id"], unique=False)

    op.create_table("waiting_texts",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("group_id", sa.Integer(), nullable=False),
    sa.Column("thread_id", sa.Integer(), nullable=True),
    sa.Column("author_id", sa.Integer(), nullable=False),
    sa.Column("client_key", sa.String(length=64), nullable=False),
    sa.Column("title", sa.String(length=200), nullable=True),
    sa.Column("body_source", sa.Text(), nullable=False),
    sa.Column("body_html", sa.Text(), nullable=False),
    sa.Column("language", sa.String(length=8), nullable=False),
    sa.Column("extras", JSON, nullable=False),
    sa.Column("why", sa.String(length=16), nullable=False),
    sa.Column("word", sa.String(length=80), nullable=False),
    sa.Column("state", sa.String(length=12), nullable=False),
    sa.Column("sent_at", INSTANT, nullable=False),
    sa.Column("decided_at", INSTANT, nullable=True),
    sa.Column("post_id", sa.Integer(), nullable=True),
    sa.CheckConstraint("state IN ('waiting', 'published', 'refused', 'withdrawn')", name=op.f("ck_waiting_texts_state")),
    sa.CheckConstraint("(thread_id IS NULL) <> (title IS NULL)", name=op.f("ck_waiting_texts_thread_or_title")),
    sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_waiting_texts_author_id_people")),
    sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_waiting_texts_group_id_groups")),
    sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_waiting_texts_post_id_posts")),
    sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_waiting_texts_thread_id_threads")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_texts")),
    sa.UniqueConstraint("author_id", "client_key", name=op.f("uq_waiting_texts_author_id_client_key"))
    )
    op.create_index("ix_waiting_texts_author_state", "waiting_texts", ["author_id", "state", "id"], unique=False)
    op.create_index(op.f("ix_waiting_texts_group_id"), "waiting_texts", ["group_id"], unique=False)
    op.create_index(op.f("ix_waiting_texts_post_id"), "waiting_texts", ["post_id"], unique=False)
    op.create_index(op.f("ix_waiting_texts_thread_id"), "waiting_texts", ["thread_id"], unique=False)

    op.add_column("groups", sa.Column("inherits_moderation", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("groups", sa.Column("hold_first", sa.Integer(), server_default="0", nullable=False))
    op.add_column("groups", sa.Column("hold_links", sa.Integer(), server_default="0", nullable=False))
    op.add_column("groups", sa.Column("min_seconds", sa.Integer(), server_default="0", nullable=False))
    op.add_column("groups", sa.Column("posts_an_hour", sa.Integer(), server_default="0", nullable=False))

    op.add_column("memberships", sa.Column("suspended_until", INSTANT, nullable=True))
    op.add_column("memberships", sa.Column("slow_seconds", sa.Integer(), server_default="0", nullable=False))

    op.add_column("posts", sa.Column("moderated", sa.Boolean(), server_default=sa.false(), nullable=False))

    op.add_column("proposals", sa.Column("hidden_at", INSTANT, nullable=True))


def downgrade() -> None:
    """Go back."""
    op.drop_column("proposals", "hidden_at")

    op.drop_column("posts", "moderated")

    op.drop_column("memberships", "slow_seconds")
    op.drop_column("memberships", "suspended_until")

    op.drop_column("groups", "posts_an_hour")
    op.drop_column("groups", "min_seconds")
    op.drop_column("groups", "hold_links")
    op.drop_column("groups", "hold_first")
    op.drop_column("groups", "inherits_moderation")

    op.drop_index(op.f("ix_waiting_texts_thread_id"), "waiting_texts")
    op.drop_index(op.f("ix_waiting_texts_post_id"), "waiting_texts")
    op.drop_index(op.f("ix_waiting_texts_group_id"), "waiting_texts")
    op.drop_index("ix_waiting_texts_author_state", "waiting_texts")

    op.drop_table("waiting_texts")
    op.drop_index(op.f("ix_appeals_group_id"), "appeals")
    op.drop_index(op.f("ix_appeals_decided_by_id"), "appeals")
    op.drop_index(op.f("ix_appeals_author_id"), "appeals")

    op.drop_table("appeals")
    op.drop_index("ix_reports_reporter_at", "reports")
    op.drop_index("ix_reports_group_at", "reports")
    op.drop_index(op.f("ix_reports_case_id"), "reports")

    op.drop_table("reports")
    op.drop_index("ix_moderation_decisions_subject_id_id", "moderation_decisions")
    op.drop_index(op.f("ix_moderation_decisions_reversed_by_id"), "moderation_decisions")
    op.drop_index("ix_moderation_decisions_group_id_id", "moderation_decisions")
    op.drop_index(op.f("ix_moderation_decisions_case_id"), "moderation_decisions")
    op.drop_index(op.f("ix_moderation_decisions_actor_id"), "moderation_decisions")

    op.drop_table("moderation_decisions")
    op.drop_index(op.f("ix_watched_words_group_id"), "watched_words")
    op.drop_index(op.f("ix_watched_words_added_by_id"), "watched_words")

    op.drop_table("watched_words")
    op.drop_index(op.f("ix_saved_reasons_group_id"), "saved_reasons")
    op.drop_index(op.f("ix_saved_reasons_added_by_id"), "saved_reasons")

    op.drop_table("saved_reasons")
    op.drop_table("group_entries")
    op.drop_table("moderation_scans")
    op.drop_index("ix_moderation_cases_queue", "moderation_cases")
    op.drop_index(op.f("ix_moderation_cases_owner_id"), "moderation_cases")
    op.drop_index("ix_moderation_cases_group", "moderation_cases")
    op.drop_index(op.f("ix_moderation_cases_decided_by_id"), "moderation_cases")
    op.drop_index(op.f("ix_moderation_cases_author_id"), "moderation_cases")

    op.drop_table("moderation_cases")
    # ### end Alembic commands ###
