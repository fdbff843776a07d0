"""Decisions, actions and information noted while they are said.

The room keeps what its log speaks of; what the minutes and the list of actions need is kept by ``conclusions``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select, update

from goforum.conclusions import commands as conclusions
from goforum.conclusions.queries import get_action
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore
from goforum.core.i18n import LANGUAGES, _l
from goforum.core.language import guess_language
from goforum.core.rules import Conflict, Invalid, NotFound, require
from goforum.core.text import clean_line
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
    owner_id: int | None = None
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
    _keep(entry, capture_id)
    return capture_id, _write(entry, capture_id, "noted")


def _keep(entry: Entry, capture_id: int) -> None:
    """Make it a point or an action of the meeting, in the same transaction: the minutes begin with those."""
    found, by, group = queries.get_capture(capture_id), entry.who.person_id, entry.meeting.group_id
    assert by is not None  # the rule refuses visitors
    origin = conclusions.Origin(entry.meeting.id, found.item_id, found.message_id)
    with _beside_its_field():
        if found.kind == CaptureKind.ACTION:
            made = {"action_id": conclusions.make_action(
                by, group, _task(found), client_key=f"capture-{capture_id}", origin=origin, recording=True)}
        else:
            made = {"point_id": conclusions.note_point(
                by, group, kind=POINTS[found.kind], texts={_tongue(found): found.text},
                client_key=f"capture-{capture_id}", origin=origin, recording=True)}
    db.session.execute(update(RoomCapture).where(RoomCapture.id == capture_id).values(**made)
                       .execution_options(synchronize_session=False))


# What a thing noted in the room is called in minutes.
POINTS = {"decision": "decided", "information": "information"}


def _tongue(found: queries.Capture) -> str:
    return found.language if found.language in LANGUAGES else LANGUAGES[0]


def _task(found: queries.Capture) -> conclusions.Task:
    return conclusions.Task(titles={_tongue(found): found.text}, owner_id=found.owner_id, due_on=found.due_on)


@contextmanager
def _beside_its_field() -> Iterator[None]:
    """Reasons about a text in a language belong beside the one field there is here."""
    try:
        yield
    except Invalid as invalid:
        raise Invalid({"text" if name.startswith(("text_", "title_")) else name: words
                       for name, words in invalid.errors.items()}) from invalid


def _write(entry: Entry, capture_id: int, word: str) -> int:
    put_line(entry.line, EventKind.CAPTURE, entry.who.person_id, entry.now, word=word, capture_id=capture_id)
    record(events.CaptureChanged(actor_id=entry.who.person_id, capture_id=capture_id, word=word, **entry.facts))
    return entry.line.seq


def _columns(noted: Noted) -> dict[str, object]:
    errors: dict[str, object] = {}
    text = clean_line(noted.text)
    if noted.kind not in set(CaptureKind):
        errors["kind"] = _l("Choose one.")
    if not text:
        errors["text"] = _l("Write something first.")
    elif len(text) > rules.MAX_CAPTURE:
        errors["text"] = _l("At most %(max)d characters.", max=rules.MAX_CAPTURE)
    if errors:
        raise Invalid(errors)
    acts = noted.kind == CaptureKind.ACTION
    return {"kind": noted.kind, "text": text, "language": guess_language(text),
            "owner_id": noted.owner_id if acts else None, "due_on": noted.due_on if acts else None}


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
    if (before.kind == CaptureKind.ACTION) != (noted.kind == CaptureKind.ACTION):
        raise Invalid({"kind": _l("An action stays one: take it back, and note it again as what it is.")})
    if all(getattr(before, name) == value for name, value in values.items()):
        return give_back(entry.line)
    db.session.execute(update(RoomCapture).where(RoomCapture.id == capture_id)
                       .values(version=version + 1, **values).execution_options(synchronize_session=False))
    _follow(entry, queries.get_capture(capture_id))
    return _write(entry, capture_id, "changed")


def _follow(entry: Entry, found: queries.Capture) -> None:
    """The point or the action says what was corrected here, or goes with what was taken back."""
    by, group = entry.who.person_id, entry.meeting.group_id
    assert by is not None
    gone = found.withdrawn_at is not None
    with _beside_its_field():
        if found.action_id is not None and gone:
            conclusions.report_on_action(by, found.action_id, state="dropped", meeting_id=entry.meeting.id,
                                         note=str(_l("Noted by mistake.")), recording=True)
        elif found.action_id is not None:
            conclusions.change_action(by, found.action_id, _task(found), recording=True,
                                      version=get_action(found.action_id).version)
        elif found.point_id is not None and gone:
            conclusions.take_out_point(by, group, found.point_id, recording=True)
        elif found.point_id is not None:
            conclusions.change_point(by, group, found.point_id, kind=POINTS[found.kind],
                                     texts={_tongue(found): found.text}, recording=True)


@command
def withdraw_capture(actor_id: int, capture_id: int) -> int:
    """Take back what was noted by mistake; its place stays and says so. Twice is once. Returns a number of the log."""
    entry = enter(actor_id, queries.get_capture(capture_id).meeting_id)
    require(rules.may_record(entry.who, entry.meeting, entry.now, entry.here))
    if queries.get_capture(capture_id).withdrawn_at is not None:
        return give_back(entry.line)
    db.session.execute(update(RoomCapture).where(RoomCapture.id == capture_id).values(
        withdrawn_at=entry.now, version=RoomCapture.version + 1).execution_options(synchronize_session=False))
    _follow(entry, queries.get_capture(capture_id))
    return _write(entry, capture_id, "withdrawn")
