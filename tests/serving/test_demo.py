"""``goforum demo`` and ``goforum serve`` as an operator starts and stops them."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest

from bench.site import free_port, patience, tree

pytestmark = [pytest.mark.once, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]
KEY = "0123456789abcdef" * 4


class Running:
    """A ``goforum`` command that goes on, and what it has printed."""

    def __init__(self, folder, *arguments, **environment):
        clean = {name: value for name, value in os.environ.items() if not name.startswith("GOFORUM_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "goforum", *arguments], cwd=folder, text=True, start_new_session=True,
            env={**clean, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **environment},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.lines = []
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self):
        self.lines.extend(self.process.stdout)

    def wait_for(self, words, seconds=120):
        deadline = time.monotonic() + seconds
        while not any(words in line for line in self.lines):
            assert time.monotonic() < deadline, "".join(self.lines)
            assert self.process.poll() is None, "".join(self.lines)
            time.sleep(0.05)

    def end(self, how=signal.SIGINT):
        pids, began = tree(self.process.pid), time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            for pid in pids:
                os.kill(pid, signal.SIGKILL)
            raise
        self.reader.join(5)
        self.process.stdout.close()
        return time.monotonic() - began, [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_the_demo_starts_says_where_and_as_whom_and_stops_cleanly(tmp_path):
    port = free_port()
    for start in ("first", "second"):
        began = time.monotonic()
        demo = Running(tmp_path, "demo", "--port", str(port))
        try:
            demo.wait_for("admin@example.org")
            seconds = time.monotonic() - began
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as page:
                assert page.status == 200
        finally:
            took, left = demo.end()
        print(f"{start} start: {seconds:.1f} s, stop: {took:.1f} s")
        assert any(f"http://127.0.0.1:{port}" in line for line in demo.lines)
        assert demo.process.returncode == 0
        assert left == []
        assert took < patience(8)
        assert "Traceback" not in "".join(demo.lines)


def test_a_taken_port_is_said_in_words(tmp_path):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        demo = Running(tmp_path, "demo", "--port", str(taken.getsockname()[1]))
        demo.process.wait(30)
        demo.end()
    assert demo.process.returncode != 0
    assert re.search(r"Port \d+ .*Choose another", "".join(demo.lines))


@pytest.mark.parametrize(("environment", "words"), [
    ({}, "GOFORUM_SECRET_KEY must be"), ({"GOFORUM_SECRET_KEY": "changeme"}, "GOFORUM_SECRET_KEY must be"),
    ({"GOFORUM_SECRET_KEY": KEY, "GOFORUM_DEBUG": "1"}, "GOFORUM_DEBUG must be off"),
    ({"GOFORUM_SECRET_KEY": KEY, "GOFORUM_RATE_LIMITS": "maybe"}, "GOFORUM_RATE_LIMITS must be 1 or 0"),
])
def test_an_unsafe_site_is_not_served_and_the_reason_is_a_sentence(tmp_path, environment, words):
    site = Running(tmp_path, "serve", "--port", str(free_port()), **environment)
    site.process.wait(30)
    site.end()
    printed = "".join(site.lines)
    assert site.process.returncode != 0
    assert words in printed
    assert "Traceback" not in printed


def test_several_processes_need_redis(tmp_path):
    site = Running(tmp_path, "serve", "--processes", "2", GOFORUM_SECRET_KEY=KEY)
    site.process.wait(30)
    site.end()
    assert "need GOFORUM_REDIS_URL" in "".join(site.lines)


def test_a_real_site_refuses_a_foreign_host_and_comes_back_when_its_web_process_dies(tmp_path):
    port = free_port()
    site = Running(tmp_path, "serve", "--port", str(port), GOFORUM_SECRET_KEY=KEY,
                   GOFORUM_BASE_URL=f"http://127.0.0.1:{port}")
    try:
        site.wait_for("goforum serves")
        foreign = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Host": "evil.example"})
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(foreign, timeout=10)
        assert refused.value.code == 400
        refused.value.close()
        web = next(pid for pid in tree(site.process.pid)
                   if b"goforum.serving.web" in Path(f"/proc/{pid}/cmdline").read_bytes()
                   and Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1] == str(site.process.pid))
        for pid in tree(web):
            os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + patience(20)
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
                break
            except OSError:
                assert time.monotonic() < deadline
                time.sleep(0.1)
    finally:
        took, left = site.end(signal.SIGTERM)
    assert left == []
    assert took < patience(8)


def test_the_map_names_routes_sockets_and_listeners(tmp_path):
    done = subprocess.run([sys.executable, "-m", "goforum", "map"], cwd=tmp_path, capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stderr
    for words in ("/threads/<int:thread_id>", "room_say", "VoteCast", "inside"):
        assert words in done.stdout


def test_render_prints_what_would_be_stored(tmp_path):
    done = subprocess.run([sys.executable, "-m", "goforum", "render"], cwd=tmp_path, capture_output=True, text=True,
                          input="**مرحبا** <script>alert(1)</script>", env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stderr
    assert "<strong>مرحبا</strong>" in done.stdout
    assert "<script>" not in done.stdout
