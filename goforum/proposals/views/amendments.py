"""Amendments: another text beside the original, compared with it word by word, and its answer."""

import secrets
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from goforum.accounts.queries import people_by_ids
from goforum.core import clock
from goforum.core.rules import Invalid, require
from goforum.core.web import person_id, see_other, viewer
from goforum.groups.queries import cards
from goforum.groups.rules import Standing
from goforum.proposals import commands, forms, queries, rules
from goforum.proposals.around import compared
from goforum.proposals.drawing import preview_html, text_html
from goforum.proposals.models import Amendment, Proposal
from goforum.proposals.spots import amend_place
from goforum.proposals.views.base import bp, enter
from goforum.threads.composer import begun, own_draft


@bp.get("/proposals/<int:proposal_id>/amendments")
def amendments(proposal_id: int) -> Any:
    """Every amendment of a proposal: those that wait for an answer first."""
    proposal, standing = enter(proposal_id)
    now = clock.now()
    listed = [one for one in queries.list_amendments(proposal_id) if rules.may_see_amendment(standing, one, now)]
    return render_template(
        "proposals/amendments.html", proposal=proposal, amendments=listed,
        amenders=people_by_ids({one.author_id for one in listed}),
        may_amend=rules.may_amend(standing, proposal, now, queries.part_of(proposal, viewer().id)))


@bp.route("/proposals/<int:proposal_id>/amend", methods=["GET", "POST"])
def amend(proposal_id: int) -> Any:
    """Write another text, beginning with the present one."""
    proposal, standing = enter(proposal_id)
    me = person_id()
    if request.method == "GET":
        require(rules.may_amend(standing, proposal, clock.now(), queries.part_of(proposal, me)))
    draft = own_draft(amend_place(proposal_id)) if request.method == "GET" else None
    form = forms.AmendForm(data={
        "title": proposal.title, "body": proposal.body_source, "client_key": secrets.token_hex(16),
        "version": queries.version_at(proposal_id, draft.updated_at) if draft and draft.alive else
        proposal.version_number, **(begun(draft) if request.method == "GET" else {})})
    shown = request.form.get("act") == "preview"
    if not shown and form.validate_on_submit():
        try:
            made = commands.amend(me, proposal_id, title=form.title.data, body=form.body.data, why=form.why.data,
                                  version=form.version.data or 0, client_key=form.client_key.data)
        except Invalid as invalid:
            form.add_errors(invalid)
        else:
            flash(_("Your amendment stands beside the proposal. Its authors are told."))
            return see_other("proposals.amendment", proposal_id=proposal_id, amendment_id=made)
    steps = compared(form.body.data or "", proposal.body_source) if shown else None
    return render_template(
        "proposals/amend.html", form=form, proposal=proposal, steps=steps, shown=shown,
        preview=preview_html(form.body.data or "") if shown else None, place=amend_place(proposal_id),
        group=cards([proposal.group_id])[proposal.group_id]), 422 if form.is_submitted() and not shown else 200


def _page(proposal: Proposal, standing: Standing, one: Amendment, form: forms.ReasonForm | None = None) -> Any:
    now, part = clock.now(), queries.part_of(proposal, viewer().id)
    require(rules.may_see_amendment(standing, one, now))
    accepted = one.version_number is not None
    # An accepted one is compared with the text it changed; one that waits or was refused, with the present text.
    against = queries.get_version(proposal.id, one.version_number - 1) if one.version_number else proposal
    people = people_by_ids({one.author_id, *([one.answered_by_id] if one.answered_by_id else [])})
    return render_template(
        "proposals/amendment.html", proposal=proposal, one=one, author=people[one.author_id],
        answerer=people.get(one.answered_by_id) if one.answered_by_id else None, accepted=accepted,
        steps=compared(one.body_source, against.body_source), title_steps=compared(one.title, against.title),
        html=text_html(one), against_html=text_html(against), against=against,
        stale=rules.is_stale(one.base_version, proposal.version_number, one.state, one.written_for_id),
        written_for=queries.cards([one.written_for_id], viewer().id).get(one.written_for_id)
        if one.written_for_id else None, form=form or forms.ReasonForm(),
        may_answer=rules.may_answer_amendment(standing, proposal, one, now, part),
        may_withdraw=rules.may_withdraw_amendment(standing, proposal, one, now),
        may_promote=rules.may_promote_amendment(standing, proposal, one, now))


@bp.get("/proposals/<int:proposal_id>/amendments/<int:amendment_id>")
def amendment(proposal_id: int, amendment_id: int) -> Any:
    """One amendment: what it changes, why, and the answer. One that a merge carried is found where it stands now."""
    home = queries.home_of_amendment(amendment_id)
    proposal, standing = enter(home or proposal_id)
    if home not in {None, proposal_id}:
        return redirect(url_for("proposals.amendment", proposal_id=home, amendment_id=amendment_id))
    return _page(proposal, standing, queries.get_amendment(proposal_id, amendment_id))


@bp.post("/proposals/<int:proposal_id>/amendments/<int:amendment_id>/accept")
def accept_amendment(proposal_id: int, amendment_id: int) -> Any:
    """Take its text as the next version."""
    enter(proposal_id)
    number = commands.accept_amendment(person_id(), proposal_id, amendment_id,
                                       version=request.form.get("version", 0, type=int))
    flash(_("The amendment is accepted: its text is version %(number)s, credited to its author.", number=number))
    return see_other("proposals.show", proposal_id=proposal_id)


@bp.post("/proposals/<int:proposal_id>/amendments/<int:amendment_id>/reject")
def reject_amendment(proposal_id: int, amendment_id: int) -> Any:
    """Leave the text as it is, and say why."""
    proposal, standing = enter(proposal_id)
    me = person_id()
    form = forms.ReasonForm()
    if form.validate_on_submit():
        try:
            commands.reject_amendment(me, proposal_id, amendment_id, reason=form.reason.data)
        except Invalid as invalid:
            form.add_errors(invalid)
        else:
            flash(_("The amendment is rejected, with your reason."))
            return see_other("proposals.amendment", proposal_id=proposal_id, amendment_id=amendment_id)
    return _page(proposal, standing, queries.get_amendment(proposal_id, amendment_id), form), 422


@bp.post("/proposals/<int:proposal_id>/amendments/<int:amendment_id>/withdraw")
def withdraw_amendment(proposal_id: int, amendment_id: int) -> Any:
    """Take one's amendment back."""
    enter(proposal_id)
    commands.withdraw_amendment(person_id(), proposal_id, amendment_id)
    flash(_("Your amendment is withdrawn."))
    return see_other("proposals.amendment", proposal_id=proposal_id, amendment_id=amendment_id)


@bp.post("/proposals/<int:proposal_id>/amendments/<int:amendment_id>/promote")
def promote_amendment(proposal_id: int, amendment_id: int) -> Any:
    """Make a proposal of one's own of a rejected amendment."""
    enter(proposal_id)
    made = commands.promote_amendment(person_id(), proposal_id, amendment_id)
    flash(_("Your amendment is a proposal of its own now."))
    return see_other("proposals.show", proposal_id=made)
