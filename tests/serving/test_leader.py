"""One worker leads; when it is killed another takes over; what the clock asks for is done once."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from bench.site import patience
from goforum.core.leader import leader_of
from goforum.serving.children import SERVED_BY
from tests.conftest import own_database

ROOT = Path(__file__).resolve().parents[2]
# A worker's timed work alone: writes its number whenever it did something.
PROGRAM = """
import sys, time
from pathlib import Path
from goforum.core.leader import leader_of
from goforum.serving.children import die_with_parent
import signal
die_with_parent(signal.SIGTERM)
leader = leader_of(sys.argv[1], Path(sys.argv[2]), "test")
while True:
    if leader.leads():
        print("leads", flush=True)
    time.sleep(0.05)
"""


@pytest.fixture
def url(tmp_path):
    return own_database("leader", tmp_path)


@pytest.fixture
def workers(url, tmp_path):
    started = []

    def start(name):
        log = (tmp_path / name).open("w")
        process = subprocess.Popen([sys.executable, "-c", PROGRAM, url, str(tmp_path)], stdout=log, cwd=ROOT,
                                   env={**os.environ, SERVED_BY: str(os.getpid())})
        log.close()
        started.append(process)
        return process

    yield start
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.wait()


def leads(path):
    return path.exists() and "leads" in path.read_text()


def until(true):
    deadline = time.monotonic() + patience(20)
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.race
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_when_the_leader_is_killed_another_takes_over(workers, tmp_path, how):
    first = workers("one")
    until(lambda: leads(tmp_path / "one"))
    workers("two")
    workers("three")
    size = (tmp_path / "one").stat().st_size
    until(lambda: (tmp_path / "one").stat().st_size > size + 60)  # ten rounds of the leader
    assert not leads(tmp_path / "two")
    assert not leads(tmp_path / "three")
    first.send_signal(how)
    first.wait(10)
    until(lambda: leads(tmp_path / "two") or leads(tmp_path / "three"))
    assert not (leads(tmp_path / "two") and leads(tmp_path / "three"))


def test_who_resigns_lets_the_next_one_lead(url, tmp_path):
    one, two = (leader_of(url, tmp_path, "test") for _ in range(2))
    assert (one.leads(), two.leads(), one.leads()) == (True, False, True)
    one.resign()
    assert (two.leads(), one.leads()) == (True, False)
    two.resign()


def test_sites_on_one_server_have_a_leader_each(url, tmp_path):
    (tmp_path / "other").mkdir()  # on SQLite it is the folder that sets sites apart
    one, other = leader_of(url, tmp_path, "site-one"), leader_of(url, tmp_path / "other", "site-two")
    assert (one.leads(), other.leads()) == (True, True)
    one.resign()
    other.resign()


def test_a_leader_whose_connection_was_ended_knows_it(url, tmp_path):
    one, two = (leader_of(url, tmp_path, "test") for _ in range(2))
    assert one.leads()
    if url.startswith("sqlite"):
        one.resign()  # there is no connection that could end
        assert two.leads()
        assert not one.leads()
        two.resign()
        return
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as line:
        line.exec_driver_sql("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
                             " AND pid <> pg_backend_pid() AND database = (SELECT oid FROM pg_database"
                             " WHERE datname = current_database())")
    engine.dispose()
    until(two.leads)
    assert not one.leads()
    two.resign()
