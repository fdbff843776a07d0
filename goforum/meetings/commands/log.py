"""The one way a line enters a room's log.

The number is taken first: the update locks the room's row, so everybody else who writes in the room waits,
and what is read afterwards (is the meeting still live?) is true until the commit. A refusal rolls the number
back with everything else, so the log has no holes.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import NotFound
from goforum.groups.queries import standing
from goforum.groups.rules import Standing
from goforum.meetings import queries
from goforum.meetings.models import Room, RoomEvent
from goforum.meetings.queries import MeetingCard
from goforum.meetings.rules import Here


@dataclass(frozen=True)
class Line:
    """A number of a room's log, held by the present transaction."""

    room_id: int
    meeting_id: int
    seq: int


def take_number(meeting_id: int) -> Line:
    """Lock the room and take its next number; the caller writes the line or gives the number back."""
    row = db.session.execute(
        update(Room).where(Room.meeting_id == meeting_id).values(last_seq=Room.last_seq + 1)
        .returning(Room.id, Room.meeting_id, Room.last_seq).execution_options(synchronize_session=False)
    ).one_or_none()
    if row is None:
        raise NotFound()
    return Line(*row)


def give_back(line: Line) -> int:
    """Nothing was written after all; the room is still locked by us, so it was the last. The one before."""
    db.session.execute(update(Room).where(Room.id == line.room_id).values(last_seq=line.seq - 1)
                       .execution_options(synchronize_session=False))
    return line.seq - 1


def put_line(line: Line, kind: str, actor_id: int | None, at: datetime, *, word: str = "", **about: Any) -> None:
    """Write the line whose number was taken; ``about`` are the columns that say what it is about."""
    db.session.add(RoomEvent(room_id=line.room_id, seq=line.seq, kind=str(kind), word=word, actor_id=actor_id,
                             created_at=at, **about))


@dataclass(frozen=True)
class Entry:
    """A number taken by somebody, and what they are in its room: what every act of a room begins with."""

    line: Line
    meeting: MeetingCard
    who: Standing
    here: Here
    now: datetime

    @property
    def facts(self) -> dict[str, Any]:
        """What the event of this line says of its place."""
        return {"meeting_id": self.meeting.id, "group_id": self.meeting.group_id, "seq": self.line.seq}


def enter(actor_id: int, meeting_id: int) -> Entry:
    """Take the next number of a room for somebody, and read what they may be told no for."""
    line = take_number(meeting_id)
    meeting = queries.get_meeting(meeting_id)
    return Entry(line, meeting, standing(actor_id, meeting.group_id), queries.get_here(meeting_id, actor_id),
                 clock.now())


def change_room(line: Line, **values: Any) -> None:
    """Change how things are done in the room whose number is held."""
    db.session.execute(update(Room).where(Room.id == line.room_id).values(**values)
                       .execution_options(synchronize_session=False))
