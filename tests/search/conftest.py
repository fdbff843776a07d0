"""An index of its own for each test, and the worker's part done by hand."""

import gc
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from goforum.config import Settings
from goforum.search import engine as engines
from goforum.search import jobs
from goforum.search.backend import SearchBackend
from goforum.search.postgres_backend import PostgresBackend
from goforum.search.whoosh_backend import WhooshBackend

DATABASE = os.environ.get("GOFORUM_TEST_DATABASE_URL", "")
on_postgresql = DATABASE.startswith("postgres")
# A site changes its kind of index on PostgreSQL only, and has vectors there.
collect_ignore = [] if on_postgresql else ["test_switching.py", "test_vectors.py"]


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[SearchBackend]:
    """An engine without an index."""
    if not on_postgresql:
        yield WhooshBackend(tmp_path / "search")
        return
    made = PostgresBackend(Settings(database_url=DATABASE).sqlalchemy_url, f"search_{secrets.token_hex(6)}")
    yield made
    made.remove()


@pytest.fixture
def engine(bare: SearchBackend) -> SearchBackend:
    bare.rebuild([])
    return bare


@pytest.fixture
def index(app: Flask, ctx: None, tmp_path: Path) -> Iterator[WhooshBackend]:
    """The application's index, in a directory that ends with the test."""
    before = app.extensions[engines.NAME]
    app.extensions[engines.NAME] = made = WhooshBackend(tmp_path / "search")
    yield made
    app.extensions[engines.NAME] = before


@pytest.fixture
def work(index: WhooshBackend) -> Callable[[], int]:
    """Do all the worker has to do for the index; answers how often it had something to do."""

    def until_done() -> int:
        for times in range(50):
            if not jobs.tick():
                return times
        raise AssertionError("the indexer never ends")

    return until_done


@pytest.fixture
def left_open() -> Iterator[None]:
    """Whoosh leaves open the files it fails to read: they are closed before the next test looks for such."""
    yield
    gc.collect()
