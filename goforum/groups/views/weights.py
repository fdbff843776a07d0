"""The door to the votes the charter gives organisations."""

from typing import Any

from flask import flash, render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from goforum.core.forms import Form
from goforum.core.i18n import localised
from goforum.core.rules import Invalid
from goforum.core.web import person_id, see_other
from goforum.groups import commands, queries
from goforum.groups.commands.weights import MOST
from goforum.groups.views.base import bp, organise
from goforum.organisations.queries import names


def _form(group_id: int) -> Form:
    """A number for each organisation with a voice here."""
    weights = queries.organisation_weights(group_id)
    named = names(queries.list_seats(group_id).keys() | weights.keys())
    fields = {f"w_{one}": IntegerField(
        localised(card.names).text,
        [InputRequired(message=_l("Fill in this field.")),
         NumberRange(1, MOST, message=_l("Write a whole number from %(min)s to %(max)s."))],
        default=weights.get(one, 1), render_kw={"inputmode": "numeric", "min": 1, "max": MOST})
        for one, card in named.items()}
    made: type[Form] = type("WeightsForm", (Form,), fields)
    return made()


@bp.route("/groups/<slug>/weights", methods=["GET", "POST"])
def weights(slug: str) -> Any:
    """How many votes each organisation has where organisations vote (organisers of the group)."""
    group, _standing = organise(slug)
    form = _form(group.id)
    rows = [field for field in form if field.name.startswith("w_")]
    if form.validate_on_submit():
        try:
            commands.set_weights(person_id(), group.id, {int(one.name[2:]): one.data for one in rows})
            flash(_("The weights are kept. They hold for the votes that open from now on."))
            return see_other("pages.group", slug=slug)
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("groups/weights.html", form=form, rows=rows, group=group), (
        422 if form.is_submitted() else 200)
