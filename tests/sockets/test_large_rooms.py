"""Rooms of many sockets: lines go out together, in order, whole; who does not read costs little and is let go."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bench.sio import Closed
from goforum.core.fanout import LARGE_ROOM

pytestmark = pytest.mark.once
CROWD = LARGE_ROOM + 10


def _crowd(toy, room, size=CROWD):
    clients = [toy.client() if number < 28 else toy.client(f"p{100 + number}") for number in range(size)]
    for client in clients:
        assert client.call("join", {"room": room})["ok"]
    return clients


def _numbers(client, times):
    return [client.receive()[2]["seq"] for _ in range(times)]


def test_everybody_in_a_large_room_hears_every_line_in_order(toy):
    clients = _crowd(toy, "large")
    with ThreadPoolExecutor(CROWD) as pool:
        heard = [pool.submit(_numbers, client, 120) for client in clients]
        toy.get("/say/large/120/2000")
        assert all(one.result(60) == list(range(120)) for one in heard)
    for client in clients:
        client.close()


def test_what_waits_for_a_large_room_comes_before_a_word_to_all(toy):
    clients = _crowd(toy, "word")
    toy.get("/say/word/5/10")
    toy.get("/all/word")
    for client in clients:
        assert _numbers(client, 7) == [0, 1, 2, 3, 4, -2, -1]
        client.close()


def _numbers_fast(client, times):
    """The same with little work for each line, so that it is not this reader that falls behind."""
    found = []
    while len(found) < times:
        found += [int(re.search(rb'"seq":(\d+)', payload)[1]) for _, payload in client.frames() if payload[:2] == b"42"]
    return found


def _memory(toy):
    """What the processes of the toy hold, in MB."""
    children = Path(f"/proc/{toy.process.pid}/task/{toy.process.pid}/children").read_text().split()
    return sum(int(re.findall(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[0])
               for pid in [toy.process.pid, *children]) / 1024


@pytest.mark.parametrize(("crowd", "room"), [(20, "still"), (CROWD, "crowd")])
def test_those_who_do_not_read_cost_the_server_one_copy_and_hold_up_nobody(toy, crowd, room):
    """1,500 lines of 20 kB: a copy for each who stalls would be 600 MB and more."""
    clients = _crowd(toy, room, crowd)
    reader, stalled = clients[0], clients[1:]
    before = _memory(toy)
    with ThreadPoolExecutor(1) as pool:
        heard = pool.submit(_numbers_fast, reader, 1500)
        toy.get(f"/say/{room}/1500/10000?pause=0.002")
        assert heard.result(60) == list(range(1500))
    assert _memory(toy) - before < 120
    for client in stalled:
        with pytest.raises((Closed, OSError)):  # cut, and whatever had begun to come is whole or nothing
            _numbers(client, 1500)
        client.close()
    reader.close()
