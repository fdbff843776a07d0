"""What the composer asks while somebody writes: names and commitments to choose from, the text as it would look."""

from typing import Any, Final

from flask import jsonify, render_template, request
from flask_babel import gettext as _

from goforum.core import clock
from goforum.core.i18n import language
from goforum.core.rules import NotFound, require
from goforum.core.web import keep_private, viewer
from goforum.groups.queries import GroupCard
from goforum.groups.views import enter
from goforum.threads import queries, rules
from goforum.threads.queries.names import find_names, find_references
from goforum.threads.views.base import bp
from goforum.threads.views.posting import preview_of

PACE: Final = "90 per minute"


def _desk(slug: str) -> tuple[GroupCard, int | None]:
    """The group, for who may write in it, and the thread that is written in, when there is one."""
    group, place = enter(slug)
    require(rules.may_open(place, clock.now()))
    kind, _colon, number = request.values.get("place", "").partition(":")
    if kind != "reply" or not (number.isascii() and number.isdigit() and len(number) < 10):
        return group, None
    try:
        head, _standing = queries.open_thread(int(number), viewer().id)
    except NotFound:
        return group, None
    return group, head.id if head.group_id == group.id else None


@bp.get("/groups/<slug>/complete")
def complete(slug: str) -> Any:
    """Who or what ``?q=@sal`` or ``?q=#7`` may mean: at most eight, members of the group first."""
    group, thread_id = _desk(slug)
    keep_private()
    typed = request.args.get("q", "")[:60]
    if typed.startswith("#"):
        found = [{"put": one.put, "name": one.name, "detail": one.detail, "lang": one.lang}
                 for one in find_references(typed[1:], thread_id, language())]
    else:
        found = [{"put": f"@{one.handle}", "name": one.name, "detail": _("Organisation") if one.organisation else
                  f"@{one.handle}", "lang": one.lang}
                 for one in find_names(typed.lstrip("@"), group.id, group.visibility, viewer().id, language())]
    return jsonify(found)


@bp.post("/groups/<slug>/preview")
def preview(slug: str) -> Any:
    """A text as it would look in a post of this group, and what it would be linked to."""
    _group, thread_id = _desk(slug)
    shown = preview_of(request.form.get("body"), thread_id)
    return render_template("threads/_preview.html", preview=shown, title=request.form.get("title", ""))
