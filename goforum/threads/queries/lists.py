"""The list of a group's threads: three orders, filters, and pages cut by key in each of them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Boolean, Integer, and_, bindparam, exists, null, or_, select, tuple_

from goforum.core.db import UtcDateTime
from goforum.core.hot import Hot
from goforum.core.paging import PAGE_SIZE, Page, cut
from goforum.groups.models import Membership
from goforum.threads.models import Post, ReadingPosition, Thread, ThreadCommitment

SORTS = ("activity", "newest", "replies")
STATES = ("open", "closed", "archived")
SHOWS = ("unread", "mine")


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A line of a group's list. ``last_read`` is None when the person never opened it."""

    id: int
    kind: str
    title: str
    language: str
    author_id: int
    created_at: datetime
    closed_at: datetime | None
    pinned: bool
    version: int
    post_count: int
    participant_count: int
    last_post_at: datetime
    last_author_id: int | None
    archived_at: datetime | None
    last_read: int | None
    fresh: bool | None

    @property
    def unread(self) -> int:
        """Posts not yet read, in a thread the person has opened before."""
        return max(0, self.post_count - self.last_read) if self.last_read is not None else 0


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address of a list asks for; what is not asked for is empty."""

    state: str = ""
    language: str = ""
    commitment: int | None = None
    show: str = ""
    sort: str = SORTS[0]

    @property
    def narrowing(self) -> bool:
        """Whether threads are left out."""
        return bool(self.state or self.language or self.commitment or self.show)


# Made once for each question, of plain tables: putting a statement together takes ten times as long as asking it.
_T, _R, _M, _P, _L = (model.__table__ for model in (Thread, ReadingPosition, Membership, Post, ThreadCommitment))
_ROW = (
    _T.c.id, _T.c.kind, _T.c.title, _T.c.language, _T.c.author_id, _T.c.created_at, _T.c.closed_at, _T.c.pinned,
    _T.c.version, _T.c.post_count, _T.c.participant_count, _T.c.last_post_at, _T.c.last_author_id, _T.c.archived_at,
)
_KEYS = {
    "activity": (_T.c.pinned, _T.c.last_post_at, _T.c.id),
    "newest": (_T.c.id,),
    "replies": (_T.c.post_count, _T.c.id),
}
_PLACES = {
    "activity": (bindparam("pinned", type_=Boolean), bindparam("at", type_=UtcDateTime),
                 bindparam("row", type_=Integer)),
    "newest": (bindparam("row", type_=Integer),),
    "replies": (bindparam("count", type_=Integer), bindparam("row", type_=Integer)),
}


def make_cursor(row: ThreadRow, sort: str = "activity") -> str:
    """Where a row stands in the order of the list."""
    if sort == "newest":
        return str(row.id)
    if sort == "replies":
        return f"{row.post_count}-{row.id}"
    micros = int(row.last_post_at.timestamp() * 1_000_000)
    return f"{int(row.pinned)}-{micros}-{row.id}"


def read_cursor(text: str | None, sort: str = "activity") -> dict[str, Any] | None:
    """The place a cursor names; None for none, for one made up and for one of another order."""
    parts = (text or "").split("-")
    if len(parts) != len(_PLACES[sort]) or not all(p.isascii() and p.isdigit() and len(p) < 18 for p in parts):
        return None
    *rest, row_id = (int(p) for p in parts)
    if row_id >= 2**31:
        return None
    if sort == "newest":
        return {"row": row_id}
    if sort == "replies":
        return {"count": rest[0], "row": row_id} if rest[0] < 2**31 else None
    try:
        at = datetime.fromtimestamp(rest[1] / 1_000_000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return {"pinned": rest[0] == 1, "at": at, "row": row_id} if rest[0] < 2 else None


_OF_READER = and_(_R.c.thread_id == _T.c.id, _R.c.person_id == bindparam("person"))
_OF_MEMBER = and_(_M.c.person_id == bindparam("person"), _M.c.group_id == _T.c.group_id, _M.c.ended_at.is_(None))
# What was said before one joined is not news.
_FRESH = and_(_R.c.last_number.is_(None), _T.c.author_id != bindparam("person"),
              _M.c.joined_at < _T.c.last_post_at)
_MINE = or_(_T.c.author_id == bindparam("person"),
            exists().where(_P.c.thread_id == _T.c.id, _P.c.author_id == bindparam("person")))


@lru_cache(maxsize=256)
def _list_statement(reader: bool, way: str, sort: str, state: str, language: bool, commitment: bool,
                    show: str) -> Hot:
    """The list for a reader or a visitor, from its top ("") or from a place in it, down or up."""
    if reader:
        statement = select(*_ROW, _R.c.last_number, _FRESH.label("fresh")).select_from(
            _T.outerjoin(_R, _OF_READER).outerjoin(_M, _OF_MEMBER))
        if show == "unread":
            statement = statement.where(or_(_R.c.last_number < _T.c.post_count, _FRESH))
        elif show == "mine":
            statement = statement.where(_MINE)
    else:
        statement = select(*_ROW, null().label("last_number"), null().label("fresh"))
    statement = statement.where(_T.c.group_id == bindparam("group"), _T.c.kind == "discussion",
                                _T.c.hidden_at.is_(None), _T.c.merged_into_id.is_(None),
                                # Archived threads are a list of their own.
                                _T.c.archived_at.is_not(None) if state == "archived" else _T.c.archived_at.is_(None))
    if state in {"open", "closed"}:
        statement = statement.where(_T.c.closed_at.is_(None) if state == "open" else _T.c.closed_at.is_not(None))
    if language:
        statement = statement.where(_T.c.language == bindparam("language"))
    if commitment:
        statement = statement.where(exists().where(
            _L.c.thread_id == _T.c.id, _L.c.commitment_id == bindparam("commitment")))
    key, place = tuple_(*_KEYS[sort]), tuple_(*_PLACES[sort])
    if way:
        statement = statement.where(key < place if way == "down" else key > place)
    order = [column.asc() if way == "up" else column.desc() for column in _KEYS[sort]]
    return Hot(statement.order_by(*order).limit(bindparam("most", type_=Integer)))


def page_threads(group_id: int, person_id: int | None, *, after: str | None = None, before: str | None = None,
                 size: int = PAGE_SIZE, filters: Filters | None = None) -> Page[ThreadRow]:
    """A group's discussions, by last activity and pinned ones first unless asked otherwise, with unread counts.

    One statement. Says nothing about who may read the group: the caller has asked ``may_read``.
    """
    asked = filters or Filters()
    place = read_cursor(after, asked.sort)
    way = "down" if place else ""
    if place is None and (place := read_cursor(before, asked.sort)) is not None:
        way = "up"
    facts: dict[str, Any] = {"group": group_id, "most": size + 1, **(place or {})}
    if person_id is not None:
        facts["person"] = person_id
    if asked.language:
        facts["language"] = asked.language
    if asked.commitment is not None:
        facts["commitment"] = asked.commitment
    statement = _list_statement(person_id is not None, way, asked.sort, asked.state, bool(asked.language),
                                asked.commitment is not None, asked.show)
    rows, more = cut([ThreadRow(*row) for row in statement.all(facts)], size)
    if way == "up":
        rows.reverse()
    newer, older = (more, True) if way == "up" else (way == "down", more)
    return Page(rows, make_cursor(rows[-1], asked.sort) if rows and older else None,
                make_cursor(rows[0], asked.sort) if rows and newer else None)
