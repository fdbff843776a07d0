"""Doors to the people of a group: entering, leaving, members, roles, mandates."""

from typing import Any

from flask import flash, render_template
from flask_babel import gettext as _

from goforum.accounts.queries import find_person_id, resolve_handles
from goforum.core import clock
from goforum.core.forms import options
from goforum.core.i18n import localised
from goforum.core.rules import Invalid, require
from goforum.core.web import person_id, see_other
from goforum.groups import commands, forms, queries, rules
from goforum.groups.views.base import bp, enter, organise
from goforum.organisations import queries as organisations


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
        colleges=dict(forms.COLLEGES), capacities=dict(forms.CAPACITIES),
        entries=queries.list_entries(group.id) if group.visibility == "reserved" else []), status


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
