"""An index of its own for each test, and the worker's part done by hand."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from goforum.search import engine, jobs
from goforum.search.whoosh_backend import WhooshBackend


@pytest.fixture
def index(app: Flask, ctx: None, tmp_path: Path) -> Iterator[WhooshBackend]:
    """The application's index, in a directory that ends with the test."""
    before = app.extensions[engine.NAME]
    app.extensions[engine.NAME] = made = WhooshBackend(tmp_path / "search")
    yield made
    app.extensions[engine.NAME] = before


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
