"""Mailed links: asked for, answered by the worker, used once."""

from sqlalchemy import delete, select, update

from goforum.accounts import events, queries
from goforum.accounts.commands.mailing import mail_link, spend_reset_links
from goforum.accounts.commands.people import end_sessions, start_session
from goforum.accounts.models import AccountToken, LinkAsked, Person, Purpose, SignInFailure
from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db
from goforum.core.i18n import _l
from goforum.core.rules import Conflict, Gone

BATCH = 20


@command
def resend_confirmation(actor_id: int) -> None:
    """Mail the confirmation link again, at most three times an hour."""
    person = queries.get_person_row(actor_id)
    if person.email_confirmed_at is None:
        mail_link(person, Purpose.CONFIRM)


@command
def ask_for_link(email: str, purpose: Purpose, *, aim: str | None = None) -> None:
    """Note that someone asked for a link at an address.

    The same one row is written whether the address has an account or not: only the worker finds out, so neither
    the answer nor the time it takes can tell.
    """
    db.session.add(LinkAsked(address=email.strip().lower(), purpose=purpose.value, aim=aim, asked_at=clock.now()))


@command
def answer_asked() -> int:
    """Mail the links that were asked for, to the addresses that have an account; how many were looked at."""
    asked = list(db.session.scalars(select(LinkAsked).order_by(LinkAsked.id).limit(BATCH)
                                    .with_for_update(skip_locked=True)))
    for one in asked:
        person_id = queries.find_person_id(one.address)
        if person_id is not None:
            mail_link(queries.get_person_row(person_id), Purpose(one.purpose), one.aim)
        db.session.delete(one)
    return len(asked)


def _use_token(token_id: int, purpose: Purpose) -> Person:
    used = db.session.execute(
        update(AccountToken).where(
            AccountToken.id == token_id, AccountToken.purpose == purpose, AccountToken.used_at.is_(None),
            AccountToken.expires_at > clock.now(),
        ).values(used_at=clock.now()).returning(AccountToken.person_id)).scalar_one_or_none()
    if used is None:
        raise Gone(_l("This link has been used or is too old. Ask for a new one."))
    return queries.get_person_row(used)


@command
def confirm_email(token_id: int) -> int:
    """The person followed the mailed link and pressed the button: the address is theirs."""
    person = _use_token(token_id, Purpose.CONFIRM)
    person.email_confirmed_at = person.email_confirmed_at or clock.now()
    record(events.EmailConfirmed(actor_id=person.id, person_id=person.id))
    return person.id


@command
def reset_password(token_id: int, *, password_hash: str) -> int:
    """Set a new password from a mailed link; every session of the person ends."""
    person = _use_token(token_id, Purpose.RESET)
    person.password_hash = password_hash
    # Reading the mail proves the address as well as the confirmation link would.
    person.email_confirmed_at = person.email_confirmed_at or clock.now()
    record(events.PasswordChanged(actor_id=person.id, person_id=person.id))
    # Whoever proved the address is not made to wait for what others, or they themselves, guessed before.
    db.session.execute(delete(SignInFailure).where(SignInFailure.account_hash == queries.digest(person.email)))
    spend_reset_links(person.id)
    end_sessions(person.id, person.id)
    return person.id


@command
def sign_in_by_link(token_id: int) -> str:
    """Open a session for whoever pressed the button behind a mailed link; its key."""
    person = _use_token(token_id, Purpose.SIGN_IN)
    if person.email_confirmed_at is None:
        person.email_confirmed_at = clock.now()
        record(events.EmailConfirmed(actor_id=person.id, person_id=person.id))
        # Anyone can make an account with this address, and wait inside for its owner: what they chose and opened ends.
        person.password_hash = "!"  # noqa: S105 - no hash is this
        record(events.PasswordChanged(actor_id=person.id, person_id=person.id))
        spend_reset_links(person.id)
        end_sessions(person.id, person.id)
    # Whoever proved the address is not made to wait for what others guessed before.
    db.session.execute(delete(SignInFailure).where(SignInFailure.account_hash == queries.digest(person.email)))
    return start_session(person.id)


@command
def disown(token_id: int) -> None:
    """The owner of the address says that the account was not made by them: it is erased, and its sessions end."""
    person = _use_token(token_id, Purpose.CONFIRM)
    if person.email_confirmed_at is not None:
        raise Conflict(_l("This address is confirmed already: sign in to change the account."))
    end_sessions(None, person.id)
    person.erased_at = clock.now()
    person.name, person.handle = "\N{EM DASH}", f"erased_{person.id}"
    person.email, person.password_hash = f"erased-{person.id}@invalid", "!"
    record(events.PersonErased(actor_id=None, person_id=person.id))
