"""Signing up at the same instant: one address is one account, one name is several handles, nobody sees a failure."""

import threading

import pytest
from sqlalchemy import select

from goforum.accounts.models import Person
from goforum.core.db import db

GOOD = "des mots bien à moi"


@pytest.mark.parametrize("same", ["address", "name"])
def test_eight_sign_ups_at_once(app, committed, ctx, same):
    codes, ready = [], threading.Barrier(8)

    def sign_up(number):
        browser = app.test_client()
        email = "one@example.org" if same == "address" else f"p{number}@example.org"
        ready.wait()
        codes.append(browser.post("/sign-up", data={"name": "Salma", "email": email, "password": GOOD}).status_code)

    threads = [threading.Thread(target=sign_up, args=[n]) for n in range(8)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert codes == [303] * 8
    db.session.rollback()
    handles = list(db.session.scalars(select(Person.handle)))
    assert len(handles) == len(set(handles)) == (1 if same == "address" else 8)
