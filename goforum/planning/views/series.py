"""The door to a year of dates: typed, looked at with what they clash with, then planned all at once."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _

from goforum.core import clock
from goforum.core.forms import options
from goforum.core.i18n import LANGUAGES, language
from goforum.core.language import guess_language
from goforum.core.rules import Invalid, No, require
from goforum.core.viewer import ZONE
from goforum.core.web import person_id, see_other, viewer
from goforum.groups.queries import cards as group_cards
from goforum.meetings import rules as meeting_rules
from goforum.meetings.commands import Invitation, Point
from goforum.meetings.forms import ZONES
from goforum.meetings.queries import MeetingCard
from goforum.meetings.views.base import enter_group
from goforum.planning import commands, queries, rules
from goforum.planning.forms import DatesForm, SeriesForm
from goforum.planning.views.base import bp


@dataclass(frozen=True)
class Slot:
    """A date to be planned, and the meetings that take some of its time."""

    starts_at: datetime
    ends_at: datetime
    clashes: list[MeetingCard]


def offer_zones(form: SeriesForm | DatesForm) -> None:
    """Fill the list of zones: those of the region, the organiser's own, and the one that was chosen."""
    zones = dict.fromkeys((*ZONES, viewer().zone, form.zone.data or ZONE))
    form.zone.choices = options([(name, name.replace("_", " ")) for name in zones])


def _days(form: SeriesForm) -> list[date]:
    """The days meant; Invalid, in words, when they cannot be read."""
    if not 2000 <= (form.year.data or 0) <= 2200:
        raise Invalid({"year": _("Choose another date.")})
    days = rules.read_days(form.days.data, form.year.data)
    if not isinstance(days, list):
        raise Invalid({"days": days})
    if not form.every.data:
        return days
    times = form.times.data or 0
    if not 2 <= times <= rules.MOST_DATES:
        raise Invalid({"times": _("Write a whole number from 2 to 60.")})
    return rules.recurring(days[0], form.every.data, times)


def _slots(form: SeriesForm) -> list[tuple[datetime, datetime]]:
    """The instants of each day; Invalid for one that a clock change takes away, and for one that has passed."""
    found = []
    for day in _days(form):
        both = [meeting_rules.instant_of(datetime.combine(day, form[name].data), form.zone.data)
                for name in ("starts", "ends")]
        for name, one in zip(("starts", "ends"), both, strict=True):
            if isinstance(one, No):
                raise Invalid({"zone" if one.code == "zone" else name: f"{day.isoformat()}: {one.reason}"})
        starts_at, ends_at = both
        assert not isinstance(starts_at, No)
        assert not isinstance(ends_at, No)
        if fault := meeting_rules.times_fault(starts_at, ends_at, held=False, now=clock.now()):
            raise Invalid({fault[0] if fault[0] == "ends" else "days": f"{day.isoformat()}: {fault[1]}"})
        found.append((starts_at, ends_at))
    return found


def with_clashes(times: list[tuple[datetime, datetime]]) -> list[Slot]:
    """Each of these times with the meetings that the person looking may read and that take some of it."""
    others = queries.list_clashes(person_id(), times)
    spans = [(one.starts_at, one.ends_at) for one in others]
    return [Slot(begin, end, [others[place] for place in rules.overlaps(begin, end, spans)]) for begin, end in times]


def _invitations(form: SeriesForm, times: list[tuple[datetime, datetime]]) -> list[Invitation]:
    return [Invitation(titles={lang: form[f"title_{lang}"].data for lang in LANGUAGES}, starts_at=begin, ends_at=end,
                       zone=form.zone.data, form=form.form.data, place=form.place.data or "") for begin, end in times]


def seal(slots: list[Slot]) -> str:
    """A short word for the dates that were shown: a form with others is looked at again before it counts."""
    shown = " ".join(f"{one.starts_at.isoformat()}/{one.ends_at.isoformat()}" for one in slots)
    return sha256(shown.encode()).hexdigest()[:20]


@bp.route("/groups/<slug>/meetings/plan", methods=["GET", "POST"])
def series(slug: str) -> Any:
    """Plan several dates at once: first looked at, then planned."""
    group, who = enter_group(slug)
    require(meeting_rules.may_plan(who, clock.now()))
    form = SeriesForm(data={"zone": viewer().zone, "form": "remote", "every": "", "year": clock.today(ZONE).year})
    offer_zones(form)
    if not form.client_key.data:
        form.client_key.data = secrets.token_urlsafe(12)
    slots: list[Slot] = []
    if form.validate_on_submit():
        try:
            times = _slots(form)
            slots = with_clashes(times)
            if request.form.get("sure") == seal(slots):
                agenda = [Point(titles={guess_language(title, language()): title}, minutes=minutes)
                          for title, minutes in meeting_rules.parse_agenda(form.agenda.data or "")]
                commands.plan_series(person_id(), group.id, _invitations(form, times), agenda=agenda,
                                     client_key=form.client_key.data)
                flash(_("The meetings are planned, and the members told."))
                return see_other("meetings.index", slug=slug, year=times[0][0].year)
        except Invalid as invalid:
            form.add_errors(invalid)
    faulty = form.is_submitted() and (not slots or bool(form.errors))
    return render_template(
        "planning/series.html", group=group, form=form, slots=slots, seal=seal(slots),
        names=group_cards({one.group_id for slot in slots for one in slot.clashes})), 422 if faulty else 200
