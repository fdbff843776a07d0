"""The demonstration, loaded once for all the tests of a file that only look at it."""

from collections.abc import Iterator

import pytest
from flask import Flask

from goforum.core.db import db
from goforum.demo.load import load_demo


@pytest.fixture(scope="module")
def demo(app: Flask) -> Iterator[None]:
    """A database that holds the demonstration; undone when the file's last test has looked."""
    with app.app_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("goforum.demo.load.hash_password", lambda _password: "not a hash, tests sign in otherwise")
        engines = db._app_engines[app]
        engine = engines[None]
        connection = engine.connect()
        outer = connection.begin()
        engines[None] = connection  # type: ignore[assignment]  # a connection binds as well as an engine
        try:
            assert load_demo() is True
            yield
        finally:
            db.session.remove()
            engines[None] = engine
            outer.rollback()
            connection.close()
