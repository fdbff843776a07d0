"""Accounts and their sessions. Passwords arrive hashed: hashing never happens inside a transaction."""

import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from goforum.accounts import events, queries
from goforum.accounts.commands.mailing import mail_link, spend_reset_links
from goforum.accounts.models import AccountToken, Person, Purpose, Session, SignInFailure
from goforum.accounts.rules import FAILURE_WINDOW, IDLE_LIFE, SESSION_LIFE, may_administer
from goforum.core import clock
from goforum.core.arabic import fold
from goforum.core.commands import command, record
from goforum.core.db import db
from goforum.core.i18n import LANGUAGES, _l
from goforum.core.outbox import queue_mail
from goforum.core.rules import Invalid, NotFound, require
from goforum.core.viewer import ZONE, Viewer

TOUCH_EVERY = timedelta(minutes=30)


def make_handle(name: str) -> str:
    """A handle nobody has yet, made from the name: letters of any script, digits and underscores."""
    base = re.sub(r"[^\w]+", "_", fold(name).casefold()).strip("_")[:60] or "member"
    taken = queries.taken_handles(base)
    if base not in taken:
        return base
    number = 2
    while f"{base}_{number}" in taken:
        number += 1
    return f"{base}_{number}"


@command
def register(*, name: str, email: str, password_hash: str, language: str, zone: str = ZONE,
             aim: str | None = None) -> None:
    """Make an account and mail the link that confirms it; ``aim`` is where the person was going.

    When the address has an account already, its owner is told by mail and the caller learns nothing.
    """
    email = email.strip().lower()
    known = queries.find_credentials(email)
    if known:
        stamp = int(clock.now().timestamp() // 3600)
        queue_mail(email, name=known[2], template="accounts/already", lang=known[3], data={},
                   dedup_key=f"already:{known[0]}:{stamp}")
        return
    person = add_person(name=name, email=email, password_hash=password_hash, language=language, zone=zone)
    mail_link(person, Purpose.CONFIRM, aim)


def add_person(*, name: str, email: str, password_hash: str, language: str, **more: object) -> Person:
    """Insert a person (inside a command) and say so."""
    person = Person(name=name, email=email.strip().lower(), password_hash=password_hash, language=language,
                    handle=make_handle(name), created_at=clock.now(), **more)
    db.session.add(person)
    db.session.flush()  # the events below need the id
    record(events.PersonRegistered(actor_id=person.id, person_id=person.id))
    return person


@command
def create_person(*, name: str, email: str, password_hash: str, language: str, is_admin: bool = False,
                  is_example: bool = False, confirmed: bool = True) -> int:
    """An account made by the operator or the demo, confirmed from the start unless said otherwise."""
    if queries.find_person_id(email) is not None:
        raise Invalid({"email": _l("There is an account with this address already.")})
    return add_person(name=name, email=email, password_hash=password_hash, language=language,
                      is_admin=is_admin, is_example=is_example,
                      email_confirmed_at=clock.now() if confirmed else None).id


@command
def change_password(actor_id: int, *, password_hash: str, keep_session: int | None) -> None:
    """Set a new password; other sessions of the person end."""
    person = queries.get_person_row(actor_id)
    person.password_hash = password_hash
    record(events.PasswordChanged(actor_id=actor_id, person_id=actor_id))
    spend_reset_links(actor_id)
    end_sessions(actor_id, actor_id, keep=keep_session)


def add_guest(*, name: str, language: str, zone: str = ZONE) -> Person:
    """Insert the stand-in of somebody who is invited to one meeting (inside a command).

    It has no password and no address, so that nobody signs in to it and nothing is mailed to it; it is no account, so
    that nobody is told of a new one and no search finds it.
    """
    mark = secrets.token_hex(8)
    guest = Person(name=name, email=f"guest-{mark}@invalid", password_hash="!", language=language,  # noqa: S106 - no hash
                   handle=f"guest_{mark}", zone=zone, is_guest=True, created_at=clock.now())
    db.session.add(guest)
    db.session.flush()  # the invitation names its id
    return guest


def erase_guest(person_id: int) -> None:
    """Take the name from a guest's stand-in (inside a command): what they said stays, and says no more whose it was."""
    person = queries.get_person_row(person_id)
    if not person.is_guest:
        raise NotFound()
    end_sessions(None, person_id)
    person.name, person.erased_at = "\N{EM DASH}", clock.now()
    record(events.PersonErased(actor_id=None, person_id=person_id))


@command
def start_session(person_id: int, *, until: datetime | None = None) -> str:
    """Sign in: a new session, whose key is returned once and kept only as a hash; it ends ``until`` then at last."""
    key, now = secrets.token_urlsafe(32), clock.now()
    session = Session(key_hash=queries.digest(key), person_id=person_id, created_at=now, last_seen_at=now,
                      expires_at=min(until or now + SESSION_LIFE, now + SESSION_LIFE))
    db.session.add(session)
    db.session.flush()  # the event names the session
    record(events.SignedIn(actor_id=person_id, person_id=person_id, session_id=session.id))
    return key


def end_sessions(actor_id: int | None, person_id: int, *, only: int | None = None,
                 keep: int | None = None) -> None:
    """End the sessions of a person, all but ``keep`` or ``only`` one (inside a command)."""
    ended = delete(Session).where(Session.person_id == person_id)
    if only is not None:
        ended = ended.where(Session.id == only)
    if keep is not None:
        ended = ended.where(Session.id != keep)
    ids = tuple(db.session.scalars(ended.returning(Session.id)))
    if ids:
        record(events.SignedOut(actor_id=actor_id, person_id=person_id, session_ids=ids))


@command
def sign_out(actor_id: int, session_id: int | None) -> None:
    """End one session of this person, or all of them when none is named."""
    end_sessions(actor_id, actor_id, only=session_id)
    if session_id is None:
        record(events.SignedOutEverywhere(actor_id=actor_id, person_id=actor_id))


@command
def touch_session(session_id: int) -> None:
    """Remember that this browser is alive, at most every half hour."""
    db.session.execute(update(Session).where(
        Session.id == session_id, Session.last_seen_at < clock.now() - TOUCH_EVERY
    ).values(last_seen_at=clock.now()))


@command
def note_attempt(account: str, address: str) -> int:
    """Count one try at a password *before* it is looked at: a thousand tries at once are a thousand. Its number."""
    attempt = SignInFailure(account_hash=queries.digest(account), address_hash=queries.digest(address),
                            at=clock.now())
    db.session.add(attempt)
    db.session.flush()  # who tries is judged by the tries before this number
    return attempt.id


@command
def forget_attempt(attempt_id: int) -> None:
    """It was the right password, or it was not looked at: not a failure."""
    db.session.execute(delete(SignInFailure).where(SignInFailure.id == attempt_id))


@command
def change_preferences(actor_id: int, *, name: str, language: str, zone: str) -> None:
    """How the person is called, and in which language and zone the site speaks to them."""
    person = queries.get_person_row(actor_id)
    person.name, person.language, person.zone = name, language, zone
    record(events.PreferencesChanged(actor_id=actor_id, person_id=actor_id))


@command
def remember_language(actor_id: int, language: str | None) -> None:
    """The language the person chose to write in last, offered again next time; None: guess it."""
    if language is None or language in LANGUAGES:
        db.session.execute(update(Person).where(
            Person.id == actor_id, Person.writes_in.is_distinct_from(language)).values(writes_in=language))


@command
def change_theme(actor_id: int, theme: str) -> None:
    """Light, dark, or as the device says."""
    queries.get_person_row(actor_id).theme = theme


@command
def suspend(actor: Viewer, person_id: int, *, days: int) -> None:
    """Suspend an account for some days: it may read, nothing more; its sockets close."""
    require(may_administer(actor))
    person = queries.get_person_row(person_id)
    if person.id == actor.id:
        raise Invalid({"days": _l("You cannot suspend yourself.")})
    person.suspended_until = clock.now() + timedelta(days=days)
    record(events.PersonSuspended(actor_id=actor.id, person_id=person_id))


@command
def lift_suspension(actor: Viewer, person_id: int) -> None:
    """End a suspension now."""
    require(may_administer(actor))
    queries.get_person_row(person_id).suspended_until = None
    record(events.SuspensionLifted(actor_id=actor.id, person_id=person_id))


@command
def clean_up() -> None:
    """Forget what is over: expired sessions, used or old tokens, old failures."""
    now = clock.now()
    db.session.execute(delete(Session).where(Session.expires_at < now))
    db.session.execute(delete(Session).where(Session.last_seen_at < now - IDLE_LIFE))
    db.session.execute(delete(AccountToken).where(AccountToken.expires_at < now - timedelta(days=7)))
    db.session.execute(delete(SignInFailure).where(SignInFailure.at < now - 2 * FAILURE_WINDOW))


@command
def make_admin(email: str) -> None:
    """Make the account with this address an administrator (from the command line only)."""
    person = db.session.scalar(select(Person).where(Person.email == email.strip().lower()))
    if person is None:
        raise NotFound()
    person.is_admin = True
