"""Mail that must arrive: a row written in the transaction that causes it, delivered by the worker.

The row holds ids and plain values, never a secret: links that carry a token are signed when the mail is
drawn, from the token's id. Delivery is at least once; ``dedup_key`` keeps one cause to one mail.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import formataddr
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, g, render_template
from flask_babel import force_locale
from jinja2 import TemplateNotFound
from sqlalchemy import ColumnElement, Index, Text, and_, func, literal, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import Base, Json, UtcDateTime, db, insert_or_ignore, pk
from goforum.core.i18n import LOCALES, direction

LEASE = timedelta(minutes=2)
GIVE_UP_AFTER = 12
# Why a row is dead that nobody need look at: it was not to be sent any more.
CALLED_OFF = "called off"


class MailOutbox(Base):
    """One mail to send."""

    __tablename__ = "mail_outbox"
    # Counted each time somebody watches, in a table that keeps every mail ever promised.
    __table_args__ = (Index("ix_mail_outbox_dead_at", "dead_at", sqlite_where=text("dead_at IS NOT NULL"),
                            postgresql_where=text("dead_at IS NOT NULL")),)

    id: Mapped[int] = pk()
    dedup_key: Mapped[str] = mapped_column(Text, unique=True)
    to_name: Mapped[str] = mapped_column(Text, default="")
    to_address: Mapped[str] = mapped_column(Text)
    template: Mapped[str] = mapped_column(Text)
    lang: Mapped[str] = mapped_column(Text)
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dead_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str | None] = mapped_column(Text)


@dataclass(frozen=True)
class DueMail:
    """A leased row, as plain values the worker can use outside any transaction."""

    id: int
    dedup_key: str
    to_name: str
    to_address: str
    template: str
    lang: str
    data: dict[str, Any]
    tries: int


def queue_mail(address: str, *, name: str, template: str, lang: str, data: dict[str, Any],
               dedup_key: str, due_at: datetime | None = None) -> bool:
    """Promise a mail, inside a command, for now or for ``due_at``; False when this cause has been promised already.

    ``template`` names ``templates/email/<template>.txt``, whose first line is ``Subject: …``; a ``.html`` beside it
    is sent as its twin.
    """
    now = clock.now()
    return insert_or_ignore(MailOutbox, {
        "dedup_key": dedup_key, "to_name": name, "to_address": address, "template": template, "lang": lang,
        "data": data, "created_at": now, "due_at": due_at or now, "tries": 0,
    }, ["dedup_key"])


def call_off(dedup_key: str) -> None:
    """Do not send a mail after all, inside a command, if it has not left yet."""
    db.session.execute(update(MailOutbox).where(
        MailOutbox.dedup_key == dedup_key, MailOutbox.sent_at.is_(None), MailOutbox.dead_at.is_(None),
    ).values(dead_at=clock.now(), due_at=None, data={}, last_error=CALLED_OFF))


def forget_addresses(prefix: str) -> None:
    """Forget to whom mails with keys that begin so went, inside a command; what has not left does not leave, nor does
    what was given up come back.
    """
    theirs = MailOutbox.dedup_key.startswith(prefix, autoescape=True)
    db.session.execute(update(MailOutbox).where(
        theirs, MailOutbox.sent_at.is_(None),
    ).values(dead_at=func.coalesce(MailOutbox.dead_at, literal(clock.now(), UtcDateTime)), due_at=None, data={},
             last_error=CALLED_OFF))
    db.session.execute(update(MailOutbox).where(theirs).values(to_address="", to_name=""))


@command
def lease_mail(limit: int = 20) -> list[DueMail]:
    """Take the due rows for a while: a worker that dies gives them back when the lease ends."""
    now = clock.now()
    due = select(MailOutbox).where(MailOutbox.sent_at.is_(None), MailOutbox.dead_at.is_(None),
                                   MailOutbox.due_at <= now)
    rows = db.session.scalars(due.order_by(MailOutbox.due_at).limit(limit).with_for_update(skip_locked=True))
    taken = []
    for row in rows:
        row.due_at, row.tries = now + LEASE, row.tries + 1
        taken.append(DueMail(row.id, row.dedup_key, row.to_name, row.to_address, row.template, row.lang,
                             dict(row.data), row.tries))
    return taken


def has_due_mail() -> bool:
    """A cheap look before leasing, so that an idle worker writes nothing."""
    found = db.session.execute(select(MailOutbox.id).where(
        MailOutbox.sent_at.is_(None), MailOutbox.dead_at.is_(None), MailOutbox.due_at <= clock.now()).limit(1))
    return found.first() is not None


@command
def mark_sent(mail_id: int) -> None:
    """The mail server took it; the values are dropped, the row stays so that it is never sent again."""
    db.session.execute(update(MailOutbox).where(MailOutbox.id == mail_id).values(
        sent_at=clock.now(), due_at=None, data={}, last_error=None))


@command
def mark_failed(mail_id: int, tries: int, error: str) -> None:
    """Try later, twice as late each time, up to a day; after twelve tries it is dead and visible."""
    pause = min(timedelta(seconds=30 * 2 ** min(tries, 12)), timedelta(hours=24))
    dead = clock.now() if tries >= GIVE_UP_AFTER else None
    db.session.execute(update(MailOutbox).where(
        MailOutbox.id == mail_id, MailOutbox.sent_at.is_(None)
    ).values(due_at=clock.now() + pause, last_error=error[:300], dead_at=dead))


def given_up() -> ColumnElement[bool]:
    """True of mail that failed each time it was tried; what was called off is none."""
    return and_(MailOutbox.dead_at.is_not(None), MailOutbox.last_error != CALLED_OFF, MailOutbox.sent_at.is_(None))


def dead_mail() -> list[MailOutbox]:
    """What was given up (not what was called off), the oldest first."""
    return list(db.session.scalars(select(MailOutbox).where(given_up()).order_by(MailOutbox.id)))


@command
def revive_mail(mail_id: int | None = None) -> int:
    """Try what was given up again, from now: this one, or everything; how many."""
    this = MailOutbox.id == mail_id if mail_id is not None else given_up()
    done = db.session.execute(update(MailOutbox).where(given_up(), this).values(
        dead_at=None, due_at=clock.now(), tries=0).returning(MailOutbox.id))
    return len(done.all())


@command
def forget_mail(mail_id: int) -> bool:
    """Let one that was given up go; the row stays, without what it would have said, so that it is promised once."""
    done = db.session.execute(update(MailOutbox).where(given_up(), MailOutbox.id == mail_id).values(
        data={}, last_error=CALLED_OFF).returning(MailOutbox.id))
    return done.first() is not None


@dataclass(frozen=True)
class Invite:
    """A calendar file that goes with a mail, and what it asks of the reader's calendar: REQUEST or CANCEL."""

    body: bytes
    method: str
    name: str


@dataclass(frozen=True)
class Letter:
    """What a template needs beside the row, gathered when the mail is drawn, with headers and calendar files."""

    values: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)
    invites: Sequence[Invite] = ()


# What is drawn from ids asks, when it is sent, what may still be said; None: nothing any more.
Prepare = Callable[[DueMail], Letter | None]
_prepared: dict[str, Prepare] = {}


def prepare_mail(template: str, prepare: Prepare) -> None:
    """Let ``prepare`` gather what this template shows, at the moment of sending."""
    _prepared[template] = prepare


def _draw(mail: DueMail, base_url: str) -> tuple[str, str | None, Letter] | None:
    """Text, HTML where the template has a twin, and the letter itself; None when nothing is left to say."""
    with current_app.test_request_context(base_url=base_url), force_locale(LOCALES[mail.lang]):
        g.lang = mail.lang
        letter = _prepared[mail.template](mail) if mail.template in _prepared else Letter(mail.data)
        if letter is None:
            return None
        values = {"name": mail.to_name, **letter.values}
        text = render_template(f"email/{mail.template}.txt", **values)
        try:
            html = render_template(f"email/{mail.template}.html", **values)
        except TemplateNotFound:
            html = None
        return text, html, letter


def _enclose(message: EmailMessage, invites: Sequence[Invite]) -> None:
    """Put calendar files into the message: a single one beside its words, so that mail programs offer it at once.

    A part may speak of one event only, so that several are enclosed as files.
    """
    for one in invites:
        # A file that a program reads: its lines stay as they are.
        kind: dict[str, Any] = {"maintype": "text", "subtype": "calendar", "cte": "base64",
                                "params": {"method": one.method, "charset": "utf-8"}}
        if len(invites) == 1:
            message.add_alternative(one.body, **kind)
        else:
            message.add_attachment(one.body, filename=one.name, **kind)


def draw_mail(mail: DueMail, sender: str, base_url: str) -> EmailMessage | None:
    """The message itself, in its reader's language; addresses come from settings, never from a request.

    None when there is nothing to say any more. Sent again after a crash, it has the same Message-ID: delivery is at
    least once at the mail server's door, and mail programs show one mail for one number.
    """
    drawn = _draw(mail, base_url)
    if drawn is None:
        return None
    text, html, letter = drawn
    subject, _, body = text.partition("\n")
    message = EmailMessage()
    message["Subject"] = " ".join(subject.removeprefix("Subject:").split())
    message["From"] = sender
    message["To"] = formataddr((" ".join(mail.to_name.split()), mail.to_address))
    mark = hashlib.sha256(f"{mail.id}:{mail.dedup_key}".encode()).hexdigest()[:20]
    message["Message-ID"] = f"<{mail.id}.{mark}@{urlsplit(base_url).hostname or 'localhost'}>"
    for name, value in letter.headers.items():
        message[name] = value
    message["Auto-Submitted"] = "auto-generated"
    turn = "\u200f" if direction(mail.lang) == "rtl" else ""
    message.set_content("\n".join(turn + one if one.strip() else one for one in body.strip().splitlines()))
    if html is not None:
        message.add_alternative(html, subtype="html")
    _enclose(message, letter.invites)
    message["Content-Language"] = mail.lang  # only now: set_content drops every Content-… header
    return message
