"""Who was in a room: kept seldom and for all at once, so that coming and going costs nothing."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import func, select

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, upsert
from goforum.groups.queries import author_lines
from goforum.meetings import events, queries
from goforum.meetings.commands.log import give_back, put_line, take_number
from goforum.meetings.models import Attendance, EventKind

# A count is worth a line at most once in so long; who was heard of within so long is there.
LINE_EVERY = timedelta(seconds=60)
THERE_FOR = timedelta(seconds=150)


@command
def count_presence(meeting_id: int, person_ids: Collection[int]) -> int | None:
    """Keep who is in the room now and, when their number has changed, a line of the log with it; that line's number.

    Called by the clock, seldom, by each process for its own sockets; a room that is not live keeps nothing.
    """
    meeting, now = queries.get_meeting(meeting_id), clock.now()
    if meeting.state != "live":
        return None
    line = take_number(meeting_id)
    lines = author_lines(meeting.group_id, person_ids)
    for one in sorted(set(person_ids)):
        told = lines.get(one)
        upsert(Attendance, {
            "room_id": line.room_id, "person_id": one, "first_at": now, "last_at": now,
            "college": told.college if told else None, "organisation_id": told.organisation_id if told else None,
        }, ["room_id", "person_id"], ["last_at"])
    count = db.session.scalar(select(func.count()).select_from(Attendance).where(
        Attendance.room_id == line.room_id, Attendance.last_at > now - THERE_FOR)) or 0
    last = queries.last_presence(line.room_id)
    if last is not None and (last[0] == count or now - last[1] < LINE_EVERY):
        give_back(line)
        return None
    put_line(line, EventKind.PRESENCE, None, now, amount=count)
    record(events.PresenceCounted(actor_id=None, meeting_id=meeting_id, group_id=meeting.group_id, seq=line.seq,
                                  count=count))
    return line.seq
