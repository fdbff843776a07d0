"""What people see when PostgreSQL or Redis is stopped, held still, restarted, moved, or cuts their connections.

In every case: a page in their language that says when to come back, the text they typed given back, nothing of it
half done, and everything well again by itself when the server is back.
"""

import itertools
import os
import signal
import threading
import time

import pytest

from tests.faults.harness import LONG, LOST, Browser, Proxy, Scene
from tests.faults.servers import Postgres, Redis, until

pytestmark = [pytest.mark.race, pytest.mark.slow, pytest.mark.once]
AWAY = 60 if LONG else 2
TERMINATED = 100 if LONG else 6


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A site on its own PostgreSQL and Redis; the database is reached through a line that can lead elsewhere."""
    folder = tmp_path_factory.mktemp("away")
    postgres, redis = Postgres(folder), Redis(folder)
    with pytest.MonkeyPatch.context() as patch:
        scene = None
        try:
            postgres.start()
            redis.start()
            line = Proxy(postgres.port)
            patch.setenv("GOFORUM_TEST_DATABASE_URL", postgres.url.replace(str(postgres.port), str(line.port)))
            patch.setenv("GOFORUM_TEST_REDIS_URL", f"redis://127.0.0.1:{redis.port}/0")
            scene = Scene(folder, people=6)
            scene.site.start()
            scene.postgres, scene.redis, scene.line = postgres, redis, line
            yield scene
        finally:
            if scene is not None:
                scene.site.stop()
                scene.engine.dispose()
            line.stop()
            postgres.remove()
            redis.stop()


class Writer(threading.Thread):
    """Posts without a pause until told to stop; tries again what was not acknowledged."""

    def __init__(self, scene, number, name):
        super().__init__(daemon=True)
        self.scene, self.name_of = scene, f"{name}-{number}"
        self.browser = Browser(scene.people[number], scene.site.port)
        self.path = f"/threads/{scene.found['threads'][number % 3]}/reply"
        self.stopping, self.written, self.seen = threading.Event(), [], set()

    def run(self):
        for count in itertools.count():
            key = f"{self.name_of}-{count}"
            while not self.stopping.is_set():
                try:
                    status = self.browser.post(self.path, body=f"Text of {key}.", client_key=key)
                except LOST as lost:
                    status = type(lost).__name__
                self.seen.add(status)
                if status == 303:
                    self.written.append(f"Text of {key}.")
                    break
                time.sleep(0.1)
            if self.stopping.is_set():
                return


@pytest.fixture
def writers(world, request):
    made = [Writer(world, number, request.node.name[:40]) for number in range(3)]
    for one in made:
        one.start()
    until(lambda: all(one.written for one in made))
    yield made
    for one in made:
        one.stopping.set()
        one.join(30)


def all_there_once(scene, writers, *also):
    before = [len(one.written) for one in writers]
    until(lambda: all(len(one.written) > n + 2 for one, n in zip(writers, before, strict=True)), 30)
    for one in writers:
        one.stopping.set()
    for one in writers:
        one.join(30)
    scene.engine.dispose()  # the connections of this test were broken as well
    texts = [row.body_source for row in scene.rows("SELECT body_source FROM posts")]
    written = [text for one in writers for text in one.written]
    print(f"{len(written)} acknowledged, answers {set().union(*(one.seen for one in writers))}")
    assert [text for text in written if texts.count(text) != 1] == []
    assert set().union(*(one.seen for one in writers)) <= {303, 503, *also}


def refused_in_words(scene):
    """What somebody who writes sees now: in French, with a time to come back, with the text."""
    import http.client
    import urllib.parse

    person, line = scene.people[4], http.client.HTTPConnection("127.0.0.1", scene.site.port, timeout=30)
    body = urllib.parse.urlencode({"csrf_token": person["csrf"], "body": "Un texte long à garder", "client_key": "x"})
    line.request("POST", f"/threads/{scene.found['threads'][0]}/reply", body, {
        "Cookie": person["cookie"] + "; gf_lang=fr", "Origin": scene.site.base,
        "Content-Type": "application/x-www-form-urlencoded"})
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    assert answer.status == 503, text[:500]
    assert int(answer.headers["Retry-After"]) > 0
    assert 'lang="fr"' in text
    assert "Un texte long à garder" in text
    assert "Traceback" not in text
    assert answer.headers["X-Request-ID"] in text


def away(world):
    return Browser(world.people[5], world.site.port).get("/readyz")[0] == 503


def test_the_database_stopped_and_started_again(world, writers):
    world.postgres.stop()
    refused_in_words(world)
    told = Browser(world.people[5], world.site.port).get("/healthz")
    assert told[0] == 200, told
    assert away(world)
    time.sleep(AWAY)
    world.postgres.start()
    until(lambda: not away(world), 10)
    all_there_once(world, writers)


@pytest.mark.long
def test_the_database_killed(world, writers):
    world.postgres.kill()
    refused_in_words(world)
    world.postgres.start()
    until(lambda: not away(world), 30)
    all_there_once(world, writers)


@pytest.mark.long
def test_the_database_held_still(world, writers):
    """A machine that swaps: nothing is refused, nothing answers; whoever waits is served when it goes on."""
    world.postgres.hold(True)
    time.sleep(AWAY / 2)
    world.postgres.hold(False)
    until(lambda: not away(world), 20)
    all_there_once(world, writers, "TimeoutError")  # browsers wait longer than these writers


def test_connections_ended_by_the_database(world, writers):
    for _ in range(TERMINATED):
        world.rows("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                   " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'")
        time.sleep(0.2)
    all_there_once(world, writers)


def test_the_database_answers_at_another_address(world, writers):
    """Failed over: the name leads to another server now, every old connection is broken."""
    world.line.cut()
    refused_in_words(world)
    world.line.mend()
    until(lambda: not away(world), 10)
    all_there_once(world, writers)


@pytest.mark.parametrize("how", ["stopped", "held still"])
def test_redis_away(world, writers, how):
    """Pages, posts and votes go on; limits are not counted meanwhile, rooms are told by plain requests."""
    before = [len(one.written) for one in writers]
    if how == "stopped":
        world.redis.stop(signal.SIGTERM)
    else:
        world.redis.hold(True)
    time.sleep(AWAY)
    assert Browser(world.people[5], world.site.port).post(f"/polls/{world.found['poll']}/vote", choice="for") == 303
    until(lambda: all(len(one.written) > n for one, n in zip(writers, before, strict=True)), 30)
    if how == "stopped":
        world.redis.start()
    else:
        world.redis.hold(False)
    all_there_once(world, writers)
    assert os.environ["GOFORUM_TEST_REDIS_URL"]
