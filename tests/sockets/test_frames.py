"""Frames of one socket leave in the order in which they were said, however the line and its writer take turns."""

import re
from types import SimpleNamespace

import gevent
import pytest
from gevent import socket
from gevent.queue import Queue
from socketio.packet import Packet

from goforum.core.fanout import LARGE_ROOM, MOST_TOGETHER, FastManager
from goforum.core.frames import LockedSock

pytestmark = pytest.mark.once


@pytest.fixture
def line():
    ours, theirs = socket.socketpair()
    yield LockedSock(ours), theirs
    ours.close()
    theirs.close()


def test_nobody_goes_before_who_waits_for_the_lock(line):
    """The lock is free for a turn before the writer that waits for it hears so: a line said then waits too."""
    sock, theirs = line
    sock.lock.acquire()
    writer = gevent.spawn(sock.send, b"first ")
    gevent.sleep(0)
    sock.lock.release()
    assert not sock.send_now(b"second")
    writer.join()
    assert sock.send_now(b"second")
    assert theirs.recv(100) == b"first second"


def test_the_rest_of_a_begun_frame_comes_before_the_next(line):
    sock, theirs = line
    large = b"x" * 4_000_000
    assert sock.send_now(large)
    assert not sock.send_now(b"y")
    writer = gevent.spawn(sock.send, b"y")
    heard = b""
    while len(heard) <= len(large):
        heard += theirs.recv(1_000_000)
    writer.join()
    assert heard == large + b"y"
    assert sock.send_now(b"z")


class Ear:
    """A client of the fan-out that keeps what it is sent; ``pauses`` lets others have their turn once before it hears."""

    closed, upgraded = False, True

    def __init__(self, *, pauses: bool = False) -> None:
        self.queue, self.heard, self.pauses = Queue(), [], pauses
        self.line = SimpleNamespace(sock=SimpleNamespace(is_cut=False, send_now=self.send_now))

    def send_now(self, data: bytes) -> bool:
        if self.pauses:
            self.pauses = False
            gevent.sleep(0)
        self.heard.append(data)
        return True


def a_room(**odd):
    """A fan-out with as many ears as make a large room, the first of them odd."""
    manager = FastManager()
    ears = {f"s{number}": Ear(**({} if number else odd)) for number in range(LARGE_ROOM)}
    manager.server = SimpleNamespace(packet_class=Packet, eio=SimpleNamespace(sockets=ears))
    for sid in ears:
        manager.basic_enter_room(sid, "/", "room", sid)
    return manager, ears


def test_a_room_that_becomes_small_keeps_the_order():
    """Lines that wait for the next round are not overtaken by one that need not wait."""
    manager, ears = a_room()
    for number, letter in enumerate("abc"):
        manager.emit("line", letter, "/", room="room")
        if number == 1:
            manager.basic_leave_room("s0", "/", "room")
    gevent.sleep(0.1)
    assert re.findall(rb'\["line","(.)"\]', b"".join(ears["s1"].heard)) == [b"a", b"b", b"c"]


def test_a_fan_out_that_is_interrupted_keeps_the_order():
    """A line said by another greenlet in the middle of the round waits for its end, however large it is."""
    manager, ears = a_room(pauses=True)
    lines = [letter * MOST_TOGETHER for letter in "abcd"]
    gevent.joinall([gevent.spawn(manager.emit, "line", line, "/", room="room") for line in lines], raise_error=True)
    gevent.sleep(0.1)
    for ear in ears.values():
        heard = b"".join(ear.heard)
        assert [heard.find(line.encode()) for line in lines] == sorted(heard.find(line.encode()) for line in lines)
        assert all(line.encode() in heard for line in lines)
