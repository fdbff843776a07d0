"""What may come in through a socket, checked before any handler sees it.

Surprise first: the libraries under us raise, log a traceback and sometimes let a hostile client call our own
``connect`` and ``disconnect`` handlers by name. So every packet is decoded here; one that cannot be read
becomes the event ``UNREADABLE``, which is answered with an error and leaves the connection alive.
"""

import logging
import re
from collections.abc import Callable, Iterable
from typing import Any

import orjson
from socketio import packet

from goforum.config import Settings
from goforum.core.web import site_of

MAX_MESSAGE = 16 * 1024
UNREADABLE = "unreadable"
HEADERS = (("X-Content-Type-Options", "nosniff"), ("Content-Security-Policy", "default-src 'none'"),
           ("Cache-Control", "no-store"), ("Referrer-Policy", "same-origin"))
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
RESERVED = frozenset({"connect", "disconnect", "connect_error", "*"})


class Codec:
    """orjson for Socket.IO: Arabic stays two bytes a letter, where json's escapes would take six."""

    @staticmethod
    def dumps(value: Any, **_kwargs: Any) -> str:
        return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()

    @staticmethod
    def loads(text: str | bytes, **_kwargs: Any) -> Any:
        return orjson.loads(text)


class SafePacket(packet.Packet):
    """A Socket.IO packet without binary parts, which never fails to decode."""

    uses_binary_events = False
    json = Codec

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Engine.IO reads "4[]", "4{}" and "4null" as JSON already, and python-socketio does not decode what is nothing.
        if "encoded_packet" in kwargs and not kwargs["encoded_packet"]:
            self.data = [UNREADABLE]

    def decode(self, encoded_packet: str | bytes) -> int:
        try:
            if not isinstance(encoded_packet, str):
                raise TypeError("binary")
            super().decode(encoded_packet)
            sound = self._is_sound()
        except (ValueError, TypeError, RecursionError):
            sound = False
        if not sound:
            self.packet_type, self.namespace, self.data = packet.EVENT, None, [UNREADABLE]
        return 0

    def _is_sound(self) -> bool:
        kind: int = self.packet_type
        data: Any = self.data
        if kind == packet.EVENT:
            named = isinstance(data, list) and bool(data) and isinstance(data[0], str)
            return bool(named and data[0] not in RESERVED)
        if kind == packet.CONNECT:
            return data is None or isinstance(data, dict)
        return bool(kind == packet.DISCONNECT)


def accepted_origin(settings: Settings) -> Callable[[str | None, dict[str, Any]], bool]:
    """Whether a page of this origin may open a socket: this site's own only."""
    own = site_of(settings.base_url)

    def accept(origin: str | None, environ: dict[str, Any]) -> bool:
        if not origin:
            return True  # the missing Origin is judged by ``OriginGuard``, which also sees the cookie
        if site_of(origin) == own:
            return True
        # In production the host comes from the settings alone; elsewhere the page's own host will do.
        return not settings.is_production and site_of(origin)[1] == environ.get("HTTP_HOST")

    return accept


class OneLine(logging.Filter):
    """What a client sent may stand in the libraries' log lines; it must not begin lines of its own there."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _CONTROL.sub("\ufffd", record.getMessage())[:500], ()
        return True


def library_log() -> logging.Logger:
    """Where Socket.IO and Engine.IO say what went wrong: on standard error, errors only."""
    made = logging.getLogger("goforum.sockets")
    made.setLevel(logging.ERROR)
    if not made.filters:
        made.addFilter(OneLine())
    return made


class OriginGuard:
    """Refuse a socket request that carries a cookie but not the Origin every browser sends with it.

    The answers of this door do not pass through Flask, so they get their headers here.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not environ.get("PATH_INFO", "").startswith("/socket.io"):
            return self.app(environ, start_response)

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, [*headers, *HEADERS], *rest)

        if environ.get("HTTP_COOKIE") and not environ.get("HTTP_ORIGIN"):
            start("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"A socket with a cookie needs its Origin.\n"]
        return self.app(environ, start)


def client_address(environ: dict[str, Any], trusted_proxies: int) -> str:
    """The address of the person's device: what the outermost trusted proxy saw, never a header beyond it."""
    if trusted_proxies:
        seen = [one.strip() for one in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if one.strip()]
        if len(seen) >= trusted_proxies:
            return str(seen[-trusted_proxies])
    return str(environ.get("REMOTE_ADDR", ""))
