"""What all doors of groups share: finding the group for who looks."""

from dataclasses import dataclass

from flask import Blueprint, g

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
    g.front_of = (group, standing)  # the tabs of the group's pages ask who looks
    return group, standing


def organise(slug: str) -> tuple[GroupCard, Standing]:
    """Like ``enter``, for pages only organisers may open."""
    group, standing = enter(slug)
    require(rules.may_facilitate(standing, clock.now()))
    return group, standing


@dataclass(frozen=True)
class Tabs:
    """What stands in the line of tabs under a group's name."""

    readable: bool
    organiser: bool
    waiting: int


def group_tabs() -> Tabs:
    """The tabs for who looks at the group this page is about."""
    group, standing = g.front_of
    now = clock.now()
    organiser = bool(rules.may_facilitate(standing, now))
    waiting = queries.count_requests([group.id]).get(group.id, 0) if organiser else 0
    return Tabs(bool(rules.may_read(standing, now)), organiser, waiting)


bp.add_app_template_global(group_tabs)
