"""Five rows or five hundred: a page asks the database as often."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from goforum.core import clock
from goforum.core.db import db
from goforum.groups.models import Group
from goforum.threads import drawing
from goforum.threads.models import Bookmark, Post, Reaction, Thread
from tests.factories import make_group, make_member


def fill_posts(thread, author, many, now):
    db.session.execute(insert(Post), [
        {"thread_id": thread, "number": n, "author_id": author, "body_source": f"{n}", "body_html": f"<p>{n}</p>",
         "pipeline_version": 1, "language": "en", "created_at": now} for n in range(1, many + 1)])


def fill_threads(group, author, many, now):
    db.session.execute(insert(Thread), [
        {"group_id": group, "kind": "discussion", "title": f"Thread {n}", "language": ("en", "fr", "ar")[n % 3],
         "author_id": author, "created_at": now, "last_post_at": now - timedelta(seconds=n), "post_count": n,
         "version": 1, "participant_count": 1} for n in range(1, many + 1)])


def fill(many):
    """A group with as many threads; in the first as many posts, all kept, and reacted to by the reader."""
    now = clock.now()
    group = make_group()
    author, reader = make_member(group), make_member(group)
    fill_threads(group, author, many, now)
    thread = db.session.scalar(db.select(Thread.id).where(Thread.group_id == group).order_by(Thread.id))
    db.session.execute(db.update(Thread).where(Thread.id == thread).values(post_count=many))
    fill_posts(thread, author, many, now)
    posts = list(db.session.scalars(db.select(Post.id).where(Post.thread_id == thread).order_by(Post.number)))
    db.session.execute(insert(Bookmark), [{"person_id": reader, "post_id": one, "note": "", "created_at": now}
                                          for one in posts])
    db.session.execute(insert(Reaction), [{"person_id": reader, "post_id": one, "kind": kind, "created_at": now}
                                          for one in posts for kind in ("agree", "thanks")])
    db.session.commit()
    slug = db.session.get(Group, group).slug
    return reader, {"thread": f"/threads/{thread}", "list": f"/groups/{slug}/threads", "group": f"/groups/{slug}",
                    "bookmarks": "/bookmarks", "sorted": f"/groups/{slug}/threads?sort=replies&state=open"}


@pytest.mark.parametrize("kept", [True, False])
def test_pages_ask_as_often_for_five_rows_as_for_five_hundred(as_person, ctx, kept, count_statements):
    asked = {}
    for many in (5, 500):
        reader, paths = fill(many)
        browser = as_person(reader)
        for name, path in paths.items():
            browser.get(path).close()
            browser.get(path).close()
            if not kept:
                drawing.forget()
            with count_statements() as seen:
                assert browser.get(path).status_code == 200
            asked.setdefault(name, []).append(len(seen))
    assert all(five == many for five, many in asked.values()), asked
