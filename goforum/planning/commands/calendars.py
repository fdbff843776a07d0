"""Several dates at once, and the address of one's own calendar."""

import secrets
from collections.abc import Sequence

from sqlalchemy import delete

from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import db, insert_or_ignore, upsert
from goforum.core.rules import require
from goforum.groups.queries import standing
from goforum.meetings import commands as meetings
from goforum.meetings import rules as meeting_rules
from goforum.meetings.commands import Invitation, Point
from goforum.planning import rules
from goforum.planning.models import CalendarKey, MeetingSeries


@command
def plan_series(actor_id: int, group_id: int, invitations: Sequence[Invitation], *, agenda: Sequence[Point] = (),
                client_key: str) -> list[int]:
    """Plan several meetings at once, all or none; their numbers. The same key again plans nothing more."""
    now = clock.now()
    require(meeting_rules.may_plan(standing(actor_id, group_id), now))
    made = insert_or_ignore(MeetingSeries, {
        "group_id": group_id, "made_by_id": actor_id, "client_key": client_key[:64], "made_at": now},
        ["group_id", "made_by_id", "client_key"])
    if not made:
        return []
    return [meetings.plan_meeting(actor_id, group_id, one, agenda=agenda) for one in invitations]


@command
def end_calendar(person_id: int) -> None:
    """Let the address of a person's calendar lead nowhere; they make another one when they want it."""
    db.session.execute(delete(CalendarKey).where(CalendarKey.person_id == person_id))


@command
def renew_calendar(actor_id: int) -> str:
    """Give a person's calendar a new address; the old one leads nowhere from then on."""
    require(rules.may_keep_calendar(actor_id))
    key = secrets.token_urlsafe(32)
    upsert(CalendarKey, {"person_id": actor_id, "key": key, "made_at": clock.now()}, ["person_id"], ["key", "made_at"])
    return key
