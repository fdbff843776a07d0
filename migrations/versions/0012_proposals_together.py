"""proposals together."""

import sqlalchemy as sa
from alembic import op

revision = "0012_proposals_together"
down_revision = "0011_electorates"


def upgrade() -> None:
    """Go forward."""
    op.create_table("proposal_settings",
    sa.Column("group_id", sa.Integer(), nullable=False),
    sa.Column("supports_needed", sa.Integer(), nullable=False),
    sa.Column("changed_by_id", sa.Integer(), nullable=False),
    sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("supports_needed BETWEEN 0 AND 10000", name=op.f("ck_proposal_settings_supports_needed")),
    sa.ForeignKeyConstraint(["changed_by_id"], ["people.id"], name=op.f("fk_proposal_settings_changed_by_id_people")),
    sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_proposal_settings_group_id_groups")),
    sa.PrimaryKeyConstraint("group_id", name=op.f("pk_proposal_settings"))
    )
    with op.batch_alter_table("proposal_settings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_settings_changed_by_id"), ["changed_by_id"], unique=False)

    op.create_table("amendments",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("proposal_id", sa.Integer(), nullable=False),
    sa.Column("author_id", sa.Integer(), nullable=False),
    sa.Column("base_version", sa.Integer(), nullable=False),
    sa.Column("title", sa.String(length=200), nullable=False),
    sa.Column("body_source", sa.Text(), nullable=False),
    sa.Column("body_html", sa.Text(), nullable=False),
    sa.Column("pipeline_version", sa.Integer(), nullable=False),
    sa.Column("language", sa.String(length=8), nullable=False),
    sa.Column("why", sa.Text(), nullable=False),
    sa.Column("state", sa.String(length=12), nullable=False),
    sa.Column("client_key", sa.String(length=64), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("answered_by_id", sa.Integer(), nullable=True),
    sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("answer", sa.Text(), nullable=False),
    sa.Column("version_number", sa.Integer(), nullable=True),
    sa.Column("promoted_id", sa.Integer(), nullable=True),
    sa.CheckConstraint("(state = 'accepted') = (version_number IS NOT NULL)", name=op.f("ck_amendments_version")),
    sa.CheckConstraint("(state = 'open') = (answered_at IS NULL)", name=op.f("ck_amendments_answered")),
    sa.CheckConstraint("state IN ('open', 'accepted', 'rejected', 'withdrawn')", name=op.f("ck_amendments_state")),
    sa.ForeignKeyConstraint(["answered_by_id"], ["people.id"], name=op.f("fk_amendments_answered_by_id_people")),
    sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_amendments_author_id_people")),
    sa.ForeignKeyConstraint(["promoted_id"], ["proposals.id"], name=op.f("fk_amendments_promoted_id_proposals")),
    sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_amendments_proposal_id_proposals")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_amendments")),
    sa.UniqueConstraint("author_id", "client_key", name=op.f("uq_amendments_author_id_client_key"))
    )
    with op.batch_alter_table("amendments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_amendments_answered_by_id"), ["answered_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_amendments_promoted_id"), ["promoted_id"], unique=False)
        batch_op.create_index("ix_amendments_proposal_state", ["proposal_id", "state", "id"], unique=False)

    op.create_table("proposal_arguments",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("proposal_id", sa.Integer(), nullable=False),
    sa.Column("author_id", sa.Integer(), nullable=False),
    sa.Column("side", sa.String(length=8), nullable=False),
    sa.Column("body_source", sa.Text(), nullable=False),
    sa.Column("body_html", sa.Text(), nullable=False),
    sa.Column("pipeline_version", sa.Integer(), nullable=False),
    sa.Column("language", sa.String(length=8), nullable=False),
    sa.Column("client_key", sa.String(length=64), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("side IN ('for', 'against')", name=op.f("ck_proposal_arguments_side")),
    sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_proposal_arguments_author_id_people")),
    sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"],
        name=op.f("fk_proposal_arguments_proposal_id_proposals")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_arguments")),
    sa.UniqueConstraint("author_id", "client_key", name=op.f("uq_proposal_arguments_author_id_client_key"))
    )
    with op.batch_alter_table("proposal_arguments", schema=None) as batch_op:
        batch_op.create_index("ix_proposal_arguments_place", ["proposal_id", "side", "id"], unique=False)

    op.create_table("proposal_authors",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("proposal_id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("state", sa.String(length=12), nullable=False),
    sa.Column("invited_by_id", sa.Integer(), nullable=False),
    sa.Column("round", sa.Integer(), nullable=False),
    sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('invited', 'signed', 'declined', 'left')", name=op.f("ck_proposal_authors_state")),
    sa.ForeignKeyConstraint(["invited_by_id"], ["people.id"], name=op.f("fk_proposal_authors_invited_by_id_people")),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_proposal_authors_person_id_people")),
    sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_proposal_authors_proposal_id_proposals")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_authors")),
    sa.UniqueConstraint("proposal_id", "person_id", name=op.f("uq_proposal_authors_proposal_id_person_id"))
    )
    with op.batch_alter_table("proposal_authors", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_authors_invited_by_id"), ["invited_by_id"], unique=False)
        batch_op.create_index("ix_proposal_authors_person", ["person_id", "state"], unique=False)

    op.create_table("proposal_supports",
    sa.Column("proposal_id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_proposal_supports_person_id_people")),
    sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_proposal_supports_proposal_id_proposals")),
    sa.PrimaryKeyConstraint("proposal_id", "person_id", name=op.f("pk_proposal_supports"))
    )
    with op.batch_alter_table("proposal_supports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_supports_person_id"), ["person_id"], unique=False)

    op.create_table("argument_supports",
    sa.Column("argument_id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["argument_id"], ["proposal_arguments.id"],
        name=op.f("fk_argument_supports_argument_id_proposal_arguments")),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_argument_supports_person_id_people")),
    sa.PrimaryKeyConstraint("argument_id", "person_id", name=op.f("pk_argument_supports"))
    )
    with op.batch_alter_table("argument_supports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_argument_supports_person_id"), ["person_id"], unique=False)

    op.add_column("proposals", sa.Column("supported_at", sa.DateTime(timezone=True), nullable=True))



def downgrade() -> None:
    """Go back."""
    op.drop_column("proposals", "supported_at")

    with op.batch_alter_table("argument_supports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_argument_supports_person_id"))

    op.drop_table("argument_supports")
    with op.batch_alter_table("proposal_supports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_supports_person_id"))

    op.drop_table("proposal_supports")
    with op.batch_alter_table("proposal_authors", schema=None) as batch_op:
        batch_op.drop_index("ix_proposal_authors_person")
        batch_op.drop_index(batch_op.f("ix_proposal_authors_invited_by_id"))

    op.drop_table("proposal_authors")
    with op.batch_alter_table("proposal_arguments", schema=None) as batch_op:
        batch_op.drop_index("ix_proposal_arguments_place")

    op.drop_table("proposal_arguments")
    with op.batch_alter_table("amendments", schema=None) as batch_op:
        batch_op.drop_index("ix_amendments_proposal_state")
        batch_op.drop_index(batch_op.f("ix_amendments_promoted_id"))
        batch_op.drop_index(batch_op.f("ix_amendments_answered_by_id"))

    op.drop_table("amendments")
    with op.batch_alter_table("proposal_settings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_settings_changed_by_id"))

    op.drop_table("proposal_settings")
