"""Doors to the conclusions of a meeting, without any script: points noted, actions decided."""

import secrets
from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _

from goforum.conclusions import queries
from goforum.conclusions.queries import PointLine
from goforum.core import clock
from goforum.core.i18n import LANGUAGES
from goforum.core.rules import Invalid, require
from goforum.core.web import person_id, see_other
from goforum.groups.rules import may_facilitate
from goforum.meetings import commands
from goforum.meetings import rules as meeting_rules
from goforum.meetings.queries import MeetingCard
from goforum.minutes.forms import KINDS, PointForm
from goforum.minutes.views.actions import blank_action, task_of
from goforum.minutes.views.base import bp, enter_meeting, group_of, items_of, offer_lists
from goforum.organisations import queries as organisations


def _enter(meeting_id: int) -> MeetingCard:
    meeting, who = enter_meeting(meeting_id)
    require(meeting_rules.may_write_texts(who, meeting, clock.now()))
    return meeting


def _texts(form: PointForm) -> dict[str, str | None]:
    return {lang: form[f"text_{lang}"].data for lang in LANGUAGES}


@bp.route("/meetings/<int:meeting_id>/conclusions", methods=["GET", "POST"])
def conclusions(meeting_id: int) -> Any:
    """What the secretary notes of a meeting: points under their headings, actions; one form adds a point."""
    meeting = _enter(meeting_id)
    form = PointForm(data={"kind": request.args.get("kind", "discussed")})
    form.offer(items_of(meeting))
    if form.validate_on_submit():
        try:
            commands.capture_point(
                person_id(), meeting_id, kind=form.kind.data, texts=_texts(form), client_key=form.client_key.data or "",
                item_id=form.item_id.data or None)
            flash(_("The point is noted."))
            return see_other("minutes.conclusions", meeting_id=meeting_id, kind=form.kind.data, _anchor="add")
        except Invalid as invalid:
            form.add_errors(invalid)
    if not form.client_key.data:
        form.client_key.data = secrets.token_urlsafe(12)
    made = queries.list_of_meeting(meeting_id)
    return render_template(
        "minutes/conclusions.html", meeting=meeting, group=group_of(meeting.group_id), form=form, kinds=KINDS,
        points=queries.list_points(meeting_id), made=made,
        bodies=organisations.names({one.organisation_id for one in made if one.organisation_id})), (
        422 if form.is_submitted() else 200)


@bp.route("/meetings/<int:meeting_id>/actions/new", methods=["GET", "POST"])
def new_action_of_meeting(meeting_id: int) -> Any:
    """Decide an action in a meeting."""
    meeting = _enter(meeting_id)
    form = offer_lists(blank_action(), meeting.group_id, meeting)
    if form.validate_on_submit():
        try:
            commands.capture_action(person_id(), meeting_id, task_of(form), client_key=form.client_key.data or "",
                                    item_id=form.item_id.data or None)
            flash(_("The action is recorded."))
            return see_other("minutes.conclusions", meeting_id=meeting_id, _anchor="actions")
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("minutes/edit_action.html", group=group_of(meeting.group_id), action=None, meeting=meeting,
                           form=form), 422 if form.is_submitted() else 200


def _point(point_id: int) -> tuple[PointLine, MeetingCard]:
    point = queries.get_point(point_id)
    meeting, who = enter_meeting(point.meeting_id)
    require(may_facilitate(who, clock.now()))
    return point, meeting


@bp.route("/points/<int:point_id>/edit", methods=["GET", "POST"])
def edit_point(point_id: int) -> Any:
    """Say a point otherwise, or put it under another heading; its page also takes it out."""
    point, meeting = _point(point_id)
    form = PointForm(data={"kind": point.kind, **{f"text_{lang}": point.texts[lang] for lang in LANGUAGES}})
    form.offer(())
    if form.validate_on_submit():
        try:
            commands.change_point(person_id(), point_id, kind=form.kind.data, texts=_texts(form))
            flash(_("The point is changed."))
            return see_other("minutes.conclusions", meeting_id=point.meeting_id, _anchor=f"p{point_id}")
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("minutes/edit_point.html", meeting=meeting, point=point, form=form), (
        422 if form.is_submitted() else 200)


@bp.post("/points/<int:point_id>/take-out")
def take_out_point(point_id: int) -> Any:
    """Take a point out of the conclusions."""
    point, _meeting = _point(point_id)
    commands.take_out_point(person_id(), point_id)
    flash(_("The point is taken out."))
    return see_other("minutes.conclusions", meeting_id=point.meeting_id)
