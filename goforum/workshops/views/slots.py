"""The way to workshops from the pages of meetings."""

from flask import render_template
from markupsafe import Markup

from goforum.core import clock
from goforum.core.web import viewer
from goforum.groups.queries import standing
from goforum.workshops import queries, rules


def workshops_of_group(group_id: int, slug: str) -> Markup:
    """In the plan of a group's year: its workshops to come, and the way to announce one."""
    now, found = clock.now(), queries.list_of_group(group_id)
    return Markup(render_template(  # noqa: S704 - our own template
        "workshops/_of_group.html", workshops=found, slug=slug, taken=queries.count_taken(one.id for one in found),
        phases={one.id: rules.phase(one, now) for one in found},
        may_plan=rules.may_plan(standing(viewer().id, group_id), now)))


def all_workshops() -> Markup:
    """Beside the lists of meetings."""
    return Markup(render_template(  # noqa: S704 - our own template
        "workshops/_all.html", count=queries.count_coming(viewer().id)))
