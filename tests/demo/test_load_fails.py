"""Loading the demonstration is all or nothing."""

import pytest
from sqlalchemy import func, select

from goforum.accounts.models import Person
from goforum.core.db import db
from goforum.demo.load import load_demo


def test_no_half_of_it_is_left_when_loading_fails(ctx, monkeypatch):
    monkeypatch.setattr("goforum.demo.load.hash_password", lambda _password: "x")

    def broken(_stage, _line):
        raise RuntimeError("the power went")

    with monkeypatch.context() as breaking:
        breaking.setattr("goforum.demo.load.tell_gatherings", broken)
        with pytest.raises(RuntimeError):
            load_demo()
    assert db.session.scalar(select(func.count()).select_from(Person)) == 0
    assert load_demo() is True
