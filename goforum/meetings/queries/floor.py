"""Reads of the floor: who speaks, who waits in which order, who has spoken for how long."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from goforum.accounts.models import Person
from goforum.core.db import db
from goforum.core.rules import NotFound
from goforum.meetings.models import Room, RoomEvent, SpeakerTurn
from goforum.meetings.queries.guests import was_guest
from goforum.meetings.queries.room import RoomHead
from goforum.meetings.rules import Asked, Floor, Heard, in_order, seconds_by_college


@dataclass(frozen=True)
class Turn:
    """A request for the floor as everybody sees it. ``first``: who asks has not spoken yet."""

    id: int
    person_id: int | None
    name: str
    by_phone: bool
    kind: str
    state: str
    place: int
    college: str | None
    organisation_id: int | None
    statement: str
    called_at: datetime | None
    first: bool
    guest: bool = False

    @property
    def speaker(self) -> str:
        return f"person:{self.person_id}" if self.person_id is not None else f"phone:{self.name}"


@dataclass(frozen=True)
class Queue:
    """The floor now: who has it, who waits in the order they will be called, the seconds of each college."""

    speaking: Turn | None
    waiting: list[Turn]
    seconds: Mapping[str, int]
    floor: Floor

    def mine(self, person_id: int | None) -> Turn | None:
        """The open request of a person."""
        turns = [*([self.speaking] if self.speaking else []), *self.waiting]
        return next((one for one in turns if person_id is not None and one.person_id == person_id), None)


# The line that gave somebody the floor says who spoke last; two processes' clocks may differ.
_CALLED = (select(func.max(RoomEvent.seq)).where(
    RoomEvent.turn_id == SpeakerTurn.id, RoomEvent.word == "called").correlate(SpeakerTurn).scalar_subquery())


def get_queue(room: RoomHead) -> Queue:
    """The floor of a room; one statement."""
    rows = list(db.session.execute(
        select(SpeakerTurn.id, SpeakerTurn.person_id, Person.name, SpeakerTurn.by_phone, SpeakerTurn.kind,
               SpeakerTurn.state, SpeakerTurn.place, SpeakerTurn.college, SpeakerTurn.organisation_id,
               SpeakerTurn.statement, SpeakerTurn.called_at, SpeakerTurn.ended_at,
               was_guest(room.meeting_id, SpeakerTurn.person_id).label("guest"))
        .outerjoin(Person, Person.id == SpeakerTurn.person_id)
        .where(SpeakerTurn.room_id == room.id, SpeakerTurn.state != "withdrawn")
        .order_by(_CALLED, SpeakerTurn.id)))
    heard = [Heard(_speaker(row), row.college, row.organisation_id) for row in rows
             if row.state in {"done", "speaking"}]
    spoken = {one.speaker for one in heard}
    turns = {row.id: Turn(
        row.id, row.person_id, row.name or row.by_phone, row.person_id is None, row.kind, row.state, row.place,
        row.college, row.organisation_id, row.statement, row.called_at, _speaker(row) not in spoken, row.guest)
        for row in rows}
    floor = Floor(room.alternate_colleges, room.first_time_first, room.organisation_quota)
    asked = [Asked(one.id, one.speaker, one.kind, one.place, one.college, one.organisation_id)
             for one in turns.values() if one.state == "waiting"]
    seconds = seconds_by_college((row.college, (row.ended_at - row.called_at).total_seconds()) for row in rows
                                 if row.state == "done" and row.called_at and row.ended_at)
    speaking = next((one for one in turns.values() if one.state == "speaking"), None)
    return Queue(speaking, [turns[one.id] for one in in_order(asked, heard, floor)], seconds, floor)


def _speaker(row: Row[Any]) -> str:
    return f"person:{row.person_id}" if row.person_id is not None else f"phone:{row.by_phone}"


@dataclass(frozen=True)
class TurnRow:
    """What commands and rules need of a request."""

    id: int
    meeting_id: int
    person_id: int | None
    state: str
    place: int


def get_turn(turn_id: int) -> TurnRow:
    """A request and where it belongs, whoever looks."""
    row = db.session.execute(
        select(SpeakerTurn.id, Room.meeting_id, SpeakerTurn.person_id, SpeakerTurn.state, SpeakerTurn.place)
        .join(Room, Room.id == SpeakerTurn.room_id).where(SpeakerTurn.id == turn_id)).one_or_none()
    if row is None:
        raise NotFound()
    return TurnRow(*row)


def speaking_seconds(meeting_id: int) -> dict[str, int]:
    """How long each college had the floor in a meeting, for its minutes; "" is those who sat for none."""
    rows = db.session.execute(
        select(SpeakerTurn.college, SpeakerTurn.called_at, SpeakerTurn.ended_at)
        .join(Room, Room.id == SpeakerTurn.room_id)
        .where(Room.meeting_id == meeting_id, SpeakerTurn.state == "done", SpeakerTurn.called_at.is_not(None),
               SpeakerTurn.ended_at.is_not(None)))
    return seconds_by_college((college, (ended - called).total_seconds()) for college, called, ended in rows)
