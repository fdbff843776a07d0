"""The form that stands in for the socket is no faster way into a room."""

from dataclasses import replace

import pytest

from goforum.app import create_app
from goforum.core.db import db
from tests.conftest import Client


@pytest.mark.parametrize("door", ["/meetings/1/say", "/meetings/1/floor", "/messages/1/react"])
def test_the_form_keeps_the_pace_of_the_socket(app, door):
    made = create_app(replace(app.config["SETTINGS"], rate_limits=True))
    made.test_client_class = Client
    browser = made.test_client()
    try:
        # Ten in a second; a slow machine needs some more before ten fall into one.
        codes = [browser.post(door, data={"text": "x"}).status_code for _ in range(60)]
    finally:
        with made.app_context():
            db.engine.dispose()
    assert codes[:10] == [404] * 10
    assert set(codes[10:]) <= {404, 429}
    assert 429 in codes
