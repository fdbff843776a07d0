"""Somebody does their worst while others talk: the others notice nothing, and the server neither grows nor complains."""

import random
import re
import resource
import socket
import statistics
import threading
import time
from pathlib import Path

import pytest

from bench.site import patience
from tests.faults.harness import LONG, LOST, Browser, Follower, stage
from tests.sockets.payloads import hostile

pytestmark = [pytest.mark.race, pytest.mark.slow]
OPENS, BURST, PAYLOADS, FRAME = (2000, 5000, 20_000, 64 * 2**20) if LONG else (100, 300, 500, 64 * 2**20)
HONEST = 6
HANDSHAKE = ("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
             "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")


class Honest(threading.Thread):
    """Says something every second or so, within what the room allows, and notes how long each answer took."""

    def __init__(self, scene, number):
        super().__init__(daemon=True)
        self.scene, self.number = scene, number
        self.client = Browser(scene.people[number], scene.site.port).socket()
        self.stopping, self.said, self.seconds, self.refused = threading.Event(), [], [], []

    def run(self):
        while not self.stopping.wait(1.1):
            words, began = f"Honest {self.number}/{len(self.said)}", time.monotonic()
            answer = self.client.call("room_say", {"meeting_id": self.scene.found["meeting"], "text": words,
                                                   "client_id": words.replace(" ", "-").replace("/", "-")})
            self.seconds.append(time.monotonic() - began)
            (self.said if answer.get("ok") else self.refused).append(words if answer.get("ok") else answer)


def memory(site):
    """What the web processes hold, in MB."""
    return sum(int(re.findall(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[0])
               for pid in site.pids()) / 1024


def open_and_say_nothing(scene):
    """Lines that are opened and say nothing; half of them begin a request and do not end it."""
    lines = [socket.create_connection(("127.0.0.1", scene.site.port), timeout=10) for _ in range(OPENS)]
    for line in lines[::2]:
        line.sendall(b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n")
    time.sleep(1)
    return lines


def member(scene):
    return Browser(scene.people[HONEST], scene.site.port).socket()


def answered(client):
    """Wait until the server has gone through all of it, or has ended the line."""
    client.next_id = 10**6
    client.call("room_nothing", {})


def burst(scene):
    """One member says everything at once; when thrown out, comes back for the rest."""
    sent = 0
    while sent < BURST:
        try:
            client = member(scene)
            while sent < BURST:
                client.emit("room_say", {"meeting_id": scene.found["meeting"], "text": f"burst {sent}",
                                         "client_id": f"burst-{sent}"})
                sent += 1
            answered(client)
        except LOST:
            time.sleep(0.02)


def huge_frame(scene):
    """One frame of 64 MiB, on a line of its own."""
    with socket.create_connection(("127.0.0.1", scene.site.port), timeout=10) as line:
        line.sendall(HANDSHAKE.encode())
        line.recv(4096)
        line.sendall(b"\x81\xff" + FRAME.to_bytes(8, "big") + b"\0\0\0\0")
        sent, piece = 0, b"x" * 65536
        try:
            while sent < FRAME:
                line.sendall(piece)
                sent += len(piece)
        except OSError:
            pass
    assert sent < FRAME / 4  # it was not taken in


def broken_payloads(scene):
    """Packets that cannot be read, as fast as the line takes them; a new line when the old one is ended."""
    chance, sent = random.Random(20190206), 0
    while sent < PAYLOADS:
        try:
            client = member(scene)
            while sent < PAYLOADS:
                client.send(hostile(chance))
                sent += 1
            answered(client)
        except LOST:
            time.sleep(0.02)


@pytest.fixture
def scene(tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, OPENS + 500)), hard))
    with stage(tmp_path, people=HONEST + 2, GOFORUM_RATE_LIMITS="1") as made:
        yield made
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_abuse_is_not_noticed_by_those_who_talk(scene):
    talkers = [Honest(scene, number) for number in range(HONEST)]
    listener = Follower(Browser(scene.people[HONEST + 1], scene.site.port), scene.found["meeting"], scene.site.port)
    for one in talkers:
        one.start()
    assert listener.joined.wait(10)
    time.sleep(1.5)
    before, spent = memory(scene.site), {}
    lines = open_and_say_nothing(scene)
    for abuse in (burst, huge_frame, broken_payloads):
        began = time.monotonic()
        abuse(scene)
        spent[abuse.__name__] = round(time.monotonic() - began, 1)
    time.sleep(1.5)
    grown = memory(scene.site) - before
    for line in lines:
        line.close()
    for one in talkers:
        one.stopping.set()
        one.join(15)
    said, seconds = [words for one in talkers for words in one.said], [s for one in talkers for s in one.seconds]
    deadline = time.monotonic() + patience(10)
    while listener.last < scene.last_number() and time.monotonic() < deadline:
        time.sleep(0.05)
    listener.stop()
    p95 = statistics.quantiles(seconds, n=20)[-1]
    print(f"\n{len(said)} honest messages, p95 {p95 * 1000:.0f} ms, at most {max(seconds) * 1000:.0f} ms; {spent};"
          f" grown by {grown:.0f} MB")
    assert [one.refused for one in talkers] == [[]] * HONEST
    if LONG:  # a figure of the machine, so not asked of every run
        assert p95 < patience(0.5)
    assert grown < 40 + OPENS * 0.06
    stored = [row.body_source for row in scene.rows("SELECT body_source FROM messages WHERE body_source LIKE 'Honest%'")]
    assert sorted(stored) == sorted(said)
    assert listener.faults == []
    assert [(one["seq"], one["kind"]) for one in listener.lines] == scene.log()
    assert scene.last_number() == len(scene.log())
    log = scene.site.log.read_text()
    assert "Traceback" not in log, log[-4000:]
