"""Drafts: saved as one writes, listed, thrown away and had back."""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from goforum.core import clock
from goforum.core.i18n import time_short
from goforum.core.web import keep_private, person_id, see_other
from goforum.threads import commands, places
from goforum.threads.drawing import draw
from goforum.threads.queries.drafts import list_drafts
from goforum.threads.views.base import bp


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _number(name: str) -> int:
    return _whole(request.form.get(name, ""))


@bp.post("/drafts")
def save_draft() -> Any:
    """Keep what is being written (the page's script calls this every few seconds)."""
    me = person_id()
    chosen = [_whole(one) for one in request.form.getlist("commitments")[:50]]
    extra = {"key": request.form.get("client_key", "")[:64], "tag": request.form.get("tag", "")[:16],
             "commitments": [one for one in chosen if one], "group": _number("group"),
             "language": request.form.get("language", "")[:8],
             "files": [one for one in map(_whole, request.form.getlist("file_ids")[:50]) if one]}
    saved = commands.save_draft(
        me, request.form.get("place", ""), title=request.form.get("title", ""), body=request.form.get("body", ""),
        extra={name: value for name, value in extra.items() if value}, expected=_number("sequence"),
        owner=request.form.get("owner", "")[:64], step=_number("step"), force="force" in request.form)
    answer = {"sequence": saved.sequence, "at": time_short(clock.now()), "posted": saved.posted}
    if saved.missed is None:
        return jsonify(answer)
    answer |= {"title": saved.missed.title, "body": saved.missed.body,
               "html": draw("threads/_moved.html", draft=saved.missed)}
    return jsonify(answer), 409


@bp.get("/drafts")
def drafts() -> Any:
    """What one has begun and not sent."""
    me = person_id()
    keep_private()
    found = list_drafts(me)
    return render_template("threads/drafts.html", drafts=found, spots=places.show([one.place for one in found], me))


@bp.post("/drafts/<int:draft_id>/discard")
def discard_draft(draft_id: int) -> Any:
    """Throw a draft away."""
    commands.discard_draft(person_id(), draft_id)
    flash(_("The draft is thrown away."), f"undo:{url_for('threads.recover_draft', draft_id=draft_id)}")
    return see_other("threads.drafts")


@bp.post("/drafts/<int:draft_id>/recover")
def recover_draft(draft_id: int) -> Any:
    """Have a draft back that was thrown away."""
    commands.recover_draft(person_id(), draft_id)
    flash(_("The draft is back."))
    return redirect(url_for("threads.drafts"), 303)
