"""foundation."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001_foundation"
down_revision = None


def upgrade() -> None:
    """Go forward."""
    op.create_table("action_plans",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("slug", sa.String(length=80), nullable=False),
    sa.Column("country", sa.String(length=2), nullable=True),
    sa.Column("name_ar", sa.Text(), nullable=True),
    sa.Column("name_fr", sa.Text(), nullable=True),
    sa.Column("name_en", sa.Text(), nullable=True),
    sa.Column("starts", sa.String(length=10), nullable=True),
    sa.Column("ends", sa.String(length=10), nullable=True),
    sa.Column("announced_commitments", sa.Integer(), nullable=True),
    sa.Column("source", sa.Text(), nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_action_plans")),
    sa.UniqueConstraint("slug", name=op.f("uq_action_plans_slug"))
    )
    op.create_table("groups",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("slug", sa.String(length=80), nullable=False),
    sa.Column("parent_id", sa.Integer(), nullable=True),
    sa.Column("kind", sa.String(length=16), nullable=False),
    sa.Column("visibility", sa.String(length=16), nullable=False),
    sa.Column("join_policy", sa.String(length=16), nullable=False),
    sa.Column("name_ar", sa.Text(), nullable=True),
    sa.Column("name_fr", sa.Text(), nullable=True),
    sa.Column("name_en", sa.Text(), nullable=True),
    sa.Column("purpose_ar", sa.Text(), nullable=True),
    sa.Column("purpose_fr", sa.Text(), nullable=True),
    sa.Column("purpose_en", sa.Text(), nullable=True),
    sa.Column("charter_source", sa.Text(), nullable=False),
    sa.Column("charter_html", sa.Text(), nullable=False),
    sa.Column("charter_version", sa.Integer(), nullable=False),
    sa.Column("theme", sa.String(length=120), nullable=True),
    sa.Column("source", sa.Text(), nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("join_policy IN ('open', 'request', 'closed')", name=op.f("ck_groups_join_policy")),
    sa.CheckConstraint("kind IN ('forum', 'working_group', 'committee')", name=op.f("ck_groups_kind")),
    sa.CheckConstraint("visibility IN ('public', 'members', 'reserved')", name=op.f("ck_groups_visibility")),
    sa.CheckConstraint("coalesce(name_ar, name_fr, name_en) IS NOT NULL", name=op.f("ck_groups_one_name")),
    sa.ForeignKeyConstraint(["parent_id"], ["groups.id"], name=op.f("fk_groups_parent_id_groups")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
    sa.UniqueConstraint("slug", name=op.f("uq_groups_slug"))
    )
    with op.batch_alter_table("groups", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_groups_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_groups_visibility"), ["visibility"], unique=False)

    op.create_table("mail_outbox",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("dedup_key", sa.Text(), nullable=False),
    sa.Column("to_name", sa.Text(), nullable=False),
    sa.Column("to_address", sa.Text(), nullable=False),
    sa.Column("template", sa.Text(), nullable=False),
    sa.Column("lang", sa.Text(), nullable=False),
    sa.Column("data", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("tries", sa.Integer(), nullable=False),
    sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("last_error", sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_outbox")),
    sa.UniqueConstraint("dedup_key", name=op.f("uq_mail_outbox_dedup_key"))
    )
    with op.batch_alter_table("mail_outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_outbox_due_at"), ["due_at"], unique=False)

    op.create_table("organisations",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("slug", sa.String(length=80), nullable=False),
    sa.Column("kind", sa.String(length=16), nullable=False),
    sa.Column("website", sa.String(length=300), nullable=True),
    sa.Column("is_example", sa.Boolean(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('public_body', 'cso', 'other')", name=op.f("ck_organisations_kind")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
    sa.UniqueConstraint("slug", name=op.f("uq_organisations_slug"))
    )
    op.create_table("people",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("name", sa.String(length=80), nullable=False),
    sa.Column("handle", sa.String(length=90), nullable=False),
    sa.Column("email", sa.String(length=254), nullable=False),
    sa.Column("password_hash", sa.String(length=255), nullable=False),
    sa.Column("language", sa.String(length=8), nullable=False),
    sa.Column("zone", sa.String(length=64), nullable=False),
    sa.Column("theme", sa.String(length=8), nullable=False),
    sa.Column("is_admin", sa.Boolean(), nullable=False),
    sa.Column("is_example", sa.Boolean(), nullable=False),
    sa.Column("email_confirmed_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("suspended_until", sa.DateTime(timezone=True), nullable=True),
    sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("theme IN ('system', 'light', 'dark')", name=op.f("ck_people_theme")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    sa.UniqueConstraint("email", name=op.f("uq_people_email")),
    sa.UniqueConstraint("handle", name=op.f("uq_people_handle"))
    )
    op.create_table("search_outbox",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("kind", sa.String(length=16), nullable=False),
    sa.Column("object_id", sa.Integer(), nullable=False),
    sa.Column("op", sa.String(length=8), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("op IN ('look', 'gone')", name=op.f("ck_search_outbox_op")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_search_outbox"))
    )
    op.create_table("sign_in_failures",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("account_hash", sa.String(length=64), nullable=False),
    sa.Column("address_hash", sa.String(length=64), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failures"))
    )
    with op.batch_alter_table("sign_in_failures", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_failures_account_at", ["account_hash", "at"], unique=False)
        batch_op.create_index("ix_sign_in_failures_address_at", ["address_hash", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_in_failures_at"), ["at"], unique=False)

    op.create_table("account_tokens",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("purpose", sa.String(length=16), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_account_tokens_person_id_people")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_account_tokens"))
    )
    with op.batch_alter_table("account_tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_tokens_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_tokens_person_id"), ["person_id"], unique=False)

    op.create_table("audit_entries",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("kind", sa.String(length=60), nullable=False),
    sa.Column("actor_id", sa.Integer(), nullable=True),
    sa.Column("group_id", sa.Integer(), nullable=True),
    sa.Column("data", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_audit_entries_actor_id_people")),
    sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_audit_entries_group_id_groups")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries"))
    )
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entries_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entries_at"), ["at"], unique=False)
        batch_op.create_index("ix_audit_entries_group_id_id", ["group_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entries_kind"), ["kind"], unique=False)

    op.create_table("commitments",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("plan_id", sa.Integer(), nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("code", sa.String(length=20), nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["plan_id"], ["action_plans.id"], name=op.f("fk_commitments_plan_id_action_plans")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_commitments")),
    sa.UniqueConstraint("code", name=op.f("uq_commitments_code")),
    sa.UniqueConstraint("plan_id", "number", name=op.f("uq_commitments_plan_id_number"))
    )
    op.create_table("mandates",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("group_id", sa.Integer(), nullable=False),
    sa.Column("organisation_id", sa.Integer(), nullable=False),
    sa.Column("capacity", sa.String(length=16), nullable=False),
    sa.Column("college", sa.String(length=16), nullable=False),
    sa.Column("starts_on", sa.Date(), nullable=False),
    sa.Column("ends_on", sa.Date(), nullable=True),
    sa.CheckConstraint("capacity IN ('titular', 'alternate')", name=op.f("ck_mandates_capacity")),
    sa.CheckConstraint("college IN ('public_bodies', 'civil_society')", name=op.f("ck_mandates_college")),
    sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_mandates_order")),
    sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_mandates_group_id_groups")),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_mandates_organisation_id_organisations")),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_mandates_person_id_people")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_mandates"))
    )
    with op.batch_alter_table("mandates", schema=None) as batch_op:
        batch_op.create_index("ix_mandates_group_person", ["group_id", "person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mandates_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mandates_person_id"), ["person_id"], unique=False)

    op.create_table("meetings",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("group_id", sa.Integer(), nullable=False),
    sa.Column("title_ar", sa.String(length=200), nullable=True),
    sa.Column("title_fr", sa.String(length=200), nullable=True),
    sa.Column("title_en", sa.String(length=200), nullable=True),
    sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("zone", sa.String(length=64), nullable=False),
    sa.Column("form", sa.String(length=16), nullable=False),
    sa.Column("place", sa.String(length=300), nullable=False),
    sa.Column("video_url", sa.String(length=500), nullable=False),
    sa.Column("source", sa.String(length=500), nullable=False),
    sa.Column("state", sa.String(length=16), nullable=False),
    sa.Column("cancel_reason", sa.String(length=1000), nullable=False),
    sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("created_by_id", sa.Integer(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("form IN ('in_person', 'remote', 'hybrid')", name=op.f("ck_meetings_form")),
    sa.CheckConstraint("state IN ('planned', 'live', 'ended', 'cancelled')", name=op.f("ck_meetings_state")),
    sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_meetings_order")),
    sa.CheckConstraint("title_ar IS NOT NULL OR title_fr IS NOT NULL OR title_en IS NOT NULL", name=op.f("ck_meetings_title")),
    sa.ForeignKeyConstraint(["created_by_id"], ["people.id"], name=op.f("fk_meetings_created_by_id_people")),
    sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_meetings_group_id_groups")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings"))
    )
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meetings_created_by_id"), ["created_by_id"], unique=False)
        batch_op.create_index("ix_meetings_group_id_starts_at_id", ["group_id", "starts_at", "id"], unique=False)
        batch_op.create_index("ix_meetings_starts_at_id", ["starts_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meetings_state"), ["state"], unique=False)

    op.create_table("memberships",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("group_id", sa.Integer(), nullable=False),
    sa.Column("role", sa.String(length=16), nullable=False),
    sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("silenced_until", sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("role IN ('member', 'facilitator', 'secretary', 'observer')", name=op.f("ck_memberships_role")),
    sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_memberships_group_id_groups")),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_memberships_person_id_people")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
    sa.UniqueConstraint("person_id", "group_id", name=op.f("uq_memberships_person_id_group_id"))
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index("ix_memberships_group_active", ["group_id", "ended_at", "role"], unique=False)

    op.create_table("organisation_names",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("organisation_id", sa.Integer(), nullable=False),
    sa.Column("name_ar", sa.Text(), nullable=True),
    sa.Column("name_fr", sa.Text(), nullable=True),
    sa.Column("name_en", sa.Text(), nullable=True),
    sa.Column("short_name", sa.String(length=40), nullable=True),
    sa.Column("valid_from", sa.Date(), nullable=True),
    sa.Column("valid_to", sa.Date(), nullable=True),
    sa.Column("source", sa.Text(), nullable=True),
    sa.CheckConstraint("coalesce(name_ar, name_fr, name_en) IS NOT NULL", name=op.f("ck_organisation_names_one_name")),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_organisation_names_organisation_id_organisations")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_names"))
    )
    with op.batch_alter_table("organisation_names", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_names_organisation_id"), ["organisation_id"], unique=False)

    op.create_table("plan_versions",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("plan_id", sa.Integer(), nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("note", sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(["plan_id"], ["action_plans.id"], name=op.f("fk_plan_versions_plan_id_action_plans")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_versions")),
    sa.UniqueConstraint("plan_id", "number", name=op.f("uq_plan_versions_plan_id_number"))
    )
    op.create_table("polls",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("group_id", sa.Integer(), nullable=False),
    sa.Column("question", sa.Text(), nullable=False),
    sa.Column("language", sa.String(length=8), nullable=False),
    sa.Column("method", sa.String(length=16), nullable=False),
    sa.Column("level", sa.String(length=16), nullable=False),
    sa.Column("results", sa.String(length=16), nullable=False),
    sa.Column("quorum_percent", sa.Integer(), nullable=False),
    sa.Column("opened_by_id", sa.Integer(), nullable=False),
    sa.Column("client_key", sa.String(length=64), nullable=True),
    sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("roll_size", sa.Integer(), nullable=False),
    sa.Column("roll_hash", sa.String(length=64), nullable=False),
    sa.Column("fingerprint", sa.String(length=64), nullable=False),
    sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("outcome", sa.String(length=16), nullable=True),
    sa.Column("result", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
    sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("cancelled_by_id", sa.Integer(), nullable=True),
    sa.Column("cancel_reason", sa.Text(), nullable=False),
    sa.CheckConstraint("level IN ('open')", name=op.f("ck_polls_level")),
    sa.CheckConstraint("method IN ('position')", name=op.f("ck_polls_method")),
    sa.CheckConstraint("results IN ('open', 'hidden')", name=op.f("ck_polls_results")),
    sa.CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name=op.f("ck_polls_outcome")),
    sa.CheckConstraint("closed_at IS NULL OR cancelled_at IS NULL", name=op.f("ck_polls_one_end")),
    sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_polls_order")),
    sa.CheckConstraint("quorum_percent BETWEEN 0 AND 100", name=op.f("ck_polls_quorum")),
    sa.ForeignKeyConstraint(["cancelled_by_id"], ["people.id"], name=op.f("fk_polls_cancelled_by_id_people")),
    sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_polls_group_id_groups")),
    sa.ForeignKeyConstraint(["opened_by_id"], ["people.id"], name=op.f("fk_polls_opened_by_id_people")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_polls")),
    sa.UniqueConstraint("opened_by_id", "client_key", name=op.f("uq_polls_opened_by_id_client_key"))
    )
    with op.batch_alter_table("polls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_polls_cancelled_by_id"), ["cancelled_by_id"], unique=False)
        batch_op.create_index("ix_polls_end", ["closed_at", "cancelled_at", "closes_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_polls_group_id"), ["group_id"], unique=False)

    op.create_table("sessions",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("key_hash", sa.String(length=64), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sessions_person_id_people")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    sa.UniqueConstraint("key_hash", name=op.f("uq_sessions_key_hash"))
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessions_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sessions_person_id"), ["person_id"], unique=False)

    op.create_table("threads",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("group_id", sa.Integer(), nullable=False),
    sa.Column("kind", sa.String(length=16), nullable=False),
    sa.Column("title", sa.String(length=200), nullable=False),
    sa.Column("language", sa.String(length=8), nullable=False),
    sa.Column("author_id", sa.Integer(), nullable=False),
    sa.Column("client_key", sa.String(length=36), nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("closed_by_id", sa.Integer(), nullable=True),
    sa.Column("closed_reason", sa.Text(), nullable=True),
    sa.Column("pinned", sa.Boolean(), nullable=False),
    sa.Column("slow_seconds", sa.Integer(), nullable=False),
    sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("merged_into_id", sa.Integer(), nullable=True),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("post_count", sa.Integer(), nullable=False),
    sa.Column("participant_count", sa.Integer(), nullable=False),
    sa.Column("last_post_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("last_post_id", sa.Integer(), nullable=True),
    sa.Column("last_author_id", sa.Integer(), nullable=True),
    sa.CheckConstraint("kind IN ('discussion', 'proposal')", name=op.f("ck_threads_kind")),
    sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_threads_author_id_people")),
    sa.ForeignKeyConstraint(["closed_by_id"], ["people.id"], name=op.f("fk_threads_closed_by_id_people")),
    sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_threads_group_id_groups")),
    sa.ForeignKeyConstraint(["last_author_id"], ["people.id"], name=op.f("fk_threads_last_author_id_people")),
    sa.ForeignKeyConstraint(["merged_into_id"], ["threads.id"], name=op.f("fk_threads_merged_into_id_threads")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_threads")),
    sa.UniqueConstraint("author_id", "client_key", name=op.f("uq_threads_author_id_client_key"))
    )
    with op.batch_alter_table("threads", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_threads_closed_by_id"), ["closed_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_threads_last_author_id"), ["last_author_id"], unique=False)
        batch_op.create_index("ix_threads_last_post_at", ["last_post_at"], unique=False)
        batch_op.create_index("ix_threads_list", ["group_id", "kind", "pinned", "last_post_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_threads_merged_into_id"), ["merged_into_id"], unique=False)

    op.create_table("commitment_versions",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("commitment_id", sa.Integer(), nullable=False),
    sa.Column("plan_version_id", sa.Integer(), nullable=False),
    sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("title_ar", sa.Text(), nullable=True),
    sa.Column("title_fr", sa.Text(), nullable=True),
    sa.Column("title_en", sa.Text(), nullable=True),
    sa.Column("description_ar", sa.Text(), nullable=True),
    sa.Column("description_fr", sa.Text(), nullable=True),
    sa.Column("description_en", sa.Text(), nullable=True),
    sa.Column("theme", sa.String(length=120), nullable=True),
    sa.Column("starts", sa.String(length=10), nullable=True),
    sa.Column("ends", sa.String(length=10), nullable=True),
    sa.Column("policy_areas", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column("review", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
    sa.Column("sources", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.CheckConstraint("coalesce(title_ar, title_fr, title_en) IS NOT NULL", name=op.f("ck_commitment_versions_one_title")),
    sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name=op.f("fk_commitment_versions_commitment_id_commitments")),
    sa.ForeignKeyConstraint(["plan_version_id"], ["plan_versions.id"], name=op.f("fk_commitment_versions_plan_version_id_plan_versions")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_versions")),
    sa.UniqueConstraint("commitment_id", "plan_version_id", name=op.f("uq_commitment_versions_commitment_id_plan_version_id"))
    )
    with op.batch_alter_table("commitment_versions", schema=None) as batch_op:
        batch_op.create_index("ix_commitment_versions_current", ["commitment_id", "replaced_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_commitment_versions_plan_version_id"), ["plan_version_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_commitment_versions_theme"), ["theme"], unique=False)

    op.create_table("meeting_commitments",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("meeting_id", sa.Integer(), nullable=False),
    sa.Column("commitment_id", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name=op.f("fk_meeting_commitments_commitment_id_commitments")),
    sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_commitments_meeting_id_meetings")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_commitments")),
    sa.UniqueConstraint("meeting_id", "commitment_id", name=op.f("uq_meeting_commitments_meeting_id_commitment_id"))
    )
    with op.batch_alter_table("meeting_commitments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_commitments_commitment_id"), ["commitment_id"], unique=False)

    op.create_table("meeting_rsvps",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("meeting_id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("answer", sa.String(length=8), nullable=False),
    sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("answer IN ('yes', 'remote', 'maybe', 'no')", name=op.f("ck_meeting_rsvps_answer")),
    sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_rsvps_meeting_id_meetings")),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_meeting_rsvps_person_id_people")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_rsvps")),
    sa.UniqueConstraint("meeting_id", "person_id", name=op.f("uq_meeting_rsvps_meeting_id_person_id"))
    )
    with op.batch_alter_table("meeting_rsvps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_rsvps_person_id"), ["person_id"], unique=False)

    op.create_table("meeting_texts",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("meeting_id", sa.Integer(), nullable=False),
    sa.Column("kind", sa.String(length=16), nullable=False),
    sa.Column("lang", sa.String(length=8), nullable=False),
    sa.Column("body_source", sa.Text(), nullable=False),
    sa.Column("body_html", sa.Text(), nullable=False),
    sa.Column("pipeline_version", sa.Integer(), nullable=False),
    sa.Column("is_translation", sa.Boolean(), nullable=False),
    sa.Column("updated_by_id", sa.Integer(), nullable=False),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('about', 'opening', 'discussed', 'decided')", name=op.f("ck_meeting_texts_kind")),
    sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_texts_meeting_id_meetings")),
    sa.ForeignKeyConstraint(["updated_by_id"], ["people.id"], name=op.f("fk_meeting_texts_updated_by_id_people")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_texts")),
    sa.UniqueConstraint("meeting_id", "kind", "lang", name=op.f("uq_meeting_texts_meeting_id_kind_lang"))
    )
    with op.batch_alter_table("meeting_texts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_texts_updated_by_id"), ["updated_by_id"], unique=False)

    op.create_table("milestones",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("commitment_id", sa.Integer(), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.Column("title_ar", sa.Text(), nullable=True),
    sa.Column("title_fr", sa.Text(), nullable=True),
    sa.Column("title_en", sa.Text(), nullable=True),
    sa.Column("starts_on", sa.Date(), nullable=True),
    sa.Column("due_on", sa.Date(), nullable=True),
    sa.Column("source", sa.Text(), nullable=True),
    sa.CheckConstraint("coalesce(title_ar, title_fr, title_en) IS NOT NULL", name=op.f("ck_milestones_one_title")),
    sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name=op.f("fk_milestones_commitment_id_commitments")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_milestones"))
    )
    with op.batch_alter_table("milestones", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_milestones_commitment_id"), ["commitment_id"], unique=False)

    op.create_table("poll_options",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("poll_id", sa.Integer(), nullable=False),
    sa.Column("key", sa.String(length=32), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.Column("label_ar", sa.Text(), nullable=True),
    sa.Column("label_fr", sa.Text(), nullable=True),
    sa.Column("label_en", sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_options_poll_id_polls")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_options")),
    sa.UniqueConstraint("poll_id", "key", name=op.f("uq_poll_options_poll_id_key")),
    sa.UniqueConstraint("poll_id", "position", name=op.f("uq_poll_options_poll_id_position"))
    )
    op.create_table("posts",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("thread_id", sa.Integer(), nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("author_id", sa.Integer(), nullable=False),
    sa.Column("role", sa.String(length=16), nullable=True),
    sa.Column("organisation_id", sa.Integer(), nullable=True),
    sa.Column("college", sa.String(length=16), nullable=True),
    sa.Column("client_key", sa.String(length=36), nullable=True),
    sa.Column("tag", sa.String(length=16), nullable=True),
    sa.Column("body_source", sa.Text(), nullable=False),
    sa.Column("body_html", sa.Text(), nullable=False),
    sa.Column("pipeline_version", sa.Integer(), nullable=False),
    sa.Column("language", sa.String(length=8), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("revision", sa.Integer(), nullable=False),
    sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("deleted_by_id", sa.Integer(), nullable=True),
    sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("hidden_reason", sa.Text(), nullable=True),
    sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("moved_from_id", sa.Integer(), nullable=True),
    sa.CheckConstraint("college IS NULL OR college IN ('public_bodies', 'civil_society')", name=op.f("ck_posts_college")),
    sa.CheckConstraint("tag IS NULL OR tag IN ('for', 'against', 'question', 'information')", name=op.f("ck_posts_tag")),
    sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_posts_author_id_people")),
    sa.ForeignKeyConstraint(["deleted_by_id"], ["people.id"], name=op.f("fk_posts_deleted_by_id_people")),
    sa.ForeignKeyConstraint(["moved_from_id"], ["threads.id"], name=op.f("fk_posts_moved_from_id_threads")),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_posts_organisation_id_organisations")),
    sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_posts_thread_id_threads")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
    sa.UniqueConstraint("author_id", "client_key", name=op.f("uq_posts_author_id_client_key")),
    sa.UniqueConstraint("thread_id", "number", name=op.f("uq_posts_thread_id_number"))
    )
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_posts_deleted_by_id"), ["deleted_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_posts_moved_from_id"), ["moved_from_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_posts_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_posts_thread_author", ["thread_id", "author_id", "id"], unique=False)

    op.create_table("proposals",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("group_id", sa.Integer(), nullable=False),
    sa.Column("author_id", sa.Integer(), nullable=False),
    sa.Column("thread_id", sa.Integer(), nullable=True),
    sa.Column("source_thread_id", sa.Integer(), nullable=True),
    sa.Column("poll_id", sa.Integer(), nullable=True),
    sa.Column("title", sa.String(length=200), nullable=False),
    sa.Column("body_source", sa.Text(), nullable=False),
    sa.Column("body_html", sa.Text(), nullable=False),
    sa.Column("pipeline_version", sa.Integer(), nullable=False),
    sa.Column("language", sa.String(length=8), nullable=False),
    sa.Column("version_number", sa.Integer(), nullable=False),
    sa.Column("state", sa.String(length=16), nullable=False),
    sa.Column("state_changed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("client_key", sa.String(length=64), nullable=True),
    sa.CheckConstraint("state <> 'voting' OR poll_id IS NOT NULL", name=op.f("ck_proposals_voting_has_poll")),
    sa.CheckConstraint("state = 'draft' OR published_at IS NOT NULL OR state = 'withdrawn'", name=op.f("ck_proposals_published")),
    sa.CheckConstraint("state IN ('draft', 'open', 'voting', 'accepted', 'rejected', 'withdrawn')", name=op.f("ck_proposals_state")),
    sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_proposals_author_id_people")),
    sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_proposals_group_id_groups")),
    sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_proposals_poll_id_polls")),
    sa.ForeignKeyConstraint(["source_thread_id"], ["threads.id"], name=op.f("fk_proposals_source_thread_id_threads")),
    sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_proposals_thread_id_threads")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    sa.UniqueConstraint("author_id", "client_key", name=op.f("uq_proposals_author_id_client_key")),
    sa.UniqueConstraint("poll_id", name=op.f("uq_proposals_poll_id")),
    sa.UniqueConstraint("thread_id", name=op.f("uq_proposals_thread_id"))
    )
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.create_index("ix_proposals_group_state", ["group_id", "state", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposals_source_thread_id"), ["source_thread_id"], unique=False)
        batch_op.create_index("ix_proposals_state", ["state", "id"], unique=False)

    op.create_table("reading_positions",
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("thread_id", sa.Integer(), nullable=False),
    sa.Column("last_number", sa.Integer(), nullable=False),
    sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reading_positions_person_id_people")),
    sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_reading_positions_thread_id_threads")),
    sa.PrimaryKeyConstraint("person_id", "thread_id", name=op.f("pk_reading_positions"))
    )
    with op.batch_alter_table("reading_positions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reading_positions_thread_id"), ["thread_id"], unique=False)

    op.create_table("thread_commitments",
    sa.Column("thread_id", sa.Integer(), nullable=False),
    sa.Column("commitment_id", sa.Integer(), nullable=False),
    sa.Column("linked_by_id", sa.Integer(), nullable=False),
    sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name=op.f("fk_thread_commitments_commitment_id_commitments")),
    sa.ForeignKeyConstraint(["linked_by_id"], ["people.id"], name=op.f("fk_thread_commitments_linked_by_id_people")),
    sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_thread_commitments_thread_id_threads")),
    sa.PrimaryKeyConstraint("thread_id", "commitment_id", name=op.f("pk_thread_commitments"))
    )
    with op.batch_alter_table("thread_commitments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_thread_commitments_commitment_id"), ["commitment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_thread_commitments_linked_by_id"), ["linked_by_id"], unique=False)

    op.create_table("voters",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("poll_id", sa.Integer(), nullable=False),
    sa.Column("voter_key", sa.String(length=40), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=True),
    sa.Column("college", sa.String(length=16), nullable=True),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_voters_person_id_people")),
    sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_voters_poll_id_polls")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_voters")),
    sa.UniqueConstraint("poll_id", "voter_key", name=op.f("uq_voters_poll_id_voter_key"))
    )
    with op.batch_alter_table("voters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_voters_person_id"), ["person_id"], unique=False)

    op.create_table("agenda_items",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("meeting_id", sa.Integer(), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.Column("title_ar", sa.String(length=300), nullable=True),
    sa.Column("title_fr", sa.String(length=300), nullable=True),
    sa.Column("title_en", sa.String(length=300), nullable=True),
    sa.Column("minutes", sa.Integer(), nullable=True),
    sa.Column("thread_id", sa.Integer(), nullable=True),
    sa.Column("proposal_id", sa.Integer(), nullable=True),
    sa.Column("commitment_id", sa.Integer(), nullable=True),
    sa.CheckConstraint("minutes IS NULL OR minutes BETWEEN 1 AND 600", name=op.f("ck_agenda_items_minutes")),
    sa.CheckConstraint("title_ar IS NOT NULL OR title_fr IS NOT NULL OR title_en IS NOT NULL", name=op.f("ck_agenda_items_title")),
    sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name=op.f("fk_agenda_items_commitment_id_commitments")),
    sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_agenda_items_meeting_id_meetings")),
    sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_agenda_items_proposal_id_proposals")),
    sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_agenda_items_thread_id_threads")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_items")),
    sa.UniqueConstraint("meeting_id", "position", name=op.f("uq_agenda_items_meeting_id_position"))
    )
    with op.batch_alter_table("agenda_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agenda_items_commitment_id"), ["commitment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agenda_items_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agenda_items_thread_id"), ["thread_id"], unique=False)

    op.create_table("ballots",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("poll_id", sa.Integer(), nullable=False),
    sa.Column("voter_key", sa.String(length=40), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("choice", sa.String(length=32), nullable=False),
    sa.Column("reason", sa.Text(), nullable=False),
    sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_ballots_person_id_people")),
    sa.ForeignKeyConstraint(["poll_id", "choice"], ["poll_options.poll_id", "poll_options.key"], name=op.f("fk_ballots_poll_id_choice_poll_options")),
    sa.ForeignKeyConstraint(["poll_id", "voter_key"], ["voters.poll_id", "voters.voter_key"], name=op.f("fk_ballots_poll_id_voter_key_voters")),
    sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_ballots_poll_id_polls")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_ballots")),
    sa.UniqueConstraint("poll_id", "voter_key", name=op.f("uq_ballots_poll_id_voter_key"))
    )
    with op.batch_alter_table("ballots", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ballots_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_ballots_poll_choice", ["poll_id", "choice"], unique=False)

    op.create_table("commitment_bodies",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("version_id", sa.Integer(), nullable=False),
    sa.Column("organisation_id", sa.Integer(), nullable=False),
    sa.Column("part", sa.String(length=8), nullable=False),
    sa.Column("as_written", sa.Text(), nullable=True),
    sa.CheckConstraint("part IN ('lead', 'support')", name=op.f("ck_commitment_bodies_part")),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_commitment_bodies_organisation_id_organisations")),
    sa.ForeignKeyConstraint(["version_id"], ["commitment_versions.id"], name=op.f("fk_commitment_bodies_version_id_commitment_versions")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_bodies")),
    sa.UniqueConstraint("version_id", "organisation_id", "part", name=op.f("uq_commitment_bodies_version_id_organisation_id_part"))
    )
    with op.batch_alter_table("commitment_bodies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commitment_bodies_organisation_id"), ["organisation_id"], unique=False)

    op.create_table("post_commitments",
    sa.Column("post_id", sa.Integer(), nullable=False),
    sa.Column("commitment_id", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name=op.f("fk_post_commitments_commitment_id_commitments")),
    sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_post_commitments_post_id_posts")),
    sa.PrimaryKeyConstraint("post_id", "commitment_id", name=op.f("pk_post_commitments"))
    )
    with op.batch_alter_table("post_commitments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_commitments_commitment_id"), ["commitment_id"], unique=False)

    op.create_table("post_mentions",
    sa.Column("post_id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_post_mentions_person_id_people")),
    sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_post_mentions_post_id_posts")),
    sa.PrimaryKeyConstraint("post_id", "person_id", name=op.f("pk_post_mentions"))
    )
    with op.batch_alter_table("post_mentions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_mentions_person_id"), ["person_id"], unique=False)

    op.create_table("post_revisions",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("post_id", sa.Integer(), nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("body_source", sa.Text(), nullable=False),
    sa.Column("body_html", sa.Text(), nullable=False),
    sa.Column("language", sa.String(length=8), nullable=False),
    sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("replaced_by_id", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_post_revisions_post_id_posts")),
    sa.ForeignKeyConstraint(["replaced_by_id"], ["people.id"], name=op.f("fk_post_revisions_replaced_by_id_people")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_post_revisions")),
    sa.UniqueConstraint("post_id", "number", name=op.f("uq_post_revisions_post_id_number"))
    )
    with op.batch_alter_table("post_revisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_revisions_replaced_by_id"), ["replaced_by_id"], unique=False)

    op.create_table("proposal_commitments",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("proposal_id", sa.Integer(), nullable=False),
    sa.Column("commitment_id", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name=op.f("fk_proposal_commitments_commitment_id_commitments")),
    sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_proposal_commitments_proposal_id_proposals")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_commitments")),
    sa.UniqueConstraint("proposal_id", "commitment_id", name=op.f("uq_proposal_commitments_proposal_id_commitment_id"))
    )
    with op.batch_alter_table("proposal_commitments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_commitments_commitment_id"), ["commitment_id"], unique=False)

    op.create_table("proposal_transitions",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("proposal_id", sa.Integer(), nullable=False),
    sa.Column("from_state", sa.String(length=16), nullable=True),
    sa.Column("to_state", sa.String(length=16), nullable=False),
    sa.Column("actor_id", sa.Integer(), nullable=True),
    sa.Column("reason", sa.Text(), nullable=False),
    sa.Column("poll_id", sa.Integer(), nullable=True),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_proposal_transitions_actor_id_people")),
    sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_proposal_transitions_poll_id_polls")),
    sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_proposal_transitions_proposal_id_proposals")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_transitions"))
    )
    with op.batch_alter_table("proposal_transitions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_transitions_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_transitions_poll_id"), ["poll_id"], unique=False)
        batch_op.create_index("ix_proposal_transitions_proposal", ["proposal_id", "id"], unique=False)

    op.create_table("proposal_versions",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("proposal_id", sa.Integer(), nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("title", sa.String(length=200), nullable=False),
    sa.Column("body_source", sa.Text(), nullable=False),
    sa.Column("body_html", sa.Text(), nullable=False),
    sa.Column("pipeline_version", sa.Integer(), nullable=False),
    sa.Column("language", sa.String(length=8), nullable=False),
    sa.Column("author_id", sa.Integer(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_proposal_versions_author_id_people")),
    sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_proposal_versions_proposal_id_proposals")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_versions")),
    sa.UniqueConstraint("proposal_id", "number", name=op.f("uq_proposal_versions_proposal_id_number"))
    )
    with op.batch_alter_table("proposal_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_versions_author_id"), ["author_id"], unique=False)

    op.create_table("rooms",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("meeting_id", sa.Integer(), nullable=False),
    sa.Column("last_seq", sa.Integer(), nullable=False),
    sa.Column("current_item_id", sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(["current_item_id"], ["agenda_items.id"], name=op.f("fk_rooms_current_item_id_agenda_items")),
    sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_rooms_meeting_id_meetings")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
    sa.UniqueConstraint("meeting_id", name=op.f("uq_rooms_meeting_id"))
    )
    with op.batch_alter_table("rooms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rooms_current_item_id"), ["current_item_id"], unique=False)

    op.create_table("messages",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("room_id", sa.Integer(), nullable=False),
    sa.Column("author_id", sa.Integer(), nullable=False),
    sa.Column("client_id", sa.String(length=64), nullable=False),
    sa.Column("seq", sa.Integer(), nullable=False),
    sa.Column("body_source", sa.Text(), nullable=False),
    sa.Column("body_html", sa.Text(), nullable=False),
    sa.Column("pipeline_version", sa.Integer(), nullable=False),
    sa.Column("language", sa.String(length=8), nullable=False),
    sa.Column("author_role", sa.String(length=16), nullable=True),
    sa.Column("author_college", sa.String(length=16), nullable=True),
    sa.Column("organisation_id", sa.Integer(), nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("deleted_by_id", sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_messages_author_id_people")),
    sa.ForeignKeyConstraint(["deleted_by_id"], ["people.id"], name=op.f("fk_messages_deleted_by_id_people")),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_messages_organisation_id_organisations")),
    sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_messages_room_id_rooms")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    sa.UniqueConstraint("room_id", "author_id", "client_id", name=op.f("uq_messages_room_id_author_id_client_id")),
    sa.UniqueConstraint("room_id", "seq", name=op.f("uq_messages_room_id_seq"))
    )
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_messages_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_messages_deleted_by_id"), ["deleted_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_messages_organisation_id"), ["organisation_id"], unique=False)

    op.create_table("message_revisions",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("message_id", sa.Integer(), nullable=False),
    sa.Column("body_source", sa.Text(), nullable=False),
    sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("replaced_by_id", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_revisions_message_id_messages")),
    sa.ForeignKeyConstraint(["replaced_by_id"], ["people.id"], name=op.f("fk_message_revisions_replaced_by_id_people")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_message_revisions"))
    )
    with op.batch_alter_table("message_revisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_revisions_message_id"), ["message_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_message_revisions_replaced_by_id"), ["replaced_by_id"], unique=False)

    op.create_table("room_events",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("room_id", sa.Integer(), nullable=False),
    sa.Column("seq", sa.Integer(), nullable=False),
    sa.Column("kind", sa.String(length=16), nullable=False),
    sa.Column("actor_id", sa.Integer(), nullable=False),
    sa.Column("message_id", sa.Integer(), nullable=True),
    sa.Column("item_id", sa.Integer(), nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('message', 'edit', 'delete', 'agenda', 'started', 'ended', 'cancelled')", name=op.f("ck_room_events_kind")),
    sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_room_events_actor_id_people")),
    sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_room_events_item_id_agenda_items")),
    sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_room_events_message_id_messages")),
    sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_room_events_room_id_rooms")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_room_events")),
    sa.UniqueConstraint("room_id", "seq", name=op.f("uq_room_events_room_id_seq"))
    )
    with op.batch_alter_table("room_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_events_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_room_events_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_room_events_message_id"), ["message_id"], unique=False)


    # The audit log is append-only by the database's own word; Alembic does not see triggers.
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_entries_no_{verb.lower()} BEFORE {verb} ON audit_entries "
                "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END")
    else:
        op.execute(
            "CREATE FUNCTION audit_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$")
        op.execute(
            "CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries "
            "FOR EACH ROW EXECUTE FUNCTION audit_entries_refuse()")



def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("room_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_room_events_message_id"))
        batch_op.drop_index(batch_op.f("ix_room_events_item_id"))
        batch_op.drop_index(batch_op.f("ix_room_events_actor_id"))

    op.drop_table("room_events")
    with op.batch_alter_table("message_revisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_revisions_replaced_by_id"))
        batch_op.drop_index(batch_op.f("ix_message_revisions_message_id"))

    op.drop_table("message_revisions")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_messages_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_messages_deleted_by_id"))
        batch_op.drop_index(batch_op.f("ix_messages_author_id"))

    op.drop_table("messages")
    with op.batch_alter_table("rooms", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rooms_current_item_id"))

    op.drop_table("rooms")
    with op.batch_alter_table("proposal_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_versions_author_id"))

    op.drop_table("proposal_versions")
    with op.batch_alter_table("proposal_transitions", schema=None) as batch_op:
        batch_op.drop_index("ix_proposal_transitions_proposal")
        batch_op.drop_index(batch_op.f("ix_proposal_transitions_poll_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_transitions_actor_id"))

    op.drop_table("proposal_transitions")
    with op.batch_alter_table("proposal_commitments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_commitments_commitment_id"))

    op.drop_table("proposal_commitments")
    with op.batch_alter_table("post_revisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_revisions_replaced_by_id"))

    op.drop_table("post_revisions")
    with op.batch_alter_table("post_mentions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_mentions_person_id"))

    op.drop_table("post_mentions")
    with op.batch_alter_table("post_commitments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_commitments_commitment_id"))

    op.drop_table("post_commitments")
    with op.batch_alter_table("commitment_bodies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commitment_bodies_organisation_id"))

    op.drop_table("commitment_bodies")
    with op.batch_alter_table("ballots", schema=None) as batch_op:
        batch_op.drop_index("ix_ballots_poll_choice")
        batch_op.drop_index(batch_op.f("ix_ballots_person_id"))

    op.drop_table("ballots")
    with op.batch_alter_table("agenda_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agenda_items_thread_id"))
        batch_op.drop_index(batch_op.f("ix_agenda_items_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_agenda_items_commitment_id"))

    op.drop_table("agenda_items")
    with op.batch_alter_table("voters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_voters_person_id"))

    op.drop_table("voters")
    with op.batch_alter_table("thread_commitments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_thread_commitments_linked_by_id"))
        batch_op.drop_index(batch_op.f("ix_thread_commitments_commitment_id"))

    op.drop_table("thread_commitments")
    with op.batch_alter_table("reading_positions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reading_positions_thread_id"))

    op.drop_table("reading_positions")
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.drop_index("ix_proposals_state")
        batch_op.drop_index(batch_op.f("ix_proposals_source_thread_id"))
        batch_op.drop_index("ix_proposals_group_state")

    op.drop_table("proposals")
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.drop_index("ix_posts_thread_author")
        batch_op.drop_index(batch_op.f("ix_posts_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_posts_moved_from_id"))
        batch_op.drop_index(batch_op.f("ix_posts_deleted_by_id"))

    op.drop_table("posts")
    op.drop_table("poll_options")
    with op.batch_alter_table("milestones", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_milestones_commitment_id"))

    op.drop_table("milestones")
    with op.batch_alter_table("meeting_texts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_texts_updated_by_id"))

    op.drop_table("meeting_texts")
    with op.batch_alter_table("meeting_rsvps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_rsvps_person_id"))

    op.drop_table("meeting_rsvps")
    with op.batch_alter_table("meeting_commitments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_commitments_commitment_id"))

    op.drop_table("meeting_commitments")
    with op.batch_alter_table("commitment_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commitment_versions_theme"))
        batch_op.drop_index(batch_op.f("ix_commitment_versions_plan_version_id"))
        batch_op.drop_index("ix_commitment_versions_current")

    op.drop_table("commitment_versions")
    with op.batch_alter_table("threads", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_threads_merged_into_id"))
        batch_op.drop_index("ix_threads_list")
        batch_op.drop_index("ix_threads_last_post_at")
        batch_op.drop_index(batch_op.f("ix_threads_last_author_id"))
        batch_op.drop_index(batch_op.f("ix_threads_closed_by_id"))

    op.drop_table("threads")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sessions_person_id"))
        batch_op.drop_index(batch_op.f("ix_sessions_expires_at"))

    op.drop_table("sessions")
    with op.batch_alter_table("polls", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_polls_group_id"))
        batch_op.drop_index("ix_polls_end")
        batch_op.drop_index(batch_op.f("ix_polls_cancelled_by_id"))

    op.drop_table("polls")
    op.drop_table("plan_versions")
    with op.batch_alter_table("organisation_names", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_names_organisation_id"))

    op.drop_table("organisation_names")
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_index("ix_memberships_group_active")

    op.drop_table("memberships")
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meetings_state"))
        batch_op.drop_index("ix_meetings_starts_at_id")
        batch_op.drop_index("ix_meetings_group_id_starts_at_id")
        batch_op.drop_index(batch_op.f("ix_meetings_created_by_id"))

    op.drop_table("meetings")
    with op.batch_alter_table("mandates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mandates_person_id"))
        batch_op.drop_index(batch_op.f("ix_mandates_organisation_id"))
        batch_op.drop_index("ix_mandates_group_person")

    op.drop_table("mandates")
    op.drop_table("commitments")
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entries_kind"))
        batch_op.drop_index("ix_audit_entries_group_id_id")
        batch_op.drop_index(batch_op.f("ix_audit_entries_at"))
        batch_op.drop_index(batch_op.f("ix_audit_entries_actor_id"))

    op.drop_table("audit_entries")
    with op.batch_alter_table("account_tokens", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_tokens_person_id"))
        batch_op.drop_index(batch_op.f("ix_account_tokens_expires_at"))

    op.drop_table("account_tokens")
    with op.batch_alter_table("sign_in_failures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_failures_at"))
        batch_op.drop_index("ix_sign_in_failures_address_at")
        batch_op.drop_index("ix_sign_in_failures_account_at")

    op.drop_table("sign_in_failures")
    op.drop_table("search_outbox")
    op.drop_table("people")
    op.drop_table("organisations")
    with op.batch_alter_table("mail_outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_outbox_due_at"))

    op.drop_table("mail_outbox")
    with op.batch_alter_table("groups", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_groups_visibility"))
        batch_op.drop_index(batch_op.f("ix_groups_parent_id"))

    op.drop_table("groups")
    op.drop_table("action_plans")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS audit_entries_refuse()")
