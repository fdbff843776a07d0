"""Every read about workshops."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, case, func, or_, select, tuple_

from goforum.accounts.models import Person
from goforum.core import clock
from goforum.core.db import db
from goforum.core.paging import PAGE_SIZE, Page, cut
from goforum.core.rules import NotFound
from goforum.groups.models import Group
from goforum.groups.queries import belongs, readable_groups
from goforum.meetings.queries.meetings import read_cursor
from goforum.workshops.models import Registration, Seat, Workshop


@dataclass(frozen=True)
class WorkshopCard:
    """A workshop as lists and its own page show it."""

    id: int
    group_id: int
    titles: Mapping[str, str | None]
    audience: str
    about: str
    about_html: str
    open_to: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    form: str
    venues: str
    places: int
    closes_at: datetime
    cancelled_at: datetime | None
    cancel_reason: str
    version: int
    created_at: datetime
    changed_at: datetime | None


_CARD: tuple[Any, ...] = (
    Workshop.id, Workshop.group_id, Workshop.title_ar, Workshop.title_fr, Workshop.title_en, Workshop.audience,
    Workshop.about, Workshop.about_html, Workshop.open_to, Workshop.starts_at, Workshop.ends_at, Workshop.zone,
    Workshop.form, Workshop.venues, Workshop.places, Workshop.closes_at, Workshop.cancelled_at, Workshop.cancel_reason,
    Workshop.version, Workshop.created_at, Workshop.changed_at)


def _card(row: Row[Any]) -> WorkshopCard:
    titles = {"ar": row.title_ar, "fr": row.title_fr, "en": row.title_en}
    return WorkshopCard(row.id, row.group_id, titles, *tuple(row)[5:])


def get_workshop(workshop_id: int) -> WorkshopCard:
    """One workshop, whoever looks: the caller asks ``may_read``."""
    row = db.session.execute(select(*_CARD).where(Workshop.id == workshop_id)).one_or_none()
    if row is None:
        raise NotFound()
    return _card(row)


def cards(ids: Iterable[int], person_id: int | None) -> dict[int, WorkshopCard]:
    """Those of these workshops that the person may read."""
    rows = db.session.execute(select(*_CARD).where(
        Workshop.id.in_(set(ids)), Workshop.group_id.in_(readable_groups(person_id))))
    return {row.id: _card(row) for row in rows}


def page_workshops(person_id: int | None, cursor: str | None = None, *, past: bool = False) -> Page[WorkshopCard]:
    """Workshops to come, the next one first; or those that were, the last one first."""
    now, key = clock.now(), tuple_(Workshop.starts_at, Workshop.id)
    statement = select(*_CARD).where(Workshop.group_id.in_(readable_groups(person_id)))
    statement = (statement.where(Workshop.ends_at <= now).order_by(Workshop.starts_at.desc(), Workshop.id.desc())
                 if past else statement.where(Workshop.ends_at > now).order_by(Workshop.starts_at, Workshop.id))
    if at := read_cursor(cursor):
        statement = statement.where(key < at if past else key > at)
    items, more = cut([_card(row) for row in db.session.execute(statement.limit(PAGE_SIZE + 1))])
    return Page(items, next_cursor=f"{int(items[-1].starts_at.timestamp())}-{items[-1].id}" if more else None)


def list_of_group(group_id: int, limit: int = 10) -> list[WorkshopCard]:
    """A group's workshops to come; the caller has asked ``may_read``."""
    return [_card(row) for row in db.session.execute(select(*_CARD).where(
        Workshop.group_id == group_id, Workshop.ends_at > clock.now()).order_by(Workshop.starts_at, Workshop.id)
        .limit(limit))]


def count_coming(person_id: int | None) -> int:
    """How many workshops this person may read are to come."""
    return db.session.scalar(select(func.count()).select_from(Workshop).where(
        Workshop.group_id.in_(readable_groups(person_id)), Workshop.ends_at > clock.now(),
        Workshop.cancelled_at.is_(None))) or 0


@dataclass(frozen=True)
class Taken:
    """How many have a place, and how many wait."""

    placed: int
    waiting: int


def count_taken(ids: Iterable[int]) -> dict[int, Taken]:
    """For each of these workshops."""
    wanted = set(ids)
    found = dict.fromkeys(wanted, Taken(0, 0))
    if wanted:
        for row in db.session.execute(
                select(Registration.workshop_id, func.sum(case((Registration.state == Seat.PLACED, 1), else_=0)),
                       func.sum(case((Registration.state == Seat.WAITING, 1), else_=0)))
                .where(Registration.workshop_id.in_(wanted)).group_by(Registration.workshop_id)):
            found[row[0]] = Taken(int(row[1]), int(row[2]))
    return found


@dataclass(frozen=True)
class OwnSeat:
    """What the person looking has: a place, or so many before them on the waiting list."""

    state: str
    ahead: int


def find_seat(workshop_id: int, person_id: int | None) -> OwnSeat | None:
    """One's own registration, unless it was withdrawn."""
    row = db.session.execute(select(Registration.state, Registration.number).where(
        Registration.workshop_id == workshop_id, Registration.person_id == person_id,
        Registration.state != Seat.WITHDRAWN)).one_or_none() if person_id is not None else None
    if row is None:
        return None
    ahead = db.session.scalar(select(func.count()).select_from(Registration).where(
        Registration.workshop_id == workshop_id, Registration.state == Seat.WAITING,
        Registration.number < row.number)) or 0
    return OwnSeat(row.state, ahead)


def list_seats_of(person_id: int, ids: Iterable[int]) -> dict[int, str]:
    """What the person has of each of these workshops."""
    rows = db.session.execute(select(Registration.workshop_id, Registration.state).where(
        Registration.person_id == person_id, Registration.workshop_id.in_(set(ids)),
        Registration.state != Seat.WITHDRAWN))
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True)
class OwnTurn:
    """What somebody has, or had, of a workshop; the number grows each time they come back."""

    state: str
    number: int
    changed_at: datetime


def turns_of(person_id: int, ids: Iterable[int]) -> dict[int, OwnTurn]:
    """What the person has, or had, of each of these workshops."""
    wanted = set(ids)
    rows = db.session.execute(select(
        Registration.workshop_id, Registration.state, Registration.number, Registration.changed_at)
        .where(Registration.person_id == person_id, Registration.workshop_id.in_(wanted))) if wanted else ()
    return {row[0]: OwnTurn(row[1], row[2], row[3]) for row in rows}


# What calendars that programs read hold: so far back, and no more than this.
BACK, MOST_EVENTS = timedelta(days=366), 500


def list_for_feed(person_id: int | None, *, group_id: int | None = None, mine: bool = False) -> list[WorkshopCard]:
    """The workshops of a calendar: of the site, of a group, or a person's own: of their groups, or registered for."""
    statement = select(*_CARD).where(Workshop.starts_at > clock.now() - BACK,
                                     Workshop.group_id.in_(readable_groups(person_id)))
    if group_id is not None:
        statement = statement.where(Workshop.group_id == group_id)
    if mine:
        registered = select(Registration.workshop_id).where(
            Registration.person_id == person_id, Registration.state != Seat.WITHDRAWN)
        statement = statement.where(or_(Workshop.group_id.in_(select(Group.id).where(belongs(person_id))),
                                        Workshop.id.in_(registered)))
    return [_card(row) for row in db.session.execute(
        statement.order_by(Workshop.starts_at, Workshop.id).limit(MOST_EVENTS))]


@dataclass(frozen=True)
class RegistrationLine:
    """A line of the list that the organisers keep."""

    person_id: int
    name: str | None
    handle: str
    organisation_id: int | None
    state: str
    note: str
    registered_at: datetime


def list_registrations(workshop_id: int) -> list[RegistrationLine]:
    """Those with a place, then those who wait, each in the order in which they came; for the organisers."""
    rows = db.session.execute(
        select(Registration.person_id, case((Person.erased_at.is_(None), Person.name)), Person.handle,
               Registration.organisation_id, Registration.state, Registration.note, Registration.registered_at)
        .join(Person, Person.id == Registration.person_id)
        .where(Registration.workshop_id == workshop_id, Registration.state != Seat.WITHDRAWN)
        .order_by(Registration.state != Seat.PLACED, Registration.number))
    return [RegistrationLine(*row) for row in rows]
