"""Reads about the guests of meetings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from goforum.accounts.models import Person, Session
from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import NotFound
from goforum.meetings.models import Meeting, MeetingGuest
from goforum.meetings.queries.meetings import MeetingCard, get_meeting
from goforum.meetings.rules import GUEST_STAYS, guest_state, guest_until


@dataclass(frozen=True)
class GuestLine:
    """A guest as the organisers of the meeting see them, and as they see themselves."""

    id: int
    meeting_id: int
    name: str
    about: str
    email: str | None
    language: str
    sent_at: datetime
    times_sent: int
    entered_at: datetime | None
    withdrawn_at: datetime | None
    person_id: int | None
    # Whether who came in has an account of their own; None before anybody came.
    by_account: bool | None
    answer: str | None
    state: str


_LINE: tuple[Any, ...] = (
    MeetingGuest.id, MeetingGuest.meeting_id, MeetingGuest.name, MeetingGuest.about, MeetingGuest.email,
    MeetingGuest.language, MeetingGuest.sent_at, MeetingGuest.times_sent, MeetingGuest.entered_at,
    MeetingGuest.withdrawn_at, MeetingGuest.person_id, Person.is_guest, Person.name.label("person_name"),
    MeetingGuest.answer, MeetingGuest.link, MeetingGuest.made_by, Meeting.ends_at, Meeting.ended_at)


def _select() -> Select[Any]:
    return (select(*_LINE).join(Meeting, Meeting.id == MeetingGuest.meeting_id)
            .outerjoin(Person, Person.id == MeetingGuest.person_id))


def _line(row: Any) -> GuestLine:
    state = guest_state(withdrawn_at=row.withdrawn_at, entered_at=row.entered_at, until=guest_until(row),
                        now=clock.now())
    # Who has an account is called by the name they gave themselves.
    name = row.person_name if row.person_id is not None and not row.is_guest else row.name
    return GuestLine(row.id, row.meeting_id, name, row.about, row.email, row.language, row.sent_at, row.times_sent,
                     row.entered_at, row.withdrawn_at, row.person_id,
                     None if row.person_id is None else not row.is_guest, row.answer, state)


def list_guests(meeting_id: int) -> list[GuestLine]:
    """Everybody who was invited to a meeting as a guest, in order; there are a few hundred at most."""
    return [_line(row) for row in db.session.execute(
        _select().where(MeetingGuest.meeting_id == meeting_id).order_by(MeetingGuest.id))]


def get_guest(meeting_id: int, guest_id: int) -> GuestLine:
    """One guest of this meeting, whoever looks: the caller asks the rules."""
    row = db.session.execute(_select().where(
        MeetingGuest.id == guest_id, MeetingGuest.meeting_id == meeting_id)).one_or_none()
    if row is None:
        raise NotFound()
    return _line(row)


def find_guest(meeting_id: int, person_id: int | None) -> GuestLine | None:
    """The invitation that this person came in by, when it works now."""
    if person_id is None:
        return None
    row = db.session.execute(_select().where(
        MeetingGuest.meeting_id == meeting_id, MeetingGuest.person_id == person_id,
        MeetingGuest.withdrawn_at.is_(None))).one_or_none()
    found = None if row is None else _line(row)
    return found if found is not None and found.state == "entered" else None


@dataclass(frozen=True)
class GuestLetter:
    """An invitation with what its mail and its page say: who invites to what, and the number its link signs."""

    guest: GuestLine
    meeting: MeetingCard
    link: int
    maker: str


def _letter(*where: ColumnElement[bool]) -> GuestLetter | None:
    row = db.session.execute(_select().where(*where)).one_or_none()
    if row is None:
        return None
    maker = db.session.scalar(select(Person.name).where(Person.id == row.made_by)) or ""
    return GuestLetter(_line(row), get_meeting(row.meeting_id), row.link, maker)


def find_guest_by_link(link: int) -> GuestLetter | None:
    """The invitation behind a mailed link, if it works now; a link that was sent before the last one finds nothing."""
    found = _letter(MeetingGuest.link == link)
    return found if found is not None and found.guest.state in ("invited", "entered") else None


def find_guest_letter(guest_id: int) -> GuestLetter | None:
    """The invitation to mail, if there is still somebody to mail it to."""
    found = _letter(MeetingGuest.id == guest_id)
    return found if found and found.guest.email and found.guest.state in ("invited", "entered") else None


def guests_among(meeting_id: int, person_ids: Iterable[int]) -> set[int]:
    """Those of these people who are or were guests of the meeting."""
    wanted = list(person_ids)
    if not wanted:
        return set()
    return {one for one in db.session.scalars(select(MeetingGuest.person_id).where(
        MeetingGuest.meeting_id == meeting_id, MeetingGuest.person_id.in_(wanted))) if one is not None}


def was_guest(meeting_id: Any, person_id: Any) -> ColumnElement[bool]:
    """SQL: this person is or was a guest of this meeting."""
    return exists().where(MeetingGuest.meeting_id == meeting_id, MeetingGuest.person_id == person_id)


def meetings_visited(person_id: int | None) -> Select[int]:
    """SQL: the meetings that this person may read as a guest now; the twin of ``Here.guest``."""
    since = clock.now() - GUEST_STAYS
    return (select(MeetingGuest.meeting_id).join(Meeting, Meeting.id == MeetingGuest.meeting_id)
            .where(MeetingGuest.person_id == person_id, MeetingGuest.withdrawn_at.is_(None),
                   or_(Meeting.ends_at > since, Meeting.ended_at > since)))


def count_invited(since: datetime, *, made_by: int) -> int:
    """How many invitations an organiser has mailed lately."""
    return db.session.scalar(select(func.count()).select_from(MeetingGuest).where(
        MeetingGuest.made_by == made_by, MeetingGuest.sent_at > since)) or 0


def count_to_address(since: datetime, email: str) -> int:
    """How many invitations one mailbox was sent lately, by whomever; each link sent again is one more."""
    return db.session.scalar(select(func.sum(MeetingGuest.times_sent)).where(
        MeetingGuest.email == email, MeetingGuest.sent_at > since)) or 0


def count_forgotten(since: datetime, *, made_by: int) -> int:
    """How many invitations an organiser has mailed lately to addresses that are forgotten already."""
    return db.session.scalar(select(func.count()).select_from(MeetingGuest).where(
        MeetingGuest.made_by == made_by, MeetingGuest.sent_at > since, MeetingGuest.email.is_(None))) or 0


def count_guests(meeting_id: int) -> int:
    """How many invitations of a meeting stand."""
    return db.session.scalar(select(func.count()).select_from(MeetingGuest).where(
        MeetingGuest.meeting_id == meeting_id, MeetingGuest.withdrawn_at.is_(None))) or 0


def find_guest_made(made_by: int, client_key: str) -> int | None:
    """The invitation that this form has made already."""
    return db.session.scalar(select(MeetingGuest.id).where(
        MeetingGuest.made_by == made_by, MeetingGuest.client_key == client_key))


def list_mailed_guests(meeting_id: int) -> list[GuestLine]:
    """The guests who are told when the meeting moves or is cancelled: not those who said that they stay away."""
    return [one for one in list_guests(meeting_id)
            if one.state in ("invited", "entered") and one.email and one.answer != "no"]


def guest_sessions(person_id: int, keep: int) -> list[int]:
    """The oldest sessions of a guest, beyond the newest ``keep``."""
    return list(db.session.scalars(select(Session.id).where(Session.person_id == person_id)
                                   .order_by(Session.id.desc())))[keep:]


def list_forgettable(before: datetime, limit: int = 200) -> list[int]:
    """Invitations whose meeting has been over for so long, or that were withdrawn, and whose address is still kept."""
    over = or_(MeetingGuest.withdrawn_at.is_not(None),
               (Meeting.ends_at <= before) & (Meeting.ended_at.is_(None) | (Meeting.ended_at <= before)))
    return list(db.session.scalars(
        select(MeetingGuest.id).join(Meeting, Meeting.id == MeetingGuest.meeting_id)
        .where(MeetingGuest.email.is_not(None), over).order_by(MeetingGuest.id).limit(limit)))
