"""The live room over sockets: what clients say comes in like a form, what the log holds goes out after the commit.

A client joins with the number of the last line it has; the join is confirmed first and the missed lines are read
afterwards, so nothing falls between. Lines may overtake each other on the way: each carries its number, and a
client that sees a hole asks for the rest.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from goforum.core import clock
from goforum.core.events import after
from goforum.core.i18n import _
from goforum.core.rules import Invalid, require
from goforum.core.sockets import (
    Connection,
    connections,
    emit_to,
    join,
    kick,
    leave,
    on,
    on_leave,
    people_in,
    sweep_check,
    take,
)
from goforum.core.viewer import Viewer
from goforum.core.web import person_id
from goforum.groups.events import MemberLeft, RoleChanged
from goforum.groups.queries import standing
from goforum.meetings import commands, payloads, queries, rules
from goforum.meetings.events import GuestWithdrawn, MeetingChanged, PersonRemoved, RoomEventWritten
from goforum.meetings.missed import missed
from goforum.meetings.sockets import presence
from goforum.meetings.sockets.presence import meeting_of, room_name
from goforum.voting import commands as voting
from goforum.voting.drawing import receipt_words
from goforum.voting.models import MAX_OPTIONS
from goforum.voting.receipts import receipt_of

# The longest name of an option or of a line of the roll.
MAX_KEY = 40


def _enter(viewer: Viewer, data: dict[str, Any]) -> queries.MeetingCard:
    """The meeting a payload names, when the person may follow it now."""
    meeting = queries.get_meeting(take(data, "meeting_id", int))
    here = queries.get_here(meeting.id, viewer.id)
    require(rules.may_follow(standing(viewer.id, meeting.group_id), meeting, clock.now(), here))
    return meeting


@on("room_join", guests=True)
def room_join(viewer: Viewer, data: dict[str, Any]) -> dict[str, Any]:
    """Enter a meeting's room and get what was written since ``after``."""
    after_seq = take(data, "after", int)
    meeting = _enter(viewer, data)
    join(room_name(meeting.id))
    presence.note(room_name(meeting.id))
    presence.start()
    return {**missed(meeting, after_seq), "presence": presence.summary(room_name(meeting.id))}


@on("room_since", guests=True)
def room_since(viewer: Viewer, data: dict[str, Any]) -> dict[str, Any]:
    """What was written since ``after``: asked when a number is missing."""
    after_seq = take(data, "after", int)
    return missed(_enter(viewer, data), after_seq)


@on("room_leave", guests=True)
def room_leave(_viewer: Viewer, data: dict[str, Any]) -> None:
    """Leave a meeting's room; whoever was never in it leaves it too."""
    room = room_name(take(data, "meeting_id", int))
    leave(room)
    presence.note(room)


@on("room_say", chat=True, guests=True)
def room_say(_viewer: Viewer, data: dict[str, Any]) -> dict[str, Any]:
    """Say something; the answer comes after the commit and is the same for a resend."""
    meeting_id, text = take(data, "meeting_id", int), take(data, "text", str)
    file_id, alt = take(data, "file_id", int, default=None), take(data, "alt", str, default="", max_length=300)
    said = commands.say(
        person_id(), meeting_id, text=text, client_id=take(data, "client_id", str, max_length=64),
        reply_to=take(data, "reply_to", int, default=None), by_phone=take(data, "by_phone", str, default="",
                                                                          max_length=200),
        picture=None if file_id is None else commands.Shown(file_id, alt))
    return {"seq": said.seq, "id": said.message_id, "new": said.is_new, **({"held": True} if said.held else {})}


@on("room_edit", chat=True, guests=True)
def room_edit(_viewer: Viewer, data: dict[str, Any]) -> dict[str, Any]:
    """Change one's own message."""
    text = take(data, "text", str)
    return {"seq": commands.edit_message(person_id(), take(data, "id", int), text=text)}


@on("room_delete", chat=True, guests=True)
def room_delete(_viewer: Viewer, data: dict[str, Any]) -> dict[str, Any]:
    """Take a message out."""
    return {"seq": commands.delete_message(person_id(), take(data, "id", int))}


@on("room_react", chat=True, guests=True)
def room_react(_viewer: Viewer, data: dict[str, Any]) -> dict[str, Any]:
    """Put a reaction on a message, or take one's own back."""
    message_id, kind = take(data, "id", int), take(data, "kind", str, max_length=16)
    return {"seq": commands.react(person_id(), message_id, kind, on=take(data, "on", bool))}


@on("room_pin")
def room_pin(_viewer: Viewer, data: dict[str, Any]) -> dict[str, Any]:
    """Pin a message, or take the pin off it."""
    return {"seq": commands.pin_message(person_id(), take(data, "id", int), on=take(data, "on", bool))}


@on("room_lock")
def room_lock(_viewer: Viewer, data: dict[str, Any]) -> dict[str, Any]:
    """Lock the chat, or open it again."""
    return {"seq": commands.lock_chat(person_id(), take(data, "meeting_id", int), on=take(data, "on", bool))}


@on("room_ask", chat=True, guests=True)
def room_ask(_viewer: Viewer, data: dict[str, Any]) -> dict[str, Any]:
    """Ask for the floor, or for a statement to be read out."""
    return {"seq": commands.ask_floor(
        person_id(), take(data, "meeting_id", int), kind=take(data, "kind", str, max_length=16),
        client_id=take(data, "client_id", str, max_length=64), statement=take(data, "statement", str, default=""),
        by_phone=take(data, "by_phone", str, default="", max_length=200))}


FLOOR_ACTS: dict[str, Callable[[int, int], int]] = {
    "withdraw": commands.withdraw_request,
    "call": lambda me, turn: commands.call_speaker(me, queries.get_turn(turn).meeting_id, turn_id=turn),
    "done": commands.end_turn,
    "skip": commands.skip_speaker,
    "up": lambda me, turn: commands.shift_speaker(me, turn, up=True),
    "down": lambda me, turn: commands.shift_speaker(me, turn, up=False),
}


@on("room_floor", guests=True)
def room_floor(_viewer: Viewer, data: dict[str, Any]) -> dict[str, Any]:
    """Act on a request for the floor: withdraw, call, done, skip, up, down; "next" names none."""
    act, me = take(data, "act", str, max_length=16), person_id()
    if act == "next":
        return {"seq": commands.call_speaker(me, take(data, "meeting_id", int))}
    if act not in FLOOR_ACTS:
        raise Invalid({"act": _("Choose one.")})
    return {"seq": FLOOR_ACTS[act](me, take(data, "id", int))}


def _marks(data: dict[str, Any]) -> dict[str, int] | None:
    """Marks by option, where the payload has some: whole numbers under short names."""
    found = take(data, "marks", dict, default=None)
    if found is None:
        return None
    return {name[:MAX_KEY]: take(found, name, int) for name in list(found)[:MAX_OPTIONS + 1]}


@on("room_vote", guests=True)
def room_vote(viewer: Viewer, data: dict[str, Any]) -> dict[str, Any]:
    """Vote in a poll of the room. The answer comes after the commit, with the receipt that the form gives too."""
    meeting, me = _enter(viewer, data), person_id()
    if rules.is_guest(standing(me, meeting.group_id), queries.get_here(meeting.id, me)):
        require(rules.NO_VOTE)
    for_whom = take(data, "as", str, default="", max_length=MAX_KEY)
    poll = queries.open_poll_of(meeting.id, meeting.group_id, take(data, "poll_id", int), me, for_whom)
    receipt = voting.cast_vote(
        me, poll.id, choice=take(data, "choice", str, default="", max_length=MAX_KEY), marks=_marks(data),
        reason=take(data, "reason", str, default=""), voter_key=for_whom,
        tracker=take(data, "tracker", str, default="", max_length=64),
        old_tracker=take(data, "old", str, default="", max_length=64))
    return {"words": str(receipt_words(receipt)), "receipt": receipt_of(receipt.proof) if receipt.proof else None}


@on("room_typing", guests=True)
def room_typing(viewer: Viewer, data: dict[str, Any]) -> None:
    """Somebody in the room is writing: told with the next summary, and kept nowhere."""
    room = room_name(take(data, "meeting_id", int))
    if viewer.id is not None and viewer.id in people_in(room):
        presence.note_typing(room, viewer.id)


@on("room_agenda")
def room_agenda(_viewer: Viewer, data: dict[str, Any]) -> dict[str, Any]:
    """Go to a point of the agenda."""
    meeting_id = take(data, "meeting_id", int)
    return {"seq": commands.move_agenda(person_id(), meeting_id, item_id=take(data, "item_id", int))}


@after(RoomEventWritten)
def tell_the_room(event: RoomEventWritten) -> None:
    """A line was written: everybody in the room gets it, from the row and not from whoever wrote it."""
    found = queries.find_line(event.meeting_id, event.seq)
    if found is not None:
        line, zone = found
        told = {"meeting_id": event.meeting_id, **payloads.line(line, zone)}
        if line.kind in payloads.OF_HEAD | payloads.OF_QUEUE:
            room = queries.get_room(event.meeting_id)
            if line.kind in payloads.OF_HEAD:
                told["head"] = payloads.head(room, queries.find_pinned(room.id))
            if line.kind in payloads.OF_QUEUE:
                told["queue"] = payloads.queue(queries.get_queue(room))
        emit_to(room_name(event.meeting_id), "room_event", told)


@after(MeetingChanged)
def tell_of_change(event: MeetingChanged) -> None:
    """The invitation or the agenda changed: pages fetch them again."""
    meeting = queries.get_meeting(event.meeting_id)
    emit_to(room_name(event.meeting_id), "room_changed", {"meeting_id": meeting.id, "version": meeting.version})


@on_leave
def note_leaving(connection: Connection) -> None:
    """A socket closed: the rooms it was in hear of it."""
    for room in connection.rooms:
        if meeting_of(room) is not None:
            presence.note(room)


@sweep_check
def standing_lost(open_ones: Sequence[Connection]) -> Iterable[str]:
    """The sockets in rooms that their person may read no more; few statements for any number of them."""
    inside = [(one, number) for one in open_ones for room in one.rooms if (number := meeting_of(room)) is not None]
    if not inside:
        return []
    lost = queries.rooms_lost({(one.person_id, number) for one, number in inside})
    return [one.sid for one, number in inside if (one.person_id, number) in lost]


@after(MemberLeft)
@after(RoleChanged)
@after(PersonRemoved)
@after(GuestWithdrawn)
def look_again(event: MemberLeft | RoleChanged | PersonRemoved | GuestWithdrawn) -> None:
    """Whoever left a group or was taken out of a room leaves at once here; other processes follow within seconds."""
    if event.person_id is None:  # a guest who never came
        return
    theirs = [one for one in connections.values() if one.person_id == event.person_id]
    kick(sids=set(standing_lost(theirs)), reason="standing")
