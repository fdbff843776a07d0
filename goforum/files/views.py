"""The door through which scripts send one file at a time; forms without scripts carry theirs themselves."""

from typing import Any

import structlog
from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from goforum.core.rules import Refusal, require
from goforum.core.web import keep_private, person_id, viewer
from goforum.files.intake import take_in
from goforum.files.kinds import ACCEPT
from goforum.files.limits import limits, takes_files
from goforum.files.picking import cannot_keep
from goforum.files.queries import list_own_files, size_text
from goforum.files.rules import may_upload

log = structlog.get_logger(__name__)
bp = Blueprint("files", __name__)
bp.add_app_template_filter(size_text, "size_text")
bp.add_app_template_global(limits, "file_limits")
bp.add_app_template_global(lambda: ACCEPT, "file_accept")


def _why(reason: str, status: int) -> Response:
    return Response(Markup("<p data-why>{}</p>").format(reason), status, mimetype="text/html")


@bp.post("/files")
@takes_files
def upload() -> Any:
    """Take one file of the person's own; the answer is its line in the form, or the reason in words."""
    require(may_upload(viewer()))
    keep_private()
    me, came = person_id(), request.files.get("file")
    if came is None or not came.filename:
        return _why(_("Choose a file first."), 422)
    try:
        made = take_in(me, came.stream, came.filename, request.form.get("client_key", "")[:64])
    except Refusal as refusal:
        return _why(str(refusal.reason) or cannot_keep(), refusal.status)
    except OSError:
        log.exception("file_not_stored")
        return _why(cannot_keep(), 503)
    return render_template("files/_picked.html", file=list_own_files(me, [made])[0]), 201
