"""A site changes its kind of index while people ask and write: somebody always answers, and nothing is missing after."""

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self

import pytest
from flask import Flask

from goforum.config import Settings
from goforum.core.db import db
from goforum.search import commands, engine, jobs, queries
from goforum.search.asks import places
from goforum.search.backend import SearchBackend, SearchUnavailable
from goforum.search.postgres_backend import PostgresBackend
from goforum.search.whoosh_backend import WhooshBackend
from goforum.threads import commands as threads
from tests.factories import make_group, make_member
from tests.search.asking import doc, find, numbers
from tests.search.conftest import DATABASE

pytestmark = pytest.mark.race
PATIENCE = 60
ASKED = ("budget", "شفافية", "budget réunion", "réunion", '"budget ouvert"', "budget -réunion", "budget introuvable")


@pytest.fixture
def pair(tmp_path) -> Iterator[tuple[WhooshBackend, PostgresBackend]]:
    postgres = PostgresBackend(Settings(database_url=DATABASE).sqlalchemy_url, f"search_{secrets.token_hex(6)}")
    yield WhooshBackend(tmp_path / "search"), postgres
    postgres.remove()


@pytest.fixture
def topic(committed, ctx) -> tuple[int, int]:
    """A member, and a discussion of theirs that anybody may read."""
    group = make_group()
    author = make_member(group)
    return author, threads.create_thread(author, group, title="Sujet", body="budget ouvert de la réunion")


class Work:
    """Something done again and again in a thread of its own: as often as allowed, or for as long as the test goes on."""

    def __init__(self, app: Flask, do: Callable[[int], None], *, freely: bool) -> None:
        self.done, self.faults = 0, []
        self._app, self._do, self._freely = app, do, freely
        self._allowed, self._stop = threading.Semaphore(0), threading.Event()
        self._more = threading.Condition()
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        with self._app.app_context():
            while not self._stop.is_set():
                if not self._freely and not self._allowed.acquire(timeout=0.05):
                    continue
                try:
                    self._do(self.done)
                except Exception as error:
                    self.faults.append(error)
                    return
                finally:
                    db.session.remove()
                with self._more:
                    self.done += 1
                    self._more.notify_all()

    def some(self, many: int) -> None:
        """Wait until it has been done so many times more."""
        with self._more:
            wanted = self.done + many
            if not self._freely:
                self._allowed.release(many)
            assert self._more.wait_for(lambda: self.done >= wanted or self.faults, PATIENCE)
        assert self.faults == []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_why: object) -> None:
        self._stop.set()
        self._thread.join(PATIENCE)


@pytest.fixture
def slowly(monkeypatch) -> tuple[threading.Event, threading.Event]:
    """What is built is caught in the middle, with something read and something not yet, until it may go on."""
    reading, go_on = threading.Event(), threading.Event()
    read_all = commands.all_documents

    def read():
        for at, one in enumerate(read_all()):
            if at == 1:
                reading.set()
                assert go_on.wait(PATIENCE)
            yield one

    monkeypatch.setattr(commands, "all_documents", read)
    return reading, go_on


def settle() -> None:
    """The worker's part, until there is nothing left to do."""
    for _ in range(200):
        if not jobs.tick():
            return
    raise AssertionError("the indexer never ends")


@contextmanager
def worker(app: Flask) -> Iterator[None]:
    """One look of the worker, beside the test."""

    def look() -> None:
        with app.app_context():
            jobs.tick()

    thread = threading.Thread(target=look)
    thread.start()
    yield
    thread.join(PATIENCE)


def test_there_and_back_under_questions_and_writes(app, topic, pair, slowly, monkeypatch):
    author, thread = topic
    whoosh, postgres = pair
    reading, go_on = slowly
    go_on.set()
    monkeypatch.setitem(app.extensions, engine.NAME, engine.Growing(whoosh, postgres))
    settle()

    def write(number: int) -> None:
        threads.reply(author, thread, body=f"budget mot{number} {'شفافية' if number % 2 else 'réunion'}")

    def ask(number: int) -> None:
        state = queries.search(None, ASKED[number % len(ASKED)]).state
        assert state in ("found", "none"), state

    with Work(app, write, freely=False) as writing, Work(app, ask, freely=True) as one, Work(app, ask, freely=True) as two:
        for new, old in ((postgres, whoosh), (whoosh, postgres), (postgres, whoosh)):
            writing.some(5)
            settle()
            reading.clear()
            go_on.clear()
            app.extensions[engine.NAME] = engine.Growing(new, old)
            with worker(app):
                assert reading.wait(PATIENCE)
                # The new one is not there yet: the old one answers, and what is written waits.
                assert new.needs_rebuild()
                writing.some(6)
                one.some(len(ASKED))
                two.some(len(ASKED))
                assert new.needs_rebuild()
                go_on.set()
                writing.some(3)
                one.some(len(ASKED))
                two.some(len(ASKED))
            assert not new.needs_rebuild()
            assert old.needs_rebuild()
        settle()
        # Both kinds hold all of it, and give the same answers.
        answers = [_all_of(postgres, writing.done)]
        app.extensions[engine.NAME] = engine.Growing(whoosh, postgres)
        settle()
        answers.append(_all_of(whoosh, writing.done))
    assert writing.done == 42
    assert answers[0] == answers[1]


def _all_of(made: SearchBackend, written: int) -> list[tuple[set[str], tuple[str, ...]]]:
    """What it answers to each question, all of it and the first three in their order; each thing written must be in it."""
    where = {"places": places(None, None)}
    missing = [number for number in range(written) if find(made, f"mot{number}", **where).total != 1]
    assert missing == []
    found = [find(made, asked, limit=200, **where) for asked in ASKED]
    assert found[0].total == written + 1
    return [(set(one.keys), one.keys[:3]) for one in found]


def test_an_index_that_comes_back_is_built_again(pair):
    """What it held when it was left may have been changed, deleted or hidden since."""
    whoosh, postgres = pair
    for new, old in ((whoosh, postgres), (postgres, whoosh), (whoosh, postgres)):
        growing = engine.Growing(new, old)
        assert growing.needs_rebuild()
        growing.rebuild([doc(1, "budget")])
        growing.update(lambda: ([doc(2, "budget")], ["post:1"]))
        assert numbers(find(growing, "budget")) == [2]
        with pytest.raises(SearchUnavailable):
            find(old, "budget")


def test_what_a_crash_left_behind_goes_with_the_next_change(pair):
    whoosh, postgres = pair
    whoosh.rebuild([doc(1, "budget")])
    postgres.rebuild([doc(1, "budget")])  # and ended before the other kind could go
    growing = engine.Growing(postgres, whoosh)
    growing.update(lambda: ([doc(2, "budget")], ()))
    assert whoosh.needs_rebuild()
    assert find(growing, "budget").total == 2


def test_an_old_index_that_somebody_writes_is_left_for_later(pair):
    whoosh, postgres = pair
    whoosh.rebuild([])
    growing = engine.Growing(postgres, whoosh)
    with whoosh._only_writer():
        growing.rebuild([doc(1, "budget")])
    assert not whoosh.needs_rebuild()
    growing.update(lambda: ([doc(2, "budget")], ()))
    assert whoosh.needs_rebuild()
