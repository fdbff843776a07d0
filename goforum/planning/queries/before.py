"""What is prepared for a meeting: points, seats, clashes, calendars."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, select

from goforum.accounts.models import Person
from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import NotFound
from goforum.core.viewer import ZONE
from goforum.groups.models import Group, Mandate, Membership
from goforum.groups.queries import belongs, current_mandate, readable_groups
from goforum.meetings.models import Meeting, MeetingState, Rsvp
from goforum.meetings.queries import MeetingCard, cards
from goforum.planning.models import CalendarKey, OfferedPoint, OfferState

# A calendar holds what was and what will be, within reason.
BACK = timedelta(days=90)
MOST_EVENTS = 500


@dataclass(frozen=True)
class OfferLine:
    """A proposed point."""

    id: int
    meeting_id: int
    author_id: int
    author_name: str | None
    title: str
    language: str
    minutes: int | None
    reason: str
    thread_id: int | None
    proposal_id: int | None
    commitment_id: int | None
    offered_at: datetime
    state: str
    answer: str
    item_id: int | None


_OFFER: tuple[Any, ...] = (
    OfferedPoint.id, OfferedPoint.meeting_id, OfferedPoint.author_id,
    case((Person.erased_at.is_(None), Person.name)).label("author_name"), OfferedPoint.title, OfferedPoint.language,
    OfferedPoint.minutes, OfferedPoint.reason, OfferedPoint.thread_id, OfferedPoint.proposal_id,
    OfferedPoint.commitment_id, OfferedPoint.offered_at, OfferedPoint.state, OfferedPoint.answer,
    OfferedPoint.item_id)


def list_offers(meeting_id: int, limit: int = 200) -> list[OfferLine]:
    """The points proposed for a meeting: those that wait first, in the order in which they came."""
    rows = db.session.execute(select(*_OFFER).join(Person, Person.id == OfferedPoint.author_id).where(
        OfferedPoint.meeting_id == meeting_id).order_by(
            OfferedPoint.state != OfferState.OPEN, OfferedPoint.id).limit(limit))
    return [OfferLine(*row) for row in rows]


def get_offer(offer_id: int) -> OfferLine:
    """One proposed point, whoever looks."""
    row = db.session.execute(select(*_OFFER).join(Person, Person.id == OfferedPoint.author_id).where(
        OfferedPoint.id == offer_id)).one_or_none()
    if row is None:
        raise NotFound()
    return OfferLine(*row)


def count_waiting(meeting_id: int) -> int:
    """How many proposed points wait for an answer."""
    return db.session.scalar(select(func.count()).select_from(OfferedPoint).where(
        OfferedPoint.meeting_id == meeting_id, OfferedPoint.state == OfferState.OPEN)) or 0


@dataclass(frozen=True)
class SeatLine:
    """An organisation of the group and who comes for it: "titular", "alternate", "nobody" or "" for no answer yet."""

    organisation_id: int
    college: str
    comes: str


def list_seats(meeting: MeetingCard) -> list[SeatLine]:
    """For each organisation with a mandate on the day, who comes for it."""
    rows = db.session.execute(
        select(Mandate.organisation_id, Mandate.college, Mandate.capacity, Rsvp.answer)
        .join(Membership, (Membership.group_id == Mandate.group_id) & (Membership.person_id == Mandate.person_id)
              & Membership.ended_at.is_(None))
        .outerjoin(Rsvp, (Rsvp.person_id == Mandate.person_id) & (Rsvp.meeting_id == meeting.id))
        .where(Mandate.group_id == meeting.group_id, current_mandate(clock.today(ZONE)))
        .order_by(Mandate.college, Mandate.organisation_id, Mandate.capacity.desc()))
    known: dict[tuple[int, str], list[str]] = {}
    for row in rows:
        comes = row.capacity if row.answer in ("yes", "remote") else "nobody" if row.answer == "no" else ""
        known.setdefault((row.organisation_id, row.college), []).append(comes)
    # Who comes is the titular where they do; nobody only once everybody has said no.
    best = ("titular", "alternate", "", "nobody")
    return [SeatLine(body, college, min(answers, key=best.index)) for (body, college), answers in known.items()]


def list_stand_ins(meeting: MeetingCard, person_id: int) -> list[int]:
    """Who stands in for a titular: the alternates of the organisations they speak for, unless these said no too."""
    held = select(Mandate.organisation_id).where(
        Mandate.group_id == meeting.group_id, Mandate.person_id == person_id, Mandate.capacity == "titular",
        current_mandate(clock.today(ZONE)))
    away = select(Rsvp.person_id).where(Rsvp.meeting_id == meeting.id, Rsvp.answer == "no")
    return list(db.session.scalars(select(Mandate.person_id).where(
        Mandate.group_id == meeting.group_id, Mandate.capacity == "alternate", Mandate.organisation_id.in_(held),
        Mandate.person_id != person_id, Mandate.person_id.not_in(away), current_mandate(clock.today(ZONE))).distinct()))


def list_clashes(person_id: int | None, times: Sequence[tuple[datetime, datetime]]) -> list[MeetingCard]:
    """Meetings, planned or live, that this person may read and that lie within the span of these times."""
    if not times:
        return []
    first, last = min(one[0] for one in times), max(one[1] for one in times)
    ids = db.session.scalars(select(Meeting.id).where(
        Meeting.state.in_((MeetingState.PLANNED, MeetingState.LIVE)), Meeting.starts_at < last, Meeting.ends_at > first,
        Meeting.group_id.in_(readable_groups(person_id))).order_by(Meeting.starts_at, Meeting.id).limit(MOST_EVENTS))
    return sorted(cards(ids, person_id).values(), key=lambda one: (one.starts_at, one.id))


def list_for_feed(person_id: int | None, *, group_id: int | None = None, mine: bool = False) -> list[MeetingCard]:
    """The meetings of a calendar: of the site, of a group, or of a person's own groups, as far as they may be read."""
    statement = select(Meeting.id).where(Meeting.starts_at > clock.now() - BACK,
                                         Meeting.group_id.in_(readable_groups(person_id)))
    if group_id is not None:
        statement = statement.where(Meeting.group_id == group_id)
    if mine:
        statement = statement.where(Meeting.group_id.in_(select(Group.id).where(belongs(person_id))))
    ids = db.session.scalars(statement.order_by(Meeting.starts_at, Meeting.id).limit(MOST_EVENTS))
    return sorted(cards(ids, person_id).values(), key=lambda one: (one.starts_at, one.id))


def find_calendar_key(person_id: int) -> str | None:
    """The secret of a person's calendar, when they have one."""
    return db.session.scalar(select(CalendarKey.key).where(CalendarKey.person_id == person_id))


def find_calendar_owner(key: str) -> int | None:
    """Whose calendar an address is; nobody's once they have left."""
    return db.session.scalar(select(CalendarKey.person_id).join(Person, Person.id == CalendarKey.person_id).where(
        CalendarKey.key == key, Person.erased_at.is_(None)))
