"""Public pages kept in front of the application: the same for everybody, never anything of one reader, never old."""

import gzip
import time
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from goforum.app import create_app
from goforum.config import Settings
from goforum.core import public
from goforum.core.bounded import Bounded
from goforum.core.db import db
from goforum.groups.queries import cards
from goforum.threads import commands as threads
from tests.conftest import SECRET, Client, own_database
from tests.factories import make_group, make_member
from tests.policy import table, world
from tests.policy.driver import address
from tests.policy.world import CANARIES

FRENCH = {"Accept-Language": "fr-FR,fr;q=0.9"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site with real commits and pages kept."""
    folder = tmp_path_factory.mktemp("public")
    made = create_app(Settings(
        environment="testing", secret_key=SECRET, data_dir=folder, base_url="http://localhost", log_level="ERROR",
        database_url=own_database("public", folder), rate_limits=False, default_language="en"))
    made.test_client_class = Client
    with made.app_context():
        db.create_all()
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def layer(site, monkeypatch):
    # However slow the machine: the second goes on when a test says so.
    monkeypatch.setattr(public, "LIFE", 600.0)
    monkeypatch.setattr(public, "time", SimpleNamespace(time=lambda: 1.5, monotonic=time.monotonic))
    found = site.extensions["goforum_public"]
    found.pages.clear()
    return found


@pytest.fixture
def topic(site):
    """A public thread, its group's slug and its author."""
    group = make_group(name="Open")
    author = make_member(group, "facilitator", name="Salma Public")
    thread = threads.create_thread(author, group, title="All may read", body="First words.")
    return thread, cards([group])[group].slug, author


def look(site, path, headers=None, person=None, cookies=(), **more):
    client = site.test_client()
    if person is not None:
        client.sign_in(person)
    for name, value in cookies:
        client.set_cookie(name, value)
    return client.get(path, headers=headers, **more)


def past(site, path, headers=None, cookies=()):
    """The page as the application draws it: an unknown cookie leads past what is kept."""
    answer = look(site, path, headers, cookies=[*cookies, ("past", "1")])
    assert "X-Cache" not in answer.headers
    return answer


def next_second(layer):
    layer._second = 0


@pytest.mark.once  # nothing of it differs by database
def test_nobody_sees_anything_of_anybody_else(site, layer, monkeypatch):
    """Every page there is: what visitors get is what is drawn for a visitor, and who has a session gets none of it."""
    built = world.build()
    monkeypatch.setattr(layer.changes, "look", lambda: "the same")
    member, kept = built.people["committee"], set()
    for row in table.TABLE:
        if row.method != "GET" or not row.endpoint:
            continue
        path = address(site, built, row) + ("?" + row.args["query"] if "query" in row.args else "")
        if row.place == "reserved":
            assert "X-Cache" not in look(site, path, person=member).headers, path
        first, second = look(site, path), look(site, path)
        assert first.status_code == second.status_code
        if "X-Cache" in second.headers:
            assert second.headers["X-Cache"] == "HIT", path
            kept.add(row.endpoint)
            assert row.place != "reserved", path
            assert second.data == first.data == past(site, path).data, path
            assert "X-Cache" not in look(site, path, person=member).headers, path
    assert len(kept) >= 25, kept
    words = [*CANARIES.values(), "csrf_token", "client_key"]
    for _size, page in layer.pages._things.values():
        cookies = [value for name, value in page.headers if name == "Set-Cookie"]
        text = (gzip.decompress(page.body) if page.body[:2] == b"\x1f\x8b" else page.body).decode()
        assert not [word for word in words if word in text]
        assert all(one.startswith(("gfcss=", "gf_lang=", "gftheme=")) for one in cookies), cookies


def test_a_page_is_new_one_second_after_a_change_by_whatever_process(site, layer, topic):
    thread, _slug, author = topic
    path = f"/threads/{thread}"
    look(site, path)
    threads.reply(author, thread, body="Second words.")
    assert look(site, path).headers["X-Cache"] == "HIT"  # within the same second
    next_second(layer)
    answer = look(site, path)
    assert (answer.headers["X-Cache"], "Second words." in answer.text) == ("MISS", True)
    for _try in range(20):  # nothing has changed; in another database of the same PostgreSQL something may
        next_second(layer)
        if (answer := look(site, path)).headers["X-Cache"] == "HIT":
            break
    assert answer.headers["X-Cache"] == "HIT"
    other = sa.create_engine(db.engine.url)  # another connection, as another process has one
    with other.begin() as line:
        line.exec_driver_sql(f"UPDATE threads SET title = 'Renamed', version = version + 1 WHERE id = {thread}")
    other.dispose()
    next_second(layer)
    assert "Renamed" in look(site, path).text


def test_a_deleted_text_and_a_group_made_reserved_are_gone(site, layer, topic):
    thread, slug, author = topic
    post = threads.reply(author, thread, body="Regretted words.")
    assert "Regretted words." in look(site, f"/threads/{thread}").text
    threads.delete_post(author, post)
    next_second(layer)
    assert "Regretted words." not in look(site, f"/threads/{thread}").text
    look(site, f"/groups/{slug}")
    with db.engine.begin() as line:
        line.execute(sa.text("UPDATE groups SET visibility = 'reserved' WHERE slug = :slug"), {"slug": slug})
    next_second(layer)
    assert [look(site, path).status_code for path in (f"/groups/{slug}", f"/threads/{thread}")] == [404, 404]


@pytest.mark.parametrize(("headers", "cookies"), [
    ({}, []), (FRENCH, []), ({"Accept-Language": "ar"}, []), (FRENCH, [("gf_lang", "ar")]), ({}, [("gftheme", "dark")]),
    ({"Save-Data": "on"}, []), ({}, [("gf_reads", "1")]), ({}, [("gfcss", "own")])], ids=str)
def test_each_language_look_and_line_has_its_own(site, layer, topic, headers, cookies):
    cookies = [(name, layer.stylesheet if value == "own" else value) for name, value in cookies]
    for others in ({}, FRENCH, {"Save-Data": "on"}):
        look(site, f"/threads/{topic[0]}", others)
    for _time in range(2):
        answer = look(site, f"/threads/{topic[0]}", headers, cookies=cookies)
        assert answer.data == past(site, f"/threads/{topic[0]}", headers, cookies).data
    assert answer.headers["X-Cache"] == "HIT"


@pytest.mark.parametrize(("path", "headers", "cookies"), [
    ("/groups", {}, [("gf", "whatever")]), ("/groups", {}, [("gftheme", "pink")]), ("/groups", {}, [("gfcss", "old")]),
    ("/groups?utm=1", {}, []), ("/groups?page=" + "1" * 400, {}, []), ("/groups", {"Accept-Language": "x" * 300}, []),
    ("/groups", {"Range": "bytes=0-1"}, []), ("/groups", {"Authorization": "Basic eDp5"}, [])])
def test_anything_else_goes_past(site, layer, path, headers, cookies):
    assert "X-Cache" not in look(site, path, headers, cookies=cookies).headers
    assert len(layer.pages) == 0


def test_pages_with_a_form_carry_a_token_of_their_own_each_time(site, layer):
    for path in ("/sign-in", "/sign-up"):
        first, second = look(site, path), look(site, path)
        assert "X-Cache" not in second.headers
        assert first.text != second.text


def test_a_browser_that_has_the_page_is_told_so_and_others_get_it_packed(site, layer, topic):
    path = f"/threads/{topic[0]}"
    plain, packed = look(site, path), look(site, path, {"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in packed.headers["Vary"]
    again = look(site, path, {"If-None-Match": plain.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["X-Cache"]) == (304, b"", "HIT")
    assert look(site, "/groups").headers["ETag"]  # also where the application gives none


def test_no_more_is_held_than_was_said(site, layer, topic, monkeypatch):
    monkeypatch.setattr(layer, "pages", Bounded(150_000))
    for number in range(30):
        look(site, "/groups", {"Accept-Language": ("ar", "fr", "en")[number % 3], "Host": f"h{number}.localhost"})
        assert layer.pages.held <= 150_000
    assert 0 < len(layer.pages) < 30


def test_a_database_away_is_not_hidden(site, layer, monkeypatch):
    look(site, "/groups")
    monkeypatch.setattr(layer.changes, "look", lambda: None)
    next_second(layer)
    assert "X-Cache" not in look(site, "/groups").headers
