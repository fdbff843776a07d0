"""Doors to the live room without scripts, and the same log as JSON for scripts whose sockets are blocked."""

from typing import Any

import structlog
from flask import flash, jsonify, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from goforum.core import clock
from goforum.core.paging import int_arg, whole_number
from goforum.core.rules import Invalid, Refusal, Refused, require
from goforum.core.web import guests_too, person_id, see_other, viewer
from goforum.files.intake import take_in
from goforum.files.kinds import Unfit
from goforum.files.limits import takes_files
from goforum.files.picking import cannot_keep
from goforum.files.rules import may_upload
from goforum.groups.rules import Standing
from goforum.meetings import commands, forms, queries, rules
from goforum.meetings.missed import missed
from goforum.meetings.reading import note_line
from goforum.meetings.views.acts import refused, wants_json
from goforum.meetings.views.base import bp, enter, enter_room, room_again, visit
from goforum.meetings.views.page import draw_room
from goforum.threads.marks import SYMBOLS, WORDS

log = structlog.get_logger(__name__)

# Messages of one person through the form; the socket keeps the same pace (core.sockets).
PACE = "10 per 10 seconds"


@bp.get("/meetings/<int:meeting_id>/room")
@guests_too
def room(meeting_id: int) -> Any:
    """The live room: the end of its log, or what is newer than ``after``, or older than ``before``."""
    return draw_room(meeting_id)


@bp.get("/meetings/<int:meeting_id>/events")
@guests_too
def events(meeting_id: int) -> Any:
    """The log after a number, as JSON: the same contiguous answer as over a socket."""
    meeting, _who = enter_room(meeting_id)
    after = int_arg("after")
    if after is None:
        raise Invalid({"after": _("This value cannot be used.")})
    response = jsonify(missed(meeting, after))
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.post("/meetings/<int:meeting_id>/seen")
@guests_too
def seen(meeting_id: int) -> Any:
    """The last line that somebody has had on their screen, as their browser says when they leave."""
    enter_room(meeting_id)
    me = person_id()
    head, answer = queries.get_room(meeting_id), Response(status=204)
    number = whole_number(request.form.get("number", ""))
    if number is not None and number <= head.last_seq:
        note_line(answer, me, head.id, number, None)
    return answer


def _picture(form: forms.SayForm, meeting: queries.MeetingCard, who: Standing) -> commands.Shown | None:
    """The picture that goes with the message: one that comes with the form, or one that was taken in before.

    Nothing is stored of whoever may not write here. What was taken in stays in the form, whatever else is refused.
    """
    came = request.files.get("picture")
    if came is not None and came.filename:
        require(may_upload(viewer()))
        require(rules.may_speak(who, meeting, clock.now(), queries.get_here(meeting.id, who.person_id)))
        try:
            form.file_id.data = str(take_in(person_id(), came.stream, came.filename, form.client_id.data or ""))
        except Unfit as unfit:
            raise Invalid({"picture": unfit.reason}) from unfit
        except OSError as error:
            log.exception("file_not_stored")
            raise Invalid({"picture": cannot_keep()}) from error
    file_id = whole_number(form.file_id.data or "")
    return None if file_id is None else commands.Shown(file_id, form.alt.data or "")


@bp.post("/meetings/<int:meeting_id>/say")
@takes_files
@guests_too
def say(meeting_id: int) -> Any:
    """Say something in the room."""
    form = forms.SayForm()
    try:
        meeting, who, _here = visit(meeting_id)
        if not form.validate_on_submit():
            raise Invalid({name: words[0] for name, words in form.errors.items()})
        said = commands.say(
            person_id(), meeting_id, text=form.text.data, client_id=form.client_id.data or "",
            reply_to=int(form.reply_to.data) if (form.reply_to.data or "").isdecimal() else None,
            by_phone=form.by_phone.data or "", picture=_picture(form, meeting, who))
    except Invalid as invalid:
        if wants_json():
            return refused(invalid)
        if not form.errors:
            form.add_errors(invalid)
        return draw_room(meeting_id, form=form, status=422)
    except Refusal as refusal:
        if wants_json():
            return refused(refusal)
        if viewer().is_visitor or not isinstance(refusal, Refused):
            raise
        # Locked, or over, since the page was drawn: the room says so, and what was typed stays to be copied.
        return draw_room(meeting_id, form=form, status=refusal.status)
    if wants_json():
        return jsonify({"ok": True, "seq": said.seq, "id": said.message_id, "new": said.is_new,
                        **({"held": True} if said.held else {})})
    if said.held:
        flash(_("A moderator or the chair reads your message first; then it appears here."))
    seen = form.seen.data or ""
    known = {"after": seen} if seen.isascii() and seen.isdigit() and len(seen) < 10 else {}
    place = "log" if said.held else f"m{said.message_id}"
    return room_again(meeting_id, place, **known)


@bp.get("/messages/<int:message_id>")
@guests_too
def message(message_id: int) -> Any:
    """The place of a message in its room's log: search results and minutes lead here."""
    found = queries.get_message(message_id)
    visit(found.meeting_id)
    before = {"before": found.seq + 25} if queries.get_room(found.meeting_id).last_seq > found.seq + 40 else {}
    return see_other("meetings.room", meeting_id=found.meeting_id, _anchor=f"m{message_id}", **before)


@bp.get("/messages/<int:message_id>/acts")
@guests_too
def message_acts(message_id: int) -> Any:
    """What one may do with a message: react, answer, change, take out, pin, note."""
    found = queries.get_message(message_id)
    meeting, who, here = visit(found.meeting_id)
    now, me, pinned = clock.now(), viewer().id, queries.find_pinned(found.room_id)
    require(rules.may_follow(who, meeting, now, here))  # its words are on the page
    return render_template(
        "meetings/acts.html", meeting=meeting, message=found, faces=(WORDS, SYMBOLS),
        may_say=rules.may_speak(who, meeting, now, here), may_react=rules.may_react(who, meeting, found, now, here),
        may_edit=rules.may_change_message(who, meeting, found, now, here),
        may_delete=rules.may_delete_message(who, meeting, found, now, here),
        may_pin=rules.may_pin(who, meeting, found, now, here), may_record=rules.may_record(who, meeting, now, here),
        is_pinned=pinned is not None and pinned.id == message_id,
        mine=queries.my_reactions(me, [message_id]).get(message_id, frozenset()))


@bp.route("/messages/<int:message_id>/edit", methods=["GET", "POST"])
@guests_too
def edit_message(message_id: int) -> Any:
    """Change one's own message; its page also takes it out."""
    found = queries.get_message(message_id)
    meeting, who, here = visit(found.meeting_id)
    now = clock.now()
    may_edit = rules.may_change_message(who, meeting, found, now, here)
    may_delete = rules.may_delete_message(who, meeting, found, now, here)
    require(may_edit if request.method == "POST" or may_edit else may_delete)
    form = forms.EditMessageForm(data={"text": found.body_source})
    if form.validate_on_submit():
        try:
            commands.edit_message(person_id(), message_id, text=form.text.data)
            return see_other("meetings.message", message_id=message_id)
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("meetings/message.html", meeting=meeting, message=found, form=form, may_edit=may_edit,
                           may_delete=may_delete), 422 if form.is_submitted() else 200


@bp.post("/messages/<int:message_id>/delete")
@guests_too
def delete_message(message_id: int) -> Any:
    """Take a message out of the room."""
    found = queries.get_message(message_id)
    visit(found.meeting_id)
    commands.delete_message(person_id(), message_id)
    return see_other("meetings.message", message_id=message_id)


@bp.post("/meetings/<int:meeting_id>/item")
def move(meeting_id: int) -> Any:
    """Go to a point of the agenda."""
    enter(meeting_id)
    form = forms.MoveForm()
    if not form.validate_on_submit():
        raise Invalid({"item_id": _("Choose one.")})
    commands.move_agenda(person_id(), meeting_id, item_id=form.item_id.data)
    return see_other("meetings.room", meeting_id=meeting_id, _anchor="agenda")


@bp.post("/meetings/<int:meeting_id>/start")
def start(meeting_id: int) -> Any:
    """Begin the meeting."""
    enter(meeting_id)
    commands.start_meeting(person_id(), meeting_id)
    flash(_("The meeting has begun."))
    return see_other("meetings.room", meeting_id=meeting_id)


@bp.post("/meetings/<int:meeting_id>/end")
def end(meeting_id: int) -> Any:
    """End the meeting."""
    enter(meeting_id)
    commands.end_meeting(person_id(), meeting_id)
    flash(_("The meeting is over. Its messages stay readable."))
    return see_other("meetings.show", meeting_id=meeting_id)
