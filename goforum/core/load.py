"""How busy this process is, and the front door that turns requests away when it is too busy.

The wait is measured where it arises: one greenlet wants to be woken twenty times a second, and how late it is says how
long everything else waits for its turn. ``core/shedding.py`` says who goes first; here is only the measuring and a
refusal that costs almost nothing, so that refusing does not become the load.
"""

import random
import re
import secrets
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from flask import Flask

from goforum.config import LANGUAGES
from goforum.core import metrics, shedding

BEAT_SECONDS: Final = 0.05
# What a client may be silent for while it takes its answer, and how slowly it may send: a trickle is no form.
SEND_SECONDS: Final = 30.0
PATIENCE_SECONDS, LEAST_BYTES_A_SECOND = 15.0, 1024
# In the environ: of a form that is refused with a page which gives the text back; what the inside tells the door.
WANTED, SEEN = "goforum.shed", "goforum.seen"

Start = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], Start], Iterable[bytes]]


@dataclass
class Meter:
    """The state of this process; all its figures are of now."""

    under_way: int = 0
    beat_at: float | None = None
    draining: bool = False
    longest: float = 0.0
    since_beat: int = 0
    before: float = 0.0
    clock: Callable[[], float] = field(default=time.monotonic)

    def beat(self) -> None:
        """The loop came round."""
        self.before = self.waited()
        self.longest = max(self.longest * 0.98, self.before)
        self.beat_at = self.clock()
        self.since_beat = 0

    def begin(self) -> None:
        """A request was let in."""
        self.under_way += 1
        self.since_beat += 1

    def crowd(self) -> float:
        """The wait as far as a crowd made it: late twice running, and requests came in meanwhile.

        One long request, or a disk that took its time once, holds up the loop too; refusing others then helps nobody.
        """
        return min(self.waited(), self.before) if self.since_beat >= shedding.CROWD else 0.0

    def waited(self) -> float:
        """For how long the loop has not come round beyond what it should; nothing where nobody beats."""
        return 0.0 if self.beat_at is None else max(0.0, self.clock() - self.beat_at - BEAT_SECONDS)


meter = Meter()


def refuses(kind: str | None) -> bool:
    """Whether this process turns such a thing away now, and counts it when it does."""
    if not shedding.is_refused(kind, meter.crowd(), meter.under_way):
        return False
    metrics.SHED.add(kind or "")
    return True


def pause() -> int:
    """After how many seconds somebody who was refused should come back."""
    return shedding.retry_after(meter.waited(), random.random())  # noqa: S311 - jitter, not a secret


def keep_beating(sleep: Callable[[float], object]) -> None:
    """Measure for ever; the web process gives this a greenlet of its own."""
    while True:
        meter.beat()
        sleep(BEAT_SECONDS)
        sleep(0)  # and to the end of those who wait for their first turn: timers overtake them, and see no queue


_PAGES = Path(__file__).with_name("busy.html").read_text(encoding="utf-8")
_WORDS = {
    "ar": ("rtl", "المنصة مزدحمة الآن", "لم يُسجَّل شيء من هذا الطلب. أعيدوا المحاولة بعد %d ثوانٍ.", "إعادة المحاولة"),
    "fr": ("ltr", "La plateforme est très sollicitée",
           "Rien de cette demande n'a été enregistré. Réessayez dans %d secondes.", "Réessayer"),
    "en": ("ltr", "The site is very busy",
           "Nothing of this request was recorded. Try again in %d seconds.", "Try again"),
}
_COOKIE_LANGUAGE = re.compile(r"(?:^|;\s*)gf_lang=(ar|fr|en)(?:;|$)")
_COOKIE_SESSION = re.compile(r"(?:^|;\s*)(?:__Host-)?gf=")


def busy_page(environ: dict[str, Any], default: str, seconds: int) -> bytes:
    """The refusal in the reader's language, drawn without Flask, a template or the database."""
    chosen = _COOKIE_LANGUAGE.search(environ.get("HTTP_COOKIE", ""))
    asked = environ.get("HTTP_ACCEPT_LANGUAGE", "")[:2].lower()
    lang = chosen[1] if chosen else asked if asked in LANGUAGES else default
    direction, title, words, again = _WORDS[lang]
    return _PAGES.format(lang=lang, dir=direction, title=title, words=words % seconds, again=again,
                         request_id=environ.get("goforum.request_id", "")).encode()


class Front:
    """The outermost door: counts and times every request, bounds slow clients, refuses when there is too much."""

    def __init__(self, app: Wsgi, *, language: str, kept: Callable[[dict[str, Any]], bool]) -> None:
        self.app, self.language, self.kept = app, language, kept

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        path, method = environ.get("PATH_INFO", "/"), environ.get("REQUEST_METHOD", "GET")
        if method in {"GET", "HEAD"} and _has_hung_up(environ):
            metrics.count_request("gone", "499", 0.0)
            start_response("499 Client Closed Request", [("Content-Length", "0")])
            return []
        if path.startswith("/socket.io"):
            if refuses(shedding.CHAT):
                return self._busy(environ, start_response)
            return self.app(environ, start_response)
        member = bool(_COOKIE_SESSION.search(environ.get("HTTP_COOKIE", "")))
        # A page that is at hand costs less than its refusal.
        if not self.kept(environ) and refuses(shedding.kind_of(method, path, member=member)):
            if method in {"GET", "HEAD"}:
                return self._busy(environ, start_response)
            environ[WANTED] = pause()
        return self._serve(environ, start_response)

    def _serve(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        _bound(environ)
        # One object for both sides: what stands between may copy the environ.
        seen = environ[SEEN] = {"route": "none", "status": ""}

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            seen["status"] = status[:3]
            return start_response(status, headers, *rest)

        meter.begin()
        began = time.perf_counter()
        try:
            return self.app(environ, start)
        finally:
            meter.under_way -= 1
            metrics.count_request(seen["route"], seen["status"], time.perf_counter() - began)

    def _busy(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        seconds = pause()
        environ["goforum.request_id"] = mark = secrets.token_hex(8)
        body = busy_page(environ, self.language, seconds)
        metrics.count_request("refused", "503", 0.0)
        start_response("503 Service Unavailable", [
            ("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body))),
            ("Retry-After", str(seconds)), ("Cache-Control", "no-store"), ("X-Request-ID", mark),
            ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            ("X-Content-Type-Options", "nosniff"), ("Vary", "Cookie, Accept-Language")])
        return [] if environ.get("REQUEST_METHOD") == "HEAD" else [body]


def _has_hung_up(environ: dict[str, Any]) -> bool:
    """Whether whoever asked has closed the line meanwhile (only where gunicorn serves).

    In a long queue most have: answering them first is how a site that fell behind stays behind. What was sent to be
    kept (POST) is done all the same: its sender may have left in good faith.
    """
    sock = environ.get("gunicorn.socket")
    if sock is None:
        return False
    try:
        return not sock._sock.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)  # noqa: SLF001 - gevent's own would wait
    except BlockingIOError:
        return False  # nothing more to read, and nothing closed: somebody waits
    except OSError:
        return True


def _bound(environ: dict[str, Any]) -> None:
    """A client that stops reading, or sends a byte a second, is let go (only where gunicorn serves)."""
    sock = environ.get("gunicorn.socket")
    if sock is None:
        return
    sock.settimeout(SEND_SECONDS)
    if environ.get("CONTENT_LENGTH", "0") not in {"", "0"} or "HTTP_TRANSFER_ENCODING" in environ:
        environ["wsgi.input"] = Steady(environ["wsgi.input"])


class Steady:
    """What a client sends, as long as it sends it: each read has its time, by its size."""

    def __init__(self, raw: Any) -> None:
        self.raw = raw

    def read(self, size: int = -1) -> bytes:
        return self._in_time(self.raw.read, size)

    def readline(self, size: int = -1) -> bytes:
        return self._in_time(self.raw.readline, size)

    def _in_time(self, read: Callable[[int], bytes], size: int) -> bytes:
        import gevent
        from werkzeug.exceptions import RequestTimeout

        wanted = size if size > 0 else 64 * 1024
        try:
            with gevent.Timeout(PATIENCE_SECONDS + wanted / LEAST_BYTES_A_SECOND):
                return read(size)
        except (gevent.Timeout, TimeoutError):
            raise RequestTimeout from None


def init_load(app: Flask, language: str) -> None:
    """Put the front door before everything else; called last."""
    public = app.extensions.get("goforum_public")
    kept = public.has if public is not None else lambda _environ: False
    app.wsgi_app = Front(app.wsgi_app, language=language, kept=kept)  # type: ignore[method-assign]
