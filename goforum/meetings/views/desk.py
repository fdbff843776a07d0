"""Doors of the desk that take words: asking for the floor, notes of decisions, polls, people, more minutes.

Refused, they draw the room again with what was typed and the reason beside its field.
"""

from collections.abc import Callable
from typing import Any

from flask import flash, request
from flask_babel import gettext as _

from goforum.core.forms import Form
from goforum.core.i18n import language
from goforum.core.language import guess_language
from goforum.core.rules import Invalid, require
from goforum.core.web import guests_too, person_id
from goforum.meetings import commands, forms, queries, rules
from goforum.meetings.views.base import bp, enter, room_again, visit
from goforum.meetings.views.page import doers, draw_room, people_here
from goforum.voting import commands as voting
from goforum.voting.drawing import ballot_form, receipt_words, secret_receipt


def _number(text: str | None) -> int | None:
    """A number a hidden field carries; anything else is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _done(meeting_id: int, name: str, form: Form, act: Callable[[], object], words: str, place: str) -> Any:
    """Do it and come back to its place in the room; or draw the room again with what was typed."""
    if form.validate_on_submit():
        try:
            act()
        except Invalid as invalid:
            form.add_errors(invalid)
        else:
            if words:
                flash(words)
            return room_again(meeting_id, place)
    return draw_room(meeting_id, status=422, **{name: form})


@bp.post("/meetings/<int:meeting_id>/floor")
@guests_too
def ask_floor(meeting_id: int) -> Any:
    """Ask for the floor, or for a statement to be read out."""
    visit(meeting_id)
    form, me = forms.FloorForm(), person_id()
    return _done(meeting_id, "ask_form", form, lambda: commands.ask_floor(
        me, meeting_id, kind=form.kind.data, client_id=form.client_id.data or "",
        statement=form.statement.data or "", by_phone=form.by_phone.data or ""), _("You are on the list."), "floor")


@bp.post("/meetings/<int:meeting_id>/floor/rules")
def floor_rules(meeting_id: int) -> Any:
    """Say how the floor is given."""
    enter(meeting_id)
    form, me = forms.FloorRulesForm(), person_id()
    return _done(meeting_id, "rules_form", form, lambda: commands.set_floor(
        me, meeting_id, turn_seconds=60 * (form.turn_minutes.data or 0), floor=rules.Floor(
            form.alternate_colleges.data, form.first_time_first.data, form.organisation_quota.data or 0)),
        _("The rules of the floor are set; everybody sees them."), "floor")


@bp.post("/meetings/<int:meeting_id>/extend")
def extend(meeting_id: int) -> Any:
    """Give the point being discussed more minutes."""
    enter(meeting_id)
    form, me = forms.ExtendForm(), person_id()
    return _done(meeting_id, "extend_form", form, lambda: commands.extend_point(
        me, meeting_id, minutes=form.minutes.data, item_id=_number(form.item_id.data) or 0),
        _("The point has more time."), "side")


@bp.post("/meetings/<int:meeting_id>/capture")
def capture(meeting_id: int) -> Any:
    """Note a decision, an action or an information; or correct one."""
    meeting, _who = enter(meeting_id)
    form, me = forms.CaptureForm(), person_id()
    form.offer(doers(meeting, queries.get_room(meeting_id)))
    return _done(meeting_id, "capture_form", form, lambda: commands.capture(
        me, meeting_id, _noted(form), client_id=form.client_id.data or ""), _("It is noted."), "side")


def _noted(form: forms.CaptureForm) -> commands.Noted:
    return commands.Noted(kind=form.kind.data, text=form.text.data, owner_id=form.owner_id.data or None,
                          due_on=form.due_on.data, message_id=_number(form.message_id.data))


@bp.post("/captures/<int:capture_id>")
def correct_capture(capture_id: int) -> Any:
    """Correct what was noted."""
    found = queries.get_capture(capture_id)
    meeting, _who = enter(found.meeting_id)
    form, me = forms.CaptureForm(), person_id()
    form.offer(doers(meeting, queries.get_room(meeting.id)))
    return _done(found.meeting_id, "capture_form", form, lambda: commands.correct_capture(
        me, capture_id, _noted(form), version=_number(form.version.data) or 0), _("It is corrected."), f"c{capture_id}")


@bp.post("/meetings/<int:meeting_id>/poll")
def open_poll(meeting_id: int) -> Any:
    """Open a vote in the room."""
    enter(meeting_id)
    form, me = forms.RoomPollForm(), person_id()
    return _done(meeting_id, "poll_form", form, lambda: commands.open_room_poll(
        me, meeting_id, question=form.question.data, minutes=form.minutes.data, results=form.results.data,
        client_id=form.client_id.data or "", language=guess_language(form.question.data) or language()),
        _("The vote is open."), "vote")


@bp.post("/meetings/<int:meeting_id>/polls/<int:poll_id>/vote")
@guests_too
def vote(meeting_id: int, poll_id: int) -> Any:
    """Vote without leaving the room."""
    meeting, who, here = visit(meeting_id)
    if rules.is_guest(who, here):
        require(rules.NO_VOTE)
    poll = queries.open_poll_of(meeting_id, meeting.group_id, poll_id, person_id(), request.form.get("as", ""))
    form = ballot_form(poll, posted=True)
    if form.validate_on_submit():
        try:
            receipt = voting.cast_vote(
                person_id(), poll_id, reason=form.reason.data or "", voter_key=request.form.get("as", ""),
                tracker=request.form.get("tracker", ""), old_tracker=form.old.data or "" if "old" in form else "",
                **form.said)
        except Invalid as invalid:
            form.add_errors(invalid)
        else:
            if poll.is_secret:
                return secret_receipt(poll, receipt)
            flash(receipt_words(receipt))
            return room_again(meeting_id, "vote")
    return draw_room(meeting_id, status=422, ballot=form)


@bp.post("/meetings/<int:meeting_id>/people")
def people(meeting_id: int) -> Any:
    """Give somebody a role for the day, take them out of the room, or let them in again."""
    meeting, _who = enter(meeting_id)
    form, me = forms.PersonForm(), person_id()
    form.offer(people_here(meeting, queries.get_room(meeting_id)))

    def act() -> int:
        about, word = form.person_id.data, form.act.data
        if word in {"out", "back"}:
            return commands.remove_person(me, meeting_id, about, back=word == "back", reason=form.reason.data or "")
        return commands.give_role(me, meeting_id, about, role=None if word == "none" else word)

    return _done(meeting_id, "person_form", form, act, _("It is done; the room has been told."), "side")
