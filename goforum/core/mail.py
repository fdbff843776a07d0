"""Deliver the mail that the outbox promised: through SMTP when it is set, on the console otherwise."""

import contextlib
import smtplib
import ssl
import sys
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

import structlog
from flask import current_app

from goforum.config import Settings
from goforum.core.db import db
from goforum.core.outbox import DueMail, draw_mail, has_due_mail, lease_mail, mark_failed, mark_sent

log = structlog.get_logger(__name__)
# Well under the lease of a row, so that a hanging server cannot let a second worker send the same mail.
TIMEOUT_SECONDS = 20.0
BATCH = 5

Send = Callable[[EmailMessage], None]


def deliver_due() -> int:
    """Send what is due, and count the tries; each mail is marked by itself, so a crash repeats at most one."""
    if not has_due_mail():
        return 0
    # No transaction is open while the network is waited for.
    db.session.rollback()
    settings: Settings = current_app.config["SETTINGS"]
    due = lease_mail(BATCH)
    try:
        with _carrier(settings) as send:
            for mail in due:
                _send_one(send, mail, settings)
    except (OSError, smtplib.SMTPException) as away:
        log.warning("mail_server_away", error=type(away).__name__)
        for mail in due:  # those already sent are marked so, and stay sent
            mark_failed(mail.id, mail.tries, f"{type(away).__name__}: {away}")
    return len(due)


def _send_one(send: Send, mail: DueMail, settings: Settings) -> None:
    """Draw and send one mail. A lost line goes up, as it concerns all; what is wrong with this one does not."""
    try:
        message = draw_mail(mail, settings.mail_from, settings.base_url)
    except Exception as undrawn:
        log.exception("mail_undrawn", mail_id=mail.id, template=mail.template)
        mark_failed(mail.id, mail.tries, f"{type(undrawn).__name__}: {undrawn}")
        return
    if message is None:  # what it would have said is read, gone, or no longer theirs to see
        mark_sent(mail.id)
        return
    try:
        send(message)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as refused:
        log.warning("mail_refused", mail_id=mail.id, tries=mail.tries, error=type(refused).__name__)
        mark_failed(mail.id, mail.tries, f"{type(refused).__name__}: {refused}")
    else:
        mark_sent(mail.id)


@contextlib.contextmanager
def _carrier(settings: Settings) -> Iterator[Send]:
    if not settings.smtp_url:
        yield _print
        return
    with _smtp(settings.smtp_url) as server:
        yield lambda message: _keep(server.send_message(message))


def _keep(_refused: object) -> None:
    """``send_message`` answers with the refused of several recipients; ours has one, who raises instead."""


def _text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    return str(part.get_content()).strip() if part is not None else ""


def _print(message: EmailMessage) -> None:
    head = f"--- mail to {message['To']} ---\n{message['Subject']}"
    sys.stdout.write(f"\n{head}\n\n{_text_of(message)}\n--- end of mail ---\n")
    sys.stdout.flush()


def _smtp(address: str) -> smtplib.SMTP:
    """A connection for ``smtp://user:password@host:587`` (STARTTLS when offered) or ``smtps://…:465``.

    ``?starttls=required`` refuses a server that does not offer it.
    """
    url = urlsplit(address)
    host, wants = url.hostname or "localhost", parse_qs(url.query).get("starttls", [""])[0]
    server: smtplib.SMTP
    if url.scheme == "smtps":
        context = ssl.create_default_context()
        server = smtplib.SMTP_SSL(host, url.port or 465, timeout=TIMEOUT_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, url.port or 25, timeout=TIMEOUT_SECONDS)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        elif wants == "required":
            server.close()
            raise smtplib.SMTPNotSupportedError("the mail server offers no STARTTLS")
    if url.username:
        server.login(unquote(url.username), unquote(url.password or ""))
    return server
