"""Sending files: whoever may see one now, and nobody else; each time it is asked for.

A file is shown through what refers to it: each feature that attaches files says to whom it shows them. One that
nothing refers to yet is its uploader's alone. Everyone else gets the page of an address that never existed.
"""

from collections.abc import Callable
from typing import Any

import structlog
from flask import g, send_file
from werkzeug.wrappers import Response

from goforum.core.rules import NotFound
from goforum.core.web import guests_too, keep_private, viewer
from goforum.files.queries import StoredFile, find_file
from goforum.files.store import store
from goforum.meetings.queries import held_pictures_visible_to, pictures_visible_to, point_files_visible_to
from goforum.pages.views import bp
from goforum.planning.queries import files_visible_to as meeting_files_visible_to
from goforum.planning.queries import offered_files_visible_to
from goforum.threads.queries import files_visible_to, waiting_files_visible_to

log = structlog.get_logger(__name__)
# Through which kinds of groups a person may see a file; one function of each feature that attaches files.
SHOWERS: tuple[Callable[[int, int | None], set[str]], ...] = (
    files_visible_to, waiting_files_visible_to, meeting_files_visible_to,
    point_files_visible_to, offered_files_visible_to, pictures_visible_to, held_pictures_visible_to)
# Whatever is in it, a browser that shows it runs nothing, asks nothing, and stands nowhere on this site.
POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


def _find(file_id: int) -> tuple[StoredFile, set[str]]:
    """The file and how it is seen; both questions are asked whatever the answer, so that time tells nothing."""
    me = viewer().id
    found = find_file(file_id)
    through = set[str]().union(*(shower(file_id, me) for shower in SHOWERS))
    if found is None:
        raise NotFound()
    own = not found.used and me is not None and found.owner_id == me
    if not through and not own:
        raise NotFound()
    return found, through


def _send(file_id: int, *, small: bool) -> Response:
    found, through = _find(file_id)
    card = found.card
    if small and not card.is_picture:
        raise NotFound()
    path = store().path(found.sha256, small=small)
    try:
        response = send_file(
            path, mimetype="image/webp" if small else card.media_type, as_attachment=not card.is_picture,
            download_name=card.name.rpartition(".")[0] + ".webp" if small else card.name,
            conditional=True, etag=found.sha256[:32] + ("s" if small else ""), last_modified=None)
    except FileNotFoundError:
        log.exception("file_without_bytes", file_id=file_id)
        raise NotFound() from None
    g.own_policy = POLICY
    if "public" in through:
        # Kept by the reader's browser, asked about each time: the answer is then 304, or 404 once it is hidden.
        response.headers["Cache-Control"] = "private, no-cache"
    else:
        keep_private()
    return response


@bp.get("/files/<int:file_id>")
@guests_too
def file(file_id: int) -> Any:
    """A file as it is kept: a picture to look at, anything else to save."""
    return _send(file_id, small=False)


@bp.get("/files/<int:file_id>/small")
@guests_too
def small_file(file_id: int) -> Any:
    """The small form of a picture."""
    return _send(file_id, small=True)
