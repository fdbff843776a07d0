"""Redis goes away and comes back: people go on writing, and the rooms of two processes find each other again."""

import shutil
import subprocess
import time

import pytest

from bench.site import patience
from tests.faults.harness import Browser, Scene, free_port

pytestmark = [pytest.mark.race, pytest.mark.slow]


class Redis:
    """A server of our own, to be killed."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)],
            stdout=subprocess.DEVNULL)
        time.sleep(0.5)

    def kill(self):
        self.process.kill()
        self.process.wait()


def needs_redis():
    """Skip where there is no server to start."""
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed")


@pytest.fixture
def redis(tmp_path):
    needs_redis()
    made = Redis(tmp_path)
    yield made
    made.kill()


@pytest.fixture
def scene(tmp_path, redis, monkeypatch):
    monkeypatch.setenv("GOFORUM_TEST_REDIS_URL", f"redis://127.0.0.1:{redis.port}/0")
    made = Scene(tmp_path)
    made.site.environment["GOFORUM_RATE_LIMITS"] = "1"
    try:
        made.site.start()
        made.second = made.twin()
        made.second.start(worker=False)
        yield made
        made.second.stop()
    finally:
        made.close()


def hears(listener, text, seconds):
    """Whether this socket hears this text in time."""
    listener.sock.settimeout(0.2)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            _, _, data = listener.receive()
        except TimeoutError:
            continue
        if text in str(data):
            return True
    return False


def test_without_redis_writing_goes_on_and_with_it_rooms_are_whole_again(scene, redis):
    meeting, thread = scene.found["meeting"], scene.found["threads"][0]
    here, there = Browser(scene.people[1], scene.site.port), Browser(scene.people[2], scene.second.port)
    speaker, listener = here.socket(), there.socket()
    for one in (speaker, listener):
        assert one.call("room_join", {"meeting_id": meeting, "after": 0})["ok"]

    def say(words):
        began = time.monotonic()
        answer = speaker.call("room_say", {"meeting_id": meeting, "text": words, "client_id": words.replace(" ", "-")})
        assert answer["ok"], answer
        return time.monotonic() - began

    say("before the fall")
    assert hears(listener, "before the fall", 5)

    redis.kill()
    slowest = max(say(f"while it is away {number}") for number in range(4))
    for number in range(4):
        assert here.post(f"/threads/{thread}/reply", body=f"Away {number}.", client_key=f"away-{number}") == 303
    assert there.post(f"/polls/{scene.found['poll']}/vote", choice="for") == 303
    assert slowest < patience(5)
    assert len(scene.rows("SELECT id FROM messages WHERE body_source LIKE 'while it is away%'")) == 4

    redis.start()
    deadline = time.monotonic() + patience(30)
    number = 0
    while not hears(listener, f"after it is back {number}", 1):
        assert time.monotonic() < deadline
        number += 1
        say(f"after it is back {number}")
        time.sleep(1)
