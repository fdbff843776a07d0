"""Writing statements handed to the driver as they are: what they leave in the database, defaults included."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from goforum.audit.models import AuditEntry
from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import db, insert_or_ignore, upsert, upserting
from goforum.core.hot import Hot
from goforum.notifications.models import NotificationSetting, ThreadFollow
from goforum.threads.models import Draft, Thread
from tests.factories import make_person

_E, _T = AuditEntry.__table__, Thread.__table__
LINE = Hot(insert(_E).values({name: bindparam(name) for name in ("kind", "data", "at")}).returning(_E.c.id, _E.c.at))
RENAME = Hot(update(_T).where(_T.c.id == bindparam("thread")).values(title=bindparam("title")))
THEN = datetime(2019, 2, 6, 10, 24, tzinfo=UTC)


def test_a_row_is_written_with_its_types_and_answers(ctx):
    row = command(lambda: LINE.one_or_none({"kind": "Tried", "data": {"ids": [1, 2]}, "at": THEN}))()
    kept = db.session.get(AuditEntry, row.id)
    assert (row.at, kept.at, kept.data, kept.actor_id) == (THEN, THEN, {"ids": [1, 2]}, None)


def test_what_is_not_named_gets_its_default_of_python(ctx, thread):
    values = {"person_id": db.session.get(Thread, thread).author_id, "thread_id": thread, "updated_at": THEN}
    follow = upserting(ThreadFollow.__table__, tuple(values), lambda made: made.on_conflict_do_nothing())
    db.session.query(ThreadFollow).delete()
    db.session.commit()
    command(lambda: follow.run(values))()
    assert db.session.scalars(select(ThreadFollow)).one().wrote is False


def test_a_callable_default_is_called_each_time(ctx):
    person = make_person()
    draft = {"person_id": person, "extra": {}, "sequence": 1, "updated_at": THEN}
    command(lambda: [insert_or_ignore(Draft, {**draft, "place": place}, ["person_id", "place"])
                     for place in ("reply:1", "reply:2")])()
    assert [one.body for one in db.session.scalars(select(Draft))] == ["", ""]


def test_what_the_session_knows_is_written_first_and_what_it_wrote_is_undone_with_it(ctx, thread):
    @command
    def fail():
        db.session.get(Thread, thread).pinned = True
        RENAME.run({"thread": thread, "title": "Another"})
        assert tuple(db.session.execute(select(_T.c.pinned, _T.c.title)).one()) == (True, "Another")
        raise LookupError

    before = db.session.get(Thread, thread).title
    with pytest.raises(LookupError):
        fail()
    assert tuple(db.session.execute(select(_T.c.pinned, _T.c.title)).one()) == (False, before)


def test_an_insert_that_is_ignored_says_so_and_an_upsert_writes_over(ctx):
    person = make_person()
    values = {"person_id": person, "mail": "now", "on_join": "all", "updated_at": clock.now()}
    made = command(lambda: [insert_or_ignore(NotificationSetting, values, ["person_id"]) for _ in range(2)])()
    assert made == [True, False]
    command(lambda: upsert(NotificationSetting, {**values, "mail": "never"}, ["person_id"], ["mail"]))()
    assert db.session.scalars(select(NotificationSetting.mail)).one() == "never"


def test_a_broken_constraint_is_the_error_that_commands_know(ctx):
    with pytest.raises(IntegrityError):
        command(lambda: LINE.run({"kind": "Tried", "data": None, "at": None}))()


def test_it_is_counted_where_somebody_listens_and_does_the_same(ctx, count_statements, thread):
    with count_statements() as seen:
        command(lambda: RENAME.run({"thread": thread, "title": "Counted"}))()
    assert len(seen) == 1
    assert db.session.get(Thread, thread).title == "Counted"
