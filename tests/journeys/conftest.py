"""The site on a port of its own, in a thread of this process, and windows of people who are signed in."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from werkzeug.serving import make_server

from goforum.accounts.commands import start_session
from goforum.core.db import db
from tests.browser import Visit, visit

Windows = Callable[..., AbstractContextManager[Visit]]


@pytest.fixture(scope="module")
def base(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(5)
    server.server_close()


@pytest.fixture
def window_of(app: Flask, base: str, browser: Any) -> Windows:
    """``with window_of(person, "ar", 390, scripts=False) as me: …``; signed in without the form."""

    @contextmanager
    def open_as(person: int, lang: str, width: int, **options: Any) -> Iterator[Visit]:
        serializer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert serializer is not None
        cookie = serializer.dumps({"_user_id": start_session(person), "_fresh": True})
        db.session.remove()
        with visit(browser, base, lang, width, **options) as one:
            one.context.add_cookies([{"name": "gf", "value": str(cookie), "url": base}])
            yield one

    return open_as
