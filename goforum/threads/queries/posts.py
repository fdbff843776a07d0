"""Posts: the page of a thread, one post, its earlier texts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from goforum.core.db import db
from goforum.core.hot import Hot
from goforum.core.paging import PAGE_SIZE
from goforum.core.rules import NotFound
from goforum.groups.models import Group
from goforum.groups.queries import readable_groups
from goforum.threads.models import Post, PostCommitment, PostRevision, Thread
from goforum.threads.rules import PostFacts

LATEST = 200


def page_of(number: int) -> int:
    """The page on which the post of this number stands; the first for a thread without posts."""
    return (max(number, 1) - 1) // PAGE_SIZE + 1


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post as its page shows it."""

    id: int
    thread_id: int
    number: int
    author_id: int
    role: str | None
    organisation_id: int | None
    college: str | None
    tag: str | None
    body_source: str
    body_html: str
    pipeline_version: int
    language: str
    language_chosen: bool
    created_at: datetime
    edited_at: datetime | None
    revision: int
    deleted_at: datetime | None
    deleted_by_id: int | None
    hidden_at: datetime | None
    held_at: datetime | None
    moderated: bool

    @property
    def facts(self) -> PostFacts:
        return PostFacts(self.author_id, self.deleted_at, self.deleted_by_id, self.hidden_at, self.moderated)


_POST = (
    Post.id, Post.thread_id, Post.number, Post.author_id, Post.role, Post.organisation_id, Post.college, Post.tag,
    Post.body_source, Post.body_html, Post.pipeline_version, Post.language, Post.language_chosen, Post.created_at,
    Post.edited_at, Post.revision, Post.deleted_at, Post.deleted_by_id, Post.hidden_at, Post.held_at,
    Post.moderated,
)


def page_posts(thread_id: int, page: int) -> list[PostRow]:
    """The posts of page N: a range of numbers, so that page 500 costs what page 1 costs."""
    return range_posts(thread_id, (page - 1) * PAGE_SIZE + 1, PAGE_SIZE)


def range_posts(thread_id: int, first: int, count: int) -> list[PostRow]:
    """So many posts from a number on, for paper and feeds."""
    rows = db.session.execute(select(*_POST).where(
        Post.thread_id == thread_id, Post.number >= first, Post.number < first + count).order_by(Post.number))
    return [PostRow(*row) for row in rows]


def first_texts(thread_ids: Iterable[int]) -> dict[int, str]:
    """How each of these threads begins, as HTML; nothing of what was taken back or hidden."""
    rows = db.session.execute(select(Post.thread_id, Post.body_html).where(
        Post.thread_id.in_(list(thread_ids)), Post.number == 1, Post.deleted_at.is_(None), Post.hidden_at.is_(None),
        Post.held_at.is_(None)))
    return {row.thread_id: row.body_html for row in rows}


def get_post(post_id: int) -> PostRow:
    """One post, whoever asks: the caller opens its thread first."""
    row = db.session.execute(select(*_POST).where(Post.id == post_id)).one_or_none()
    if row is None:
        raise NotFound()
    return PostRow(*row)


def list_posts(ids: Iterable[int]) -> list[PostRow]:
    """Those of these posts that there are, whoever asks, in the order of their numbers."""
    rows = db.session.execute(select(*_POST).where(Post.id.in_(list(ids))).order_by(Post.number))
    return [PostRow(*row) for row in rows]


def first_number_since(thread_id: int, since: datetime) -> int | None:
    """The number of the first post written at this instant or later; None when all are older."""
    return db.session.scalar(select(Post.number).where(
        Post.thread_id == thread_id, Post.created_at >= since, Post.held_at.is_(None)).order_by(
        Post.created_at, Post.number).limit(1))


def post_commitment_ids(post_ids: Iterable[int]) -> dict[int, list[int]]:
    """Which commitments each of these posts was linked to by its author."""
    rows = db.session.execute(select(PostCommitment.post_id, PostCommitment.commitment_id).where(
        PostCommitment.post_id.in_(list(post_ids))).order_by(PostCommitment.commitment_id))
    found: dict[int, list[int]] = {}
    for post_id, commitment_id in rows:
        found.setdefault(post_id, []).append(commitment_id)
    return found


@dataclass(frozen=True, slots=True)
class Revision:
    """A text a post had, and from when to when."""

    number: int
    body_source: str
    body_html: str
    language: str
    written_at: datetime
    replaced_by_id: int


def list_revisions(post_id: int, limit: int = 100) -> list[Revision]:
    """The earlier texts of a post, newest first."""
    rows = db.session.execute(
        select(PostRevision.number, PostRevision.body_source, PostRevision.body_html, PostRevision.language,
               PostRevision.written_at, PostRevision.replaced_by_id)
        .where(PostRevision.post_id == post_id).order_by(PostRevision.number.desc()).limit(limit))
    return [Revision(*row) for row in rows]


# What every reply asks while it holds the lock: made once, of plain tables.
_P, _T, _G = Post.__table__, Thread.__table__, Group.__table__
_BY_KEY = Hot(select(_P.c.id, _P.c.thread_id).where(
    _P.c.author_id == bindparam("author"), _P.c.client_key == bindparam("key")))
_LAST = Hot(select(_P.c.id, _P.c.author_id, _P.c.body_source, _P.c.created_at, _P.c.deleted_at).where(
    _P.c.thread_id == bindparam("thread")).order_by(_P.c.number.desc()).limit(1))
_LAST_OWN = Hot(select(_P.c.created_at).where(
    _P.c.thread_id == bindparam("thread"), _P.c.author_id == bindparam("author")).order_by(_P.c.id.desc()).limit(1))
_SPOT = Hot(select(_P.c.number, _P.c.held_at, _T.c.id, _T.c.kind, _G.c.visibility).select_from(
    _P.join(_T, _T.c.id == _P.c.thread_id).join(_G, _G.c.id == _T.c.group_id)).where(_P.c.id == bindparam("post")))


@dataclass(frozen=True, slots=True)
class PostSpot:
    """Where a post stands: enough for its address. ``id`` and ``kind`` are its thread's."""

    number: int
    held_at: datetime | None
    id: int
    kind: str
    group_visibility: str


def get_spot(post_id: int) -> PostSpot:
    """Where a post stands now, whoever asks."""
    row = _SPOT.one_or_none({"post": post_id})
    if row is None:
        raise NotFound()
    return PostSpot(*row)


def find_by_key(author_id: int, client_key: str) -> tuple[int, int] | None:
    """(post, thread) already made by this person under this key."""
    row = _BY_KEY.one_or_none({"author": author_id, "key": client_key})
    return None if row is None else (row[0], row[1])


def find_repetition(thread_id: int, author_id: int, source: str, since: datetime) -> int | None:
    """The thread's last post, if this person has just written this very text there."""
    row = _LAST.one_or_none({"thread": thread_id})
    if row is None or row.author_id != author_id or row.body_source != source or row.deleted_at is not None:
        return None
    found: int | None = row.id if row.created_at > since else None
    return found


def first_post_id(thread_id: int) -> int:
    """The post that opened the thread."""
    found: int = db.session.execute(select(Post.id).where(
        Post.thread_id == thread_id, Post.number == 1)).scalar_one()
    return found


def last_own_post_at(thread_id: int, person_id: int) -> datetime | None:
    """When this person last wrote here, for slow mode."""
    row = _LAST_OWN.one_or_none({"thread": thread_id, "author": person_id})
    return row.created_at if row else None


def has_posted(thread_id: int, person_id: int) -> bool:
    """Whether this person has written here before."""
    return last_own_post_at(thread_id, person_id) is not None


def list_participants(thread_id: int, last_number: int, limit: int = 8) -> list[int]:
    """Who wrote most among the latest posts, ids only; a thread of 50,000 posts costs what one of 200 does."""
    rows = db.session.execute(
        select(Post.author_id)
        .where(Post.thread_id == thread_id, Post.number > last_number - LATEST, Post.deleted_at.is_(None))
        .group_by(Post.author_id).order_by(func.count().desc(), Post.author_id).limit(limit))
    return [row[0] for row in rows]


@dataclass(frozen=True, slots=True)
class PostCard:
    """What another page shows of a post: enough for a search hit or a notification."""

    id: int
    thread_id: int
    group_id: int
    number: int
    author_id: int
    thread_title: str
    thread_kind: str
    body_html: str
    language: str
    created_at: datetime
    closed: bool = False
    archived: bool = False


def post_cards(ids: Iterable[int], person_id: int | None) -> dict[int, PostCard]:
    """Cards of those of these posts that the person may read now, in one statement."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = db.session.execute(
        select(Post.id, Post.thread_id, Thread.group_id, Post.number, Post.author_id, Thread.title, Thread.kind,
               Post.body_html, Post.language, Post.created_at, Thread.closed_at.is_not(None),
               Thread.archived_at.is_not(None))
        .join(Thread, Thread.id == Post.thread_id)
        .where(Post.id.in_(wanted), Thread.group_id.in_(readable_groups(person_id)), Thread.hidden_at.is_(None),
               Post.deleted_at.is_(None), Post.hidden_at.is_(None), Post.held_at.is_(None)))
    return {row.id: PostCard(*row) for row in rows}
