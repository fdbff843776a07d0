"""Signing together, supporting, arguing, what is like it; and what a group asks of its proposals."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from goforum.core import clock
from goforum.core.paging import int_arg
from goforum.core.rules import Invalid, require
from goforum.core.text import clean_line
from goforum.core.web import keep_private, person_id, see_other, viewer
from goforum.proposals import commands, forms, queries, rules
from goforum.proposals.drawing import show_context
from goforum.proposals.models import MAX_TITLE
from goforum.proposals.views.base import bp, enter, enter_group

PACE = "90 per minute"


@bp.get("/proposals/similar")
def similar() -> Any:
    """Proposals and discussions like a title (?title=), as a part of a page."""
    title = clean_line(request.args.get("title", ""))[:MAX_TITLE]
    keep_private()
    return render_template("proposals/_similar.html", title=title, alike=queries.find_similar(
        title, viewer().id, besides=int_arg("besides")))


@bp.post("/proposals/<int:proposal_id>/support")
def support(proposal_id: int) -> Any:
    """Support a proposal, or take one's support back."""
    enter(proposal_id)
    on = request.form.get("on") != "0"
    commands.support(person_id(), proposal_id, on=on)
    flash(_("You support this proposal.") if on else _("Your support is taken back."))
    return see_other("proposals.show", proposal_id=proposal_id, _anchor="supports")


@bp.route("/proposals/<int:proposal_id>/authors", methods=["GET", "POST"])
def authors(proposal_id: int) -> Any:
    """Who signed it, who is asked to; the first author invites others."""
    proposal, standing = enter(proposal_id)
    me = person_id()
    if request.method == "GET":
        require(rules.may_invite_author(standing, proposal, clock.now()))
    form = forms.AuthorForm()
    if form.validate_on_submit():
        try:
            commands.invite_author(me, proposal_id, handle=form.handle.data)
        except Invalid as invalid:
            form.add_errors(invalid)
        else:
            flash(_("The invitation is sent. They sign it only if they say yes."))
            return see_other("proposals.authors", proposal_id=proposal_id)
    return render_template("proposals/authors.html", form=form, proposal=proposal,
                           authors=queries.list_authors(proposal_id)), 422 if form.is_submitted() else 200


@bp.post("/proposals/<int:proposal_id>/sign")
def sign(proposal_id: int) -> Any:
    """Answer an invitation to sign."""
    proposal, _standing = enter(proposal_id)
    yes = request.form.get("yes") == "1"
    commands.sign(person_id(), proposal_id, yes=yes)
    flash(_("You are one of its authors now.") if yes else _("You have declined to sign it."))
    return see_other("proposals.show", proposal_id=proposal_id) if yes or proposal.published_at else see_other(
        "proposals.index")


@bp.post("/proposals/<int:proposal_id>/leave")
def leave(proposal_id: int) -> Any:
    """Take one's name off a proposal."""
    proposal, _standing = enter(proposal_id)
    commands.leave_authors(person_id(), proposal_id)
    flash(_("Your name is taken off this proposal."))
    return see_other("proposals.show", proposal_id=proposal_id) if proposal.published_at else see_other(
        "proposals.index")


@bp.post("/proposals/<int:proposal_id>/arguments")
def argue(proposal_id: int) -> Any:
    """Give a reason for or against."""
    proposal, standing = enter(proposal_id)
    me = person_id()
    form = forms.ArgumentForm()
    if form.validate_on_submit():
        try:
            argument_id = commands.argue(me, proposal_id, side=form.side.data, body=form.body.data,
                                         client_key=form.client_key.data)
        except Invalid as invalid:
            form.add_errors(invalid)
        else:
            flash(_("Your argument stands on the page."),
                  f"undo:{url_for('proposals.take_back_argument', proposal_id=proposal_id, argument_id=argument_id)}")
            return see_other("proposals.show", proposal_id=proposal_id, _anchor=f"arg{argument_id}")
    return render_template("proposals/show.html", **show_context(proposal, standing, viewer(), argument=form)), 422


@bp.post("/proposals/<int:proposal_id>/arguments/<int:argument_id>/support")
def back_argument(proposal_id: int, argument_id: int) -> Any:
    """Say that an argument convinces, or no longer does."""
    enter(proposal_id)
    commands.back_argument(person_id(), proposal_id, argument_id, on=request.form.get("on") != "0")
    return see_other("proposals.show", proposal_id=proposal_id, _anchor=f"arg{argument_id}")


@bp.post("/proposals/<int:proposal_id>/arguments/<int:argument_id>/delete")
def take_back_argument(proposal_id: int, argument_id: int) -> Any:
    """Delete an argument of one's own, or bring it back (undo=1)."""
    enter(proposal_id)
    undo = request.form.get("undo") == "1" or request.args.get("undo") == "1"
    commands.take_back_argument(person_id(), proposal_id, argument_id, undo=undo)
    if undo:
        flash(_("Your argument is back."))
        return see_other("proposals.show", proposal_id=proposal_id, _anchor=f"arg{argument_id}")
    again = url_for("proposals.take_back_argument", proposal_id=proposal_id, argument_id=argument_id, undo=1)
    flash(_("Your argument is deleted."), f"undo:{again}")
    return see_other("proposals.show", proposal_id=proposal_id, _anchor="arguments")


@bp.route("/groups/<slug>/proposals/settings", methods=["GET", "POST"])
def settings(slug: str) -> Any:
    """What a group asks of its proposals."""
    group, standing = enter_group(slug)
    me = person_id()
    require(rules.may_set_proposals(standing, clock.now()))
    form = forms.RulesForm(data={"supports_needed": queries.supports_needed(group.id)})
    if form.validate_on_submit():
        try:
            commands.set_proposals(me, group.id, supports_needed=form.supports_needed.data)
        except Invalid as invalid:
            form.add_errors(invalid)
        else:
            flash(_("The rules of proposals are changed."))
            return see_other("proposals.index", slug=slug)
    return render_template("proposals/settings.html", form=form, group=group, slug=slug), (
        422 if form.is_submitted() else 200)
