"""Many at once, with real commits: the clean-up against attaching and against new uploads; days counted exactly."""

import io
from datetime import timedelta

import pytest

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Invalid, Refusal
from goforum.files import commands as files
from goforum.files import jobs, queries
from goforum.files.intake import take_in
from goforum.files.models import FileDay
from goforum.files.store import store
from goforum.threads import commands
from tests import racing
from tests.factories import make_group, make_member
from tests.files.conftest import upload
from tests.files.samples import PDF

pytestmark = pytest.mark.race
ROUNDS = 25


@pytest.fixture
def at_once(app):
    return lambda *works: racing.at_once(app, works, answers=racing.Nothing)


@pytest.fixture
def place(committed, ctx):
    group = make_group()
    member = make_member(group)
    thread = commands.create_thread(member, group, title="T", body="b")
    db.session.remove()
    return member, thread


def clean_up():
    return files.give_up_idle_files(clock.now() + timedelta(days=9)) + jobs.sweep()


def test_a_file_is_attached_or_gone_never_both(place, at_once):
    """Whoever comes first wins: a post that was made has its file, row and bytes; else its author is told."""
    member, thread = place
    won = {True: 0, False: 0}
    for number in range(ROUNDS):
        made = upload(member, PDF + str(number).encode(), "a.pdf")
        name = queries.find_file(made).sha256

        def attach(made=made, number=number):
            try:
                return commands.reply(member, thread, body=f"Reply {number}", file_ids=[made])
            except Invalid:
                return None

        works = (attach, clean_up) if number % 2 else (clean_up, attach)
        post = next((one for one in at_once(*works) if one), None) if number % 2 else at_once(*works)[1]
        clean_up()
        won[post is not None and bool(queries.find_file(made))] += 1
        if post is not None and queries.find_file(made) is not None:
            assert store().path(name).is_file()
        else:
            assert queries.find_file(made) is None
            assert not store().path(name).exists()
        db.session.remove()
    assert jobs.check().sound
    print("attached first:", won[True], "cleaned first:", won[False])


def test_bytes_that_go_while_the_same_come_again_are_there_in_the_end(place, at_once):
    member, _thread = place
    for number in range(ROUNDS):
        body = PDF + b"again" + str(number % 3).encode()
        upload(member, body, "a.pdf")
        files.give_up_idle_files(clock.now() + timedelta(days=9))
        _swept, new = at_once(jobs.sweep, lambda body=body: take_in(member, io.BytesIO(body), "a.pdf"))
        assert store().path(queries.find_file(new).sha256).is_file()
        db.session.remove()
    assert jobs.check().sound


def test_the_same_file_of_the_same_form_many_times_at_once_is_one(place, at_once):
    member, _thread = place
    made = at_once(*[lambda: take_in(member, io.BytesIO(PDF), "a.pdf", "form")] * 10)
    assert len(set(made)) == 1
    assert db.session.query(FileDay).one().bytes == len(PDF)


def test_a_day_is_counted_exactly_however_many_upload_at_once(place, at_once, monkeypatch):
    member, _thread = place
    few = queries.size_text and files.limits  # the function the command asks
    with db.session.no_autoflush:
        limit = few().__class__(10_000, 10, 4 * (len(PDF) + 1), timedelta(hours=1))
    monkeypatch.setattr(files, "limits", lambda: limit)

    def one(number):
        try:
            return take_in(member, io.BytesIO(PDF + bytes([65 + number])), "a.pdf")
        except Refusal:
            return None

    made = at_once(*[lambda number=number: one(number) for number in range(10)])
    assert sum(one is not None for one in made) == 4
    assert db.session.query(FileDay).one().bytes == limit.day_bytes
    # What was refused has left no row; its bytes are strays, which the check names and removes in time.
    assert len(jobs.check().strays) >= 6
