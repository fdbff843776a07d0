"""Doors to minutes sent round: the date, the remarks and their answers, the adoption."""

import secrets
from datetime import timedelta
from typing import Any, TypeVar

from flask import flash, render_template
from flask_babel import gettext as _

from goforum.core import clock
from goforum.core.i18n import language, localised
from goforum.core.paging import int_arg
from goforum.core.rules import Invalid, require
from goforum.core.walltime import wall_time_of
from goforum.core.web import person_id, see_other, viewer
from goforum.minutes import commands, queries, rules
from goforum.minutes.forms import AnswerForm, CirculateForm, RemarkForm, UntilForm
from goforum.minutes.rules import split
from goforum.minutes.views.base import bp
from goforum.minutes.views.minutes import open_minutes

F = TypeVar("F", bound=UntilForm)


def _in_nine_days(form: type[F], **data: object) -> F:
    """The form with a date to begin with: nine days from now, in the evening."""
    zone = viewer().zone
    return form(data={**data, "until": wall_time_of(clock.now() + timedelta(days=9), zone).replace(
        hour=18, minute=0, second=0, microsecond=0)})


@bp.route("/meetings/<int:meeting_id>/minutes/circulate", methods=["GET", "POST"])
def circulate(meeting_id: int) -> Any:
    """Send the draft round for remarks until a date, or give another date."""
    minutes, meeting, who = open_minutes(meeting_id)
    require(rules.may_circulate(who, minutes, clock.now()))
    form = _in_nine_days(CirculateForm, by_silence=minutes.by_silence or minutes.state == "draft")
    if form.validate_on_submit():
        try:
            commands.circulate(person_id(), minutes.id, until=form.instant, by_silence=form.by_silence.data)
            flash(_("The members are told that they can remark on the minutes."))
            return see_other("minutes.show", meeting_id=meeting_id)
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("minutes/circulate.html", meeting=meeting, minutes=minutes, form=form), (
        422 if form.is_submitted() else 200)


@bp.route("/meetings/<int:meeting_id>/minutes/remark", methods=["GET", "POST"])
def remark(meeting_id: int) -> Any:
    """Remark on one item of circulated minutes, or on the whole."""
    minutes, meeting, who = open_minutes(meeting_id)
    require(rules.may_remark(who, minutes, clock.now()))
    form = RemarkForm(data={"item_id": int_arg("item", 0) or 0})
    items = [one for one in queries.list_items(minutes.id) if not one.taken_out]
    form.item_id.choices = [(0, _("The whole of the minutes")),
                            *((one.id, split(localised(one.texts).text)[0][:120]) for one in items)]
    if not form.client_key.data:
        form.client_key.data = secrets.token_urlsafe(12)
    if form.validate_on_submit():
        try:
            made = commands.remark(person_id(), minutes.id, item_id=form.item_id.data or None, body=form.body.data,
                                   client_key=form.client_key.data)
            flash(_("Your remark is with the secretary. You will be told of the answer."))
            return see_other("minutes.show", meeting_id=meeting_id, _anchor=f"r{made}")
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("minutes/remark.html", meeting=meeting, minutes=minutes, form=form), (
        422 if form.is_submitted() else 200)


@bp.route("/minutes/remarks/<int:remark_id>", methods=["GET", "POST"])
def answer(remark_id: int) -> Any:
    """Answer a remark."""
    found = queries.get_remark(remark_id)
    minutes, meeting, who = open_minutes(queries.get_minutes(found.minutes_id).meeting_id)
    require(rules.may_edit(who, minutes, clock.now()))
    form = AnswerForm(data={"state": found.state if found.state != "open" else None, "answer": found.answer})
    about = queries.get_item(found.item_id) if found.item_id else None
    if form.validate_on_submit():
        try:
            commands.answer_remark(person_id(), remark_id, state=form.state.data, answer=form.answer.data)
            flash(_("The answer is recorded, and its author told."))
            return see_other("minutes.show", meeting_id=meeting.id, _anchor=f"r{remark_id}")
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("minutes/answer.html", meeting=meeting, remark=found, about=about, form=form), (
        422 if form.is_submitted() else 200)


@bp.route("/meetings/<int:meeting_id>/minutes/adopt", methods=["GET", "POST"])
def adopt(meeting_id: int) -> Any:
    """Adopt by silence: a page that says what it does, and its button."""
    minutes, meeting, who = open_minutes(meeting_id)
    me = person_id()
    require(rules.may_edit(who, minutes, clock.now()) if minutes.state != "adopted" else rules.may_see(
        who, minutes, clock.now()))
    waiting = queries.count_open_remarks(minutes.id)
    form = _in_nine_days(UntilForm)
    if form.is_submitted():
        commands.adopt(me, minutes.id)
        flash(_("The minutes are adopted and locked."))
        return see_other("minutes.show", meeting_id=meeting_id)
    voting = queries.is_voting(minutes.poll_id)
    return render_template(
        "minutes/adopt.html", meeting=meeting, minutes=minutes, form=form,
        may_adopt=rules.may_adopt(who, minutes, waiting, clock.now(), voting=voting),
        may_vote=rules.may_put_to_vote(who, minutes, waiting, voting, clock.now()))


@bp.post("/meetings/<int:meeting_id>/minutes/vote")
def put_to_vote(meeting_id: int) -> Any:
    """Let the members vote on the minutes."""
    minutes, meeting, who = open_minutes(meeting_id)
    me = person_id()
    require(rules.may_edit(who, minutes, clock.now()))
    form = _in_nine_days(UntilForm)
    if form.validate_on_submit():
        try:
            poll_id = commands.put_to_vote(me, minutes.id, closes_at=form.instant, lang=language())
            flash(_("The members vote on the minutes."))
            return see_other("voting.show", poll_id=poll_id)
        except Invalid as invalid:
            form.add_errors(Invalid({"until": next(iter(invalid.errors.values()))}))
    waiting = queries.count_open_remarks(minutes.id)
    voting = queries.is_voting(minutes.poll_id)
    return render_template(
        "minutes/adopt.html", meeting=meeting, minutes=minutes, form=form,
        may_adopt=rules.may_adopt(who, minutes, waiting, clock.now(), voting=voting),
        may_vote=rules.may_put_to_vote(who, minutes, waiting, voting, clock.now())), 422
