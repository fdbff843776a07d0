"""Doors to requests: asking to belong, taking it back, answering."""

from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _

from goforum.accounts.queries import people_by_ids
from goforum.core import clock
from goforum.core.paging import cut, int_arg
from goforum.core.rules import Conflict, Invalid, No
from goforum.core.web import keep_private, person_id, see_other, viewer
from goforum.groups import commands, forms, queries, rules
from goforum.groups.models import RequestState
from goforum.groups.queries.requests import PAGE
from goforum.groups.views.base import bp, enter, organise


@bp.route("/groups/<slug>/ask", methods=["GET", "POST"])
def ask(slug: str) -> Any:
    """Ask to belong, in one's own words; or see what became of it."""
    group, standing = enter(slug)
    me, form = person_id(), forms.AskForm()
    keep_private()
    if form.validate_on_submit():
        commands.ask_to_join(me, group.id, reason=form.reason.data)
        flash(_("Your request is sent. You will be told the answer."))
        return see_other("groups.ask", slug=slug)
    last = queries.find_last_request(me, group.id)
    refused_at = last.answered_at if last and last.state == RequestState.REFUSED else None
    verdict = rules.may_ask(standing, clock.now(), refused_at=refused_at,
                            asked_today=queries.count_asked(me, group.id, clock.now()),
                            waiting=last is not None and last.state == RequestState.OPEN)
    return render_template("groups/ask.html", group=group, form=form, last=last, belongs=standing.belongs,
                           refusal=verdict if isinstance(verdict, No) else None), 422 if form.is_submitted() else 200


@bp.post("/groups/<slug>/ask/withdraw")
def withdraw(slug: str) -> Any:
    """Take one's request back."""
    group, _standing = enter(slug)
    commands.withdraw_request(person_id(), group.id)
    flash(_("Your request is taken back."))
    return see_other("pages.group", slug=slug)


def _requests_page(slug: str, *, form: forms.AnswerForm | None = None, about: int | None = None,
                   status: int = 200) -> Any:
    group, _standing = organise(slug)
    keep_private()
    waiting = request.args.get("state") != "answered"
    lines, more = cut(queries.page_requests(group.id, waiting=waiting, after=int_arg("after")), PAGE)
    return render_template(
        "groups/requests.html", group=group, lines=lines, waiting=waiting, more=lines[-1].id if more else None,
        people=people_by_ids({line.answered_by for line in lines if line.answered_by}), form=form, about=about), status


@bp.get("/groups/<slug>/requests")
def requests(slug: str) -> Any:
    """Who asks to belong, and who was answered what (organisers)."""
    return _requests_page(slug)


@bp.post("/groups/<slug>/requests/<int:request_id>/answer")
def answer(slug: str, request_id: int) -> Any:
    """Let the person in, or refuse, in words (organisers)."""
    group, _standing = organise(slug)
    form = forms.AnswerForm()
    if not form.validate_on_submit():
        return _requests_page(slug, form=form, about=request_id, status=422)
    try:
        accept = form.decision.data == "accept"
        commands.answer_request(viewer().id or 0, group.id, request_id, accept=accept, answer=form.answer.data or "")
        flash(_("They belong to the group now.") if accept else _("The request is refused, in your words."))
    except Conflict as conflict:
        flash(conflict.reason, "danger")
    except Invalid as invalid:
        flash(next(iter(invalid.errors.values())), "danger")
    return see_other("groups.requests", slug=slug)
