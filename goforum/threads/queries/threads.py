"""Threads: one of them with what its page needs, the list of a group, cards for other pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, bindparam, exists, func, null, or_, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from goforum.core import clock
from goforum.core.db import db
from goforum.core.hot import Hot
from goforum.core.rules import NotFound, require
from goforum.groups.models import Group, Membership
from goforum.groups.queries import readable_groups, standing
from goforum.groups.rules import Standing
from goforum.threads.models import Post, ReadingPosition, Thread, WaitingText
from goforum.threads.rules import ThreadFacts, may_read_thread

# Nobody counts further how much there is to read: a page says "99+".
UNREAD_LOOKED: Final = 100


@dataclass(frozen=True, slots=True)
class Head:
    """A thread without its posts, its group's name, and how far the person asking has read (None: never)."""

    id: int
    group_id: int
    kind: str
    title: str
    language: str
    author_id: int
    created_at: datetime
    closed_at: datetime | None
    closed_by_id: int | None
    closed_reason: str | None
    pinned: bool
    slow_seconds: int
    hidden_at: datetime | None
    merged_into_id: int | None
    version: int
    reaction_version: int
    post_count: int
    participant_count: int
    last_post_at: datetime
    group_slug: str
    group_visibility: str
    group_name_ar: str | None
    group_name_fr: str | None
    group_name_en: str | None
    archived_at: datetime | None
    closed_html: str | None
    last_read: int | None
    # Something of the reader's own waits here for a moderator.
    waits: bool = False

    @property
    def facts(self) -> ThreadFacts:
        return ThreadFacts(self.author_id, self.closed_at, self.hidden_at, self.slow_seconds, self.kind, self.pinned,
                           self.archived_at, self.merged_into_id is not None)

    @property
    def group_names(self) -> Mapping[str, str | None]:
        return {"ar": self.group_name_ar, "fr": self.group_name_fr, "en": self.group_name_en}


# Made once, of plain tables: putting a statement together for each page takes ten times as long as asking it.
_T, _G, _R, _W = Thread.__table__, Group.__table__, ReadingPosition.__table__, WaitingText.__table__
_HEAD = (
    _T.c.id, _T.c.group_id, _T.c.kind, _T.c.title, _T.c.language, _T.c.author_id, _T.c.created_at, _T.c.closed_at,
    _T.c.closed_by_id, _T.c.closed_reason, _T.c.pinned, _T.c.slow_seconds, _T.c.hidden_at, _T.c.merged_into_id,
    _T.c.version, _T.c.reaction_version, _T.c.post_count, _T.c.participant_count, _T.c.last_post_at, _G.c.slug,
    _G.c.visibility, _G.c.name_ar, _G.c.name_fr, _G.c.name_en, _T.c.archived_at, _T.c.closed_html,
)
_IN_GROUP = _T.join(_G, _G.c.id == _T.c.group_id)
_OF_READER = and_(_R.c.thread_id == _T.c.id, _R.c.person_id == bindparam("person"))
_WAITS = exists().where(_W.c.author_id == bindparam("person"), _W.c.thread_id == _T.c.id, _W.c.state == "waiting")
_HEAD_FOR_VISITOR = Hot(
    select(*_HEAD, null().label("last_number")).select_from(_IN_GROUP).where(_T.c.id == bindparam("thread")))
_HEAD_FOR_READER = Hot(
    select(*_HEAD, _R.c.last_number, _WAITS).select_from(_IN_GROUP.outerjoin(_R, _OF_READER))
    .where(_T.c.id == bindparam("thread")))


def get_head(thread_id: int, person_id: int | None) -> Head:
    """One thread, whoever asks: the caller asks ``may_read_thread`` (or takes ``open_thread``)."""
    if person_id is None:
        row = _HEAD_FOR_VISITOR.one_or_none({"thread": thread_id})
    else:
        row = _HEAD_FOR_READER.one_or_none({"thread": thread_id, "person": person_id})
    if row is None:
        raise NotFound()
    return Head(*row)


def open_thread(thread_id: int, person_id: int | None) -> tuple[Head, Standing]:
    """A thread the person may read, and what they are to its group; two statements."""
    head = get_head(thread_id, person_id)
    place = standing(person_id, head.group_id)
    require(may_read_thread(place, head.facts, clock.now()))
    return head, place


def find_repetition_of_thread(group_id: int, author_id: int, title: str, source: str,
                              since: datetime) -> int | None:
    """A thread this person has just opened here with this very title and first post."""
    return db.session.scalar(
        select(Thread.id).join(Post, and_(Post.thread_id == Thread.id, Post.number == 1))
        .where(Thread.author_id == author_id, Thread.group_id == group_id, Thread.title == title,
               Thread.created_at > since, Post.body_source == source, Post.deleted_at.is_(None))
        .order_by(Thread.id.desc()).limit(1))


_SHOWN = (Thread.hidden_at.is_(None), Thread.merged_into_id.is_(None))
# What calls for attention; archived threads are found, and listed by themselves.
_CURRENT = (*_SHOWN, Thread.archived_at.is_(None))


def _reads(person_id: int) -> ColumnElement[bool]:
    return and_(ReadingPosition.thread_id == Thread.id, ReadingPosition.person_id == person_id)


@dataclass(frozen=True, slots=True)
class ThreadCard:
    """What another page shows of a thread."""

    id: int
    group_id: int
    kind: str
    title: str
    language: str
    author_id: int
    post_count: int
    last_post_at: datetime
    closed_at: datetime | None
    archived_at: datetime | None = None
    pinned: bool = False
    last_read: int | None = None

    @property
    def unread(self) -> int:
        return max(0, self.post_count - self.last_read) if self.last_read is not None else 0


_CARD = (Thread.id, Thread.group_id, Thread.kind, Thread.title, Thread.language, Thread.author_id,
         Thread.post_count, Thread.last_post_at, Thread.closed_at, Thread.archived_at, Thread.pinned)


def card_columns() -> tuple[Any, ...]:
    """The columns of a ``ThreadCard``, in its order (without the reading position)."""
    return _CARD


def shown() -> tuple[ColumnElement[bool], ...]:
    """SQL: neither taken out by moderators nor merged away."""
    return _SHOWN


def cards(ids: Iterable[int], person_id: int | None) -> dict[int, ThreadCard]:
    """Cards of those of these threads that the person may read, in one statement."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = db.session.execute(select(*_CARD).where(
        Thread.id.in_(wanted), Thread.group_id.in_(readable_groups(person_id)), *_SHOWN))
    return {row.id: ThreadCard(*row) for row in rows}


def list_titles(person_id: int | None, group_id: int, limit: int) -> list[tuple[int, str, str]]:
    """Number, title and language of discussions the person may read: this group's first, then latest activity."""
    rows = db.session.execute(select(Thread.id, Thread.title, Thread.language).where(
        Thread.kind == "discussion", Thread.group_id.in_(readable_groups(person_id)), *_SHOWN)
        .order_by(Thread.group_id != group_id, Thread.last_post_at.desc(), Thread.id.desc()).limit(limit))
    return [(row.id, row.title, row.language) for row in rows]


def list_recent_threads(person_id: int | None, limit: int = 10, *, group_id: int | None = None,
                        mine: bool = False) -> list[ThreadCard]:
    """Discussions with the latest activity that the person may read; ``mine``: only in groups they belong to."""
    where: list[Any] = [Thread.kind == "discussion", *_CURRENT]
    if group_id is not None:
        where.append(Thread.group_id == group_id)
    # Of many groups, the latest are read from the end of the index of time: "+ 0" keeps a database from reading every
    # thread of every such group to sort them.
    group = Thread.group_id if group_id is not None else Thread.group_id + 0
    if mine:
        where.append(group.in_(select(Membership.group_id).where(
            Membership.person_id == person_id, Membership.ended_at.is_(None))))
    where.append(group.in_(readable_groups(person_id)))
    statement = select(*_CARD)
    if person_id is not None:
        statement = statement.add_columns(ReadingPosition.last_number).outerjoin(
            ReadingPosition, _reads(person_id))
    rows = db.session.execute(statement.where(*where).order_by(
        Thread.last_post_at.desc(), Thread.id.desc()).limit(limit))
    return [ThreadCard(*row) for row in rows]


def count_unread_threads(person_id: int, group_ids: Iterable[int]) -> dict[int, int]:
    """For each of these groups the person belongs to: discussions with something they have not read, of the latest
    ``UNREAD_LOOKED``.
    """
    latest = [
        select(select(Thread.id, Thread.group_id, Thread.author_id, Thread.post_count, Thread.last_post_at).where(
            Thread.group_id == group, Thread.kind == "discussion", *_CURRENT).order_by(
                Thread.last_post_at.desc(), Thread.id.desc()).limit(UNREAD_LOOKED).subquery())
        for group in sorted(set(group_ids))]
    if not latest:
        return {}
    one = union_all(*latest).subquery().c
    rows = db.session.execute(
        select(one.group_id, func.count())
        .join(Membership, and_(Membership.group_id == one.group_id, Membership.person_id == person_id,
                               Membership.ended_at.is_(None)))
        .outerjoin(ReadingPosition, and_(ReadingPosition.thread_id == one.id, ReadingPosition.person_id == person_id))
        .where(or_(ReadingPosition.last_number < one.post_count,
                   and_(ReadingPosition.last_number.is_(None), one.author_id != person_id,
                        Membership.joined_at < one.last_post_at)))
        .group_by(one.group_id))
    return {row[0]: row[1] for row in rows}
