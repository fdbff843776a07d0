"""Live in and live out: what features use to hear and tell through sockets.

A socket opened an hour ago proves nothing about who is behind it now, so the server-side session is read
again on every event. Events are answered only by their acknowledgement: ``{"ok": true, …}`` or
``{"ok": false, "error": code, "message": words}``; a handler never emits an answer.

Clients use the websocket transport alone (``transports: ["websocket"]``); whoever cannot, uses the forms.
Before it is closed on purpose a client hears ``kicked`` with a ``reason`` (``signed-out``, ``standing`` or
``too-many``); before a restart it hears ``restart``.
"""

import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from typing import Any

import flask_socketio
import structlog
from flask import Flask, current_app, g, request, session

from goforum.config import Settings
from goforum.core import metrics
from goforum.core.connections import (
    Connection,
    close,
    connections,
    kick,
    left,
    on_leave,
    say_goodbye,
    sessions,
    set_viewer_loader,
    socketio,
    start_sweep,
    sweep,
    sweep_check,
)
from goforum.core.db import let_go
from goforum.core.i18n import _
from goforum.core.load import refuses
from goforum.core.logs import new_request
from goforum.core.offload import under_gevent
from goforum.core.rules import Invalid, Refusal, Refused, TooBusy, TooMany
from goforum.core.shedding import CHAT
from goforum.core.viewer import VISITOR, Viewer
from goforum.core.wire import MAX_MESSAGE, Codec, OriginGuard, SafePacket, accepted_origin, client_address, library_log

__all__ = [
    "Connection", "connections", "emit_to", "init_sockets", "join", "kick", "leave", "on", "on_leave",
    "people_in", "say_goodbye", "set_viewer_loader", "socketio", "sweep", "sweep_check", "take",
]

log = structlog.get_logger(__name__)

SOCKETS_EACH = 5
ANONYMOUS_EACH_ADDRESS = 30
CHAT_MESSAGES, CHAT_SECONDS = 10, 10.0

Handler = Callable[[Viewer, dict[str, Any]], dict[str, Any] | None]
# Event name to handler; the policy table reads it.
handlers: dict[str, Handler] = {}
_chat_events: set[str] = set()
_guest_events: set[str] = set()
_said: dict[Any, deque[float]] = defaultdict(lambda: deque(maxlen=CHAT_MESSAGES))


def on(event: str, *, chat: bool = False, guests: bool = False) -> Callable[[Handler], Handler]:
    """Handle a client's event with ``f(viewer, data) -> ack``; ``chat`` events are limited per person.

    Guests of a meeting, who have no account, are heard at those marked ``guests`` alone.

    The handler raises Refused, NotFound, Invalid or Conflict like any command; visitors reach it too, and
    the rule it asks decides. What it returns is added to ``{"ok": True}``.
    """

    def register(handler: Handler) -> Handler:
        handlers[event] = handler
        if chat:
            _chat_events.add(event)
        if guests:
            _guest_events.add(event)
        return handler

    return register


def take(data: Mapping[str, Any], name: str, kind: type, *, default: Any = ...,
         max_length: int = 4000) -> Any:
    """A field of a payload, of exactly this type, or Invalid; ``True`` is not the number one."""
    value: Any = data.get(name, default)
    if value is default and default is not ...:
        return default
    right = type(value) is kind
    if right and kind is str:
        right = len(value) <= max_length
    elif right and kind is int:
        right = 0 <= value < 2**31
    if not right:
        raise Invalid({name: _("This value cannot be used.")})
    return value


def join(room: str) -> None:
    """Put the socket being answered into a room, named by its feature (``meeting:12``)."""
    flask_socketio.join_room(room)
    if (connection := connections.get(_sid())) is not None:
        connection.rooms.add(room)


def leave(room: str) -> None:
    """Take the socket being answered out of a room."""
    flask_socketio.leave_room(room)
    if (connection := connections.get(_sid())) is not None:
        connection.rooms.discard(room)


def people_in(room: str) -> set[int]:
    """The people whose sockets this process holds in a room."""
    return {one.person_id for one in connections.values() if room in one.rooms and one.person_id is not None}


def emit_to(room: str, event: str, payload: Mapping[str, Any]) -> None:
    """Tell everybody in a room, in every process; never inside a transaction."""
    socketio.emit(event, payload, to=room)


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]  # Flask-SocketIO adds it to the request


@socketio.on("connect")
def _connect(_auth: Any = None) -> None:
    viewer, token = VISITOR, session.get("_user_id")
    if isinstance(token, str):
        viewer = sessions.load(token) or VISITOR
    address = client_address(request.environ, current_app.config["SETTINGS"].trusted_proxies)
    if viewer.id is None:
        alike = [one for one in connections.values() if one.person_id is None and one.address == address]
        if len(alike) >= ANONYMOUS_EACH_ADDRESS:
            raise flask_socketio.ConnectionRefusedError("too-many")
    else:
        # A phone on a bad line leaves dead sockets behind: the newest is let in, the oldest goes.
        own = [one for one in connections.values() if one.person_id == viewer.id]
        for oldest in own[: max(0, len(own) + 1 - SOCKETS_EACH)]:
            close(oldest.sid, "too-many")
    connections[_sid()] = Connection(
        _sid(), token if viewer.id else None, viewer.session_id, viewer.id, address)
    start_sweep(current_app._get_current_object())  # type: ignore[attr-defined]


@socketio.on("disconnect")
def _disconnect(_reason: Any = None) -> None:
    connection = connections.pop(_sid(), None)
    if connection is not None:
        left(connection)


@socketio.on("*")
def _event(name: str, *args: Any) -> dict[str, Any]:
    new_request()
    answer = _answered(name, args)
    metrics.SOCKET_EVENTS.add(name if name in handlers else "unknown", "ok" if answer.get("ok") else "refused")
    return answer


def _answered(name: str, args: tuple[Any, ...]) -> dict[str, Any]:
    connection = connections.get(_sid())
    if connection is None:
        return {"ok": False, "error": "signed-out", "message": _("You have signed out. Log in again.")}
    if current_app.config["SETTINGS"].rate_limits and not connection.may_ask(time.monotonic()):
        return {"ok": False, "error": "too-fast", "message": _("Too many requests at once. Wait a few seconds.")}
    try:
        return _answer(connection, name, args)
    except Refusal as refusal:
        return _refusal(refusal)
    except Exception:
        log.exception("socket_event_failed", socket_event=name[:40])
        return {"ok": False, "error": "server", "message": _("Something went wrong here. Try again.")}
    finally:
        let_go()


def _answer(connection: Connection, name: str, args: tuple[Any, ...]) -> dict[str, Any]:
    viewer = (sessions.load(connection.token) if connection.token else None) or VISITOR
    g._login_user = viewer  # noqa: SLF001 - Flask-Login's own place: ``viewer()`` works in handlers too
    if connection.token and viewer.id is None:
        close(connection.sid, "signed-out")
        raise Refusal(_("You have signed out. Log in again."), code="signed-out", help="log-in")
    handler = handlers.get(name)
    if handler is None or len(args) != 1 or not isinstance(args[0], dict):
        raise Refusal(_("This message cannot be read."), code="unreadable")
    if viewer.guest and name not in _guest_events:
        raise Refused(_("You are here as a guest of one meeting: this is for those who have an account."), code="guest")
    if name in _chat_events:
        if refuses(CHAT):
            raise TooBusy(_("The site is very busy. What you wrote stays here; try again in a few seconds."))
        _slow_down(viewer.id or connection.address)
    return {"ok": True, **(handler(viewer, args[0]) or {})}


def _slow_down(who: Any) -> None:
    if not current_app.config["SETTINGS"].rate_limits:
        return
    now = time.monotonic()
    if len(_said) > 10_000:  # people who fell silent long ago
        for quiet in [one for one, said in _said.items() if now - said[-1] > CHAT_SECONDS]:
            del _said[quiet]
    said = _said[who]
    if len(said) == CHAT_MESSAGES and now - said[0] < CHAT_SECONDS:
        raise TooMany(_("You are writing too fast. Wait a few seconds."))
    said.append(now)


def _refusal(refusal: Refusal) -> dict[str, Any]:
    answer: dict[str, Any] = {"ok": False, "error": refusal.code, "message": str(refusal.reason)}
    if isinstance(refusal, Invalid):
        answer["errors"] = {name: str(words) for name, words in refusal.errors.items()}
        answer["message"] = next(iter(answer["errors"].values()), "")
    if refusal.help:
        answer["help"] = refusal.help
    return answer


def init_sockets(app: Flask, settings: Settings) -> None:
    """Serve sockets beside the pages: gevent when this process is patched, threads otherwise (tests)."""
    connections.clear()
    gevent = under_gevent()
    socketio.init_app(
        app, async_mode="gevent" if gevent else "threading", client_manager=_manager(settings, gevent),
        transports=["websocket"], cors_allowed_origins=accepted_origin(settings), cors_credentials=False,
        max_http_buffer_size=MAX_MESSAGE, json=Codec, serializer=SafePacket,
        logger=library_log(), engineio_logger=library_log(),
        # In order for each client, and a slow answer slows its own client only.
        async_handlers=False,
    )
    app.wsgi_app = OriginGuard(app.wsgi_app)  # type: ignore[method-assign]


def _manager(settings: Settings, gevent: bool) -> Any:
    # redis-py's default pool is too small when hundreds join at once, and a lost subscription loses messages.
    options = {"max_connections": 5000}
    if gevent and settings.fanout != "stock":
        from goforum.core import fanout

        if fanout.usable():
            fanout.install(paced=settings.rate_limits)
            if settings.redis_url:
                return fanout.FastRedisManager(settings.redis_url, channel=settings.site_mark, redis_options=options)
            return fanout.FastManager()
        log.warning("fanout_stock", why="the installed Socket.IO libraries are not the pinned ones")
    from socketio import Manager, RedisManager

    if not settings.redis_url:
        return Manager()
    return RedisManager(settings.redis_url, channel=settings.site_mark, redis_options=options)
