"""The list of what one was told, and marking it read."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from goforum.core.web import keep_private, person_id, safe_next, see_other
from goforum.notifications import commands, queries
from goforum.notifications.kinds import kinds
from goforum.notifications.queries import FAMILIES
from goforum.notifications.views.base import bell, bp, sentence
from goforum.threads.freshness import not_modified, stamp, tag

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@bp.before_request
def _private() -> None:
    if request.endpoint != "notifications.count":  # a number alone, asked again and again: it may be compared
        keep_private()


def _micros(raw: str) -> int:
    """An instant as a number, as the link that takes a marking back carries it; 0 for anything else."""
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 17 else 0


@bp.get("/notifications")
def index() -> Any:
    """What I was told: new first, one line for each thing."""
    me = person_id()
    only = request.args.get("show", "")
    only = only if only in {"unread", *FAMILIES} else ""
    page = queries.page_lines(me, only=only, after=request.args.get("after"))
    return render_template("notifications/index.html", page=page, only=only, families=FAMILIES, kinds=kinds,
                           sentence=sentence, undo=_micros(request.args.get("undo", "")),
                           first=not request.args.get("after"),
                           newest=max((line.last_id for line in page.items if line.new), default=0))


@bp.get("/notifications/count")
def count() -> Response:
    """The bell of the header by itself, for the script that keeps it right; nothing when nothing changed."""
    person_id()
    drawn = bell()
    etag = tag(str(drawn))
    answer = not_modified(etag) or Response(str(drawn), mimetype="text/html")
    stamp(answer, etag)
    return answer  # type: ignore[return-value]  # not_modified answers with the same class


def _number(name: str) -> int:
    raw = request.form.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 11 and int(raw) < 2**31 else 0


@bp.post("/notifications/read")
def read() -> Any:
    """Mark as read: one line as it was shown, or everything up to the newest shown."""
    me, last = person_id(), _number("last")
    back = safe_next(url_for("notifications.index"))
    if "topic" in request.form:
        commands.mark_line(me, kind=request.form.get("kind", ""), topic=request.form.get("topic", ""), last_id=last)
        return redirect(back, 303)
    at = commands.mark_all(me, last_id=last)
    if at is None:
        flash(_("Everything was read already."))
        return redirect(back, 303)
    flash(_("Everything is marked as read."))
    return see_other("notifications.index", undo=(at - EPOCH) // timedelta(microseconds=1))


@bp.post("/notifications/unread")
def unread() -> Any:
    """Take a marking back."""
    me, micros = person_id(), _micros(request.form.get("at", ""))
    if micros:
        commands.unmark(me, EPOCH + timedelta(microseconds=micros))
        flash(_("What was new before is new again."))
    return see_other("notifications.index")
