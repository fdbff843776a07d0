"""Every read about people."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute

from goforum.accounts.models import AccountToken, LinkAsked, Person, Purpose, Session, SignInFailure, name_key
from goforum.accounts.rules import FAILURE_WINDOW, IDLE_LIFE, is_suspended
from goforum.core import clock
from goforum.core.arabic import fold
from goforum.core.db import db
from goforum.core.hot import Hot
from goforum.core.rules import NotFound
from goforum.core.viewer import Viewer


@dataclass(frozen=True)
class PersonCard:
    """What a page shows of someone: nothing private."""

    id: int
    name: str
    handle: str
    is_example: bool = False
    is_guest: bool = False


def digest(text: str) -> str:
    """The form in which keys and addresses are kept."""
    return hashlib.sha256(text.encode()).hexdigest()


# Asked on every page: made once, of plain tables, because putting it together takes ten times as long as asking.
_S, _P = Session.__table__, Person.__table__
_VIEWER = Hot(
    select(_S.c.id.label("session_id"), _S.c.last_seen_at, _S.c.expires_at, _P.c.id, _P.c.name, _P.c.handle,
           _P.c.email_confirmed_at, _P.c.is_admin, _P.c.suspended_until, _P.c.language, _P.c.zone, _P.c.theme,
           _P.c.writes_in, _P.c.is_guest)
    .select_from(_S.join(_P, _P.c.id == _S.c.person_id))
    .where(_S.c.key_hash == bindparam("key_hash"), _P.c.erased_at.is_(None))
)


def find_viewer(key: str) -> tuple[Viewer, datetime] | None:
    """Who holds this session key now, and when they were last seen; None when the session is over."""
    row = _VIEWER.one_or_none({"key_hash": digest(key)})
    now = clock.now()
    if row is None or row.expires_at <= now or row.last_seen_at + IDLE_LIFE <= now:
        return None
    return Viewer(
        id=row.id, name=row.name, handle=row.handle, email_confirmed=row.email_confirmed_at is not None,
        is_admin=row.is_admin, suspended=is_suspended(row.suspended_until, now), language=row.language,
        zone=row.zone, theme=row.theme, writes_in=row.writes_in or "", session_id=row.session_id, session_key=key,
        guest=row.is_guest,
    ), row.last_seen_at


def live_sessions(session_ids: Iterable[int]) -> set[int]:
    """Which of these sessions still open doors: not signed out, not expired, person not suspended."""
    now = clock.now()
    rows = db.session.execute(
        select(Session.id, Session.expires_at, Person.suspended_until)
        .join(Person, Person.id == Session.person_id)
        .where(Session.id.in_(list(session_ids)), Person.erased_at.is_(None)))
    return {row.id for row in rows if row.expires_at > now and not is_suspended(row.suspended_until, now)}


def people_by_ids(ids: Iterable[int]) -> dict[int, PersonCard]:
    """The cards of these people, in one statement."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = db.session.execute(
        select(Person.id, Person.name, Person.handle, Person.is_example, Person.is_guest).where(
            Person.id.in_(wanted)))
    return {row.id: PersonCard(*row) for row in rows}


def get_person(person_id: int) -> PersonCard:
    """One person's card; NotFound when there is none."""
    card = people_by_ids([person_id]).get(person_id)
    if card is None:
        raise NotFound()
    return card


def get_person_row(person_id: int) -> Person:
    """The stored person, to change in a command; someone who left is not found."""
    person = db.session.get(Person, person_id)
    if person is None or person.erased_at is not None:
        raise NotFound()
    return person


def resolve_handles(handles: Iterable[str]) -> dict[str, PersonCard]:
    """The people behind typed @handles; the key is the handle as typed."""
    folded = {typed: fold(typed).casefold() for typed in handles}
    if not folded:
        return {}
    rows = db.session.execute(
        select(Person.id, Person.name, Person.handle, Person.is_example)
        .where(Person.handle.in_(set(folded.values())), Person.erased_at.is_(None), ~Person.is_guest))
    by_handle = {row.handle: PersonCard(*row) for row in rows}
    return {typed: by_handle[key] for typed, key in folded.items() if key in by_handle}


def ids_called(typed: str, limit: int = 50) -> list[int]:
    """The people of this handle, or else those whose name holds all of these words."""
    handle = fold(typed.removeprefix("@")).casefold()
    here = (Person.erased_at.is_(None), ~Person.is_guest)
    exact = list(db.session.scalars(select(Person.id).where(Person.handle == handle, *here)))
    words = name_key(typed.removeprefix("@")).split()
    if exact or not words:
        return exact
    return list(db.session.scalars(
        select(Person.id).where(*here, *(Person.name_key.contains(word, autoescape=True) for word in words))
        .order_by(Person.id).limit(limit)))


def taken_handles(start: str) -> set[str]:
    """Handles that begin so, to make a new one unlike them."""
    return set(db.session.scalars(select(Person.handle).where(Person.handle.startswith(start, autoescape=True))))


def find_credentials(email: str) -> tuple[int, str, str, str] | None:
    """(id, password hash, name, language) of the account with this address."""
    row = db.session.execute(
        select(Person.id, Person.password_hash, Person.name, Person.language)
        .where(Person.email == email, Person.erased_at.is_(None))).one_or_none()
    return None if row is None else (row[0], row[1], row[2], row[3])


def find_token(token_id: int, purpose: str) -> AccountToken | None:
    """A token that may still be used."""
    token = db.session.get(AccountToken, token_id)
    if token is None or token.purpose != purpose or token.used_at or token.expires_at <= clock.now():
        return None
    return token


@dataclass(frozen=True)
class Claim:
    """An account that waits for its address to be confirmed, as the owner of the mailbox is shown it."""

    name: str
    made_at: datetime
    aim: str | None


def find_claim(token_id: int) -> Claim | None:
    """The account behind a confirmation link that may still be used."""
    row = db.session.execute(
        select(Person.name, Person.created_at, AccountToken.aim).join(Person, Person.id == AccountToken.person_id)
        .where(AccountToken.id == token_id, AccountToken.purpose == Purpose.CONFIRM.value,
               AccountToken.used_at.is_(None), AccountToken.expires_at > clock.now(), Person.erased_at.is_(None))
    ).one_or_none()
    return None if row is None else Claim(*row)


def has_proved(token_id: int) -> bool:
    """Whether the account of this token has its address confirmed already."""
    return db.session.scalar(select(Person.id).join(AccountToken, AccountToken.person_id == Person.id).where(
        AccountToken.id == token_id, Person.email_confirmed_at.is_not(None))) is not None


def has_asked() -> bool:
    """Whether someone waits for a mailed link: a cheap look, so that an idle worker writes nothing."""
    return db.session.execute(select(LinkAsked.id).limit(1)).first() is not None


def count_failures(account: str, address: str, *, before: int = 2**31 - 1) -> tuple[int, int]:
    """Wrong passwords of the last minutes, ahead of a try: for this account, from this address."""
    since = clock.now() - FAILURE_WINDOW

    def count(column: InstrumentedAttribute[str], value: str) -> int:
        return db.session.scalar(select(func.count()).select_from(SignInFailure).where(
            column == digest(value), SignInFailure.at > since, SignInFailure.id < before)) or 0
    return count(SignInFailure.account_hash, account), count(SignInFailure.address_hash, address)


def count_recent_tokens(person_id: int, purpose: str, since: datetime) -> int:
    """How many such links were mailed lately: nobody's mailbox is a toy."""
    return db.session.scalar(select(func.count()).select_from(AccountToken).where(
        AccountToken.person_id == person_id, AccountToken.purpose == purpose,
        AccountToken.created_at > since)) or 0


def list_sessions(person_id: int) -> list[Session]:
    """A person's signed-in browsers, newest first."""
    return list(db.session.scalars(select(Session).where(
        Session.person_id == person_id, Session.expires_at > clock.now()).order_by(Session.last_seen_at.desc())))


def page_people(after_id: int = 0, size: int = 50) -> list[Person]:
    """Accounts for administrators, in order of number."""
    return list(db.session.scalars(select(Person).where(Person.id > after_id, Person.erased_at.is_(None),
                                                        ~Person.is_guest).order_by(Person.id).limit(size + 1)))


def count_admins() -> int:
    """How many people administer the site."""
    return db.session.scalar(select(func.count()).select_from(Person).where(Person.is_admin)) or 0


def is_guest(person_id: int) -> bool:
    """Whether this is the stand-in of somebody invited to one meeting, and no account."""
    return db.session.scalar(select(Person.id).where(
        Person.id == person_id, Person.is_guest, Person.erased_at.is_(None))) is not None


def find_person_id(email: str) -> int | None:
    """Who has this address, in whatever letter case it is typed."""
    return db.session.scalar(select(Person.id).where(Person.email == email.strip().lower()))
