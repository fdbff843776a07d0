"""What posts quote, and whether their sources still say it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from goforum.core.db import db
from goforum.groups.models import Group
from goforum.threads.models import Post, PostQuote, Thread


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """A quote in a post: where it comes from, and what became of the source ("", changed, deleted, hidden)."""

    source_post_id: int
    source_number: int
    source_thread_id: int
    state: str


def quotes_of(post_ids: Iterable[int]) -> dict[int, list[QuoteLine]]:
    """The quotes of these posts, in reading order, in one statement.

    A source that not everybody who reads the quote may read (its group has closed since, or it was carried to
    another) is not spoken of at all.
    """
    own, own_thread = aliased(Post), aliased(Thread)
    rows = db.session.execute(
        select(PostQuote.post_id, PostQuote.source_post_id, PostQuote.stands, Post.number, Post.thread_id,
               Post.deleted_at, Post.hidden_at, Thread.hidden_at.label("thread_hidden_at"))
        .join(Post, Post.id == PostQuote.source_post_id).join(Thread, Thread.id == Post.thread_id)
        .join(Group, Group.id == Thread.group_id).join(own, own.id == PostQuote.post_id)
        .join(own_thread, own_thread.id == own.thread_id)
        .where(PostQuote.post_id.in_(list(post_ids)),
               or_(Thread.group_id == own_thread.group_id, Group.visibility == "public"))
        .order_by(PostQuote.post_id, PostQuote.position))
    found: dict[int, list[QuoteLine]] = {}
    for row in rows:
        gone = "hidden" if row.hidden_at or row.thread_hidden_at else "deleted" if row.deleted_at else ""
        state = gone or ("" if row.stands else "changed")
        found.setdefault(row.post_id, []).append(QuoteLine(row.source_post_id, row.number, row.thread_id, state))
    return found
