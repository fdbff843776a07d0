"""What every door to a workshop begins with."""

from flask import Blueprint

from goforum.core import clock
from goforum.core.rules import require
from goforum.core.web import keep_private, viewer
from goforum.groups.queries import GroupCard, cards, standing
from goforum.groups.rules import Standing, may_read
from goforum.workshops import queries
from goforum.workshops.queries import WorkshopCard

bp = Blueprint("workshops", __name__)


def enter(workshop_id: int) -> tuple[WorkshopCard, Standing]:
    """The workshop and what the person looking is to its group; what they may not read is refused."""
    workshop = queries.get_workshop(workshop_id)
    who = standing(viewer().id, workshop.group_id)
    require(may_read(who, clock.now()))
    if who.visibility != "public":
        keep_private()
    return workshop, who


def group_of(workshop: WorkshopCard) -> GroupCard:
    """The card of its group, once it has been entered."""
    return cards([workshop.group_id])[workshop.group_id]
