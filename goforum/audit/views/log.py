"""The log as pages: of the whole site for administrators, of a group for whoever moderates it."""

import re
from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _

from goforum.accounts.rules import may_administer
from goforum.audit import queries
from goforum.audit.forms import EnterForm
from goforum.audit.views.base import bp
from goforum.core import clock
from goforum.core.paging import int_arg
from goforum.core.rules import Invalid, require
from goforum.core.web import keep_private, person_id, see_other, viewer
from goforum.groups.commands import enter_reserved
from goforum.groups.queries import GroupCard, cards
from goforum.groups.rules import may_moderate
from goforum.groups.views.base import enter

_KIND = re.compile(r"[A-Za-z]{1,60}")
# Where the ids of a line lead: key → (endpoint, name in the address).
PLACES = {
    "post_id": ("threads.permalink", "post_id"), "thread_id": ("threads.show", "thread_id"),
    "proposal_id": ("proposals.show", "proposal_id"), "meeting_id": ("meetings.show", "meeting_id"),
    "poll_id": ("voting.show", "poll_id"), "case_id": ("moderation.case", "case_id"),
    "decision_id": ("moderation.decision", "decision_id"), "person_id": ("groups.person", "person_id"),
    "subject_id": ("groups.person", "person_id"), "waiting_id": ("threads.waiting", "waiting_id"),
}


def _page(group: GroupCard | None) -> Any:
    me = person_id()
    keep_private()
    wanted = request.args.get("kind", "")
    kind, actor = wanted if _KIND.fullmatch(wanted) else "", int_arg("by")
    lines = queries.page(me, int_arg("before"), group_id=group.id if group else None, kind=kind, actor_id=actor)
    more = lines[queries.SIZE - 1].id if len(lines) > queries.SIZE else None
    shown = lines[: queries.SIZE]
    return render_template("audit/index.html", lines=shown, more=more, group=group, kind=kind, actor=actor,
                           places=PLACES, groups=cards({line.group_id for line in shown if line.group_id}))


@bp.get("/audit")
def index() -> Any:
    """What was done on the site, newest first."""
    require(may_administer(viewer()))
    return _page(None)


@bp.get("/groups/<slug>/audit")
def group(slug: str) -> Any:
    """What was done in a group, newest first, for those who moderate it."""
    found, standing = enter(slug)
    require(may_moderate(standing, clock.now()))
    return _page(found)


@bp.route("/audit/enter", methods=["GET", "POST"])
def enter_group() -> Any:
    """An administrator enters a reserved group: visibly, with a reason, and its members are told."""
    me = viewer()
    require(may_administer(me))
    keep_private()
    form = EnterForm()
    if form.validate_on_submit():
        try:
            slug = enter_reserved(person_id(), form.slug.data, reason=form.reason.data)
            flash(_("You are an observer of the group now. Its members have been told, with your reason."))
            return see_other("audit.group", slug=slug)
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("audit/enter.html", form=form), 422 if form.is_submitted() else 200
