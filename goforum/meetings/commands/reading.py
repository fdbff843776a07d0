"""How far people have read in live rooms."""

from collections.abc import Mapping

from sqlalchemy import select

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.reading import move_on
from goforum.meetings.events import RoomsRead
from goforum.meetings.models import Room, RoomReading


@command
def save_readings(marks: Mapping[tuple[int, int], int]) -> None:
    """Keep the last line that people have read, ``(person, room) → number``; it never moves back."""
    now = clock.now()
    # In one order everywhere, so that two workers never wait for each other crosswise.
    for (person_id, room_id), number in sorted(marks.items()):
        end = select(Room.last_seq).where(Room.id == room_id).scalar_subquery()
        move_on(RoomReading, {"person_id": person_id, "room_id": room_id}, number, end, now)
    record(RoomsRead(actor_id=None, person_ids=tuple(sorted({person_id for person_id, _room in marks}))))
