"""The power goes while people write: what was acknowledged is there when it returns, and without waiting it is not.

SQLite on ext4 on a loop file. The cut is the file system's own (what was not synced is gone, the journal unflushed).
Fifty cuts in the long run; the control (``synchronous=NORMAL``) must lose, or the cut proves nothing.
"""

import random
import subprocess
import sys
import time

import pytest

from bench.site import Site
from tests.faults import test_kill as kill
from tests.faults.harness import LONG, Scene
from tests.faults.servers import disk, until

pytestmark = [pytest.mark.race, pytest.mark.slow, pytest.mark.once]
CUTS, CONTROLS = (50, 5) if LONG else (1, 1)


class Careless(Site):
    """Its web process acknowledges before the disk has it."""

    def _run(self, part, *arguments):
        if part != "web":
            return super()._run(part, *arguments)
        with self.log.open("ab") as log:
            return subprocess.Popen([sys.executable, "-m", "tests.faults.careless", *arguments], env=self.environment,
                                    stderr=log, stdout=log, start_new_session=True)


@pytest.fixture(scope="module")
def power(tmp_path_factory):
    """A scene whose database lies on a disk that can lose its power; its log lies elsewhere."""
    folder = tmp_path_factory.mktemp("power")
    with disk(folder) as made:
        scene = Scene(made.place)
        scene.site.log = folder / "server.log"
        try:
            yield scene, made
        finally:
            scene.close()


def cut(scene, made):
    """Power off, everything that ran is gone; power on."""
    made.cut()
    scene.site.kill()
    scene.engine.dispose()
    made.back()


def written_between(scene, kinds, seconds=0.0):
    writers = [kind(scene, number) for number, kind in enumerate(kinds)]
    for one in writers:
        one.start()
    kill.write_for_a_while(writers, seconds)
    return writers


def end(writers):
    for one in writers:
        one.stopping.set()
    for one in writers:
        one.join(30)


def test_without_waiting_for_the_disk_it_is_lost(power):
    scene, made = power
    careful, lost = scene.site, 0
    careless = Careless(scene.folder, pinned=False, port=careful.port, **scene.settings)
    careless.log, scene.site = careful.log, careless
    try:
        for _ in range(CONTROLS):
            careless.start(worker=False)
            # Keys of a round of its own, so that what is lost of this one is seen.
            writers = written_between(scene, (kill.Poster, kill.Poster))
            end(writers)
            said = [f"Text of {key}." for one in writers for key in one.acknowledged]
            cut(scene, made)
            there = {row.body_source for row in scene.rows("SELECT body_source FROM posts")}
            lost += len([text for text in said if text not in there])
            scene.engine.dispose()
    finally:
        careless.kill()
        scene.site = careful
    print(f"control: {CONTROLS} cuts, {lost} acknowledged posts lost")
    assert lost > 0
    with scene.engine.begin() as line:  # what the control left must not be taken for what follows
        line.exec_driver_sql("UPDATE posts SET body_source = 'Control ' || id WHERE number > 1")
        line.exec_driver_sql("UPDATE posts SET client_key = 'control-' || id WHERE number > 1")
    scene.engine.dispose()


def test_what_was_acknowledged_survives_the_cut(power):
    scene, made = power
    chance = random.Random(20190206)
    scene.site.start(worker=False)
    kinds = (kill.Poster, kill.Poster, kill.Poster, kill.Voter, kill.Voter, kill.FormChatter, kill.FormChatter)
    writers = [kind(scene, number) for number, kind in enumerate(kinds)]
    for one in writers:
        one.start()
    for _ in range(CUTS):
        kill.write_for_a_while(writers, chance.uniform(0.0, 0.4))
        cut(scene, made)
        scene.site.start_again()
    until(lambda: all(one.acknowledged for one in writers), 60)
    time.sleep(0.2)
    end(writers)
    print(f"{CUTS} cuts, {sum(len(one.acknowledged) for one in writers)} acknowledged")
    for check in (kill.nobody_was_refused, kill.threads_have_no_hole, kill.ballots_say_what_was_said_last,
                  kill.messages_are_there_once, kill.the_log_has_no_hole, kill.the_database_is_sound):
        check(scene, writers)
    for writer in kill.of(writers, kill.Poster):
        texts = [row.body_source for row in scene.rows("SELECT body_source FROM posts")]
        assert [key for key in writer.acknowledged if texts.count(f"Text of {key}.") != 1] == []
