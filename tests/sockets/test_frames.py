"""Frames of one socket leave in the order in which they were said, however the line and its writer take turns."""

import gevent
import pytest
from gevent import socket

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
