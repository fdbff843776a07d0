"""The one way a line enters a room's log.

The number is taken first: the update locks the room's row, so everybody else who writes in the room waits,
and what is read afterwards (is the meeting still live?) is true until the commit. A refusal rolls the number
back with everything else, so the log has no holes.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from goforum.core.db import db
from goforum.core.rules import NotFound
from goforum.meetings.models import Room, RoomEvent


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


def give_back(line: Line) -> None:
    """Nothing was written after all; the room is still locked by us, so the number is still the last."""
    db.session.execute(update(Room).where(Room.id == line.room_id).values(last_seq=line.seq - 1)
                       .execution_options(synchronize_session=False))


def put_line(line: Line, kind: str, actor_id: int, at: datetime, *, message_id: int | None = None,
             item_id: int | None = None) -> None:
    """Write the line whose number was taken."""
    db.session.add(RoomEvent(room_id=line.room_id, seq=line.seq, kind=str(kind), actor_id=actor_id,
                             message_id=message_id, item_id=item_id, created_at=at))

