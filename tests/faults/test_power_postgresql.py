"""The power of PostgreSQL's disk goes while people write: what was acknowledged is there afterwards.

The data directory lies on ext4 on a loop file; the cut is the file system's own, as in test_power. The site keeps running
and finds the database again. The control (``synchronous_commit=off``) must lose. Fifty cuts in the
long run; one, alone, in every run.
"""

import random
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.faults import test_kill as kill
from tests.faults.harness import LONG, Browser, Scene
from tests.faults.servers import Postgres, disk, until
from tests.faults.test_power import end, written_between

pytestmark = [pytest.mark.race, pytest.mark.slow, pytest.mark.once]
CUTS, CONTROLS = (50, 5) if LONG else (1, 1)


@pytest.fixture(scope="module")
def power(tmp_path_factory):
    """A site whose PostgreSQL lies on a disk that can lose its power."""
    folder = Path(tempfile.mkdtemp(prefix="goforum-power-"))  # PostgreSQL's own account must be able to enter it
    folder.chmod(0o755)
    postgres = scene = None
    with pytest.MonkeyPatch.context() as patch, disk(folder, 400) as made:
        try:
            home = made.place / "postgres"
            home.mkdir()
            postgres = Postgres(folder, home)
            postgres.start()
            patch.setenv("GOFORUM_TEST_DATABASE_URL", postgres.url)
            patch.delenv("GOFORUM_TEST_REDIS_URL", raising=False)
            scene = Scene(tmp_path_factory.mktemp("power"))
            scene.site.start(worker=False)
            scene.disk, scene.postgres = made, postgres
            yield scene
        finally:
            if scene is not None:
                scene.site.stop()
                scene.engine.dispose()
            if postgres is not None:
                postgres.remove()
    shutil.rmtree(folder, ignore_errors=True)


def cut(scene):
    """Power off, the database is gone; power on, it recovers; the site was there all the time."""
    scene.disk.cut()
    scene.postgres.end_all()
    scene.disk.back()
    scene.postgres.forget()
    scene.postgres.start()
    until(lambda: Browser(scene.people[0], scene.site.port).get("/readyz")[0] == 200, 60)
    scene.engine.dispose()


def set_durable(scene, durable):
    for words in (("RESET synchronous_commit", "RESET wal_writer_delay") if durable else
                  ("SET synchronous_commit = off", "SET wal_writer_delay = '10s'")):
        scene.postgres.say(f"ALTER SYSTEM {words}")
    scene.postgres.say("SELECT pg_reload_conf()")
    until(lambda: scene.postgres.say("SHOW synchronous_commit") == ("on" if durable else "off"))


def texts(scene):
    return [row.body_source for row in scene.rows("SELECT body_source FROM posts")]


@pytest.mark.long
def test_without_waiting_for_the_disk_it_is_lost(power):
    lost = said = 0
    for _ in range(CONTROLS):
        set_durable(power, durable=False)
        power.postgres.say("CHECKPOINT")
        writers = written_between(power, (kill.Poster, kill.Poster))
        for one in writers:  # what they still send must not be sent again after the cut, and so be there after all
            one.stopping.set()
        for one in writers:
            one.join(30)
        acknowledged = [f"Text of {key}." for one in writers for key in one.acknowledged]
        cut(power)
        there = set(texts(power))
        lost, said = lost + len([text for text in acknowledged if text not in there]), said + len(acknowledged)
        set_durable(power, durable=True)
        with power.engine.begin() as line:  # the next round has the same keys
            line.exec_driver_sql("UPDATE posts SET body_source = 'Control ' || id, client_key = 'control-' || id"
                                 " WHERE number > 1")
        power.engine.dispose()
    print(f"control: {CONTROLS} cuts, {lost} of {said} acknowledged posts lost")
    assert lost > 0


def test_what_was_acknowledged_survives_the_cut(power):
    chance = random.Random(20190206)
    kinds = (kill.Poster, kill.Poster, kill.Poster, kill.Voter, kill.Voter, kill.FormChatter, kill.FormChatter)
    writers = [kind(power, number) for number, kind in enumerate(kinds)]
    for one in writers:
        one.start()
    for _ in range(CUTS):
        kill.write_for_a_while(writers, chance.uniform(0.0, 0.4))
        cut(power)
    until(lambda: all(one.acknowledged for one in writers), 60)
    end(writers)
    power.engine.dispose()
    print(f"{CUTS} cuts, {sum(len(one.acknowledged) for one in writers)} acknowledged")
    for check in (kill.nobody_was_refused, kill.threads_have_no_hole, kill.ballots_say_what_was_said_last,
                  kill.messages_are_there_once, kill.the_log_has_no_hole):
        check(power, writers)
    found = texts(power)
    for writer in kill.of(writers, kill.Poster):
        assert [key for key in writer.acknowledged if found.count(f"Text of {key}.") != 1] == []
