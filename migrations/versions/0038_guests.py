"""Guests of a meeting: invited by name and address, without an account."""

import sqlalchemy as sa
from alembic import op

revision = "0038_guests"
down_revision = "0037_message_pictures"


def upgrade() -> None:
    """Go forward."""
    op.add_column("people", sa.Column("is_guest", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.create_table("meeting_guests",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("meeting_id", sa.Integer(), nullable=False),
    sa.Column("name", sa.String(length=80), nullable=False),
    sa.Column("about", sa.String(length=120), nullable=False),
    sa.Column("email", sa.String(length=254), nullable=True),
    sa.Column("language", sa.String(length=8), nullable=False),
    sa.Column("link", sa.BigInteger(), nullable=False),
    sa.Column("made_by", sa.Integer(), nullable=False),
    sa.Column("client_key", sa.String(length=64), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("times_sent", sa.Integer(), nullable=False),
    sa.Column("told", sa.String(length=64), nullable=False),
    sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("person_id", sa.Integer(), nullable=True),
    sa.Column("answer", sa.String(length=8), nullable=True),
    sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("answer IS NULL OR answer IN ('yes', 'no')", name=op.f("ck_meeting_guests_answer")),
    sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_meeting_guests_made_by_people")),
    sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_guests_meeting_id_meetings")),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_meeting_guests_person_id_people")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_guests")),
    sa.UniqueConstraint("link", name=op.f("uq_meeting_guests_link")),
    sa.UniqueConstraint("made_by", "client_key", name=op.f("uq_meeting_guests_made_by_client_key"))
    )
    with op.batch_alter_table("meeting_guests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_guests_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_guests_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_guests_person_id"), ["person_id"], unique=False)
        for name, column in (("uq_meeting_guests_address", "email"), ("uq_meeting_guests_person", "person_id")):
            stands = sa.text(f"withdrawn_at IS NULL AND {column} IS NOT NULL")
            batch_op.create_index(name, ["meeting_id", column], unique=True, sqlite_where=stands,
                                  postgresql_where=stands)


def downgrade() -> None:
    """Go back."""
    op.drop_table("meeting_guests")
    op.drop_column("people", "is_guest")
