"""The way to workshops from the pages of meetings."""

from flask import render_template
from markupsafe import Markup

from goforum.core import clock
from goforum.core.web import viewer
from goforum.groups.queries import standing
from goforum.workshops import queries, rules


def workshops_of_group(group_id: int) -> Markup:
    """In the plan of a group's year: its workshops to come."""
    now, found = clock.now(), queries.list_of_group(group_id)
    return Markup(render_template(  # noqa: S704 - our own template
        "workshops/_of_group.html", workshops=found, taken=queries.count_taken(one.id for one in found),
        phases={one.id: rules.phase(one, now) for one in found}))


def way_to_announce(group_id: int, slug: str) -> Markup:
    """Beside the button that plans a meeting: announce a workshop."""
    if not rules.may_plan(standing(viewer().id, group_id), clock.now()):
        return Markup("")
    return Markup(render_template("workshops/_acts.html", slug=slug))  # noqa: S704 - our own template


def all_workshops() -> Markup:
    """Beside the lists of meetings."""
    return Markup(render_template(  # noqa: S704 - our own template
        "workshops/_all.html", count=queries.count_coming(viewer().id)))
