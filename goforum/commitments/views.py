"""Doors to plans and to keeping commitments. A commitment's own page is in ``pages``."""

from typing import Any

from flask import Blueprint, flash, render_template, request
from flask_babel import gettext as _

from goforum.accounts.rules import may_administer
from goforum.commitments import commands, forms, queries
from goforum.core.forms import options
from goforum.core.i18n import localised
from goforum.core.rules import Invalid, require
from goforum.core.web import person_id, see_other, viewer
from goforum.organisations import queries as organisations

bp = Blueprint("commitments", __name__)


def _fields(form: Any, *left_out: str) -> dict[str, Any]:
    return {k: v for k, v in form.data.items() if k not in {"csrf_token", *left_out}}


@bp.get("/plans")
def index() -> Any:
    """All action plans."""
    return render_template("commitments/index.html", plans=queries.list_plans(), may_manage=may_administer(viewer()))


@bp.get("/plans/<slug>")
def plan(slug: str) -> Any:
    """One plan: its commitments by theme."""
    card = queries.get_plan(slug)
    theme = request.args.get("theme", "").replace("\0", "")[:120]
    found = queries.list_commitments(card.id, theme or None)
    return render_template("commitments/plan.html", plan=card, commitments=found, theme=theme,
                           themes=queries.list_themes(), may_manage=may_administer(viewer()))


@bp.route("/plans/new", methods=["GET", "POST"])
def new_plan() -> Any:
    """Record a plan."""
    require(may_administer(viewer()))
    form = forms.PlanForm()
    if form.validate_on_submit():
        try:
            commands.add_plan(person_id(), **_fields(form))
            flash(_("The plan is recorded."))
            return see_other("commitments.index")
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("commitments/edit_plan.html", form=form, plan=None), 422 if form.is_submitted() else 200


@bp.route("/plans/<slug>/edit", methods=["GET", "POST"])
def edit_plan(slug: str) -> Any:
    """Change what a plan is called, its years and its source."""
    require(may_administer(viewer()))
    card = queries.get_plan(slug)
    form = forms.PlanForm(data={**{f"name_{k}": v for k, v in card.names.items()}, "starts": card.starts,
                                "ends": card.ends, "source": card.source})
    if form.validate_on_submit():
        try:
            commands.change_plan(person_id(), card.id, **_fields(form))
            flash(_("The plan is changed."))
            return see_other("commitments.plan", slug=slug)
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("commitments/edit_plan.html", form=form, plan=card), 422 if form.is_submitted() else 200


def _offer_bodies(form: forms.CommitmentForm) -> None:
    offered = options([(card.id, localised(card.names).text) for card in organisations.list_all()
                       if card.kind != "cso"])
    form.lead_ids.choices = form.support_ids.choices = offered


@bp.route("/plans/<slug>/commitments/new", methods=["GET", "POST"])
def new_commitment(slug: str) -> Any:
    """Record a commitment of a plan."""
    require(may_administer(viewer()))
    card = queries.get_plan(slug)
    form = forms.NewCommitmentForm()
    _offer_bodies(form)
    if form.validate_on_submit():
        try:
            if any(one.number == form.number.data for one in queries.list_commitments(card.id)):
                raise Invalid({"number": _("This plan has a commitment with this number.")})
            bodies = {**{(i, "support"): None for i in form.support_ids.data},
                      **{(i, "lead"): None for i in form.lead_ids.data}}
            made = commands.put_commitment(person_id(), card.id, bodies=bodies,
                                           sources={"page": {"url": form.source.data, "status": None}},
                                           **_fields(form, "lead_ids", "support_ids", "source"))
            flash(_("The commitment is recorded."))
            return see_other("pages.commitment", commitment_id=made)
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("commitments/edit.html", form=form, plan=card, commitment=None), (
        422 if form.is_submitted() else 200)


@bp.route("/commitments/<int:commitment_id>/edit", methods=["GET", "POST"])
def edit_commitment(commitment_id: int) -> Any:
    """Correct what a commitment says."""
    require(may_administer(viewer()))
    page = queries.get_commitment(commitment_id)
    form = forms.CommitmentForm(data={
        **{f"title_{k}": v for k, v in page.card.titles.items()},
        **{f"description_{k}": v for k, v in page.descriptions.items()},
        "theme": page.card.theme, "starts": page.card.starts, "ends": page.card.ends,
        "lead_ids": [b.organisation_id for b in page.bodies if b.part == "lead"],
        "support_ids": [b.organisation_id for b in page.bodies if b.part == "support"]})
    _offer_bodies(form)
    if form.validate_on_submit():
        try:
            commands.correct_commitment(person_id(), commitment_id, **_fields(form))
            flash(_("The commitment is changed."))
            return see_other("pages.commitment", commitment_id=commitment_id)
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("commitments/edit.html", form=form, plan=queries.get_plan(page.card.plan_slug),
                           commitment=page), 422 if form.is_submitted() else 200


@bp.route("/commitments/<int:commitment_id>/milestones", methods=["GET", "POST"])
def milestones(commitment_id: int) -> Any:
    """Keep the steps of a commitment."""
    require(may_administer(viewer()))
    page = queries.get_commitment(commitment_id)
    form = forms.MilestoneForm()
    if form.validate_on_submit():
        try:
            commands.add_milestone(person_id(), commitment_id, **_fields(form))
            flash(_("The milestone is recorded."))
            return see_other("commitments.milestones", commitment_id=commitment_id)
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("commitments/milestones.html", form=form, commitment=page), (
        422 if form.is_submitted() else 200)


@bp.post("/commitments/<int:commitment_id>/milestones/<int:milestone_id>/remove")
def remove_milestone(commitment_id: int, milestone_id: int) -> Any:
    """Take a step away that was recorded by mistake."""
    require(may_administer(viewer()))
    commands.remove_milestone(person_id(), commitment_id, milestone_id)
    flash(_("The milestone is removed."))
    return see_other("commitments.milestones", commitment_id=commitment_id)
