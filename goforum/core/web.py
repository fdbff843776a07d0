"""Small things every view needs: who is looking, where to go back to, whether a link stays on this site."""

from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import g, has_request_context, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from goforum.core.i18n_words import log_in_first
from goforum.core.rules import Refused
from goforum.core.viewer import VISITOR, Viewer

View = TypeVar("View", bound=Callable[..., Any])


def viewer() -> Viewer:
    """The person looking at this request; a visitor when there is no request at all."""
    known: Viewer | None = g.get("_login_user")  # where Flask-Login keeps who it has found; asked many times a page
    if known is not None:
        return known
    if not has_request_context():
        return VISITOR
    return cast("Viewer", current_user._get_current_object())


def person_id() -> int:
    """The id of the person acting; a visitor is refused, with the way on."""
    me = viewer()
    if me.id is None:
        raise Refused(log_in_first(), code="visitor", help="log-in")
    return me.id


def guests_too(view: View) -> View:
    """A door that guests of a meeting come through as themselves; at every other one they are visitors."""
    view.guests_too = True  # type: ignore[attr-defined]
    return view


def caller() -> str:
    """Where a request comes from, for counting: one IPv4 address, or the whole /64 that one IPv6 line is given."""
    raw = request.remote_addr or "127.0.0.1"
    try:
        address = ip_address(raw.partition("%")[0])
    except ValueError:
        return raw
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped) if mapped else str(ip_network((address, 64), strict=False))
    return str(address)


def site_of(address: str) -> tuple[str, str]:
    """Scheme and host of an address; both empty for one that cannot be read, which ``urlsplit`` raises for."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", ""
    return parts.scheme, parts.netloc


def is_local_path(target: str | None) -> bool:
    """True only for a path on this site: one leading slash, no host, no scheme, no backslash or control."""
    if not target or not target.startswith("/") or target.startswith("//"):
        return False
    if any(ord(ch) < 0x20 or ch == "\\" for ch in target):
        return False
    parts = urlsplit(target)
    return not parts.scheme and not parts.netloc


def safe_next(default: str) -> str:
    """The ``next`` a form or link carried, if it stays on this site."""
    target = request.values.get("next")
    return target if target is not None and is_local_path(target) else default


def see_other(endpoint: str, *, _anchor: str | None = None, **values: object) -> Response:
    """Answer a POST that worked: 303 to the page that shows what happened."""
    return redirect(url_for(endpoint, _anchor=_anchor, **values), 303)  # type: ignore[arg-type]


def keep_private() -> None:
    """Mark this answer as one no cache, and no phone's offline store, may keep."""
    g.no_store = True
