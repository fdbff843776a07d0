"""The live notes: one paragraph at a time, under the number it was made from, so that no save hides another."""

from sqlalchemy import select, update

from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore
from goforum.core.i18n import _l
from goforum.core.language import guess_language
from goforum.core.rules import Invalid, NotFound, Refusal, require
from goforum.core.text import clean_source
from goforum.meetings import events, queries, rules
from goforum.meetings.commands.log import Entry, enter, give_back
from goforum.meetings.models import AgendaItem, RoomNote, RoomNoteRevision


class NoteConflict(Refusal):
    """Somebody else has changed this paragraph since: what it says now travels with the refusal, nothing is lost."""

    status, code = 409, "note-conflict"

    def __init__(self, note: queries.Note) -> None:
        super().__init__(_l("Somebody else has changed this paragraph meanwhile. Both texts are here."))
        self.note = note


def _text(text: str) -> str:
    text = clean_source(text).strip()
    if len(text) > rules.MAX_NOTE:
        raise Invalid({"text": _l("At most %(max)d characters.", max=rules.MAX_NOTE)})
    return text


def _enter(actor_id: int, meeting_id: int) -> Entry:
    """The room's lock, without a line: notes are many small saves, and the log is what the room has to hear."""
    entry = enter(actor_id, meeting_id)
    require(rules.may_record(entry.who, entry.meeting, entry.now, entry.here))
    give_back(entry.line)
    return entry


def _told(entry: Entry, note_id: int, revision: int) -> None:
    record(events.NoteSaved(actor_id=entry.who.person_id, meeting_id=entry.meeting.id,
                            group_id=entry.meeting.group_id, note_id=note_id, revision=revision))


@command
def add_note(actor_id: int, meeting_id: int, *, text: str, client_id: str, item_id: int | None = None) -> queries.Note:
    """Begin a paragraph, under a point of the agenda or none. The same ``client_id`` is the same paragraph."""
    if not rules.is_client_id(client_id):
        raise Invalid({"client_id": _l("This value cannot be used.")})
    text = _text(text)
    if not text:
        raise Invalid({"text": _l("Write something first.")})
    entry = _enter(actor_id, meeting_id)
    if item_id is not None and db.session.scalar(select(AgendaItem.id).where(
            AgendaItem.id == item_id, AgendaItem.meeting_id == meeting_id)) is None:
        raise NotFound()
    made = insert_or_ignore(RoomNote, {
        "room_id": entry.line.room_id, "client_id": client_id, "item_id": item_id, "revision": 1, "text": text,
        "language": guess_language(text), "created_by_id": actor_id, "created_at": entry.now,
        "updated_by_id": actor_id, "updated_at": entry.now}, ["room_id", "created_by_id", "client_id"])
    note_id = db.session.scalars(select(RoomNote.id).where(
        RoomNote.room_id == entry.line.room_id, RoomNote.created_by_id == actor_id,
        RoomNote.client_id == client_id)).one()
    if made:
        _told(entry, note_id, 1)
    return queries.get_note(note_id)


@command
def save_note(actor_id: int, note_id: int, *, text: str, revision: int) -> queries.Note:
    """Save a paragraph made from this revision; NoteConflict when it has another one now. Empty takes it away."""
    text = _text(text)
    entry = _enter(actor_id, queries.get_note(note_id).meeting_id)
    note = queries.get_note(note_id)
    if note.text == text:
        return note  # sent again, or both wrote the same
    if note.revision != revision:
        raise NoteConflict(note)
    db.session.add(RoomNoteRevision(note_id=note_id, revision=note.revision, text=note.text,
                                    written_by_id=note.updated_by_id, written_at=note.updated_at))
    db.session.execute(update(RoomNote).where(RoomNote.id == note_id).values(
        text=text, language=guess_language(text) if text else note.language, revision=revision + 1,
        updated_by_id=actor_id, updated_at=entry.now).execution_options(synchronize_session=False))
    _told(entry, note_id, revision + 1)
    return queries.get_note(note_id)
