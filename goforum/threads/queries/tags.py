"""What replies of a thread say of themselves: how many for and against, and which."""

from sqlalchemy import func, select

from goforum.core.db import db
from goforum.threads.models import Post, ReplyTag

MOST = 20


def count_tags(thread_id: int) -> dict[str, int]:
    """How many replies carry each tag, in the order of the tags; read along the index of tagged replies."""
    rows = db.session.execute(
        select(Post.tag, func.count()).where(
            Post.thread_id == thread_id, Post.tag.is_not(None), Post.deleted_at.is_(None), Post.hidden_at.is_(None),
            Post.held_at.is_(None)).group_by(Post.tag))
    found: dict[str | None, int] = {row[0]: row[1] for row in rows}
    return {tag.value: found[tag.value] for tag in ReplyTag if tag.value in found}


def page_tagged(thread_id: int, tag: str, after: int = 0) -> tuple[list[int], bool]:
    """The posts with this tag after this number, and whether there are more."""
    ids = list(db.session.scalars(
        select(Post.id).where(
            Post.thread_id == thread_id, Post.tag == tag, Post.number > after, Post.deleted_at.is_(None),
            Post.hidden_at.is_(None), Post.held_at.is_(None)).order_by(Post.number).limit(MOST + 1)))
    return ids[:MOST], len(ids) > MOST
