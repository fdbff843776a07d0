"""Every write about workshops. Places are given under the lock of the workshop's row: N places are N people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from goforum.accounts.queries import get_person_row
from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, lock_row, upsert
from goforum.core.i18n import _l
from goforum.core.outbox import queue_mail
from goforum.core.rules import Conflict, Invalid, require
from goforum.core.text import clean_line, render_markdown
from goforum.core.viewer import ZONE
from goforum.groups.queries import standing
from goforum.groups.rules import may_read
from goforum.meetings.commands.planning import clean_titles
from goforum.workshops import events, rules
from goforum.workshops.models import OpenTo, Registration, Seat, Workshop

SECOND = timedelta(seconds=1)
# Who comes and goes again within the hour is mailed of where it ends, and not of each step.
RESTLESS, PAUSE = timedelta(hours=1), timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """What the page of a workshop says; titles by language, at least one of them."""

    titles: Mapping[str, str | None]
    audience: str
    starts_at: datetime
    ends_at: datetime
    closes_at: datetime
    places: int
    about: str = ""
    open_to: str = OpenTo.MEMBERS
    zone: str = ZONE
    form: str = "in_person"
    venues: str = ""


def _columns(said: Announcement, *, placed: int = 0, times_changed: bool = True) -> dict[str, object]:
    """The columns; Invalid, field by field, for what cannot be announced."""
    errors: dict[str, object] = {}
    if times_changed and (fault := rules.times_fault(said.starts_at, said.ends_at, said.closes_at, clock.now())):
        errors[fault[0]] = fault[1]
    if not 1 <= said.places <= rules.MOST_PLACES:
        errors["places"] = _l("Write a whole number from %(least)d to %(most)d.", least=1, most=rules.MOST_PLACES)
    elif said.places < placed:
        errors["places"] = _l("Places taken already: %(count)d.", count=placed)
    venues = [clean_line(one) for one in said.venues.splitlines() if clean_line(one)]
    if not venues and said.form != "remote":
        errors["venues"] = _l("Say where people meet.")
    audience = clean_line(said.audience)
    for name, text, most in (("audience", audience, 500), ("venues", "\n".join(venues), 1000),
                             ("about", said.about, rules.MAX_ABOUT)):
        if len(text) > most:
            errors[name] = _l("At most %(max)d characters.", max=most)
    if not audience:
        errors["audience"] = _l("Fill in this field.")
    if errors:
        raise Invalid(errors)
    rendered = render_markdown(said.about, limit=rules.MAX_ABOUT)
    return {**clean_titles(said.titles, 200), "audience": audience, "about": said.about, "about_html": rendered.html,
            "pipeline_version": rendered.version, "open_to": str(OpenTo(said.open_to)),
            "starts_at": said.starts_at.replace(microsecond=0), "ends_at": said.ends_at.replace(microsecond=0),
            "closes_at": said.closes_at.replace(microsecond=0), "zone": said.zone, "form": said.form,
            "venues": "\n".join(venues), "places": said.places}


@command
def plan_workshop(actor_id: int, group_id: int, said: Announcement, *, client_key: str) -> int:
    """Announce a workshop; its number. The same key from the same person is the same workshop."""
    now = clock.now()
    require(rules.may_plan(standing(actor_id, group_id), now))
    key = {"group_id": group_id, "created_by_id": actor_id, "client_key": client_key[:64]}
    made = insert_or_ignore(Workshop, {**key, **_columns(said), "last_number": 0, "version": 1, "cancel_reason": "",
                                       "created_at": now}, list(key))
    workshop_id: int = db.session.scalars(select(Workshop.id).filter_by(**key)).one()
    if made:
        record(events.WorkshopPlanned(actor_id=actor_id, workshop_id=workshop_id, group_id=group_id))
    return workshop_id


@command
def change_workshop(actor_id: int, workshop_id: int, said: Announcement, *, version: int) -> None:
    """Change what its page says; ``version`` is the one the organiser saw. More places let those who wait move up."""
    now = clock.now()
    workshop = lock_row(Workshop, workshop_id)
    require(rules.may_change(standing(actor_id, workshop.group_id), workshop, now))
    if workshop.version != version:
        raise Conflict(_l("Somebody else has changed this workshop. Look at it again before changing it."))
    before = (workshop.starts_at, workshop.ends_at, workshop.form, workshop.venues)
    kept = (workshop.starts_at, workshop.ends_at, workshop.closes_at) == (
        said.starts_at, said.ends_at, said.closes_at)
    for name, value in _columns(said, placed=_count(workshop_id, Seat.PLACED), times_changed=not kept).items():
        setattr(workshop, name, value)
    workshop.version, workshop.changed_at = workshop.version + 1, now
    db.session.flush()  # listeners read the row
    moved = before != (workshop.starts_at, workshop.ends_at, workshop.form, workshop.venues)
    record(events.WorkshopChanged(actor_id=actor_id, workshop_id=workshop_id, group_id=workshop.group_id, moved=moved))
    _move_up(workshop, now)


@command
def cancel_workshop(actor_id: int, workshop_id: int, *, reason: str) -> None:
    """Call it off, with the reason that everybody reads. Twice is once."""
    now = clock.now()
    workshop = lock_row(Workshop, workshop_id)
    who = standing(actor_id, workshop.group_id)
    if workshop.cancelled_at is not None and rules.may_plan(who, now):
        return
    require(rules.may_change(who, workshop, now))
    reason = clean_line(reason)
    if not reason or len(reason) > 1000:
        raise Invalid({"reason": _l("Say why, in at most 1,000 characters.")})
    workshop.cancelled_at, workshop.cancel_reason = now, reason
    workshop.version, workshop.changed_at = workshop.version + 1, now
    db.session.flush()  # listeners read the row
    record(events.WorkshopCancelled(actor_id=actor_id, workshop_id=workshop_id, group_id=workshop.group_id))


def _count(workshop_id: int, state: str) -> int:
    return db.session.scalar(select(func.count()).select_from(Registration).where(
        Registration.workshop_id == workshop_id, Registration.state == state)) or 0


def _known(workshop_id: int, person_id: int) -> tuple[str | None, datetime | None]:
    """What somebody has, or had, and since when."""
    row = db.session.execute(select(Registration.state, Registration.changed_at).where(
        Registration.workshop_id == workshop_id, Registration.person_id == person_id)).one_or_none()
    return (None, None) if row is None else (row.state, row.changed_at)


@command
def register(actor_id: int, workshop_id: int, *, note: str = "") -> str:
    """Take a place, or a turn on the waiting list: "placed" or "waiting". Twice is once; coming back is a new turn."""
    now = clock.now()
    workshop = lock_row(Workshop, workshop_id)
    who = standing(actor_id, workshop.group_id)
    require(may_read(who, now))
    known, since = _known(workshop_id, actor_id)
    if known in (Seat.PLACED, Seat.WAITING):
        return known
    require(rules.may_register(who, workshop, now))
    note = clean_line(note)
    if len(note) > 300:
        raise Invalid({"note": _l("At most %(max)d characters.", max=300)})
    state = rules.seat(workshop.places, _count(workshop_id, Seat.PLACED), _count(workshop_id, Seat.WAITING))
    workshop.last_number += 1
    values = {"workshop_id": workshop_id, "person_id": actor_id, "organisation_id": who.organisation_id, "state": state,
              "number": workshop.last_number, "note": note, "registered_at": now, "changed_at": now}
    upsert(Registration, values, ["workshop_id", "person_id"],
           ["organisation_id", "state", "number", "note", "registered_at", "changed_at"])
    record(events.SeatChanged(actor_id=actor_id, workshop_id=workshop_id, group_id=workshop.group_id,
                              person_id=actor_id, state=state))
    _write_to(actor_id, workshop_id, workshop.last_number, state, since)
    return state


def _write_to(person_id: int, workshop_id: int, number: int, state: str, since: datetime | None) -> None:
    """Mail somebody what they have just asked for themselves, with the file for their calendar; ``since`` they had
    something else.
    """
    person, now = get_person_row(person_id), clock.now()
    queue_mail(person.email, name=person.name, template="workshops/seat", lang=person.language,
               data={"person_id": person_id, "workshop_id": workshop_id, "state": str(state), "number": number},
               dedup_key=f"workshop:{workshop_id}:{person_id}:{number}:{state}",
               due_at=now + PAUSE if since is not None and now - since < RESTLESS else None)


@command
def withdraw(actor_id: int, workshop_id: int, *, person_id: int | None = None) -> None:
    """Give one's place or turn back, or, as an organiser, take somebody else's; the first who waits moves up."""
    now = clock.now()
    workshop = lock_row(Workshop, workshop_id)
    who = standing(actor_id, workshop.group_id)
    person_id = person_id or actor_id
    require(may_read(who, now))
    require(rules.may_withdraw(who, workshop, person_id, now))
    since = _known(workshop_id, person_id)[1]
    number = _give_back(workshop, person_id, actor_id, now)
    if number and person_id == actor_id:
        _write_to(person_id, workshop_id, number, Seat.WITHDRAWN, since)


def _give_back(workshop: Workshop, person_id: int, actor_id: int | None, now: datetime) -> int:
    """End a registration that stands, and let who waits move up; its number, or 0. The caller holds the row."""
    if _known(workshop.id, person_id)[0] not in (Seat.PLACED, Seat.WAITING):
        return 0
    row = db.session.execute(select(Registration).where(
        Registration.workshop_id == workshop.id, Registration.person_id == person_id)
        .execution_options(populate_existing=True)).scalar_one()
    row.state, row.changed_at = Seat.WITHDRAWN, now
    db.session.flush()  # the place is counted free
    record(events.SeatChanged(actor_id=actor_id, workshop_id=workshop.id, group_id=workshop.group_id,
                              person_id=person_id, state=str(Seat.WITHDRAWN)))
    number: int = row.number
    _move_up(workshop, now)
    return number


@command
def let_go(person_id: int, group_id: int) -> None:
    """Somebody left the group: what was for its members alone, or can no longer be read, has a place again."""
    now, who = clock.now(), standing(person_id, group_id)
    for workshop_id in db.session.scalars(
            select(Workshop.id).join(Registration, Registration.workshop_id == Workshop.id).where(
                Workshop.group_id == group_id, Registration.person_id == person_id, Workshop.starts_at > now,
                Workshop.cancelled_at.is_(None), Registration.state != Seat.WITHDRAWN).order_by(Workshop.id)).all():
        workshop = lock_row(Workshop, workshop_id)
        if not rules.may_register(who, workshop, min(now, workshop.closes_at - SECOND)):
            _give_back(workshop, person_id, person_id, now)


def _move_up(workshop: Workshop, now: datetime) -> None:
    """Give free places to those who wait, in their order; the caller holds the workshop's row."""
    free = workshop.places - _count(workshop.id, Seat.PLACED)
    if free <= 0:
        return
    for row in db.session.scalars(select(Registration).where(
            Registration.workshop_id == workshop.id, Registration.state == Seat.WAITING)
            .order_by(Registration.number).limit(free).execution_options(populate_existing=True)).all():
        row.state, row.changed_at = Seat.PLACED, now
        record(events.MovedUp(actor_id=None, workshop_id=workshop.id, group_id=workshop.group_id,
                              person_id=row.person_id))
    db.session.flush()
