"""From a browser's cookie to a Viewer, once for each request."""

import secrets
from contextlib import suppress

from flask import Flask, Response, current_app, g, request, session
from flask_login import current_user, login_user, logout_user
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response as BaseResponse

from goforum.accounts import commands, queries
from goforum.core import clock
from goforum.core.rules import Refusal
from goforum.core.viewer import Viewer
from goforum.core.web import is_local_path


def sign_token(token_id: int, purpose: str) -> str:
    """The text a mailed link carries for this token."""
    return str(URLSafeSerializer(current_app.secret_key or "", salt=f"token:{purpose}").dumps(token_id))


def read_token(text: str, purpose: str) -> int | None:
    """The token's number behind a mailed link; None when the link was made up or damaged."""
    try:
        value = URLSafeSerializer(current_app.secret_key or "", salt=f"token:{purpose}").loads(text)
    except BadSignature:
        return None
    return value if isinstance(value, int) else None


# Addresses that hold a signed text: where someone was going is kept by its number, never by the text that opens it.
_signed: dict[str, str] = {}
_NOWHERE = ("/confirm/", "/reset/", "/enter/", "/sign-in", "/sign-up", "/sign-out")


def sign_addresses(prefix: str, purpose: str) -> None:
    """Addresses that begin so end in a text signed for this purpose."""
    _signed[prefix] = purpose


def park(path: str) -> str | None:
    """A path of this site in a form the database may hold; None for one nobody should be led to."""
    if path.startswith(_NOWHERE) or len(path) > 300:
        return None
    for prefix, purpose in _signed.items():
        if path.startswith(prefix):
            number = read_token(path.removeprefix(prefix).partition("?")[0], purpose)
            return None if number is None else f"{purpose}:{number}"
    return path if path != "/" else None


def unpark(aim: str | None) -> str:
    """The path again; the home page where there is none."""
    for prefix, purpose in _signed.items():
        if aim and aim.startswith(f"{purpose}:"):
            return prefix + sign_token(int(aim.removeprefix(f"{purpose}:")), purpose)
    return aim if is_local_path(aim) and aim else "/"


DEVICE_COOKIE = "gf_device"
DEVICE_LIFE = 400 * 24 * 3600


def _devices() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="device")


def _lock(password_hash: str) -> str:
    return queries.digest(password_hash)[:16]  # a new password forgets every device


def read_device(cookie: str | None, person_id: int | None, password_hash: str | None) -> str | None:
    """The name of a browser that has signed in to this account before, with the password it has now."""
    if not cookie or person_id is None or not password_hash:
        return None
    try:
        value = _devices().loads(cookie)
    except BadSignature:
        return None
    known = isinstance(value, list) and len(value) == 3 and value[:2] == [person_id, _lock(password_hash)]
    return f"device:{value[2]}" if known else None


def remember_device(response: BaseResponse, cookie: str | None) -> None:
    """Let this browser be known again to the account that has just signed in."""
    person = queries.get_person_row(current_user.id)
    if read_device(cookie, person.id, person.password_hash):
        return
    mark = [person.id, _lock(person.password_hash), secrets.token_hex(8)]
    response.set_cookie(DEVICE_COOKIE, str(_devices().dumps(mark)), max_age=DEVICE_LIFE, httponly=True,
                        samesite="Lax", path="/sign-in", secure=current_app.config["SESSION_COOKIE_SECURE"])


def viewer_by_key(key: str) -> Viewer | None:
    """Who holds this session key now (pages and sockets alike)."""
    found = queries.find_viewer(key)
    return found[0] if found else None


def sign_in_browser(key: str) -> None:
    """Give this browser the session: everything it held before is dropped (session fixation)."""
    session.clear()
    session.permanent = True
    viewer = viewer_by_key(key)
    if viewer:
        login_user(viewer)


def sign_out_browser() -> None:
    """Take the session from this browser."""
    logout_user()
    session.clear()


def _is_open_to_guests() -> bool:
    return hasattr(current_app.view_functions.get(request.endpoint or ""), "guests_too")


def _load(key: str) -> Viewer | None:
    found = queries.find_viewer(key)
    if found is None:
        return None
    viewer, seen = found
    if viewer.guest and not _is_open_to_guests():
        return None
    if clock.now() - seen > commands.TOUCH_EVERY:
        g.touch_session = viewer.session_id
    return viewer


def init_sessions(app: Flask) -> None:
    """Teach Flask-Login to find people by session key, and templates to sign mailed links."""
    app.login_manager.user_loader(_load)  # type: ignore[attr-defined]
    app.jinja_env.globals["sign_token"] = sign_token

    @app.after_request
    def _touch(response: Response) -> Response:
        session_id = g.pop("touch_session", None)
        if session_id is not None:
            with suppress(Refusal):  # a busy database: the page matters, being seen alive does not
                commands.touch_session(session_id)
        return response
