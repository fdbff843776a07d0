"""What the clock brings: votes about to close, actions whose day is near, meetings within a day and within an hour."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import String, cast, exists, literal, select

from goforum.conclusions.queries import ActionCard, list_to_remind
from goforum.core import clock
from goforum.core.db import db
from goforum.core.viewer import ZONE
from goforum.meetings.models import Meeting, MeetingState
from goforum.notifications.models import Notice
from goforum.voting.beside_models import PollStatement
from goforum.voting.ledger_models import PollBox
from goforum.voting.models import Poll

BEFORE_CLOSE = A_DAY = timedelta(days=1)


def list_closing_polls(limit: int = 50) -> list[tuple[int, int]]:
    """(poll, group) of open votes that close within a day, of which nobody was reminded; those opened for a short
    time are not: their opening was the reminder."""
    now = clock.now()
    told = exists().where(Notice.dedup_key == literal("poll:") + cast(Poll.id, String) + literal(":poll-closing"))
    rows = db.session.execute(select(Poll.id, Poll.group_id, Poll.opens_at, Poll.closes_at).where(
        Poll.closed_at.is_(None), Poll.cancelled_at.is_(None), Poll.opened_at.is_not(None), Poll.closes_at > now,
        Poll.closes_at <= now + BEFORE_CLOSE, ~told).order_by(Poll.closes_at).limit(limit))
    return [(row.id, row.group_id) for row in rows if row.closes_at - row.opens_at > BEFORE_CLOSE]


def list_heads_due(limit: int = 1_000) -> list[tuple[int, int, int]]:
    """(poll, group, day) of open votes whose voters have not been given today's end of the chain.

    The first day is in what was told of the opening; days are those of the vote, from the hour it opened.
    """
    now = clock.now()
    rows = db.session.execute(select(Poll.id, Poll.group_id, Poll.opens_at).join(
        PollBox, PollBox.poll_id == Poll.id).where(
        Poll.closed_at.is_(None), Poll.cancelled_at.is_(None), Poll.closes_at > now, Poll.opens_at <= now - A_DAY)
        .order_by(Poll.id).limit(limit)).all()
    wanted = {f"poll:{row.id}:head-{(now - row.opens_at).days}": row for row in rows}
    told = set(db.session.scalars(select(Notice.dedup_key).where(Notice.dedup_key.in_(wanted)))) if wanted else set()
    return [(row.id, row.group_id, (now - row.opens_at).days) for key, row in wanted.items() if key not in told]


def list_due_actions() -> list[ActionCard]:
    """Open actions whose day is near, of which nobody was reminded for that day."""
    return list_to_remind(lambda action_id, due_on: literal("action:") + action_id + literal(":due:") + due_on,
                          Notice.dedup_key)


BEFORE_MEETING = {"meeting-tomorrow": timedelta(days=1), "meeting-soon": timedelta(hours=1)}


@dataclass(frozen=True)
class Near:
    """A meeting to remind of: as what, and under which key, which holds the time so that another time is told again."""

    kind: str
    meeting_id: int
    group_id: int
    key: str


def list_near_meetings(limit: int = 200) -> list[Near]:
    """Planned meetings within a day or an hour of which nobody was reminded for that time. One that was planned later
    than the reminder would have come is not reminded of so: being invited was the reminder."""
    now = clock.now()
    rows = db.session.execute(select(Meeting.id, Meeting.group_id, Meeting.starts_at, Meeting.created_at).where(
        Meeting.state == MeetingState.PLANNED, Meeting.starts_at > now,
        Meeting.starts_at <= now + max(BEFORE_MEETING.values())).order_by(Meeting.starts_at, Meeting.id).limit(limit))
    due = {one.key: one for row in rows for one in _near(row, now)}
    told = set(db.session.scalars(select(Notice.dedup_key).where(Notice.dedup_key.in_(list(due))))) if due else set()
    return [one for key, one in due.items() if key not in told]


def _near(row: Any, now: datetime) -> Iterator[Near]:
    for kind, before in BEFORE_MEETING.items():
        if row.starts_at - before <= now and row.created_at < row.starts_at - before:
            yield Near(kind, row.id, row.group_id, f"meeting:{row.id}:{kind}:{int(row.starts_at.timestamp())}")


def list_reviews_due(limit: int = 50) -> list[tuple[int, int, int, date]]:
    """(poll, group, author, day) of decisions whose day to be looked at again has come, of which nobody was told."""
    key = (literal("poll:") + cast(Poll.id, String) + literal(":review:")
           + cast(PollStatement.review_on, String))
    rows = db.session.execute(
        select(Poll.id, Poll.group_id, PollStatement.author_id, PollStatement.review_on)
        .join(PollStatement, PollStatement.poll_id == Poll.id)
        # Not for ever: what was told long ago is forgotten, and would be told again.
        .where(PollStatement.review_on <= clock.today(ZONE), PollStatement.review_on > clock.today(ZONE) - 14 * A_DAY,
               ~exists().where(Notice.dedup_key == key))
        .order_by(PollStatement.review_on, Poll.id).limit(limit))
    return [(row[0], row[1], row[2], row[3]) for row in rows]
