"""Catching up costs the server a thousand times what asking for it costs: nobody asks without end."""

from dataclasses import replace

from flask.globals import _cv_app

from goforum.core.connections import EVENTS_A_SECOND, EVENTS_AT_ONCE, Connection
from goforum.core.sockets import socketio


def test_a_burst_then_a_few_a_second():
    one = Connection("sid", None, None, None, "192.0.2.1", counted_at=100.0)
    assert sum(one.may_ask(100.0) for _ in range(1000)) == EVENTS_AT_ONCE
    assert sum(one.may_ask(101.0) for _ in range(1000)) == EVENTS_A_SECOND
    assert sum(one.may_ask(100_000.0) for _ in range(1000)) == EVENTS_AT_ONCE


def test_a_flood_is_answered_without_asking_the_database(app, ctx, monkeypatch, count_statements):
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], rate_limits=True))
    token = _cv_app.set(None)
    try:
        line = socketio.test_client(app)
        answers = [line.emit("room_since", {"meeting_id": 1, "after": 0}, callback=True) for _ in range(70)]
        with count_statements() as spent:
            answers += [line.emit("room_since", {"meeting_id": 1, "after": 0}, callback=True) for _ in range(20)]
    finally:
        _cv_app.reset(token)
    assert answers[0]["error"] == "not-found"
    assert answers[-1]["error"] == "too-fast"
    assert len(spent) <= 5  # at most what a second or two gives back
    line.disconnect()
