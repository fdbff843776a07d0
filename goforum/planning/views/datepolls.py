"""The doors to a date the members are asked for: the dates looked at, the poll opened, the meeting made of one."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup

from goforum.core import clock
from goforum.core.i18n import LANGUAGES, language, localised
from goforum.core.rules import Invalid, NotFound, require
from goforum.core.web import keep_private, person_id, see_other, viewer
from goforum.groups.queries import cards as group_cards
from goforum.groups.queries import standing
from goforum.meetings import rules as meeting_rules
from goforum.meetings.views.base import enter_group
from goforum.planning import commands, queries, rules
from goforum.planning.commands import Question
from goforum.planning.forms import DatesForm
from goforum.planning.views.base import bp
from goforum.planning.views.series import Slot, offer_zones, seal, with_clashes
from goforum.voting.forms import suggested_deadline
from goforum.voting.queries import open_view
from goforum.voting.rules import Terms, deadline_fault, terms_fault


def _looked_at(form: DatesForm) -> tuple[list[Slot], datetime]:
    """The dates typed with what they clash with, in order of time; Invalid for what no poll can be made of."""
    dates, closes_at = form.instants()
    errors: dict[str, Any] = dict(terms_fault(Terms(method="dates", dates=tuple(dates), reasons="off"), clock.now()))
    if fault := deadline_fault(closes_at, clock.now()):
        errors["closes_at"] = fault
    elif dates and closes_at > min(dates):
        errors["closes_at"] = _("Let the answers be in before the first of the dates.")
    if not form.place.data and form.form.data != "remote":
        errors["place"] = _("Say where people meet.")
    if not 5 <= (form.minutes.data or 0) <= 1440:
        errors["minutes"] = _("Write a number of minutes, from 5 to 1,440.")
    if "dates" in errors:
        errors["date_1"] = errors.pop("dates")
    if errors:
        raise Invalid(errors)
    length = timedelta(minutes=form.minutes.data)
    return with_clashes([(one, one + length) for one in sorted(dates)]), closes_at


def _ask(group_id: int, form: DatesForm, dates: Sequence[Slot], closes_at: datetime) -> int:
    titles = {lang: form[f"title_{lang}"].data for lang in LANGUAGES}
    words = _("Which date suits you? %(title)s", title=localised(titles).text)
    return commands.ask_dates(
        person_id(), group_id, Question(
            titles=titles, dates=[one.starts_at for one in dates], minutes=form.minutes.data, zone=form.zone.data,
            form=form.form.data, place=form.place.data or "", agenda=form.agenda.data or ""),
        closes_at=closes_at, words=words, language=language(), client_key=form.client_key.data or "")


@bp.route("/groups/<slug>/meetings/ask-dates", methods=["GET", "POST"])
def ask_dates(slug: str) -> Any:
    """Ask the members which date suits: the dates are looked at with what they clash with, then the poll opens."""
    group, who = enter_group(slug)
    require(rules.may_ask_dates(who, clock.now()))
    form = DatesForm(data={
        "zone": viewer().zone, "form": "remote", "minutes": 120, "client_key": secrets.token_urlsafe(12),
        "closes_at": suggested_deadline(clock.now(), viewer().zone)})
    offer_zones(form)
    slots: list[Slot] = []
    if form.validate_on_submit():
        try:
            slots, closes_at = _looked_at(form)
            if request.form.get("sure") == seal(slots):
                poll_id = _ask(group.id, form, slots, closes_at)
                flash(_("The members are asked. The date is chosen once the time to answer is over."))
                return see_other("voting.show", poll_id=poll_id)
        except Invalid as invalid:
            form.add_errors(invalid)
            slots = []
    return render_template(
        "planning/ask_dates.html", group=group, form=form, slots=slots, seal=seal(slots),
        names=group_cards({one.group_id for slot in slots for one in slot.clashes})), (
        422 if form.is_submitted() and not slots else 200)


@bp.post("/polls/<int:poll_id>/choose-date")
def choose_date(poll_id: int) -> Any:
    """Make the meeting at one of the dates, and invite."""
    _poll, who = open_view(poll_id, viewer().id)
    if who.visibility != "public":
        keep_private()
    if queries.find_asked_dates(poll_id) is None:
        raise NotFound()
    meeting_id = commands.choose_date(person_id(), poll_id, key=request.form.get("key", ""))
    flash(_("The meeting is planned, and the members are invited."))
    return see_other("meetings.show", meeting_id=meeting_id)


def dates_of_poll(poll_id: int) -> Markup:
    """In the page of a poll about dates: when and where, who can come, what clashes, and the button that chooses."""
    asked = queries.find_asked_dates(poll_id)
    if asked is None:
        return Markup("")
    me = viewer()
    poll, who = open_view(poll_id, me.id)
    dates = queries.list_dates(asked, poll, me.id)
    return Markup(render_template(  # noqa: S704 - our own template
        "planning/_dates.html", asked=asked, poll=poll, dates=dates,
        names=group_cards({one.group_id for line in dates for one in line.clashes}),
        may_plan=meeting_rules.may_plan(who, clock.now()), may_choose=rules.may_choose_date(who, poll, clock.now())))


def asked_dates(group_id: int) -> Markup:
    """In the plan of a group's year: the dates its members are being asked for."""
    return Markup(render_template(  # noqa: S704 - our own template
        "planning/_asked.html", polls=queries.list_open_dates(group_id), now=clock.now()))


def ways_to_plan(group_id: int, slug: str) -> Markup:
    """Beside the button of one meeting: a year of dates at once, and a date the members are asked for."""
    return Markup(render_template(  # noqa: S704 - our own template
        "planning/_acts.html", slug=slug, may_ask=rules.may_ask_dates(standing(viewer().id, group_id), clock.now())))
