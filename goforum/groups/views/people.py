"""The public page of a person."""

from typing import Any

from flask import render_template

from goforum.accounts.queries import get_person
from goforum.core.rules import NotFound
from goforum.core.web import keep_private, viewer
from goforum.groups import forms, queries
from goforum.groups.views.base import bp
from goforum.organisations import queries as organisations


@bp.get("/people/<int:person_id>")
def person(person_id: int) -> Any:
    """A person's public page: name, groups, mandates the viewer may know of."""
    card = get_person(person_id)
    if card.is_guest:
        raise NotFound()
    me = viewer().id
    mandates, belongs_to = queries.list_mandates(person_id, me), queries.list_groups_of(person_id, me)
    mandate_groups = queries.cards({m.group_id for m in mandates})
    if any(one.visibility == "reserved" for one in (*belongs_to, *mandate_groups.values())):
        keep_private()
    return render_template(
        "groups/person.html", person=card, groups=belongs_to, mandates=mandates,
        organisations=organisations.names({m.organisation_id for m in mandates}), mandate_groups=mandate_groups,
        colleges=dict(forms.COLLEGES), capacities=dict(forms.CAPACITIES))
