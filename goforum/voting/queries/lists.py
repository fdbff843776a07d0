"""Lists of polls: what is due, what waits for a person, the polls of a group and of a thread. No counts in any."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.sql.elements import ColumnElement

from goforum.core import clock
from goforum.core.db import db
from goforum.core.paging import PAGE_SIZE, Page, cut
from goforum.groups import queries as groups
from goforum.groups.models import Membership
from goforum.voting.models import Poll, PollThread
from goforum.voting.queries.voters import has_to_vote, is_voter


def list_due(limit: int = 100) -> list[int]:
    """Polls past their deadline that are not counted yet, oldest deadline first."""
    return list(db.session.scalars(
        select(Poll.id).where(Poll.closed_at.is_(None), Poll.cancelled_at.is_(None), Poll.opened_at.is_not(None),
                              Poll.closes_at <= clock.now()).order_by(Poll.closes_at, Poll.id).limit(limit)))


def list_to_open(limit: int = 100) -> list[int]:
    """Planned polls whose time has come, the earliest first."""
    return list(db.session.scalars(
        select(Poll.id).where(Poll.closed_at.is_(None), Poll.cancelled_at.is_(None), Poll.opened_at.is_(None),
                              Poll.opens_at <= clock.now()).order_by(Poll.opens_at, Poll.id).limit(limit)))


@dataclass(frozen=True)
class PollCard:
    """What a list shows of a poll. No counts: a list must not tell what a page hides."""

    id: int
    group_id: int
    question: str
    language: str
    opens_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    cancelled_at: datetime | None
    outcome: str | None
    method: str = "position"
    opened_at: datetime | None = None
    voted: bool = False


_CARD: tuple[Any, ...] = (
    Poll.id, Poll.group_id, Poll.question, Poll.language, Poll.opens_at, Poll.closes_at, Poll.closed_at,
    Poll.cancelled_at, Poll.outcome, Poll.method, Poll.opened_at)


def cards(ids: Iterable[int]) -> dict[int, PollCard]:
    """Cards of these polls, whoever looks: pass only ids that came through a readable query."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {row.id: PollCard(*row) for row in db.session.execute(select(*_CARD).where(Poll.id.in_(wanted)))}


def readable_cards(ids: Iterable[int], person_id: int | None) -> dict[int, PollCard]:
    """Cards of those of these polls that the person may read, in one statement."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {row.id: PollCard(*row) for row in db.session.execute(select(*_CARD).where(
        Poll.id.in_(wanted), Poll.group_id.in_(groups.readable_groups(person_id))))}


def waits_for(person_id: int) -> ColumnElement[bool]:
    """SQL: the poll is open, and the person still holds the role with which they came on its roll."""
    votes_here = select(Membership.group_id).where(
        Membership.person_id == person_id, Membership.ended_at.is_(None), Membership.role.in_(groups.VOTERS))
    return and_(Poll.closed_at.is_(None), Poll.cancelled_at.is_(None), Poll.opened_at.is_not(None),
                Poll.closes_at > clock.now(),
                Poll.group_id.in_(votes_here))


def list_open_polls_for(person_id: int, limit: int = 20) -> list[PollCard]:
    """Open polls in which the person may vote; the nearest deadline first."""
    rows = db.session.execute(
        select(*_CARD, (~has_to_vote(person_id)).label("voted")).where(waits_for(person_id), is_voter(person_id))
        .order_by(Poll.closes_at, Poll.id).limit(limit))
    return [PollCard(*tuple(row)) for row in rows]


def page_polls(group_id: int, *, before: int | None = None, size: int = PAGE_SIZE) -> Page[PollCard]:
    """A group's polls, newest first. The caller has asked ``may_read``."""
    statement = select(*_CARD).where(Poll.group_id == group_id)
    if before is not None:
        statement = statement.where(Poll.id < before)
    rows = [PollCard(*row) for row in db.session.execute(statement.order_by(Poll.id.desc()).limit(size + 1))]
    items, more = cut(rows, size)
    return Page(items, next_cursor=str(items[-1].id) if more else None)


def page_polls_of_thread(thread_id: int, *, before: int | None = None, size: int = PAGE_SIZE) -> Page[PollCard]:
    """The polls opened from a thread, newest first. The caller has asked ``may_read_thread``."""
    statement = select(*_CARD).join(PollThread, PollThread.poll_id == Poll.id).where(PollThread.thread_id == thread_id)
    if before is not None:
        statement = statement.where(Poll.id < before)
    rows = [PollCard(*row) for row in db.session.execute(statement.order_by(Poll.id.desc()).limit(size + 1))]
    items, more = cut(rows, size)
    return Page(items, next_cursor=str(items[-1].id) if more else None)
