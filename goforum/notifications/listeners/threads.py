"""Told of threads: new ones, answers, and one's name in a post."""

from collections.abc import Collection
from typing import Any

from flask import url_for
from flask_babel import ngettext
from sqlalchemy import and_, bindparam, exists, or_, select
from sqlalchemy.sql.elements import ColumnElement

from goforum.core.db import UtcDateTime, db
from goforum.core.events import inside
from goforum.notifications.commands import note_positions, note_writer, tell, tell_audience
from goforum.notifications.kinds import About, Kind, Subject, add_audience, add_kinds, add_page, add_subject
from goforum.notifications.models import Notice
from goforum.notifications.queries.audience import may_read, of_group, of_members, of_thread
from goforum.threads.events import PositionsMoved, PostEdited, PostPublished, ThreadClosed, ThreadOpened, ThreadReopened
from goforum.threads.models import Post, Thread
from goforum.threads.queries import cards, get_spot, post_cards


def _threads(ids: Collection[int], person_id: int) -> dict[int, About]:
    return {one.id: About(one.title, one.language, url_for("threads.show", thread_id=one.id))
            for one in cards(ids, person_id).values()}


def _thread_shown(number: ColumnElement[int]) -> ColumnElement[bool]:
    # In the group where it stands now: a thread may have moved behind a door since this was told.
    return exists(select(Thread.id).where(
        Thread.id == number, Thread.hidden_at.is_(None), Thread.merged_into_id.is_(None),
        may_read(Thread.group_id, bindparam("now", type_=UtcDateTime))))


def _posts(ids: Collection[int], person_id: int) -> dict[int, About]:
    return {one.id: About(one.thread_title, "", url_for("threads.permalink", post_id=one.id))
            for one in post_cards(ids, person_id).values()}


def _post_shown(number: ColumnElement[int]) -> ColumnElement[bool]:
    return exists(select(Post.id).join(Thread, Thread.id == Post.thread_id).where(
        Post.id == number, Post.deleted_at.is_(None), Post.hidden_at.is_(None), Post.held_at.is_(None),
        Thread.hidden_at.is_(None), may_read(Thread.group_id, bindparam("now", type_=UtcDateTime))))


def posts_up_to(thread_id: Any, upto: ColumnElement[int]) -> ColumnElement[bool]:
    """SQL over notices: about a post that stands in this thread now, not below this number."""
    return and_(Notice.subject == "post", exists(select(Post.id).where(
        Post.id == Notice.subject_id, Post.thread_id == thread_id, Post.number <= upto).correlate(Notice)))


add_subject(Subject("thread", _threads, _thread_shown))
add_subject(Subject("post", _posts, _post_shown))
add_page("threads.show", "thread_id", lambda shown, upto: or_(
    and_(Notice.subject == "thread", Notice.subject_id == shown), posts_up_to(shown, upto)))
add_audience("thread", of_thread)
add_audience("group", of_group)
add_audience("members", of_members)
add_kinds(
    Kind("mention", lambda n, title: ngettext(
        "You are named in %(title)s", "You are named %(num)s times in %(title)s", n, title=title),
        "user-round", family="talk"),
    Kind("reply", lambda n, title: ngettext(
        "%(num)s new reply in %(title)s", "%(num)s new replies in %(title)s", n, title=title), "reply", family="talk"),
    Kind("thread", lambda n, title: ngettext(
        "New thread: %(title)s", "%(num)s new threads, the last one: %(title)s", n, title=title),
        "message-square-text", family="talk"),
    Kind("thread-closed", lambda n, title: ngettext(
        "The thread %(title)s was closed", "The thread %(title)s was closed %(num)s times", n, title=title),
        "lock", family="talk"),
    Kind("thread-reopened", lambda n, title: ngettext(
        "The thread %(title)s is open again", "The thread %(title)s was opened again %(num)s times", n, title=title),
        "history", family="talk"),
)


@inside(ThreadOpened)
def follow_own_thread(event: ThreadOpened) -> None:
    """Whoever opens a thread hears its answers."""
    if event.actor_id is not None:
        note_writer(event.actor_id, event.thread_id)


@inside(PostPublished)
def tell_of_post(event: PostPublished) -> None:
    """Those named, then those who follow. The first post of a discussion is the thread itself."""
    spot = get_spot(event.post_id)
    if event.actor_id is not None:
        note_writer(event.actor_id, event.thread_id)
    if spot.held_at is not None:
        return  # told when it is released: the event is recorded again, under the same key
    opening = spot.number == 1 and spot.kind == "discussion"
    tell_audience(("group", event.group_id) if opening else ("thread", event.thread_id),
                  "thread" if opening else "reply", actor_id=event.actor_id, subject=("post", event.post_id),
                  group_id=event.group_id, thread_id=event.thread_id, dedup_key=f"post:{event.post_id}",
                  named={"mention": event.mentioned_ids})


@inside(PositionsMoved)
def read_with_the_thread(event: PositionsMoved) -> None:
    """Whoever reads on has read what they were told of it."""
    note_positions(event.person_ids)


@inside(PostEdited)
def tell_newly_named(event: PostEdited) -> None:
    """Those whom the new words name and the old ones did not."""
    if event.mentioned_ids:
        tell(event.mentioned_ids[:50], "mention", actor_id=event.actor_id, subject=("post", event.post_id),
             group_id=event.group_id, thread_id=event.thread_id, dedup_key=f"post:{event.post_id}:edited")


@inside(ThreadClosed)
def tell_of_closing(event: ThreadClosed) -> None:
    """Who follows a thread learns that nothing more can be said in it."""
    _of_thread(event, "thread-closed")


@inside(ThreadReopened)
def tell_of_reopening(event: ThreadReopened) -> None:
    """And that one may answer again."""
    _of_thread(event, "thread-reopened")


def _of_thread(event: ThreadClosed | ThreadReopened, kind: str) -> None:
    version = db.session.scalar(select(Thread.version).where(Thread.id == event.thread_id))
    tell_audience(("thread", event.thread_id), kind, actor_id=event.actor_id, subject=("thread", event.thread_id),
                  group_id=event.group_id, thread_id=event.thread_id,
                  dedup_key=f"thread:{event.thread_id}:{kind}:{version}")
