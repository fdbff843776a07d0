"""Doors to votes by phone, and to taking one's ballot out."""

from dataclasses import replace
from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _

from goforum.core import clock
from goforum.core.rules import Invalid, require
from goforum.core.web import person_id, see_other
from goforum.groups import queries as groups
from goforum.voting import commands, queries, rules
from goforum.voting.drawing import ballot_form, holder_names, option_names
from goforum.voting.views import as_named, bp, enter


@bp.route("/polls/<int:poll_id>/phone", methods=["GET", "POST"])
def phone(poll_id: int) -> Any:
    """Write down the vote of a member who phones (the secretary)."""
    poll, standing = enter(poll_id)
    me = person_id()
    require(rules.may_record_phone(standing, poll, clock.now()))
    sought = request.args.get("q", "").replace("\0", "").strip()[:80]
    chosen = request.form.get("voter", "")
    form = ballot_form(replace(poll, own=None), posted=request.method == "POST")  # not the secretary's own
    if form.validate_on_submit():
        try:
            commands.record_phone_vote(me, poll_id, voter_key=chosen, reason=form.reason.data or "", **form.said)
            flash(_("The vote is written down. The member is told and confirms or annuls it."))
            return see_other("voting.show", poll_id=poll_id)
        except Invalid as invalid:
            form.add_errors(Invalid({"" if key == "voter" else key: words for key, words in invalid.errors.items()}))
    return render_template(
        "voting/phone.html", poll=poll, group=groups.cards([poll.group_id])[poll.group_id], ballot=form,
        names=option_names(poll), sought=sought, chosen=chosen,
        voters=holder_names(queries.list_without_ballot(poll_id, sought))), 422 if form.is_submitted() else 200


@bp.post("/polls/<int:poll_id>/phone/answer")
def answer_phone(poll_id: int) -> Any:
    """Confirm a vote that was written down by phone, or annul it."""
    enter(poll_id)
    mine = request.form.get("answer") == "confirm"
    commands.answer_phone_vote(person_id(), poll_id, mine=mine, voter_key=request.form.get("as", ""))
    flash(_("You confirmed this vote.") if mine else _("The vote by phone is annulled and does not count."))
    return see_other("voting.show", poll_id=poll_id, _anchor="vote", **as_named())


@bp.post("/polls/<int:poll_id>/withdraw")
def withdraw(poll_id: int) -> Any:
    """Take one's ballot out before the close."""
    enter(poll_id)
    commands.withdraw_vote(person_id(), poll_id, voter_key=request.form.get("as", ""))
    flash(_("Your ballot is taken out. You can vote again until the close."))
    return see_other("voting.show", poll_id=poll_id, _anchor="vote", **as_named())
