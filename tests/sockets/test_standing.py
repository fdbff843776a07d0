"""The real site, two processes without a message queue: whoever loses the right to listen hears nothing more."""

import threading
import time

import pytest

from bench.sio import Closed
from bench.site import patience
from tests.faults.harness import Browser, stage

pytestmark = [pytest.mark.slow, pytest.mark.race]
WITHIN = patience(5.0)


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    with stage(tmp_path_factory.mktemp("standing")) as made:
        made.second = made.twin()
        made.second.start(worker=False)
        try:
            yield made
        finally:
            made.second.stop()


def seconds_until_closed(client):
    began, reasons = time.monotonic(), []
    try:
        while True:
            kind, name, data = client.receive()
            if (kind, name) == ("event", "kicked"):
                reasons.append(data["reason"])
            if kind == "closed":
                raise Closed
    except Closed:
        return time.monotonic() - began, reasons


def at_both(scene, number):
    here, there = Browser(scene.people[number], scene.site.port), Browser(scene.people[number], scene.second.port)
    return here, [here.socket(), there.socket()]


def test_signing_out_closes_the_sockets_of_every_process(scene):
    browser, sockets = at_both(scene, 3)
    for one in sockets:
        assert one.call("room_join", {"meeting_id": scene.found["meeting"], "after": 0})["ok"]
    assert browser.post("/sign-out") == 303
    for one in sockets:
        seconds, reasons = seconds_until_closed(one)
        assert seconds < WITHIN
        assert reasons == ["signed-out"]


def test_leaving_a_reserved_group_closes_its_room_in_every_process(scene):
    browser, sockets = at_both(scene, 2)
    for one in sockets:
        assert one.call("room_join", {"meeting_id": scene.found["closed_room"], "after": 0})["ok"]
    assert browser.post(f"/groups/{scene.found['closed_slug']}/leave") == 303
    for one in sockets:
        seconds, reasons = seconds_until_closed(one)
        assert seconds < WITHIN
        assert reasons == ["standing"]


def test_a_stranger_cannot_tell_a_reserved_room_from_none(scene):
    _, (one, _) = at_both(scene, 5)
    hidden = one.call("room_join", {"meeting_id": scene.found["closed_room"], "after": 0})
    nothing = one.call("room_join", {"meeting_id": 2**30, "after": 0})
    assert hidden == nothing
    assert hidden["error"] == "not-found"


def test_after_the_sweep_of_a_role_change_not_one_word_arrives(scene):
    """A member is taken out while others go on talking: what is said more than five seconds later is not heard."""
    leader, (speaker, _) = at_both(scene, 0)
    _, (_, listener) = at_both(scene, 1)
    room, heard = scene.found["closed_room"], []
    assert speaker.call("room_join", {"meeting_id": room, "after": 0})["ok"]
    assert listener.call("room_join", {"meeting_id": room, "after": 0})["ok"]

    def listen():
        try:
            while True:
                kind, name, data = listener.receive()
                if name == "room_event":
                    heard.append((time.monotonic(), data))
                if kind == "closed":
                    return
        except (Closed, OSError):
            return

    thread = threading.Thread(target=listen)
    thread.start()
    path = f"/groups/{scene.found['closed_slug']}/members/{scene.people[1]['id']}/remove"
    assert leader.post(path) == 303
    removed = time.monotonic()
    for number in range(40):
        answer = speaker.call("room_say", {"meeting_id": room, "text": f"Closed {number}", "client_id": f"closed-{number:04d}"})
        assert answer["ok"], answer
        time.sleep(0.15)
    thread.join(10)
    assert not thread.is_alive()
    assert [one for one in heard if one[0] > removed + WITHIN] == []
