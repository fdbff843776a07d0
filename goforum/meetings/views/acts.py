"""Doors that do one thing in a room and lead back to it: reactions, the pin, the lock, the floor, what waits."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import flash, jsonify, request
from flask_babel import gettext as _

from goforum.core.rules import Invalid, NotFound, Refusal
from goforum.core.web import guests_too, person_id
from goforum.meetings import commands, forms, queries
from goforum.meetings.sockets import FLOOR_ACTS
from goforum.meetings.views.base import bp, enter, room_again, visit

Door = Callable[..., tuple[int, int, str]]


def wants_json() -> bool:
    """Whether a script asks: it wants the number of the line, not a page."""
    return request.accept_mimetypes.best == "application/json"


def refused(refusal: Refusal) -> Any:
    """A refusal as scripts read it: a code and words."""
    reasons = [str(one) for one in refusal.errors.values()] if isinstance(refusal, Invalid) else []
    message = reasons[0] if reasons else str(refusal.reason)
    return jsonify({"ok": False, "error": refusal.code, "message": message}), refusal.status


def acts(door: Door) -> Callable[..., Any]:
    """A door whose command answers with (meeting, number of the log, place on the page)."""

    @wraps(door)
    def run(**arguments: Any) -> Any:
        try:
            meeting_id, seq, anchor = door(**arguments)
        except Refusal as refusal:
            if wants_json():
                return refused(refusal)
            raise
        if wants_json():
            return jsonify({"ok": True, "seq": seq})
        return room_again(meeting_id, anchor)

    return run


def _on() -> bool:
    form = forms.OnForm()
    if not form.validate_on_submit():
        raise Invalid(form.errors)
    return bool(form.on.data)


@bp.post("/messages/<int:message_id>/react")
@guests_too
@acts
def react(message_id: int) -> tuple[int, int, str]:
    """Put a reaction on a message, or take one's own back."""
    found = queries.get_message(message_id)
    visit(found.meeting_id)
    form = forms.ReactForm()
    if not form.validate_on_submit():
        raise Invalid({"kind": _("Choose one.")})
    on = form.on.data != "0"
    return found.meeting_id, commands.react(person_id(), message_id, form.kind.data, on=on), f"m{message_id}"


@bp.post("/messages/<int:message_id>/pin")
@acts
def pin(message_id: int) -> tuple[int, int, str]:
    """Pin a message above the others, or take the pin off it."""
    found = queries.get_message(message_id)
    enter(found.meeting_id)
    return found.meeting_id, commands.pin_message(person_id(), message_id, on=_on()), "chat"


@bp.post("/meetings/<int:meeting_id>/lock")
@acts
def lock(meeting_id: int) -> tuple[int, int, str]:
    """Lock the chat, or open it again."""
    enter(meeting_id)
    on = _on()
    seq = commands.lock_chat(person_id(), meeting_id, on=on)
    if not wants_json():
        flash(_("The chat is locked: only those who lead the meeting write.") if on
              else _("Everybody can write again."))
    return meeting_id, seq, "side"


@bp.post("/meetings/<int:meeting_id>/floor/next")
@acts
def call_next(meeting_id: int) -> tuple[int, int, str]:
    """Give the floor to the next who waits."""
    enter(meeting_id)
    return meeting_id, commands.call_speaker(person_id(), meeting_id), "floor"


@bp.post("/turns/<int:turn_id>/<any(withdraw, call, done, skip, up, down):act>")
@guests_too
@acts
def floor_act(turn_id: int, act: str) -> tuple[int, int, str]:
    """Act on a request for the floor: withdraw, call, done, skip, up, down."""
    turn = queries.get_turn(turn_id)
    visit(turn.meeting_id)
    return turn.meeting_id, FLOOR_ACTS[act](person_id(), turn_id), "floor"


@bp.post("/captures/<int:capture_id>/withdraw")
@acts
def withdraw_capture(capture_id: int) -> tuple[int, int, str]:
    """Take back what was noted by mistake."""
    found = queries.get_capture(capture_id)
    enter(found.meeting_id)
    return found.meeting_id, commands.withdraw_capture(person_id(), capture_id), f"c{capture_id}"


@bp.post("/held/<int:held_id>")
@acts
def let_in(held_id: int) -> tuple[int, int, str]:
    """Let a message that waits into the room, or not."""
    meeting_id = queries.find_held_place(held_id)
    if meeting_id is None:
        raise NotFound()
    enter(meeting_id)
    return meeting_id, commands.let_in(person_id(), held_id, yes=_on()), "held"
