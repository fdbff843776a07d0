"""The floor: asked for, withdrawn, given, ended, passed over, put in another order. Each act is one line of the log.

A cut line changes nothing here: whoever asked stays where they asked until they withdraw, have spoken, or are taken
out of the room. The order is the numbers of the log, never anybody's clock.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text, update

from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore
from goforum.core.i18n import _l
from goforum.core.rules import Conflict, Invalid, NotFound, require
from goforum.core.text import clean_line, clean_source
from goforum.meetings import events, queries, rules
from goforum.meetings.commands.log import Entry, change_room, enter, give_back, put_line
from goforum.meetings.models import EventKind, SpeakerTurn, TurnKind
from goforum.meetings.queries import Queue, Turn


def _write(entry: Entry, word: str, turn_id: int | None = None) -> int:
    put_line(entry.line, EventKind.QUEUE, entry.who.person_id, entry.now, word=word, turn_id=turn_id)
    record(events.QueueChanged(actor_id=entry.who.person_id, word=word, turn_id=turn_id, **entry.facts))
    return entry.line.seq


def _set(turn_id: int, **values: Any) -> None:
    db.session.execute(update(SpeakerTurn).where(SpeakerTurn.id == turn_id).values(**values)
                       .execution_options(synchronize_session=False))


def _queue(entry: Entry) -> Queue:
    return queries.get_queue(queries.get_room(entry.meeting.id))


def _lead(actor_id: int, meeting_id: int) -> tuple[Entry, Queue]:
    entry = enter(actor_id, meeting_id)
    require(rules.may_lead(entry.who, entry.meeting, entry.now, entry.here))
    return entry, _queue(entry)


@command
def ask_floor(actor_id: int, meeting_id: int, *, kind: str, client_id: str, statement: str = "",
              by_phone: str = "") -> int:
    """Ask for the floor, or for a statement to be read out. Asked twice is asked once; returns a number of the log.

    ``by_phone`` is the name of somebody on the telephone, for whom the secretary asks.
    """
    if not rules.is_client_id(client_id):
        raise Invalid({"client_id": _l("This value cannot be used.")})
    entry = enter(actor_id, meeting_id)
    known = db.session.scalar(select(SpeakerTurn.id).where(
        SpeakerTurn.room_id == entry.line.room_id, SpeakerTurn.recorded_by_id == actor_id,
        SpeakerTurn.client_id == client_id))
    if known is not None:
        return give_back(entry.line)
    require(rules.may_ask_floor(entry.who, entry.meeting, entry.now, entry.here))
    name, words = _check(entry, kind, statement, by_phone)
    values = {
        "room_id": entry.line.room_id, "recorded_by_id": actor_id, "client_id": client_id, "kind": kind,
        "state": "waiting", "place": entry.line.seq, "statement": words, "asked_at": entry.now, "by_phone": name,
        "person_id": None if name else actor_id, "college": None if name else entry.who.college,
        "organisation_id": None if name else entry.who.organisation_id,
        "item_id": queries.get_room(meeting_id).current_item_id,
    }
    if not insert_or_ignore(SpeakerTurn, values, ["room_id", "person_id"], text("state IN ('waiting', 'speaking')")):
        return give_back(entry.line)
    made = db.session.scalars(select(SpeakerTurn.id).where(
        SpeakerTurn.room_id == entry.line.room_id, SpeakerTurn.place == entry.line.seq)).one()
    return _write(entry, "asked", made)


def _check(entry: Entry, kind: str, statement: str, by_phone: str) -> tuple[str, str]:
    """The name of who speaks by phone and the words to be read, cleaned; Invalid when something is missing."""
    errors: dict[str, object] = {}
    if kind not in set(TurnKind):
        errors["kind"] = _l("Choose one.")
    words = clean_source(statement).strip()
    if kind == TurnKind.STATEMENT and not words:
        errors["statement"] = _l("Write what is to be read out.")
    elif len(words) > rules.MAX_STATEMENT:
        errors["statement"] = _l("At most %(max)d characters.", max=rules.MAX_STATEMENT)
    name = clean_line(by_phone)
    if len(name) > rules.MAX_NAME:
        errors["by_phone"] = _l("At most %(max)d characters.", max=rules.MAX_NAME)
    if errors:
        raise Invalid(errors)
    if name:
        require(rules.may_record(entry.who, entry.meeting, entry.now, entry.here))
    waiting = db.session.scalar(select(func.count()).select_from(SpeakerTurn).where(
        SpeakerTurn.room_id == entry.line.room_id, SpeakerTurn.state == "waiting")) or 0
    if waiting >= rules.MAX_WAITING:
        raise Conflict(_l("The list of speakers is full. Try again when some have spoken."))
    return name, words if kind == TurnKind.STATEMENT else ""


@command
def withdraw_request(actor_id: int, turn_id: int) -> int:
    """Take one's own request back; those who lead take anybody's. Twice is once. Returns a number of the log."""
    entry = enter(actor_id, queries.get_turn(turn_id).meeting_id)
    turn = queries.get_turn(turn_id)
    if turn.person_id != actor_id:
        require(rules.may_record(entry.who, entry.meeting, entry.now, entry.here))
    else:
        require(rules.may_take_back(entry.who, entry.meeting, entry.now, entry.here))
    if turn.state != "waiting":
        return give_back(entry.line)
    _set(turn_id, state="withdrawn", ended_at=entry.now)
    return _write(entry, "withdrawn", turn_id)


@command
def call_speaker(actor_id: int, meeting_id: int, *, turn_id: int | None = None) -> int:
    """Give the floor to the next who waits, or to this one; whoever had it has had it. Returns a number of the log."""
    entry, queue = _lead(actor_id, meeting_id)
    if queue.speaking is not None and queue.speaking.id == turn_id:
        return give_back(entry.line)
    called = _waiting(queue, turn_id) if turn_id is not None else next(iter(queue.waiting), None)
    if called is None:
        raise Conflict(_l("Nobody waits for the floor."))
    if queue.speaking is not None:
        _set(queue.speaking.id, state="done", ended_at=entry.now)
    _set(called.id, state="speaking", called_at=entry.now)
    return _write(entry, "called", called.id)


def _waiting(queue: Queue, turn_id: int) -> Turn:
    for one in queue.waiting:
        if one.id == turn_id:
            return one
    raise Conflict(_l("This request does not wait any more."))


@command
def end_turn(actor_id: int, turn_id: int) -> int:
    """Whoever has the floor has finished: they say so themselves, or whoever leads does. Twice is once."""
    entry = enter(actor_id, queries.get_turn(turn_id).meeting_id)
    turn = queries.get_turn(turn_id)
    if turn.person_id != actor_id:
        require(rules.may_lead(entry.who, entry.meeting, entry.now, entry.here))
    else:
        require(rules.may_take_back(entry.who, entry.meeting, entry.now, entry.here))
    if turn.state != "speaking":
        return give_back(entry.line)
    _set(turn_id, state="done", ended_at=entry.now)
    return _write(entry, "done", turn_id)


@command
def skip_speaker(actor_id: int, turn_id: int) -> int:
    """Pass over somebody who does not answer: they wait again, behind the others; a cut line loses nobody's request."""
    entry, queue = _lead(actor_id, queries.get_turn(turn_id).meeting_id)
    if queue.speaking is None or queue.speaking.id != turn_id:
        _waiting(queue, turn_id)
    _set(turn_id, state="waiting", place=entry.line.seq, called_at=None)
    return _write(entry, "skipped", turn_id)


@command
def shift_speaker(actor_id: int, turn_id: int, *, up: bool) -> int:
    """Let somebody change places with the one before them, or after; at the end nothing happens."""
    entry, queue = _lead(actor_id, queries.get_turn(turn_id).meeting_id)
    _waiting(queue, turn_id)
    ids = [one.id for one in queue.waiting]
    at = ids.index(turn_id)
    beside = at - 1 if up else at + 1
    if not 0 <= beside < len(ids):
        return give_back(entry.line)
    one, other = queue.waiting[at], queue.waiting[beside]
    _set(one.id, place=other.place)
    _set(other.id, place=one.place)
    if [turn.id for turn in _queue(entry).waiting] == ids:
        raise Conflict(_l("The rules of the floor keep them in this order: change them, or give the floor directly."))
    return _write(entry, "moved", turn_id)


@command
def set_floor(actor_id: int, meeting_id: int, *, floor: rules.Floor, turn_seconds: int = 0) -> int:
    """Say how the floor is given: whose turn comes sooner, and how long one speaks (0 is no limit)."""
    entry, queue = _lead(actor_id, meeting_id)
    errors: dict[str, object] = {}
    if not 0 <= turn_seconds <= rules.MAX_TURN_SECONDS:
        errors["turn_minutes"] = _l("Write a number of minutes, from 0 to 60.")
    if not 0 <= floor.organisation_quota <= rules.MAX_QUOTA:
        errors["organisation_quota"] = _l("Write a number from 0 to %(max)d.", max=rules.MAX_QUOTA)
    if errors:
        raise Invalid(errors)
    if queue.floor == floor and queries.get_room(meeting_id).turn_seconds == turn_seconds:
        return give_back(entry.line)
    change_room(entry.line, turn_seconds=turn_seconds, alternate_colleges=floor.alternate_colleges,
                first_time_first=floor.first_time_first, organisation_quota=floor.organisation_quota)
    return _write(entry, "rules")


def leave_queue(room_id: int, person_id: int, now: datetime) -> None:
    """Whoever is taken out of the room is out of its queue too, in the same line."""
    for state, becomes in (("waiting", "withdrawn"), ("speaking", "done")):
        db.session.execute(update(SpeakerTurn).where(
            SpeakerTurn.room_id == room_id, SpeakerTurn.person_id == person_id, SpeakerTurn.state == state)
            .values(state=becomes, ended_at=now).execution_options(synchronize_session=False))


def close_floor(room_id: int, now: datetime) -> None:
    """At the end of a meeting whoever has the floor has had it; the requests of others stay as they were, unheard."""
    db.session.execute(update(SpeakerTurn).where(SpeakerTurn.room_id == room_id, SpeakerTurn.state == "speaking")
                       .values(state="done", ended_at=now).execution_options(synchronize_session=False))


def turn_of(meeting_id: int, turn_id: int) -> queries.TurnRow:
    """A request of this meeting, for doors that name both."""
    turn = queries.get_turn(turn_id)
    if turn.meeting_id != meeting_id:
        raise NotFound()
    return turn
