"""Doors to delegating one's vote in a poll, and taking it back."""

from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from goforum.core import clock
from goforum.core.forms import Form, options
from goforum.core.rules import Invalid, require
from goforum.core.web import person_id, see_other
from goforum.groups import queries as groups
from goforum.voting import commands, queries, rules
from goforum.voting.drawing import holder_names
from goforum.voting.queries import PollView
from goforum.voting.views import as_named, bp, enter


class DelegateForm(Form):
    to = RadioField(_l("Who votes for you"), validate_choice=False)


def _form(poll: PollView, sought: str) -> DelegateForm:
    assert poll.line is not None
    keys = queries.list_candidates(poll.id, poll.line, sought)
    if poll.delegate and poll.delegate not in keys:
        keys.insert(0, poll.delegate)
    names = holder_names(keys)
    form = DelegateForm(to=poll.delegate)
    form.to.choices = options([(key, names[key]) for key in keys])
    return form


@bp.route("/polls/<int:poll_id>/delegate", methods=["GET", "POST"])
def delegate(poll_id: int) -> Any:
    """Let another of one's college vote for oneself."""
    poll, standing = enter(poll_id)
    me = person_id()
    require(rules.may_delegate(standing, poll, poll.on_roll, clock.now()))
    sought = request.args.get("q", "").replace("\0", "").strip()[:80]
    form = _form(poll, sought)
    if form.validate_on_submit():
        try:
            commands.delegate_vote(me, poll_id, to_key=form.to.data or "", voter_key=request.form.get("as", ""))
            flash(_("Your vote is delegated. If you vote yourself before the close, your own vote counts."))
            return see_other("voting.show", poll_id=poll_id, _anchor="vote", **as_named())
        except Invalid as invalid:
            form.add_errors(invalid)
    group = groups.cards([poll.group_id])[poll.group_id]
    return render_template("voting/delegate.html", poll=poll, group=group, form=form, sought=sought), (
        422 if form.is_submitted() else 200)


@bp.post("/polls/<int:poll_id>/undelegate")
def undelegate(poll_id: int) -> Any:
    """Take one's vote back."""
    enter(poll_id)
    commands.revoke_delegation(person_id(), poll_id, voter_key=request.form.get("as", ""))
    flash(_("Your vote is yours again."))
    return see_other("voting.show", poll_id=poll_id, _anchor="vote", **as_named())
