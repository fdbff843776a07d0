"""Whether the browser's copy of a page is still what we would draw: one fingerprint of all that the page shows."""

import hashlib
from collections.abc import Iterable
from functools import lru_cache

from flask import g, request, session
from werkzeug.wrappers import Response

from goforum.core import paths
from goforum.core.assets import CSS_COOKIE, store
from goforum.core.i18n import language
from goforum.core.templating import page_theme
from goforum.core.web import viewer


@lru_cache(maxsize=1)
def _release() -> str:
    """A fingerprint of templates, styles, scripts and catalogues: another release draws other pages."""
    made = hashlib.blake2b(store().stylesheet.encode() + store().tree_version.encode())
    for folder, pattern in ((paths.TEMPLATES, "**/*.html"), (paths.TRANSLATIONS, "**/*.mo")):
        for path in sorted(folder.glob(pattern)):
            made.update(path.read_bytes())
    return made.hexdigest()


def tag(*parts: object) -> str | None:
    """The fingerprint of a page that shows ``parts`` to who is looking; None when it must be drawn anew.

    The reader is in it whole: name, session, theme, language, zone; so is the form token, which a page kept from
    another session would carry wrongly.
    """
    if session.get("_flashes") or g.get("no_store"):
        return None
    shown = (parts, viewer(), language(), page_theme(), request.cookies.get(CSS_COOKIE),
             session.get("csrf_token"), request.query_string, _release())
    return hashlib.blake2b(repr(shown).encode(), digest_size=15).hexdigest()


def without_token(texts: Iterable[str]) -> list[str]:
    """These texts without the form token: it is written anew each second, for the same secret of the session."""
    token = g.get("csrf_token")
    return [text.replace(str(token), "") if token else text for text in texts]


def not_modified(etag: str | None) -> Response | None:
    """304 when the browser already holds this very page."""
    if etag is not None and request.if_none_match.contains_weak(etag):
        return Response(status=304)
    return None


def stamp(response: Response, etag: str | None) -> None:
    """Name the answer, unless drawing it has shown something that belongs to this one time."""
    if etag is not None:
        response.set_etag(etag, weak=True)
