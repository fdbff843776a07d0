"""What was said under a mandate: an organisation's words, through the people who speak for it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from goforum.core.db import db
from goforum.core.text import excerpt
from goforum.groups.queries import readable_groups
from goforum.threads.models import Post, Thread
from goforum.threads.queries.threads import shown

# Enough source for an excerpt; a post of 20,000 letters is not read for its first line.
HEAD = 600


@dataclass(frozen=True)
class SaidLine:
    """A post said for an organisation, as its page lists it."""

    post_id: int
    group_id: int
    title: str
    language: str
    excerpt: str
    created_at: datetime


def list_said_for(organisation_id: int, person_id: int | None, limit: int = 8) -> list[SaidLine]:
    """The latest posts under a mandate of this organisation that the person may read."""
    rows = db.session.execute(
        select(Post.id, Thread.group_id, Thread.title, Post.language, func.substr(Post.body_html, 1, HEAD),
               Post.created_at)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Post.organisation_id == organisation_id, Post.deleted_at.is_(None), Post.hidden_at.is_(None),
               Post.held_at.is_(None), *shown(), Thread.group_id.in_(readable_groups(person_id)))
        .order_by(Post.id.desc()).limit(limit))
    return [SaidLine(row[0], row[1], row[2], row[3], excerpt(row[4].rpartition("<")[0] or row[4]), row[5])
            for row in rows]
