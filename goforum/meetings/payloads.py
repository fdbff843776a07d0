"""A room's log as it goes over the wire: the same values for everybody, in no language, by socket or by HTTP.

What the reader's own page must say (roles, "deleted", "the meeting has begun") the page knows in its language;
here are only keys. Hours are written in the meeting's zone by the server: no device's clock or zone data is
trusted with them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from goforum.core import clock
from goforum.core.i18n import iso
from goforum.meetings.models import EventKind
from goforum.meetings.queries import (
    LogLine,
    MeetingCard,
    MessageLine,
    Picture,
    Pinned,
    Queue,
    RoomHead,
    Turn,
    glimpse,
)

# Kinds whose line changes how the room stands, beside the log: with them goes what the room is now.
OF_QUEUE = frozenset({EventKind.QUEUE, EventKind.REMOVAL, EventKind.ENDED})
OF_HEAD = frozenset({EventKind.AGENDA, EventKind.STARTED, EventKind.EXTENDED, EventKind.PIN, EventKind.LOCK,
                     EventKind.EDIT, EventKind.DELETE, EventKind.QUEUE})


def clock_text(at: datetime, zone: str) -> str:
    """The hour as every language here writes it: 15:42."""
    return at.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def line(one: LogLine, zone: str) -> dict[str, Any]:
    """One line of the log."""
    found: dict[str, Any] = {
        "seq": one.seq, "kind": one.kind, "at": iso(one.at), "clock": clock_text(one.at, zone),
        "who": {"id": one.actor_id, "name": one.actor_name},
    }
    if one.word:
        found["word"] = one.word
    if one.message is not None:
        found["message"] = _message(one, one.message, zone)
    if one.item_id is not None:
        found["item"] = {"id": one.item_id, "titles": {k: v for k, v in one.item_titles.items() if v}}
    if one.about:
        found["about"] = {"id": one.about_id, "name": one.about}
    if one.poll_id is not None:
        found["poll"] = {"id": one.poll_id, "lang": one.poll_language}
    if one.amount is not None:
        found["amount"] = one.amount
    if one.capture is not None:
        found["capture"] = _capture(one, zone)
    return found


def deleted_by(message: MessageLine) -> str:
    """Who took the words out: "author", "team", or nobody."""
    if message.deleted_at is None:
        return ""
    return "author" if message.deleted_by_id == message.author_id else "team"


def _message(one: LogLine, message: MessageLine, zone: str) -> dict[str, Any]:
    found: dict[str, Any] = {"id": message.id, "seq": message.seq, "deleted": deleted_by(message),
                             "edited": message.edited_at is not None}
    if one.kind not in {EventKind.EDIT, EventKind.DELETE, EventKind.PIN}:
        found["reactions"] = dict(message.reactions)
    if one.kind in {EventKind.MESSAGE, EventKind.EDIT} or (
            one.kind == EventKind.DELETE and message.deleted_at is None):  # brought back since
        found |= {
            "who": {"id": message.author_id, "name": message.author_name}, "role": message.role,
            "college": message.college, "html": message.html, "lang": message.language,
            "at": iso(message.created_at), "clock": clock_text(message.created_at, zone),
            "client_id": message.client_id, "phone": message.by_phone, "words": glimpse(message.source),
        }
        if message.picture is not None:
            found["picture"] = _picture(message.picture)
    if one.kind == EventKind.MESSAGE and message.answered is not None:
        asked = message.answered
        found["answers"] = {"id": asked.id, "name": asked.author_name, "lang": asked.language,
                            "words": None if asked.deleted else asked.words}
    return found


def _picture(one: Picture) -> dict[str, Any]:
    width, height = one.shown
    return {"id": one.file.id, "alt": one.alt, "name": one.file.name, "width": width, "height": height,
            "size": one.file.size}


def _capture(one: LogLine, zone: str) -> dict[str, Any]:
    noted = one.capture
    assert noted is not None
    found = {"id": noted.id, "kind": noted.kind, "clock": clock_text(noted.created_at, zone)}
    if noted.withdrawn:
        return {**found, "withdrawn": True}
    return {**found, "corrected": noted.corrected, "text": noted.text, "lang": noted.language, "owner": noted.owner,
            "due": noted.due_on.isoformat() if noted.due_on else "", "message_id": noted.message_id}


def _turn(one: Turn) -> dict[str, Any]:
    found: dict[str, Any] = {"id": one.id, "who": {"id": one.person_id, "name": one.name}, "kind": one.kind,
                             "college": one.college, "first": one.first, "phone": one.by_phone, "guest": one.guest}
    if one.called_at is not None:
        found |= {"since": iso(one.called_at), "statement": one.statement}
    return found


def queue(found: Queue) -> dict[str, Any]:
    """The floor: who has it, who waits in order, how long each college has had it."""
    return {"speaking": _turn(found.speaking) if found.speaking else None,
            "waiting": [_turn(one) for one in found.waiting], "seconds": dict(found.seconds)}


def head(room: RoomHead, pinned: Pinned | None) -> dict[str, Any]:
    """How the room stands beside its log."""
    return {
        "item_id": room.current_item_id, "item_since": iso(room.item_since) if room.item_since else None,
        "item_minutes": room.item_minutes, "locked": room.locked, "turn_seconds": room.turn_seconds,
        "floor": [room.alternate_colleges, room.first_time_first, room.organisation_quota],
        "pin": {"id": pinned.id, "name": pinned.author_name, "words": pinned.words, "lang": pinned.language}
        if pinned else None,
    }


@dataclass(frozen=True)
class Told:
    """The lines of an answer to whoever asks what they missed, as JSON already, and where they end."""

    events: orjson.Fragment
    last_seq: int
    more: bool = False
    reset: bool = False


def catch_up(told: Told, meeting: MeetingCard, room: RoomHead, floor: Queue,
             pinned: Pinned | None) -> dict[str, Any]:
    """The answer to whoever asks what they missed; with ``reset`` it replaces all they have.

    ``now`` is the server's instant: clients count their clocks by it, however wrong these are.
    """
    return {
        "events": told.events, "last_seq": told.last_seq, "more": told.more, "reset": told.reset,
        "state": meeting.state, "version": meeting.version,
        "head": head(room, pinned), "queue": queue(floor),
        "now": int(clock.now().timestamp() * 1000),
    }
