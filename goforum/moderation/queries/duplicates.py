"""Texts that are nearly the same: what is new, and what it may repeat."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from goforum.core.db import db
from goforum.moderation.models import Scan
from goforum.threads.models import Post, Thread, ThreadKind

# Short answers (« d'accord », «شكرا») repeat each other and mean no harm.
SHORTEST = 80
LOOKED_BACK = timedelta(days=30)
COMPARED = 200


@dataclass(frozen=True, slots=True)
class Text:
    """A post as the comparison reads it; a thread's title belongs to its first post."""

    id: int
    group_id: int
    language: str
    words: str
    created_at: datetime


def _texts(statement: Any) -> list[Text]:
    return [Text(row.id, row.group_id, row.language,
                 f"{row.title} {row.body_source}" if row.number == 1 else row.body_source, row.created_at)
            for row in db.session.execute(statement)]


_COLUMNS = (Post.id, Thread.group_id, Post.language, Post.number, Thread.title, Post.body_source, Post.created_at)
_STANDS = (Post.deleted_at.is_(None), Post.hidden_at.is_(None), Thread.hidden_at.is_(None),
           Thread.kind == ThreadKind.DISCUSSION.value, func.length(Post.body_source) >= SHORTEST)


def last_scanned() -> int | None:
    """The last post that was compared; None when comparing has never begun here."""
    return db.session.scalar(select(Scan.last_post_id).where(Scan.id == 1))


def newest_post() -> int:
    """The number of the newest post, 0 on an empty site."""
    return db.session.scalar(select(func.max(Post.id))) or 0


def texts_after(post_id: int, limit: int) -> list[Text]:
    """Posts after this one that are long enough to be compared, oldest first."""
    return _texts(select(*_COLUMNS).join(Thread, Thread.id == Post.thread_id).where(
        Post.id > post_id, *_STANDS).order_by(Post.id).limit(limit))


def texts_before(one: Text) -> list[Text]:
    """What stood in the same group before, of the last weeks, newest first."""
    return _texts(select(*_COLUMNS).join(Thread, Thread.id == Post.thread_id).where(
        Thread.group_id == one.group_id, Post.id < one.id, Post.created_at > one.created_at - LOOKED_BACK, *_STANDS,
    ).order_by(Post.id.desc()).limit(COMPARED))
