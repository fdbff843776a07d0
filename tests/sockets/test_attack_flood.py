"""Catching up costs the server a thousand times what asking for it costs: nobody asks without end."""

from dataclasses import replace

import pytest
from flask.globals import _cv_app

from goforum.core.connections import EVENTS_A_SECOND, EVENTS_AT_ONCE, Connection
from goforum.core.frames import Budget
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


def test_a_line_may_send_a_burst_and_then_a_little_more_each_second(monkeypatch):
    now = 100.0
    monkeypatch.setattr("goforum.core.frames.time.monotonic", lambda: now)
    budget = Budget(300, 30)
    for _ in range(300):
        budget.spend(1)
    with pytest.raises(OSError, match="flood"):
        budget.spend(1)
    now += 1  # what was sent too much counts too
    for _ in range(29):
        budget.spend(1)
    with pytest.raises(OSError, match="flood"):
        budget.spend(1)
