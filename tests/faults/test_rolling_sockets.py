"""Two web processes over Redis are made anew in turn while a room talks: nobody misses, doubles or reorders a line."""

import time

import pytest

from tests.faults.harness import LONG, Browser, Follower, Front, Scene
from tests.faults.servers import Redis, until
from tests.faults.test_cuts import Talker, check

pytestmark = [pytest.mark.race, pytest.mark.slow, pytest.mark.long]
ROUNDS, FOLLOWERS = (25, 12) if LONG else (1, 4)


class Through(Browser):
    """Its sockets go through a line of their own; forms go to the server itself."""

    front = 0

    def socket(self, port=None):
        return super().socket(port or self.front)


@pytest.fixture
def pair(tmp_path, monkeypatch):
    """Two web processes of one site, a line that leads to whichever answers."""
    redis = Redis(tmp_path)
    redis.start()
    monkeypatch.setenv("GOFORUM_TEST_REDIS_URL", f"redis://127.0.0.1:{redis.port}/0")
    scene = front = None
    try:
        scene = Scene(tmp_path, people=8)
        scene.second = scene.twin()
        scene.second.environment["GOFORUM_BASE_URL"] = scene.site.base
        for one in (scene.site, scene.second):
            one.start(worker=False)
        front = Front(scene.site.port, scene.second.port)
        yield scene, front
    finally:
        if front is not None:
            front.stop()
        if scene is not None:
            scene.second.stop()
            scene.close()
        redis.stop()


def test_a_room_goes_on_while_its_processes_are_made_anew(pair):
    scene, front = pair
    followers = [Follower(Browser(scene.people[2 + n % 6], scene.site.port), scene.found["meeting"], front.port)
                 for n in range(FOLLOWERS)]
    talkers = [Talker(scene, number) for number in (0, 1)]
    talkers[0].other, talkers[1].other = talkers[1], talkers[0]
    for one in talkers:
        one.browser = Through(one.browser.person, one.browser.port)
        one.browser.front = front.port
        one.start()
    try:
        slowest = 0.0
        for _ in range(ROUNDS):
            for site in (scene.site, scene.second):
                said = scene.last_number()
                until(lambda said=said: scene.last_number() > said + 5, 60)  # the room talks
                until(lambda: all(one.joined.is_set() for one in followers), 60)
                slowest = max(slowest, site.stop())
                site.start_again()
        said = scene.last_number()
        until(lambda: scene.last_number() > said + 5, 60)
        time.sleep(0.2)
        check(scene, followers, talkers)
        connects = [one.connects for one in followers]
        print(f"{2 * ROUNDS} restarts, {scene.last_number()} lines, {len(followers)} followers, {sum(connects)} connections,"
              f" {sum(one.resets for one in followers)} resets, slowest stop {slowest:.1f} s")
        # Whoever was on a process that ended came back, and so everybody did: each process ended at least once.
        assert min(connects) > ROUNDS
    finally:
        for one in talkers:
            one.stopping.set()
        for one in followers:
            one.stop()
