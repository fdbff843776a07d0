"""Doors to groups: the list, making and changing one, its members and mandates, a person's page."""

from typing import Any

from flask import Blueprint, flash, render_template
from flask_babel import gettext as _

from goforum.accounts.queries import find_person_id, get_person, resolve_handles
from goforum.core import clock
from goforum.core.forms import options
from goforum.core.i18n import localised
from goforum.core.rules import Invalid, require
from goforum.core.web import keep_private, person_id, see_other, viewer
from goforum.groups import commands, forms, queries, rules
from goforum.groups.queries import GroupCard
from goforum.groups.rules import Standing
from goforum.organisations import queries as organisations

bp = Blueprint("groups", __name__)


def enter(slug: str) -> tuple[GroupCard, Standing]:
    """The group behind an address and what the person looking is to it; hidden groups are not found."""
    group = queries.get_group_by_slug(slug)
    standing = queries.standing(viewer().id, group.id)
    require(rules.may_know(standing, clock.now()))
    if group.visibility == "reserved":
        keep_private()
    return group, standing


def organise(slug: str) -> tuple[GroupCard, Standing]:
    """Like ``enter``, for pages only organisers may open."""
    group, standing = enter(slug)
    require(rules.may_facilitate(standing, clock.now()))
    return group, standing


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


@bp.post("/groups/<slug>/join")
def join(slug: str) -> Any:
    """Enter an open group."""
    group, _standing = enter(slug)
    commands.join(person_id(), group.id)
    flash(_("Welcome: you belong to this group now."))
    return see_other("pages.group", slug=slug)


@bp.post("/groups/<slug>/leave")
def leave(slug: str) -> Any:
    """Leave a group."""
    group, _standing = enter(slug)
    commands.leave(person_id(), group.id)
    flash(_("You have left the group."))
    return see_other("groups.index" if group.visibility == "reserved" else "pages.group",
                     **({} if group.visibility == "reserved" else {"slug": slug}))


def _members_page(slug: str, *, add: forms.MemberForm | None = None, mandate: forms.MandateForm | None = None,
                  status: int = 200) -> Any:
    group, standing = enter(slug)
    now = clock.now()
    require(rules.may_read(standing, now))
    members = queries.list_members(group.id)
    organiser = bool(rules.may_facilitate(standing, now))
    names = organisations.names({m.organisation_id for m in members if m.organisation_id})
    if organiser and mandate is None:
        mandate = _mandate_form(members)
    return render_template(
        "groups/members.html", group=group, members=members, organisations=names, organiser=organiser,
        add=add or forms.MemberForm(formdata=None), mandate=mandate, roles=dict(forms.ROLES),
        colleges=dict(forms.COLLEGES), capacities=dict(forms.CAPACITIES)), status


def _mandate_form(members: list[queries.Member]) -> forms.MandateForm:
    form = forms.MandateForm()
    form.person_id.choices = options([(m.person_id, m.name) for m in members])
    form.organisation_id.choices = options(
        [(card.id, localised(card.names).text) for card in organisations.list_all()])
    return form


@bp.get("/groups/<slug>/members")
def members(slug: str) -> Any:
    """Who belongs, in which role, speaking for whom."""
    return _members_page(slug)


@bp.post("/groups/<slug>/members")
def add_member(slug: str) -> Any:
    """Add someone by handle or address."""
    group, _standing = organise(slug)
    form = forms.MemberForm()
    if form.validate_on_submit():
        typed = form.handle.data.lstrip("@")
        found = resolve_handles([typed]).get(typed)
        whom = found.id if found else find_person_id(typed)
        if whom is not None:
            commands.set_member(person_id(), group.id, whom, form.role.data)
            flash(_("The member is added."))
            return see_other("groups.members", slug=slug)
        form.handle.errors = [_("Nobody here has this handle or address.")]
    return _members_page(slug, add=form, status=422)


@bp.post("/groups/<slug>/members/<int:member_id>/role")
def change_role(slug: str, member_id: int) -> Any:
    """Change a member's role."""
    group, _standing = organise(slug)
    form = forms.RoleForm()
    if not form.validate_on_submit():
        raise Invalid({"role": _("Choose one.")})
    try:
        commands.set_member(person_id(), group.id, member_id, form.role.data)
        flash(_("The role is changed."))
    except Invalid as invalid:
        flash(next(iter(invalid.errors.values())), "danger")
    return see_other("groups.members", slug=slug)


@bp.post("/groups/<slug>/members/<int:member_id>/remove")
def remove_member(slug: str, member_id: int) -> Any:
    """Take someone out of the group."""
    group, _standing = organise(slug)
    try:
        commands.remove_member(person_id(), group.id, member_id)
        flash(_("The member is removed."))
    except Invalid as invalid:
        flash(next(iter(invalid.errors.values())), "danger")
    return see_other("groups.members", slug=slug)


@bp.post("/groups/<slug>/mandates")
def give_mandate(slug: str) -> Any:
    """Let a member speak for an organisation."""
    group, _standing = organise(slug)
    form = _mandate_form(queries.list_members(group.id))
    if form.validate_on_submit():
        try:
            commands.give_mandate(
                person_id(), group.id, person_id=form.person_id.data, organisation_id=form.organisation_id.data,
                capacity=form.capacity.data, college=form.college.data, starts_on=form.starts_on.data,
                ends_on=form.ends_on.data)
            flash(_("The mandate is recorded."))
            return see_other("groups.members", slug=slug)
        except Invalid as invalid:
            form.add_errors(invalid)
    return _members_page(slug, mandate=form, status=422)


@bp.get("/people/<int:person_id>")
def person(person_id: int) -> Any:
    """A person's public page: name, groups, mandates the viewer may know of."""
    card = get_person(person_id)
    me = viewer().id
    mandates, belongs_to = queries.list_mandates(person_id, me), queries.list_groups_of(person_id, me)
    mandate_groups = queries.cards({m.group_id for m in mandates})
    if any(one.visibility == "reserved" for one in (*belongs_to, *mandate_groups.values())):
        keep_private()
    return render_template(
        "groups/person.html", person=card, groups=belongs_to, mandates=mandates,
        organisations=organisations.names({m.organisation_id for m in mandates}), mandate_groups=mandate_groups,
        colleges=dict(forms.COLLEGES), capacities=dict(forms.CAPACITIES))
