"""Who is told of a thread's life, and whom its posts take along."""

import pytest
from sqlalchemy import select

from goforum.core.db import db
from goforum.notifications.models import Notification, ThreadFollow
from goforum.threads import commands as threads
from goforum.threads.models import Post
from tests.factories import enter, make_group, make_member
from tests.notifications.test_telling import choose, told


@pytest.fixture
def place(ctx):
    group = make_group()
    return group, make_member(group, "facilitator"), make_member(group), make_member(group)


def level_of(person, thread):
    return db.session.execute(select(ThreadFollow.level, ThreadFollow.wrote).where(
        ThreadFollow.person_id == person, ThreadFollow.thread_id == thread)).one_or_none()


@pytest.mark.parametrize(("there", "here", "expected"), [
    (("all", False), None, ("all", False)),
    ((None, True), None, (None, True)),
    (("none", True), ("replies", False), ("replies", True)),
    (("none", False), None, (None, False)),
    (("replies", False), ("all", True), ("all", True)),
])
def test_followers_of_two_threads_are_followers_of_one(place, there, here, expected):
    group, facilitator, author, reader = place
    a, b = (threads.create_thread(author, group, title=title, body=title) for title in "AB")
    for thread, choice in ((a, there), (b, here)):
        if choice:
            if choice[1]:
                threads.reply(reader, thread, body=f"In {thread}")
            choose(reader, thread=thread, level=choice[0])
    threads.merge_threads(facilitator, a, into_id=b)
    assert tuple(level_of(reader, b)) == expected


def test_who_follows_is_told_of_a_merge_a_summary_and_a_move_and_who_may_not_read_is_not(place):
    group, facilitator, author, reader = place
    closed = make_group(visibility="reserved")
    enter(facilitator, closed, "facilitator")
    enter(author, closed)
    a, b = (threads.create_thread(author, group, title=title, body=title) for title in "AB")
    choose(reader, thread=a, level="all")
    threads.merge_threads(facilitator, a, into_id=b)
    threads.write_summary(facilitator, b, body="So far.", after=0)
    assert told(reader) == ["thread-merged", "summary"]
    assert told(facilitator) == []
    threads.move_thread(facilitator, b, group_id=closed, sure=True)
    assert told(reader) == ["thread-merged", "summary"]
    assert told(author)[-1] == "thread-moved"


def test_whoever_wrote_a_post_hears_answers_where_it_stands_now(place):
    group, facilitator, author, reader = place
    thread = threads.create_thread(author, group, title="T", body="B")
    post = threads.reply(reader, thread, body="Another matter")
    made = threads.split_thread(facilitator, thread, post_ids=[post], title="Apart")
    assert tuple(level_of(reader, made)) == (None, True)
    assert level_of(author, made) is None
    assert db.session.scalar(select(Notification.id).where(Notification.kind == "thread")) is None
    threads.reply(author, made, body="An answer")
    assert told(reader)[-1] == "reply"
    assert db.session.get(Post, post).thread_id == made
