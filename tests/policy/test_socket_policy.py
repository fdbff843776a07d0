"""Every socket event × every kind of person, in a public and in a reserved room: the ack says yes or why not."""

import pytest

from goforum.core.db import db
from goforum.core.sockets import handlers, socketio
from tests.conftest import Client
from tests.policy.rows_guests import GUEST_EVENTS, SEEN
from tests.policy.test_policy import the_world  # noqa: F401 - the fixture
from tests.policy.world import CANARIES, KINDS

# Event, payload ("=name" takes the world's value), answers in the public room in the order of KINDS, and what the
# reserved group's own member gets; everybody else is told "not-found" there.
#   visitor  unconfirmed  member  other  facilitator  committee  admin  suspended
READ = "ok ok ok ok ok ok ok ok"
WRITE = "visitor unconfirmed ok not-member ok not-member not-member suspended"
LEAD = "visitor unconfirmed not-facilitator not-facilitator ok not-facilitator ok suspended"
LEAD_OR_OWN = "visitor unconfirmed ok not-facilitator ok not-facilitator ok suspended"
ROWS = [
    ("room_join", {"meeting_id": "=meeting_id", "after": 0}, READ, "ok"),
    ("room_since", {"meeting_id": "=meeting_id", "after": 0}, READ, "ok"),
    # Leaving asks nothing and says nothing: whoever was never in the room leaves it too.
    ("room_leave", {"meeting_id": "=meeting_id"}, READ, None),
    ("room_say", {"meeting_id": "=meeting_id", "client_id": "a-client-made-id", "text": "hello"}, WRITE, "ok"),
    ("room_edit", {"id": "=message_id", "text": "changed"},
     "visitor unconfirmed not-author not-member ok not-member not-member suspended", "not-author"),
    ("room_delete", {"id": "=message_id"},
     "visitor unconfirmed not-facilitator not-facilitator ok not-facilitator ok suspended", "not-facilitator"),
    ("room_react", {"id": "=message_id", "kind": "agree", "on": True},
     "visitor unconfirmed ok not-member own not-member not-member suspended", "ok"),
    ("room_ask", {"meeting_id": "=meeting_id", "kind": "point", "client_id": "a-client-made-id"}, WRITE, "ok"),
    ("room_floor", {"act": "withdraw", "id": "=turn_id"}, LEAD_OR_OWN, "ok"),
    ("room_floor", {"act": "call", "id": "=turn_id"}, LEAD, "not-facilitator"),
    ("room_floor", {"act": "next", "meeting_id": "=meeting_id"}, LEAD, "not-facilitator"),
    ("room_pin", {"id": "=message_id", "on": True}, LEAD, "not-facilitator"),
    ("room_lock", {"meeting_id": "=meeting_id", "on": True}, LEAD, "not-facilitator"),
    ("room_vote", {"meeting_id": "=meeting_id", "poll_id": "=room_poll_id", "choice": "for"}, WRITE, "ok"),
    # Only whoever has entered is heard, and nothing is answered.
    ("room_typing", {"meeting_id": "=meeting_id"}, READ, None),
    ("room_agenda", {"meeting_id": "=meeting_id", "item_id": "=item_id"},
     "visitor unconfirmed not-facilitator not-facilitator ok not-facilitator ok suspended", "not-facilitator"),
]


def say(app, world, kind, place, event, payload):
    """The ack's word for this kind of person, and the whole ack as text."""
    undo = db.engine.begin_nested()
    try:
        client = app.test_client()
        assert isinstance(client, Client)
        person = world.person(kind, "reserved" if place is world.reserved else "public")
        if person is not None:
            client.sign_in(person)
        line = socketio.test_client(app, flask_test_client=client, headers={"Origin": "http://localhost"})
        filled = {k: place.ids[v[1:]] if isinstance(v, str) and v.startswith("=") else v
                  for k, v in payload.items()}
        ack = line.emit(event, filled, callback=True)
        line.disconnect()
        return ("ok" if ack["ok"] else ack["error"]), str(ack)
    finally:
        db.session.remove()
        undo.rollback()


@pytest.mark.parametrize(("event", "payload", "answers", "_committee"), ROWS, ids=lambda v: v if isinstance(v, str) else "")
def test_events_in_a_public_room(app, the_world, event, payload, answers, _committee):  # noqa: F811
    found = {kind: say(app, the_world, kind, the_world.public, event, payload)[0] for kind in KINDS}
    assert found == dict(zip(KINDS, answers.split(), strict=True))


@pytest.mark.parametrize(("event", "payload", "_answers", "committee"), ROWS, ids=lambda v: v if isinstance(v, str) else "")
def test_events_in_a_reserved_room(app, the_world, event, payload, _answers, committee):  # noqa: F811
    for kind in KINDS:
        word, text = say(app, the_world, kind, the_world.reserved, event, payload)
        if committee is None:
            expected = "ok"
        elif kind == "committee":
            expected = committee
        else:
            expected = "visitor" if kind == "visitor" and word == "visitor" else "not-found"
        assert word == expected, kind
        if kind != "committee":
            assert not [canary for canary in CANARIES.values() if canary in text]


@pytest.mark.parametrize(("event", "payload", "_answers", "_committee"), ROWS, ids=lambda v: v if isinstance(v, str) else "")
def test_events_of_a_guest_of_the_meeting(app, the_world, event, payload, _answers, _committee):  # noqa: F811
    public = say(app, the_world, "guest", the_world.public, event, payload)[0]
    reserved, text = say(app, the_world, "guest", the_world.reserved, event, payload)
    assert (public, reserved) == GUEST_EVENTS[event]
    assert not [word for kind, word in CANARIES.items() if word in text and kind not in SEEN]


def test_no_event_is_missing_from_the_table(app):
    assert set(GUEST_EVENTS) == set(handlers)
    assert {row[0] for row in ROWS} == set(handlers)
