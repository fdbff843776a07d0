"""The parent: restarts what dies, stops what runs, leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench.site import tree

pytestmark = pytest.mark.once

PROGRAM = """
import sys
from goforum.serving.children import Child, Parent
children = [Child(f"c{i}", [sys.executable, "-c", code]) for i, code in enumerate(sys.argv[1:])]
import os
parent = Parent(children, os.environ)
parent.start()
sys.exit(parent.run())
"""
QUIET = "import time, signal; time.sleep(60)"
STUBBORN = "import time, signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
LOYAL = "import signal, time; from goforum.serving.children import die_with_parent as d; d(signal.SIGTERM); time.sleep(60)"


@pytest.fixture
def parent():
    started = []

    def start(*codes):
        process = subprocess.Popen([sys.executable, "-c", PROGRAM, *codes], stderr=subprocess.DEVNULL)
        started.append(process)
        return process

    yield start
    for process in started:
        for pid in tree(process.pid) if process.poll() is None else ():
            os.kill(pid, signal.SIGKILL)
        process.wait()


def children_of(process, count):
    deadline = time.monotonic() + 10
    while len(found := tree(process.pid) - {process.pid}) != count:
        assert time.monotonic() < deadline, found
        time.sleep(0.05)
    return found


def gone(pid):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


def test_ctrl_c_ends_all_children_and_is_no_error(parent):
    process = parent(QUIET, QUIET)
    pids = children_of(process, 2)
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0
    assert all(gone(pid) for pid in pids)


def test_a_child_that_dies_is_started_again(parent):
    process = parent(QUIET)
    (first,) = children_of(process, 1)
    os.kill(first, signal.SIGKILL)
    time.sleep(0.5)
    assert children_of(process, 1) != {first}


def test_a_child_that_keeps_dying_ends_the_whole(parent):
    process = parent("raise SystemExit(3)", QUIET)
    assert process.wait(20) == 1


def test_children_do_not_outlive_a_killed_parent(parent):
    process = parent(LOYAL)
    (pid,) = children_of(process, 1)
    time.sleep(0.5)
    process.kill()
    process.wait()
    assert gone(pid)


@pytest.mark.slow
def test_a_child_that_will_not_end_is_ended(parent):
    process = parent(STUBBORN)
    (pid,) = children_of(process, 1)
    time.sleep(0.5)
    process.terminate()
    assert process.wait(20) == 0
    assert gone(pid)


def test_each_child_is_made_anew_one_after_the_other(parent, tmp_path):
    """While one ends and starts, the other runs; told by what each writes when it starts and ends."""
    code = ("import signal, sys, time, os; f = open({!r}, 'a');"
            "say = lambda w: (f.write(w + '\\n'), f.flush());"
            "signal.signal(signal.SIGTERM, lambda *_: (say('end {}'), sys.exit(0))); say('begin {}'); time.sleep(60)")
    log = str(tmp_path / "log")
    process = parent(code.format(log, "a", "a"), code.format(log, "b", "b"))
    told = lambda: (tmp_path / "log").read_text().split("\n")[:-1] if (tmp_path / "log").exists() else []  # noqa: E731
    deadline = time.monotonic() + 20
    while len(told()) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    before = children_of(process, 2)
    process.send_signal(signal.SIGUSR2)
    while len(told()) < 6:
        assert time.monotonic() < deadline, told()
        time.sleep(0.05)
    assert [line for line in told()[2:] if line.startswith("end")] == ["end a", "end b"]
    assert children_of(process, 2).isdisjoint(before)
    process.terminate()
    assert process.wait(15) == 0
