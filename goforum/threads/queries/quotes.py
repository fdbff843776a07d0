"""What posts quote, and whether their sources still say it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from goforum.core.db import db
from goforum.threads.models import Post, PostQuote


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """A quote in a post: where it comes from, and what became of the source ("", changed, deleted, hidden)."""

    source_post_id: int
    source_number: int
    source_thread_id: int
    state: str


def quotes_of(post_ids: Iterable[int]) -> dict[int, list[QuoteLine]]:
    """The quotes of these posts, in reading order, in one statement."""
    rows = db.session.execute(
        select(PostQuote.post_id, PostQuote.source_post_id, PostQuote.stands, Post.number, Post.thread_id,
               Post.deleted_at, Post.hidden_at)
        .join(Post, Post.id == PostQuote.source_post_id)
        .where(PostQuote.post_id.in_(list(post_ids))).order_by(PostQuote.post_id, PostQuote.position))
    found: dict[int, list[QuoteLine]] = {}
    for row in rows:
        state = "hidden" if row.hidden_at else "deleted" if row.deleted_at else "" if row.stands else "changed"
        found.setdefault(row.post_id, []).append(QuoteLine(row.source_post_id, row.number, row.thread_id, state))
    return found
