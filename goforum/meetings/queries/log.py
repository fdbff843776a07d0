"""Reads of a room's log. Numbers are given under a lock, so whoever sees line n sees every line before it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import aliased

from goforum.accounts.models import Person
from goforum.core.db import db
from goforum.files.models import File
from goforum.files.queries import FileCard
from goforum.meetings.models import (
    AgendaItem,
    EventKind,
    Meeting,
    Message,
    MessagePicture,
    Room,
    RoomCapture,
    RoomEvent,
    SpeakerTurn,
)
from goforum.meetings.queries.room import RoomHead, count_reactions, glimpse
from goforum.voting.models import Poll

PAGE = 50
# A reply to a catch-up holds at most this many lines; the client asks again while there are more.
CHUNK = 200
# Beyond this the client is given the end of the log afresh, and told so.
TOO_FAR = 500
# The largest a picture is among messages.
THUMBNAIL = (240, 192)
# Lines that change what is there already, and stand nowhere by themselves.
CHANGING = (EventKind.EDIT, EventKind.DELETE, EventKind.REACTION, EventKind.PIN, EventKind.ROLE)


@dataclass(frozen=True)
class Answered:
    """The message that another one answers."""

    id: int
    author_name: str
    words: str
    language: str
    deleted: bool


@dataclass(frozen=True)
class Picture:
    """The picture of a message, and what it shows in words."""

    file: FileCard
    alt: str

    @property
    def shown(self) -> tuple[int, int]:
        """The size it is shown in among messages: what comes after it stays where it is while it loads."""
        width, height = self.file.shown
        share = min(1.0, THUMBNAIL[0] / width, THUMBNAIL[1] / height)
        return max(1, round(width * share)), max(1, round(height * share))


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
    source: str
    html: str
    language: str
    created_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    deleted_by_id: int | None
    client_id: str
    by_phone: str
    answered: Answered | None
    reactions: Mapping[str, int] = field(default_factory=dict)
    picture: Picture | None = None


@dataclass(frozen=True)
class CaptureLine:
    """A decision, an action or an information as it stands now."""

    id: int
    kind: str
    text: str
    language: str
    owner: str
    due_on: Any
    withdrawn: bool
    message_id: int | None
    version: int
    created_at: datetime

    @property
    def corrected(self) -> bool:
        """Whether it says something else than when it was noted."""
        return self.version > 1 and not self.withdrawn


@dataclass(frozen=True)
class LogLine:
    """One line of the log, with the present state of what it is about."""

    seq: int
    kind: str
    word: str
    actor_id: int | None
    actor_name: str
    at: datetime
    message: MessageLine | None
    item_id: int | None
    item_position: int | None
    item_titles: Mapping[str, str | None]
    capture: CaptureLine | None = None
    # The speaker, the person taken out or given a role; the question of a poll.
    about: str = ""
    about_id: int | None = None
    poll_id: int | None = None
    poll_language: str = ""
    amount: int | None = None


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


_Actor, _Author, _About, _Speaker, _Owner = (
    aliased(Person, name=name) for name in ("actor", "author", "about", "speaker", "owner"))
_Asked, _Asker = aliased(Message, name="asked"), aliased(Person, name="asker")
_LINE: tuple[Any, ...] = (
    RoomEvent.seq, RoomEvent.kind.label("event_kind"), RoomEvent.word, RoomEvent.actor_id,
    _Actor.name.label("actor_name"), RoomEvent.created_at.label("at"), RoomEvent.item_id, RoomEvent.amount,
    RoomEvent.poll_id, Poll.question, Poll.language.label("poll_language"),
    RoomEvent.person_id, _About.name.label("about_name"), SpeakerTurn.person_id.label("speaker_id"),
    SpeakerTurn.by_phone.label("turn_by_phone"), _Speaker.name.label("speaker_name"),
    AgendaItem.position, AgendaItem.title_ar, AgendaItem.title_fr, AgendaItem.title_en,
    Message.id, Message.seq.label("message_seq"), Message.author_id, _Author.name.label("author_name"),
    Message.author_role, Message.author_college, Message.organisation_id, Message.body_source, Message.body_html,
    Message.language, Message.created_at, Message.edited_at, Message.deleted_at, Message.deleted_by_id,
    Message.client_id, Message.by_phone, _Asked.id.label("asked_id"), _Asker.name.label("asker_name"),
    _Asked.body_source.label("asked_source"), _Asked.language.label("asked_language"),
    _Asked.deleted_at.label("asked_deleted_at"),
    RoomCapture.id.label("capture_id"), RoomCapture.kind.label("capture_kind"), RoomCapture.text.label("capture_text"),
    RoomCapture.language.label("capture_language"), _Owner.name.label("owner_name"), RoomCapture.due_on,
    RoomCapture.withdrawn_at,
    RoomCapture.message_id.label("capture_message_id"), RoomCapture.version.label("capture_version"),
    RoomCapture.created_at.label("noted_at"),
    MessagePicture.alt, File.id.label("file_id"), File.name.label("file_name"), File.kind.label("file_kind"),
    File.media_type, File.size, File.width, File.height,
)


def _joined(statement: Select[Any]) -> Select[Any]:
    return (statement.outerjoin(_Actor, _Actor.id == RoomEvent.actor_id)
            .outerjoin(AgendaItem, AgendaItem.id == RoomEvent.item_id)
            .outerjoin(Message, Message.id == RoomEvent.message_id)
            .outerjoin(_Author, _Author.id == Message.author_id)
            .outerjoin(_Asked, _Asked.id == Message.reply_to_id).outerjoin(_Asker, _Asker.id == _Asked.author_id)
            .outerjoin(MessagePicture, MessagePicture.message_id == Message.id)
            .outerjoin(File, File.id == MessagePicture.file_id)
            .outerjoin(RoomCapture, RoomCapture.id == RoomEvent.capture_id)
            .outerjoin(_Owner, _Owner.id == RoomCapture.owner_id)
            .outerjoin(Poll, Poll.id == RoomEvent.poll_id).outerjoin(_About, _About.id == RoomEvent.person_id)
            .outerjoin(SpeakerTurn, SpeakerTurn.id == RoomEvent.turn_id)
            .outerjoin(_Speaker, _Speaker.id == SpeakerTurn.person_id))


def _select(room_id: int) -> Select[Any]:
    return _joined(select(*_LINE).select_from(RoomEvent)).where(RoomEvent.room_id == room_id)


def _message(row: Any, reactions: Mapping[int, Mapping[str, int]]) -> MessageLine | None:
    if row.id is None:
        return None
    answered = None if row.asked_id is None else Answered(
        row.asked_id, row.asker_name, glimpse(row.asked_source), row.asked_language, row.asked_deleted_at is not None)
    return MessageLine(
        row.id, row.message_seq, row.author_id, row.author_name, row.author_role, row.author_college,
        row.organisation_id, row.body_source, row.body_html, row.language, row.created_at, row.edited_at,
        row.deleted_at, row.deleted_by_id, row.client_id, row.by_phone, answered, reactions.get(row.id, {}),
        _picture(row))


def _picture(row: Any) -> Picture | None:
    """What a message shows; nothing of one that was taken out."""
    if row.file_id is None or row.deleted_at is not None:
        return None
    return Picture(FileCard(row.file_id, row.file_name, row.file_kind, row.media_type, row.size, row.width,
                            row.height), row.alt)


def _capture(row: Any) -> CaptureLine | None:
    if row.capture_id is None:
        return None
    return CaptureLine(row.capture_id, row.capture_kind, row.capture_text, row.capture_language, row.owner_name or "",
                       row.due_on, row.withdrawn_at is not None, row.capture_message_id, row.capture_version,
                       row.noted_at)


def _line(row: Any, reactions: Mapping[int, Mapping[str, int]]) -> LogLine:
    return LogLine(
        row.seq, row.event_kind, row.word, row.actor_id, row.actor_name or "", row.at, _message(row, reactions),
        row.item_id, row.position, {"ar": row.title_ar, "fr": row.title_fr, "en": row.title_en}, _capture(row),
        about=row.question or row.about_name or row.speaker_name or row.turn_by_phone or "",
        about_id=row.person_id or row.speaker_id, poll_id=row.poll_id, poll_language=row.poll_language or "",
        amount=row.amount)


def _lines(statement: Any) -> list[LogLine]:
    rows = list(db.session.execute(statement))
    reactions = count_reactions({row.id for row in rows if row.id is not None})
    return [_line(row, reactions) for row in rows]


# Made once: after each line somebody said, all who listen wait for it.
_ONE = (_joined(select(*_LINE, Meeting.zone).select_from(RoomEvent).join(Room, Room.id == RoomEvent.room_id)
                .join(Meeting, Meeting.id == Room.meeting_id))
        .where(Room.meeting_id == bindparam("meeting"), RoomEvent.seq == bindparam("seq")))


def find_line(meeting_id: int, seq: int) -> tuple[LogLine, str] | None:
    """One line of a meeting's log, and the zone its hours are written in."""
    row = db.session.execute(_ONE, {"meeting": meeting_id, "seq": seq}).one_or_none()
    if row is None:
        return None
    # A message just said has no reaction yet, and those of any other have lines of their own.
    counted = count_reactions([row.id]) if row.event_kind == EventKind.REACTION else {}
    return _line(row, counted), row.zone


def _standing() -> Any:
    """Lines that a reader sees by themselves; of the floor, only who was given it."""
    return and_(RoomEvent.kind.not_in(CHANGING), or_(
        RoomEvent.kind.not_in((EventKind.QUEUE, EventKind.CAPTURE)), RoomEvent.word.in_(("called", "noted"))))


def page_log(room_id: int, *, before: int | None = None, after: int | None = None, size: int = PAGE) -> LogPage:
    """The end of the log, or the page before a number, or the page after one."""
    statement = _select(room_id).where(_standing())
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


def is_too_far(room: RoomHead, after: int) -> bool:
    """Whether somebody is so far behind, or ahead, that they are given the end of the log afresh."""
    return after > room.last_seq or room.last_seq - after > TOO_FAR


def catch_up(room: RoomHead, after: int) -> CatchUp:
    """What the log holds after a number: the next lines, or a reset for who is too far behind or ahead."""
    if is_too_far(room, after):
        lines = page_log(room.id).lines
        return CatchUp(lines, max(room.last_seq, *(line.seq for line in lines), 0), reset=True)
    lines = _lines(_select(room.id).where(RoomEvent.seq > after).order_by(RoomEvent.seq).limit(CHUNK))
    last = lines[-1].seq if lines else after
    return CatchUp(lines, last, more=last < room.last_seq)
