"""A change to a commitment that a proposal carries."""

from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _

from goforum.commitments.queries import get_commitment
from goforum.core import clock
from goforum.core.i18n import language
from goforum.core.paging import int_arg
from goforum.core.rules import Invalid, require
from goforum.core.web import person_id, see_other
from goforum.proposals import commands, forms, queries, rules
from goforum.proposals.rules.change import FIELDS
from goforum.proposals.views.base import bp, enter
from goforum.threads.queries import commitment_choices


@bp.route("/proposals/<int:proposal_id>/change", methods=["GET", "POST"])
def change(proposal_id: int) -> Any:
    """Say what the proposal changes in a commitment (?commitment=): its texts, its dates, one more milestone."""
    proposal, standing = enter(proposal_id)
    me = person_id()
    require(rules.may_edit(standing, proposal, clock.now(), queries.part_of(proposal, me)))
    found = queries.find_change(proposal_id)
    about = queries.commitment_ids([proposal_id]).get(proposal_id, [])
    asked = int_arg("commitment")
    number = asked if asked is not None else found.commitment.id if found else about[0] if len(about) == 1 else None
    if not number:
        choices = sorted(commitment_choices(language()), key=lambda one: one[0] not in about)
        return render_template("proposals/change_which.html", proposal=proposal, choices=choices)
    page = get_commitment(number)
    same = found is not None and found.commitment.id == number
    start = queries.said(page) | (dict(found.fields) if found and same else {})
    form = forms.ChangeForm(data={**start, "milestone": found.milestone if found and same else "",
                                  "milestone_due_on": found.milestone_due_on if found and same else None})
    if form.validate_on_submit():
        try:
            commands.set_change(me, proposal_id, commitment_id=number, milestone=form.milestone.data or "",
                                fields={name: form[name].data for name in FIELDS},
                                milestone_due_on=form.milestone_due_on.data)
        except Invalid as invalid:
            form.add_errors(invalid)
        else:
            flash(_("The proposal says what it changes in the commitment."))
            return see_other("proposals.show", proposal_id=proposal_id, _anchor="change")
    return render_template("proposals/change.html", proposal=proposal, form=form, commitment=page.card,
                           found=found), 422 if form.is_submitted() else 200


@bp.post("/proposals/<int:proposal_id>/change/publish")
def publish_change(proposal_id: int) -> Any:
    """Make the accepted change part of the plan's next version."""
    enter(proposal_id)
    commands.publish_change(person_id(), proposal_id, mark=request.form.get("mark", ""))
    flash(_("The change is part of the plan's next version."))
    return see_other("proposals.show", proposal_id=proposal_id, _anchor="change")
