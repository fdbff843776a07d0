"""Promised mail arrives: through a real SMTP conversation, once, late rather than never."""

import socketserver
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from goforum.core import clock, mail, outbox
from goforum.core.commands import command
from goforum.core.db import db
from goforum.core.outbox import MailOutbox


class Post(socketserver.StreamRequestHandler):
    """As much of SMTP as one mail needs; ``server.refuse`` makes it say no at that word."""

    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            word = line[:4].upper()
            if word == self.server.hang_up:
                return
            if word == self.server.refuse:
                self.say("550 no such person")
            elif word == "DATA":
                self.say("354 go on")
                text = b""
                while not text.endswith(b"\r\n.\r\n"):
                    text += self.rfile.readline()
                self.server.mails.append(text.decode())
                self.say("250 taken")
            else:
                self.say("250 fine")

    def say(self, words):
        self.wfile.write(words.encode() + b"\r\n")


@pytest.fixture
def post(app):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Post) as server:
        server.mails, server.refuse, server.hang_up, server.daemon_threads = [], "", "", True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def through(app, post, monkeypatch):
    """The settings send mail to ``post``."""
    from dataclasses import replace

    settings = replace(app.config["SETTINGS"], smtp_url=f"smtp://127.0.0.1:{post.server_address[1]}")
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    return post


@pytest.fixture
def template(app, tmp_path, monkeypatch):
    from jinja2 import ChoiceLoader, DictLoader

    words = {"email/test/hello.txt": "Subject: سلام {{ name }}\n\nHello {{ word }}.\n"}
    monkeypatch.setattr(app.jinja_env, "loader", ChoiceLoader([DictLoader(words), app.jinja_env.loader]))
    return "test/hello"


@command
def promise(template, key="one", word="there"):
    outbox.queue_mail("amina@example.org", name="Amina", template=template, lang="ar", data={"word": word}, dedup_key=key)


def row():
    db.session.rollback()
    return db.session.execute(select(MailOutbox.sent_at, MailOutbox.dead_at, MailOutbox.tries, MailOutbox.due_at,
                                     MailOutbox.data)).one()


def test_a_promised_mail_is_sent_once_and_its_values_forgotten(ctx, through, template):
    promise(template)
    promise(template)
    assert mail.deliver_due() == 1
    assert mail.deliver_due() == 0
    assert len(through.mails) == 1
    assert "Content-Language: ar" in through.mails[0]
    assert row().sent_at is not None
    assert row().data == {}


def test_a_refused_mail_waits_and_the_next_one_goes(ctx, through, template):
    promise(template)
    through.refuse = "RCPT"
    assert mail.deliver_due() == 1
    assert (row().sent_at, row().tries) == (None, 1)
    assert row().due_at > clock.now()
    through.refuse = ""
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        assert mail.deliver_due() == 1
    assert len(through.mails) == 1


def test_a_mail_that_cannot_be_drawn_does_not_stop_the_others(ctx, through, template):
    promise("test/missing", "broken")
    promise(template, "whole")
    assert mail.deliver_due() == 2
    assert len(through.mails) == 1


def test_a_server_that_hangs_up_loses_nothing(ctx, through, template):
    promise(template)
    through.hang_up = "DATA"
    assert mail.deliver_due() == 1
    assert row().sent_at is None
    through.hang_up = ""
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        mail.deliver_due()
    assert len(through.mails) == 1


def test_after_twelve_tries_a_mail_is_dead_and_stays_visible(ctx, through, template):
    promise(template)
    through.refuse = "RCPT"
    for day in range(14):
        with clock.frozen(clock.now() + timedelta(days=2 * day)):
            mail.deliver_due()
    assert row().dead_at is not None
    assert row().tries == outbox.GIVE_UP_AFTER


def test_without_a_server_mail_is_printed(ctx, template, capsys):
    promise(template, word="console")
    mail.deliver_due()
    printed = capsys.readouterr().out
    assert "Hello console." in printed
    assert "amina@example.org" in printed
