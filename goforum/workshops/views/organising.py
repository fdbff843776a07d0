"""Doors to workshops for their organisers: announced, changed, called off, and the list of those who registered."""

import secrets
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, render_template
from flask_babel import gettext as _

from goforum.core import clock
from goforum.core.i18n import LANGUAGES, localised
from goforum.core.rules import Invalid, No, require
from goforum.core.tables import csv_answer
from goforum.core.walltime import wall_time_of
from goforum.core.web import keep_private, person_id, see_other, viewer
from goforum.meetings.rules import instant_of
from goforum.meetings.views.base import enter_group
from goforum.organisations import queries as organisations
from goforum.workshops import commands, queries, rules
from goforum.workshops.commands import Announcement
from goforum.workshops.forms import CancelForm, WorkshopForm
from goforum.workshops.queries import WorkshopCard
from goforum.workshops.views.base import bp, enter, group_of


def _said(form: WorkshopForm) -> Announcement:
    """What was typed; Invalid for a time that the clocks of the zone never show, or show twice."""
    walls = {"starts": datetime.combine(form.day.data, form.starts.data),
             "ends": datetime.combine(form.day.data, form.ends.data), "closes_at": form.closes_at.data}
    found: dict[str, datetime] = {}
    for name, wall in walls.items():
        at = instant_of(wall, form.zone.data)
        if isinstance(at, No):
            raise Invalid({"zone" if at.code == "zone" else name: at.reason})
        found[name] = at
    return Announcement(
        titles={lang: form[f"title_{lang}"].data for lang in LANGUAGES}, audience=form.audience.data,
        about=form.about.data or "", open_to=form.open_to.data, starts_at=found["starts"], ends_at=found["ends"],
        closes_at=found["closes_at"], zone=form.zone.data, form=form.form.data, venues=form.venues.data or "",
        places=form.places.data)


@bp.route("/groups/<slug>/workshops/new", methods=["GET", "POST"])
def new(slug: str) -> Any:
    """Announce a workshop of the group."""
    group, who = enter_group(slug)
    require(rules.may_plan(who, clock.now()))
    form = WorkshopForm(data={"zone": viewer().zone, "form": "in_person", "open_to": "members", "places": 30,
                              "client_key": secrets.token_urlsafe(12)})
    form.offer(viewer().zone)
    if form.validate_on_submit():
        try:
            made = commands.plan_workshop(person_id(), group.id, _said(form), client_key=form.client_key.data or "")
            flash(_("The workshop is announced, and the members told."))
            return see_other("workshops.show", workshop_id=made)
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("workshops/edit.html", form=form, group=group, workshop=None), (
        422 if form.is_submitted() else 200)


def _typed(workshop: WorkshopCard) -> dict[str, Any]:
    """The workshop as its form shows it: wall times of its zone."""
    zone = ZoneInfo(workshop.zone)
    starts, ends = workshop.starts_at.astimezone(zone), workshop.ends_at.astimezone(zone)
    return {**{f"title_{lang}": workshop.titles[lang] for lang in LANGUAGES}, "audience": workshop.audience,
            "about": workshop.about, "open_to": workshop.open_to, "day": starts.date(), "starts": starts.time(),
            "ends": ends.time(), "closes_at": wall_time_of(workshop.closes_at, workshop.zone), "zone": workshop.zone,
            "form": workshop.form, "venues": workshop.venues, "places": workshop.places,
            "version": str(workshop.version)}


@bp.route("/workshops/<int:workshop_id>/edit", methods=["GET", "POST"])
def edit(workshop_id: int) -> Any:
    """Change what the page of a workshop says."""
    workshop, who = enter(workshop_id)
    require(rules.may_change(who, workshop, clock.now()))
    form = WorkshopForm(data=_typed(workshop))
    form.offer(viewer().zone)
    if form.validate_on_submit():
        seen = form.version.data or ""
        try:
            commands.change_workshop(person_id(), workshop_id, _said(form),
                                     version=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0)
            flash(_("The workshop is changed."))
            return see_other("workshops.show", workshop_id=workshop_id)
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("workshops/edit.html", form=form, group=group_of(workshop), workshop=workshop), (
        422 if form.is_submitted() else 200)


@bp.route("/workshops/<int:workshop_id>/cancel", methods=["GET", "POST"])
def cancel(workshop_id: int) -> Any:
    """Call a workshop off, with a reason."""
    workshop, who = enter(workshop_id)
    require(rules.may_plan(who, clock.now()))
    form = CancelForm()
    if form.validate_on_submit():
        try:
            commands.cancel_workshop(person_id(), workshop_id, reason=form.reason.data)
            flash(_("The workshop is cancelled, and those who registered are told."))
            return see_other("workshops.show", workshop_id=workshop_id)
        except Invalid as invalid:
            form.add_errors(invalid)
    elif not form.is_submitted():
        require(rules.may_change(who, workshop, clock.now()))
    return render_template("workshops/cancel.html", workshop=workshop, form=form), 422 if form.is_submitted() else 200


@bp.get("/workshops/<int:workshop_id>/registrations")
def registrations(workshop_id: int) -> Any:
    """Those who registered, to be printed or taken away."""
    workshop, who = enter(workshop_id)
    require(rules.may_plan(who, clock.now()))
    keep_private()
    lines = queries.list_registrations(workshop_id)
    return render_template(
        "workshops/registrations.html", workshop=workshop, group=group_of(workshop), lines=lines,
        open=rules.phase(workshop, clock.now()) in ("open", "closed"),
        bodies=organisations.names({one.organisation_id for one in lines if one.organisation_id}))


@bp.get("/workshops/<int:workshop_id>/registrations.csv")
def registrations_csv(workshop_id: int) -> Any:
    """The same as a table."""
    workshop, who = enter(workshop_id)
    require(rules.may_plan(who, clock.now()))
    keep_private()
    lines = queries.list_registrations(workshop_id)
    bodies = organisations.names({one.organisation_id for one in lines if one.organisation_id})
    states = {"placed": _("Has a place"), "waiting": _("Waits")}
    head = ["", _("Name"), _("Handle"), _("Organisation"), _("State"), _("What we should know"), _("Registered on")]
    return csv_answer(f"workshop-{workshop_id}", head, (
        [number, one.name or _("Former member"), one.handle,
         localised(bodies[one.organisation_id].names).text if one.organisation_id in bodies else "",
         states[one.state], one.note, wall_time_of(one.registered_at, workshop.zone).replace(microsecond=0)]
        for number, one in enumerate(lines, 1)))


@bp.post("/workshops/<int:workshop_id>/registrations/<int:someone>/remove")
def remove(workshop_id: int, someone: int) -> Any:
    """Take somebody off the list: they said so elsewhere."""
    _workshop, who = enter(workshop_id)
    require(rules.may_plan(who, clock.now()))
    commands.withdraw(person_id(), workshop_id, person_id=someone)
    flash(_("The place is free, and the first who waited has it."))
    return see_other("workshops.registrations", workshop_id=workshop_id)
