"""Many at once, and processes that die: everyone is told once, mailed once, nobody is forgotten; with real commits."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from goforum.core import clock, mail, outbox
from goforum.core.db import db
from goforum.core.outbox import MailOutbox
from goforum.notifications import commands, jobs, rules
from goforum.notifications.models import Notice, Notification, NotificationMail
from goforum.threads import commands as threads
from tests.architecture.source import ROOT
from tests.conftest import SECRET
from tests.factories import make_group, make_member
from tests.notifications.test_telling import choose
from tests.racing import many_at_once

pytestmark = pytest.mark.race


@pytest.fixture
def at_once(app):
    return partial(many_at_once, app)


@pytest.fixture
def place(committed, ctx):
    group = make_group()
    author, reader = make_member(group), make_member(group)
    thread = threads.create_thread(reader, group, title="T", body="B")
    db.session.remove()
    return group, author, reader, thread


def followers(group, many):
    people = [make_member(group) for _ in range(many)]
    for one in people:
        choose(one, group=group, level="all")
    return people


def told(**where):
    return db.session.scalar(select(func.count()).select_from(Notification).filter_by(**where))


def test_the_same_event_twenty_times_at_once_is_told_once(place, at_once):
    group, author, reader, _thread = place
    about = {"actor_id": author, "subject": ("group", group), "group_id": group, "dedup_key": "one event"}
    made = at_once(lambda _n: commands.tell([reader], "group-role", **about))
    assert sum(made) == 1
    assert told(person_id=reader, kind="group-role") == 1


def test_the_same_reply_twenty_times_at_once_rings_once(place, at_once):
    _group, author, reader, thread = place
    key = str(uuid4())
    at_once(lambda _n: threads.reply(author, thread, body="Once.", client_key=key))
    assert told(person_id=reader, kind="reply") == 1


def test_four_workers_at_once_tell_everyone_once(place, at_once, monkeypatch):
    group, author, _reader, _thread = place
    monkeypatch.setattr(rules, "AT_ONCE", 5)
    monkeypatch.setattr(rules, "BATCH", 7)
    people = followers(group, 60)
    threads.create_thread(author, group, title="News", body="B")
    assert told(kind="thread") == 5

    def work(_n):
        while jobs.tick():
            pass

    at_once(work, 4)
    while jobs.tick():
        pass
    assert told(kind="thread") == len(people)
    assert db.session.scalar(select(func.count()).select_from(Notice).where(Notice.spread_at.is_(None))) == 0


def test_eight_workers_at_once_promise_one_mail_and_never_a_sixth(place, at_once):
    _group, author, reader, thread = place
    for number in range(7):
        threads.reply(author, thread, body=f"Answer {number}")
        later = clock.now() + timedelta(minutes=2 + number)

        def gather(_n, later=later):
            with clock.frozen(later):
                return commands.gather_mail(reader)

        assert sum(at_once(gather, 8)) == (1 if number < rules.MAILS_AN_HOUR else 0)
    assert db.session.scalar(select(func.count()).select_from(NotificationMail)) == rules.MAILS_AN_HOUR
    assert told(person_id=reader, mail_id=None) == 2


def test_the_same_choice_twenty_times_at_once_is_one_row(place, at_once):
    group, _author, reader, thread = place
    at_once(lambda _n: commands.choose_for_thread(reader, thread, level="all"))
    at_once(lambda _n: commands.choose_for_group(reader, group, level="all"))


# A worker that is killed at the worst moment: between the rows and the commit, or after the mail server's "250".
WORKER = """
import os, signal, sys
from dataclasses import replace
from goforum.app import create_app
from goforum.config import Settings
from pathlib import Path
app = create_app(Settings(environment="testing", secret_key={secret!r}, data_dir=Path(sys.argv[2]), log_level="ERROR",
                          base_url="http://localhost", database_url=sys.argv[1], rate_limits=False))
from datetime import timedelta
from goforum.core import clock, mail
from goforum.notifications import commands, jobs, rules
from goforum.notifications.commands import telling
rules.BATCH = 4
die_at = int(sys.argv[4])
count = 0
def dying(fn):
    def run(*args, **kwargs):
        global count
        answer = fn(*args, **kwargs)
        count += 1
        if count == die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer
    return run
with app.app_context():
    if sys.argv[3] == "spread":
        telling._write = dying(telling._write)
        while jobs.tick():
            pass
    else:
        clock.set_offset(timedelta(minutes=2))
        def printing(message):
            print(message["Message-ID"], flush=True)
        mail._print = dying(printing)
        while jobs.mail():
            pass
        while mail.deliver_due():
            pass
"""


def worker(app, folder, what, die_at):
    """Run the worker until it ends or dies; what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", WORKER.format(secret=SECRET), app.config["SQLALCHEMY_DATABASE_URI"], str(folder), what,
         str(die_at)], cwd=ROOT, capture_output=True, text=True, timeout=120, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.returncode == (-signal.SIGKILL if die_at else 0), done.stderr
    return done.stdout.split()


def test_a_worker_killed_while_telling_forgets_and_repeats_nobody(app, place, tmp_path, monkeypatch):
    group, author, _reader, _thread = place
    monkeypatch.setattr(rules, "AT_ONCE", 3)
    people = followers(group, 25)
    threads.create_thread(author, group, title="News", body="B")
    db.session.remove()
    for die_at in (1, 2, 3):  # the rows of the batch are written, the transaction is not
        worker(app, tmp_path, "spread", die_at)
    worker(app, tmp_path, "spread", 0)
    rows = db.session.execute(select(Notification.person_id, func.count()).where(Notification.kind == "thread")
                              .group_by(Notification.person_id)).all()
    assert sorted(rows) == sorted((one, 1) for one in people)


def test_a_worker_killed_after_the_mail_server_took_it_sends_the_same_number_again(app, place, tmp_path):
    _group, author, _reader, thread = place
    threads.reply(author, thread, body="Answer")
    db.session.remove()
    first = worker(app, tmp_path, "mail", 1)
    assert len(first) == 1
    rows = db.session.execute(select(MailOutbox.sent_at, MailOutbox.tries).where(
        MailOutbox.template == "notifications/news")).all()
    assert [tuple(row) for row in rows] == [(None, 1)]
    with clock.frozen(clock.now() + timedelta(minutes=2) + outbox.LEASE + timedelta(minutes=1)):
        (again,) = outbox.lease_mail()
        message = outbox.draw_mail(again, "a@example.org", "http://localhost")
    assert message["Message-ID"] == first[0]
    assert db.session.scalar(select(func.count()).select_from(NotificationMail)) == 1
    assert mail.BATCH
