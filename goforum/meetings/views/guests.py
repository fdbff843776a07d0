"""Doors of guests: for organisers the list and the form, for guests the page behind their link and their answer."""

import secrets
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from goforum.accounts.sessions import read_token, sign_in_browser
from goforum.core import clock
from goforum.core.forms import Form
from goforum.core.i18n import COOKIE, language
from goforum.core.rules import Conflict, Invalid, Refused, require
from goforum.core.web import guests_too, keep_private, person_id, see_other, viewer
from goforum.groups.queries import standing
from goforum.meetings import commands, forms, queries, rules
from goforum.meetings.letters import PURPOSE, host_of
from goforum.meetings.views.base import bp, enter, group_of, visit

# Opening guests' links from one address: people reload, nobody guesses.
LINK_PACE = "30 per minute"


def _page(meeting_id: int, form: forms.GuestForm | None = None, *, error: Any = None, status: int = 200) -> Any:
    meeting, who = enter(meeting_id)
    now = clock.now()
    require(rules.may_see_guests(who, now))
    keep_private()
    form = form or forms.GuestForm(formdata=None, data={"language": language()})
    form.client_key.data = form.client_key.data or secrets.token_urlsafe(12)
    return render_template(
        "meetings/guests.html", meeting=meeting, group=group_of(meeting), guests=queries.list_guests(meeting_id),
        form=form, may_invite=rules.may_invite(who, meeting, now), until=rules.guest_until(meeting),
        error=error), status


@bp.get("/meetings/<int:meeting_id>/guests")
def guests(meeting_id: int) -> Any:
    """Who is invited as a guest, and the form to invite one (organisers)."""
    return _page(meeting_id)


@bp.post("/meetings/<int:meeting_id>/guests")
def invite_guest(meeting_id: int) -> Any:
    """Invite somebody to this one meeting (organisers)."""
    enter(meeting_id)
    form, me = forms.GuestForm(), person_id()
    if not form.validate_on_submit():
        require(rules.may_see_guests(standing(me, queries.get_meeting(meeting_id).group_id), clock.now()))
        return _page(meeting_id, form, status=422)
    key = form.client_key.data or ""
    try:
        guest_id = commands.invite_guest(
            me, meeting_id, name=form.name.data, email=form.email.data, about=form.about.data or "",
            language=form.language.data, client_key=key[:64] or secrets.token_urlsafe(12))
    except Invalid as invalid:
        form.add_errors(invalid)
        return _page(meeting_id, form, status=422)
    flash(_("The invitation is on its way."))
    return see_other("meetings.guests", meeting_id=meeting_id, _anchor=f"g{guest_id}")


@bp.post("/meetings/<int:meeting_id>/guests/<int:guest_id>/<any(again, withdraw, forget):act>")
def guest_act(meeting_id: int, guest_id: int, act: str) -> Any:
    """Send a guest's link again, withdraw the invitation, or erase the guest's name (organisers)."""
    enter(meeting_id)
    run = {"again": commands.send_guest_again, "withdraw": commands.withdraw_guest, "forget": commands.forget_guest}
    try:
        run[act](person_id(), meeting_id, guest_id)
    except Conflict as conflict:
        return _page(meeting_id, error=conflict.reason, status=409)
    flash({"again": _("A new link is on its way; the one before does not work any more."),
           "withdraw": _("The invitation is withdrawn: its link does not work any more."),
           "forget": _("Name and address are erased.")}[act])
    return see_other("meetings.guests", meeting_id=meeting_id, _anchor=f"g{guest_id}")


@bp.route("/guests/<token>", methods=["GET", "POST"])
@guests_too
def guest(token: str) -> Any:
    """What a guest's link invites to, for whoever holds it; the button lets them in. Every dead link says the same."""
    keep_private()
    g.secret_address = True
    link = read_token(token, PURPOSE) or 0
    letter = queries.find_guest_by_link(link)
    if letter is None:
        raise commands.not_working()
    refused = None
    if request.method == "POST":
        try:
            return _let_in(link)
        except Refused as refusal:
            refused = refusal
    group = group_of(letter.meeting)
    return render_template(
        "meetings/guest_entry.html", letter=letter, meeting=letter.meeting, group=group,
        host=host_of(letter, group), named=group.visibility != "reserved", until=rules.guest_until(letter.meeting),
        phase=rules.phase(letter.meeting, clock.now()), form=Form(), refused=refused), 403 if refused else 200


def _let_in(link: int) -> Any:
    me = viewer()
    meeting_id, key = commands.enter_as_guest(link, None if me.guest else me.id)
    live = queries.get_meeting(meeting_id).state == "live"
    answer = redirect(url_for("meetings.room" if live else "meetings.show", meeting_id=meeting_id), 303)
    if key is not None:
        sign_in_browser(key)
        # The language chosen for the guest speaks from now on.
        answer.delete_cookie(COOKIE)
    return answer


@bp.post("/meetings/<int:meeting_id>/guest-answer")
@guests_too
def answer_as_guest(meeting_id: int) -> Any:
    """Say whether one comes, as a guest."""
    visit(meeting_id)
    commands.answer_as_guest(person_id(), meeting_id, answer=request.form.get("answer", "")[:8])
    flash(_("Your answer is recorded. You can change it until the meeting."))
    return see_other("meetings.show", meeting_id=meeting_id, _anchor="answers")
