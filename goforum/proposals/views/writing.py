"""Writing a proposal: a new one, another text, publication."""

import secrets
from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup

from goforum.core import clock
from goforum.core.forms import options
from goforum.core.i18n import language, localised
from goforum.core.paging import int_arg
from goforum.core.rules import Conflict, Invalid, require
from goforum.core.text import clean_line
from goforum.core.web import keep_private, person_id, see_other, viewer
from goforum.groups import queries as groups
from goforum.groups.queries import GroupCard
from goforum.proposals import commands, drawing, forms, queries, rules
from goforum.proposals.drawing import posts_to_pick, preview_html, quoted_posts
from goforum.proposals.spots import edit_place, new_place
from goforum.proposals.views.base import bp, enter, enter_group
from goforum.threads.composer import begun, own_draft, under
from goforum.threads.queries import commitment_choices, open_thread


def _fill(form: forms.ProposalForm) -> None:
    form.commitments.choices = options(commitment_choices(language()))
    form.client_key.data = form.client_key.data or secrets.token_hex(16)


def _preview(form: forms.ProposalForm) -> Markup | None:
    """The text as it would look, when that is what was asked."""
    return preview_html(form.body.data or "") if request.form.get("act") == "preview" else None


def _status(form: forms.ProposalForm, preview: Markup | None) -> int:
    return 422 if form.is_submitted() and preview is None else 200


def _alike(form: forms.ProposalForm, preview: Markup | None, besides: int | None = None) -> dict[str, Any]:
    """What is like it already, shown with the preview to whoever has no scripts; the page's script asks by itself."""
    title = clean_line(form.title.data or "") if preview is not None else ""
    return {"title": title, "alike": queries.find_similar(title, viewer().id, besides=besides) if title else []}


def _place() -> tuple[GroupCard | None, int | None]:
    """Where a new proposal is made: the thread's group, the group asked for, or still to be chosen."""
    me = viewer()
    thread_id = int_arg("thread")
    slug = request.args.get("group")
    if thread_id is not None:
        head, standing = open_thread(thread_id, me.id)
    elif slug:
        head, (_card, standing) = None, enter_group(slug)
    else:
        return None, None
    if standing.visibility != "public":
        keep_private()
    require(rules.may_propose(standing, clock.now()))
    return groups.cards([standing.group_id])[standing.group_id], head.id if head else None


@bp.route("/proposals/new", methods=["GET", "POST"])
def new() -> Any:
    """Write a proposal: from a thread (?thread=, ?posts= to quote), in a group (?group=), or from nothing."""
    group, thread_id = _place()
    me = person_id()
    start = begun(own_draft(new_place(group.id))) if group and request.method == "GET" else {}
    form = forms.ProposalForm(data=start) if group else forms.FirstForm()
    _fill(form)
    if isinstance(form, forms.FirstForm):
        keep_private()  # the list may name reserved groups
        form.offer([(card.id, localised(card.names).text) for card in queries.list_writable_groups(me)])
    posts = ",".join(request.args.getlist("posts"))
    if request.method == "GET" and thread_id is not None:
        form.body.data = under(start.get("body", ""), quoted_posts(thread_id, posts, me))
        form.commitments.data = drawing.picked_commitments(thread_id, posts, me)
    preview = _preview(form)
    if preview is None and form.validate_on_submit():
        try:
            proposal_id = commands.create_proposal(
                me, group.id if group else form.group.data, title=form.title.data, body=form.body.data,
                commitment_ids=form.commitments.data or (), source_thread_id=thread_id,
                post_ids=drawing.picked_ids(posts), publish=request.form.get("act") == "publish",
                client_key=form.client_key.data)
        except Invalid as invalid:
            form.add_errors(invalid)
        except Conflict as conflict:  # published after the time for ideas: what was typed is not lost
            if conflict.code != "phase":
                raise
            form.form_errors.append(conflict.reason)
        else:
            flash(_("The proposal is published.") if request.form.get("act") == "publish"
                  else _("The draft is kept. Only you can see it."))
            return see_other("proposals.show", proposal_id=proposal_id)
    source = open_thread(thread_id, me)[0] if thread_id is not None else None
    picks = posts_to_pick(source) if source and request.method == "GET" and not posts else []
    return render_template("proposals/edit.html", form=form, group=group, proposal=None, source=source, picks=picks,
                           place=new_place(group.id) if group else "", preview=preview,
                           **_alike(form, preview)), _status(form, preview)


@bp.route("/proposals/<int:proposal_id>/edit", methods=["GET", "POST"])
def edit(proposal_id: int) -> Any:
    """Change the text or its links, before a vote opens."""
    proposal, standing = enter(proposal_id)
    me = person_id()
    if request.method == "GET":
        require(rules.may_edit(standing, proposal, clock.now(), queries.part_of(proposal, me)))
    start = begun(own_draft(edit_place(proposal_id))) if request.method == "GET" else {}
    form = forms.ProposalForm(data={
        "title": proposal.title, "body": proposal.body_source, "version": proposal.version_number,
        "commitments": queries.commitment_ids([proposal_id]).get(proposal_id, []), **start})
    _fill(form)
    preview = _preview(form)
    if preview is None and form.validate_on_submit():
        try:
            commands.edit_proposal(me, proposal_id, title=form.title.data, body=form.body.data,
                                   commitment_ids=form.commitments.data or (), version=form.version.data)
        except Invalid as invalid:
            form.add_errors(invalid)
        else:
            flash(_("The proposal is changed; its earlier text stays in the list of versions."))
            return see_other("proposals.show", proposal_id=proposal_id)
    group = groups.cards([proposal.group_id])[proposal.group_id]
    return render_template("proposals/edit.html", form=form, group=group, proposal=proposal, source=None, picks=[],
                           place=edit_place(proposal_id), preview=preview,
                           **_alike(form, preview, proposal_id)), _status(form, preview)


@bp.post("/proposals/<int:proposal_id>/publish")
def publish(proposal_id: int) -> Any:
    """Show a draft to the group."""
    enter(proposal_id)
    commands.publish_proposal(person_id(), proposal_id)
    flash(_("The proposal is published."))
    return see_other("proposals.show", proposal_id=proposal_id)
