"""Reads of a room's log. Numbers are given under a lock, so whoever sees line n sees every line before it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from goforum.accounts.models import Person
from goforum.accounts.rules import is_suspended
from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import NotFound
from goforum.groups.models import Group, Membership, Visibility
from goforum.groups.queries import readable_groups
from goforum.groups.rules import Standing, may_read
from goforum.meetings.models import AgendaItem, EventKind, Meeting, Message, Room, RoomEvent

PAGE = 50
# A reply to a catch-up holds at most this many lines; the client asks again while there are more.
CHUNK = 200
# Beyond this the client is given the end of the log afresh, and told so.
TOO_FAR = 500
# Lines that stand in the log by themselves; edits and deletions change a line that is there.
STANDING_KINDS = (EventKind.MESSAGE, EventKind.AGENDA, EventKind.STARTED, EventKind.ENDED, EventKind.CANCELLED)


@dataclass(frozen=True)
class RoomHead:
    """The room of a meeting: how far its log goes, and the point being discussed."""

    id: int
    meeting_id: int
    last_seq: int
    current_item_id: int | None


@dataclass(frozen=True)
class MessageLine:
    """A message as it stands now; its words are gone when it was deleted."""

    id: int
    seq: int
    author_id: int
    author_name: str
    role: str | None
    college: str | None
    organisation_id: int | None
    html: str
    language: str
    created_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    deleted_by_id: int | None
    client_id: str


@dataclass(frozen=True)
class LogLine:
    """One line of the log, with the present state of the message it is about."""

    seq: int
    kind: str
    actor_id: int
    actor_name: str
    at: datetime
    message: MessageLine | None
    item_id: int | None
    item_position: int | None
    item_titles: Mapping[str, str | None]


@dataclass(frozen=True)
class LogPage:
    """Some lines, oldest first; the numbers to ask for what lies before and after them."""

    lines: list[LogLine]
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True)
class CatchUp:
    """What a client has missed: contiguous lines, or ``reset`` with the end of the log."""

    lines: list[LogLine]
    last_seq: int
    more: bool = False
    reset: bool = False


def get_room(meeting_id: int) -> RoomHead:
    """The room of a meeting."""
    row = db.session.execute(select(Room.id, Room.meeting_id, Room.last_seq, Room.current_item_id).where(
        Room.meeting_id == meeting_id)).one_or_none()
    if row is None:
        raise NotFound()
    return RoomHead(*row)


_Author = aliased(Person)
_LINE: tuple[Any, ...] = (
    RoomEvent.seq, RoomEvent.kind, RoomEvent.actor_id, Person.name.label("actor_name"),
    RoomEvent.created_at.label("at"), RoomEvent.item_id, AgendaItem.position,
    AgendaItem.title_ar, AgendaItem.title_fr, AgendaItem.title_en,
    Message.id, Message.seq.label("message_seq"), Message.author_id, _Author.name.label("author_name"),
    Message.author_role, Message.author_college, Message.organisation_id, Message.body_html, Message.language,
    Message.created_at, Message.edited_at, Message.deleted_at, Message.deleted_by_id, Message.client_id,
)


def _select(room_id: int) -> Select[Any]:
    return (select(*_LINE).join(Person, Person.id == RoomEvent.actor_id)
            .outerjoin(AgendaItem, AgendaItem.id == RoomEvent.item_id)
            .outerjoin(Message, Message.id == RoomEvent.message_id)
            .outerjoin(_Author, _Author.id == Message.author_id)
            .where(RoomEvent.room_id == room_id))


def _line(row: Any) -> LogLine:
    message = None if row.id is None else MessageLine(
        row.id, row.message_seq, row.author_id, row.author_name, row.author_role, row.author_college,
        row.organisation_id, row.body_html, row.language, row.created_at, row.edited_at, row.deleted_at,
        row.deleted_by_id, row.client_id)
    return LogLine(row.seq, row.kind, row.actor_id, row.actor_name, row.at, message, row.item_id, row.position,
                   {"ar": row.title_ar, "fr": row.title_fr, "en": row.title_en})


def _lines(statement: Any) -> list[LogLine]:
    return [_line(row) for row in db.session.execute(statement)]


def find_line(meeting_id: int, seq: int) -> tuple[LogLine, str] | None:
    """One line of a meeting's log, and the zone its hours are written in; one statement."""
    row = db.session.execute(
        select(*_LINE, Meeting.zone).join(Room, Room.id == RoomEvent.room_id)
        .join(Meeting, Meeting.id == Room.meeting_id).join(Person, Person.id == RoomEvent.actor_id)
        .outerjoin(AgendaItem, AgendaItem.id == RoomEvent.item_id)
        .outerjoin(Message, Message.id == RoomEvent.message_id)
        .outerjoin(_Author, _Author.id == Message.author_id)
        .where(Room.meeting_id == meeting_id, RoomEvent.seq == seq)).one_or_none()
    return (_line(row), row.zone) if row is not None else None


def page_log(room_id: int, *, before: int | None = None, after: int | None = None, size: int = PAGE) -> LogPage:
    """The end of the log, or the page before a number, or the page after one."""
    statement = _select(room_id).where(RoomEvent.kind.in_(STANDING_KINDS))
    if after is not None:
        rows = _lines(statement.where(RoomEvent.seq > after).order_by(RoomEvent.seq).limit(size + 1))
        lines, more = rows[:size], len(rows) > size
        return LogPage(lines, before=lines[0].seq if lines and after > 0 else None,
                       after=lines[-1].seq if more else None)
    if before is not None:
        statement = statement.where(RoomEvent.seq < before)
    rows = _lines(statement.order_by(RoomEvent.seq.desc()).limit(size + 1))
    lines = rows[:size][::-1]
    return LogPage(lines, before=lines[0].seq if len(rows) > size else None,
                   after=lines[-1].seq if lines and before is not None else None)


def catch_up(room: RoomHead, after: int) -> CatchUp:
    """What the log holds after a number: the next lines, or a reset for who is too far behind or ahead."""
    if after > room.last_seq or room.last_seq - after > TOO_FAR:
        lines = page_log(room.id).lines
        return CatchUp(lines, max(room.last_seq, *(line.seq for line in lines), 0), reset=True)
    lines = _lines(_select(room.id).where(RoomEvent.seq > after).order_by(RoomEvent.seq).limit(CHUNK))
    last = lines[-1].seq if lines else after
    return CatchUp(lines, last, more=last < room.last_seq)


@dataclass(frozen=True)
class MessageRow:
    """What commands, doors and rules need of a message."""

    id: int
    meeting_id: int
    group_id: int
    room_id: int
    seq: int
    author_id: int
    body_source: str
    deleted_at: datetime | None


def get_message(message_id: int) -> MessageRow:
    """A message and where it belongs, whoever looks: the caller asks the rules."""
    row = db.session.execute(
        select(Message.id, Room.meeting_id, Meeting.group_id, Message.room_id, Message.seq, Message.author_id,
               Message.body_source, Message.deleted_at)
        .join(Room, Room.id == Message.room_id).join(Meeting, Meeting.id == Room.meeting_id)
        .where(Message.id == message_id)).one_or_none()
    if row is None:
        raise NotFound()
    return MessageRow(*row)


@dataclass(frozen=True)
class MessageCard:
    """A message as a search result shows it."""

    id: int
    meeting_id: int
    group_id: int
    author_id: int
    body_source: str
    html: str
    language: str
    created_at: datetime


def message_cards(ids: Iterable[int], person_id: int | None) -> dict[int, MessageCard]:
    """Those among these messages that still stand and that the person may read."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = db.session.execute(
        select(Message.id, Room.meeting_id, Meeting.group_id, Message.author_id, Message.body_source,
               Message.body_html, Message.language, Message.created_at)
        .join(Room, Room.id == Message.room_id).join(Meeting, Meeting.id == Room.meeting_id)
        .where(Message.id.in_(wanted), Message.deleted_at.is_(None),
               Meeting.group_id.in_(readable_groups(person_id))))
    return {row.id: MessageCard(*row) for row in rows}


Seat = tuple[int | None, int]


def rooms_lost(seats: Collection[Seat]) -> set[Seat]:
    """Of these (person, meeting) pairs, those whose person may not read the meeting's group; None is a visitor.

    Three statements for any number of pairs, one while all the rooms are those of public groups.
    """
    rows = db.session.execute(select(Meeting.id, Meeting.group_id, Group.visibility)
                              .join(Group, Group.id == Meeting.group_id)
                              .where(Meeting.id.in_({meeting_id for _, meeting_id in seats})))
    closed = {row[0]: (row[1], row[2]) for row in rows if row[2] != Visibility.PUBLIC}
    asked = {(person, *closed[meeting]) for person, meeting in seats if meeting in closed}
    readers = _readers(asked) if asked else set()
    return {(person, meeting) for person, meeting in seats
            if meeting in closed and (person, closed[meeting][0]) not in readers}


def _readers(asked: set[tuple[int | None, int, str]]) -> set[Seat]:
    """Those (person, group) pairs to whom the rule says yes, from facts read for all of them at once."""
    people = {person for person, _, _ in asked if person is not None}
    now = clock.now()
    known = {row.id: row for row in db.session.execute(
        select(Person.id, Person.is_admin, Person.email_confirmed_at, Person.suspended_until)
        .where(Person.id.in_(people)))}
    roles = {(row.person_id, row.group_id): row.role for row in db.session.execute(
        select(Membership.person_id, Membership.group_id, Membership.role).where(
            Membership.person_id.in_(people), Membership.group_id.in_({group for _, group, _ in asked}),
            Membership.ended_at.is_(None)))}
    found: set[Seat] = set()
    for person, group, visibility in asked:
        row = known.get(person) if person is not None else None
        who = Standing(group, visibility) if row is None else Standing(
            group, visibility, person_id=row.id, confirmed=row.email_confirmed_at is not None,
            suspended=is_suspended(row.suspended_until, now), admin=row.is_admin, role=roles.get((row.id, group)))
        if may_read(who, now):
            found.add((person, group))
    return found
