"""The votes a group's charter gives its organisations."""

from collections.abc import Mapping

from sqlalchemy import delete, insert

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, lock_row
from goforum.core.i18n import _l
from goforum.core.rules import Invalid, require
from goforum.groups import events, queries, rules
from goforum.groups.models import Group, OrganisationWeight

MOST = 100


@command
def set_weights(actor_id: int, group_id: int, weights: Mapping[int, int]) -> None:
    """Write down the weights; an organisation with one vote needs no line. Open votes keep the roll they have."""
    require(rules.may_facilitate(queries.standing(actor_id, group_id), clock.now()))
    lock_row(Group, group_id)
    known = queries.list_seats(group_id).keys() | queries.organisation_weights(group_id).keys()
    if errors := {f"w_{one}": _l("Write a whole number from %(least)d to %(most)d.", least=1, most=MOST)
                  for one, weight in weights.items() if one not in known or not 1 <= weight <= MOST}:
        raise Invalid(errors)
    lines = [{"group_id": group_id, "organisation_id": one, "weight": weight}
             for one, weight in sorted(weights.items()) if weight > 1]
    db.session.execute(delete(OrganisationWeight).where(OrganisationWeight.group_id == group_id))
    if lines:
        db.session.execute(insert(OrganisationWeight), lines)
    record(events.WeightsChanged(actor_id=actor_id, group_id=group_id))
