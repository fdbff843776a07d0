"""A site with nothing but sockets, served as the real one is: for what only real lines can show.

``python tests/sockets/toy.py PORT``; people are made up: the session cookie is asked for at ``/in/<key>``.
"""

# First of all: it patches.
from goforum.serving.web import Web  # isort: skip

import os
import signal
import sys
import tempfile
import time
from pathlib import Path

from flask import Flask, request, session

from goforum.config import load_settings
from goforum.core import paths
from goforum.core.db import db
from goforum.core.i18n import init_i18n
from goforum.core.rules import Conflict, Refused
from goforum.core.sockets import emit_to, init_sockets, join, kick, on, set_viewer_loader, socketio, take
from goforum.core.viewer import Viewer
from goforum.serving.children import die_with_parent

ended: set[str] = set()


def make_app() -> Flask:
    """Rooms by name; keys ``p1``, ``p2`` … are people until ``/out/<key>``."""
    settings = load_settings(environment="testing", data_dir=Path(tempfile.mkdtemp()), rate_limits=False)
    app = Flask("toy")
    app.config.update(SETTINGS=settings, SECRET_KEY="toy", TRANSLATIONS_DIR=paths.TRANSLATIONS,
                      SQLALCHEMY_DATABASE_URI="sqlite://", SESSION_COOKIE_SECURE=False)
    db.init_app(app)
    init_i18n(app, "en", "Africa/Casablanca")
    set_viewer_loader(_viewer, lambda ids: {one for one in ids if f"p{one}" not in ended})
    init_sockets(app, settings)
    if beat := os.environ.get("TOY_BEAT"):
        socketio.server.eio.ping_interval = socketio.server.eio.ping_timeout = float(beat)

    @app.get("/in/<key>")
    def come_in(key: str) -> str:
        session["_user_id"] = key
        return key

    @app.get("/out/<key>")
    def go_out(key: str) -> str:
        ended.add(key)
        return key

    @app.get("/kick/<int:number>")
    def throw_out(number: int) -> str:
        return str(kick(person_id=number, reason="standing"))

    @app.get("/say/<room>/<int:times>/<int:size>")
    def say(room: str, times: int, size: int) -> str:
        pause = float(request.args.get("pause", 0))
        for number in range(times):
            emit_to(room, "message", {"seq": number, "text": "س" * size})
            time.sleep(pause)
        return "said"

    @app.get("/all/<room>")
    def say_to_all(room: str) -> str:
        emit_to(room, "message", {"seq": -2})
        socketio.emit("message", {"seq": -1})
        return "said"

    @app.get("/slow/<int:seconds>")
    def slow(seconds: int) -> str:
        time.sleep(seconds)
        return "finished"

    @app.get("/healthz")
    def healthz() -> str:
        return "ok"

    return app


def _viewer(key: str) -> Viewer | None:
    if key in ended:
        return None
    return Viewer(id=int(key[1:]), name=key, session_id=int(key[1:]), session_key=key, language="en")


@on("join")
def _join(viewer: Viewer, data: dict[str, object]) -> dict[str, object]:
    room = take(data, "room", str, max_length=20)
    if room == "closed":
        raise Refused("Not you.", code="reserved")
    join(room)
    return {"you": viewer.id}


@on("say")
def _say(viewer: Viewer, data: dict[str, object]) -> None:
    emit_to(take(data, "room", str), "message", {"text": take(data, "text", str), "by": viewer.id})


@on("late")
def _late(viewer: Viewer, data: dict[str, object]) -> None:
    raise Conflict("Too late.")


@on("broken")
def _broken(viewer: Viewer, data: dict[str, object]) -> None:
    raise RuntimeError("secret detail")


if __name__ == "__main__":
    die_with_parent(signal.SIGTERM)
    Web("127.0.0.1", int(sys.argv[1]), make_app).run()
