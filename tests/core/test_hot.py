"""Statements handed to the driver as they are: the same answers, the same errors, what was just written included."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, literal_column, select
from sqlalchemy.exc import DBAPIError, MultipleResultsFound

from goforum.accounts.models import Person
from goforum.core.db import db
from goforum.core.hot import Hot
from tests.factories import make_person

_P = Person.__table__
COLUMNS = (_P.c.id, _P.c.name, _P.c.created_at, _P.c.email_confirmed_at, _P.c.is_admin)
ONE = select(*COLUMNS).where(_P.c.id == bindparam("id"), _P.c.language != "xx")
SINCE = select(*COLUMNS).where(_P.c.created_at >= bindparam("since", type_=_P.c.created_at.type)).order_by(_P.c.id)


def test_it_answers_as_the_session_does(ctx):
    person = make_person("Salma سلمى")
    make_person()
    row, same = Hot(ONE).one_or_none({"id": person}), db.session.execute(ONE, {"id": person}).one()
    assert tuple(row) == tuple(same)
    assert (row.name, row.created_at.tzinfo) == ("Salma سلمى", UTC)
    since = {"since": datetime(2019, 2, 6, tzinfo=UTC)}
    assert [tuple(one) for one in Hot(SINCE).all(since)] == [tuple(one) for one in db.session.execute(SINCE, since)]
    assert Hot(ONE).one_or_none({"id": 0}) is None
    with pytest.raises(MultipleResultsFound):
        Hot(SINCE).one_or_none(since)


def test_what_was_just_written_is_read(ctx):
    person = make_person("Before")
    db.session.get(Person, person).name = "After"
    assert Hot(ONE).one_or_none({"id": person}).name == "After"


def test_it_is_counted_and_fails_as_any_other(ctx, count_statements):
    with count_statements() as seen:
        Hot(ONE).one_or_none({"id": 1})
    assert len(seen) == 1
    with pytest.raises(DBAPIError):
        Hot(select(literal_column("no_such_column").label("x")).select_from(_P)).all({})


def test_a_list_of_any_length_is_refused(ctx):
    with pytest.raises(TypeError):
        Hot(select(_P.c.id).where(_P.c.language.in_(["ar", "fr"]))).all({})
