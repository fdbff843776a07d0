"""`bench-data` fills tables with what the commands would have left there."""

import pytest
from sqlalchemy import func, select

from goforum.core.db import db
from goforum.demo.bench_data import fill
from goforum.demo.stock import Stock
from goforum.groups.models import Membership
from goforum.search.models import SearchOutbox
from goforum.threads.models import Post, ReadingPosition, Thread


def count(model, *where):
    return db.session.scalar(select(func.count()).select_from(model).where(*where))


@pytest.fixture
def filled(ctx):
    return fill(12, 5, seed=7, users=20)


def test_it_makes_what_was_asked_for(filled):
    assert filled["posts"] == 60 and count(Thread) == 12 and count(Post) == 60
    assert count(ReadingPosition) == 20 * 12


def test_the_counters_are_those_the_commands_keep(filled):
    for thread in db.session.scalars(select(Thread)):
        posts = list(db.session.scalars(select(Post).where(Post.thread_id == thread.id).order_by(Post.number)))
        assert [post.number for post in posts] == [1, 2, 3, 4, 5] and thread.post_count == 5
        assert thread.last_post_id == posts[-1].id and thread.last_post_at == posts[-1].created_at
        assert thread.last_author_id == posts[-1].author_id and thread.author_id == posts[0].author_id
        assert thread.participant_count == len({post.author_id for post in posts})
        assert [post.created_at for post in posts] == sorted(post.created_at for post in posts)
        assert all(count(Membership, Membership.group_id == thread.group_id, Membership.person_id == post.author_id)
                   for post in posts)


def test_a_second_run_adds_threads_and_no_people(filled):
    again = fill(3, 5, seed=7, users=20)
    assert count(Thread) == 15 and again["groups"] == filled["groups"]


def test_the_same_seed_writes_the_same_texts():
    assert Stock(3).texts(20) == Stock(3).texts(20) != Stock(4).texts(20)


def test_texts_are_as_long_as_a_post_and_in_three_languages():
    texts = Stock(1).texts(200)
    words = sum(len(text.source.split()) for text in texts) / len(texts)
    assert 100 < words < 150
    assert {text.language for text in texts} == {"ar", "fr", "en"}
    assert all("{" not in text.source and text.html.startswith("<") for text in texts)


def test_an_index_that_exists_is_told_of_every_new_post(ctx, monkeypatch):
    monkeypatch.setattr("goforum.search.whoosh_backend.WhooshBackend.needs_rebuild", lambda _self: False)
    fill(4, 5, seed=9, users=10)
    told = set(db.session.scalars(select(SearchOutbox.object_id).where(SearchOutbox.kind == "post")))
    assert told == set(db.session.scalars(select(Post.id)))
