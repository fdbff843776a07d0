"""What the clock brings: votes about to close, actions whose day is near."""

from datetime import timedelta

from sqlalchemy import String, cast, exists, literal, select

from goforum.conclusions.queries import ActionCard, list_to_remind
from goforum.core import clock
from goforum.core.db import db
from goforum.notifications.models import Notice
from goforum.voting.models import Poll

BEFORE_CLOSE = timedelta(days=1)


def list_closing_polls(limit: int = 50) -> list[tuple[int, int]]:
    """(poll, group) of open votes that close within a day, of which nobody was reminded; those opened for a short
    time are not: their opening was the reminder."""
    now = clock.now()
    told = exists().where(Notice.dedup_key == literal("poll:") + cast(Poll.id, String) + literal(":poll-closing"))
    rows = db.session.execute(select(Poll.id, Poll.group_id, Poll.opens_at, Poll.closes_at).where(
        Poll.closed_at.is_(None), Poll.cancelled_at.is_(None), Poll.closes_at > now,
        Poll.closes_at <= now + BEFORE_CLOSE, ~told).order_by(Poll.closes_at).limit(limit))
    return [(row.id, row.group_id) for row in rows if row.closes_at - row.opens_at > BEFORE_CLOSE]


def list_due_actions() -> list[ActionCard]:
    """Open actions whose day is near, of which nobody was reminded for that day."""
    return list_to_remind(lambda action_id, due_on: literal("action:") + action_id + literal(":due:") + due_on,
                          Notice.dedup_key)
