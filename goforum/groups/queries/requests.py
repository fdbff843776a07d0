"""Requests to join: one's own, a group's, and all that wait for a person's answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from goforum.accounts.models import Person
from goforum.core.db import db
from goforum.groups.models import Group, JoinRequest, Membership, RequestState
from goforum.groups.queries.groups import administers

PAGE = 20


def find_last_request(person_id: int | None, group_id: int) -> JoinRequest | None:
    """The last request of a person to a group, whatever became of it."""
    if person_id is None:
        return None
    return db.session.scalar(select(JoinRequest).where(
        JoinRequest.person_id == person_id, JoinRequest.group_id == group_id)
        .order_by(JoinRequest.id.desc()).limit(1))


def count_asked(person_id: int, group_id: int, now: datetime) -> int:
    """How often a person has asked to belong to a group in the last day, whatever became of it."""
    return db.session.scalar(select(func.count()).select_from(JoinRequest).where(
        JoinRequest.person_id == person_id, JoinRequest.group_id == group_id,
        JoinRequest.asked_at > now - timedelta(days=1))) or 0


@dataclass(frozen=True)
class RequestLine:
    """A request as organisers see it."""

    id: int
    group_id: int
    person_id: int
    name: str
    handle: str
    member_since: datetime
    reason: str
    state: str
    asked_at: datetime
    answered_at: datetime | None
    answered_by: int | None
    answer: str


_LINE = (JoinRequest.id, JoinRequest.group_id, JoinRequest.person_id, Person.name, Person.handle, Person.created_at,
         JoinRequest.reason, JoinRequest.state, JoinRequest.asked_at, JoinRequest.answered_at,
         JoinRequest.answered_by, JoinRequest.answer)


def page_requests(group_id: int, *, waiting: bool, after: int | None = None, size: int = PAGE) -> list[RequestLine]:
    """A page of a group's requests, one more than fits: those that wait, oldest first; or the others, newest first."""
    statement = select(*_LINE).join(Person, Person.id == JoinRequest.person_id).where(
        JoinRequest.group_id == group_id)
    if waiting:
        statement = statement.where(JoinRequest.state == RequestState.OPEN.value).order_by(JoinRequest.id)
        statement = statement.where(JoinRequest.id > after) if after else statement
    else:
        statement = statement.where(JoinRequest.state != RequestState.OPEN.value).order_by(JoinRequest.id.desc())
        statement = statement.where(JoinRequest.id < after) if after else statement
    return [RequestLine(*row) for row in db.session.execute(statement.limit(size + 1))]


def list_requests_to_answer(person_id: int, *, after: int = 0, size: int = PAGE) -> list[RequestLine]:
    """All requests that wait for this organiser's answer, in whatever group, oldest first (the queue's rows)."""
    organises = select(Membership.group_id).where(
        Membership.person_id == person_id, Membership.ended_at.is_(None),
        Membership.role.in_(("facilitator", "secretary")))
    return [RequestLine(*row) for row in db.session.execute(
        select(*_LINE).join(Person, Person.id == JoinRequest.person_id)
        .join(Group, Group.id == JoinRequest.group_id)
        .where(JoinRequest.state == RequestState.OPEN.value, JoinRequest.id > after, Group.archived_at.is_(None),
               or_(JoinRequest.group_id.in_(organises), administers(person_id)))
        .order_by(JoinRequest.id).limit(size))]


def count_requests(group_ids: Iterable[int]) -> dict[int, int]:
    """How many requests wait in each group."""
    rows = db.session.execute(select(JoinRequest.group_id, func.count()).where(
        JoinRequest.group_id.in_(list(group_ids)), JoinRequest.state == RequestState.OPEN.value)
        .group_by(JoinRequest.group_id))
    return {row[0]: row[1] for row in rows}
