"""Many at once: the same try is one post, numbers stay dense, positions only go forward; with real commits."""

from uuid import uuid4

import pytest

from goforum.core.db import db
from goforum.threads import commands, queries
from tests.factories import make_group, make_member
from tests.racing import many_at_once
from tests.threads.conftest import make_thread

pytestmark = pytest.mark.race
# As many as one page holds beside the first.
AT_ONCE = 12


@pytest.fixture
def at_once(app):
    return lambda work, times=AT_ONCE: many_at_once(app, work, times)


@pytest.fixture
def place(committed, ctx):
    group = make_group()
    author = make_member(group)
    thread = make_thread(group, author)
    db.session.remove()
    return group, author, thread


def test_the_same_reply_many_times_at_once_is_one_post(place, at_once):
    _group, author, thread = place
    key = str(uuid4())
    made = at_once(lambda _n: commands.reply(author, thread, body="Once.", client_key=key))
    assert len(set(made)) == 1
    head = queries.get_head(thread, None)
    assert (head.post_count, head.participant_count) == (2, 1)


def test_the_same_thread_many_times_at_once_is_one_thread(place, at_once):
    group, author, _thread = place
    key = str(uuid4())
    made = at_once(lambda _n: commands.create_thread(author, group, title="T", body="b", client_key=key))
    assert len(set(made)) == 1
    assert queries.get_head(made[0], None).post_count == 1


def test_replies_at_once_get_dense_numbers_and_none_is_lost(place, at_once):
    _group, author, thread = place
    made = at_once(lambda n: commands.reply(author, thread, body=f"Reply {n}"))
    assert len(set(made)) == AT_ONCE
    rows = queries.page_posts(thread, 1)
    assert [row.number for row in rows] == list(range(1, AT_ONCE + 2))
    head = queries.get_head(thread, None)
    assert (head.post_count, head.version) == (AT_ONCE + 1, AT_ONCE + 2)


def test_positions_saved_at_once_end_at_the_highest(place, at_once):
    _group, author, thread = place
    at_once(lambda n: commands.reply(author, thread, body=f"Reply {n}"), AT_ONCE - 1)
    at_once(lambda n: commands.save_positions({(author, thread): n + 1}))
    assert queries.get_head(thread, author).last_read == AT_ONCE


def test_two_edits_at_once_keep_every_text(place, at_once):
    _group, author, thread = place
    post = queries.page_posts(thread, 1)[0].id
    at_once(lambda n: commands.edit_post(author, post, body=f"Text {n}"), 6)
    assert queries.get_post(post).revision == 6
    texts = {one.body_source for one in queries.list_revisions(post)} | {queries.get_post(post).body_source}
    assert texts == {"The first word.", *(f"Text {n}" for n in range(6))}
