"""Reporting, and what a person finds about their own reports and texts."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from goforum.core import clock
from goforum.core.rules import Invalid, NotFound, require
from goforum.core.web import keep_private, person_id, see_other, viewer
from goforum.groups.queries import cards, readable_ids, standing
from goforum.groups.rules import may_moderate
from goforum.moderation import commands, forms, queries, rules
from goforum.moderation.views.base import bp
from goforum.moderation.views.queue import words_of
from goforum.threads.queries.waiting import list_own_waiting


@bp.route("/report/<kind>/<int:thing_id>", methods=["GET", "POST"])
def report(kind: str, thing_id: int) -> Any:
    """Tell the moderators that something is wrong with a thing one reads."""
    thing = queries.find_thing(kind, thing_id) if kind in rules.REPORTABLE else None
    if thing is None:
        raise NotFound()
    who, now = standing(viewer().id, thing.group_id), clock.now()
    require(rules.may_report(who, thing.author_id, now))
    judges = bool(may_moderate(who, now))
    if (thing.gone or queries.hidden_in_rooms([thing], who.person_id)) and not judges:
        raise NotFound()
    keep_private()
    form = forms.ReportForm()
    if form.validate_on_submit():
        try:
            commands.report(person_id(), kind, thing_id, reason=form.reason.data, words=form.words.data or "")
            flash(_("Thank you. The moderators see your report; you can follow it under “My reports”."))
            return redirect(url_for(thing.endpoint, **thing.args), 303)
        except Invalid as invalid:
            form.add_errors(invalid)
    again = queries.has_reported(person_id(), kind, thing_id)
    return render_template("moderation/report.html", form=form, thing=thing, excerpt=words_of(thing, 300), again=again,
                           judges=judges), 422 if form.is_submitted() else 200


@bp.post("/moderation/open/<kind>/<int:thing_id>")
def open_case(kind: str, thing_id: int) -> Any:
    """A moderator puts a thing into the queue to decide about it now."""
    thing = queries.find_thing(kind, thing_id) if kind in rules.REPORTABLE else None
    if thing is None:
        raise NotFound()
    who, now = standing(viewer().id, thing.group_id), clock.now()
    require(may_moderate(who, now))
    return see_other("moderation.case", case_id=commands.open_case(person_id(), kind, thing_id))


@bp.get("/moderation/about-me")
def mine() -> Any:
    """What was decided about one's own words, what of them waits, and what became of one's reports."""
    me = person_id()
    keep_private()
    reports = queries.list_own_reports(me)
    things = queries.things((one.thing_kind, one.thing_id) for one in reports)
    decisions = queries.list_about(me)
    waiting = list_own_waiting(me)
    groups = cards({one.group_id for one in decisions} | {one.group_id for one in waiting})
    open_to_me = set(readable_ids(me, {thing.group_id for thing in things.values()}))
    unheard = {("message", one) for one in queries.hidden_in_rooms(things.values(), me)}
    readable = {key: thing for key, thing in things.items()
                if not thing.gone and thing.group_id in open_to_me and key not in unheard}
    return render_template("moderation/mine.html", reports=reports, things=readable, decisions=decisions,
                           waiting=waiting, groups=groups, why=forms.WHY_HELD, words_of=words_of)


