"""What people follow: one place, for the menu on its page; everything, for the page that lists it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Integer, and_, bindparam, null, or_, select

from goforum.accounts.models import Person
from goforum.core.db import db
from goforum.core.hot import Hot
from goforum.core.paging import PAGE_SIZE, Page, cut
from goforum.groups.models import Group, Membership
from goforum.groups.queries import GroupCard, readable_groups
from goforum.groups.queries import cards as group_cards
from goforum.notifications import rules
from goforum.notifications.models import GroupFollow, NotificationSetting, ThreadFollow
from goforum.threads.models import Thread
from goforum.threads.queries import ThreadCard
from goforum.threads.queries import cards as thread_cards


@dataclass(frozen=True)
class Choice:
    """What a person chose for a thread or a group (empty: nothing), and what follows from it."""

    level: str | None
    mail: str | None
    group_level: str | None = None
    group_mail: str | None = None
    general_mail: str | None = None
    wrote: bool = False

    @property
    def effective_level(self) -> str:
        """What they hear."""
        return rules.effective_level(self.level, self.group_level)

    @property
    def effective_mail(self) -> str:
        """When it is mailed."""
        return rules.effective_mail(self.general_mail, self.group_mail, self.mail)


# Asked on every page of a thread: made once, of plain tables.
_P, _T, _G, _S = Person.__table__, ThreadFollow.__table__, GroupFollow.__table__, NotificationSetting.__table__
_OF_GROUP = and_(_G.c.person_id == _P.c.id, _G.c.group_id == bindparam("group", type_=Integer))
_OF_THREAD = and_(_T.c.person_id == _P.c.id, _T.c.thread_id == bindparam("thread", type_=Integer))
_SETTING = _S.c.person_id == _P.c.id
_ME = _P.c.id == bindparam("person", type_=Integer)
_FOR_THREAD = Hot(
    select(_T.c.level, _T.c.mail, _G.c.level, _G.c.mail, _S.c.mail, _T.c.wrote)
    .select_from(_P.outerjoin(_T, _OF_THREAD).outerjoin(_G, _OF_GROUP).outerjoin(_S, _SETTING)).where(_ME))
_FOR_GROUP = (
    select(_G.c.level, _G.c.mail, null(), null(), _S.c.mail)
    .select_from(_P.outerjoin(_G, _OF_GROUP).outerjoin(_S, _SETTING)).where(_ME))


def choice_for_thread(person_id: int, thread_id: int, group_id: int) -> Choice:
    """What a person hears of a thread, and why."""
    row = _FOR_THREAD.all({"person": person_id, "thread": thread_id, "group": group_id})[0]
    return Choice(row[0], row[1], row[2], row[3], row[4], bool(row[5]))


def choice_for_group(person_id: int, group_id: int) -> Choice:
    """What a person hears of a group."""
    row = db.session.execute(_FOR_GROUP, {"person": person_id, "group": group_id}).one()
    return Choice(row[0], row[1], None, None, row[4])


@dataclass(frozen=True)
class Settings:
    """What a person chose for everything."""

    mail: str = rules.DEFAULT_MAIL
    on_join: str = rules.DEFAULT_LEVEL


def get_settings(person_id: int) -> Settings:
    """A person's settings, or the defaults."""
    row = db.session.execute(select(NotificationSetting.mail, NotificationSetting.on_join).where(
        NotificationSetting.person_id == person_id)).one_or_none()
    return Settings(*row) if row else Settings()


def list_group_follows(person_id: int) -> list[tuple[GroupCard, Choice]]:
    """The groups a person belongs to, or follows from outside and may read, with their choice for each."""
    general = get_settings(person_id).mail
    rows = db.session.execute(
        select(Group.id, GroupFollow.level, GroupFollow.mail)
        .outerjoin(GroupFollow, and_(GroupFollow.group_id == Group.id, GroupFollow.person_id == person_id))
        .outerjoin(Membership, and_(Membership.group_id == Group.id, Membership.person_id == person_id,
                                    Membership.ended_at.is_(None)))
        .where(Group.id.in_(readable_groups(person_id)),
               or_(Membership.id.is_not(None), GroupFollow.level.is_not(None), GroupFollow.mail.is_not(None)))
        .order_by(Group.id)).all()
    known = group_cards({row[0] for row in rows})
    return [(known[row[0]], Choice(row[1], row[2], None, None, general)) for row in rows]


def page_thread_follows(person_id: int, *, before: int | None = None,
                        size: int = PAGE_SIZE) -> Page[tuple[ThreadCard, Choice]]:
    """The threads for which a person chose something, or in which they wrote, newest thread first."""
    statement = (
        select(ThreadFollow.thread_id, ThreadFollow.level, ThreadFollow.mail, ThreadFollow.wrote,
               GroupFollow.level, GroupFollow.mail, NotificationSetting.mail)
        .join(Thread, Thread.id == ThreadFollow.thread_id)
        .outerjoin(GroupFollow, and_(GroupFollow.group_id == Thread.group_id, GroupFollow.person_id == person_id))
        .outerjoin(NotificationSetting, NotificationSetting.person_id == person_id)
        .where(ThreadFollow.person_id == person_id, Thread.group_id.in_(readable_groups(person_id)),
               Thread.hidden_at.is_(None), Thread.merged_into_id.is_(None)))
    if before is not None:
        statement = statement.where(ThreadFollow.thread_id < before)
    rows, more = cut(list(db.session.execute(
        statement.order_by(ThreadFollow.thread_id.desc()).limit(size + 1))), size)
    known: Mapping[int, ThreadCard] = thread_cards({row[0] for row in rows}, person_id)
    items = [(known[row[0]], Choice(row[1], row[2], row[4], row[5], row[6], row[3]))
             for row in rows if row[0] in known]
    return Page(items, str(rows[-1][0]) if more else None)
