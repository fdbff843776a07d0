"""Quotes tied to their sources: noted when written, looked at again when the source changes."""

from sqlalchemy import delete, select, update

from goforum.core.db import db
from goforum.groups.models import Group
from goforum.threads.models import Post, PostQuote, Thread
from goforum.threads.quoting import quotes_in, stands_in


def note_quotes(post_id: int, source: str, group_id: int, *, new: bool = False) -> None:
    """Remember what this text quotes: posts of the same group, or of a public one. ``new``: it quoted nothing yet."""
    if not new:
        db.session.execute(delete(PostQuote).where(PostQuote.post_id == post_id))
    quoted = [one for one in quotes_in(source) if one.post_id != post_id]
    if not quoted:
        return
    rows = db.session.execute(
        select(Post.id, Post.revision, Post.body_source, Post.body_html)
        .join(Thread, Thread.id == Post.thread_id).join(Group, Group.id == Thread.group_id)
        .where(Post.id.in_({one.post_id for one in quoted}), Post.held_at.is_(None),
               Thread.hidden_at.is_(None), (Thread.group_id == group_id) | (Group.visibility == "public")))
    sources = {row.id: row for row in rows}
    db.session.add_all(
        PostQuote(post_id=post_id, position=position, source_post_id=one.post_id, words=one.words,
                  source_revision=sources[one.post_id].revision,
                  stands=stands_in(one.words, sources[one.post_id].body_source, sources[one.post_id].body_html))
        for position, one in enumerate(quoted) if one.post_id in sources)


def refresh_quotes(post: Post) -> None:
    """The post has changed: which of its quotes still say what it says?"""
    quotes = db.session.scalars(select(PostQuote).where(PostQuote.source_post_id == post.id)).all()
    changed = False
    for quote in quotes:
        stands = stands_in(quote.words, post.body_source, post.body_html)
        changed |= stands != quote.stands
        quote.stands = stands
    if changed:
        tell_quoting(post.id, post.thread_id)


def tell_quoting(post_id: int, own_thread_id: int) -> None:
    """Threads that quote the post look different now (its own is told by whoever changes the post)."""
    quoting = select(Post.thread_id).join(PostQuote, PostQuote.post_id == Post.id).where(
        PostQuote.source_post_id == post_id)
    db.session.execute(update(Thread).where(Thread.id.in_(quoting), Thread.id != own_thread_id).values(
        version=Thread.version + 1))
