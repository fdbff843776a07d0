"""Who is told: the people of an audience who may read the place, have not asked for silence, and are not the actor."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, exists, func, literal, null, or_, select, union
from sqlalchemy.sql.elements import ColumnElement

from goforum.accounts.models import Person
from goforum.core.db import UtcDateTime, db
from goforum.groups.models import Group, Membership
from goforum.notifications import rules
from goforum.notifications.kinds import audiences, kinds
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


@dataclass(frozen=True)
class Recipient:
    """Someone to tell, and when it may be mailed."""

    person_id: int
    mail_due_at: datetime | None


def list_recipients(notice: Notice, kind: str, now: datetime, zone: str, *, among: Collection[int] | None = None,
                    limit: int) -> list[Recipient]:
    """The next people to tell, in the order of their numbers: of a list, or of the notice's audience."""
    level = func.coalesce(ThreadFollow.level, GroupFollow.level, rules.DEFAULT_LEVEL)
    wish = func.coalesce(ThreadFollow.mail, GroupFollow.mail, NotificationSetting.mail, rules.DEFAULT_MAIL)
    due = null() if not kinds[kind].mailed else case(
        (or_(Person.email_confirmed_at.is_(None), NotificationSetting.mail == "never"), null()),
        (wish == "now", literal(now + rules.MAIL_DELAY, UtcDateTime)),
        (wish == "digest", literal(rules.next_digest(now, zone), UtcDateTime)), else_=null())
    statement = (
        select(Person.id, due)
        .outerjoin(ThreadFollow, and_(ThreadFollow.person_id == Person.id, ThreadFollow.thread_id == notice.thread_id))
        .outerjoin(GroupFollow, and_(GroupFollow.person_id == Person.id, GroupFollow.group_id == notice.group_id))
        .outerjoin(NotificationSetting, NotificationSetting.person_id == Person.id)
        .where(Person.erased_at.is_(None)))
    if notice.actor_id is not None:
        statement = statement.where(Person.id != notice.actor_id)
    if notice.group_id is not None:
        statement = statement.where(may_read(notice.group_id, now))
    if not kinds[kind].always:
        statement = statement.where(level != "none")
    if among is not None:
        statement = statement.where(Person.id.in_(among))
    else:
        assert notice.audience is not None
        assert notice.audience_id is not None
        statement = statement.where(Person.id > notice.reached_id,
                                    Person.id.in_(union(*audiences[notice.audience](notice.audience_id))))
    return [Recipient(*row) for row in db.session.execute(statement.order_by(Person.id).limit(limit))]


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


def list_waiting(limit: int = 20) -> list[int]:
    """Notices with people still to be told, oldest first."""
    return list(db.session.scalars(
        select(Notice.id).where(Notice.spread_at.is_(None)).order_by(Notice.id).limit(limit)))
