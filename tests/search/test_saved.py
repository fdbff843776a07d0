"""Saved searches: told once of what is new, and only to who may read it when it is told."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import db
from goforum.core.rules import Invalid, NotFound, Refused
from goforum.groups.models import Membership
from goforum.notifications.models import Notification
from goforum.notifications.queries import page_lines
from goforum.search import rules
from goforum.search import saved as reads
from goforum.search.commands import saving
from goforum.threads import commands as threads
from tests.factories import make_group, make_member, make_person


@pytest.fixture(autouse=True)
def asked(app):
    """Addresses are drawn as in a page."""
    with app.test_request_context():
        yield


@pytest.fixture
def group(index) -> int:
    return make_group()


def told(person: int) -> list[tuple[str, int]]:
    return [(line.about.title, line.count) for line in page_lines(person).items if line.kind == "search-found"]


def save(person: int, query: str = "q=zanzibar", rhythm: str = "soon") -> int:
    saving.save_search(person, query, name="", rhythm=rhythm)
    return reads.list_saved(person)[0].id


def look(work, minutes: int = 6) -> int:
    work()
    with clock.frozen(clock.now() + timedelta(minutes=minutes)):
        return saving.look_again_at()


def test_what_is_new_is_told_once_and_never_what_one_wrote(group, work):
    writer, reader = make_member(group), make_person()
    threads.create_thread(writer, group, title="Ancien", body="zanzibar avant")
    work()
    with clock.frozen(clock.now() + timedelta(seconds=2)):
        save(reader)
        save(writer)
        assert look(work) == 2
        assert told(reader) == []
        threads.create_thread(writer, group, title="Nouveau", body="zanzibar après")
        threads.create_thread(writer, group, title="Autre", body="rien")
        assert look(work, 12) == 2
        assert told(reader) == [("zanzibar", 1)]
        assert look(work, 30) == 2
        assert told(reader) == [("zanzibar", 1)]
        assert told(writer) == []


@pytest.mark.parametrize("leaves", [False, True])
def test_permission_is_that_of_the_moment_of_telling(index, work, leaves):
    secret = make_group(visibility="reserved")
    writer, reader = make_member(secret), make_member(secret)
    work()
    save(reader)
    threads.create_thread(writer, secret, title="Nouveau", body="zanzibar")

    @command
    def leave() -> None:
        db.session.execute(delete(Membership).where(Membership.person_id == reader))

    if leaves:
        leave()
    look(work)
    assert told(reader) == ([] if leaves else [("zanzibar", 1)])
    assert db.session.scalar(select(func.count()).select_from(Notification).where(
        Notification.person_id == reader, Notification.kind == "search-found")) == (0 if leaves else 1)
    if not leaves:
        leave()
        assert told(reader) == []


def test_what_is_hidden_before_the_look_is_not_told(group, work):
    writer, reader = make_member(group), make_person()
    work()
    save(reader)
    thread = threads.create_thread(writer, group, title="Un", body="texte")
    post = threads.reply(writer, thread, body="zanzibar")
    work()
    threads.delete_post(writer, post)
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        saving.look_again_at()  # the index still has it
    assert told(reader) == []


def test_once_a_day_is_once_a_day(group, work):
    writer, reader = make_member(group), make_person()
    work()
    save(reader, rhythm="daily")
    threads.create_thread(writer, group, title="Un", body="zanzibar")
    assert look(work, 60) == 0
    assert look(work, 25 * 60) == 1
    assert told(reader) == [("zanzibar", 1)]


def test_at_most_twenty_and_each_once(index):
    person = make_person()
    for n in range(rules.MOST_SAVED):
        save(person, f"q=mot{n}")
    with pytest.raises(Refused, match="too-many"):
        save(person, "q=encore")
    saving.stop_search(person, reads.list_saved(person)[0].id)
    save(person, "q=mot3&after=post:1@20&sort=date&nonsense=1")
    assert reads.count_saved(person) == rules.MOST_SAVED - 1


@pytest.mark.parametrize("query", ["", "q=", "kind=post", "x=1"])
def test_nothing_is_no_search(index, query):
    with pytest.raises(Invalid):
        save(make_person(), query)


def test_a_search_is_its_owners(index):
    owner, other = make_person(), make_person()
    saved = save(owner)
    with pytest.raises(NotFound):
        saving.rename_search(other, saved, name="à moi", rhythm="soon")
    saving.stop_search(other, saved)
    saving.rename_search(owner, saved, name="Mon île", rhythm="daily")
    assert [(one.name, one.rhythm) for one in reads.list_saved(owner)] == [("Mon île", "daily")]


def test_through_the_page(group, work, as_person):
    writer = make_member(group)
    threads.create_thread(writer, group, title="Un", body="zanzibar")
    work()
    browser = as_person(make_person())
    assert "Save this search" in browser.get("/search?q=zanzibar").text
    done = browser.post("/search/saved", data={"query": "q=zanzibar&kind=post", "rhythm": "soon"}, follow_redirects=True)
    assert "The search is saved" in done.text
    assert "/search?q=zanzibar&amp;kind=post" in done.text
