"""Doors to invitations: making them, taking them back, and coming in by one."""

from typing import Any
from uuid import uuid4

from flask import flash, g, render_template, request, url_for
from flask_babel import gettext as _

from goforum.accounts.sessions import read_token, sign_token
from goforum.core import clock
from goforum.core.forms import options
from goforum.core.i18n import language, localised
from goforum.core.paging import cut, int_arg
from goforum.core.rules import Invalid
from goforum.core.web import keep_private, person_id, see_other, viewer
from goforum.groups import commands, forms, queries, rules
from goforum.groups.queries import Offer
from goforum.groups.queries.invitations import PAGE
from goforum.groups.views.base import bp, organise
from goforum.organisations import queries as organisations

PURPOSE = "invitation"


def link_of(invitation_id: int) -> str:
    """The address that lets people in by this invitation."""
    return url_for("groups.invitation", token=sign_token(invitation_id, PURPOSE), _external=True)


bp.add_app_template_global(link_of, "invitation_link")
bp.add_app_template_global(queries.get_letter, "invitation_letter")
bp.add_app_template_global(lambda group_id: queries.cards([group_id])[group_id], "group_card")


def _form() -> forms.InviteForm:
    form = forms.InviteForm(language=language())
    form.organisation_id.choices = options(
        [(0, _("Nobody but themselves")),
         *((card.id, localised(card.names).text) for card in organisations.list_all())])
    return form


def _page(slug: str, form: forms.InviteForm | None = None, status: int = 200) -> Any:
    group, _standing = organise(slug)
    keep_private()
    lines, more = cut(queries.page_invitations(group.id, int_arg("before")), PAGE)
    now = clock.now()
    states = {line.id: rules.invitation_state(expires_at=line.expires_at, revoked_at=line.revoked_at, uses=line.uses,
                                              max_uses=line.max_uses, now=now) for line in lines}
    form = form or _form()
    form.client_key.data = form.client_key.data or uuid4().hex
    return render_template(
        "groups/invitations.html", group=group, form=form, lines=lines, states=states,
        users=queries.users_of([line.id for line in lines]), more=lines[-1].id if more else None,
        organisations=organisations.names({line.organisation_id for line in lines if line.organisation_id}),
        roles=dict(forms.ROLES), fresh=int_arg("made")), status


@bp.get("/groups/<slug>/invitations")
def invitations(slug: str) -> Any:
    """The group's invitations, and the form for new ones (organisers)."""
    return _page(slug)


@bp.post("/groups/<slug>/invitations")
def invite(slug: str) -> Any:
    """Make a link, or mail invitations (organisers)."""
    group, _standing = organise(slug)
    form = _form()
    if not form.validate_on_submit():
        return _page(slug, form, 422)
    speaks_for = form.organisation_id.data or None
    offer = Offer(
        role=form.role.data, language=form.language.data, words=form.words.data or "",
        max_uses=form.max_uses.data, days=int(form.days.data), organisation_id=speaks_for,
        capacity=form.capacity.data if speaks_for else None, college=form.college.data if speaks_for else None)
    addresses = form.address_list()
    try:
        made = commands.invite(person_id(), group.id, offer=offer, addresses=addresses,
                               client_key=form.client_key.data or uuid4().hex)
    except Invalid as invalid:
        form.add_errors(invalid)
        return _page(slug, form, 422)
    flash(_("The invitations are on their way.") if addresses else _("The link is ready: hand it over yourself."))
    return see_other("groups.invitations", slug=slug, made=None if addresses else made[0])


@bp.post("/groups/<slug>/invitations/<int:invitation_id>/revoke")
def revoke(slug: str, invitation_id: int) -> Any:
    """Take an invitation back (organisers)."""
    group, _standing = organise(slug)
    commands.revoke_invitation(person_id(), group.id, invitation_id)
    flash(_("The invitation is taken back: its link does not work any more."))
    return see_other("groups.invitations", slug=slug)


@bp.route("/invitations/<token>", methods=["GET", "POST"])
def invitation(token: str) -> Any:
    """What a link invites to, for whoever holds it; the button comes in. Every dead link says the same."""
    keep_private()
    g.secret_address = True
    number = read_token(token, PURPOSE) or 0
    if request.method == "POST":
        group_id = commands.accept_invitation(person_id(), number)
        flash(_("Welcome: you belong to this group now."))
        return see_other("pages.group", slug=queries.cards([group_id])[group_id].slug)
    found = commands.find_standing_invitation(number)
    if found is None:
        raise commands.not_working()
    me = viewer()
    standing = queries.standing(me.id, found.group_id)
    speaks_for = organisations.names([found.organisation_id]) if found.organisation_id else {}
    return render_template(
        "groups/invitation.html", invitation=found, group=queries.cards([found.group_id])[found.group_id],
        belongs=standing.belongs, verdict=rules.may_accept(standing, clock.now()), roles=dict(forms.ROLES),
        speaks_for=next(iter(speaks_for.values()), None), form=forms.EmptyForm())
