"""The cookie of a session, whose signature is worked out once and not for every page that a browser asks for."""

import time
from typing import Any, Final

from flask import Flask, Request, Response, g
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature

from goforum.core.bounded import Bounded

# What is the same for whoever holds it: anything else (a list that a page changes) is read anew each time.
_PLAIN: Final = (str, bool, int, type(None))
_ROOM: Final = 2 * 1024 * 1024


class Sessions(SecureCookieSessionInterface):
    """Flask's sessions; a file that is the same for everybody never depends on them.

    Flask-Login looks into the session after every answer, and Flask then says "Vary: Cookie": a browser would fetch
    every font and script again as soon as any cookie changed, the one for the stylesheet after the first page included.
    """

    def __init__(self) -> None:
        self._read: Bounded[tuple[int, dict[str, Any]]] = Bounded(_ROOM)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the cookie holds. One that was found sound is sound for as long as its time and our keys last."""
        value, signer = request.cookies.get(self.get_cookie_name(app)), app.secret_key
        if not value or not signer:
            return super().open_session(app, request)
        lifetime = int(app.permanent_session_lifetime.total_seconds())
        key = (value, signer, *(app.config["SECRET_KEY_FALLBACKS"] or ()))
        known = self._read.find(key)
        if known is None:
            return self._check(app, value, key, lifetime)
        signed_at, data = known
        return self.session_class(data if 0 <= int(time.time()) - signed_at <= lifetime else None)

    def _check(self, app: Flask, value: str, key: tuple[Any, ...], lifetime: int) -> SecureCookieSession:
        signer = self.get_signing_serializer(app)
        assert signer is not None  # there is a key
        try:
            data, signed = signer.loads(value, max_age=lifetime, return_timestamp=True)
        except BadSignature:
            return self.session_class()
        if all(isinstance(one, _PLAIN) for one in data.values()):
            self._read.put(key, (int(signed.timestamp()), data), 4 * len(value) + 500)
        return self.session_class(data)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Nothing for such a file; everything else as Flask does it."""
        if not g.get("for_everybody"):
            super().save_session(app, session, response)
