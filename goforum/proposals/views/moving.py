"""Moving a proposal: to the vote, voting, taken back, refused."""

from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _

from goforum.core import clock
from goforum.core.rules import Invalid, NotFound, require
from goforum.core.web import person_id, see_other, viewer
from goforum.proposals import commands, forms, queries, rules
from goforum.proposals.drawing import show_context
from goforum.proposals.views.base import bp, enter
from goforum.voting import commands as voting
from goforum.voting.drawing import ballot_form, receipt_words, secret_receipt
from goforum.voting.queries import count_holders, view_of_poll


@bp.route("/proposals/<int:proposal_id>/open-vote", methods=["GET", "POST"])
def open_vote(proposal_id: int) -> Any:
    """Choose deadline, quorum and results, and open the vote."""
    proposal, standing = enter(proposal_id)
    me = person_id()
    if request.method == "GET":
        require(rules.may_put_to_vote(standing, proposal, clock.now(), queries.part_of(proposal, me)))
    form = forms.VoteForm()
    if form.validate_on_submit():
        try:
            commands.put_to_vote(me, proposal_id, closes_at=form.deadline, results=form.results.data,
                                 quorum_percent=form.quorum_percent.data, electorate=form.electorate.data,
                                 secret=bool(form.secret.data))
        except Invalid as invalid:
            form.add_errors(invalid)
        else:
            flash(_("The vote is open."))
            return see_other("proposals.show", proposal_id=proposal_id, _anchor="vote")
    return render_template("proposals/open_vote.html", form=form, proposal=proposal,
                           voters=count_holders(proposal.group_id)), 422 if form.is_submitted() else 200


@bp.post("/proposals/<int:proposal_id>/vote")
def vote(proposal_id: int) -> Any:
    """Record or change one's ballot on the proposal."""
    proposal, standing = enter(proposal_id)
    me = person_id()
    if proposal.poll_id is None:
        raise NotFound()
    poll = view_of_poll(proposal.poll_id, standing, request.form.get("as", ""))
    form = ballot_form(poll, posted=True)
    if form.validate_on_submit():
        try:
            receipt = voting.cast_vote(me, poll.id, reason=form.reason.data or "",
                                       voter_key=request.form.get("as", ""), tracker=request.form.get("tracker", ""),
                                       old_tracker=form.old.data or "" if "old" in form else "", **form.said)
        except Invalid as invalid:
            form.add_errors(invalid)
        else:
            if poll.is_secret:
                return secret_receipt(poll, receipt)
            flash(receipt_words(receipt))
            return see_other("proposals.show", proposal_id=proposal_id, _anchor="vote",
                             **{"as": request.form.get("as") or None})
    return render_template("proposals/show.html", **show_context(proposal, standing, viewer(), form)), 422


def _with_reason(proposal_id: int, act: str) -> Any:
    """Withdraw or refuse: one page with one field."""
    proposal, standing = enter(proposal_id)
    me = person_id()
    rule, command, done = {
        "withdraw": (rules.may_withdraw, commands.withdraw_proposal, _("The proposal is withdrawn.")),
        "refuse": (rules.may_refuse, commands.refuse_proposal, _("The proposal is refused.")),
    }[act]
    if request.method == "GET":
        require(rule(standing, proposal, clock.now()))
    form = forms.ReasonForm()
    if form.validate_on_submit():
        try:
            command(me, proposal_id, reason=form.reason.data)
        except Invalid as invalid:
            form.add_errors(invalid)
        else:
            flash(done)
            return see_other("proposals.show", proposal_id=proposal_id)
    return render_template("proposals/reason.html", form=form, proposal=proposal, act=act), (
        422 if form.is_submitted() else 200)


@bp.route("/proposals/<int:proposal_id>/withdraw", methods=["GET", "POST"])
def withdraw(proposal_id: int) -> Any:
    """Take one's proposal back."""
    return _with_reason(proposal_id, "withdraw")


@bp.route("/proposals/<int:proposal_id>/refuse", methods=["GET", "POST"])
def refuse(proposal_id: int) -> Any:
    """Reject a proposal without a vote."""
    return _with_reason(proposal_id, "refuse")
