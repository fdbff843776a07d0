"""Doors to organisations."""

from typing import Any

from flask import Blueprint, flash, render_template
from flask_babel import gettext as _

from goforum.accounts.rules import may_administer
from goforum.core.rules import Invalid, require
from goforum.core.web import person_id, see_other, viewer
from goforum.organisations import commands, forms, queries

bp = Blueprint("organisations", __name__)


def _fields(form: Any) -> dict[str, Any]:
    return {name: value for name, value in form.data.items() if name != "csrf_token"}


@bp.get("/organisations")
def index() -> Any:
    """All organisations, public bodies and civil society apart."""
    cards = queries.list_all()
    return render_template("organisations/index.html", organisations=cards, kinds=dict(forms.KINDS),
                           may_manage=may_administer(viewer()))


@bp.route("/organisations/new", methods=["GET", "POST"])
def new() -> Any:
    """Record an organisation."""
    require(may_administer(viewer()))
    form = forms.OrganisationForm()
    if form.validate_on_submit():
        try:
            made = commands.add_organisation(person_id(), **_fields(form))
            flash(_("The organisation is recorded."))
            return see_other("pages.organisation", organisation_id=made)
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("organisations/edit.html", form=form, organisation=None), (
        422 if form.is_submitted() else 200)


@bp.route("/organisations/<int:organisation_id>/rename", methods=["GET", "POST"])
def rename(organisation_id: int) -> Any:
    """Give an organisation a new name; the old one stays in its history."""
    require(may_administer(viewer()))
    card = queries.get_organisation(organisation_id)
    form = forms.NameForm()
    if form.validate_on_submit():
        try:
            commands.rename_organisation(person_id(), organisation_id, **_fields(form))
            flash(_("The new name is recorded."))
            return see_other("pages.organisation", organisation_id=organisation_id)
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("organisations/edit.html", form=form, organisation=card), (
        422 if form.is_submitted() else 200)
