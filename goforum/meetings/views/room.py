"""Doors to the live room without scripts, and the same log as JSON for scripts whose sockets are blocked."""

import secrets
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from flask import current_app, flash, g, jsonify, render_template, request
from flask_babel import get_locale
from flask_babel import gettext as _

from goforum.core import clock
from goforum.core.paging import int_arg
from goforum.core.rules import Invalid, Refusal, require
from goforum.core.web import person_id, see_other
from goforum.groups.rules import Standing
from goforum.meetings import commands, forms, payloads, queries, rules
from goforum.meetings.queries import LogLine, MeetingCard, RoomHead
from goforum.meetings.sockets.presence import room_name, summary
from goforum.meetings.views.base import agenda_of, bp, enter, group_of

# Messages of one person through the form; the socket keeps the same pace (core.sockets).
PACE = "10 per 10 seconds"


@bp.get("/meetings/<int:meeting_id>/room")
def room(meeting_id: int) -> Any:
    """The live room: the end of its log, or what is newer than ``after``, or older than ``before``."""
    return _room(meeting_id)


def _room(meeting_id: int, form: forms.SayForm | None = None, *, status: int = 200) -> Any:
    meeting, who = enter(meeting_id)
    now, head = clock.now(), queries.get_room(meeting_id)
    seen = int_arg("after")
    log = _log(head, seen)
    if form is None:
        form = forms.SayForm(formdata=None, data={"client_id": secrets.token_urlsafe(12)})
    form.seen.data = str(head.last_seq)
    return render_template(
        "meetings/room.html", meeting=meeting, group=group_of(meeting), head=head, log=log, seen=seen, form=form,
        agenda=agenda_of(meeting, head.current_item_id), phase=rules.phase(meeting, now),
        may_say=rules.may_say(who, meeting, now), may_start=rules.may_start(who, meeting, now),
        may_lead=rules.may_lead(who, meeting, now), mine=_touchable(who, meeting, log.lines),
        present=summary(room_name(meeting_id)), frame=_frame(meeting), clock_text=payloads.clock_text,
        zone_city=_zone_city, deleted_by=payloads.deleted_by), status


def _zone_city(zone: str) -> str:
    """The city whose clock is meant, in the reader's language."""
    return get_timezone_location(ZoneInfo(zone), locale=get_locale(), return_city=True)


def _log(head: RoomHead, seen: int | None) -> queries.LogPage:
    """The end of the log; the page after ``seen`` when more came since than one page holds."""
    before = int_arg("before", low=1)
    if before is not None:
        return queries.page_log(head.id, before=before)
    if seen is not None and head.last_seq - seen > 50:
        return queries.page_log(head.id, after=seen)
    return queries.page_log(head.id)


def _touchable(who: Standing, meeting: MeetingCard, lines: list[LogLine]) -> set[int]:
    """The messages whose author or whose team may change them or take them out."""
    now = clock.now()
    return {line.message.id for line in lines if line.message is not None and line.message.deleted_at is None
            and rules.may_delete_message(who, meeting, line.message, now)}


def _frame(meeting: MeetingCard) -> str:
    """The video as a frame of this page: asked for, live, and from the one origin the operator allows."""
    origin = current_app.config["SETTINGS"].video_frame_origin.rstrip("/")
    if not origin or "video" not in request.args or meeting.state != "live":
        return ""
    if not meeting.video_url.startswith(f"{origin}/"):
        return ""
    g.frames_video = True
    return meeting.video_url


@bp.get("/meetings/<int:meeting_id>/events")
def events(meeting_id: int) -> Any:
    """The log after a number, as JSON: the same contiguous answer as over a socket."""
    meeting, _who = enter(meeting_id)
    after = int_arg("after")
    if after is None:
        raise Invalid({"after": _("This value cannot be used.")})
    head = queries.get_room(meeting_id)
    response = jsonify(payloads.catch_up(queries.catch_up(head, after), meeting, head))
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _refused(refusal: Refusal) -> Any:
    reasons = [str(one) for one in refusal.errors.values()] if isinstance(refusal, Invalid) else []
    message = reasons[0] if reasons else str(refusal.reason)
    return jsonify({"ok": False, "error": refusal.code, "message": message}), refusal.status


@bp.post("/meetings/<int:meeting_id>/say")
def say(meeting_id: int) -> Any:
    """Say something in the room."""
    form = forms.SayForm()
    try:
        enter(meeting_id)
        if not form.validate_on_submit():
            raise Invalid({name: words[0] for name, words in form.errors.items()})
        said = commands.say(person_id(), meeting_id, text=form.text.data, client_id=form.client_id.data or "")
    except Invalid as invalid:
        if _wants_json():
            return _refused(invalid)
        if not form.text.errors:
            form.add_errors(invalid)
        return _room(meeting_id, form, status=422)
    except Refusal as refusal:
        if _wants_json():
            return _refused(refusal)
        raise
    if _wants_json():
        return jsonify({"ok": True, "seq": said.seq, "id": said.message_id, "new": said.is_new})
    seen = form.seen.data or ""
    known = {"after": seen} if seen.isascii() and seen.isdigit() and len(seen) < 10 else {}
    return see_other("meetings.room", meeting_id=meeting_id, _anchor=f"m{said.message_id}", **known)


@bp.get("/messages/<int:message_id>")
def message(message_id: int) -> Any:
    """The place of a message in its room's log: search results and minutes lead here."""
    found = queries.get_message(message_id)
    enter(found.meeting_id)
    before = {"before": found.seq + 25} if queries.get_room(found.meeting_id).last_seq > found.seq + 40 else {}
    return see_other("meetings.room", meeting_id=found.meeting_id, _anchor=f"m{message_id}", **before)


@bp.route("/messages/<int:message_id>/edit", methods=["GET", "POST"])
def edit_message(message_id: int) -> Any:
    """Change one's own message; its page also takes it out."""
    found = queries.get_message(message_id)
    meeting, who = enter(found.meeting_id)
    now = clock.now()
    may_edit = rules.may_edit_message(who, meeting, found, now)
    may_delete = rules.may_delete_message(who, meeting, found, now)
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
def delete_message(message_id: int) -> Any:
    """Take a message out of the room."""
    found = queries.get_message(message_id)
    enter(found.meeting_id)
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
