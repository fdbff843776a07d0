"""Who is told: the people of an audience who may read the place, have not asked for silence, and are not the actor."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, and_, bindparam, case, exists, func, null, or_, select, union
from sqlalchemy.sql.elements import ColumnElement

from goforum.accounts.models import Person
from goforum.core.db import UtcDateTime, db
from goforum.core.hot import Hot
from goforum.groups.models import Group, Membership
from goforum.notifications import rules
from goforum.notifications.kinds import Audience, audiences, kinds
from goforum.notifications.models import GroupFollow, Notice, NotificationSetting, ThreadFollow
from goforum.threads.models import Thread


def may_read(group_id: Any, now: Any) -> ColumnElement[bool]:
    """SQL twin of ``groups.rules.may_read`` for each row of ``people``: a test checks that both agree."""
    here = and_(Membership.group_id == Group.id, Membership.person_id == Person.id, Membership.ended_at.is_(None))
    administers = and_(Group.visibility != "reserved", Person.is_admin, Person.email_confirmed_at.is_not(None),
                       or_(Person.suspended_until.is_(None), Person.suspended_until <= now))
    belongs = exists(select(Membership.id).where(here).correlate(Group, Person))
    return exists(select(Group.id).where(
        Group.id == group_id, or_(Group.visibility == "public", belongs, administers)
    ).correlate(Person, Notice, Thread))


@dataclass(frozen=True, slots=True)
class Recipient:
    """Someone to tell, and when it may be mailed."""

    person_id: int
    mail_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """Of a notice, what telling needs: whom it is for, and how far it has come."""

    id: int
    kind: str
    at: datetime
    actor_id: int | None
    group_id: int | None
    thread_id: int | None
    audience: str | None
    audience_id: int | None
    reached_id: int
    spread_at: datetime | None


_N = Notice.__table__
# In the order of ``Told``.
TOLD = tuple(_N.c[one.name] for one in fields(Told))
_BY_KEY = Hot(select(*TOLD).where(_N.c.dedup_key == bindparam("key")))


def get_told(dedup_key: str) -> Told:
    """The notice of this key, which there is."""
    return Told(*_BY_KEY.one_or_none({"key": dedup_key}))


def _due(mailed: bool) -> ColumnElement[Any]:
    """When it may be mailed: not at all, soon, or with the digest."""
    if not mailed:
        return null()
    wish = func.coalesce(ThreadFollow.mail, GroupFollow.mail, NotificationSetting.mail, rules.DEFAULT_MAIL)
    return case(
        (or_(Person.email_confirmed_at.is_(None), NotificationSetting.mail == "never"), null()),
        (wish == "now", bindparam("soon", type_=UtcDateTime)),
        (wish == "digest", bindparam("morning", type_=UtcDateTime)), else_=null())


def _asking(people: Audience | None, *, mailed: bool, always: bool, in_group: bool) -> Select[Any]:
    """The question; without an audience for people who are named."""
    level = func.coalesce(ThreadFollow.level, GroupFollow.level, rules.DEFAULT_LEVEL)
    statement = (
        select(Person.id, _due(mailed))
        .outerjoin(ThreadFollow, and_(ThreadFollow.person_id == Person.id,
                                      ThreadFollow.thread_id == bindparam("thread")))
        .outerjoin(GroupFollow, and_(GroupFollow.person_id == Person.id, GroupFollow.group_id == bindparam("group")))
        .outerjoin(NotificationSetting, NotificationSetting.person_id == Person.id)
        .where(Person.erased_at.is_(None), ~Person.is_guest, Person.id != bindparam("actor")))
    if in_group:
        statement = statement.where(may_read(bindparam("group"), bindparam("now", type_=UtcDateTime)))
    if not always:
        statement = statement.where(level != "none")
    if people is None:
        statement = statement.where(Person.id.in_(bindparam("among", expanding=True)))
    else:
        hears = union(*people(bindparam("audience", type_=Integer)))
        statement = statement.where(Person.id > bindparam("reached"), Person.id.in_(hears))
    return statement.order_by(Person.id).limit(bindparam("most", type_=Integer))


@cache
def _kept(people: Audience, *, mailed: bool, always: bool, in_group: bool) -> Hot:
    return Hot(_asking(people, mailed=mailed, always=always, in_group=in_group))


def list_recipients(notice: Told, kind: str, now: datetime, zone: str, *, among: Collection[int] | None = None,
                    limit: int) -> list[Recipient]:
    """The next people to tell, in the order of their numbers: of a list, or of the notice's audience."""
    people = audiences[notice.audience or ""] if among is None else None
    shape = {"mailed": kinds[kind].mailed, "always": kinds[kind].always, "in_group": notice.group_id is not None}
    # Nobody has the number 0, which stands for the clock; and where there is no thread or group, nothing joins.
    values = {
        "thread": notice.thread_id, "group": notice.group_id, "actor": notice.actor_id or 0, "now": now,
        "soon": now + rules.MAIL_DELAY, "morning": rules.next_digest(now, zone), "reached": notice.reached_id,
        "audience": notice.audience_id, "among": list(among or ()), "most": limit}
    rows = (_kept(people, **shape).all(values) if people in _STEADY
            else db.session.execute(_asking(people, **shape), values))
    return [Recipient(*row) for row in rows]


def of_thread(thread_id: Any) -> list[Select[Any]]:
    """Who hears a new post: everything asked for, by thread or group, or answers where they wrote."""
    level = func.coalesce(ThreadFollow.level, GroupFollow.level, rules.DEFAULT_LEVEL)
    in_group = and_(GroupFollow.person_id == ThreadFollow.person_id, GroupFollow.group_id == Thread.group_id)
    chosen = (
        select(ThreadFollow.person_id).join(Thread, Thread.id == ThreadFollow.thread_id)
        .outerjoin(GroupFollow, in_group)
        .where(ThreadFollow.thread_id == thread_id,
               or_(level == "all", and_(level == "replies", ThreadFollow.wrote))))
    chose_otherwise = exists().where(ThreadFollow.person_id == GroupFollow.person_id,
                                     ThreadFollow.thread_id == thread_id, ThreadFollow.level.is_not(None))
    by_group = (
        select(GroupFollow.person_id).join(Thread, Thread.group_id == GroupFollow.group_id)
        .where(Thread.id == thread_id, GroupFollow.level == "all", ~chose_otherwise))
    return [chosen, by_group]


def of_group(group_id: Any) -> list[Select[Any]]:
    """Who asked to hear everything of a group."""
    return [select(GroupFollow.person_id).where(GroupFollow.group_id == group_id, GroupFollow.level == "all")]


def of_members(group_id: Any) -> list[Select[Any]]:
    """Everyone who belongs to a group now."""
    return [select(Membership.person_id).where(Membership.group_id == group_id, Membership.ended_at.is_(None))]


# Audiences whose statement never changes: the others look at the clock, or at a list.
_STEADY = frozenset({of_thread, of_group, of_members})


def list_waiting(limit: int = 20) -> list[int]:
    """Notices with people still to be told, oldest first."""
    return list(db.session.scalars(
        select(Notice.id).where(Notice.spread_at.is_(None)).order_by(Notice.id).limit(limit)))
