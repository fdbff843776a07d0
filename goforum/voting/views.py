"""Doors to polls that stand by themselves; a proposal's poll is drawn, and voted in, on the proposal's page."""

import secrets
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from goforum.core import clock
from goforum.core.i18n import language
from goforum.core.language import guess_language
from goforum.core.paging import int_arg
from goforum.core.rules import Invalid, NotFound, require
from goforum.core.web import keep_private, person_id, safe_next, see_other, viewer
from goforum.groups import queries as groups
from goforum.groups.rules import Standing, may_read
from goforum.threads.queries import open_thread
from goforum.voting import commands, forms, queries, rules
from goforum.voting.drawing import (
    AnyBallot,
    ballot_form,
    card_context,
    carried_names,
    marks_words,
    may_extend,
    option_names,
    organisations,
    receipt_words,
    secret_receipt,
)
from goforum.voting.opening_forms import fill_again, method_form
from goforum.voting.queries import PollView
from goforum.voting.queries.ledger import find_box

bp = Blueprint("voting", __name__)


def enter(poll_id: int) -> tuple[PollView, Standing]:
    """A poll the person looking may read, and what they are to its group."""
    poll, standing = queries.open_view(poll_id, viewer().id, request.values.get("as", ""))
    if standing.visibility != "public":
        keep_private()
    return poll, standing


def _page(poll_id: int, ballot: AnyBallot | None = None) -> str:
    poll, standing = enter(poll_id)
    group = groups.cards([poll.group_id])[poll.group_id]
    extensions = queries.list_extensions(poll_id) if poll.extended else []
    statement = queries.find_statement(poll_id) if poll.phase == "closed" else None
    return render_template("voting/show.html", group=group, extensions=extensions, statement=statement,
                           method_name=rules.METHOD_NAMES[poll.method],
                           **card_context(poll, standing, ballot))


@bp.get("/polls/<int:poll_id>")
def show(poll_id: int) -> Any:
    """A poll by itself: question, ballot, result."""
    return _page(poll_id)


@bp.post("/polls/<int:poll_id>/vote")
def cast(poll_id: int) -> Any:
    """Record or change one's ballot."""
    poll, _standing = enter(poll_id)  # a poll one may not know of is not found, whatever was typed
    me = person_id()
    form = ballot_form(poll, posted=True)
    if form.validate_on_submit():
        try:
            receipt = commands.cast_vote(me, poll_id, reason=form.reason.data or "",
                                         voter_key=request.form.get("as", ""),
                                         tracker=request.form.get("tracker", ""),
                                         old_tracker=form.old.data or "" if "old" in form else "", **form.said)
        except Invalid as invalid:
            form.add_errors(invalid)
        else:
            if poll.is_secret:
                return secret_receipt(poll, receipt)
            flash(receipt_words(receipt))
            return see_other("voting.show", poll_id=poll_id, _anchor="vote", **as_named())
    return _page(poll_id, form), 422


def as_named() -> dict[str, str]:
    """For whom the person votes, where they said so: it stays in the address."""
    return {"as": request.values["as"]} if request.values.get("as") else {}


@bp.get("/polls/<int:poll_id>/results")
def results(poll_id: int) -> Any:
    """The results alone, for pages that refresh them; hidden ones stay hidden here too."""
    poll, standing = enter(poll_id)
    return render_template("voting/_results.html", **card_context(poll, standing))


@bp.get("/polls/<int:poll_id>/ballots")
def ballots(poll_id: int) -> Any:
    """The register of a closed poll: who chose what, and why."""
    poll, _standing = enter(poll_id)
    group = groups.cards([poll.group_id])[poll.group_id]
    page = queries.page_ballots(poll, after=int_arg("after", 0) or 0)
    names = option_names(poll)
    words = {line.voter_id: marks_words(poll, line.marks, names) for line in page.items if not line.choice}
    return render_template("voting/ballots.html", poll=poll, group=group, page=page, words=words,
                           colleges=queries.list_colleges(poll), organisations=organisations(page.items),
                           phones=queries.list_phones(poll_id, [line.key for line in page.items]),
                           **carried_names(poll))


@bp.get("/polls/<int:poll_id>/manifest.json")
def manifest(poll_id: int) -> Any:
    """What was fixed when the poll opened, as the canonical text whose SHA-256 is the fingerprint."""
    enter(poll_id)
    box = find_box(poll_id)
    text = box.manifest if box else rules.canonical_text(rules.manifest(*queries.get_manifest_facts(poll_id)))
    return Response(text, mimetype="application/json")


@bp.route("/polls/<int:poll_id>/cancel", methods=["GET", "POST"])
def cancel(poll_id: int) -> Any:
    """End a vote without a result, saying why."""
    poll, standing = enter(poll_id)
    me = person_id()
    if request.method == "GET":
        require(rules.may_cancel(standing, poll, poll.cast, clock.now()))
    back = safe_next(url_for("voting.show", poll_id=poll_id))
    form = forms.CancelForm()
    if form.validate_on_submit():
        try:
            commands.cancel_poll(me, poll_id, reason=form.reason.data)
            flash(_("The vote is cancelled."))
            return Response(status=303, headers={"Location": back})
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("voting/cancel.html", poll=poll, form=form, next=back), (
        422 if form.is_submitted() else 200)


@bp.route("/polls/<int:poll_id>/extend", methods=["GET", "POST"])
def extend(poll_id: int) -> Any:
    """Put off the deadline while nobody has voted, saying why."""
    poll, standing = enter(poll_id)
    me = person_id()
    require(may_extend(poll, standing))
    form = forms.ExtendForm()
    if form.validate_on_submit():
        try:
            commands.extend_poll(me, poll_id, closes_at=form.deadline, reason=form.reason.data)
            flash(_("The deadline is put off, and the voters are told."))
            return see_other("voting.show", poll_id=poll_id)
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("voting/extend.html", poll=poll, form=form), 422 if form.is_submitted() else 200


def _group(slug: str) -> tuple[groups.GroupCard, Standing]:
    group = groups.get_group_by_slug(slug)
    standing = groups.standing(viewer().id, group.id)
    require(may_read(standing, clock.now()))
    if group.visibility != "public":
        keep_private()
    return group, standing


@bp.get("/groups/<slug>/polls")
def index(slug: str) -> Any:
    """The votes of a group, newest first."""
    group, standing = _group(slug)
    page = queries.page_polls(group.id, before=int_arg("before"))
    return render_template("voting/index.html", group=group, page=page, now=clock.now(),
                           may_open=rules.may_open_poll(standing, clock.now()), thread=None,
                           reviews=queries.list_reviews(group.id))


@bp.get("/threads/<int:thread_id>/polls")
def of_thread(thread_id: int) -> Any:
    """The votes opened from a thread, newest first."""
    head, standing = open_thread(thread_id, viewer().id)
    if standing.visibility != "public":
        keep_private()
    page = queries.page_polls_of_thread(thread_id, before=int_arg("before"))
    return render_template("voting/index.html", group=groups.cards([head.group_id])[head.group_id], page=page,
                           now=clock.now(), may_open=rules.may_open_poll(standing, clock.now()), thread=head,
                           reviews=[])


def _posted(name: str) -> int | None:
    typed = request.form.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def _again(group_id: int) -> PollView | None:
    """The cancelled vote of this group that is to be run again, where one is."""
    wanted = int_arg("again") or _posted("again")
    if not wanted:
        return None
    poll, _standing = enter(wanted)
    if poll.group_id != group_id:
        raise NotFound()
    return poll


@bp.route("/groups/<slug>/polls/new", methods=["GET", "POST"])
def new(slug: str) -> Any:
    """Put a question to a group."""
    group, standing = _group(slug)
    me = person_id()
    require(rules.may_open_poll(standing, clock.now()))
    again = _again(group.id)
    method = again.method if again else request.values.get("method", "")
    thread_id = int_arg("thread") or _posted("thread") or (again.thread_id if again else None)
    if request.method == "GET" and method not in rules.METHODS:
        return render_template("voting/choose.html", group=group, names=rules.METHOD_NAMES, hints=rules.METHOD_HELP,
                               thread_id=thread_id)
    form = method_form(method, weights=bool(groups.organisation_weights(group.id)))
    if again and request.method == "GET":
        fill_again(form, again, option_names(again))
    form.thread.data = str(thread_id or "")
    form.client_key.data = form.client_key.data or secrets.token_hex(16)
    if form.validate_on_submit():
        try:
            poll_id = commands.open_poll(
                me, group.id, question=form.question.data, closes_at=form.deadline,
                language=guess_language(form.question.data, language()),
                quorum_percent=form.quorum_percent.data, results=form.results.data,
                client_key=form.client_key.data or None, terms=form.terms, thread_id=thread_id,
                electorate=form.holders, rerun_of=again.id if again else None,
                opens_at=form.opening)
            flash(_("The vote is planned: it opens by itself.") if form.opening else _("The vote is open."))
            return see_other("voting.show", poll_id=poll_id)
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("voting/new.html", group=group, form=form, method_name=rules.METHOD_NAMES[form.terms.method],
                           method_help=rules.METHOD_HELP[form.terms.method], thread_id=thread_id, again=again,
                           college_names=rules.COLLEGE_NAMES), (
        422 if form.is_submitted() else 200)
