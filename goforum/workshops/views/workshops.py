"""Doors to workshops for those who come: the list, the page, a place taken and given back."""

from typing import Any

from flask import Response, flash, render_template, request
from flask_babel import gettext as _

from goforum.core import clock
from goforum.core.i18n import language
from goforum.core.rules import Invalid
from goforum.core.web import keep_private, person_id, see_other, viewer
from goforum.groups.queries import cards as group_cards
from goforum.workshops import calendars, commands, queries, rules
from goforum.workshops.forms import RegisterForm
from goforum.workshops.views.base import bp, enter, group_of


@bp.get("/workshops")
def index() -> Any:
    """Workshops to come or past, of all one may read."""
    past, me = "past" in request.args, viewer()
    page = queries.page_workshops(me.id, request.args.get("after"), past=past)
    ids = [one.id for one in page.items]
    groups, now = group_cards({one.group_id for one in page.items}), clock.now()
    if any(card.visibility == "reserved" for card in groups.values()):
        keep_private()
    return render_template(
        "workshops/index.html", page=page, past=past, first="after" not in request.args, groups=groups,
        taken=queries.count_taken(ids), phases={one.id: rules.phase(one, now) for one in page.items},
        own=queries.list_seats_of(me.id, ids) if me.id else {})


def _show(workshop_id: int, form: RegisterForm | None = None) -> Any:
    workshop, who = enter(workshop_id)
    now = clock.now()
    return render_template(
        "workshops/show.html", workshop=workshop, group=group_of(workshop), form=form or RegisterForm(formdata=None),
        taken=queries.count_taken([workshop_id])[workshop_id], seat=queries.find_seat(workshop_id, viewer().id),
        phase=rules.phase(workshop, now), may_register=rules.may_register(who, workshop, now),
        may_change=rules.may_change(who, workshop, now), may_list=rules.may_plan(who, now)), 422 if form else 200


@bp.get("/workshops/<int:workshop_id>")
def show(workshop_id: int) -> Any:
    """A workshop: what, for whom, when, where, how many places are left, and one's own."""
    return _show(workshop_id)


@bp.get("/workshops/<int:workshop_id>.ics")
def ics(workshop_id: int) -> Response:
    """The workshop as a calendar file."""
    workshop, _who = enter(workshop_id)
    return Response(calendars.workshop_file(workshop, lang=language()), mimetype="text/calendar", headers={
        "Content-Disposition": f'attachment; filename="workshop-{workshop_id}.ics"'})


@bp.post("/workshops/<int:workshop_id>/register")
def register(workshop_id: int) -> Any:
    """Take a place, or a turn on the waiting list."""
    enter(workshop_id)
    me, form = person_id(), RegisterForm()
    if not form.validate_on_submit():
        return _show(workshop_id, form)
    try:
        state = commands.register(me, workshop_id, note=form.note.data or "")
    except Invalid as invalid:
        form.add_errors(invalid)
        return _show(workshop_id, form)
    flash(_("You have a place.") if state == "placed" else
          _("You are on the waiting list. You are told as soon as a place comes free."))
    return see_other("workshops.show", workshop_id=workshop_id, _anchor="place")


@bp.post("/workshops/<int:workshop_id>/withdraw")
def withdraw(workshop_id: int) -> Any:
    """Give one's place or turn back."""
    enter(workshop_id)
    commands.withdraw(person_id(), workshop_id)
    flash(_("You are no longer registered."))
    return see_other("workshops.show", workshop_id=workshop_id, _anchor="place")
