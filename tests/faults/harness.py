"""Real servers under real faults: processes that are killed, lines that are cut, people who try again.

``Scene`` is a goforum of its own with people signed in. ``Browser`` posts forms over HTTP; ``Follower`` is a
room's page as ``room.js`` is one: it knows the last number it has, notices holes and asks for them.
"""

import contextlib
import http.client
import json
import os
import secrets
import select
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.sio import Client, Closed
from bench.site import Site, free_port

ROOT = Path(__file__).resolve().parents[2]
LONG = bool(os.environ.get("GOFORUM_TEST_LONG"))
# What a client sees when a server dies under it.
LOST = (OSError, Closed, http.client.HTTPException, ValueError)


class Scene:
    """A site with people, a thread, a poll and a live room, and a view into its database."""

    GROUND = "tests.faults.ground"

    def __init__(self, folder: Path, people: int = 8) -> None:
        self.url, self.drop = _database(folder)
        # A key of its own: scenes that run at once share one Redis, as sites may.
        self.settings = {"GOFORUM_DATABASE_URL": self.url, "GOFORUM_SECRET_KEY": secrets.token_hex(32)}
        if redis := os.environ.get("GOFORUM_TEST_REDIS_URL"):
            self.settings["GOFORUM_REDIS_URL"] = redis
        self.folder = folder
        self.site = Site(folder, pinned=False, **self.settings)
        done = subprocess.run([sys.executable, "-m", self.GROUND, str(people)], cwd=ROOT,
                              env=self.site.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-3000:]
        self.found = json.loads(done.stdout.splitlines()[-1])
        self.people = self.found["people"]
        self.engine = sa.create_engine(self.url)

    def twin(self) -> Site:
        """A second web process over the same database."""
        return Site(self.folder, pinned=False, **self.settings)

    def rows(self, query: str, **values: Any) -> list[Any]:
        """What the database says."""
        with self.engine.connect() as connection:
            return list(connection.execute(sa.text(query), values))

    def log(self) -> list[tuple[int, str]]:
        """The numbers and kinds of the lines in the room's log, as stored."""
        return [(row.seq, row.kind) for row in self.rows(
            "SELECT e.seq, e.kind FROM room_events e JOIN rooms r ON r.id = e.room_id"
            " WHERE r.meeting_id = :meeting ORDER BY e.seq, e.id", meeting=self.found["meeting"])]

    def last_number(self) -> int:
        """How far the room says its log goes."""
        return int(self.rows("SELECT last_seq FROM rooms WHERE meeting_id = :meeting",
                             meeting=self.found["meeting"])[0].last_seq)

    def close(self) -> None:
        self.site.stop()
        self.engine.dispose()
        self.drop()


def _database(folder: Path) -> tuple[str, Any]:
    base = os.environ.get("GOFORUM_TEST_DATABASE_URL", "")
    if not base.startswith("postgres"):
        return f"sqlite:///{folder / 'faults.db'}", lambda: None
    server = sa.make_url(base).set(drivername="postgresql+psycopg")
    name = f"goforum_faults_{secrets.token_hex(4)}"

    def say(words: str) -> None:
        engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(words)
        engine.dispose()

    say(f'CREATE DATABASE "{name}"')
    return (server.set(database=name).render_as_string(hide_password=False),
            lambda: say(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


class Browser:
    """A signed-in browser that posts forms; a connection for each request, as after a restart."""

    def __init__(self, person: dict[str, Any], port: int) -> None:
        self.person, self.port = person, port

    def post(self, path: str, **fields: Any) -> int:
        """The status of the answer; raises one of ``LOST`` when none came whole."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            line.request("POST", path, urllib.parse.urlencode({"csrf_token": self.person["csrf"], **fields}), {
                "Cookie": self.person["cookie"], "Origin": f"http://127.0.0.1:{self.port}",
                "Content-Type": "application/x-www-form-urlencoded"})
            answer = line.getresponse()
            answer.read()
            return answer.status
        finally:
            line.close()

    def get(self, path: str) -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            line.request("GET", path, headers={"Cookie": self.person["cookie"]})
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        finally:
            line.close()

    def socket(self, port: int | None = None) -> Client:
        """A socket of this person; through a proxy's port, the Origin stays the site's."""
        return Client("127.0.0.1", port or self.port, cookie=self.person["cookie"],
                      origin=f"http://127.0.0.1:{self.port}")


class Follower:
    """A page in a live room: applies lines in order, asks for what is missing, comes back when the line is cut."""

    def __init__(self, browser: Browser, meeting_id: int, port: int) -> None:
        self.browser, self.meeting_id, self.port = browser, meeting_id, port
        self.last, self.lines, self.faults = 0, [], []
        self.queue: dict[str, Any] | None = None
        self.joined, self.stopping = threading.Event(), threading.Event()
        self.connects, self.resets, self.begin = 0, 0, 0
        self.thread = threading.Thread(target=self._live, daemon=True)
        self.thread.start()

    def _live(self) -> None:
        while not self.stopping.is_set():
            try:
                client = self.browser.socket(self.port)
                client.sock.settimeout(0.2)
                self.connects += 1
                self._follow(client)
            except LOST:
                self.joined.clear()
                self.stopping.wait(0.05 + secrets.randbelow(100) / 1000)

    def _follow(self, client: Client) -> None:
        pending = {client.emit("room_join", {"meeting_id": self.meeting_id, "after": self.last})}
        while not self.stopping.is_set():
            try:
                kind, name, data = client.receive()
            except TimeoutError:
                continue
            if kind == "closed":
                raise Closed("told to go")
            if kind == "ack" and name in pending:
                pending.discard(name)
                self._catch_up(data)
                self.joined.set()
                if data.get("more"):
                    pending.add(client.emit("room_since", {"meeting_id": self.meeting_id, "after": self.last}))
            elif kind == "event" and name == "room_event":
                if data["seq"] == self.last + 1:
                    self._apply(data)
                elif data["seq"] > self.last + 1 and not pending:
                    pending.add(client.emit("room_since", {"meeting_id": self.meeting_id, "after": self.last}))
            elif kind == "event" and name == "room_presence" and data["last_seq"] > self.last and not pending:
                pending.add(client.emit("room_since", {"meeting_id": self.meeting_id, "after": self.last}))
        client.close()

    def _catch_up(self, data: dict[str, Any]) -> None:
        if not data.get("ok"):
            self.faults.append(data)
            return
        if data["reset"]:  # too far behind: what it had is replaced, and the log goes on from there
            self.resets, self.begin, self.last, self.lines = self.resets + 1, data["last_seq"], data["last_seq"], []
            self.queue = data["queue"]
            return
        for line in data["events"]:
            if line["seq"] > self.last:
                self._apply(line)
        # How the room stands is of the end of the answer: it counts once all the lines up to there are here.
        if not data["more"] and data["last_seq"] >= self.last:
            self.queue = data["queue"]

    def _apply(self, line: dict[str, Any]) -> None:
        if line["seq"] != self.last + 1:
            self.faults.append(("hole", self.last, line["seq"]))
        self.last = line["seq"]
        self.lines.append(line)
        self.queue = line.get("queue", self.queue)

    def stop(self) -> None:
        self.stopping.set()
        self.thread.join(10)


class Proxy:
    """A line that can be cut: TCP through a port of its own, to the server."""

    def __init__(self, target: int) -> None:
        self.target, self.port = target, free_port()
        self.open, self.frozen = True, False
        self.pairs: dict[socket.socket, socket.socket] = {}
        self.listener = socket.create_server(("127.0.0.1", self.port))
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._pump, daemon=True)
        self.thread.start()

    def cut(self) -> None:
        """Every connection breaks, and nobody gets through until ``mend``."""
        self.open = False

    def freeze(self) -> None:
        """Nothing moves, nothing breaks: a phone in a tunnel."""
        self.frozen = True

    def mend(self) -> None:
        self.open, self.frozen = True, False

    def _pump(self) -> None:
        while not self.stopping.is_set():
            if not self.open:
                self._drop_all()
            if self.frozen:
                time.sleep(0.02)
                continue
            ready, _, _ = select.select([self.listener, *self.pairs], [], [], 0.05)
            for one in ready:
                if one is self.listener:
                    self._accept()
                elif one in self.pairs:
                    self._pass_on(one)
        self._drop_all()
        self.listener.close()

    def _accept(self) -> None:
        here, _ = self.listener.accept()
        if not self.open:
            here.close()
            return
        try:
            there = self._reach()
        except OSError:
            here.close()
            return
        self.pairs[here], self.pairs[there] = there, here

    def _reach(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.target), timeout=5)

    def _pass_on(self, one: socket.socket) -> None:
        other = self.pairs[one]
        try:
            data = one.recv(65536)
            if data:
                other.sendall(data)
                return
        except OSError:
            pass
        for end in (one, other):
            self.pairs.pop(end, None)
            end.close()

    def _drop_all(self) -> None:
        for end in list(self.pairs):
            end.close()
        self.pairs.clear()

    def stop(self) -> None:
        self.stopping.set()
        self.thread.join(5)


class Front(Proxy):
    """A line to whichever of several servers answers, each in its turn."""

    def __init__(self, *targets: int) -> None:
        self.targets = list(targets)
        super().__init__(targets[0])

    def _reach(self) -> socket.socket:
        for _ in self.targets:
            self.targets.append(self.targets.pop(0))
            with contextlib.suppress(OSError):
                return socket.create_connection(("127.0.0.1", self.targets[-1]), timeout=5)
        raise ConnectionRefusedError("nobody answers")


@contextlib.contextmanager
def stage(folder: Path, people: int = 8, **environment: str) -> Iterator[Scene]:
    """A scene whose site is running, and is ended whatever happens."""
    scene = Scene(folder, people)
    scene.site.environment.update(environment)
    try:
        scene.site.start()
        yield scene
    finally:
        scene.close()
