"""A toy site on a real line: gunicorn, gevent, websockets, nothing faked."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.sio import Client
from goforum.serving.children import SERVED_BY

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Toy:
    """One process of the toy site."""

    def __init__(self, errors: Path, **environment: str) -> None:
        self.port, self.errors = free_port(), errors
        with errors.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(Path(__file__).with_name("toy.py")), str(self.port)],
                env={**os.environ, "PYTHONPATH": str(ROOT), SERVED_BY: str(os.getpid()), **environment}, stderr=log)
        deadline = time.monotonic() + 30
        while True:
            try:
                self.get("/healthz")
                return
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    self.stop()
                    raise
                time.sleep(0.05)

    def get(self, path: str) -> tuple[str, str]:
        """The body and the cookie of a page."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request("GET", path)
            answer = line.getresponse()
            return answer.read().decode(), (answer.headers["Set-Cookie"] or "").split(";")[0]
        finally:
            line.close()

    def client(self, key: str = "", **options: object) -> Client:
        """A socket, of the person with this key."""
        return Client("127.0.0.1", self.port, cookie=self.get(f"/in/{key}")[1] if key else "", **options)

    def stop(self) -> float:
        """Ask it to end; the seconds it took."""
        began = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        return time.monotonic() - began


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Toy]:
    site = Toy(tmp_path_factory.mktemp("toy") / "errors")
    yield site
    site.stop()
