"""What somebody who was away must know first: decisions, polls, who named them, how much was said."""

from dataclasses import dataclass

from sqlalchemy import func, select

from goforum.core.db import db
from goforum.meetings.models import EventKind, Message, MessageMention, RoomCapture, RoomEvent, RoomReading
from goforum.meetings.queries.room import RoomHead
from goforum.voting.models import Poll


@dataclass(frozen=True)
class SinceCapture:
    """Something noted while one was away."""

    id: int
    kind: str
    text: str
    language: str


@dataclass(frozen=True)
class SincePoll:
    """A poll that opened or ended while one was away."""

    id: int
    question: str
    language: str
    word: str


@dataclass(frozen=True)
class Since:
    """What happened in a room after a number of its log, in few lines."""

    after: int
    messages: int
    captures: list[SinceCapture]
    polls: list[SincePoll]
    mentions: list[int]


def find_reading(room_id: int, person_id: int | None) -> int | None:
    """The number of the last line this person has read in a room, as far as is known."""
    if person_id is None:
        return None
    return db.session.scalar(select(RoomReading.last_number).where(
        RoomReading.person_id == person_id, RoomReading.room_id == room_id))


def get_since(room: RoomHead, after: int, person_id: int | None, limit: int = 20) -> Since:
    """The sum of what was missed; four statements, however long one was away."""
    missed = (RoomEvent.room_id == room.id, RoomEvent.seq > after)
    messages = db.session.scalar(select(func.count()).select_from(RoomEvent).where(
        *missed, RoomEvent.kind == EventKind.MESSAGE)) or 0
    captures = db.session.execute(
        select(RoomCapture.id, RoomCapture.kind, RoomCapture.text, RoomCapture.language)
        .join(RoomEvent, RoomEvent.capture_id == RoomCapture.id)
        .where(*missed, RoomEvent.word == "noted", RoomCapture.withdrawn_at.is_(None))
        .order_by(RoomEvent.seq.desc()).limit(limit)).all()
    polls = db.session.execute(
        select(Poll.id, Poll.question, Poll.language, RoomEvent.word).join(RoomEvent, RoomEvent.poll_id == Poll.id)
        .where(*missed).order_by(RoomEvent.seq)).all()
    named = db.session.scalars(
        select(Message.id).join(MessageMention, MessageMention.message_id == Message.id)
        .where(Message.room_id == room.id, Message.seq > after, Message.deleted_at.is_(None),
               MessageMention.person_id == person_id).order_by(Message.seq).limit(limit))
    # Of a poll that opened and ended meanwhile, the end.
    latest = {row.id: SincePoll(*row) for row in polls}
    return Since(after, messages, [SinceCapture(*row) for row in captures][::-1], list(latest.values())[-limit:],
                 list(named) if person_id is not None else [])
