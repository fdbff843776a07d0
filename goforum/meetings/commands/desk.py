"""Decisions, actions and information noted while they are said; polls opened in the room; who was there."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select, update

from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore
from goforum.core.i18n import _l
from goforum.core.language import guess_language
from goforum.core.rules import Conflict, Invalid, NotFound, require
from goforum.core.text import clean_line, clean_source
from goforum.meetings import events, queries, rules
from goforum.meetings.commands.log import Entry, enter, give_back, put_line
from goforum.meetings.models import AgendaItem, CaptureKind, EventKind, RoomCapture

# A vote in the room may be short; nobody is hurried below this.
SHORTEST_POLL = timedelta(seconds=30)
LONGEST_MINUTES = 60


@dataclass(frozen=True, kw_only=True)
class Noted:
    """What is noted: its kind and words; of an action, who does it and until when."""

    kind: str
    text: str
    owner: str = ""
    due_on: date | None = None
    item_id: int | None = None
    message_id: int | None = None


@command
def capture(actor_id: int, meeting_id: int, noted: Noted, *, client_id: str) -> tuple[int, int]:
    """Note a decision, an action or an information, from a message or from nothing; its id and a number of the log.

    The same ``client_id`` from the same person is the same capture.
    """
    if not rules.is_client_id(client_id):
        raise Invalid({"client_id": _l("This value cannot be used.")})
    values = _columns(noted)
    entry = enter(actor_id, meeting_id)
    require(rules.may_record(entry.who, entry.meeting, entry.now, entry.here))
    _check_place(entry, noted)
    made = insert_or_ignore(RoomCapture, {
        **values, "room_id": entry.line.room_id, "client_id": client_id, "version": 1, "created_by_id": actor_id,
        "created_at": entry.now, "message_id": noted.message_id,
        "item_id": noted.item_id or queries.get_room(meeting_id).current_item_id,
    }, ["room_id", "created_by_id", "client_id"])
    capture_id = db.session.scalars(select(RoomCapture.id).where(
        RoomCapture.room_id == entry.line.room_id, RoomCapture.created_by_id == actor_id,
        RoomCapture.client_id == client_id)).one()
    if not made:
        return capture_id, give_back(entry.line)
    return capture_id, _write(entry, capture_id, "noted")


def _write(entry: Entry, capture_id: int, word: str) -> int:
    put_line(entry.line, EventKind.CAPTURE, entry.who.person_id, entry.now, word=word, capture_id=capture_id)
    record(events.CaptureChanged(actor_id=entry.who.person_id, capture_id=capture_id, word=word, **entry.facts))
    return entry.line.seq


def _columns(noted: Noted) -> dict[str, object]:
    errors: dict[str, object] = {}
    text, owner = clean_source(noted.text).strip(), clean_line(noted.owner)
    if noted.kind not in set(CaptureKind):
        errors["kind"] = _l("Choose one.")
    if not text:
        errors["text"] = _l("Write something first.")
    elif len(text) > rules.MAX_CAPTURE:
        errors["text"] = _l("At most %(max)d characters.", max=rules.MAX_CAPTURE)
    if len(owner) > rules.MAX_NAME:
        errors["owner"] = _l("At most %(max)d characters.", max=rules.MAX_NAME)
    if errors:
        raise Invalid(errors)
    acts = noted.kind == CaptureKind.ACTION
    return {"kind": noted.kind, "text": text, "language": guess_language(text), "owner": owner if acts else "",
            "due_on": noted.due_on if acts else None}


def _check_place(entry: Entry, noted: Noted) -> None:
    if noted.message_id is not None and queries.get_message(noted.message_id).room_id != entry.line.room_id:
        raise NotFound()
    if noted.item_id is not None and db.session.scalar(select(AgendaItem.id).where(
            AgendaItem.id == noted.item_id, AgendaItem.meeting_id == entry.meeting.id)) is None:
        raise NotFound()


@command
def correct_capture(actor_id: int, capture_id: int, noted: Noted, *, version: int) -> int:
    """Correct what was noted; ``version`` is the one that was seen, an older one is a Conflict. A number of the log."""
    values = _columns(noted)
    entry = enter(actor_id, queries.get_capture(capture_id).meeting_id)
    require(rules.may_record(entry.who, entry.meeting, entry.now, entry.here))
    before = queries.get_capture(capture_id)
    if before.version != version or before.withdrawn_at is not None:
        raise Conflict(_l("Somebody else has corrected this meanwhile. Look at it again before changing it."))
    if all(getattr(before, name) == value for name, value in values.items()):
        return give_back(entry.line)
    db.session.execute(update(RoomCapture).where(RoomCapture.id == capture_id)
                       .values(version=version + 1, **values).execution_options(synchronize_session=False))
    return _write(entry, capture_id, "changed")


@command
def withdraw_capture(actor_id: int, capture_id: int) -> int:
    """Take back what was noted by mistake; its place stays and says so. Twice is once. Returns a number of the log."""
    entry = enter(actor_id, queries.get_capture(capture_id).meeting_id)
    require(rules.may_record(entry.who, entry.meeting, entry.now, entry.here))
    if queries.get_capture(capture_id).withdrawn_at is not None:
        return give_back(entry.line)
    db.session.execute(update(RoomCapture).where(RoomCapture.id == capture_id).values(
        withdrawn_at=entry.now, version=RoomCapture.version + 1).execution_options(synchronize_session=False))
    return _write(entry, capture_id, "withdrawn")
