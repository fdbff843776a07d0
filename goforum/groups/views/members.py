"""Doors to the people of a group: entering, leaving, members, roles, mandates."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from goforum.accounts.queries import find_person_id, get_person, resolve_handles
from goforum.core import clock
from goforum.core.forms import options
from goforum.core.i18n import localised
from goforum.core.paging import cut, int_arg
from goforum.core.rules import Invalid, require
from goforum.core.tables import csv_answer
from goforum.core.text import clean_line
from goforum.core.viewer import ZONE
from goforum.core.web import keep_private, person_id, see_other
from goforum.groups import commands, forms, queries, rules
from goforum.groups.queries import Sought
from goforum.groups.queries.directory import PAGE
from goforum.groups.views.base import bp, enter, organise
from goforum.organisations import queries as organisations

# More people than any group has; the file is a convenience, not an archive.
MOST_IN_FILE = 20_000


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


def _sought() -> Sought:
    """What the address narrows the list down to; odd values narrow nothing."""
    role, college = request.args.get("role", ""), request.args.get("college", "")
    return Sought(
        name=clean_line(request.args.get("q", ""))[:80], role=role if role in dict(forms.ROLES) else "",
        college=college if college in dict(forms.COLLEGES) else "", organisation_id=int_arg("organisation") or 0)


def _members_page(slug: str, *, add: forms.MemberForm | None = None, status: int = 200) -> Any:
    group, standing = enter(slug)
    now = clock.now()
    require(rules.may_read(standing, now))
    sought, after = _sought(), int_arg("after")
    members, more = cut(queries.page_members(group.id, sought, after=after), PAGE)
    here = queries.organisations_in(group.id)
    kept: dict[str, Any] = {name: value for name, value in (
        ("q", sought.name), ("role", sought.role), ("college", sought.college),
        ("organisation", sought.organisation_id)) if value}
    return render_template(
        "groups/members.html", group=group, members=members, sought=sought, first=after is None,
        next_url=url_for("groups.members", slug=slug, after=members[-1].person_id, **kept) if more else "",
        total=queries.count_members([group.id]).get(group.id, 0), counts=queries.count_by_role(group.id),
        organisations=organisations.names(here), organiser=bool(rules.may_facilitate(standing, now)),
        add=add or forms.MemberForm(formdata=None), roles=dict(forms.ROLES),
        colleges=dict(forms.COLLEGES), capacities=dict(forms.CAPACITIES),
        entries=queries.list_entries(group.id) if group.visibility == "reserved" else []), status


@bp.get("/groups/<slug>/members")
def members(slug: str) -> Any:
    """Who belongs, in which role, speaking for whom."""
    return _members_page(slug)


@bp.get("/groups/<slug>/members.csv")
def members_csv(slug: str) -> Any:
    """All members as a table, for organisers: a line for each mandate."""
    group, _standing = organise(slug)
    keep_private()
    everyone = queries.page_members(group.id, Sought(), size=MOST_IN_FILE)
    names = organisations.names({one.organisation_id for member in everyone for one in member.mandates})
    head = [_("Name"), _("Handle"), _("Role"), _("Member since"), _("Organisation"), _("Capacity"), _("College"),
            _("From"), _("To")]
    rows: list[list[Any]] = []
    roles, capacities, colleges = dict(forms.ROLES), dict(forms.CAPACITIES), dict(forms.COLLEGES)
    for member in everyone:
        start = [member.name, member.handle, roles[member.role], member.joined_at.date()]
        spoken: list[list[Any]] = [
            [localised(names[one.organisation_id].names).text, capacities[one.capacity], colleges[one.college],
             one.starts_on, one.ends_on] for one in member.mandates]
        rows.extend([*start, *cells] for cells in spoken or [[]])
    return csv_answer("members", head, rows)


def _member_page(slug: str, member_id: int, mandate: forms.MandateForm | None = None, status: int = 200) -> Any:
    group, standing = enter(slug)
    now = clock.now()
    require(rules.may_read(standing, now))
    record = queries.get_record(group.id, member_id)
    organiser = bool(rules.may_facilitate(standing, now))
    if organiser and mandate is None:
        mandate = _mandate_form(member_id)
    return render_template(
        "groups/member.html", group=group, person=get_person(member_id), record=record, organiser=organiser,
        organisations=organisations.names({one.organisation_id for one in record.mandates}), mandate=mandate,
        roles=dict(forms.ROLES), colleges=dict(forms.COLLEGES), capacities=dict(forms.CAPACITIES),
        today=clock.today(ZONE)), status


def _mandate_form(member_id: int | None = None) -> forms.MandateForm:
    form = forms.MandateForm() if member_id is None else forms.MandateForm(formdata=None, person_id=member_id)
    form.organisation_id.choices = options(
        [(card.id, localised(card.names).text) for card in organisations.list_all()])
    return form


@bp.get("/groups/<slug>/members/<int:member_id>")
def member(slug: str, member_id: int) -> Any:
    """One member: roles and mandates over time; organisers change them here."""
    return _member_page(slug, member_id)


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
    form = _mandate_form()
    if form.validate_on_submit():
        try:
            commands.give_mandate(
                person_id(), group.id, person_id=form.person_id.data, organisation_id=form.organisation_id.data,
                capacity=form.capacity.data, college=form.college.data, starts_on=form.starts_on.data,
                ends_on=form.ends_on.data)
            flash(_("The mandate is recorded."))
            return see_other("groups.member", slug=slug, member_id=form.person_id.data)
        except Invalid as invalid:
            form.add_errors(invalid)
    return _member_page(slug, form.person_id.data, form, 422)


@bp.post("/groups/<slug>/mandates/<int:mandate_id>/end")
def end_mandate(slug: str, mandate_id: int) -> Any:
    """End a mandate on a day."""
    group, _standing = organise(slug)
    form = forms.EndForm()
    if not form.validate_on_submit():
        raise Invalid({"ends_on": _("Write a day.")})
    whose = commands.end_mandate(person_id(), group.id, mandate_id, ends_on=form.ends_on.data)
    flash(_("The mandate has an end."))
    return see_other("groups.member", slug=slug, member_id=whose)
