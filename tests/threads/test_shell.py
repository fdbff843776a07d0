"""A kept page, filled in, is the page drawn for one reader alone: the proof that keeping shows nobody another's."""

import re

import pytest

from goforum.core.db import db
from goforum.groups.models import Group
from goforum.threads import commands, drawing
from goforum.threads.cache import Cache
from goforum.threads.views import pages
from tests.factories import make_group, make_member, make_person
from tests.threads.conftest import make_commitments, make_posts, make_thread

# What differs at each drawing by its nature.
ONCE = re.compile(r'(name="csrf_token" value=|name="client_key" type="hidden" value=|name="csrf_token" type="hidden" value=)"[^"]*"')


def bare(answer):
    assert answer.status_code == 200
    return ONCE.sub("·", answer.text)


@pytest.fixture
def world(ctx):
    """A group with a busy thread, a closed one, and everybody who could read them."""
    group = make_group(name="Access")
    facilitator = make_member(group, "facilitator", name="Fatima <b>Alami</b>")
    author = make_member(group, name='Salma "Idrissi"')
    busy = make_thread(group, author, title="Busy & open", commitment_ids=make_commitments())
    make_posts(busy, author, 15)
    make_posts(busy, facilitator, 10)
    commands.delete_post(author, commands.reply(author, busy, body="Gone"))
    closed = make_thread(group, author, title="Closed")
    commands.close_thread(facilitator, closed, reason="Done.")
    late = make_member(group, name="Late")
    commands.save_positions({(late, busy): 12})
    people = {
        "visitor": None, "author": author, "facilitator": facilitator, "late": late,
        "member": make_member(group, name="سلمى الإدريسي"), "observer": make_member(group, "observer"),
        "unconfirmed": make_member(group, confirmed=False), "suspended": make_member(group, suspended=True),
        "outsider": make_person(), "administrator": make_person(admin=True, name="Admin"),
        "french": make_member(group, language="fr", name="Youssef"),
    }
    slug = db.session.get(Group, group).slug
    return people, [f"/threads/{busy}", f"/threads/{busy}?page=2", f"/threads/{closed}", f"/groups/{slug}/threads"]


def test_every_reader_gets_the_page_drawn_for_them_alone(world, client, as_person, monkeypatch):
    people, paths = world
    browsers = {name: as_person(one) if one else client for name, one in people.items()}
    # Reading moves positions: everyone first reads all, and the page is then the same however often it is drawn.
    monkeypatch.setattr(pages, "note_reading", lambda *_a: None)
    alone = {}
    with monkeypatch.context() as patched:
        patched.setattr(pages, "keepable", lambda: False)
        for path in paths:
            for name, browser in browsers.items():
                browser.get(path)  # the first visit sets the cookie of the stylesheet
                drawing.forget()
                alone[path, name] = bare(browser.get(path))
    drawing.forget()
    for _ in range(2):
        for path in paths:
            for name, browser in browsers.items():
                assert bare(browser.get(path)) == alone[path, name], (path, name)


def test_an_act_just_done_is_told_once_and_kept_for_nobody(world, as_person, client):
    people, paths = world
    browser = as_person(people["author"])
    post = re.search(r"/posts/(\d+)/delete", browser.get(paths[0]).text).group(1)
    browser.post(f"/posts/{post}/delete")
    told = browser.get(paths[0])
    assert "Your post is deleted" in told.text
    assert "ETag" not in told.headers
    assert "Your post is deleted" not in browser.get(paths[0]).text
    assert "Your post is deleted" not in as_person(people["member"]).get(paths[0]).text


def test_made_up_addresses_are_not_kept(world, client):
    _people, paths = world
    client.get(paths[0])
    held = drawing.kept_shells.held
    for number in range(5):
        assert client.get(f"{paths[0]}?x={number}").status_code == 200
    assert drawing.kept_shells.held == held


def test_a_page_with_nothing_on_it_takes_room_too(world, client, monkeypatch):
    _people, paths = world
    drawing.forget()
    monkeypatch.setattr(drawing.queries, "page_posts", lambda *_: [])
    assert client.get(paths[0]).status_code == 200
    assert drawing._posts.held > 0  # or any number of them would never make room


def test_a_cache_stays_within_its_size_and_forgets_the_longest_unused():
    cache = Cache(100)
    for number in range(5):
        cache.put(number, f"piece {number}", 30)
    assert cache.many(range(5)) == [None, None, "piece 2", "piece 3", "piece 4"]
    cache.find(2)
    cache.put(5, "piece 5", 30)
    assert cache.many(range(6)) == [None, None, "piece 2", None, "piece 4", "piece 5"]
    assert cache.held == 90
    cache.clear()
    assert cache.held == 0


def test_a_piece_is_drawn_anew_after_its_life():
    assert Cache(100, life=-1).get("x", lambda: ("drawn", 1)) == "drawn"
    cache = Cache(100, life=-1)
    drawn = [cache.get("x", lambda: (object(), 1)) for _ in range(2)]
    assert drawn[0] is not drawn[1]
