"""A session's cookie is looked into once, and is as good and as bad as it was."""

import time
from datetime import timedelta

import pytest
from flask import Flask, session

from goforum.core.cookies import Sessions


@pytest.fixture
def site():
    app = Flask("cookies")
    app.secret_key, app.session_interface = "a key of this test alone", Sessions()

    @app.get("/")
    def show():
        return {name: value for name, value in session.items() if not name.startswith("_")}

    @app.get("/grow")
    def grow():
        session.setdefault("many", []).append(len(session["many"]))
        return {}
    return app


def cookie(app, **data):
    return app.session_interface.get_signing_serializer(app).dumps(data)


def ask(app, value, path="/"):
    return app.test_client(use_cookies=False).get(path, headers={"Cookie": f"session={value}"}).json


def test_a_cookie_says_the_same_again_and_again(site):
    value = cookie(site, who="salma", twice=2)
    assert [ask(site, value) for _time in range(3)] == [{"who": "salma", "twice": 2}] * 3


def test_one_letter_changed_is_nobody_even_beside_a_known_one(site):
    value = cookie(site, who="salma")
    ask(site, value)
    assert ask(site, value[:-1] + ("a" if value[-1] != "a" else "b")) == {}


def test_a_known_cookie_ends_in_time(site, monkeypatch):
    site.permanent_session_lifetime = timedelta(hours=1)
    value = cookie(site, who="salma")
    assert ask(site, value) == {"who": "salma"}
    monkeypatch.setattr(time, "time", lambda now=time.time: now() + 3602)
    assert ask(site, value) == {}


def test_a_known_cookie_ends_with_its_key(site):
    value = cookie(site, who="salma")
    assert ask(site, value) == {"who": "salma"}
    site.secret_key = "another key"
    assert ask(site, value) == {}
    site.config["SECRET_KEY_FALLBACKS"] = ["a key of this test alone"]
    assert ask(site, value) == {"who": "salma"}


def test_a_list_in_it_is_never_another_requests(site):
    value = cookie(site, many=[])
    for _time in range(2):
        ask(site, value, "/grow")
    assert ask(site, value) == {"many": []}
