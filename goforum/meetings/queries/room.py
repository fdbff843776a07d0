"""Reads of a room by itself: how far its log goes, what is pinned, what one person is in it, its messages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select

from goforum.accounts.models import Person
from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import NotFound
from goforum.core.text import shorten
from goforum.groups.queries import readable_groups
from goforum.meetings.models import (
    AgendaItem,
    HeldMessage,
    HeldPicture,
    Meeting,
    MeetingGuest,
    MeetingState,
    Message,
    MessageReaction,
    Room,
    RoomPerson,
    RoomPin,
)
from goforum.meetings.rules import Here, guest_until

# How much of a message stands where another one answers it, or where it is pinned.
GLIMPSE = 140


def glimpse(source: str) -> str:
    """The first words of a message, as typed."""
    return shorten(" ".join(source.split()), GLIMPSE)


@dataclass(frozen=True)
class RoomHead:
    """The room of a meeting: how far its log goes, the point being discussed, and how things are done now."""

    id: int
    meeting_id: int
    last_seq: int
    current_item_id: int | None
    item_since: datetime | None
    item_minutes: int | None
    locked: bool
    turn_seconds: int
    alternate_colleges: bool
    first_time_first: bool
    organisation_quota: int


@dataclass(frozen=True)
class Pinned:
    """The message that stands above the others."""

    id: int
    author_name: str
    words: str
    language: str


def get_room(meeting_id: int) -> RoomHead:
    """The room of a meeting."""
    row = db.session.execute(
        select(Room.id, Room.meeting_id, Room.last_seq, Room.current_item_id, Room.item_since,
               AgendaItem.minutes, Room.item_extra, Room.locked_at, Room.turn_seconds, Room.alternate_colleges,
               Room.first_time_first, Room.organisation_quota)
        .outerjoin(AgendaItem, AgendaItem.id == Room.current_item_id)
        .where(Room.meeting_id == meeting_id)).one_or_none()
    if row is None:
        raise NotFound()
    minutes = (row.minutes or 0) + row.item_extra or None
    return RoomHead(row.id, row.meeting_id, row.last_seq, row.current_item_id, row.item_since, minutes,
                    row.locked_at is not None, row.turn_seconds, row.alternate_colleges, row.first_time_first,
                    row.organisation_quota)


def meeting_of_room(room_id: int) -> int:
    """The meeting a room belongs to."""
    found = db.session.scalar(select(Room.meeting_id).where(Room.id == room_id))
    if found is None:
        raise NotFound()
    return found


def last_number(meeting_id: int) -> int:
    """The number of the last line in a meeting's room."""
    return db.session.scalar(select(Room.last_seq).where(Room.meeting_id == meeting_id)) or 0


def get_extra(room_id: int) -> int:
    """The minutes the present point was given beyond those of the agenda."""
    return db.session.scalar(select(Room.item_extra).where(Room.id == room_id)) or 0


def find_pinned(room_id: int) -> Pinned | None:
    """The pinned message of a room, where there is one."""
    row = db.session.execute(
        select(Message.id, Person.name, Message.body_source, Message.language)
        .join(RoomPin, RoomPin.message_id == Message.id).join(Person, Person.id == Message.author_id)
        .where(RoomPin.room_id == room_id)).one_or_none()
    return Pinned(row.id, row.name, glimpse(row.body_source), row.language) if row else None


_HERE = (
    select(Room.locked_at, RoomPerson.role, RoomPerson.removed_at, Meeting.ends_at, Meeting.ended_at,
           MeetingGuest.id.label("guest_id"))
    .join(Meeting, Meeting.id == Room.meeting_id)
    .outerjoin(RoomPerson, and_(RoomPerson.room_id == Room.id, RoomPerson.person_id == bindparam("person")))
    .outerjoin(MeetingGuest, and_(MeetingGuest.meeting_id == Meeting.id, MeetingGuest.withdrawn_at.is_(None),
                                  MeetingGuest.person_id == bindparam("person")))
    .where(Room.meeting_id == bindparam("meeting")))


def get_here(meeting_id: int, person_id: int | None) -> Here:
    """What a person is in a meeting and its room now, and whether it is locked."""
    row = db.session.execute(_HERE, {"meeting": meeting_id, "person": person_id}).one_or_none()
    if row is None:
        raise NotFound()
    return Here(role=row.role, removed=row.removed_at is not None, locked=row.locked_at is not None,
                guest=row.guest_id is not None and clock.now() < guest_until(row))


def count_reactions(message_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """How many of each kind these messages have, in one statement."""
    found: dict[int, dict[str, int]] = {}
    rows = db.session.execute(
        select(MessageReaction.message_id, MessageReaction.kind, func.count())
        .where(MessageReaction.message_id.in_(list(message_ids)))
        .group_by(MessageReaction.message_id, MessageReaction.kind))
    for message_id, kind, count in rows:
        found.setdefault(message_id, {})[kind] = count
    return found


def my_reactions(person_id: int | None, message_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """What this person has put on these messages."""
    found: dict[int, set[str]] = {}
    if person_id is not None:
        for message_id, kind in db.session.execute(
                select(MessageReaction.message_id, MessageReaction.kind).where(
                    MessageReaction.person_id == person_id, MessageReaction.message_id.in_(list(message_ids)))):
            found.setdefault(message_id, set()).add(kind)
    return {message_id: frozenset(kinds) for message_id, kinds in found.items()}


def recent_authors(room_id: int, limit: int = 200) -> dict[int, str]:
    """Who wrote the latest messages of a room."""
    latest = select(Message.author_id).where(Message.room_id == room_id).order_by(Message.id.desc()).limit(limit)
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(latest.subquery().select())))
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True)
class Held:
    """A message that waits to be read by a moderator or the chair."""

    id: int
    author_name: str
    body_source: str
    created_at: datetime
    picture_id: int | None = None
    alt: str | None = None


def find_held_place(held_id: int) -> int | None:
    """The meeting in whose room a message waits."""
    return db.session.scalar(select(Room.meeting_id).join(HeldMessage, HeldMessage.room_id == Room.id)
                             .where(HeldMessage.id == held_id))


def list_held(room_id: int, limit: int = 50) -> list[Held]:
    """The messages that wait, the oldest first; for those who may let them in."""
    return [Held(*row) for row in db.session.execute(
        select(HeldMessage.id, Person.name, HeldMessage.body_source, HeldMessage.created_at, HeldPicture.file_id,
               HeldPicture.alt)
        .join(Person, Person.id == HeldMessage.author_id)
        .outerjoin(HeldPicture, HeldPicture.held_id == HeldMessage.id)
        .where(HeldMessage.room_id == room_id, HeldMessage.state == "waiting").order_by(HeldMessage.id).limit(limit))]


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


def _followed(person_id: int | None) -> ColumnElement[bool]:
    """SQL: of a room that goes on, whether the person was not taken out of it; twin of ``rules.may_follow``."""
    taken_out = exists().where(RoomPerson.room_id == Message.room_id, RoomPerson.person_id == person_id,
                               RoomPerson.removed_at.is_not(None))
    return or_(Meeting.state != MeetingState.LIVE, ~taken_out)


def is_out_somewhere(person_id: int | None) -> ColumnElement[bool]:
    """SQL: whether the person was taken out of a room that goes on."""
    return exists().where(
        RoomPerson.person_id == person_id, RoomPerson.removed_at.is_not(None), Room.id == RoomPerson.room_id,
        Meeting.id == Room.meeting_id, Meeting.state == MeetingState.LIVE)


def message_cards(ids: Iterable[int], person_id: int | None) -> dict[int, MessageCard]:
    """Those among these messages that still stand and that the person may read."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = db.session.execute(
        select(Message.id, Room.meeting_id, Meeting.group_id, Message.author_id, Message.body_source,
               Message.body_html, Message.language, Message.created_at)
        .join(Room, Room.id == Message.room_id).join(Meeting, Meeting.id == Room.meeting_id)
        .where(Message.id.in_(wanted), Message.deleted_at.is_(None), _followed(person_id),
               Meeting.group_id.in_(readable_groups(person_id))))
    return {row.id: MessageCard(*row) for row in rows}
