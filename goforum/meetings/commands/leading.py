"""What those who lead a meeting do in its room: the agenda, the pin, the lock, people and their roles of the day."""

from sqlalchemy import delete, select

from goforum.core.commands import command, record
from goforum.core.db import db, upsert
from goforum.core.i18n import _l
from goforum.core.rules import Conflict, Invalid, NotFound, require
from goforum.core.text import clean_line
from goforum.groups.queries import standing
from goforum.meetings import events, queries, rules
from goforum.meetings.commands.floor import leave_queue
from goforum.meetings.commands.log import Entry, change_room, enter, give_back, put_line
from goforum.meetings.models import AgendaItem, EventKind, RoomPerson, RoomPin, RoomRole


def _lead(actor_id: int, meeting_id: int) -> Entry:
    entry = enter(actor_id, meeting_id)
    require(rules.may_lead(entry.who, entry.meeting, entry.now, entry.here))
    return entry


@command
def move_agenda(actor_id: int, meeting_id: int, *, item_id: int) -> int:
    """Go to a point of the agenda; the same point twice is once. Returns a number of the log."""
    entry = _lead(actor_id, meeting_id)
    here = db.session.scalar(select(AgendaItem.id).where(
        AgendaItem.id == item_id, AgendaItem.meeting_id == meeting_id))
    if here is None:
        raise NotFound()
    if queries.get_room(meeting_id).current_item_id == item_id:
        return give_back(entry.line)
    change_room(entry.line, current_item_id=item_id, item_since=entry.now, item_extra=0)
    put_line(entry.line, EventKind.AGENDA, actor_id, entry.now, item_id=item_id)
    record(events.AgendaMoved(actor_id=actor_id, item_id=item_id, **entry.facts))
    return entry.line.seq


@command
def extend_point(actor_id: int, meeting_id: int, *, minutes: int, item_id: int) -> int:
    """Give the point being discussed more minutes; ``item_id`` is the one that was meant, another is a Conflict."""
    entry = _lead(actor_id, meeting_id)
    room = queries.get_room(meeting_id)
    if room.current_item_id != item_id:
        raise Conflict(_l("The meeting has gone to another point meanwhile."))
    if not 1 <= minutes <= rules.MOST_EXTRA:
        raise Invalid({"minutes": _l("Write a number of minutes, from 1 to %(max)d.", max=rules.MOST_EXTRA)})
    extra = queries.get_extra(room.id) + minutes
    if extra > rules.MAX_MINUTES:
        raise Invalid({"minutes": _l("This point has been extended enough: go on, or plan another meeting.")})
    change_room(entry.line, item_extra=extra)
    put_line(entry.line, EventKind.EXTENDED, actor_id, entry.now, item_id=item_id, amount=minutes)
    record(events.PointExtended(actor_id=actor_id, item_id=item_id, minutes=minutes, **entry.facts))
    return entry.line.seq


@command
def pin_message(actor_id: int, message_id: int, *, on: bool = True) -> int:
    """Let a message stand above the others, in the place of the one that did; or take the pin off it."""
    entry = enter(actor_id, queries.get_message(message_id).meeting_id)
    message = queries.get_message(message_id)
    require(rules.may_pin(entry.who, entry.meeting, message, entry.now, entry.here))
    pinned = queries.find_pinned(entry.line.room_id)
    if on == (pinned is not None and pinned.id == message_id):
        return give_back(entry.line)
    if on:
        upsert(RoomPin, {"room_id": entry.line.room_id, "message_id": message_id, "pinned_by_id": actor_id,
                         "pinned_at": entry.now}, ["room_id"], ["message_id", "pinned_by_id", "pinned_at"])
    else:
        db.session.execute(delete(RoomPin).where(RoomPin.room_id == entry.line.room_id))
    word = "on" if on else "off"
    put_line(entry.line, EventKind.PIN, actor_id, entry.now, word=word, message_id=message_id)
    record(events.MessagePinned(actor_id=actor_id, message_id=message_id, word=word, **entry.facts))
    return entry.line.seq


@command
def lock_chat(actor_id: int, meeting_id: int, *, on: bool = True) -> int:
    """Let only those who lead write for now, or everybody again; the floor can be asked for all the same."""
    entry = _lead(actor_id, meeting_id)
    if entry.here.locked == on:
        return give_back(entry.line)
    change_room(entry.line, locked_at=entry.now if on else None)
    word = "on" if on else "off"
    put_line(entry.line, EventKind.LOCK, actor_id, entry.now, word=word)
    record(events.ChatLocked(actor_id=actor_id, word=word, **entry.facts))
    return entry.line.seq


@command
def remove_person(actor_id: int, meeting_id: int, person_id: int, *, back: bool = False, reason: str = "") -> int:
    """Take a person out of the room, with the reason they are told, or let them in again. Twice is once."""
    entry = enter(actor_id, meeting_id)
    target = standing(person_id, entry.meeting.group_id)
    require(rules.may_remove(entry.who, target, entry.meeting, entry.now, entry.here))
    reason = clean_line(reason)
    if (not back and not reason) or len(reason) > rules.MAX_REASON:
        raise Invalid({"reason": _l("Say why, in at most 500 characters.")})
    if queries.get_here(meeting_id, person_id).removed != back:
        return give_back(entry.line)
    values = {"room_id": entry.line.room_id, "person_id": person_id, "role": None, "reason": reason,
              "removed_at": None if back else entry.now, "removed_by_id": None if back else actor_id}
    upsert(RoomPerson, values, ["room_id", "person_id"], ["role", "removed_at", "removed_by_id", "reason"])
    if not back:
        leave_queue(entry.line.room_id, person_id, entry.now)
    word = "back" if back else "out"
    put_line(entry.line, EventKind.REMOVAL, actor_id, entry.now, word=word, person_id=person_id)
    record(events.PersonRemoved(actor_id=actor_id, person_id=person_id, word=word, **entry.facts))
    return entry.line.seq


@command
def give_role(actor_id: int, meeting_id: int, person_id: int, *, role: str | None) -> int:
    """Let a member chair the meeting or be its secretary for the day, or take that back. Twice is once."""
    entry = enter(actor_id, meeting_id)
    require(rules.may_give_roles(entry.who, entry.meeting, entry.now))
    if role is not None and role not in set(RoomRole):
        raise Invalid({"role": _l("Choose one.")})
    target = standing(person_id, entry.meeting.group_id)
    if role is not None and (target.person_id is None or target.role in {None, "observer"}):
        raise Invalid({"person_id": _l("Choose a member of the group.")})
    here = queries.get_here(meeting_id, person_id)
    if here.role == role:
        return give_back(entry.line)
    if here.removed:
        raise Invalid({"person_id": _l("This person was taken out of the room: let them in first.")})
    upsert(RoomPerson, {"room_id": entry.line.room_id, "person_id": person_id, "role": role, "removed_at": None,
                        "removed_by_id": None, "reason": ""}, ["room_id", "person_id"], ["role"])
    put_line(entry.line, EventKind.ROLE, actor_id, entry.now, word=role or "none", person_id=person_id)
    record(events.RoomRoleGiven(actor_id=actor_id, person_id=person_id, word=role or "none", **entry.facts))
    return entry.line.seq
