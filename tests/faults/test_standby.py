"""The database is lost and its standby promoted: what the site says meanwhile, and what is still there.

With synchronous replication nothing that was acknowledged is lost. The same fault without it is the control: what was
acknowledged while the standby lagged is gone, or the fault proves nothing.
"""

import time
from dataclasses import dataclass

import pytest

from tests.faults.harness import Browser, Proxy, Scene
from tests.faults.servers import Postgres, Standby, until
from tests.faults.test_away import Writer, away, refused_in_words

pytestmark = [pytest.mark.race, pytest.mark.slow, pytest.mark.once, pytest.mark.long]


@dataclass
class Pair:
    """A server, its standby, the line between them, and the address that names both."""

    first: Postgres
    standby: Standby
    line: Proxy

    @property
    def url(self):
        hosts = "&".join(f"host=127.0.0.1:{one.port}" for one in (self.first, self.standby))
        return f"postgresql+psycopg://goforum@/postgres?{hosts}&target_session_attrs=read-write&connect_timeout=3"

    def wait_for_the_standby(self):
        """From now on a commit is answered once the standby has it on its disk."""
        self.first.say("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
        self.first.say("SELECT pg_reload_conf()")
        until(lambda: self.first.say("SELECT sync_state FROM pg_stat_replication") == "sync")


@pytest.fixture
def pair(tmp_path):
    first, standby = Postgres(tmp_path), None
    line = Proxy(first.port)
    try:
        first.start()
        standby = Standby(tmp_path, first, line.port)
        standby.start()
        yield Pair(first, standby, line)
    finally:
        line.stop()
        if standby is not None:
            standby.remove()
        first.remove()


@pytest.fixture
def scene(pair, tmp_path, monkeypatch):
    """A site that is told of both servers."""
    monkeypatch.setenv("GOFORUM_TEST_DATABASE_URL", pair.url)
    monkeypatch.delenv("GOFORUM_TEST_REDIS_URL", raising=False)
    made = Scene(tmp_path, people=6)
    try:
        made.site.start()
        yield made
    finally:
        made.site.stop()
        made.engine.dispose()


def fail_over(scene, pair, writers, *, waits):
    """The standby lags, the first server is lost, the standby is promoted; how many were acknowledged while it lagged."""
    for one in writers:
        one.start()
    until(lambda: all(len(one.written) > 3 for one in writers), 60)
    until(pair.standby.follows)
    pair.line.freeze()
    lagging = sum(len(one.written) for one in writers)

    def acknowledged_since():
        return sum(len(one.written) for one in writers) - lagging

    if waits:  # somebody's commit is there and not answered
        until(lambda: pair.first.say("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'") > 0, 60)
    else:
        until(lambda: acknowledged_since() > 5, 60)
    acknowledged = acknowledged_since()
    pair.first.kill()
    pair.line.cut()  # what was on its way is gone too
    began = time.monotonic()
    refused_in_words(scene)  # a standby may not be written to
    assert Browser(scene.people[5], scene.site.port).get("/healthz")[0] == 200
    assert away(scene)
    pair.standby.promote()
    until(lambda: not away(scene), 30)
    before = [len(one.written) for one in writers]
    until(lambda: all(len(one.written) > n + 2 for one, n in zip(writers, before, strict=True)), 60)
    print(f"{'synchronous' if waits else 'asynchronous'}: away for {time.monotonic() - began:.1f} s,"
          f" {acknowledged} acknowledged while the standby lagged")
    for one in writers:
        one.stopping.set()
    for one in writers:
        one.join(30)
    scene.engine.dispose()
    return acknowledged


def lost_of(scene, writers):
    """Acknowledged and not there, or there twice."""
    texts = [row.body_source for row in scene.rows("SELECT body_source FROM posts")]
    written = [text for one in writers for text in one.written]
    print(f"{len(written)} acknowledged, answers {set().union(*(one.seen for one in writers))}")
    assert [text for text in written if texts.count(text) > 1] == []
    return [text for text in written if text not in texts]


def test_a_synchronous_standby_loses_nothing_and_the_site_finds_it(pair, scene):
    pair.wait_for_the_standby()
    writers = [Writer(scene, number, "sync") for number in range(3)]
    # What was under way as the standby stopped may have been answered already; nothing else is, without it.
    assert fail_over(scene, pair, writers, waits=True) <= len(writers)
    assert lost_of(scene, writers) == []
    # The worker leads and works again too: what is written now is found.
    key = "zanzibar"
    me = Browser(scene.people[1], scene.site.port)
    assert me.post(f"/threads/{scene.found['threads'][0]}/reply", body=f"Text of {key}.", client_key=key) == 303
    until(lambda: "/posts/" in me.get(f"/search?q={key}")[1], 90)
    # A backup is made of whichever of the two is written to.
    assert "rows" in scene.site.command("backup", str(scene.folder / "after.tar.gz"))


def test_without_waiting_for_the_standby_what_it_lacked_is_lost(pair, scene):
    """The control, and why the handbook says which of the two is promised."""
    writers = [Writer(scene, number, "async") for number in range(3)]
    acknowledged = fail_over(scene, pair, writers, waits=False)
    assert acknowledged > 0
    assert lost_of(scene, writers) != []
