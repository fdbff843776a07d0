"""What is refused when there is too much: the order, the doors, and a page in the reader's language."""

import itertools
import re
import time

import gevent
import pytest
from gevent import socket
from sqlalchemy.exc import InterfaceError, OperationalError, PendingRollbackError

from goforum.core import load, metrics
from goforum.core.errors import is_away
from goforum.core.shedding import (
    CHAT,
    CROWD,
    MEMBERS,
    POSTS,
    READING,
    SEARCH,
    TABLE,
    VOTES,
    is_refused,
    kind_of,
    retry_after,
)

pytestmark = pytest.mark.once

ORDER = [SEARCH, READING, CHAT, MEMBERS, POSTS, VOTES]


def test_the_order_is_search_chat_posts_and_votes_last():
    assert list(TABLE) == ORDER
    for earlier, later in itertools.pairwise(ORDER):
        assert TABLE[earlier].seconds < TABLE[later].seconds
        assert TABLE[earlier].under_way < TABLE[later].under_way


@pytest.mark.parametrize(("waited", "under_way", "refused"), [
    (0.0, 0, []), (0.14, 39, []), (0.15, 0, [SEARCH]), (0.5, 0, [SEARCH, READING, CHAT]),
    (0.0, 130, [SEARCH, READING, CHAT]), (2.0, 0, ORDER[:-1]), (4.0, 0, ORDER), (0.0, 600, ORDER),
])
def test_who_is_refused_at_which_wait(waited, under_way, refused):
    assert [kind for kind in ORDER if is_refused(kind, waited, under_way)] == refused
    assert not is_refused(None, 1000.0, 100_000)


@pytest.mark.parametrize(("method", "path", "member", "kind"), [
    ("GET", "/healthz", False, None), ("GET", "/assets/1/app.js", False, None), ("GET", "/metrics", False, None),
    ("GET", "/search", True, SEARCH), ("GET", "/proposals/similar", True, SEARCH),
    ("GET", "/threads/1", False, READING), ("GET", "/threads/1", True, MEMBERS), ("HEAD", "/", False, READING),
    ("POST", "/meetings/4/say", True, CHAT), ("GET", "/meetings/4/events", True, CHAT),
    ("POST", "/threads/1/reply", True, POSTS), ("POST", "/sign-up", False, POSTS),
    ("POST", "/polls/3/vote", True, VOTES), ("POST", "/meetings/4/polls/3/vote", True, VOTES),
    ("POST", "/sign-in", False, VOTES), ("GET", "/polls/3", True, POSTS), ("GET", "/polls/3", False, READING),
    ("GET", "/polls/new", True, MEMBERS), ("GET", "/searching-for-help", False, READING),
])
def test_which_line_a_request_stands_on(method, path, member, kind):
    assert kind_of(method, path, member=member) == kind


def test_every_door_that_votes_is_refused_last(app):
    for rule in app.url_map.iter_rules():
        if str(rule).endswith(("poll_id>/vote", "proposal_id>/vote")) and "POST" in rule.methods:
            path = re.sub("<[^>]+>", "1", str(rule))
            assert kind_of("POST", path, member=True) == VOTES, rule


def test_come_back_later_the_longer_the_queue_and_not_all_at_once():
    assert {retry_after(0.0, chance) for chance in (0.0, 0.5, 0.99)} == {2, 5, 7}
    assert retry_after(8.0, 0.0) == 10
    assert retry_after(1e9, 0.0) == 12


def test_the_wait_is_how_late_the_loop_is():
    now = [100.0]
    meter = load.Meter(clock=lambda: now[0])
    assert meter.waited() == 0.0  # nobody beats here: a test, or a worker
    meter.beat()
    now[0] += 0.05
    assert meter.waited() == 0.0
    now[0] += 0.3
    assert meter.waited() == pytest.approx(0.3)
    meter.beat()
    assert meter.waited() == 0.0
    assert meter.longest == pytest.approx(0.3)


def test_one_long_request_is_no_crowd():
    now = [100.0]
    meter = load.Meter(clock=lambda: now[0])

    def a_round(seconds, requests):
        meter.beat()
        now[0] += load.BEAT_SECONDS + seconds
        for _one in range(requests):
            meter.begin()
        return meter.crowd()

    assert a_round(2.0, 50) == 0.0  # late once: something took long
    assert a_round(2.0, CROWD - 1) == 0.0  # late again, but nobody came
    assert a_round(2.0, CROWD) == pytest.approx(2.0)
    assert a_round(0.5, CROWD) == pytest.approx(0.5)
    assert a_round(0.0, CROWD) == 0.0
    assert a_round(2.0, CROWD) == 0.0


def test_those_who_wait_for_their_first_turn_are_seen(monkeypatch):
    """New lines stand in a queue that the loop's clocks overtake: the beat stands in it too."""
    monkeypatch.setattr(load, "meter", load.Meter())
    waits = []

    def a_request():
        until = time.perf_counter() + 0.002
        while time.perf_counter() < until:
            pass
        waits.append(load.meter.waited())

    beat = gevent.spawn(load.keep_beating, gevent.sleep)
    gevent.sleep(0)
    gevent.joinall([gevent.spawn(a_request) for _one in range(200)])  # 0.4 s at least
    beat.kill()
    assert waits == sorted(waits)
    assert waits[-1] > 0.3


@pytest.fixture
def crowded(monkeypatch):
    """A process that is two seconds behind."""
    now = load.meter.clock()
    monkeypatch.setattr(load.meter, "beat_at", now - 2.05)
    monkeypatch.setattr(load.meter, "clock", lambda: now)
    monkeypatch.setattr(load.meter, "since_beat", CROWD)
    monkeypatch.setattr(load.meter, "before", 2.0)


@pytest.mark.parametrize(("headers", "lang", "words"), [
    ({"Accept-Language": "fr"}, "fr", "très sollicitée"), ({"Accept-Language": "ar"}, "ar", "مزدحمة"),
    ({"Accept-Language": "de"}, "en", "very busy"), ({"Accept-Language": "fr", "Cookie": "gf_lang=ar"}, "ar", "مزدحمة"),
])
def test_a_page_is_refused_in_the_readers_language_without_asking_the_database(client, crowded, count_statements,
                                                                              headers, lang, words):
    headers = dict(headers)
    if chosen := headers.pop("Cookie", ""):
        client.set_cookie("gf_lang", chosen.partition("=")[2])
    before = metrics.SHED.values.get((READING,), 0)
    with count_statements() as seen:
        answer = client.get("/groups", headers=headers)
    assert (answer.status_code, seen) == (503, [])
    assert 2 <= int(answer.headers["Retry-After"]) <= 12
    text = answer.get_data(as_text=True)
    assert f'lang="{lang}"' in text
    assert words in text
    assert answer.headers["X-Request-ID"] in text
    assert answer.headers["Cache-Control"] == "no-store"
    assert metrics.SHED.values[READING,] == before + 1


def test_a_page_that_is_at_hand_is_given_all_the_same(client, crowded, monkeypatch):
    monkeypatch.setattr(client.application.wsgi_app, "kept", lambda environ: environ["PATH_INFO"] == "/groups")
    assert client.get("/groups").status_code == 200
    assert client.get("/meetings").status_code == 503


def test_a_form_is_refused_with_its_text_given_back(client, crowded, count_statements):
    with count_statements() as seen:
        answer = client.post("/threads/1/reply", data={"body": "نص طويل <b>كتبته</b>"}, headers={"Accept-Language": "fr"})
    assert (answer.status_code, seen) == (503, [])
    assert int(answer.headers["Retry-After"]) >= 2
    text = answer.get_data(as_text=True)
    assert "نص طويل &lt;b&gt;كتبته" in text
    assert 'lang="fr"' in text


@pytest.mark.parametrize(("error", "away"), [
    (OperationalError("SELECT 1", None, OSError("gone")), True), (PendingRollbackError("again"), True),
    (InterfaceError("SELECT 1", None, OSError("closed")), True), (ValueError("ours"), False), (None, False),
])
def test_a_broken_connection_is_the_databases_fault_however_it_is_told(error, away):
    assert is_away(error) is away
    if error is not None:
        outer = RuntimeError("while closing")
        outer.__context__ = error
        assert is_away(outer) is away


def test_who_votes_or_signs_in_still_gets_through(client, crowded):
    assert client.get("/sign-in").status_code == 200
    assert client.post("/polls/4711/vote", data={"choice": "for"}).status_code == 404
    assert client.get("/healthz").status_code == 200
    assert client.get("/search?q=x").status_code == 503


@pytest.mark.parametrize(("method", "gone", "served"), [
    ("GET", False, True), ("GET", True, False), ("HEAD", True, False), ("POST", True, True),
])
def test_what_is_read_is_not_drawn_for_who_has_hung_up(method, gone, served):
    """In a long queue most have. What was sent to be kept is kept all the same."""
    ours, theirs = socket.socketpair()
    if gone:
        theirs.close()
    said: list[str] = []
    front = load.Front(lambda _environ, _start: [b"page"], language="en", kept=lambda _environ: False)
    answer = front({"REQUEST_METHOD": method, "PATH_INFO": "/threads/1", "gunicorn.socket": ours, "wsgi.input": None},
                   lambda status, _headers: said.append(status))
    assert list(answer) == ([b"page"] if served else [])
    assert said == ([] if served else ["499 Client Closed Request"])
    ours.close()
    theirs.close()
