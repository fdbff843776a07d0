"""Doors to actions: a group's list, one action with its history, made from nothing, changed, reported on."""

import secrets
from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _

from goforum.commitments import queries as commitments
from goforum.conclusions import commands, queries, rules
from goforum.conclusions.commands import Task
from goforum.core import clock
from goforum.core.i18n import LANGUAGES
from goforum.core.rules import Invalid, require
from goforum.core.web import keep_private, person_id, see_other, viewer
from goforum.groups.rules import Standing, may_read
from goforum.groups.views.base import enter
from goforum.meetings import queries as meetings
from goforum.minutes.forms import STATES, ActionForm, ReportForm
from goforum.minutes.views.base import bp, enter_action, group_of, offer_lists
from goforum.organisations import queries as organisations


def task_of(form: ActionForm) -> Task:
    """What was typed, as a command takes it."""
    return Task(titles={lang: form[f"title_{lang}"].data for lang in LANGUAGES}, owner_id=form.owner_id.data or None,
                organisation_id=form.organisation_id.data or None, due_on=form.due_on.data,
                commitment_id=form.commitment_id.data or None)


def blank_action() -> ActionForm:
    """An empty form whose sending twice is once."""
    form = ActionForm()
    if not form.client_key.data:
        form.client_key.data = secrets.token_urlsafe(12)
    return form


@bp.get("/groups/<slug>/actions")
def actions(slug: str) -> Any:
    """A group's open actions by deadline, or those done and dropped."""
    group, who = enter(slug)
    require(may_read(who, clock.now()))
    if who.visibility != "public":
        keep_private()
    settled = "settled" in request.args
    page = queries.page_of_group(group.id, settled=settled, after=request.args.get("after"))
    return render_template(
        "minutes/actions.html", group=group, page=page, settled=settled, first="after" not in request.args,
        bodies=organisations.names({one.organisation_id for one in page.items if one.organisation_id}),
        may_note=rules.may_note(who, clock.now()))


@bp.route("/groups/<slug>/actions/new", methods=["GET", "POST"])
def new_action(slug: str) -> Any:
    """Decide an action outside any meeting."""
    group, who = enter(slug)
    require(rules.may_note(who, clock.now()))
    form = offer_lists(blank_action(), group.id)
    if form.validate_on_submit():
        try:
            made = commands.make_action(person_id(), group.id, task_of(form), client_key=form.client_key.data or "")
            flash(_("The action is recorded."))
            return see_other("minutes.action", action_id=made)
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("minutes/edit_action.html", group=group, action=None, meeting=None, form=form), (
        422 if form.is_submitted() else 200)


@bp.get("/actions/<int:action_id>")
def action(action_id: int) -> Any:
    """One action: what, who, until when, for which commitment; and what became of it from meeting to meeting."""
    found, who = enter_action(action_id)
    return _page(found, who, ReportForm(formdata=None, data={"state": found.state}))


def _page(found: queries.ActionCard, who: Standing, form: ReportForm, status: int = 200) -> Any:
    now, steps = clock.now(), queries.list_steps(found.id)
    held = {one.meeting_id for one in steps if one.meeting_id} | ({found.meeting_id} if found.meeting_id else set())
    about = commitments.cards([found.commitment_id] if found.commitment_id else [])
    return render_template(
        "minutes/action.html", action=found, group=group_of(found.group_id), steps=steps, form=form,
        held=meetings.cards(held, viewer().id), about=about.get(found.commitment_id or 0), states=dict(STATES),
        bodies=organisations.names([found.organisation_id] if found.organisation_id else []),
        may_report=rules.may_report(who, found, now), may_note=rules.may_note(who, now)), status


@bp.post("/actions/<int:action_id>/report")
def report(action_id: int) -> Any:
    """Say where an action is."""
    found, who = enter_action(action_id)
    form = ReportForm()
    me = person_id()
    require(rules.may_report(who, found, clock.now()))
    try:
        if form.validate_on_submit():
            commands.report_on_action(me, action_id, state=form.state.data, note=form.note.data or "")
            flash(_("It is noted."))
            return see_other("minutes.action", action_id=action_id)
    except Invalid as invalid:
        form.add_errors(invalid)
    return _page(found, who, form, 422)


@bp.route("/actions/<int:action_id>/edit", methods=["GET", "POST"])
def edit_action(action_id: int) -> Any:
    """Change an action: its words, its owner, its deadline."""
    found, who = enter_action(action_id)
    require(rules.may_note(who, clock.now()))
    form = offer_lists(ActionForm(data={
        **{f"title_{lang}": found.titles[lang] for lang in LANGUAGES}, "owner_id": found.owner_id or 0,
        "organisation_id": found.organisation_id or 0, "due_on": found.due_on,
        "commitment_id": found.commitment_id or 0, "version": str(found.version)}), found.group_id)
    if form.validate_on_submit():
        seen = form.version.data or ""
        try:
            commands.change_action(person_id(), action_id, task_of(form), note=form.note.data or "",
                                   version=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0)
            flash(_("The action is changed."))
            return see_other("minutes.action", action_id=action_id)
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("minutes/edit_action.html", group=group_of(found.group_id), action=found, meeting=None,
                           form=form), 422 if form.is_submitted() else 200
