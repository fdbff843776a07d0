"""Silence and suspension reach a socket that was open before them, at its next word."""

from datetime import timedelta

import pytest

from goforum.core import clock
from goforum.core.sockets import connections
from goforum.groups import commands as groups
from tests.meetings.test_sockets import Line


@pytest.fixture
def line(app, as_person, author, room):
    opened = Line(app, as_person(author), room)
    yield opened
    opened.socket.disconnect()
    connections.clear()


@pytest.mark.parametrize(("limit", "code"), [(groups.silence, "silenced"), (groups.suspend_member, "suspended-here")])
def test_a_socket_opened_before_says_nothing_after(line, group, author, judge, limit, code):
    assert line.join()["ok"]
    assert line.say("Before", "line-0001")["ok"]
    limit(judge, group, author, clock.now() + timedelta(days=1))
    answer = line.say("After", "line-0002")
    assert (answer["ok"], answer["error"]) == (False, code)
    assert line.say("Before", "line-0001")["ok"]        # a resend of what was said is still what was said
    limit(judge, group, author, None)
    assert line.say("Again", "line-0003")["ok"]
