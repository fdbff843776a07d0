"""What the room and the invitation know of a meeting, as its minutes need it: who came, who spoke, what was voted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_, select

from goforum.accounts.models import Person
from goforum.core.db import db
from goforum.groups.models import Mandate
from goforum.groups.queries import current_mandate
from goforum.groups.rules import Standing
from goforum.meetings.models import Attendance as Present
from goforum.meetings.models import Meeting, MeetingState, Message, Room, RoomPoll, Rsvp, SpeakerTurn
from goforum.meetings.queries import MeetingCard, list_guests
from goforum.organisations import queries as organisations
from goforum.voting.models import Poll
from goforum.voting.queries import PollView, view_of_poll
from goforum.voting.rules.disclosure import OPEN

MOST_VOTES = 50
MOST_TURNS = 2000
# A vote of a meeting may be counted a little after its end.
GRACE = timedelta(hours=1)


@dataclass(frozen=True)
class Seat:
    """Somebody with a mandate: their name and that of the organisation they speak for, in each language."""

    name: str
    organisation: Mapping[str, str | None]
    college: str


@dataclass(frozen=True)
class Attendance:
    """Who took part and who is excused, of those with a mandate; ``others``: how many more, None: too few to tell."""

    present: list[Seat]
    excused: list[Seat]
    others: int | None
    # Names of guests, with what they are where the invitation says it; they sit for no college.
    guests: list[str] = field(default_factory=list)


def attendance(meeting: MeetingCard) -> Attendance:
    """From who was in the room or wrote there, and, where people also met elsewhere or the room kept no list, from the
    answers to the invitation; the secretary corrects it."""
    answers: dict[int, str] = {row[0]: row[1] for row in db.session.execute(
        select(Rsvp.person_id, Rsvp.answer).where(Rsvp.meeting_id == meeting.id))}
    seen = set(db.session.scalars(select(Present.person_id).join(Room, Room.id == Present.room_id).where(
        Room.meeting_id == meeting.id)))
    came = seen | set(db.session.scalars(select(Message.author_id).join(Room, Room.id == Message.room_id).where(
        Room.meeting_id == meeting.id).distinct()))
    away = {one for one, answer in answers.items() if answer == "no"} - came
    if meeting.form != "remote" or not seen:
        came |= {one for one, answer in answers.items() if answer in ("yes", "remote")}
    seats = _seats(meeting, came | away)
    invited = [one for one in list_guests(meeting.id) if one.person_id is not None and one.person_id not in seats]
    elsewhere = meeting.form != "remote" or not seen
    guests = [one for one in invited if one.person_id in came or (
        elsewhere and one.answer == "yes" and one.withdrawn_at is None)]
    others = came - set(seats) - {one.person_id for one in invited}
    return Attendance([seats[one] for one in seats if one in came], [seats[one] for one in seats if one in away],
                      OPEN.break_down({"others": len(others)})["others"],
                      [f"{one.name} ({one.about})" if one.about else one.name for one in guests])


def _seats(meeting: MeetingCard, people: set[int]) -> dict[int, Seat]:
    day = meeting.starts_at.astimezone(ZoneInfo(meeting.zone)).date()
    rows = db.session.execute(
        select(Person.id, Person.name, Mandate.organisation_id, Mandate.college)
        .join(Mandate, Mandate.person_id == Person.id)
        .where(Mandate.group_id == meeting.group_id, Mandate.person_id.in_(people), current_mandate(day))
        .order_by(Mandate.college.desc(), Person.name_key, Person.id, Mandate.capacity.desc(), Mandate.id)).all()
    names = organisations.names({row.organisation_id for row in rows}, on=day)
    seats: dict[int, Seat] = {}
    for row in rows:
        seats.setdefault(row.id, Seat(row.name, names[row.organisation_id].names, row.college))
    return seats


@dataclass(frozen=True)
class Spoken:
    """How often a college wrote in the room, or how long it had the floor; None where too few people stand behind the
    figure. ``minutes`` is None where the floor was not kept."""

    college: str
    messages: int | None
    minutes: int | None = None
    timed: bool = False


def spoken_by_college(meeting_id: int) -> list[Spoken]:
    """The time of each college with the floor, or its messages where nobody asked for the floor, under the policy for
    small groups: a figure that stands for one or two people is hidden."""
    return _floor_by_college(meeting_id) or _messages_by_college(meeting_id)


def _floor_by_college(meeting_id: int) -> list[Spoken]:
    seconds: dict[str, float] = {}
    people: dict[str, set[Any]] = {}
    for row in db.session.execute(
            select(SpeakerTurn.id, SpeakerTurn.person_id, SpeakerTurn.by_phone, SpeakerTurn.college,
                   SpeakerTurn.called_at, SpeakerTurn.ended_at)
            .join(Room, Room.id == SpeakerTurn.room_id)
            .where(Room.meeting_id == meeting_id, SpeakerTurn.college.is_not(None),
                   SpeakerTurn.called_at.is_not(None), SpeakerTurn.ended_at.is_not(None)).limit(MOST_TURNS)):
        seconds[row.college] = seconds.get(row.college, 0) + (row.ended_at - row.called_at).total_seconds()
        people.setdefault(row.college, set()).add(row.person_id or row.by_phone)
    shown = OPEN.break_down({college: len(who) for college, who in people.items()})
    return [Spoken(college, None, max(1, round(seconds[college] / 60)) if shown[college] is not None else None, True)
            for college in sorted(seconds)]


def _messages_by_college(meeting_id: int) -> list[Spoken]:
    rows: list[Any] = list(db.session.execute(
        select(Message.author_college, func.count(), func.count(Message.author_id.distinct()))
        .join(Room, Room.id == Message.room_id)
        .where(Room.meeting_id == meeting_id, Message.deleted_at.is_(None), Message.author_college.is_not(None))
        .group_by(Message.author_college).order_by(Message.author_college)))
    shown = OPEN.break_down({row[0]: row[2] for row in rows})
    return [Spoken(row[0], row[1] if shown[row[0]] is not None else None) for row in rows]


def list_votes(meeting: MeetingCard, who: Standing) -> list[PollView]:
    """The polls opened in the room, and those of the group that were counted in the meeting, as they may be shown."""
    if meeting.started_at is None:
        return []
    end = (meeting.ended_at or meeting.ends_at) + GRACE
    opened_here = select(RoomPoll.poll_id).join(Room, Room.id == RoomPoll.room_id).where(Room.meeting_id == meeting.id)
    ids = list(db.session.scalars(select(Poll.id).where(
        Poll.group_id == meeting.group_id, Poll.closed_at.is_not(None),
        or_(Poll.id.in_(opened_here), and_(Poll.closed_at >= meeting.started_at, Poll.closed_at <= end)))
        .order_by(Poll.closed_at, Poll.id).limit(MOST_VOTES)))
    return [view_of_poll(one, who) for one in ids]


def list_next(meeting: MeetingCard, limit: int = 6) -> list[tuple[Any, str]]:
    """When the group meets next: (instant, zone) of what is planned after this meeting."""
    rows = db.session.execute(select(Meeting.starts_at, Meeting.zone).where(
        Meeting.group_id == meeting.group_id, Meeting.starts_at > meeting.ends_at,
        Meeting.state == MeetingState.PLANNED).order_by(Meeting.starts_at, Meeting.id).limit(limit))
    return [(row.starts_at, row.zone) for row in rows]
