"""The link at the foot of a mail: a page that says what it stops, and the POST that stops it (RFC 8058)."""

from typing import Any

from flask import Response, g, render_template, request
from flask_babel import gettext as _

from goforum.core.rules import Gone
from goforum.core.security import csrf
from goforum.core.web import see_other
from goforum.notifications import commands, queries
from goforum.notifications.links import Unsubscribing, read_link
from goforum.notifications.views.base import bp


def _read(token: str) -> Unsubscribing:
    g.secret_address = True
    found = read_link(token)
    if found is None or not queries.is_mailed(found.person_id):
        raise Gone(_("This link is no longer good. Sign in to choose what you are told by e-mail."))
    return found


@bp.get("/unsubscribe/<token>")
def unsubscribe(token: str) -> Any:
    """What the link stops, and the button. Looking changes nothing: mail programs open links by themselves."""
    found = _read(token)
    stopped = queries.is_stopped(found.person_id, found.scope, found.number)
    return render_template("notifications/unsubscribe.html", what=found, stopped=stopped, token=token,
                           all_stopped=queries.is_stopped(found.person_id, "all", 0))


@bp.post("/unsubscribe/<token>")
@csrf.exempt  # whoever holds the link may, without a session: the mail provider itself presses the button
def unsubscribe_now(token: str) -> Any:
    """Stop it (or, by the page's own button, take that back). No sign-in, no session."""
    found = _read(token)
    scope = "all" if request.form.get("scope") == "all" else found.scope
    commands.set_mail_by_link(found.person_id, scope, found.number, on="again" in request.form)
    if request.form.get("List-Unsubscribe") == "One-Click":
        return Response("ok\n", mimetype="text/plain")
    return see_other("notifications.unsubscribe", token=token)


