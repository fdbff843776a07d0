"""Merges crosswise, replies and edits during a merge, splits of the same posts: with real commits on both databases."""


import pytest
from sqlalchemy import select

from goforum.core.db import db
from goforum.core.rules import Conflict, Refusal
from goforum.threads import commands
from goforum.threads.models import Post, Thread, ThreadTrace
from tests.factories import make_group, make_member
from tests.racing import at_once
from tests.threads.conftest import make_posts, make_thread

pytestmark = pytest.mark.race


@pytest.fixture
def place(committed, ctx):
    group = make_group()
    author, facilitator = make_member(group), make_member(group, "facilitator")
    a, b = make_thread(group, author), make_thread(group, author)
    for thread in (a, b):
        make_posts(thread, author, 5)
    db.session.remove()
    return author, facilitator, a, b


def check(*threads):
    for one in threads:
        thread = db.session.get(Thread, one)
        numbers = list(db.session.scalars(select(Post.number).where(Post.thread_id == one).order_by(Post.number)))
        assert numbers == list(range(1, len(numbers) + 1))
        assert thread.post_count == len(numbers)


def test_two_merges_crosswise(app, place):
    _author, facilitator, a, b = place
    for _ in range(6):
        answers = at_once(app, [lambda s=s, t=t: commands.merge_threads(facilitator, s, into_id=t)
                                 for s, t in ((a, b), (b, a)) * 2])
        assert sum(isinstance(one, Conflict) for one in answers) == 2
        merged = [one for one in (a, b) if db.session.get(Thread, one).merged_into_id is not None]
        assert len(merged) == 1
        check(a, b)
        total = db.session.scalars(select(Post.id)).all()
        kept = next(one for one in (a, b) if one not in merged)
        assert db.session.get(Thread, kept).post_count == len(total) == 12
        trace = db.session.scalar(select(ThreadTrace.id).where(
            ThreadTrace.kind == "merged_in", ThreadTrace.undone_at.is_(None)))
        db.session.remove()
        commands.undo_move(facilitator, kept, trace)
        check(a, b)
        db.session.remove()


def test_replies_and_edits_during_a_merge_are_not_lost(app, place):
    author, facilitator, a, b = place
    post = db.session.scalar(select(Post.id).where(Post.thread_id == a, Post.number == 2))
    db.session.remove()
    works = [lambda n=n, t=t: commands.reply(author, t, body=f"Reply {n} to {t}") for n in range(6) for t in (a, b)]
    works.insert(5, lambda: commands.merge_threads(facilitator, a, into_id=b))
    works.insert(8, lambda: commands.edit_post(author, post, body="Changed"))
    answers = at_once(app, works)
    assert not [one for one in answers if isinstance(one, Refusal)]
    check(a, b)
    db.session.expire_all()
    assert db.session.get(Thread, b).post_count == 12 + 12
    assert db.session.get(Post, post).body_source == "Changed"


def test_the_same_split_many_times_at_once_is_one(app, place):
    _author, facilitator, a, _b = place
    picks = list(db.session.scalars(select(Post.id).where(Post.thread_id == a, Post.number.in_((2, 4)))))
    db.session.remove()
    made = at_once(app, [lambda: commands.split_thread(facilitator, a, post_ids=picks, title="T", client_key="k")] * 6)
    assert len(set(made)) == 1
    check(a, made[0])
    assert db.session.get(Thread, made[0]).post_count == 2


def test_two_summaries_at_once_are_one_and_a_conflict(app, place):
    _author, facilitator, a, _b = place
    answers = at_once(app, [lambda n=n: commands.write_summary(facilitator, a, body=f"Text {n}", after=0)
                             for n in range(4)])
    assert sum(isinstance(one, Conflict) for one in answers) == 3
