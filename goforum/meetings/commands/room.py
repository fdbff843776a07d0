"""What is said and done in a live room. Each command writes one line of the log, or none when nothing changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from goforum.accounts.queries import resolve_handles
from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore
from goforum.core.i18n import _l
from goforum.core.language import guess_language
from goforum.core.rules import Invalid, NotFound, Verdict, require
from goforum.core.text import Mention, Rendered, TextTooLong, clean_source, render_markdown
from goforum.groups.queries import standing
from goforum.groups.rules import Standing
from goforum.meetings import events, queries, rules
from goforum.meetings.commands.log import Line, give_back, put_line, take_number
from goforum.meetings.models import AgendaItem, EventKind, Message, MessageRevision, Room


@dataclass(frozen=True)
class Said:
    """Where a message stands in the log. ``is_new`` is False when this was a resend."""

    message_id: int
    seq: int
    at: datetime
    is_new: bool


def _people(handles: Sequence[str]) -> dict[str, Mention]:
    return {typed: Mention(card.id, f"/people/{card.id}") for typed, card in resolve_handles(handles).items()}


def _render(text: str) -> tuple[str, Rendered]:
    """The text as it is stored, and its HTML; Invalid when nothing is left of it or it is too long."""
    source = clean_source(text).strip()
    if not source:
        raise Invalid({"text": _l("Write something first.")})
    try:
        return source, render_markdown(source, mentions=_people, limit=rules.MAX_MESSAGE)
    except TextTooLong as error:
        raise Invalid({"text": _l("At most 4,000 characters. Send the rest in another message.")}) from error


@command
def say(actor_id: int, meeting_id: int, *, text: str, client_id: str) -> Said:
    """Say something in the room. The same ``client_id`` from the same person is the same message, ever after."""
    if not rules.is_client_id(client_id):
        raise Invalid({"client_id": _l("This value cannot be used.")})
    source, rendered = _render(text)
    now = clock.now()
    line = take_number(meeting_id)
    meeting = queries.get_meeting(meeting_id)
    who = standing(actor_id, meeting.group_id)
    verdict = rules.may_say(who, meeting, now)
    if not verdict or not _insert(line, who, client_id, source, rendered, now):
        said = _find_said(line.room_id, actor_id, client_id)
        if said is None:
            require(verdict)
            raise NotFound()
        give_back(line)  # a resend: the first answer again, even when the room has closed since
        return said
    message_id = db.session.scalars(
        select(Message.id).where(Message.room_id == line.room_id, Message.seq == line.seq)).one()
    put_line(line, EventKind.MESSAGE, actor_id, now, message_id=message_id)
    record(events.MessageSaid(actor_id=actor_id, meeting_id=meeting_id, group_id=meeting.group_id, seq=line.seq,
                              message_id=message_id))
    return Said(message_id, line.seq, now, is_new=True)


def _insert(line: Line, who: Standing, client_id: str, source: str, rendered: Rendered, now: datetime) -> bool:
    return insert_or_ignore(Message, {
        "room_id": line.room_id, "author_id": who.person_id, "client_id": client_id, "seq": line.seq,
        "body_source": source, "body_html": rendered.html, "pipeline_version": rendered.version,
        "language": guess_language(source), "author_role": who.role, "author_college": who.college,
        "organisation_id": who.organisation_id, "created_at": now,
    }, ["room_id", "author_id", "client_id"])


def _find_said(room_id: int, author_id: int, client_id: str) -> Said | None:
    row = db.session.execute(select(Message.id, Message.seq, Message.created_at).where(
        Message.room_id == room_id, Message.author_id == author_id, Message.client_id == client_id)).one_or_none()
    return Said(row.id, row.seq, row.created_at, is_new=False) if row else None


@command
def edit_message(actor_id: int, message_id: int, *, text: str) -> int:
    """Change one's own message; what it said before is kept. Returns the number of the line in the log."""
    source, rendered = _render(text)
    now = clock.now()
    line = take_number(queries.get_message(message_id).meeting_id)
    message = queries.get_message(message_id)  # again, now that nobody else can change it
    meeting = queries.get_meeting(message.meeting_id)
    require(rules.may_edit_message(standing(actor_id, meeting.group_id), meeting, message, now))
    if message.body_source == source:
        give_back(line)
        return line.seq - 1
    _keep_revision(message, actor_id, now)
    db.session.execute(update(Message).where(Message.id == message_id).values(
        body_source=source, body_html=rendered.html, pipeline_version=rendered.version,
        language=guess_language(source), edited_at=now))
    put_line(line, EventKind.EDIT, actor_id, now, message_id=message_id)
    record(events.MessageEdited(actor_id=actor_id, meeting_id=meeting.id, group_id=meeting.group_id, seq=line.seq,
                                message_id=message_id))
    return line.seq


@command
def delete_message(actor_id: int, message_id: int) -> int:
    """Take a message's words out of the room; its place stays. Twice is once. Returns a number of the log."""
    return _take_out(actor_id, message_id, rules.may_delete_message)


def _take_out(actor_id: int, message_id: int, rule: Callable[..., Verdict]) -> int:
    now = clock.now()
    line = take_number(queries.get_message(message_id).meeting_id)
    message = queries.get_message(message_id)  # again, now that nobody else can change it
    meeting = queries.get_meeting(message.meeting_id)
    require(rule(standing(actor_id, meeting.group_id), meeting, message, now))
    if message.deleted_at is not None:
        give_back(line)
        return line.seq - 1
    _keep_revision(message, actor_id, now)
    db.session.execute(update(Message).where(Message.id == message_id).values(
        body_source="", body_html="", deleted_at=now, deleted_by_id=actor_id))
    put_line(line, EventKind.DELETE, actor_id, now, message_id=message_id)
    record(events.MessageDeleted(actor_id=actor_id, meeting_id=meeting.id, group_id=meeting.group_id,
                                 seq=line.seq, message_id=message_id))
    return line.seq


@command
def bring_back_message(actor_id: int, message_id: int) -> int:
    """Undo a moderator's deletion: the words come back in their place. Returns a number of the log."""
    now = clock.now()
    line = take_number(queries.get_message(message_id).meeting_id)
    message = queries.get_message(message_id)
    meeting = queries.get_meeting(message.meeting_id)
    require(rules.may_judge_message(standing(actor_id, meeting.group_id), meeting, message, now))
    words = db.session.scalar(select(MessageRevision.body_source).where(
        MessageRevision.message_id == message_id, MessageRevision.body_source != "",
        MessageRevision.replaced_by_id != message.author_id).order_by(MessageRevision.id.desc()).limit(1))
    if message.deleted_at is None or words is None:
        give_back(line)
        return line.seq - 1
    source, rendered = _render(words)
    db.session.execute(update(Message).where(Message.id == message_id).values(
        body_source=source, body_html=rendered.html, pipeline_version=rendered.version, deleted_at=None,
        deleted_by_id=None))
    put_line(line, EventKind.EDIT, actor_id, now, message_id=message_id)
    record(events.MessageEdited(actor_id=actor_id, meeting_id=meeting.id, group_id=meeting.group_id, seq=line.seq,
                                message_id=message_id))
    return line.seq


@command
def take_out_message(actor_id: int, message_id: int) -> int:
    """Take somebody's message out as a moderator, at any time. Twice is once. Returns a number of the log."""
    return _take_out(actor_id, message_id, rules.may_judge_message)


def _keep_revision(message: queries.MessageRow, actor_id: int, now: datetime) -> None:
    db.session.add(MessageRevision(message_id=message.id, body_source=message.body_source, replaced_at=now,
                                   replaced_by_id=actor_id))


@command
def move_agenda(actor_id: int, meeting_id: int, *, item_id: int) -> int:
    """Go to a point of the agenda; the same point twice is once. Returns a number of the log."""
    now = clock.now()
    line = take_number(meeting_id)
    meeting = queries.get_meeting(meeting_id)
    require(rules.may_lead(standing(actor_id, meeting.group_id), meeting, now))
    here = db.session.scalar(select(AgendaItem.id).where(
        AgendaItem.id == item_id, AgendaItem.meeting_id == meeting_id))
    if here is None:
        raise NotFound()
    if queries.get_room(meeting_id).current_item_id == item_id:
        give_back(line)
        return line.seq - 1
    db.session.execute(update(Room).where(Room.id == line.room_id).values(current_item_id=item_id)
                       .execution_options(synchronize_session=False))
    put_line(line, EventKind.AGENDA, actor_id, now, item_id=item_id)
    record(events.AgendaMoved(actor_id=actor_id, meeting_id=meeting_id, group_id=meeting.group_id, seq=line.seq,
                              item_id=item_id))
    return line.seq
