"""The process of a group: its phases for everybody, its dates for facilitators to choose."""

from datetime import timedelta
from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _

from goforum.core import clock
from goforum.core.rules import Invalid, require
from goforum.core.web import person_id, see_other
from goforum.proposals import commands, forms, queries, rules
from goforum.proposals.drawing import phase_stages
from goforum.proposals.rules.process import PRESETS, preset_dates
from goforum.proposals.views.base import bp, enter_group

TOMORROW = timedelta(days=1)


@bp.route("/groups/<slug>/proposals/process", methods=["GET", "POST"])
def process(slug: str) -> Any:
    """The phases of a group's proposals; facilitators begin a process from a preset and change its dates."""
    group, standing = enter_group(slug)
    now = clock.now()
    found, may_set = queries.running_process(group.id), rules.may_set_proposals(standing, now)
    preset = request.args.get("preset", "")
    form = None
    if request.method == "POST":
        me = person_id()
        require(may_set)
        form = forms.PhasesForm()
        if form.validate_on_submit():
            try:
                commands.start_process(me, group.id, dates=form.dates, automatic=form.automatic.data,
                                       quorum_percent=form.quorum_percent.data)
            except Invalid as invalid:
                form.add_errors(invalid)
            else:
                flash(_("The process has its dates."))
                return see_other("proposals.process", slug=slug)
    elif may_set and found is None and preset in PRESETS:
        start = (now + TOMORROW).replace(minute=0, second=0, microsecond=0)
        form = forms.PhasesForm(data=forms.PhasesForm.wall(preset_dates(preset, start)) | {
            "quorum_percent": 50, "automatic": True})
    return render_template(
        "proposals/process.html", group=group, slug=slug, process=found, form=form, may_set=may_set, presets=PRESETS,
        stages=phase_stages(found, now) if found else []), 422 if form is not None and form.is_submitted() else 200


@bp.post("/groups/<slug>/proposals/process/end")
def end_process(slug: str) -> Any:
    """End the process now."""
    group, _standing = enter_group(slug)
    commands.end_process(person_id(), group.id)
    flash(_("The process is ended. Its proposals stay where they are."))
    return see_other("proposals.process", slug=slug)
