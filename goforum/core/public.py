"""Public pages kept whole, packed, in front of the application: who has no session gets them without Flask.

Only what the application itself offers is kept (``_offer``): a page drawn for a visitor, that read no session and
set no cookie but the three that say how a page looks. Everything such a page may depend on is in its key; a request
that brings anything else (another cookie, an unknown argument) goes past.

The database says whether anything has changed (``core/changes.py``), and is asked once in each second of the clock:
a page is served as long as that answer is the one of before it was drawn, so never more than one second after a
change. nginx keeps pages to the end of the same second (``X-Accel-Expires``). See decision 0070.
"""

import gzip
import hashlib
import secrets
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from flask import Flask, Response, g, request, session
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from goforum.config import LANGUAGES, Settings
from goforum.core import metrics
from goforum.core.assets import CSS_COOKIE, STYLESHEET, store
from goforum.core.bounded import Bounded
from goforum.core.changes import Changes
from goforum.core.i18n import COOKIE as LANGUAGE_COOKIE
from goforum.core.templating import THEME_COOKIE, THEMES
from goforum.core.web import viewer

OFFERED: Final = "goforum.public"
# What a page shows by the clock alone (a time limit that has passed) shows this soon.
LIFE: Final = 5.0
SMALLEST, LEVEL = 1_000, 6
LONGEST_ADDRESS, LONGEST_HEADER = 300, 200
# The rest would let anyone fill the memory with copies.
_ARGUMENTS = frozenset({"page", "after", "before", "lang", "theme"})
_LOOKS = frozenset({LANGUAGE_COOKIE, THEME_COOKIE, CSS_COOKIE})
# Set by scripts, and read for people who are signed in alone.
_IGNORED = frozenset({"gf_reads"})
_KINDS = frozenset({"text/html", "application/atom+xml"})
_EACH_TIME = frozenset({"x-request-id", "content-length", "x-accel-expires", "date"})

Start = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it is sent, the state of the database it shows at least, and when it is too old all the same."""

    headers: list[tuple[str, str]]
    short: list[tuple[str, str]]
    etag: str
    body: bytes
    state: object
    ends: float


@lru_cache(maxsize=512)
def _spoken(header: str, default: str) -> str:
    return parse_accept_header(header, LanguageAccept).best_match(LANGUAGES, default) or default


@lru_cache(maxsize=512)
def _looks(cookies: str, stylesheet: str) -> tuple[str, str, bool] | None:
    """Language, theme and stylesheet that this browser's cookies ask for; None when they say anything else."""
    asked = {LANGUAGE_COOKIE: "", THEME_COOKIE: "", CSS_COOKIE: ""}
    for one in cookies.split(";"):
        name, _is, value = one.strip().partition("=")
        if name in _LOOKS:
            asked[name] = value
        elif name and name not in _IGNORED:
            return None
    language, theme, style = asked.values()
    if language not in ("", *LANGUAGES) or theme not in ("", "system", *THEMES) or style not in ("", stylesheet):
        return None
    return language, theme, bool(style)


class PublicPages:
    """The layer in front of Flask."""

    def __init__(self, inner: Callable[..., Iterable[bytes]], settings: Settings, changes: Changes) -> None:
        self.inner, self.changes, self.default = inner, changes, settings.default_language
        self.proxied = bool(settings.trusted_proxies)
        self.pages: Bounded[Kept] = Bounded(settings.public_cache_bytes)
        self.stylesheet = store().files[STYLESHEET].version
        self.hits = self.misses = 0
        self._second = 0
        self._state: object | None = None
        self._lock = threading.Lock()

    def counts(self) -> dict[str, int]:
        """What was answered from here, what was drawn for here, and how many bytes are held."""
        return {"hits": self.hits, "misses": self.misses, "bytes": self.pages.held, "pages": len(self.pages)}

    def has(self, environ: dict[str, Any]) -> bool:
        """Whether this request would be answered from here."""
        key = self._key(environ)
        state = self._now_shown() if key is not None else None
        return key is not None and state is not None and self._find(key, state) is not None

    def _find(self, key: tuple[object, ...], state: object) -> Kept | None:
        kept = self.pages.find(key)
        return kept if kept is not None and kept.state == state and kept.ends > time.monotonic() else None

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        key = self._key(environ)
        state = self._now_shown() if key is not None else None
        if key is None or state is None:
            return self.inner(environ, start)
        kept = self._find(key, state)
        if kept is not None:
            self.hits += 1
            metrics.CACHE.add("public", "yes")
            return self._answer(kept, environ, start, "HIT")
        return self._draw(key, state, environ, start)

    def _key(self, environ: dict[str, Any]) -> tuple[object, ...] | None:
        if environ["REQUEST_METHOD"] != "GET" or "HTTP_RANGE" in environ or "HTTP_AUTHORIZATION" in environ:
            return None
        looks = _looks(environ.get("HTTP_COOKIE", ""), self.stylesheet)
        path, query = environ["PATH_INFO"], environ["QUERY_STRING"]
        spoken = environ.get("HTTP_ACCEPT_LANGUAGE", "")
        if looks is None or len(path) + len(query) > LONGEST_ADDRESS or len(spoken) > LONGEST_HEADER:
            return None
        if query and not all(one.partition("=")[0] in _ARGUMENTS for one in query.split("&")):
            return None
        return (environ["wsgi.url_scheme"], environ.get("HTTP_HOST", ""), path, query, looks,
                "" if looks[0] else _spoken(spoken, self.default),
                environ.get("HTTP_SAVE_DATA", "").lower() == "on", "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""))

    def _now_shown(self) -> object | None:
        """The state of the database, as it was asked for first in this second; None when it does not answer."""
        second = int(time.time())
        if second != self._second:
            with self._lock:
                if second != self._second:
                    self._state = self.changes.look()
                    self._second = second
        return self._state

    def _draw(self, key: tuple[object, ...], state: object, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        told: list[Any] = []

        def hear(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            if not environ.get(OFFERED) or rest or not _shareable(headers):
                return start(status, headers, *rest)
            told[:] = status, headers
            return None

        answer = self.inner(environ, hear)
        if not told:
            return answer
        try:
            body = b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        self.misses += 1
        metrics.CACHE.add("public", "no")
        kept = _keep(told[1], body, bool(key[-1]), state)
        self.pages.put(key, kept, len(kept.body) + 2_000)
        return self._answer(kept, environ, start, "MISS")

    def _answer(self, kept: Kept, environ: dict[str, Any], start: Start, how: str) -> Iterable[bytes]:
        own = [("X-Request-ID", secrets.token_hex(8)), ("X-Cache", how)]
        if self.proxied:
            # To the end of the second in which the database was asked; after it nginx asks again.
            own.append(("X-Accel-Expires", f"@{self._second}"))
        asked = environ.get("HTTP_IF_NONE_MATCH")
        if asked is not None and kept.etag in asked:
            start("304 NOT MODIFIED", kept.short + own)
            return ()
        start("200 OK", kept.headers + own)
        return (kept.body,)


def _shareable(headers: list[tuple[str, str]]) -> bool:
    """No cookie in it but those that say how a page looks, which follow from the key."""
    return all(value.partition("=")[0] in _LOOKS for name, value in headers if name.lower() == "set-cookie")


def _keep(headers: list[tuple[str, str]], body: bytes, packs: bool, state: object) -> Kept:
    kept = [(name, value) for name, value in headers if name.lower() not in _EACH_TIME]
    names = {name.lower(): value for name, value in kept}
    if packs and len(body) >= SMALLEST and "content-encoding" not in names:
        body = gzip.compress(body, LEVEL, mtime=0)
        kept.append(("Content-Encoding", "gzip"))
    if "accept-encoding" not in ", ".join(value.lower() for name, value in kept if name.lower() == "vary"):
        kept.append(("Vary", "Accept-Encoding"))
    etag = names.get("etag", "")
    if not etag:
        etag = f'W/"{hashlib.blake2b(body, digest_size=15).hexdigest()}"'
        kept.append(("ETag", etag))
    short = [(name, value) for name, value in kept if not name.startswith(("Content-Type", "Content-Encoding"))]
    return Kept([*kept, ("Content-Length", str(len(body)))], short, etag.removeprefix("W/"), body, state,
                time.monotonic() + LIFE)


def _offer(response: Response) -> Response:
    """Say of an answer that it is everybody's: drawn for a visitor, out of nothing that is only theirs."""
    if (request.method == "GET" and response.status_code == 200 and response.mimetype in _KINDS
            # Not asked who it is where a session is: that may want a database that is away.
            and response.is_sequence and not session and not session.modified and viewer().is_visitor
            and not any(g.get(name) for name in ("no_store", "secret_address", "own_policy", "csrf_token"))):
        request.environ[OFFERED] = True
    return response


def init_public(app: Flask, settings: Settings) -> None:
    """Put the layer in front; called before anything else that looks at answers, so that it looks last."""
    if settings.public_cache_bytes:
        app.after_request(_offer)
        layer = PublicPages(app.wsgi_app, settings, Changes(app, settings))
        app.wsgi_app = layer  # type: ignore[method-assign,assignment]
        app.extensions["goforum_public"] = layer
