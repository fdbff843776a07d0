"""Where a thread, or posts of it, may go: groups and threads that the same person organises."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.sql.elements import ColumnElement

from goforum.accounts.models import Person
from goforum.core import clock
from goforum.core.db import db
from goforum.groups.models import Group, Membership
from goforum.groups.queries import GroupCard, cards, count_members
from goforum.groups.rules import OPENNESS
from goforum.threads.models import Thread
from goforum.threads.queries.threads import Head

MOST_CHOICES = 20


def _organised(person_id: int) -> ColumnElement[bool]:
    """SQL twin of ``groups.rules.may_facilitate``, over rows of ``groups``; the command asks the rule itself."""
    now = clock.now()
    able = (Person.id == person_id, Person.email_confirmed_at.is_not(None), Person.erased_at.is_(None),
            or_(Person.suspended_until.is_(None), Person.suspended_until <= now))
    belongs = (Membership.group_id == Group.id, Membership.person_id == Person.id, Membership.ended_at.is_(None))
    return and_(Group.archived_at.is_(None), or_(
        exists().where(*able, *belongs, or_(Person.is_admin, Membership.role.in_(("facilitator", "secretary")))),
        and_(Group.visibility != "reserved", exists().where(*able, Person.is_admin))))


def _no_more_open(visibility: str) -> ColumnElement[bool]:
    return Group.visibility.in_(OPENNESS[OPENNESS.index(visibility):])


@dataclass(frozen=True, slots=True)
class Place:
    """A group a thread may go to, and how many people belong to it."""

    group: GroupCard
    members: int


def list_places(person_id: int, head: Head) -> list[Place]:
    """The groups this person may carry the thread to, by name in no language: in the order they were made."""
    ids = list(db.session.scalars(select(Group.id).where(
        _organised(person_id), _no_more_open(head.group_visibility), Group.id != head.group_id)
        .order_by(Group.id).limit(200)))
    found, members = cards(ids), count_members(ids)
    return [Place(found[one], members.get(one, 0)) for one in ids if one in found]


@dataclass(frozen=True, slots=True)
class Target:
    """A thread that posts may go into."""

    id: int
    title: str
    language: str
    post_count: int
    last_post_at: datetime
    closed_at: datetime | None
    group: GroupCard


def _like(words: str) -> str:
    return "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def list_targets(person_id: int, head: Head, *, words: str = "", ids: Sequence[int] | None = None) -> list[Target]:
    """Threads the posts may go into: those of the same group first, then latest activity; by words or by numbers."""
    where = [_organised(person_id), _no_more_open(head.group_visibility), Thread.id != head.id,
             Thread.kind == "discussion", Thread.merged_into_id.is_(None), Thread.archived_at.is_(None),
             Thread.hidden_at.is_(None)]
    if ids is not None:
        where.append(Thread.id.in_(ids))
    elif words:
        where.append(Thread.title.ilike(_like(words), escape="\\"))
    rows = db.session.execute(
        select(Thread.id, Thread.title, Thread.language, Thread.post_count, Thread.last_post_at, Thread.closed_at,
               Thread.group_id)
        .join(Group, Group.id == Thread.group_id).where(*where)
        .order_by((Thread.group_id == head.group_id).desc(), Thread.last_post_at.desc(), Thread.id.desc())
        .limit(MOST_CHOICES)).all()
    names = cards({row.group_id for row in rows})
    return [Target(row.id, row.title, row.language, row.post_count, row.last_post_at, row.closed_at,
                   names[row.group_id]) for row in rows]
