"""Sockets over real lines: who gets in, what is answered, who is thrown out, who cannot harm the others."""

import contextlib
import http.client
import json
import random
import socket
import threading
import time

import pytest

from bench.sio import Client, Closed
from bench.site import patience
from tests.sockets.payloads import hostile

pytestmark = pytest.mark.once


def test_a_message_reaches_everyone_in_the_room_and_the_sender_gets_an_answer(toy):
    speaker, listener = toy.client("p1"), toy.client()
    assert speaker.call("join", {"room": "r"}) == {"ok": True, "you": 1}
    assert listener.call("join", {"room": "r"}) == {"ok": True, "you": None}
    assert speaker.call("say", {"room": "r", "text": "سلام"}) == {"ok": True}
    assert listener.receive() == ("event", "message", {"text": "سلام", "by": 1})
    assert speaker.receive() == ("event", "message", {"text": "سلام", "by": 1})


def test_refusals_are_answers_with_a_code_and_words(toy):
    client = toy.client("p1")
    assert client.call("join", {"room": "closed"}) == {"ok": False, "error": "reserved", "message": "Not you."}
    assert client.call("late", {})["error"] == "conflict"
    assert client.call("join", {"room": 5})["errors"].keys() == {"room"}
    assert client.call("nothing-like-it", {})["error"] == "unreadable"
    assert client.call("join", 5)["error"] == "unreadable"
    broken = client.call("broken", {})
    assert broken["error"] == "server"
    assert "secret" not in json.dumps(broken)


@pytest.mark.parametrize(("origin", "key"), [
    ("http://evil.example", "p1"), ("http://evil.example", ""), ("null", "p1"), (None, "p1"),
])
def test_only_pages_of_this_site_open_sockets(toy, origin, key):
    with pytest.raises(Closed, match="400"):
        toy.client(key, origin=origin)


def test_a_program_without_cookie_and_origin_is_a_visitor(toy):
    assert toy.client(origin=None).call("join", {"room": "r"})["you"] is None


def test_signing_out_elsewhere_closes_the_socket_within_five_seconds(toy):
    client = toy.client("p21")
    client.call("join", {"room": "r"})
    began = time.monotonic()
    toy.get("/out/p21")
    assert client.receive() == ("event", "kicked", {"reason": "signed-out"})
    assert client.receive()[0] == "closed"
    assert time.monotonic() - began < patience(5)


def test_after_signing_out_the_very_next_event_is_refused(toy):
    client = toy.client("p22")
    toy.get("/out/p22")
    client.emit("join", {"room": "r"})
    seen = []
    with contextlib.suppress(Closed):
        while True:
            seen.append(client.receive())
    assert not any(kind == "ack" and data["ok"] for kind, _, data in seen)


def test_a_kick_closes_at_once(toy):
    client = toy.client("p23")
    assert toy.get("/kick/23")[0] == "1"
    assert client.receive() == ("event", "kicked", {"reason": "standing"})


def test_the_sixth_socket_of_a_person_closes_the_first(toy):
    clients = [toy.client("p24") for _ in range(6)]
    assert clients[0].receive() == ("event", "kicked", {"reason": "too-many"})
    assert clients[5].call("join", {"room": "r"})["ok"]


def test_a_message_above_sixteen_kib_closes_only_its_sender(toy):
    big, other = toy.client("p25"), toy.client("p26")
    big.send('42["join",{"room":"' + "x" * 20_000 + '"}]')
    with pytest.raises((Closed, OSError)):
        while True:
            big.receive()
    assert other.call("join", {"room": "r"})["ok"]


def test_no_payload_kills_the_line_or_leaves_a_traceback(toy):
    rnd, client, other = random.Random(4), toy.client("p27"), toy.client("p28")
    before = toy.errors.stat().st_size
    for number in range(1500):
        client.send(hostile(rnd))
        if number % 150 == 0:  # under the flood limit, as a person would be
            time.sleep(0.1)
            client.next_id = 10**7 + number
            assert client.call("join", {"room": "r"})["ok"]
    for nothing in ("4", "4[]", "4{}", "4null", "4false", '4""', "4 []", "4[1]"):
        client.send(nothing)
    client.send('42["join",' + "[" * 10_000)
    assert client.call("join", {"room": "r"})["ok"]
    assert other.call("join", {"room": "r"})["ok"]
    assert b"Traceback" not in toy.errors.read_bytes()[before:]


def test_a_flood_is_cut_and_the_others_do_not_notice(toy):
    flood, other = toy.client("p29"), toy.client("p30")
    with pytest.raises(OSError):
        for _ in range(100_000):
            flood.send('42["join",{"room":"' + "y" * 1000 + '"}]')
    began = time.monotonic()
    assert other.call("join", {"room": "r"})["ok"]
    assert time.monotonic() - began < patience(1)


def _read(client: Client, times: int, found: list[object]) -> None:
    try:
        for number in range(times):
            _, _, data = client.receive()
            if data["seq"] != number or len(data["text"]) != 10_000:
                found.append((number, data["seq"]))
                return
            if number % 20 == 0:
                time.sleep(0.03)
        found.append(times)
    except (Closed, OSError, ValueError) as torn:
        found.append(repr(torn))


def test_slow_readers_get_whole_frames_in_order(toy):
    clients = [toy.client() for _ in range(12)]
    for client in clients:
        client.call("join", {"room": "slow"})
    found: list[object] = []
    readers = [threading.Thread(target=_read, args=(client, 300, found)) for client in clients]
    for reader in readers:
        reader.start()
    toy.get("/say/slow/300/10000")
    for reader in readers:
        reader.join(60)
    assert found == [300] * 12


def test_a_reader_a_thousand_frames_behind_is_cut(toy):
    stalled, count = toy.client(), 0
    stalled.call("join", {"room": "stalled"})
    toy.get("/say/stalled/1500/10000")
    with pytest.raises((Closed, OSError)):
        while True:
            stalled.receive()
            count += 1
    assert count < 1500


@pytest.mark.slow
def test_a_line_that_never_says_who_it_is_gets_closed(toy):
    with socket.create_connection(("127.0.0.1", toy.port), timeout=60) as bare:
        bare.sendall(f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{toy.port}\r\n"
                     "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                     "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode())
        began = time.monotonic()
        while bare.recv(4096):
            pass
        assert 8 < time.monotonic() - began < patience(16)


def test_answers_of_the_socket_door_have_safe_headers_and_write_no_log_lines_of_their_own(toy):
    before = toy.errors.stat().st_size
    line = http.client.HTTPConnection("127.0.0.1", toy.port, timeout=10)
    line.request("GET", "/socket.io/?EIO=4&transport=websocket&sid=%0aforged%20line%3cscript%3e")
    answer = line.getresponse()
    assert answer.status == 400
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
    answer.read()
    line.request("GET", "/socket.io/?EIO=4&transport=polling")
    assert line.getresponse().status == 400
    line.close()
    assert b"\nforged" not in toy.errors.read_bytes()[before:]
