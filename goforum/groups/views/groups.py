"""Doors to groups: the list, making and changing one."""

from typing import Any

from flask import flash, render_template
from flask_babel import gettext as _

from goforum.core import clock
from goforum.core.forms import options
from goforum.core.i18n import localised
from goforum.core.rules import Invalid, require
from goforum.core.web import keep_private, person_id, see_other, viewer
from goforum.groups import commands, forms, queries, rules
from goforum.groups.queries import GroupCard
from goforum.groups.views.base import bp, organise


@bp.get("/groups")
def index() -> Any:
    """All groups the person may know of."""
    me = viewer()
    found = queries.list_groups(me.id)
    if any(card.visibility == "reserved" for card in found):
        keep_private()
    mine = {card.id for card in queries.list_groups(me.id, mine=True)} if me.id else set()
    may_create = rules.may_create_group(person_id=me.id, admin=me.is_admin, confirmed=me.email_confirmed,
                                        suspended=me.suspended, parent=None, now=clock.now())
    return render_template("groups/index.html", groups=found, mine=mine, may_create=may_create,
                           counts=queries.count_members([card.id for card in found]))


def _fields(form: forms.GroupForm) -> dict[str, Any]:
    return {name: value for name, value in form.data.items() if name != "csrf_token"}


def _create(parent: GroupCard | None) -> Any:
    form = forms.GroupForm()
    if form.validate_on_submit():
        try:
            group_id = commands.create_group(person_id(), parent_id=parent.id if parent else None, **_fields(form))
            flash(_("The group is made. You are its facilitator."))
            return see_other("pages.group", slug=queries.cards([group_id])[group_id].slug)
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("groups/edit.html", form=form, group=None, parent=parent), (
        422 if form.is_submitted() else 200)


@bp.route("/groups/new", methods=["GET", "POST"])
def new() -> Any:
    """Make a group at the top (administrators)."""
    me = viewer()
    require(rules.may_create_group(person_id=me.id, admin=me.is_admin, confirmed=me.email_confirmed,
                                   suspended=me.suspended, parent=None, now=clock.now()))
    return _create(None)


@bp.route("/groups/<slug>/new", methods=["GET", "POST"])
def new_below(slug: str) -> Any:
    """Make a group below this one (its organisers)."""
    group, _standing = organise(slug)
    return _create(group)


@bp.route("/groups/<slug>/edit", methods=["GET", "POST"])
def edit(slug: str) -> Any:
    """Change a group's page, visibility and way in."""
    group, _standing = organise(slug)
    form = forms.GroupForm(obj=queries.get_group_row(group.id))
    if form.validate_on_submit():
        try:
            commands.change_group(person_id(), group.id, **_fields(form))
            flash(_("The group is changed."))
            return see_other("pages.group", slug=slug)
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("groups/edit.html", form=form, group=group, parent=None), (
        422 if form.is_submitted() else 200)


@bp.route("/groups/<slug>/move", methods=["GET", "POST"])
def move(slug: str) -> Any:
    """Put the group below another one (organisers of both)."""
    group, _standing = organise(slug)
    me, form = viewer(), forms.MoveForm(parent=group.parent_id or 0)
    keep_private()
    places = [(card.id, localised(card.names).text) for card in queries.list_places_for(me.id or 0, group.id)]
    form.parent.choices = options([(0, _("At the top")), *places] if me.is_admin else places)
    if form.validate_on_submit():
        try:
            commands.move_group(person_id(), group.id, form.parent.data or None)
            flash(_("The group is moved."))
            return see_other("pages.group", slug=slug)
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("groups/move.html", form=form, group=group, places=places), (
        422 if form.is_submitted() else 200)
