"""Doors to calendars that programs read by themselves: of the site, of a group, of a person."""

from typing import Any

from flask import Response, current_app, flash, render_template
from flask_babel import gettext as _

from goforum.core.i18n import language, localised
from goforum.core.rules import NotFound, require
from goforum.core.web import keep_private, person_id, see_other, viewer
from goforum.meetings.queries import MeetingCard
from goforum.meetings.views.base import enter_group
from goforum.planning import commands, queries, rules
from goforum.planning.feeds import feed
from goforum.planning.views.base import bp


def _site() -> str:
    base: str = current_app.config["SETTINGS"].base_url
    return base.rstrip("/")


def _send(meetings: list[MeetingCard], name: str) -> Response:
    return Response(feed(meetings, name=name, site=_site(), lang=language()), mimetype="text/calendar")


@bp.get("/meetings.ics")
def of_site() -> Response:
    """The meetings of the public groups."""
    return _send(queries.list_for_feed(None), _("Meetings"))


@bp.get("/groups/<slug>/meetings.ics")
def of_group(slug: str) -> Response:
    """The meetings of one group, for whoever reads it."""
    group, _who = enter_group(slug)
    return _send(queries.list_for_feed(viewer().id, group_id=group.id), localised(group.names).text)


@bp.get("/calendar/<key>.ics")
def of_person(key: str) -> Response:
    """The meetings of a person's groups, reserved ones too: the address is the key, so nothing may keep a copy."""
    owner = queries.find_calendar_owner(key) if 20 <= len(key) <= 64 else None
    if owner is None:
        raise NotFound()
    keep_private()
    return _send(queries.list_for_feed(owner, mine=True), _("My meetings"))


@bp.route("/calendar")
def mine() -> Any:
    """The address of one's own calendar, and the button that makes a new one."""
    me = person_id()
    keep_private()
    key = queries.find_calendar_key(me)
    return render_template("planning/calendar.html", address=f"{_site()}/calendar/{key}.ics" if key else "")


@bp.post("/calendar")
def renew() -> Any:
    """Make the address, or another one."""
    require(rules.may_keep_calendar(viewer().id))
    commands.renew_calendar(person_id())
    flash(_("Your calendar has a new address. An old one leads nowhere any more."))
    return see_other("planning.mine")
