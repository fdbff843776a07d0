"""Doors to the reasons of votes, their answers, and the outcome in a person's words."""

import secrets
from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField
from wtforms.validators import Length, Optional

from goforum.core import clock
from goforum.core.forms import Form, text
from goforum.core.paging import int_arg
from goforum.core.rules import Invalid, require
from goforum.core.web import person_id, see_other
from goforum.groups import queries as groups
from goforum.voting import commands, queries, rules
from goforum.voting.drawing import marks_words, option_names, organisations
from goforum.voting.models import MAX_REASON
from goforum.voting.views import bp, enter


class AnswerForm(Form):
    body = text(_l("Your answer"), limit=MAX_REASON)
    voter = HiddenField()
    client_key = HiddenField(validators=[Length(max=64)])


class StatementForm(Form):
    body = text(_l("What follows from this vote"), limit=5 * MAX_REASON, hint=_l(
        "In your words: what is decided, who does what. The count stands beside it and does not change."))
    review_on = DateField(_l("Look at it again on"), [Optional()], description=_l(
        "On that day you are reminded, and the group sees it until then."))


def _answer_form(key: str) -> AnswerForm:
    """An empty answer to one reason; its field has an id of its own among the others of the page."""
    form = AnswerForm(formdata=None, voter=key, client_key=secrets.token_hex(16))
    form.body.id = f"body-{key.replace(':', '-')}"
    return form


def _page(poll_id: int, wrong: AnswerForm | None = None) -> str:
    poll, standing = enter(poll_id)
    page = queries.page_reasons(poll, after=int_arg("after", 0) or 0)
    names, now = option_names(poll), clock.now()
    return render_template(
        "voting/reasons.html", poll=poll, group=groups.cards([poll.group_id])[poll.group_id], page=page,
        words={line.key: marks_words(poll, line.marks, names) for line in page.items if not line.choice},
        answers=queries.list_answers(poll_id, [line.key for line in page.items]),
        organisations=organisations(page.items), may_answer=rules.may_answer(standing, now), wrong=wrong,
        may_hide=lambda author_id: rules.may_hide_answer(standing, author_id, now),
        fresh=_answer_form)


@bp.get("/polls/<int:poll_id>/reasons")
def reasons(poll_id: int) -> Any:
    """The votes that say why, with their answers; while people vote only where results are shown too."""
    return _page(poll_id)


@bp.post("/polls/<int:poll_id>/reasons")
def answer(poll_id: int) -> Any:
    """Answer the reason of a vote."""
    enter(poll_id)
    me = person_id()
    key = request.form.get("voter", "")
    form = AnswerForm()
    form.body.id = f"body-{key.replace(':', '-')}"
    if form.validate_on_submit():
        try:
            commands.answer_reason(me, poll_id, voter_key=key, body=form.body.data,
                                   client_key=form.client_key.data or secrets.token_hex(16))
            flash(_("Your answer is there."))
            return see_other("voting.reasons", poll_id=poll_id, _anchor=f"v-{key.replace(':', '-')}")
        except Invalid as invalid:
            form.add_errors(invalid)
    return _page(poll_id, form), 422


@bp.post("/polls/answers/<int:answer_id>/hide")
def hide_answer(answer_id: int) -> Any:
    """Take an answer away."""
    enter(queries.get_answer_place(answer_id)[0])
    poll_id = commands.hide_answer(person_id(), answer_id)
    flash(_("The answer is taken away."))
    return see_other("voting.reasons", poll_id=poll_id)


@bp.route("/polls/<int:poll_id>/statement", methods=["GET", "POST"])
def statement(poll_id: int) -> Any:
    """Write what follows from a counted vote."""
    poll, standing = enter(poll_id)
    me = person_id()
    require(rules.may_state(standing, poll, clock.now()))
    written = queries.find_statement(poll_id)
    form = StatementForm(body=written.body if written else "", review_on=written.review_on if written else None)
    if form.validate_on_submit():
        try:
            commands.write_statement(me, poll_id, body=form.body.data, review_on=form.review_on.data)
            flash(_("What follows from this vote stands on its page."))
            return see_other("voting.show", poll_id=poll_id, _anchor="statement")
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("voting/statement.html", poll=poll, form=form), 422 if form.is_submitted() else 200
