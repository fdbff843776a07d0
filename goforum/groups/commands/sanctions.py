"""What moderation writes about a member: facts that every rule and every door reads at once."""

from datetime import datetime

from sqlalchemy import update

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db
from goforum.core.rules import require
from goforum.groups import events, queries, rules
from goforum.groups.models import Membership


def _write(actor_id: int, group_id: int, person_id: int, **values: object) -> None:
    actor, target = queries.standing(actor_id, group_id), queries.standing(person_id, group_id)
    require(rules.may_sanction(actor, target, clock.now()))
    # Whoever left keeps the row: coming back does not wash a measure off.
    db.session.execute(update(Membership).where(
        Membership.person_id == person_id, Membership.group_id == group_id).values(**values))


@command
def silence(actor_id: int, group_id: int, person_id: int, until: datetime | None) -> None:
    """Keep a member from writing here until an instant (None lifts it); they still read and vote."""
    _write(actor_id, group_id, person_id, silenced_until=until)
    record(events.MemberSilenced(actor_id=actor_id, group_id=group_id, person_id=person_id, until=until))


@command
def suspend_member(actor_id: int, group_id: int, person_id: int, until: datetime | None) -> None:
    """Keep a member out of everything but reading here until an instant (None lifts it)."""
    _write(actor_id, group_id, person_id, suspended_until=until)
    record(events.MemberSuspended(actor_id=actor_id, group_id=group_id, person_id=person_id, until=until))


@command
def slow_member(actor_id: int, group_id: int, person_id: int, seconds: int) -> None:
    """Ask for a pause between two texts of a member here (0 lifts it)."""
    _write(actor_id, group_id, person_id, slow_seconds=max(0, min(seconds, 86_400)))
    record(events.MemberSlowed(actor_id=actor_id, group_id=group_id, person_id=person_id, seconds=seconds))
