"""Doors to planning: a new meeting, a changed one, and the points of its agenda."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, render_template
from flask_babel import gettext as _

from goforum.commitments import queries as commitments
from goforum.core import clock
from goforum.core.i18n import LANGUAGES, language
from goforum.core.language import guess_language
from goforum.core.rules import Invalid, No, require
from goforum.core.web import person_id, see_other, viewer
from goforum.meetings import commands, forms, queries, rules
from goforum.meetings.commands import Invitation, Point
from goforum.meetings.queries import MeetingCard
from goforum.meetings.views.base import bp, enter, enter_group, group_of
from goforum.meetings.views.links import look


def _instants(form: forms.MeetingForm) -> tuple[datetime, datetime]:
    """The typed wall times as instants; Invalid, in words, for a time that does not exist or exists twice."""
    found, errors = [], {}
    for name in ("starts", "ends"):
        one = rules.instant_of(datetime.combine(form.day.data, form[name].data), form.zone.data)
        if isinstance(one, No):
            errors["zone" if one.code == "zone" else name] = one.reason
        else:
            found.append(one)
    if errors:
        raise Invalid(errors)
    return found[0], found[1]


def _invitation(form: forms.MeetingForm) -> Invitation:
    starts_at, ends_at = _instants(form)
    return Invitation(
        titles={lang: form[f"title_{lang}"].data for lang in LANGUAGES}, starts_at=starts_at, ends_at=ends_at,
        zone=form.zone.data, form=form.form.data, place=form.place.data or "", video_url=form.video_url.data or "",
        source=form.source.data or "", commitment_ids=form.commitment_ids.data or [])


def _points(typed: str) -> list[Point]:
    """A typed agenda, each line in the language it is written in."""
    return [Point(titles={guess_language(title, language()): title}, minutes=minutes)
            for title, minutes in rules.parse_agenda(typed)]


@bp.route("/groups/<slug>/meetings/new", methods=["GET", "POST"])
def new(slug: str) -> Any:
    """Plan a meeting of the group, or record one that was held."""
    group, who = enter_group(slug)
    require(rules.may_plan(who, clock.now()))
    form = forms.NewMeetingForm(data={"zone": viewer().zone, "form": "remote"})
    form.offer(commitments.choices(language()), viewer().zone)
    if form.validate_on_submit():
        try:
            meeting_id = commands.plan_meeting(
                person_id(), group.id, _invitation(form), agenda=_points(form.agenda.data or ""),
                held=form.held.data)
            flash(_("The meeting is recorded.") if form.held.data else _("The meeting is planned."))
            return see_other("meetings.show", meeting_id=meeting_id)
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("meetings/edit.html", form=form, group=group, meeting=None), (
        422 if form.is_submitted() else 200)


def _typed(meeting: MeetingCard) -> dict[str, Any]:
    """The invitation as its form shows it: wall times in the organiser's zone."""
    zone = ZoneInfo(meeting.zone)
    starts, ends = meeting.starts_at.astimezone(zone), meeting.ends_at.astimezone(zone)
    return {
        **{f"title_{lang}": meeting.titles[lang] for lang in LANGUAGES}, "day": starts.date(),
        "starts": starts.time(), "ends": ends.time(), "zone": meeting.zone, "form": meeting.form,
        "place": meeting.place, "video_url": meeting.video_url, "source": meeting.source,
        "commitment_ids": queries.commitment_ids(meeting.id), "version": str(meeting.version),
    }


@bp.route("/meetings/<int:meeting_id>/edit", methods=["GET", "POST"])
def edit(meeting_id: int) -> Any:
    """Change the invitation."""
    meeting, who = enter(meeting_id)
    require(rules.may_change(who, meeting, clock.now()))
    form = forms.MeetingForm(data=_typed(meeting))
    form.offer(commitments.choices(language()), viewer().zone)
    if form.validate_on_submit():
        try:
            seen = form.version.data or ""
            commands.change_meeting(person_id(), meeting_id, _invitation(form),
                                    version=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0)
            flash(_("The meeting is changed."))
            return see_other("meetings.show", meeting_id=meeting_id)
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("meetings/edit.html", form=form, group=group_of(meeting), meeting=meeting), (
        422 if form.is_submitted() else 200)


def _point(form: forms.ItemForm) -> Point:
    return Point(titles={lang: form[f"title_{lang}"].data for lang in LANGUAGES}, minutes=form.minutes.data,
                 thread_id=form.thread_id.data, proposal_id=form.proposal_id.data,
                 commitment_id=form.commitment_id.data or None)


@bp.route("/meetings/<int:meeting_id>/agenda", methods=["GET", "POST"])
def agenda(meeting_id: int) -> Any:
    """The agenda as organisers work on it: add a point, put the points in order."""
    meeting, who = enter(meeting_id)
    require(rules.may_change(who, meeting, clock.now()))
    form = forms.ItemForm()
    form.offer(commitments.choices(language()))
    looked = look(form, meeting.group_id)
    if not looked.pressed and form.validate_on_submit():
        try:
            item_id = commands.add_agenda_item(person_id(), meeting_id, _point(form))
            flash(_("The point is added."))
            return see_other("meetings.agenda", meeting_id=meeting_id, _anchor=f"i{item_id}")
        except Invalid as invalid:
            form.add_errors(invalid)
    items = queries.with_documents(queries.list_agenda(meeting, queries.get_room(meeting_id).current_item_id),
                                   meeting_id, viewer().id)
    return render_template("meetings/agenda.html", meeting=meeting, form=form, items=items, looked=looked,
                           prepared=queries.list_prepared(meeting_id)), 422 if form.errors else 200


@bp.route("/meetings/<int:meeting_id>/agenda/<int:item_id>", methods=["GET", "POST"])
def agenda_item(meeting_id: int, item_id: int) -> Any:
    """Change one point of the agenda."""
    meeting, who = enter(meeting_id)
    require(rules.may_change(who, meeting, clock.now()))
    item = queries.get_agenda_item(meeting_id, item_id)
    form = forms.ItemForm(obj=item)
    form.offer(commitments.choices(language()))
    if not form.is_submitted():
        form.commitment_id.data = item.commitment_id or 0
    looked = look(form, meeting.group_id)
    if not looked.pressed and form.validate_on_submit():
        try:
            commands.change_agenda_item(person_id(), meeting_id, item_id, _point(form))
            flash(_("The point is changed."))
            return see_other("meetings.agenda", meeting_id=meeting_id, _anchor=f"i{item_id}")
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("meetings/agenda_item.html", meeting=meeting, form=form, looked=looked, item_id=item_id), (
        422 if form.errors else 200)


@bp.post("/meetings/<int:meeting_id>/agenda/<int:item_id>/shift")
def shift_agenda_item(meeting_id: int, item_id: int) -> Any:
    """Move a point one place up or down."""
    enter(meeting_id)
    commands.shift_agenda_item(person_id(), meeting_id, item_id, up=forms.ShiftForm().way.data == "up")
    return see_other("meetings.agenda", meeting_id=meeting_id, _anchor=f"i{item_id}")


@bp.post("/meetings/<int:meeting_id>/agenda/<int:item_id>/remove")
def remove_agenda_item(meeting_id: int, item_id: int) -> Any:
    """Take a point out of the agenda."""
    enter(meeting_id)
    commands.remove_agenda_item(person_id(), meeting_id, item_id)
    flash(_("The point is taken out."))
    return see_other("meetings.agenda", meeting_id=meeting_id)
