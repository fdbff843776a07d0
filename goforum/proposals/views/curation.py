"""Curation by facilitators: one page for one proposal, with a form for each act."""

import secrets
from collections.abc import Callable
from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _

from goforum.accounts.queries import people_by_ids
from goforum.core import clock
from goforum.core.forms import Form, options
from goforum.core.i18n import _l, language
from goforum.core.rules import Invalid, NotFound, require
from goforum.core.web import keep_private, person_id, see_other
from goforum.groups.rules import Standing
from goforum.proposals import commands, forms, queries, rules
from goforum.proposals.models import Proposal
from goforum.proposals.views.base import bp, enter
from goforum.threads.queries import commitment_choices

Act = Callable[[int, Proposal, Any], str]


def _merge(me: int, proposal: Proposal, form: forms.MergeForm) -> str:
    target = form.number.data or form.target.data
    if target not in queries.cards([target], me):
        raise Invalid({"number": _l("Choose a proposal of the same group.")})
    made = commands.merge_proposals(me, proposal.id, target_id=target, reason=form.reason.data)
    flash(_("It goes on in the other proposal. Everybody whom it concerns is told."),
          f"undo:{url_for('proposals.undo_merge', proposal_id=target, merge_id=made)}")
    return ""


def _answer(me: int, proposal: Proposal, form: forms.AnswerForm) -> str:
    commands.prepare_answer(me, proposal.id, decision=form.decision.data, body=form.body.data)
    return _("The answer is prepared. Publish it when it is ready.")


def _ask(me: int, proposal: Proposal, form: forms.AskForm) -> str:
    commands.ask_more(me, proposal.id, words=form.words.data)
    return _("The authors are asked.")


def _theme(me: int, proposal: Proposal, form: forms.ThemeForm) -> str:
    commands.set_theme(me, proposal.id, theme=form.theme.data or "")
    return _("The theme is set.")


def _note(me: int, proposal: Proposal, form: forms.NoteForm) -> str:
    commands.add_note(me, proposal.id, body=form.body.data)
    return _("The note is kept.")


def _integrate(me: int, proposal: Proposal, form: forms.IntegrateForm) -> str:
    commands.integrate_proposal(me, proposal.id, commitment_id=form.commitment.data)
    return _("The proposal is part of the commitment now.")


def _plain(act: Callable[[int, int], object], words: Callable[[], str]) -> Act:
    def run(me: int, proposal: Proposal, _form: Any) -> str:
        act(me, proposal.id)
        return words()

    return run


# Each act: its form (none: a button) and what it does; the words are the confirmation.
ACTS: dict[str, tuple[type[Form] | None, Act]] = {
    "ask": (forms.AskForm, _ask), "theme": (forms.ThemeForm, _theme), "note": (forms.NoteForm, _note),
    "answer": (forms.AnswerForm, _answer), "merge": (forms.MergeForm, _merge),
    "integrate": (forms.IntegrateForm, _integrate),
    "review": (None, _plain(commands.review_proposal, lambda: _("The proposal is under review: its text is frozen."))),
    "back": (None, _plain(commands.give_back, lambda: _("The proposal is in discussion again."))),
    "publish": (None, _plain(commands.publish_answer, lambda: _("The official answer is published."))),
}


def _forms(proposal: Proposal, story: queries.Story, answer: queries.Answer | None, me: int) -> dict[str, Form]:
    """A fresh form for every act, filled with what stands."""
    made: dict[str, Form] = {
        "ask": forms.AskForm(formdata=None), "note": forms.NoteForm(formdata=None),
        "theme": forms.ThemeForm(formdata=None, theme=story.theme), "merge": forms.MergeForm(formdata=None),
        "answer": forms.AnswerForm(formdata=None, decision=answer.decision if answer else None,
                                   body=answer.body_source if answer else ""),
        "integrate": forms.IntegrateForm(formdata=None)}
    _offer(made["merge"], made["integrate"], proposal, me)
    return made


def _offer(merge: Form, integrate: Form, proposal: Proposal, me: int) -> None:
    """Targets of a merge, the most alike first; commitments, those it is about first."""
    alike = queries.find_similar(proposal.title, me, besides=proposal.id, limit=10)
    near = [one for one in alike if one.group_id == proposal.group_id and one.state in rules.DISCUSSED]
    others = [one for one in queries.list_discussed(proposal.group_id, me) if one.id != proposal.id]
    found = {one.id: one.title for one in [*near, *others]}
    merge.target.choices = options([(number, f"{number}. {title}") for number, title in found.items()])
    about = queries.commitment_ids([proposal.id]).get(proposal.id, [])
    choices = sorted(commitment_choices(language()), key=lambda one: one[0] not in about)
    integrate.commitment.choices = options(choices)


def _page(proposal: Proposal, standing: Standing, me: int, act: str = "", sent: Form | None = None) -> str:
    now = clock.now()
    require(rules.may_curate(standing, proposal, now))
    keep_private()
    story, answer = queries.story_of(proposal.id, me), queries.find_answer(proposal.id)
    published = answer is not None and answer.published_at is not None
    notes = queries.list_notes(proposal.id)
    given = _forms(proposal, story, answer, me) | ({act: sent} if sent is not None else {})
    for name, form in given.items():  # several forms on one page, with fields of the same names
        for box in form:
            box.id = f"{name}-{box.id}"
    return render_template(
        "proposals/curate.html", proposal=proposal, forms=given, story=story, answer=answer, notes=notes, act=act,
        people=people_by_ids({one.author_id for one in notes}), themes=queries.list_themes(proposal.group_id),
        may_review=rules.may_review(standing, proposal, now),
        may_give_back=rules.may_give_back(standing, proposal, now),
        may_ask=rules.may_ask_more(standing, proposal, now), may_split=rules.may_split(standing, proposal, now),
        may_refuse=rules.may_refuse(standing, proposal, now),
        may_merge=bool(rules.may_merge(standing, proposal, proposal, now)) and bool(given["merge"].target.choices),
        may_prepare=rules.may_prepare_answer(standing, proposal, published, now),
        may_publish=rules.may_publish_answer(standing, proposal, answer is not None, published, now),
        may_integrate=bool(rules.may_integrate(standing, proposal, now)) and bool(
            given["integrate"].commitment.choices))


@bp.get("/proposals/<int:proposal_id>/curate")
def curate(proposal_id: int) -> Any:
    """Everything a facilitator may do with one proposal."""
    proposal, standing = enter(proposal_id)
    return _page(proposal, standing, person_id())


@bp.post("/proposals/<int:proposal_id>/curate/<act>")
def curate_act(proposal_id: int, act: str) -> Any:
    """Do one of these things."""
    proposal, standing = enter(proposal_id)
    me = person_id()
    if act not in ACTS:
        raise NotFound()
    kind, run = ACTS[act]
    form = kind() if kind else Form()
    if isinstance(form, forms.MergeForm):
        _offer(form, forms.IntegrateForm(formdata=None), proposal, me)
    if isinstance(form, forms.IntegrateForm):
        _offer(forms.MergeForm(formdata=None), form, proposal, me)
    require(rules.may_curate(standing, proposal, clock.now()))
    if form.validate_on_submit():
        try:
            if words := run(me, proposal, form):
                flash(words)
        except Invalid as invalid:
            form.add_errors(invalid)
        else:
            return see_other("proposals.curate", proposal_id=proposal_id, _anchor=act if kind else None)
    return _page(proposal, standing, me, act, form), 422


@bp.post("/proposals/<int:proposal_id>/merges/<int:merge_id>/undo")
def undo_merge(proposal_id: int, merge_id: int) -> Any:
    """Take a merged proposal out of this one again."""
    proposal, standing = enter(proposal_id)
    merge = queries.get_merge(merge_id)
    if merge.target_id != proposal_id:
        raise NotFound()
    me = person_id()
    require(rules.may_curate(standing, proposal, clock.now()))
    commands.undo_merge(me, merge_id)
    flash(_("The proposal stands by itself again. Everybody whom it concerns is told."))
    return see_other("proposals.show", proposal_id=merge.source_id)


@bp.route("/proposals/<int:proposal_id>/split", methods=["GET", "POST"])
def split(proposal_id: int) -> Any:
    """Take a part out as a proposal of its own."""
    proposal, standing = enter(proposal_id)
    me = person_id()
    require(rules.may_split(standing, proposal, clock.now()))
    form = forms.SplitForm(data={"body": proposal.body_source, "client_key": secrets.token_hex(16)})
    if form.validate_on_submit():
        try:
            made = commands.split_proposal(me, proposal_id, title=form.title.data, body=form.body.data,
                                           client_key=form.client_key.data)
        except Invalid as invalid:
            form.add_errors(invalid)
        else:
            flash(_("The part is a proposal of its own, by the same authors."))
            return see_other("proposals.show", proposal_id=made)
    return render_template("proposals/split.html", form=form, proposal=proposal), 422 if form.is_submitted() else 200


@bp.post("/proposals/<int:proposal_id>/asks/<int:ask_id>")
def answer_ask(proposal_id: int, ask_id: int) -> Any:
    """Answer in words what facilitators asked."""
    proposal, standing = enter(proposal_id)
    me = person_id()
    form = forms.ReplyForm()
    if form.validate_on_submit():
        try:
            commands.answer_ask(me, proposal_id, ask_id, words=form.words.data)
        except Invalid as invalid:
            form.add_errors(invalid)
        else:
            flash(_("Your reply stands beside the question. The facilitators are told."))
            return see_other("proposals.show", proposal_id=proposal_id, _anchor="asks")
    require(rules.may_answer_ask(standing, proposal, clock.now(), queries.part_of(proposal, me)))
    asked = next((one for one in queries.list_asks(proposal_id) if one.id == ask_id), None)
    if asked is None:
        raise NotFound()
    return render_template("proposals/reply.html", form=form, proposal=proposal, ask=asked), 422
