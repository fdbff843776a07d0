"""Doors to calendars that programs read by themselves: of the site, of a group, of a person."""

from typing import Any

from flask import Response, current_app, flash, render_template, url_for
from flask_babel import gettext as _

from goforum.core.i18n import language, localised
from goforum.core.rules import NotFound, require
from goforum.core.web import keep_private, person_id, see_other, viewer
from goforum.meetings.calendars import dated, dates_beside
from goforum.meetings.views.base import enter_group
from goforum.planning import commands, queries, rules
from goforum.planning.feeds import feed
from goforum.planning.views.base import bp


def _site() -> str:
    base: str = current_app.config["SETTINGS"].base_url
    return base.rstrip("/")


def _send(person: int | None, name: str, *, group_id: int | None = None, mine: bool = False) -> Response:
    """What has a time, as far as this person may read it: meetings, and what is planned beside them."""
    site, lang = _site(), language()
    dates = [dated(one, address=site + url_for("meetings.show", meeting_id=one.id), lang=lang)
             for one in queries.list_for_feed(person, group_id=group_id, mine=mine)]
    dates += dates_beside(person, group_id=group_id, mine=mine, lang=lang)
    return Response(feed(dates, name=name, site=site), mimetype="text/calendar")


@bp.get("/meetings.ics")
def of_site() -> Response:
    """The meetings and workshops of the public groups."""
    return _send(None, _("Meetings"))


@bp.get("/groups/<slug>/meetings.ics")
def of_group(slug: str) -> Response:
    """The meetings and workshops of one group, for whoever reads it."""
    group, _who = enter_group(slug)
    return _send(viewer().id, localised(group.names).text, group_id=group.id)


@bp.get("/calendar/<key>.ics")
def of_person(key: str) -> Response:
    """What a person's groups plan, reserved ones too: the address is the key, so nothing may keep a copy."""
    owner = queries.find_calendar_owner(key) if 20 <= len(key) <= 64 else None
    if owner is None:
        raise NotFound()
    keep_private()
    return _send(owner, _("My meetings"), mine=True)


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
