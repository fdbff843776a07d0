"""Reads of the votes prepared for a meeting: for those who may prepare, and nobody else."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select

from goforum.core.db import db
from goforum.core.rules import NotFound
from goforum.meetings.models import PreparedPoll, Room


@dataclass(frozen=True)
class PreparedLine:
    """A prepared vote; ``poll_id`` once it is opened."""

    id: int
    meeting_id: int
    item_id: int | None
    question: str
    language: str
    options: tuple[str, ...]
    minutes: int
    results: str
    version: int
    poll_id: int | None


_LINE: tuple[Any, ...] = (
    PreparedPoll.id, Room.meeting_id, PreparedPoll.item_id, PreparedPoll.question, PreparedPoll.language,
    PreparedPoll.options, PreparedPoll.minutes, PreparedPoll.results, PreparedPoll.version, PreparedPoll.poll_id)


def _line(row: Row[Any]) -> PreparedLine:
    return PreparedLine(row.id, row.meeting_id, row.item_id, row.question, row.language,
                        tuple(row.options.splitlines()), row.minutes, row.results, row.version, row.poll_id)


def get_prepared(prepared_id: int) -> PreparedLine:
    """One prepared vote, whoever looks: the caller asks the rules."""
    row = db.session.execute(select(*_LINE).join(Room, Room.id == PreparedPoll.room_id)
                             .where(PreparedPoll.id == prepared_id)).one_or_none()
    if row is None:
        raise NotFound()
    return _line(row)


def list_prepared(meeting_id: int) -> list[PreparedLine]:
    """The votes that wait for a meeting, as they were prepared."""
    return [_line(row) for row in db.session.execute(
        select(*_LINE).join(Room, Room.id == PreparedPoll.room_id)
        .where(Room.meeting_id == meeting_id, PreparedPoll.poll_id.is_(None)).order_by(PreparedPoll.id))]


def count_prepared(meeting_id: int) -> int:
    """How many votes wait for a meeting."""
    return db.session.scalar(select(func.count(PreparedPoll.id)).join(Room, Room.id == PreparedPoll.room_id).where(
        Room.meeting_id == meeting_id, PreparedPoll.poll_id.is_(None))) or 0
