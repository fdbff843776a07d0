"""The line is cut, or the server restarts, while others write, edit, delete, react and ask for the floor: no gap, no
double, same order, and the same floor for everybody.
"""

import random
import threading
import time

import pytest

from bench.site import patience
from goforum.meetings.rules import REACTIONS as KINDS
from tests.faults.harness import LONG, LOST, Browser, Follower, Proxy, stage

pytestmark = [pytest.mark.race, pytest.mark.slow]
CUT_SECONDS = 60 if LONG else 5
FOLLOWERS = 20 if LONG else 5
# In the test of all kinds of cuts at random: how many, and how long each.
CUTS, SECONDS = (100, (1, 120)) if LONG else (4, (0.4, 1.2))
# Answers that chance brings about: a reaction to what was taken back, a floor that nobody waits for.
CHANCES = {"busy", "deleted", "conflict", "too-many", "too-fast"}


class Talker(threading.Thread):
    """Says, edits and takes back, several times a second, and tries again when the server is away."""

    def __init__(self, scene, number):
        super().__init__(daemon=True)
        self.scene, self.number = scene, number
        self.browser, self.chance = Browser(scene.people[number], scene.site.port), random.Random(number)
        self.stopping, self.client, self.mine, self.count = threading.Event(), None, [], 0
        self.refused, self.other, self.asked, self.pause = [], None, 0, 0.1

    def run(self):
        while not self.stopping.is_set():
            try:
                if self.client is None:
                    self.client = self.browser.socket()
                answer = self.client.call(*self.next_act())
                if answer.get("ok"):
                    self.note(answer)
                elif answer["error"] not in CHANCES:
                    self.refused.append(answer)
            except LOST:
                self.client = None
            self.stopping.wait(self.pause)

    def next_act(self):
        kind = self.chance.random()
        if self.mine and kind < 0.2:
            return "room_edit", {"id": self.chance.choice(self.mine), "text": f"Edited {time.monotonic()}"}
        if len(self.mine) > 3 and kind < 0.3:
            return "room_delete", {"id": self.mine.pop(0)}
        if self.other is not None and self.other.mine and kind < 0.4:
            return "room_react", {"id": self.chance.choice(self.other.mine), "kind": self.chance.choice(KINDS),
                                  "on": self.chance.random() < 0.8}
        if kind < 0.5:
            self.asked += 1
            return "room_ask", {"meeting_id": self.scene.found["meeting"], "kind": "point",
                                "client_id": f"floor-{self.number}-{self.asked}"}
        if kind < 0.6 and self.number == 0:  # the first of them leads
            return "room_floor", {"meeting_id": self.scene.found["meeting"], "act": "next"}
        return "room_say", {"meeting_id": self.scene.found["meeting"], "text": f"Said {self.number}/{self.count}",
                            "client_id": f"talk-{self.number}-{self.count}"}

    def note(self, answer):
        if "id" in answer:
            self.count += 1
            self.mine.append(answer["id"])


@pytest.fixture
def room(tmp_path):
    """A running scene, two talkers, followers behind a line that can be cut."""
    with stage(tmp_path, people=8) as scene:
        proxy = Proxy(scene.site.port)
        followers = [Follower(Browser(scene.people[2 + n % 6], scene.site.port), scene.found["meeting"], proxy.port)
                     for n in range(FOLLOWERS)]
        talkers = [Talker(scene, number) for number in (0, 1)]
        talkers[0].other, talkers[1].other = talkers[1], talkers[0]
        for talker in talkers:
            talker.start()
        try:
            yield scene, proxy, followers, talkers
        finally:
            for one in talkers:
                one.stopping.set()
            for one in followers:
                one.stop()
            proxy.stop()


def settle(scene, followers, talkers):
    """Everybody stops talking; the followers get a few seconds to have it all. How long they took."""
    for one in talkers:
        one.stopping.set()
    for one in talkers:
        one.join(20)
    began = time.monotonic()
    last = scene.last_number()
    while any(one.last < last for one in followers) and time.monotonic() - began < patience(10):
        time.sleep(0.05)
    return last, time.monotonic() - began


def check(scene, followers, talkers):
    last, seconds = settle(scene, followers, talkers)
    assert [one.refused for one in talkers] == [[], []]
    log = scene.log()
    assert [number for number, _ in log] == list(range(1, last + 1))
    assert {"message", "edit", "delete"} <= {kind for _, kind in log}
    for one in followers:
        assert one.faults == []
        assert [(line["seq"], line["kind"]) for line in one.lines] == log[one.begin:]
    assert seconds < patience(5)
    truth = Browser(scene.people[7], scene.site.port).socket().call(
        "room_since", {"meeting_id": scene.found["meeting"], "after": last})
    counted = {(row.message_id, row.kind): row.n for row in scene.rows(
        "SELECT r.message_id, r.kind, count(*) AS n FROM message_reactions r JOIN messages m ON m.id = r.message_id"
        " WHERE m.deleted_at IS NULL GROUP BY r.message_id, r.kind")}
    for one in followers:
        assert one.queue == truth["queue"]
        assert one.resets or _reactions(one.lines) == counted
    shown = as_shown(next(one.lines for one in followers if not one.resets))
    stored = {row.id: (row.body_html if row.deleted_at is None else None)
              for row in scene.rows("SELECT id, body_html, deleted_at FROM messages")}
    assert shown == stored


def as_shown(lines):
    """The messages as a page that followed every line shows them."""
    shown = {}
    for line in lines:
        if "message" in line:
            message = line["message"]
            if message["deleted"] or "html" in message:
                shown[message["id"]] = None if message["deleted"] else message["html"]
    return shown


def _reactions(lines):
    """The reactions as a page that followed every line shows them; a message that was taken out shows none."""
    found, gone = {}, set()
    for line in lines:
        if line["kind"] in {"message", "reaction"}:
            found[line["message"]["id"]] = line["message"]["reactions"]
        if "message" in line and line["message"]["deleted"]:
            gone.add(line["message"]["id"])
    return {(message, kind): n for message, kinds in found.items() if message not in gone for kind, n in kinds.items()}


def test_a_cut_line_misses_nothing(room):
    scene, proxy, followers, talkers = room
    time.sleep(2)
    proxy.cut()
    time.sleep(CUT_SECONDS)
    proxy.mend()
    time.sleep(2)
    check(scene, followers, talkers)
    assert all(one.connects >= 2 for one in followers)


def test_a_line_that_stalls_misses_nothing(room):
    scene, proxy, followers, talkers = room
    time.sleep(1)
    proxy.freeze()
    time.sleep(min(CUT_SECONDS, 5))
    proxy.mend()
    time.sleep(1)
    check(scene, followers, talkers)


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_a_restart_of_the_server_misses_nothing(room, how):
    scene, _, followers, talkers = room
    for _ in range(5 if LONG else 2):
        time.sleep(1.5)
        getattr(scene.site, how)()
        scene.site.start_again()
    time.sleep(2)
    check(scene, followers, talkers)
    assert all(one.connects >= 2 for one in followers)


def test_cuts_of_every_kind_at_random_miss_nothing(room):
    """Broken lines, half-open ones, a server told to end, a server killed; in the long run a hundred of them."""
    scene, proxy, followers, talkers = room
    chance = random.Random(20190206)
    for number in range(CUTS):
        time.sleep(0.5)
        how = ("cut", "freeze", "stop", "kill")[number % 4 if number < 4 else chance.randrange(4)]
        if how in {"cut", "freeze"}:
            getattr(proxy, how)()
            time.sleep(chance.uniform(*SECONDS))
            proxy.mend()
        else:
            getattr(scene.site, how)()
            scene.site.start_again()
    time.sleep(1)
    check(scene, followers, talkers)
    assert {"reaction", "queue"} <= {kind for _, kind in scene.log()}
