"""A facilitator's small acts on a thread: pin, archive, slow down, move, undo."""

from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from goforum.core import clock
from goforum.core.forms import options
from goforum.core.i18n import localised
from goforum.core.rules import Conflict, Invalid, Refused, require
from goforum.core.web import person_id, see_other
from goforum.threads import commands, forms, rules
from goforum.threads.commands.writing import ask
from goforum.threads.queries.placing import list_places
from goforum.threads.story import pace_words
from goforum.threads.views.base import bp, enter_thread


@bp.post("/threads/<int:thread_id>/pin")
def pin(thread_id: int) -> Any:
    """Put a thread on top of its group's list, or let it down."""
    enter_thread(thread_id)
    on = bool(request.form.get("on"))
    commands.pin_thread(person_id(), thread_id, pinned=on)
    flash(_("The thread stands on top of the list.") if on else _("The thread is no longer pinned."))
    return see_other("threads.show", thread_id=thread_id)


@bp.post("/threads/<int:thread_id>/archive")
def archive(thread_id: int) -> Any:
    """Take a thread out of the default list, or bring it back."""
    enter_thread(thread_id)
    on = bool(request.form.get("on"))
    commands.archive_thread(person_id(), thread_id, archived=on)
    flash(_("The thread is archived: it stays readable, and in search.") if on
          else _("The thread is back in the list."))
    return see_other("threads.show", thread_id=thread_id)


@bp.route("/threads/<int:thread_id>/slow", methods=["GET", "POST"])
def slow(thread_id: int) -> Any:
    """Choose the pause between two posts of one person."""
    head, place = enter_thread(thread_id)
    require(rules.may_slow(place, head.facts, clock.now()))
    form = forms.SlowForm(data={"seconds": head.slow_seconds})
    form.seconds.choices = options([(pace, pace_words(pace) if pace else _("Off")) for pace in rules.PACES])
    if form.validate_on_submit():
        commands.set_slow_mode(person_id(), thread_id, seconds=form.seconds.data)
        flash(_("Slow mode is on.") if form.seconds.data else _("Slow mode is off."))
        return see_other("threads.show", thread_id=thread_id)
    return render_template("threads/slow.html", head=head, form=form), 422 if form.is_submitted() else 200


def readers_words(visibility: str, members: int) -> str:
    """Who reads a group, in words."""
    if visibility == "public":
        return _("Everyone can read it.")
    return ngettext("Only the %(num)s member of this group will read it.",
                    "Only the %(num)s members of this group will read it.", members)


@bp.route("/threads/<int:thread_id>/move", methods=["GET", "POST"])
def move(thread_id: int) -> Any:
    """Carry a thread to another group, knowing who will read it there."""
    head, place = enter_thread(thread_id)
    ask(rules.may_move(place, head.facts, clock.now()))
    places = list_places(person_id(), head)
    form = forms.MoveForm()
    form.group.choices = options([(one.group.id, localised(one.group.names).text) for one in places])
    hints = {one.group.id: readers_words(one.group.visibility, one.members) for one in places}
    if form.validate_on_submit():
        try:
            commands.move_thread(person_id(), thread_id, group_id=form.group.data, sure=form.sure.data)
            flash(_("The thread is moved; its address stays the same."))
            return see_other("threads.show", thread_id=thread_id)
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("threads/move.html", head=head, form=form, hints=hints, confirm=any(
        one.group.visibility != "public" for one in places)), 422 if form.is_submitted() else 200


@bp.post("/threads/<int:thread_id>/undo/<int:trace_id>")
def give_back(thread_id: int, trace_id: int) -> Any:
    """Take back a split or a merge."""
    _head, place = enter_thread(thread_id)
    require(rules.may_slow(place, rules.ThreadFacts(0), clock.now()))
    try:
        back = commands.undo_move(person_id(), thread_id, trace_id)
    except Refused as refused:
        if refused.code not in {"undone", "late"}:
            raise
        raise Conflict(refused.reason, code=refused.code) from None
    flash(_("The posts are back where they came from."))
    return see_other("threads.show", thread_id=back)
