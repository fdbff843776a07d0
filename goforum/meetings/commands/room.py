"""What is said in a live room. Each command writes one line of the log, or none when nothing changed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, select, update

from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore
from goforum.core.i18n import _l
from goforum.core.language import guess_language
from goforum.core.rules import Invalid, NotFound, Verdict, require
from goforum.core.text import Rendered, TextTooLong, clean_line, clean_source, render_markdown
from goforum.groups.queries import standing
from goforum.meetings import events, queries, rules
from goforum.meetings.commands.holding import find_held, hold, screened
from goforum.meetings.commands.log import Entry, enter, give_back, put_line
from goforum.meetings.commands.pictures import Shown, check_picture, put_picture, words_for
from goforum.meetings.models import EventKind, Message, MessageMention, MessageReaction, MessageRevision, RoomPin
from goforum.threads.commands.writing import named_people, people_named


@dataclass(frozen=True)
class Said:
    """Where a message stands in the log. ``is_new`` is False when this was a resend.

    ``held``: a moderator or the chair reads it first; it has no number yet.
    """

    message_id: int
    seq: int
    at: datetime
    is_new: bool
    held: bool = False


def render(text: str) -> tuple[str, Rendered]:
    """The text as it is stored, and its HTML; Invalid when nothing is left of it or it is too long."""
    source = clean_source(text).strip()
    if not source:
        raise Invalid({"text": _l("Write something first.")})
    try:
        return source, render_markdown(source, mentions=people_named, limit=rules.MAX_MESSAGE)
    except TextTooLong as error:
        raise Invalid({"text": _l("At most 4,000 characters. Send the rest in another message.")}) from error


@command
def say(actor_id: int, meeting_id: int, *, text: str, client_id: str, reply_to: int | None = None,
        by_phone: str = "", picture: Shown | None = None) -> Said:
    """Say something in the room. The same ``client_id`` from the same person is the same message, ever after.

    ``reply_to`` is the message it answers; ``by_phone`` the name of whoever says it through the telephone, which the
    secretary writes down; ``picture`` goes with the words, and what it shows is enough of them.
    """
    if not rules.is_client_id(client_id):
        raise Invalid({"client_id": _l("This value cannot be used.")})
    text = words_for(text, picture)
    ready = render(text)
    entry = enter(actor_id, meeting_id)
    said = _find_said(entry, client_id)
    if said is not None:
        give_back(entry.line)  # a resend: the first answer again, even when the room has closed since
        return said
    require(rules.may_speak(entry.who, entry.meeting, entry.now, entry.here))
    by_phone = _phone(entry, by_phone)
    _check_reply(entry, reply_to)
    picture = check_picture(actor_id, picture)
    seen = screened(entry, text)
    if seen is not None and picture is not None and picture.alt:
        alt = screened(entry, picture.alt)
        seen, picture = (None, picture) if alt is None else (seen, replace(picture, alt=alt))
    if seen is None:
        give_back(entry.line)
        hold(entry, text=text, client_id=client_id, reply_to=reply_to, picture=picture)
        return Said(0, 0, entry.now, is_new=True, held=True)
    return put_message(entry, actor_id, text=seen, client_id=client_id, reply_to=reply_to, by_phone=by_phone,
                       picture=picture, ready=ready if seen == ready[0] else None)


def _phone(entry: Entry, by_phone: str) -> str:
    name = clean_line(by_phone)
    if name:
        require(rules.may_record(entry.who, entry.meeting, entry.now, entry.here))
        if len(name) > rules.MAX_NAME:
            raise Invalid({"by_phone": _l("At most %(max)d characters.", max=rules.MAX_NAME)})
    return name


def _check_reply(entry: Entry, reply_to: int | None) -> None:
    """One answers a message of the same room."""
    if reply_to is not None and queries.get_message(reply_to).room_id != entry.line.room_id:
        raise NotFound()


def put_message(entry: Entry, author_id: int, *, text: str, client_id: str, reply_to: int | None = None,
                by_phone: str = "", picture: Shown | None = None,
                ready: tuple[str, Rendered] | None = None) -> Said:
    """Write a message under the number that was taken; ``author_id`` may have said it earlier.

    ``ready`` is the text as it was drawn before the room was locked.
    """
    source, rendered = ready or render(text)
    line, now, who = entry.line, entry.now, entry.who
    author, here = who, entry.here
    if author_id != who.person_id:  # said earlier, and let in by somebody else
        author = standing(author_id, entry.meeting.group_id)
        here = queries.get_here(entry.meeting.id, author_id)
    made = insert_or_ignore(Message, {
        "room_id": line.room_id, "author_id": author_id, "client_id": client_id, "seq": line.seq,
        "body_source": source, "body_html": rendered.html, "pipeline_version": rendered.version,
        "language": guess_language(source), "author_college": author.college,
        "author_role": "guest" if author.guest or rules.is_guest(author, here) else author.role,
        "organisation_id": author.organisation_id, "created_at": now, "reply_to_id": reply_to, "by_phone": by_phone,
    }, ["room_id", "author_id", "client_id"])
    if not made:
        raise NotFound()
    message_id = db.session.scalars(
        select(Message.id).where(Message.room_id == line.room_id, Message.seq == line.seq)).one()
    _name(message_id, rendered, entry.meeting.group_id)
    if picture is not None:
        put_picture(message_id, author_id, picture)
    put_line(line, EventKind.MESSAGE, author_id, now, message_id=message_id)
    record(events.MessageSaid(actor_id=author_id, message_id=message_id, **entry.facts))
    return Said(message_id, line.seq, now, is_new=True)


def _mention(message_id: int, rendered: Rendered, group_id: int) -> None:
    """Who is named in the message as it stands now."""
    db.session.execute(delete(MessageMention).where(MessageMention.message_id == message_id))
    _name(message_id, rendered, group_id)


def _name(message_id: int, rendered: Rendered, group_id: int) -> None:
    db.session.add_all(MessageMention(message_id=message_id, person_id=one)
                       for one in named_people(rendered, group_id))


def _find_said(entry: Entry, client_id: str) -> Said | None:
    row = db.session.execute(select(Message.id, Message.seq, Message.created_at).where(
        Message.room_id == entry.line.room_id, Message.author_id == entry.who.person_id,
        Message.client_id == client_id)).one_or_none()
    if row is not None:
        return Said(row.id, row.seq, row.created_at, is_new=False)
    held = find_held(entry, client_id)
    return Said(0, 0, held, is_new=False, held=True) if held is not None else None


def _enter_message(actor_id: int, message_id: int) -> tuple[Entry, queries.MessageRow]:
    entry = enter(actor_id, queries.get_message(message_id).meeting_id)
    return entry, queries.get_message(message_id)  # again, now that nobody else can change it


@command
def edit_message(actor_id: int, message_id: int, *, text: str) -> int:
    """Change one's own message; what it said before is kept. Returns the number of the line in the log."""
    source, _rendered = render(text)
    entry, message = _enter_message(actor_id, message_id)
    require(rules.may_change_message(entry.who, entry.meeting, message, entry.now, entry.here))
    seen = source if message.body_source == source else screened(entry, source, before=message.body_source)
    if seen is None:
        raise Invalid({"text": _l("This cannot be added to a message that stands already.")})
    if message.body_source == seen:
        return give_back(entry.line)
    _keep_revision(message, actor_id, entry.now)
    source, rendered = render(seen)
    db.session.execute(update(Message).where(Message.id == message_id).values(
        body_source=source, body_html=rendered.html, pipeline_version=rendered.version,
        language=guess_language(source), edited_at=entry.now))
    _mention(message_id, rendered, entry.meeting.group_id)
    put_line(entry.line, EventKind.EDIT, actor_id, entry.now, message_id=message_id)
    record(events.MessageEdited(actor_id=actor_id, message_id=message_id, **entry.facts))
    return entry.line.seq


@command
def delete_message(actor_id: int, message_id: int) -> int:
    """Take a message's words out of the room; its place stays. Twice is once. Returns a number of the log."""
    return _take_out(actor_id, message_id, rules.may_delete_message)


def _take_out(actor_id: int, message_id: int, rule: Callable[..., Verdict]) -> int:
    entry, message = _enter_message(actor_id, message_id)
    require(rule(entry.who, entry.meeting, message, entry.now, entry.here))
    if message.deleted_at is not None:
        return give_back(entry.line)
    _keep_revision(message, actor_id, entry.now)
    db.session.execute(update(Message).where(Message.id == message_id).values(
        body_source="", body_html="", deleted_at=entry.now, deleted_by_id=actor_id))
    db.session.execute(delete(RoomPin).where(RoomPin.message_id == message_id))
    put_line(entry.line, EventKind.DELETE, actor_id, entry.now, message_id=message_id)
    record(events.MessageDeleted(actor_id=actor_id, message_id=message_id, **entry.facts))
    return entry.line.seq


@command
def bring_back_message(actor_id: int, message_id: int) -> int:
    """Undo a moderator's deletion: the words come back in their place. Returns a number of the log."""
    entry, message = _enter_message(actor_id, message_id)
    require(rules.may_judge_message(entry.who, entry.meeting, message, entry.now))
    words = db.session.scalar(select(MessageRevision.body_source).where(
        MessageRevision.message_id == message_id, MessageRevision.body_source != "",
        MessageRevision.replaced_by_id != message.author_id).order_by(MessageRevision.id.desc()).limit(1))
    if message.deleted_at is None or words is None:
        return give_back(entry.line)
    source, rendered = render(words)
    db.session.execute(update(Message).where(Message.id == message_id).values(
        body_source=source, body_html=rendered.html, pipeline_version=rendered.version, deleted_at=None,
        deleted_by_id=None))
    put_line(entry.line, EventKind.EDIT, actor_id, entry.now, message_id=message_id)
    record(events.MessageEdited(actor_id=actor_id, message_id=message_id, **entry.facts))
    return entry.line.seq


@command
def take_out_message(actor_id: int, message_id: int) -> int:
    """Take somebody's message out as a moderator, at any time. Twice is once. Returns a number of the log."""
    return _take_out(actor_id, message_id, rules.may_judge_message)


def _keep_revision(message: queries.MessageRow, actor_id: int, now: datetime) -> None:
    db.session.add(MessageRevision(message_id=message.id, body_source=message.body_source, replaced_at=now,
                                   replaced_by_id=actor_id))


@command
def react(actor_id: int, message_id: int, kind: str, *, on: bool = True) -> int:
    """Put a reaction on somebody's message, or take one's own back; the same again changes nothing."""
    entry, message = _enter_message(actor_id, message_id)
    require(rules.may_react(entry.who, entry.meeting, message, entry.now, entry.here))
    if kind not in rules.REACTIONS:
        raise Invalid({"kind": _l("Choose one.")})
    if on:
        changed = insert_or_ignore(MessageReaction, {
            "message_id": message_id, "kind": kind, "person_id": actor_id, "created_at": entry.now,
        }, ["message_id", "kind", "person_id"])
    else:
        changed = db.session.execute(delete(MessageReaction).where(
            MessageReaction.message_id == message_id, MessageReaction.kind == kind,
            MessageReaction.person_id == actor_id).returning(MessageReaction.message_id)).first() is not None
    if not changed:
        return give_back(entry.line)
    put_line(entry.line, EventKind.REACTION, actor_id, entry.now, word=kind, message_id=message_id, amount=int(on))
    record(events.MessageReacted(actor_id=actor_id, message_id=message_id, kind=kind, **entry.facts))
    return entry.line.seq
