"""The live room over sockets: what clients say comes in like a form, what the log holds goes out after the commit.

A client joins with the number of the last line it has; the join is confirmed first and the missed lines are read
afterwards, so nothing falls between. Lines may overtake each other on the way: each carries its number, and a
client that sees a hole asks for the rest.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from goforum.core import clock
from goforum.core.events import after
from goforum.core.rules import require
from goforum.core.sockets import Connection, connections, emit_to, join, kick, leave, on, on_leave, sweep_check, take
from goforum.core.viewer import Viewer
from goforum.core.web import person_id
from goforum.groups.events import MemberLeft, RoleChanged
from goforum.groups.queries import standing
from goforum.groups.rules import may_read
from goforum.meetings import commands, payloads, queries
from goforum.meetings.events import MeetingChanged, RoomEventWritten
from goforum.meetings.sockets import presence
from goforum.meetings.sockets.presence import meeting_of, room_name


def _enter(viewer: Viewer, data: dict[str, Any]) -> queries.MeetingCard:
    """The meeting a payload names, when the person may read it now."""
    meeting = queries.get_meeting(take(data, "meeting_id", int))
    require(may_read(standing(viewer.id, meeting.group_id), clock.now()))
    return meeting


def _missed(meeting: queries.MeetingCard, after_seq: int) -> dict[str, Any]:
    room = queries.get_room(meeting.id)
    return payloads.catch_up(queries.catch_up(room, after_seq), meeting, room)


@on("room_join")
def room_join(viewer: Viewer, data: dict[str, Any]) -> dict[str, Any]:
    """Enter a meeting's room and get what was written since ``after``."""
    after_seq = take(data, "after", int)
    meeting = _enter(viewer, data)
    join(room_name(meeting.id))
    presence.note(room_name(meeting.id))
    presence.start()
    return {**_missed(meeting, after_seq), "presence": presence.summary(room_name(meeting.id))}


@on("room_since")
def room_since(viewer: Viewer, data: dict[str, Any]) -> dict[str, Any]:
    """What was written since ``after``: asked when a number is missing."""
    after_seq = take(data, "after", int)
    return _missed(_enter(viewer, data), after_seq)


@on("room_leave")
def room_leave(_viewer: Viewer, data: dict[str, Any]) -> None:
    """Leave a meeting's room; whoever was never in it leaves it too."""
    room = room_name(take(data, "meeting_id", int))
    leave(room)
    presence.note(room)


@on("room_say", chat=True)
def room_say(_viewer: Viewer, data: dict[str, Any]) -> dict[str, Any]:
    """Say something; the answer comes after the commit and is the same for a resend."""
    meeting_id, text = take(data, "meeting_id", int), take(data, "text", str)
    said = commands.say(person_id(), meeting_id, text=text, client_id=take(data, "client_id", str, max_length=64))
    return {"seq": said.seq, "id": said.message_id, "new": said.is_new}


@on("room_edit", chat=True)
def room_edit(_viewer: Viewer, data: dict[str, Any]) -> dict[str, Any]:
    """Change one's own message."""
    text = take(data, "text", str)
    return {"seq": commands.edit_message(person_id(), take(data, "id", int), text=text)}


@on("room_delete", chat=True)
def room_delete(_viewer: Viewer, data: dict[str, Any]) -> dict[str, Any]:
    """Take a message out."""
    return {"seq": commands.delete_message(person_id(), take(data, "id", int))}


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
        emit_to(room_name(event.meeting_id), "room_event",
                {"meeting_id": event.meeting_id, **payloads.line(line, zone)})


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
def look_again(event: MemberLeft | RoleChanged) -> None:
    """Whoever left a group leaves its rooms at once here; other processes' sweeps follow within seconds."""
    theirs = [one for one in connections.values() if one.person_id == event.person_id]
    kick(sids=set(standing_lost(theirs)), reason="standing")
