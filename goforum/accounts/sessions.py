"""From a browser's cookie to a Viewer, once for each request."""

from contextlib import suppress

from flask import Flask, Response, current_app, g, session
from flask_login import login_user, logout_user
from itsdangerous import BadSignature, URLSafeSerializer

from goforum.accounts import commands, queries
from goforum.core import clock
from goforum.core.rules import Refusal
from goforum.core.viewer import Viewer


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


def _load(key: str) -> Viewer | None:
    found = queries.find_viewer(key)
    if found is None:
        return None
    viewer, seen = found
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
