"""A decision as whom it concerns reads it, the appeal against it, and the group's public log."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, render_template
from flask_babel import gettext as _

from goforum.accounts.queries import people_by_ids
from goforum.core import clock
from goforum.core.i18n import language
from goforum.core.paging import int_arg
from goforum.core.rules import Invalid, NotFound, require
from goforum.core.viewer import ZONE
from goforum.core.web import keep_private, person_id, see_other, viewer
from goforum.groups.queries import cards, other_moderators, standing
from goforum.groups.rules import may_moderate
from goforum.groups.views.base import enter
from goforum.moderation import commands, forms, queries, rules
from goforum.moderation.queries import DecisionRow
from goforum.moderation.views.base import bp
from goforum.moderation.views.queue import within, words_of

LOG_PAGE = 50


def _enter_decision(decision_id: int) -> tuple[int, DecisionRow]:
    me = person_id()
    keep_private()
    made = queries.get_decision(decision_id)
    require(rules.may_see_decision(standing(me, made.group_id), made.facts, clock.now()))
    return me, made


@bp.get("/decisions/<int:decision_id>")
def decision(decision_id: int) -> Any:
    """What was decided about somebody's words, why, and how to appeal."""
    me, made = _enter_decision(decision_id)
    return _draw(me, made)


def _draw(me: int, made: DecisionRow, form: forms.AppealForm | None = None, status: int = 200) -> Any:
    now = clock.now()
    who = standing(me, made.group_id)
    judges = bool(may_moderate(who, now)) and made.subject_id != me
    thing = queries.find_thing(made.thing_kind, made.thing_id)
    if judges:
        thing = within(me, made.group_id, thing)
    return render_template(
        "moderation/decision.html", made=made, thing=thing, words=words_of(thing, 600), judges=judges,
        may_appeal=rules.may_appeal(me, made.facts, now), may_reverse=rules.may_reverse(who, made.facts, now),
        deadline=rules.deadline_of(made.facts), form=form or forms.AppealForm(formdata=None),
        group=cards([made.group_id])[made.group_id], sentence=made.sentence_in(language()),
        actor=people_by_ids([made.actor_id]).get(made.actor_id) if judges else None,
        alone=not other_moderators(made.group_id, [made.actor_id, made.subject_id])), status


@bp.post("/decisions/<int:decision_id>/appeal")
def appeal(decision_id: int) -> Any:
    """Say that a decision about oneself is wrong."""
    me, made = _enter_decision(decision_id)
    if made.subject_id != me:
        raise NotFound()
    form = forms.AppealForm()
    if form.validate_on_submit():
        try:
            commands.appeal(me, decision_id, words=form.words.data)
            flash(_("Your appeal is with the moderators. The answer comes here and by mail."))
            return see_other("moderation.decision", decision_id=decision_id)
        except Invalid as invalid:
            form.add_errors(invalid)
    return _draw(me, made, form, 422)


@bp.post("/decisions/<int:decision_id>/reverse")
def reverse(decision_id: int) -> Any:
    """Undo a decision."""
    _me, made = _enter_decision(decision_id)
    commands.reverse(person_id(), decision_id)
    flash(_("The decision is undone, and whom it concerned is told."))
    return see_other("moderation.case", case_id=made.case_id)


@bp.get("/groups/<slug>/moderation/log")
def log(slug: str) -> Any:
    """What moderators did in a group: acts, reasons, dates; no names, no words."""
    group, who = enter(slug)
    now = clock.now()
    require(rules.may_read_log(who, now))
    found = queries.page_log(group.id, int_arg("before"))
    shown, more = found[:LOG_PAGE], len(found) > LOG_PAGE
    return render_template(
        "moderation/log.html", group=group, lines=shown, more=shown[-1].id if more else None, small=queries.SMALL,
        figures=queries.figures(group.id, ZoneInfo(viewer().zone or ZONE)), judges=bool(may_moderate(who, now)))
