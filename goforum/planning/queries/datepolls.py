"""Dates the members are asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from goforum.core.db import db
from goforum.meetings.queries import MeetingCard
from goforum.planning.models import DatePoll
from goforum.planning.queries.before import list_clashes
from goforum.planning.rules import overlaps
from goforum.voting.models import Poll
from goforum.voting.queries import PollCard, PollView
from goforum.voting.queries import cards as poll_cards


@dataclass(frozen=True)
class AskedDates:
    """What will be a meeting once a date is chosen."""

    poll_id: int
    group_id: int
    titles: Mapping[str, str | None]
    minutes: int
    zone: str
    form: str
    place: str
    chosen: str | None
    meeting_id: int | None


def titles_of(row: Any) -> dict[str, str | None]:
    """The titles by language."""
    return {"ar": row.title_ar, "fr": row.title_fr, "en": row.title_en}


def find_asked_dates(poll_id: int) -> AskedDates | None:
    """The meeting a poll is about, when it is about one; the caller has asked ``may_read``."""
    row = db.session.execute(select(
        DatePoll.poll_id, DatePoll.group_id, DatePoll.title_ar, DatePoll.title_fr, DatePoll.title_en, DatePoll.minutes,
        DatePoll.zone, DatePoll.form, DatePoll.place, DatePoll.chosen, DatePoll.meeting_id)
        .where(DatePoll.poll_id == poll_id)).one_or_none()
    return AskedDates(row.poll_id, row.group_id, titles_of(row), row.minutes, row.zone, row.form, row.place, row.chosen,
                      row.meeting_id) if row else None


@dataclass(frozen=True)
class DateLine:
    """One date that was asked for: who can come (``firm``: those who said a plain yes; None while counts are hidden),
    whether it is the best so far, and the meetings at the same time."""

    key: str
    starts_at: datetime
    ends_at: datetime
    can: int | None
    firm: int | None
    best: bool
    clashes: list[MeetingCard]


def list_dates(asked: AskedDates, poll: PollView, person_id: int | None) -> list[DateLine]:
    """The dates in order of time, with the meetings this person may read that take some of the same time."""
    spans = {one.key: (one.starts_at, one.starts_at + timedelta(minutes=asked.minutes))
             for one in poll.options if one.starts_at is not None}
    others = [one for one in list_clashes(person_id, list(spans.values())) if one.id != asked.meeting_id]
    taken = [(one.starts_at, one.ends_at) for one in others]
    tally: Mapping[str, Any] = poll.finding.tally if poll.finding else {}
    can, firm, best = tally.get("counts", {}), tally.get("firm", {}), tally.get("elected", [])
    return [DateLine(key, *span, can=int(can[key]) if key in can else None,
                     firm=int(firm[key]) if key in firm else None, best=key in best,
                     clashes=[others[place] for place in overlaps(*span, taken)]) for key, span in spans.items()]


def list_open_dates(group_id: int, limit: int = 20) -> list[PollCard]:
    """The polls about dates of a group of which no meeting came yet, newest first; not those that were cancelled."""
    ids = list(db.session.scalars(select(DatePoll.poll_id).join(Poll, Poll.id == DatePoll.poll_id).where(
        DatePoll.group_id == group_id, DatePoll.meeting_id.is_(None), Poll.cancelled_at.is_(None))
        .order_by(DatePoll.id.desc()).limit(limit)))
    found = poll_cards(ids)
    return [found[one] for one in ids]
