"""workshops."""

import sqlalchemy as sa
from alembic import op

revision = "0030_workshops"
down_revision = "0029_minutes_by_silence"


def upgrade() -> None:
    """Go forward."""
    op.create_table("workshops",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("group_id", sa.Integer(), nullable=False),
    sa.Column("title_ar", sa.String(length=200), nullable=True),
    sa.Column("title_fr", sa.String(length=200), nullable=True),
    sa.Column("title_en", sa.String(length=200), nullable=True),
    sa.Column("audience", sa.String(length=500), nullable=False),
    sa.Column("about", sa.Text(), nullable=False),
    sa.Column("about_html", sa.Text(), nullable=False),
    sa.Column("pipeline_version", sa.Integer(), nullable=False),
    sa.Column("open_to", sa.String(length=10), nullable=False),
    sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("zone", sa.String(length=64), nullable=False),
    sa.Column("form", sa.String(length=16), nullable=False),
    sa.Column("venues", sa.String(length=1000), nullable=False),
    sa.Column("places", sa.Integer(), nullable=False),
    sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("last_number", sa.Integer(), nullable=False),
    sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("cancel_reason", sa.String(length=1000), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("client_key", sa.String(length=64), nullable=False),
    sa.Column("created_by_id", sa.Integer(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("form IN ('in_person', 'remote', 'hybrid')", name=op.f("ck_workshops_form")),
    sa.CheckConstraint("open_to IN ('members', 'everyone')", name=op.f("ck_workshops_open_to")),
    sa.CheckConstraint("ends_at > starts_at AND closes_at <= starts_at", name=op.f("ck_workshops_times")),
    sa.CheckConstraint("places BETWEEN 1 AND 5000", name=op.f("ck_workshops_places")),
    sa.CheckConstraint("title_ar IS NOT NULL OR title_fr IS NOT NULL OR title_en IS NOT NULL", name=op.f("ck_workshops_title")),
    sa.ForeignKeyConstraint(["created_by_id"], ["people.id"], name=op.f("fk_workshops_created_by_id_people")),
    sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_workshops_group_id_groups")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_workshops")),
    sa.UniqueConstraint("group_id", "created_by_id", "client_key", name=op.f("uq_workshops_group_id_created_by_id_client_key"))
    )
    with op.batch_alter_table("workshops", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_workshops_created_by_id"), ["created_by_id"], unique=False)
        batch_op.create_index("ix_workshops_starts_at_id", ["starts_at", "id"], unique=False)

    op.create_table("workshop_registrations",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("workshop_id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("organisation_id", sa.Integer(), nullable=True),
    sa.Column("state", sa.String(length=10), nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("note", sa.String(length=300), nullable=False),
    sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('placed', 'waiting', 'withdrawn')", name=op.f("ck_workshop_registrations_state")),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_workshop_registrations_organisation_id_organisations")),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_workshop_registrations_person_id_people")),
    sa.ForeignKeyConstraint(["workshop_id"], ["workshops.id"], name=op.f("fk_workshop_registrations_workshop_id_workshops")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_registrations")),
    sa.UniqueConstraint("workshop_id", "person_id", name=op.f("uq_workshop_registrations_workshop_id_person_id"))
    )
    with op.batch_alter_table("workshop_registrations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_workshop_registrations_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_workshop_registrations_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_workshop_registrations_turn", ["workshop_id", "state", "number"], unique=False)



def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("workshop_registrations", schema=None) as batch_op:
        batch_op.drop_index("ix_workshop_registrations_turn")
        batch_op.drop_index(batch_op.f("ix_workshop_registrations_person_id"))
        batch_op.drop_index(batch_op.f("ix_workshop_registrations_organisation_id"))

    op.drop_table("workshop_registrations")
    with op.batch_alter_table("workshops", schema=None) as batch_op:
        batch_op.drop_index("ix_workshops_starts_at_id")
        batch_op.drop_index(batch_op.f("ix_workshops_created_by_id"))

    op.drop_table("workshops")
