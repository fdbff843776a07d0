"""What a person was told and may still see: how many lines are new, the lines themselves, page by page.

Everything here asks ``_visible``: a group left, a post hidden or deleted, a thread taken out make their lines vanish
from the count, the list, the home page and the mail alike, in the same statement, and come back when they do.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, and_, bindparam, case, distinct, func, literal, or_, select, tuple_
from sqlalchemy.sql.elements import ColumnElement

from goforum.accounts.models import Person
from goforum.accounts.queries import PersonCard, people_by_ids
from goforum.core import clock
from goforum.core.db import UtcDateTime, db
from goforum.core.hot import Hot
from goforum.core.paging import PAGE_SIZE, Page, cut
from goforum.groups.queries import GroupCard
from goforum.groups.queries import cards as group_cards
from goforum.notifications.kinds import About, kinds, pages, subjects
from goforum.notifications.models import Notice, Notification
from goforum.notifications.queries.audience import may_read

# More than so many lines are counted as so many: a badge of four digits tells nothing.
MOST = 100
FAMILIES = ("talk", "decisions", "meetings", "me")


def visible() -> ColumnElement[bool]:
    """SQL over people, notices: the person of this row may see what the notice is about, now (``:now``)."""
    return and_(
        or_(Notice.group_id.is_(None), may_read(Notice.group_id, bindparam("now", type_=UtcDateTime))),
        *(or_(Notice.subject != one.name, one.shown(Notice.subject_id))  # type: ignore[arg-type]
          for one in subjects.values() if one.shown is not None))


def _told(*columns: Any) -> Select[Any]:
    return (
        select(*columns).select_from(Notification)
        .join(Notice, Notice.id == Notification.notice_id).join(Person, Person.id == Notification.person_id)
        .where(Notification.person_id == bindparam("person", type_=Integer), visible()))


@cache
def _count(endpoint: str | None) -> Hot:
    """Made once for each page that reads something: what it shows is not counted as new on it."""
    here = case((read_by(endpoint), 1), else_=0) if endpoint is not None else literal(0)
    new = _told((Notice.topic + " " + Notification.kind).label("line"), here.label("here")).where(
        Notification.read_at.is_(None)).limit(10 * MOST).subquery()
    elsewhere = func.count(distinct(case((new.c.here == 0, new.c.line))))
    return Hot(select(elsewhere.label("lines"), func.coalesce(func.sum(new.c.here), 0).label("here")).select_from(new))


def read_by(endpoint: str) -> ColumnElement[bool]:
    """SQL over notices: what opening this page reads, of ``:shown`` (its address) and ``:upto`` (posts so far)."""
    return pages[endpoint].reads(bindparam("shown"), bindparam("upto", type_=Integer))


@dataclass(frozen=True)
class New:
    """How many new lines wait elsewhere, and how many notifications the present page itself shows."""

    lines: int
    here: int


def count_new(person_id: int, *, endpoint: str | None = None, shown: Any = None, upto: int = 0) -> New:
    """What is new to a person, in one statement; ``endpoint`` and the rest name the page they are opening."""
    values = {"person": person_id, "now": clock.now()}
    if endpoint in pages:
        rows = _count(endpoint).all({**values, "shown": shown, "upto": upto})
    else:
        rows = _count(None).all(values)
    return New(rows[0][0], rows[0][1])


@dataclass(frozen=True)
class Line:
    """One line of the list: one or several notices of one kind about one topic."""

    kind: str
    topic: str
    count: int
    new: bool
    # The notices of the line, first and last: opening leads to the first, marking as read goes up to the last.
    first_id: int
    last_id: int
    at: datetime
    about: About
    last_about: About
    actor: PersonCard | None
    group: GroupCard | None


_NEW = case((Notification.read_at.is_(None), 1), else_=0)


def _where(only: str) -> list[ColumnElement[bool]]:
    if only == "unread":
        return [Notification.read_at.is_(None)]
    if only in FAMILIES:
        return [Notification.kind.in_([one.name for one in kinds.values() if one.family == only])]
    return []


def page_lines(person_id: int, *, only: str = "", after: str | None = None, size: int = PAGE_SIZE) -> Page[Line]:
    """What a person was told, new lines first, then by time; the next page begins after a key, not a number."""
    last = func.max(Notice.id)
    statement = (
        _told(Notification.kind, Notice.topic, _NEW.label("new"), func.count().label("many"),
              func.min(Notice.id).label("first"), last.label("last"))
        .where(*_where(only)).group_by(Notification.kind, Notice.topic, _NEW))
    if (place := _read_cursor(after)) is not None:
        statement = statement.having(tuple_(_NEW, last) < tuple_(*place))
    rows = db.session.execute(statement.order_by(_NEW.desc(), last.desc()).limit(size + 1),
                              {"person": person_id, "now": clock.now()}).all()
    shown, more = cut(list(rows), size)
    lines = _fill(person_id, shown)
    return Page(lines, f"{shown[-1].new}-{shown[-1].last}" if more else None)


def list_lines(person_id: int, *which: ColumnElement[bool], limit: int = 200) -> list[Line]:
    """Some of what a person was told and may still see, newest first: for mails and for the home page."""
    last = func.max(Notice.id)
    rows = db.session.execute(
        _told(Notification.kind, Notice.topic, func.max(_NEW).label("new"), func.count().label("many"),
              func.min(Notice.id).label("first"), last.label("last"))
        .where(*which).group_by(Notification.kind, Notice.topic).order_by(last.desc()).limit(limit),
        {"person": person_id, "now": clock.now()}).all()
    return _fill(person_id, list(rows))


def _read_cursor(text: str | None) -> tuple[int, int] | None:
    parts = (text or "").split("-")
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) < 11 for part in parts):
        return None
    return int(parts[0]), min(int(parts[1]), 2**31 - 1)


def _fill(person_id: int, rows: Collection[Any]) -> list[Line]:
    """The words of the lines: a statement for the notices, one for each sort of thing, names and groups one each."""
    ids = {row.first for row in rows} | {row.last for row in rows}
    notices = {row.id: row for row in db.session.execute(
        select(Notice.id, Notice.subject, Notice.subject_id, Notice.actor_id, Notice.group_id, Notice.at)
        .where(Notice.id.in_(ids)))} if ids else {}
    about = load_abouts(person_id, [(one.subject, one.subject_id) for one in notices.values()])
    people = people_by_ids({one.actor_id for one in notices.values() if one.actor_id})
    groups = group_cards({one.group_id for one in notices.values() if one.group_id})
    lines = []
    for row in rows:
        first, last = notices[row.first], notices[row.last]
        things = about.get((first.subject, first.subject_id)), about.get((last.subject, last.subject_id))
        if things[0] is None or things[1] is None:
            continue  # gone between the two statements
        lines.append(Line(row.kind, row.topic, row.many, bool(row.new), row.first, row.last, last.at, things[0],
                          things[1], people.get(last.actor_id), groups.get(last.group_id)))
    return lines


def load_abouts(person_id: int, things: Collection[tuple[str, int]]) -> Mapping[tuple[str, int], About]:
    """Title and page of those of these things that the person may see, one statement for each sort."""
    wanted: dict[str, set[int]] = {}
    for subject, number in things:
        wanted.setdefault(subject, set()).add(number)
    return {(subject, number): one for subject, ids in wanted.items()
            for number, one in subjects[subject].load(ids, person_id).items()}


def count_all(person_id: int) -> int:
    """How much a person was ever told and still may see, at most ``MOST``: whether their list is empty."""
    found = _told(Notification.id).limit(MOST).subquery()
    return db.session.scalar(select(func.count()).select_from(found), {"person": person_id, "now": clock.now()}) or 0
