"""The front of a group, the page before leaving it, the page of an organisation."""

from typing import Any

from flask import render_template

from goforum.accounts.rules import may_administer
from goforum.core import clock
from goforum.core.rules import require
from goforum.core.web import keep_private, person_id, viewer
from goforum.groups.forms import CAPACITIES, COLLEGES
from goforum.groups.rules import may_leave
from goforum.groups.views import enter
from goforum.organisations import queries as organisations
from goforum.organisations.forms import KINDS
from goforum.pages import queries
from goforum.pages.views.base import bp


@bp.get("/groups/<slug>")
def group(slug: str) -> Any:
    """The front of a group; a reserved one does not exist for those outside it."""
    found, standing = enter(slug)
    front = queries.group_front(found, standing)
    if front.private:
        keep_private()
    return render_template("pages/group.html", group=found, front=front)


@bp.get("/groups/<slug>/leave")
def leave(slug: str) -> Any:
    """What leaving a group ends, and the button that leaves."""
    found, standing = enter(slug)
    person_id()
    require(may_leave(standing, clock.now()))
    keep_private()
    return render_template("pages/leave.html", group=found, leaving=queries.leaving(standing))


@bp.get("/organisations/<int:organisation_id>")
def organisation(organisation_id: int) -> Any:
    """An organisation: its names over time, who speaks for it, what it said."""
    card = organisations.get_organisation(organisation_id)
    page = queries.organisation_page(organisation_id, viewer().id)
    if page.private:
        keep_private()
    return render_template(
        "pages/organisation.html", organisation=card, page=page, kinds=dict(KINDS), colleges=dict(COLLEGES),
        capacities=dict(CAPACITIES), history=organisations.list_names(organisation_id),
        may_manage=may_administer(viewer()))
