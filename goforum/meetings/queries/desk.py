"""Reads of the chair's desk: what was noted, which polls are open, who was there, who does what, the notes."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from goforum.accounts.models import Person
from goforum.core.db import db
from goforum.core.rules import NotFound
from goforum.meetings.models import (
    Attendance,
    EventKind,
    Room,
    RoomCapture,
    RoomEvent,
    RoomNote,
    RoomNoteRevision,
    RoomPerson,
    RoomPoll,
)
from goforum.voting.models import Poll
from goforum.voting.queries import PollView, open_view


@dataclass(frozen=True)
class Capture:
    """Something decided, to be done or to be known, as noted in the room."""

    id: int
    meeting_id: int
    kind: str
    text: str
    language: str
    item_id: int | None
    message_id: int | None
    owner_id: int | None
    due_on: date | None
    version: int
    created_by_id: int
    created_at: datetime
    withdrawn_at: datetime | None
    point_id: int | None
    action_id: int | None


_CAPTURE = (RoomCapture.id, Room.meeting_id, RoomCapture.kind, RoomCapture.text, RoomCapture.language,
            RoomCapture.item_id, RoomCapture.message_id, RoomCapture.owner_id, RoomCapture.due_on, RoomCapture.version,
            RoomCapture.created_by_id, RoomCapture.created_at, RoomCapture.withdrawn_at, RoomCapture.point_id,
            RoomCapture.action_id)


def get_capture(capture_id: int) -> Capture:
    """One capture, whoever looks: the caller asks the rules."""
    row = db.session.execute(select(*_CAPTURE).join(Room, Room.id == RoomCapture.room_id)
                             .where(RoomCapture.id == capture_id)).one_or_none()
    if row is None:
        raise NotFound()
    return Capture(*row)


def list_captures(meeting_id: int) -> list[Capture]:
    """What was noted in a meeting's room and stands, in order."""
    return [Capture(*row) for row in db.session.execute(
        select(*_CAPTURE).join(Room, Room.id == RoomCapture.room_id)
        .where(Room.meeting_id == meeting_id, RoomCapture.withdrawn_at.is_(None)).order_by(RoomCapture.id))]


@dataclass(frozen=True)
class PollLine:
    """A poll opened in a room."""

    id: int
    question: str
    language: str
    closes_at: datetime
    open: bool
    item_id: int | None


def list_polls(room_id: int, limit: int = 20) -> list[PollLine]:
    """The polls of a room: those that are open first, then the latest."""
    rows = db.session.execute(
        select(Poll.id, Poll.question, Poll.language, Poll.closes_at, Poll.closed_at, Poll.cancelled_at,
               RoomPoll.item_id).join(RoomPoll, RoomPoll.poll_id == Poll.id)
        .where(RoomPoll.room_id == room_id).order_by(Poll.id.desc()).limit(limit))
    found = [PollLine(row.id, row.question, row.language, row.closes_at,
                      row.closed_at is None and row.cancelled_at is None, row.item_id) for row in rows]
    return sorted(found, key=lambda one: (not one.open, -one.id))


def list_poll_ids(meeting_id: int) -> list[int]:
    """The polls opened in a meeting's room, in order."""
    return list(db.session.scalars(select(RoomPoll.poll_id).join(Room, Room.id == RoomPoll.room_id)
                                   .where(Room.meeting_id == meeting_id).order_by(RoomPoll.poll_id)))


def open_poll_of(meeting_id: int, group_id: int, poll_id: int, person_id: int, as_key: str = "") -> PollView:
    """A poll of a meeting's room that the person may read; NotFound for any other poll."""
    poll, _standing = open_view(poll_id, person_id, as_key)
    if poll.group_id != group_id or poll_id not in list_poll_ids(meeting_id):
        raise NotFound()
    return poll


@dataclass(frozen=True)
class PersonLine:
    """A person with a role of the day, or out of the room."""

    person_id: int
    name: str
    role: str | None
    removed: bool
    reason: str


def list_people(room_id: int) -> list[PersonLine]:
    """Those who have a role in a room and those who were taken out of it."""
    return [PersonLine(row.person_id, row.name, row.role, row.removed_at is not None, row.reason)
            for row in db.session.execute(
                select(RoomPerson.person_id, Person.name, RoomPerson.role, RoomPerson.removed_at, RoomPerson.reason)
                .join(Person, Person.id == RoomPerson.person_id).where(RoomPerson.room_id == room_id)
                .order_by(Person.name, Person.id))
            if row.role is not None or row.removed_at is not None]


@dataclass(frozen=True)
class Attended:
    """Somebody who was in the room."""

    person_id: int
    name: str
    college: str | None
    organisation_id: int | None
    first_at: datetime
    last_at: datetime


def list_attendance(meeting_id: int) -> list[Attended]:
    """Who was in a meeting's room, by name; minutes decide what of it they show."""
    return [Attended(*row) for row in db.session.execute(
        select(Attendance.person_id, Person.name, Attendance.college, Attendance.organisation_id, Attendance.first_at,
               Attendance.last_at).join(Person, Person.id == Attendance.person_id)
        .join(Room, Room.id == Attendance.room_id).where(Room.meeting_id == meeting_id)
        .order_by(Person.name, Person.id))]


@dataclass(frozen=True)
class Note:
    """A paragraph of the live notes."""

    id: int
    meeting_id: int
    item_id: int | None
    revision: int
    text: str
    language: str
    updated_by_id: int
    updated_at: datetime


_NOTE = (RoomNote.id, Room.meeting_id, RoomNote.item_id, RoomNote.revision, RoomNote.text, RoomNote.language,
         RoomNote.updated_by_id, RoomNote.updated_at)


def list_notes(meeting_id: int) -> list[Note]:
    """The notes of a meeting, paragraph by paragraph, as they were begun; emptied ones are gone."""
    return [Note(*row) for row in db.session.execute(
        select(*_NOTE).join(Room, Room.id == RoomNote.room_id)
        .where(Room.meeting_id == meeting_id, RoomNote.text != "").order_by(RoomNote.id))]


def get_note(note_id: int) -> Note:
    """One paragraph, whoever looks."""
    row = db.session.execute(select(*_NOTE).join(Room, Room.id == RoomNote.room_id)
                             .where(RoomNote.id == note_id)).one_or_none()
    if row is None:
        raise NotFound()
    return Note(*row)


def list_note_revisions(note_id: int) -> list[tuple[int, str]]:
    """What a paragraph said under earlier numbers."""
    return [(row[0], row[1]) for row in db.session.execute(
        select(RoomNoteRevision.revision, RoomNoteRevision.text).where(RoomNoteRevision.note_id == note_id)
        .order_by(RoomNoteRevision.revision))]


def last_presence(room_id: int) -> tuple[int, datetime] | None:
    """The last count of those present that the log holds, and when."""
    row = db.session.execute(
        select(RoomEvent.amount, RoomEvent.created_at).where(
            RoomEvent.room_id == room_id, RoomEvent.kind == EventKind.PRESENCE)
        .order_by(RoomEvent.seq.desc()).limit(1)).one_or_none()
    return (row[0] or 0, row[1]) if row else None
