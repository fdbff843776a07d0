"""Doors to points proposed for an agenda."""

import secrets
from typing import Any

from flask import flash, render_template
from flask_babel import gettext as _

from goforum.commitments import queries as commitments
from goforum.core import clock
from goforum.core.i18n import language
from goforum.core.rules import Invalid, require
from goforum.core.web import person_id, see_other
from goforum.files.limits import takes_files
from goforum.files.picking import NOTHING, picked_files
from goforum.meetings import rules as meeting_rules
from goforum.meetings.views.base import enter, group_of
from goforum.meetings.views.links import look
from goforum.planning import commands, queries, rules
from goforum.planning.forms import OfferForm, RefuseForm
from goforum.planning.views.base import bp


@bp.route("/meetings/<int:meeting_id>/propose-point", methods=["GET", "POST"])
@takes_files
def offer(meeting_id: int) -> Any:
    """Propose a point for the agenda."""
    meeting, who = enter(meeting_id)
    require(rules.may_offer(who, meeting, clock.now()))
    form = OfferForm()
    form.offer(commitments.choices(language()))
    if not form.client_key.data:
        form.client_key.data = secrets.token_urlsafe(12)
    looked = look(form, meeting.group_id)
    picked = picked_files() if form.is_submitted() else NOTHING
    if not looked.pressed and not picked.again and form.validate_on_submit():
        try:
            commands.offer_point(
                person_id(), meeting_id, title=form.title.data, reason=form.reason.data or "",
                minutes=form.minutes.data, thread_id=form.thread_id.data, proposal_id=form.proposal_id.data,
                commitment_id=form.commitment_id.data or None, file_ids=picked.ids, client_key=form.client_key.data)
            flash(_("Your point is proposed. The secretary answers it."))
            return see_other("meetings.show", meeting_id=meeting_id, _anchor="offers")
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("planning/offer.html", meeting=meeting, form=form, looked=looked, picked=picked), (
        422 if form.errors or picked.faults else 200)


@bp.get("/meetings/<int:meeting_id>/proposed-points")
def offers(meeting_id: int) -> Any:
    """The points that were proposed, with what the secretary may do."""
    meeting, who = enter(meeting_id)
    require(meeting_rules.may_change(who, meeting, clock.now()))
    return render_template("planning/offers.html", meeting=meeting, group=group_of(meeting),
                           offers=queries.list_offers(meeting_id), brought=queries.list_offered_files(meeting_id))


@bp.post("/proposed-points/<int:offer_id>/accept")
def accept(offer_id: int) -> Any:
    """Put a proposed point on the agenda."""
    found = queries.get_offer(offer_id)
    enter(found.meeting_id)
    commands.answer_offer(person_id(), offer_id, accept=True)
    flash(_("The point stands on the agenda, at its end."))
    return see_other("planning.offers", meeting_id=found.meeting_id)


@bp.route("/proposed-points/<int:offer_id>/refuse", methods=["GET", "POST"])
def refuse(offer_id: int) -> Any:
    """Say why a proposed point is not taken."""
    found = queries.get_offer(offer_id)
    meeting, who = enter(found.meeting_id)
    require(meeting_rules.may_change(who, meeting, clock.now()))
    form = RefuseForm()
    if form.validate_on_submit():
        try:
            commands.answer_offer(person_id(), offer_id, accept=False, answer=form.answer.data)
            flash(_("The answer is recorded, and its author told."))
            return see_other("planning.offers", meeting_id=found.meeting_id)
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("planning/refuse.html", meeting=meeting, offer=found, form=form), (
        422 if form.is_submitted() else 200)
