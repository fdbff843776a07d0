"""groups: requests, invitations, the charter's facts, the history of memberships; people: names to search, links asked."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0002_groups"
down_revision = "0001_foundation"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("groups") as batch:
        batch.add_column(sa.Column("starts_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("ends_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("seats_civil_society", sa.SmallInteger(), nullable=True))
        batch.add_column(sa.Column("seats_public_bodies", sa.SmallInteger(), nullable=True))
    with op.batch_alter_table("people") as batch:
        batch.add_column(sa.Column("name_key", sa.Text(), server_default="", nullable=False))
    with op.batch_alter_table("account_tokens") as batch:
        batch.add_column(sa.Column("aim", sa.String(length=300), nullable=True))
    _people_tables()
    _steps()
    _requests()
    _invitations()
    _fill_names()


def _people_tables() -> None:
    op.create_table(
        "links_asked",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("aim", sa.String(length=300), nullable=True),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links_asked")))


def _steps() -> None:
    op.create_table(
        "membership_steps",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint("kind IN ('joined', 'role', 'left', 'removed')", name=op.f("ck_membership_steps_kind")),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_membership_steps_actor_id_people")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_membership_steps_group_id_groups")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_membership_steps_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_steps")))
    op.create_index("ix_membership_steps_group_person", "membership_steps", ["group_id", "person_id", "id"])
    op.create_index(op.f("ix_membership_steps_person_id"), "membership_steps", ["person_id"])
    # What is known of the memberships there are: when they began, and when they ended.
    op.execute("INSERT INTO membership_steps (group_id, person_id, kind, role, at) "
               "SELECT group_id, person_id, 'joined', role, joined_at FROM memberships ORDER BY id")
    op.execute("INSERT INTO membership_steps (group_id, person_id, kind, at) "
               "SELECT group_id, person_id, 'left', ended_at FROM memberships WHERE ended_at IS NOT NULL ORDER BY id")


def _requests() -> None:
    op.create_table(
        "join_requests",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'accepted', 'refused', 'withdrawn')",
                           name=op.f("ck_join_requests_state")),
        sa.ForeignKeyConstraint(["answered_by"], ["people.id"], name=op.f("fk_join_requests_answered_by_people")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_join_requests_group_id_groups")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_join_requests_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_requests")))
    is_open = sa.text("state = 'open'")
    op.create_index("uq_join_requests_open", "join_requests", ["group_id", "person_id"], unique=True,
                    sqlite_where=is_open, postgresql_where=is_open)
    op.create_index("ix_join_requests_group_state", "join_requests", ["group_id", "state", "id"])
    op.create_index(op.f("ix_join_requests_person_id"), "join_requests", ["person_id"])


def _invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("client_key", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("capacity", sa.String(length=16), nullable=True),
        sa.Column("college", sa.String(length=16), nullable=True),
        sa.Column("max_uses", sa.SmallInteger(), nullable=False),
        sa.Column("uses", sa.SmallInteger(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.CheckConstraint("role IN ('member', 'facilitator', 'secretary', 'observer')",
                           name=op.f("ck_invitations_role")),
        sa.CheckConstraint("uses >= 0 AND uses <= max_uses", name=op.f("ck_invitations_uses")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_invitations_group_id_groups")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_invitations_made_by_people")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"],
                                name=op.f("fk_invitations_organisation_id_organisations")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")))
    op.create_index("ix_invitations_group", "invitations", ["group_id", "id"])
    op.create_index("uq_invitations_key", "invitations", ["made_by", "client_key"], unique=True)
    op.create_table(
        "invitation_uses",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("used_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitations.id"],
                                name=op.f("fk_invitation_uses_invitation_id_invitations")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_invitation_uses_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_uses")),
        sa.UniqueConstraint("invitation_id", "person_id", name=op.f("uq_invitation_uses_invitation_id_person_id")))
    op.create_index(op.f("ix_invitation_uses_person_id"), "invitation_uses", ["person_id"])


def _fill_names() -> None:
    """The key of each name there is, as the application makes it for new ones."""
    from goforum.core.arabic import fold

    people = sa.table("people", sa.column("id", sa.Integer), sa.column("name", sa.Text), sa.column("name_key", sa.Text))
    connection = op.get_bind()
    for number, name in connection.execute(sa.select(people.c.id, people.c.name)).all():
        plain = unicodedata.normalize("NFKD", fold(name))
        key = "".join(letter for letter in plain if not unicodedata.combining(letter))
        connection.execute(people.update().where(people.c.id == number).values(name_key=key))


def downgrade() -> None:
    """Go back."""
    for table in ("invitation_uses", "invitations", "join_requests", "membership_steps", "links_asked"):
        op.drop_table(table)
    # Dropped in place: SQLite would otherwise copy tables that others point at.
    op.drop_column("account_tokens", "aim")
    op.drop_column("people", "name_key")
    for column in ("starts_on", "ends_on", "seats_civil_society", "seats_public_bodies"):
        op.drop_column("groups", column)
