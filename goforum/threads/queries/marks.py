"""Reactions and bookmarks: counts for everybody, one's own for oneself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, func, literal, or_, select, union_all

from goforum.core.db import db
from goforum.core.hot import Hot
from goforum.core.paging import PAGE_SIZE, Page, cut
from goforum.core.rules import NotFound
from goforum.groups.queries import readable_groups
from goforum.threads.models import Bookmark, Post, Reaction, Thread
from goforum.threads.rules import PostFacts, ThreadFacts

# What ``marks_of`` answers beside the kinds of reactions.
KEPT = "bookmark"


@dataclass(frozen=True, slots=True)
class PostPlace:
    """A post with what the rules need to know of it and of its thread."""

    id: int
    number: int
    thread_id: int
    group_id: int
    post: PostFacts
    thread: ThreadFacts


def get_place(post_id: int) -> PostPlace:
    """Where a post stands, whoever asks; NotFound when there is none."""
    row = db.session.execute(
        select(Post.number, Post.thread_id, Post.author_id, Post.deleted_at, Post.deleted_by_id, Post.hidden_at,
               Thread.group_id, Thread.author_id.label("opener_id"), Thread.closed_at,
               Thread.hidden_at.label("thread_hidden_at"), Thread.slow_seconds, Thread.kind, Thread.pinned,
               Thread.archived_at, Thread.merged_into_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Post.id == post_id, Post.held_at.is_(None))).one_or_none()
    if row is None:
        raise NotFound()
    return PostPlace(
        post_id, row.number, row.thread_id, row.group_id,
        PostFacts(row.author_id, row.deleted_at, row.deleted_by_id, row.hidden_at),
        ThreadFacts(row.opener_id, row.closed_at, row.thread_hidden_at, row.slow_seconds, row.kind, row.pinned,
                    row.archived_at, row.merged_into_id is not None))


def count_reactions(post_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """How many of each kind these posts have, in one statement."""
    rows = db.session.execute(
        select(Reaction.post_id, Reaction.kind, func.count()).where(Reaction.post_id.in_(list(post_ids)))
        .group_by(Reaction.post_id, Reaction.kind))
    found: dict[int, dict[str, int]] = {}
    for post_id, kind, count in rows:
        found.setdefault(post_id, {})[kind] = count
    return found


# Asked for every page that somebody with an account reads: made once.
_R, _B = Reaction.__table__, Bookmark.__table__
_PLACES = [f"post{number}" for number in range(PAGE_SIZE)]
_POSTS = [bindparam(place, type_=Integer) for place in _PLACES]
_MINE = Hot(union_all(
    select(_R.c.post_id, _R.c.kind).where(_R.c.person_id == bindparam("person"), _R.c.post_id.in_(_POSTS)),
    select(_B.c.post_id, literal(KEPT).label("kind")).where(
        _B.c.person_id == bindparam("person"), _B.c.post_id.in_(_POSTS), _B.c.removed_at.is_(None))))


def marks_of(person_id: int, post_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """What this person has put on these posts: kinds of reactions, and ``KEPT`` for a bookmark; one statement."""
    found: dict[int, set[str]] = {}
    wanted = list(post_ids)
    for start in range(0, len(wanted), PAGE_SIZE):
        ids = wanted[start:start + PAGE_SIZE]
        places = dict(zip(_PLACES, ids + [0] * (PAGE_SIZE - len(ids)), strict=True))
        for post_id, kind in _MINE.all({"person": person_id, **places}):
            found.setdefault(post_id, set()).add(kind)
    return {post_id: frozenset(kinds) for post_id, kinds in found.items()}


def list_reactors(post_id: int, limit: int = 500) -> dict[str, list[int]]:
    """Who reacted to a post, by kind, the first ones first; ids only."""
    rows = db.session.execute(
        select(Reaction.kind, Reaction.person_id).where(Reaction.post_id == post_id)
        .order_by(Reaction.created_at, Reaction.person_id).limit(limit))
    found: dict[str, list[int]] = {}
    for kind, person_id in rows:
        found.setdefault(kind, []).append(person_id)
    return found


@dataclass(frozen=True, slots=True)
class BookmarkRow:
    """A line of one's bookmarks. ``gone``: its words are deleted or hidden now."""

    id: int
    post_id: int
    note: str
    created_at: datetime
    number: int
    author_id: int
    thread_id: int
    group_id: int
    title: str
    title_language: str
    body_html: str
    language: str
    posted_at: datetime
    deleted_at: datetime | None
    hidden_at: datetime | None

    @property
    def gone(self) -> bool:
        return self.deleted_at is not None or self.hidden_at is not None


def _like(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def page_bookmarks(person_id: int, *, words: str = "", after: int | None = None, before: int | None = None,
                   size: int = PAGE_SIZE) -> Page[BookmarkRow]:
    """One's bookmarks, the last kept first, those one may still read; ``words`` looks in notes, titles and texts."""
    statement = (
        select(Bookmark.id, Bookmark.post_id, Bookmark.note, Bookmark.created_at, Post.number, Post.author_id,
               Post.thread_id, Thread.group_id, Thread.title, Thread.language, Post.body_html,
               Post.language.label("post_language"), Post.created_at.label("posted_at"), Post.deleted_at,
               Post.hidden_at)
        .join(Post, Post.id == Bookmark.post_id).join(Thread, Thread.id == Post.thread_id)
        .where(Bookmark.person_id == person_id, Bookmark.removed_at.is_(None), Thread.hidden_at.is_(None),
               Post.held_at.is_(None), Thread.group_id.in_(readable_groups(person_id))))
    if words:
        like = _like(words)
        # Words that are gone for everybody are not found through a bookmark either.
        there = Post.deleted_at.is_(None) & Post.hidden_at.is_(None) & Post.body_source.ilike(like, escape="\\")
        statement = statement.where(or_(Bookmark.note.ilike(like, escape="\\"),
                                        Thread.title.ilike(like, escape="\\"), there))
    if after is not None:
        statement = statement.where(Bookmark.id < after).order_by(Bookmark.id.desc())
    elif before is not None:
        statement = statement.where(Bookmark.id > before).order_by(Bookmark.id.asc())
    else:
        statement = statement.order_by(Bookmark.id.desc())
    rows, more = cut([BookmarkRow(*row) for row in db.session.execute(statement.limit(size + 1))], size)
    upwards = after is None and before is not None
    if upwards:
        rows.reverse()
    newer, older = (more, True) if upwards else (after is not None, more)
    return Page(rows, str(rows[-1].id) if rows and older else None, str(rows[0].id) if rows and newer else None)
