"""Doors to the votes prepared for a meeting: written before it, opened in its room with one press."""

import secrets
from typing import Any

from flask import flash, render_template
from flask_babel import gettext as _

from goforum.core import clock
from goforum.core.i18n import localised
from goforum.core.paging import int_arg, whole_number
from goforum.core.rules import Conflict, Invalid, require
from goforum.core.text import clean_line
from goforum.core.web import person_id, see_other
from goforum.meetings import commands, forms, queries, rules
from goforum.meetings.commands import Prepared
from goforum.meetings.queries import AgendaLine, MeetingCard
from goforum.meetings.views.acts import acts
from goforum.meetings.views.base import bp, enter


def _enter(meeting_id: int) -> MeetingCard:
    """The meeting, for those who may prepare its votes."""
    meeting, who = enter(meeting_id)
    require(rules.may_prepare(who, meeting, clock.now(), queries.get_here(meeting_id, who.person_id)))
    return meeting


def _typed(form: forms.PreparedForm) -> Prepared:
    listed = tuple(one for one in map(clean_line, (form.options.data or "").splitlines()) if one)
    return Prepared(question=form.question.data, minutes=form.minutes.data, results=form.results.data, options=listed,
                    item_id=form.item_id.data or None)


def _offer(form: forms.PreparedForm, meeting: MeetingCard) -> list[AgendaLine]:
    agenda = queries.list_agenda(meeting)
    form.offer([(item.id, f"{item.number}. {localised(item.titles).text}") for item in agenda])
    return agenda


@bp.route("/meetings/<int:meeting_id>/prepared", methods=["GET", "POST"])
def prepared(meeting_id: int) -> Any:
    """The votes that wait for a meeting, by point, and a form for one more."""
    meeting = _enter(meeting_id)
    form = forms.PreparedForm(data={"client_id": secrets.token_urlsafe(12), "results": "open",
                                    "item_id": int_arg("item", low=1) or 0})
    agenda = _offer(form, meeting)
    if form.validate_on_submit():
        try:
            made = commands.prepare_poll(person_id(), meeting_id, _typed(form), client_id=form.client_id.data or "")
            flash(_("The vote is prepared. Nobody sees it before it is opened in the room."))
            return see_other("meetings.prepared", meeting_id=meeting_id, _anchor=f"v{made}")
        except Invalid as invalid:
            form.add_errors(invalid)
    points = [None, *agenda]
    waiting = queries.list_prepared(meeting_id)
    under: dict[int | None, list[queries.PreparedLine]] = {point.id if point else None: [] for point in points}
    for one in waiting:
        under[one.item_id].append(one)
    return render_template("meetings/prepared.html", meeting=meeting, form=form, points=points, under=under,
                           waiting=waiting), 422 if form.is_submitted() else 200


@bp.route("/prepared-votes/<int:prepared_id>", methods=["GET", "POST"])
def change_prepared(prepared_id: int) -> Any:
    """Change a vote that waits; its page also takes it away."""
    found = queries.get_prepared(prepared_id)
    meeting = _enter(found.meeting_id)
    form = forms.PreparedForm(data={
        "question": found.question, "minutes": found.minutes, "results": found.results, "version": str(found.version),
        "options": "\n".join(found.options), "item_id": found.item_id or 0})
    _offer(form, meeting)
    status, clash = 422 if form.is_submitted() else 200, None
    if form.validate_on_submit():
        try:
            commands.change_prepared(person_id(), prepared_id, _typed(form),
                                     version=whole_number(form.version.data or "") or 0)
            flash(_("The vote is changed."))
            return see_other("meetings.prepared", meeting_id=meeting.id, _anchor=f"v{prepared_id}")
        except Invalid as invalid:
            form.add_errors(invalid)
        except Conflict as conflict:
            if conflict.code != "version":
                raise
            # What was typed stays; saved again, it is known to replace what the page shows beside it.
            clash, status, form.version.data = queries.get_prepared(prepared_id), conflict.status, str(found.version)
    return render_template("meetings/prepared_vote.html", meeting=meeting, form=form, found=found, clash=clash), status


@bp.post("/prepared-votes/<int:prepared_id>/drop")
def drop_prepared(prepared_id: int) -> Any:
    """Take away a vote that waits."""
    _enter(queries.get_prepared(prepared_id).meeting_id)
    meeting_id = commands.drop_prepared(person_id(), prepared_id)
    flash(_("The vote is taken away."))
    return see_other("meetings.prepared", meeting_id=meeting_id)


@bp.post("/prepared-votes/<int:prepared_id>/open")
@acts
def open_prepared(prepared_id: int) -> tuple[int, int, str]:
    """Open a prepared vote in the room, for everybody at once."""
    meeting_id = queries.get_prepared(prepared_id).meeting_id
    enter(meeting_id)
    _poll, seq = commands.open_prepared(person_id(), prepared_id)
    return meeting_id, seq, "poll"
