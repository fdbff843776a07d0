"""A thread's story and where it stands: lines of trace, conclusions, summaries, what they cite."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, or_, select

from goforum.core.db import db
from goforum.core.text import excerpt
from goforum.groups.models import Group
from goforum.threads.models import Post, Thread, ThreadSummary, ThreadTrace, TraceKind
from goforum.threads.rules import UNDO

MOST_TRACES = 200


@dataclass(frozen=True, slots=True)
class TraceRow:
    """A line of the story. The other thread and the other group are named only where every reader may know them."""

    id: int
    kind: str
    actor_id: int
    at: datetime
    number: int | None
    words: str | None
    undone: bool
    other_id: int | None
    other_title: str | None
    other_language: str | None
    group_names: Mapping[str, str | None] | None


_OTHER, _THERE, _FROM = Thread.__table__.alias("other"), Group.__table__.alias("there"), Group.__table__.alias("left")
_HERE = Thread.__table__.alias("here")
# What is drawn is drawn for all who read the thread: another group's words are shown where everybody reads them.
_OPEN = and_(_OTHER.c.hidden_at.is_(None),
             or_(_OTHER.c.group_id == _HERE.c.group_id, _THERE.c.visibility == "public"))
_TRACE = (
    select(ThreadTrace.id, ThreadTrace.kind, ThreadTrace.actor_id, ThreadTrace.at, ThreadTrace.number,
           ThreadTrace.words, ThreadTrace.undone_at, case((_OPEN, _OTHER.c.id)).label("other_id"), _OTHER.c.title,
           _OTHER.c.language, _FROM.c.visibility, _FROM.c.name_ar, _FROM.c.name_fr, _FROM.c.name_en)
    .join(_HERE, _HERE.c.id == ThreadTrace.thread_id)
    .outerjoin(_OTHER, _OTHER.c.id == ThreadTrace.other_id).outerjoin(_THERE, _THERE.c.id == _OTHER.c.group_id)
    .outerjoin(_FROM, _FROM.c.id == ThreadTrace.group_id)
    .order_by(ThreadTrace.at, ThreadTrace.id))


def _trace(row: Any) -> TraceRow:
    named = row.other_id is not None
    names = {"ar": row.name_ar, "fr": row.name_fr, "en": row.name_en}
    return TraceRow(
        row.id, row.kind, row.actor_id, row.at, row.number, row.words, row.undone_at is not None,
        row.other_id, row.title if named else None, row.language if named else None,
        names if row.visibility in {"public", "members"} else None)


def list_traces(thread_id: int, *, since: datetime | None, before_number: int) -> list[TraceRow]:
    """The lines that stand on a page: from ``since`` (None: the beginning) to the post that begins the next page."""
    end = select(Post.created_at).where(Post.thread_id == thread_id, Post.number == before_number).scalar_subquery()
    where = [ThreadTrace.thread_id == thread_id, or_(end.is_(None), ThreadTrace.at < end)]
    if since is not None:
        where.append(ThreadTrace.at >= since)
    return [_trace(row) for row in db.session.execute(_TRACE.where(*where).limit(MOST_TRACES))]


def list_undoable(thread_id: int, now: datetime) -> list[TraceRow]:
    """Splits and merges into this thread that may still be taken back, newest first."""
    rows = db.session.execute(_TRACE.where(
        ThreadTrace.thread_id == thread_id, ThreadTrace.kind.in_((TraceKind.SPLIT_IN, TraceKind.MERGED_IN)),
        ThreadTrace.undone_at.is_(None), ThreadTrace.at > now - UNDO).limit(20))
    return [_trace(row) for row in rows][::-1]


def conclusions_of(thread_ids: Iterable[int]) -> dict[int, str]:
    """The beginning of the conclusions of those of these threads that are closed, without marks."""
    wanted = list(thread_ids)
    if not wanted:
        return {}
    rows = db.session.execute(select(Thread.id, Thread.closed_html, Thread.closed_reason).where(
        Thread.id.in_(wanted), Thread.closed_at.is_not(None)))
    return {row.id: excerpt(row.closed_html, 180) if row.closed_html else (row.closed_reason or "")[:180]
            for row in rows}


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One text of a thread's summary; an empty one says that it was taken away."""

    number: int
    body_source: str
    body_html: str
    language: str
    author_id: int
    written_at: datetime
    at_number: int


_SUMMARY = (ThreadSummary.number, ThreadSummary.body_source, ThreadSummary.body_html, ThreadSummary.language,
            ThreadSummary.author_id, ThreadSummary.written_at, ThreadSummary.at_number)


def list_summaries(thread_id: int, limit: int = 100) -> list[SummaryRow]:
    """The texts of the summary, newest first."""
    rows = db.session.execute(select(*_SUMMARY).where(ThreadSummary.thread_id == thread_id)
                              .order_by(ThreadSummary.number.desc()).limit(limit))
    return [SummaryRow(*row) for row in rows]


def find_summary(thread_id: int) -> SummaryRow | None:
    """Its newest text, empty or not; None when there never was one."""
    return next(iter(list_summaries(thread_id, 1)), None)


@dataclass(frozen=True, slots=True)
class Cited:
    """A post that a summary or a proposal refers to, where it stands now."""

    id: int
    author_id: int
    number: int
    thread_id: int
    created_at: datetime
    gone: bool


def cited_posts(ids: Iterable[int], group_id: int) -> dict[int, Cited]:
    """Those of these posts that everybody who reads this group may read too."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = db.session.execute(
        select(Post.id, Post.author_id, Post.number, Post.thread_id, Post.created_at,
               or_(Post.deleted_at.is_not(None), Post.hidden_at.is_not(None)))
        .join(Thread, Thread.id == Post.thread_id).join(Group, Group.id == Thread.group_id)
        .where(Post.id.in_(wanted), Post.held_at.is_(None), Thread.hidden_at.is_(None),
               or_(Thread.group_id == group_id, Group.visibility == "public")))
    return {row.id: Cited(*row) for row in rows}


def ids_of_numbers(thread_id: int, numbers: Iterable[int], *, live: bool) -> list[int]:
    """The posts that have these numbers in the thread now, in order; ``live``: without deleted and hidden ones."""
    where = [Post.thread_id == thread_id, Post.number.in_(list(numbers))]
    if live:
        where += Post.deleted_at.is_(None), Post.hidden_at.is_(None), Post.held_at.is_(None)
    return list(db.session.scalars(select(Post.id).where(*where).order_by(Post.number)))
