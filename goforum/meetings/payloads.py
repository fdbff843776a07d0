"""A room's log as it goes over the wire: the same values for everybody, in no language, by socket or by HTTP.

What the reader's own page must say (roles, "deleted", "the meeting has begun") the page knows in its language;
here are only keys. Hours are written in the meeting's zone by the server: no device's clock or zone data is
trusted with them.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from goforum.core.i18n import iso
from goforum.meetings.models import EventKind
from goforum.meetings.queries import CatchUp, LogLine, MeetingCard, MessageLine, RoomHead


def clock_text(at: datetime, zone: str) -> str:
    """The hour as every language here writes it: 15:42."""
    return at.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def line(one: LogLine, zone: str) -> dict[str, Any]:
    """One line of the log."""
    found: dict[str, Any] = {
        "seq": one.seq, "kind": one.kind, "at": iso(one.at), "clock": clock_text(one.at, zone),
        "who": {"id": one.actor_id, "name": one.actor_name},
    }
    if one.message is not None:
        found["message"] = _message(one.message, zone, whole=one.kind != EventKind.DELETE)
    if one.item_id is not None:
        found["item"] = {"id": one.item_id, "titles": {k: v for k, v in one.item_titles.items() if v}}
    return found


def deleted_by(message: MessageLine) -> str:
    """Who took the words out: "author", "team", or nobody."""
    if message.deleted_at is None:
        return ""
    return "author" if message.deleted_by_id == message.author_id else "team"


def _message(message: MessageLine, zone: str, *, whole: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": message.id, "seq": message.seq, "deleted": deleted_by(message),
        "edited": message.edited_at is not None,
    }
    if whole:
        found |= {
            "who": {"id": message.author_id, "name": message.author_name}, "role": message.role,
            "college": message.college, "html": message.html, "lang": message.language,
            "at": iso(message.created_at), "clock": clock_text(message.created_at, zone),
            "client_id": message.client_id,
        }
    return found


def catch_up(found: CatchUp, meeting: MeetingCard, room: RoomHead) -> dict[str, Any]:
    """The answer to whoever asks what they missed; with ``reset`` it replaces all they have."""
    return {
        "events": [line(one, meeting.zone) for one in found.lines], "last_seq": found.last_seq,
        "more": found.more, "reset": found.reset, "state": meeting.state, "version": meeting.version,
        "item_id": room.current_item_id,
    }
