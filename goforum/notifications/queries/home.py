"""What the home page asks: names not answered yet, own posts that wait for moderators."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from goforum.core import clock
from goforum.core.db import db
from goforum.groups.queries import readable_groups
from goforum.notifications.models import Notice, Notification
from goforum.notifications.queries.centre import Line, list_lines
from goforum.threads.models import Post, Thread

# What is older has been answered elsewhere, or needs no answer.
RECENT = timedelta(days=30)


def list_unanswered_mentions(person_id: int, limit: int = 6) -> list[Line]:
    """Where the person was named and has not written since, newest first."""
    named, own = aliased(Post), aliased(Post)
    answered = exists(select(own.id).join(named, named.thread_id == own.thread_id).where(
        named.id == Notice.subject_id, own.author_id == person_id, own.number > named.number,
        own.deleted_at.is_(None)).correlate(Notice))
    return list_lines(person_id, Notification.kind == "mention", Notice.subject == "post",
                      Notification.at > clock.now() - RECENT, ~answered, limit=limit)


@dataclass(frozen=True)
class HeldPost:
    """An own post that others do not see yet."""

    id: int
    thread_id: int
    title: str
    language: str
    held_at: datetime


def list_held_posts(person_id: int, limit: int = 6) -> list[HeldPost]:
    """A person's posts that wait for moderators, newest first."""
    rows = db.session.execute(
        select(Post.id, Post.thread_id, Thread.title, Thread.language, Post.held_at)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Post.author_id == person_id, Post.held_at.is_not(None), Post.deleted_at.is_(None),
               Post.hidden_at.is_(None), Thread.hidden_at.is_(None),
               Thread.group_id.in_(readable_groups(person_id)))
        .order_by(Post.id.desc()).limit(limit))
    return [HeldPost(*row) for row in rows]
