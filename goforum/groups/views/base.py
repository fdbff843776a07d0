"""What all doors of groups share: finding the group for who looks."""

from flask import Blueprint

from goforum.core import clock
from goforum.core.rules import require
from goforum.core.web import keep_private, viewer
from goforum.groups import queries, rules
from goforum.groups.queries import GroupCard
from goforum.groups.rules import Standing

bp = Blueprint("groups", __name__)


def enter(slug: str) -> tuple[GroupCard, Standing]:
    """The group behind an address and what the person looking is to it; hidden groups are not found."""
    group = queries.get_group_by_slug(slug)
    standing = queries.standing(viewer().id, group.id)
    require(rules.may_know(standing, clock.now()))
    if group.visibility == "reserved":
        keep_private()
    return group, standing


def organise(slug: str) -> tuple[GroupCard, Standing]:
    """Like ``enter``, for pages only organisers may open."""
    group, standing = enter(slug)
    require(rules.may_facilitate(standing, clock.now()))
    return group, standing
