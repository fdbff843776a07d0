"""Doors to proposals: lists, the page of one, writing, moving, voting."""

import secrets
from typing import Any

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from goforum.accounts.queries import people_by_ids
from goforum.core import clock
from goforum.core.forms import options
from goforum.core.i18n import language, localised
from goforum.core.paging import int_arg
from goforum.core.rules import Invalid, NotFound, require
from goforum.core.web import keep_private, person_id, see_other, viewer
from goforum.groups import queries as groups
from goforum.groups.queries import GroupCard
from goforum.groups.rules import Standing, may_read
from goforum.proposals import commands, drawing, forms, queries, rules
from goforum.proposals.drawing import posts_to_pick, preview_html, quoted_posts, show_context, text_html
from goforum.proposals.models import Proposal, State
from goforum.proposals.spots import edit_place, new_place
from goforum.threads.composer import begun, own_draft, under
from goforum.threads.queries import commitment_choices, open_thread
from goforum.threads.reading import note_reading
from goforum.voting import commands as voting
from goforum.voting.drawing import receipt_words
from goforum.voting.forms import BallotForm, TermsForm
from goforum.voting.queries import get_poll

bp = Blueprint("proposals", __name__)


def _enter(proposal_id: int) -> tuple[Proposal, Standing]:
    """A proposal the person looking may see, and what they are to its group."""
    proposal, standing = queries.get_proposal(proposal_id, viewer().id)
    if standing.visibility != "public" or proposal.published_at is None:
        keep_private()
    return proposal, standing


def _group(slug: str) -> tuple[GroupCard, Standing]:
    group = groups.get_group_by_slug(slug)
    standing = groups.standing(viewer().id, group.id)
    require(may_read(standing, clock.now()))
    if group.visibility != "public":
        keep_private()
    return group, standing


@bp.get("/proposals")
@bp.get("/groups/<slug>/proposals")
def index(slug: str | None = None) -> Any:
    """Proposals one may read, all or of one group, by state."""
    me = viewer()
    group, standing = _group(slug) if slug else (None, None)
    state = request.args.get("state")
    state = state if state in set(State) else None
    page = queries.page_proposals(me.id, group_id=group.id if group else None, state=state,
                                  before=int_arg("before"), after=int_arg("after"))
    extras = queries.extras(page.items)
    if any(card.visibility == "reserved" for card in extras.groups.values()):
        keep_private()
    may_propose = rules.may_propose(standing, clock.now()) if standing else not me.is_visitor
    return render_template("proposals/index.html", group=group, page=page, state=state, states=list(State),
                           extras=extras, may_propose=may_propose, slug=slug)


@bp.get("/proposals/<int:proposal_id>")
def show(proposal_id: int) -> Any:
    """A proposal: text, way, vote, result, discussion."""
    proposal, standing = _enter(proposal_id)
    me = viewer()
    context = show_context(proposal, standing, me)
    answer = make_response(render_template("proposals/show.html", **context))
    if (head := context["head"]) is not None:
        note_reading(current_app._get_current_object(), answer, me.id, head.id,  # type: ignore[attr-defined]
                     context["posts"].last_number, head.last_read)
    return answer


def _fill(form: forms.ProposalForm) -> None:
    form.commitments.choices = options(commitment_choices(language()))
    form.client_key.data = form.client_key.data or secrets.token_hex(16)


def _preview(form: forms.ProposalForm) -> Markup | None:
    """The text as it would look, when that is what was asked."""
    return preview_html(form.body.data or "") if request.form.get("act") == "preview" else None


def _status(form: forms.ProposalForm, preview: Markup | None) -> int:
    return 422 if form.is_submitted() and preview is None else 200


def _place() -> tuple[GroupCard | None, int | None]:
    """Where a new proposal is made: the thread's group, the group asked for, or still to be chosen."""
    me = viewer()
    thread_id = int_arg("thread")
    slug = request.args.get("group")
    if thread_id is not None:
        head, standing = open_thread(thread_id, me.id)
    elif slug:
        head, (_card, standing) = None, _group(slug)
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
    if form.validate_on_submit() and preview is None:
        try:
            proposal_id = commands.create_proposal(
                me, group.id if group else form.group.data, title=form.title.data, body=form.body.data,
                commitment_ids=form.commitments.data or (), source_thread_id=thread_id,
                post_ids=drawing.picked_ids(posts), publish=request.form.get("act") == "publish",
                client_key=form.client_key.data)
        except Invalid as invalid:
            form.add_errors(invalid)
        else:
            flash(_("The proposal is published.") if request.form.get("act") == "publish"
                  else _("The draft is kept. Only you can see it."))
            return see_other("proposals.show", proposal_id=proposal_id)
    source = open_thread(thread_id, me)[0] if thread_id is not None else None
    picks = posts_to_pick(source) if source and request.method == "GET" and not posts else []
    return render_template("proposals/edit.html", form=form, group=group, proposal=None, source=source, picks=picks,
                           place=new_place(group.id) if group else "", preview=preview), _status(form, preview)


@bp.route("/proposals/<int:proposal_id>/edit", methods=["GET", "POST"])
def edit(proposal_id: int) -> Any:
    """Change the text or its links, before a vote opens."""
    proposal, standing = _enter(proposal_id)
    me = person_id()
    if request.method == "GET":
        require(rules.may_edit(standing, proposal, clock.now()))
    start = begun(own_draft(edit_place(proposal_id))) if request.method == "GET" else {}
    form = forms.ProposalForm(data={
        "title": proposal.title, "body": proposal.body_source, "version": proposal.version_number,
        "commitments": queries.commitment_ids([proposal_id]).get(proposal_id, []), **start})
    _fill(form)
    preview = _preview(form)
    if form.validate_on_submit() and preview is None:
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
                           place=edit_place(proposal_id), preview=preview), _status(form, preview)


@bp.post("/proposals/<int:proposal_id>/publish")
def publish(proposal_id: int) -> Any:
    """Show a draft to the group."""
    _enter(proposal_id)
    commands.publish_proposal(person_id(), proposal_id)
    flash(_("The proposal is published."))
    return see_other("proposals.show", proposal_id=proposal_id)


@bp.route("/proposals/<int:proposal_id>/open-vote", methods=["GET", "POST"])
def open_vote(proposal_id: int) -> Any:
    """Choose deadline, quorum and results, and open the vote."""
    proposal, standing = _enter(proposal_id)
    me = person_id()
    if request.method == "GET":
        require(rules.may_put_to_vote(standing, proposal, clock.now()))
    form = TermsForm()
    if form.validate_on_submit():
        try:
            commands.put_to_vote(me, proposal_id, closes_at=form.deadline, results=form.results.data,
                                 quorum_percent=form.quorum_percent.data)
        except Invalid as invalid:
            form.add_errors(invalid)
        else:
            flash(_("The vote is open."))
            return see_other("proposals.show", proposal_id=proposal_id, _anchor="vote")
    return render_template("proposals/open_vote.html", form=form, proposal=proposal,
                           voters=len(groups.member_ids(proposal.group_id))), 422 if form.is_submitted() else 200


@bp.post("/proposals/<int:proposal_id>/vote")
def vote(proposal_id: int) -> Any:
    """Record or change one's ballot on the proposal."""
    proposal, standing = _enter(proposal_id)
    me = person_id()
    if proposal.poll_id is None:
        raise NotFound()
    poll_id, form = proposal.poll_id, BallotForm()
    if form.validate_on_submit():
        try:
            receipt = voting.cast_vote(me, poll_id, choice=form.choice.data, reason=form.reason.data or "",
                                       tracker=request.form.get("tracker", ""))
        except Invalid as invalid:
            form.add_errors(invalid)
        else:
            flash(receipt_words(receipt))
            return see_other("proposals.show", proposal_id=proposal_id, _anchor="vote")
    return render_template("proposals/show.html", **show_context(proposal, standing, viewer(), form)), 422


def _with_reason(proposal_id: int, act: str) -> Any:
    """Withdraw or refuse: one page with one field."""
    proposal, standing = _enter(proposal_id)
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


@bp.get("/proposals/<int:proposal_id>/versions")
def versions(proposal_id: int) -> Any:
    """The versions of the text."""
    proposal, _standing = _enter(proposal_id)
    lines = queries.list_versions(proposal_id)
    return render_template("proposals/versions.html", proposal=proposal, versions=lines,
                           people=people_by_ids({line.author_id for line in lines}))


@bp.get("/proposals/<int:proposal_id>/versions/<int:number>")
def version(proposal_id: int, number: int) -> Any:
    """One version of the text."""
    proposal, _standing = _enter(proposal_id)
    found = queries.get_version(proposal_id, number)
    return render_template("proposals/version.html", proposal=proposal, version=found, html=text_html(found),
                           back=url_for("proposals.versions", proposal_id=proposal_id))


@bp.get("/threads/<int:thread_id>/proposal")
def of_thread(thread_id: int) -> Any:
    """From a discussion to the proposal it belongs to."""
    proposal_id = queries.find_by_thread(thread_id)
    if proposal_id is None:
        raise NotFound()
    _enter(proposal_id)
    # The browser carries "#p12" over by itself; the page of posts it stands on must be carried by us.
    return redirect(url_for("proposals.show", proposal_id=proposal_id, page=int_arg("page")))


@bp.get("/polls/<int:poll_id>/proposal")
def of_poll(poll_id: int) -> Any:
    """From a vote to the text it is about: the proposal it decides, or the question itself."""
    proposal_id = queries.find_by_poll(poll_id)
    if proposal_id is None:
        get_poll(poll_id, viewer().id)  # a vote one may not know of leads nowhere
        return redirect(url_for("voting.show", poll_id=poll_id))
    _enter(proposal_id)
    return redirect(url_for("proposals.show", proposal_id=proposal_id))
