"""The room made whole: the floor, captures, polls, roles, attendance, notes, reactions, held messages; a log that knows them."""

import sqlalchemy as sa
from alembic import op

revision = "0019_room_whole"
down_revision = "0018_curation"

OLD = "kind IN ('message', 'edit', 'delete', 'agenda', 'started', 'ended', 'cancelled')"
NEW = ("kind IN ('message', 'edit', 'delete', 'reaction', 'pin', 'agenda', 'extended', 'queue', 'poll', 'capture', "
       "'lock', 'removal', 'role', 'presence', 'started', 'ended', 'cancelled')")
CHECK = "ck_room_events_kind"


def _of_rooms() -> list[sa.Column]:
    return [
        sa.Column("item_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("item_extra", sa.Integer(), server_default="0", nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("turn_seconds", sa.Integer(), server_default="0", nullable=False),
        sa.Column("alternate_colleges", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("first_time_first", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("organisation_quota", sa.Integer(), server_default="0", nullable=False),
    ]


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def upgrade() -> None:
    """Go forward."""
    op.create_table("room_attendances",
    sa.Column("room_id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("college", sa.String(length=16), nullable=True),
    sa.Column("organisation_id", sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_room_attendances_organisation_id_organisations")),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_room_attendances_person_id_people")),
    sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_room_attendances_room_id_rooms")),
    sa.PrimaryKeyConstraint("room_id", "person_id", name=op.f("pk_room_attendances"))
    )
    with op.batch_alter_table("room_attendances", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_attendances_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_room_attendances_person_id"), ["person_id"], unique=False)

    op.create_table("room_notes",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("room_id", sa.Integer(), nullable=False),
    sa.Column("client_id", sa.String(length=64), nullable=False),
    sa.Column("item_id", sa.Integer(), nullable=True),
    sa.Column("revision", sa.Integer(), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("language", sa.String(length=8), nullable=False),
    sa.Column("created_by_id", sa.Integer(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("updated_by_id", sa.Integer(), nullable=False),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["created_by_id"], ["people.id"], name=op.f("fk_room_notes_created_by_id_people")),
    sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_room_notes_item_id_agenda_items")),
    sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_room_notes_room_id_rooms")),
    sa.ForeignKeyConstraint(["updated_by_id"], ["people.id"], name=op.f("fk_room_notes_updated_by_id_people")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_room_notes")),
    sa.UniqueConstraint("room_id", "created_by_id", "client_id", name=op.f("uq_room_notes_room_id_created_by_id_client_id"))
    )
    with op.batch_alter_table("room_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_notes_created_by_id"), ["created_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_room_notes_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_room_notes_updated_by_id"), ["updated_by_id"], unique=False)

    op.create_table("room_people",
    sa.Column("room_id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("role", sa.String(length=16), nullable=True),
    sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("removed_by_id", sa.Integer(), nullable=True),
    sa.Column("reason", sa.String(length=500), nullable=False),
    sa.CheckConstraint("role IS NULL OR role IN ('chair', 'secretary')", name=op.f("ck_room_people_role")),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_room_people_person_id_people")),
    sa.ForeignKeyConstraint(["removed_by_id"], ["people.id"], name=op.f("fk_room_people_removed_by_id_people")),
    sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_room_people_room_id_rooms")),
    sa.PrimaryKeyConstraint("room_id", "person_id", name=op.f("pk_room_people"))
    )
    with op.batch_alter_table("room_people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_people_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_room_people_removed_by_id"), ["removed_by_id"], unique=False)

    op.create_table("room_polls",
    sa.Column("poll_id", sa.Integer(), nullable=False),
    sa.Column("room_id", sa.Integer(), nullable=False),
    sa.Column("item_id", sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_room_polls_item_id_agenda_items")),
    sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_room_polls_poll_id_polls")),
    sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_room_polls_room_id_rooms")),
    sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_room_polls"))
    )
    with op.batch_alter_table("room_polls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_polls_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_room_polls_room_id"), ["room_id"], unique=False)

    op.create_table("speaker_turns",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("room_id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=True),
    sa.Column("by_phone", sa.String(length=200), nullable=False),
    sa.Column("recorded_by_id", sa.Integer(), nullable=False),
    sa.Column("client_id", sa.String(length=64), nullable=False),
    sa.Column("kind", sa.String(length=16), nullable=False),
    sa.Column("state", sa.String(length=16), nullable=False),
    sa.Column("place", sa.Integer(), nullable=False),
    sa.Column("item_id", sa.Integer(), nullable=True),
    sa.Column("statement", sa.Text(), nullable=False),
    sa.Column("college", sa.String(length=16), nullable=True),
    sa.Column("organisation_id", sa.Integer(), nullable=True),
    sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('point', 'reply', 'order', 'technical', 'statement')", name=op.f("ck_speaker_turns_kind")),
    sa.CheckConstraint("person_id IS NOT NULL OR by_phone <> ''", name=op.f("ck_speaker_turns_somebody")),
    sa.CheckConstraint("state IN ('waiting', 'speaking', 'done', 'withdrawn')", name=op.f("ck_speaker_turns_state")),
    sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_speaker_turns_item_id_agenda_items")),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_speaker_turns_organisation_id_organisations")),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_speaker_turns_person_id_people")),
    sa.ForeignKeyConstraint(["recorded_by_id"], ["people.id"], name=op.f("fk_speaker_turns_recorded_by_id_people")),
    sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_speaker_turns_room_id_rooms")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker_turns")),
    sa.UniqueConstraint("room_id", "recorded_by_id", "client_id", name=op.f("uq_speaker_turns_room_id_recorded_by_id_client_id"))
    )
    with op.batch_alter_table("speaker_turns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_speaker_turns_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_speaker_turns_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_speaker_turns_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_speaker_turns_recorded_by_id"), ["recorded_by_id"], unique=False)
        batch_op.create_index("ix_speaker_turns_room_id_state", ["room_id", "state", "place"], unique=False)
        batch_op.create_index("uq_speaker_turns_floor", ["room_id"], unique=True, sqlite_where=sa.text("state = 'speaking'"), postgresql_where=sa.text("state = 'speaking'"))
        batch_op.create_index("uq_speaker_turns_open", ["room_id", "person_id"], unique=True, sqlite_where=sa.text("state IN ('waiting', 'speaking')"), postgresql_where=sa.text("state IN ('waiting', 'speaking')"))

    op.create_table("held_messages",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("room_id", sa.Integer(), nullable=False),
    sa.Column("author_id", sa.Integer(), nullable=False),
    sa.Column("client_id", sa.String(length=64), nullable=False),
    sa.Column("body_source", sa.Text(), nullable=False),
    sa.Column("reply_to_id", sa.Integer(), nullable=True),
    sa.Column("state", sa.String(length=16), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("decided_by_id", sa.Integer(), nullable=True),
    sa.CheckConstraint("state IN ('waiting', 'released', 'refused')", name=op.f("ck_held_messages_state")),
    sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_held_messages_author_id_people")),
    sa.ForeignKeyConstraint(["decided_by_id"], ["people.id"], name=op.f("fk_held_messages_decided_by_id_people")),
    sa.ForeignKeyConstraint(["reply_to_id"], ["messages.id"], name=op.f("fk_held_messages_reply_to_id_messages")),
    sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_held_messages_room_id_rooms")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_held_messages")),
    sa.UniqueConstraint("room_id", "author_id", "client_id", name=op.f("uq_held_messages_room_id_author_id_client_id"))
    )
    with op.batch_alter_table("held_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_held_messages_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_held_messages_decided_by_id"), ["decided_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_held_messages_reply_to_id"), ["reply_to_id"], unique=False)
        batch_op.create_index("ix_held_messages_room_id_state", ["room_id", "state", "id"], unique=False)

    op.create_table("message_mentions",
    sa.Column("message_id", sa.Integer(), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_mentions_message_id_messages")),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_message_mentions_person_id_people")),
    sa.PrimaryKeyConstraint("message_id", "person_id", name=op.f("pk_message_mentions"))
    )
    with op.batch_alter_table("message_mentions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_mentions_person_id"), ["person_id"], unique=False)

    op.create_table("message_reactions",
    sa.Column("message_id", sa.Integer(), nullable=False),
    sa.Column("kind", sa.String(length=16), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('agree', 'thanks', 'insight', 'unclear', 'source')", name=op.f("ck_message_reactions_kind")),
    sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_reactions_message_id_messages")),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_message_reactions_person_id_people")),
    sa.PrimaryKeyConstraint("message_id", "kind", "person_id", name=op.f("pk_message_reactions"))
    )
    with op.batch_alter_table("message_reactions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_reactions_person_id"), ["person_id"], unique=False)

    op.create_table("room_captures",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("room_id", sa.Integer(), nullable=False),
    sa.Column("client_id", sa.String(length=64), nullable=False),
    sa.Column("kind", sa.String(length=16), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("language", sa.String(length=8), nullable=False),
    sa.Column("item_id", sa.Integer(), nullable=True),
    sa.Column("message_id", sa.Integer(), nullable=True),
    sa.Column("point_id", sa.Integer(), nullable=True),
    sa.Column("action_id", sa.Integer(), nullable=True),
    sa.Column("owner_id", sa.Integer(), nullable=True),
    sa.Column("due_on", sa.Date(), nullable=True),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("created_by_id", sa.Integer(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('decision', 'action', 'information')", name=op.f("ck_room_captures_kind")),
    sa.ForeignKeyConstraint(["created_by_id"], ["people.id"], name=op.f("fk_room_captures_created_by_id_people")),
    sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_room_captures_item_id_agenda_items")),
    sa.ForeignKeyConstraint(["point_id"], ["meeting_points.id"], name=op.f("fk_room_captures_point_id_meeting_points")),
    sa.ForeignKeyConstraint(["action_id"], ["meeting_actions.id"], name=op.f("fk_room_captures_action_id_meeting_actions")),
    sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_room_captures_owner_id_people")),
    sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_room_captures_message_id_messages")),
    sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_room_captures_room_id_rooms")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_room_captures")),
    sa.UniqueConstraint("room_id", "created_by_id", "client_id", name=op.f("uq_room_captures_room_id_created_by_id_client_id"))
    )
    with op.batch_alter_table("room_captures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_captures_created_by_id"), ["created_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_room_captures_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_room_captures_point_id"), ["point_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_room_captures_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_room_captures_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_room_captures_message_id"), ["message_id"], unique=False)

    op.create_table("room_note_revisions",
    sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
    sa.Column("note_id", sa.Integer(), nullable=False),
    sa.Column("revision", sa.Integer(), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("written_by_id", sa.Integer(), nullable=False),
    sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["note_id"], ["room_notes.id"], name=op.f("fk_room_note_revisions_note_id_room_notes")),
    sa.ForeignKeyConstraint(["written_by_id"], ["people.id"], name=op.f("fk_room_note_revisions_written_by_id_people")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_room_note_revisions")),
    sa.UniqueConstraint("note_id", "revision", name=op.f("uq_room_note_revisions_note_id_revision"))
    )
    with op.batch_alter_table("room_note_revisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_note_revisions_written_by_id"), ["written_by_id"], unique=False)

    op.create_table("room_pins",
    sa.Column("room_id", sa.Integer(), nullable=False),
    sa.Column("message_id", sa.Integer(), nullable=False),
    sa.Column("pinned_by_id", sa.Integer(), nullable=False),
    sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_room_pins_message_id_messages")),
    sa.ForeignKeyConstraint(["pinned_by_id"], ["people.id"], name=op.f("fk_room_pins_pinned_by_id_people")),
    sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_room_pins_room_id_rooms")),
    sa.PrimaryKeyConstraint("room_id", name=op.f("pk_room_pins"))
    )
    with op.batch_alter_table("room_pins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_pins_message_id"), ["message_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_room_pins_pinned_by_id"), ["pinned_by_id"], unique=False)

    # Not in batches: on SQLite those make the table anew, which rows that refer to it forbid.
    op.add_column("messages", sa.Column("by_phone", sa.String(length=200), server_default="", nullable=False))
    op.execute("ALTER TABLE messages ADD COLUMN reply_to_id INTEGER"
               " CONSTRAINT fk_messages_reply_to_id_messages REFERENCES messages (id)")
    op.create_index(op.f("ix_messages_reply_to_id"), "messages", ["reply_to_id"], unique=False)
    for column in _of_rooms():
        op.add_column("rooms", column)

    with op.batch_alter_table("room_events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("word", sa.String(length=16), server_default="", nullable=False))
        batch_op.add_column(sa.Column("turn_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("capture_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("poll_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("amount", sa.Integer(), nullable=True))
        if _on_postgresql():
            batch_op.drop_constraint(op.f(CHECK), type_="check")
        batch_op.alter_column("actor_id", existing_type=sa.Integer(), nullable=True)
        batch_op.create_check_constraint(op.f(CHECK), NEW)
        batch_op.create_index(batch_op.f("ix_room_events_capture_id"), ["capture_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_room_events_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_room_events_poll_id"), ["poll_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_room_events_turn_id"), ["turn_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_room_events_turn_id_speaker_turns"), "speaker_turns", ["turn_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_room_events_person_id_people"), "people", ["person_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_room_events_poll_id_polls"), "polls", ["poll_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_room_events_capture_id_room_captures"), "room_captures", ["capture_id"], ["id"])


def downgrade() -> None:
    """Go back."""
    # A number of the log never goes: what the old version cannot read stays as a line that says nothing.
    op.execute(f"UPDATE room_events SET kind = 'agenda', item_id = NULL WHERE NOT ({OLD})")  # noqa: S608 - our own words
    op.execute("UPDATE room_events SET actor_id = (SELECT m.created_by_id FROM rooms r JOIN meetings m"
               " ON m.id = r.meeting_id WHERE r.id = room_events.room_id) WHERE actor_id IS NULL")
    with op.batch_alter_table("room_events", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_room_events_capture_id_room_captures"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_room_events_poll_id_polls"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_room_events_person_id_people"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_room_events_turn_id_speaker_turns"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_room_events_turn_id"))
        batch_op.drop_index(batch_op.f("ix_room_events_poll_id"))
        batch_op.drop_index(batch_op.f("ix_room_events_person_id"))
        batch_op.drop_index(batch_op.f("ix_room_events_capture_id"))
        if _on_postgresql():
            batch_op.drop_constraint(op.f(CHECK), type_="check")
        batch_op.alter_column("actor_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_check_constraint(op.f(CHECK), OLD)
        batch_op.drop_column("amount")
        batch_op.drop_column("person_id")
        batch_op.drop_column("poll_id")
        batch_op.drop_column("capture_id")
        batch_op.drop_column("turn_id")
        batch_op.drop_column("word")

    op.drop_index(op.f("ix_messages_reply_to_id"), "messages")
    for column in ("reply_to_id", "by_phone"):
        op.drop_column("messages", column)
    for column in _of_rooms():
        op.drop_column("rooms", column.name)

    with op.batch_alter_table("room_pins", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_room_pins_pinned_by_id"))
        batch_op.drop_index(batch_op.f("ix_room_pins_message_id"))

    op.drop_table("room_pins")
    with op.batch_alter_table("room_note_revisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_room_note_revisions_written_by_id"))

    op.drop_table("room_note_revisions")
    with op.batch_alter_table("room_captures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_room_captures_message_id"))
        batch_op.drop_index(batch_op.f("ix_room_captures_owner_id"))
        batch_op.drop_index(batch_op.f("ix_room_captures_action_id"))
        batch_op.drop_index(batch_op.f("ix_room_captures_point_id"))
        batch_op.drop_index(batch_op.f("ix_room_captures_item_id"))
        batch_op.drop_index(batch_op.f("ix_room_captures_created_by_id"))

    op.drop_table("room_captures")
    with op.batch_alter_table("message_reactions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_reactions_person_id"))

    op.drop_table("message_reactions")
    with op.batch_alter_table("message_mentions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_mentions_person_id"))

    op.drop_table("message_mentions")
    with op.batch_alter_table("held_messages", schema=None) as batch_op:
        batch_op.drop_index("ix_held_messages_room_id_state")
        batch_op.drop_index(batch_op.f("ix_held_messages_reply_to_id"))
        batch_op.drop_index(batch_op.f("ix_held_messages_decided_by_id"))
        batch_op.drop_index(batch_op.f("ix_held_messages_author_id"))

    op.drop_table("held_messages")
    with op.batch_alter_table("speaker_turns", schema=None) as batch_op:
        batch_op.drop_index("uq_speaker_turns_open", sqlite_where=sa.text("state IN ('waiting', 'speaking')"), postgresql_where=sa.text("state IN ('waiting', 'speaking')"))
        batch_op.drop_index("uq_speaker_turns_floor", sqlite_where=sa.text("state = 'speaking'"), postgresql_where=sa.text("state = 'speaking'"))
        batch_op.drop_index("ix_speaker_turns_room_id_state")
        batch_op.drop_index(batch_op.f("ix_speaker_turns_recorded_by_id"))
        batch_op.drop_index(batch_op.f("ix_speaker_turns_person_id"))
        batch_op.drop_index(batch_op.f("ix_speaker_turns_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_speaker_turns_item_id"))

    op.drop_table("speaker_turns")
    with op.batch_alter_table("room_polls", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_room_polls_room_id"))
        batch_op.drop_index(batch_op.f("ix_room_polls_item_id"))

    op.drop_table("room_polls")
    with op.batch_alter_table("room_people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_room_people_removed_by_id"))
        batch_op.drop_index(batch_op.f("ix_room_people_person_id"))

    op.drop_table("room_people")
    with op.batch_alter_table("room_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_room_notes_updated_by_id"))
        batch_op.drop_index(batch_op.f("ix_room_notes_item_id"))
        batch_op.drop_index(batch_op.f("ix_room_notes_created_by_id"))

    op.drop_table("room_notes")
    with op.batch_alter_table("room_attendances", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_room_attendances_person_id"))
        batch_op.drop_index(batch_op.f("ix_room_attendances_organisation_id"))

    op.drop_table("room_attendances")
