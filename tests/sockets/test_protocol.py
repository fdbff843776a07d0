"""What the protocols under the room promise (Engine.IO 4, Socket.IO 5), over real lines, and what this server refuses.

Refused on purpose, each with its reason:

* long polling and the upgrade from it: a page without a socket asks for the log by plain requests, which any process
  answers, without a session kept at one of them;
* compression of frames: one frame serves everybody;
* binary packets: nobody here sends any, and a waiting attachment would be memory held for a stranger;
* acknowledgements asked of clients, and events of the server's own names: nothing here listens for them;
* to close the line on a packet that cannot be read: it is answered as unreadable, and the line of a person whose
  device stumbled once stays open; a flood of them is cut (``core/fanout.py``).
"""

import http.client
import json
import os
import socket
import struct
import time
from collections.abc import Iterator
from typing import Any

import pytest

from bench.sio import masked_text, split_frames
from bench.site import patience
from tests.sockets.conftest import Toy

pytestmark = pytest.mark.once
GOOD = "/socket.io/?EIO=4&transport=websocket"


class Raw:
    """A websocket and nothing above it; its packets are text as they come."""

    def __init__(self, port: int, path: str = GOOD) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=patience(8))
        self.sock.sendall((f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                           "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n").encode())
        self.buffer, self.frames = bytearray(), []
        while b"\r\n\r\n" not in self.buffer:
            self.buffer += self.sock.recv(4096) or b"\r\n\r\n"
        self.head, _, rest = bytes(self.buffer).partition(b"\r\n\r\n")
        self.status, self.buffer = int((self.head.split() or [b"", b"0"])[1]), bytearray(rest)

    def send(self, text: str) -> None:
        self.sock.sendall(masked_text(text))

    def send_frame(self, opcode: int, payload: bytes, *, last: bool = True) -> None:
        self.sock.sendall(struct.pack("!BB", (0x80 if last else 0) | opcode, 0x80 | len(payload)) + b"\0\0\0\0" + payload)

    def read(self) -> str | None:
        """The next packet; None when the line has ended."""
        while not self.frames:
            self.frames += split_frames(self.buffer)
            if not self.frames:
                try:
                    data = self.sock.recv(4096)
                except ConnectionError:
                    return None
                if not data:
                    return None
                self.buffer += data
        opcode, payload = self.frames.pop(0)
        return None if opcode == 8 else payload.decode()


@pytest.fixture
def raw(toy: Toy) -> Iterator[Any]:
    made: list[Raw] = []

    def connect(path: str = GOOD, *, greeted: bool = True) -> Raw:
        made.append(Raw(toy.port, path))
        if greeted:
            assert made[-1].read()[0] == "0"  # type: ignore[index]
        return made[-1]

    yield connect
    for one in made:
        one.sock.close()


@pytest.fixture
def joined(raw: Any) -> Raw:
    """A line that has connected to the one namespace."""
    line: Raw = raw()
    line.send("40")
    assert line.read()[:4] == '40{"'  # type: ignore[index]
    return line


def test_the_handshake_says_what_the_client_must_know(raw: Any) -> None:
    line = raw(greeted=False)
    assert line.status == 101
    assert b"Sec-WebSocket-Accept: ICX+Yqv66kxgM0FcWaLWlFLwTAI=" in line.head
    assert b"permessage-deflate" not in line.head.lower()
    told = json.loads(line.read()[1:])
    assert told.keys() == {"sid", "upgrades", "pingTimeout", "pingInterval", "maxPayload"}
    assert (told["upgrades"], told["pingInterval"], told["pingTimeout"]) == ([], 25000, 20000)
    assert isinstance(told["sid"], str)


@pytest.mark.parametrize("path", [
    "/socket.io/?transport=websocket", "/socket.io/?EIO=abc&transport=websocket", "/socket.io/?EIO=3&transport=websocket",
    "/socket.io/?EIO=4", "/socket.io/?EIO=4&transport=abc", "/socket.io/?EIO=4&transport=polling",
    f"{GOOD}&sid=unknown",
])
def test_a_handshake_that_is_not_ours_is_refused(raw: Any, path: str) -> None:
    assert raw(path, greeted=False).status == 400


@pytest.mark.parametrize(("method", "path"), [
    ("GET", "/socket.io/?EIO=4&transport=polling"), ("POST", "/socket.io/?EIO=4&transport=polling"),
    ("POST", "/socket.io/?EIO=4&transport=polling&sid=unknown"), ("PUT", GOOD), ("DELETE", GOOD), ("POST", GOOD),
])
def test_polling_and_other_methods_are_refused(toy: Toy, method: str, path: str) -> None:
    line = http.client.HTTPConnection("127.0.0.1", toy.port, timeout=10)
    line.request(method, path, body=b"4" if method == "POST" else None)
    assert line.getresponse().status in {400, 405}
    line.close()


def test_a_socket_cannot_be_taken_over_by_its_name(raw: Any) -> None:
    line = raw(greeted=False)
    sid = json.loads(line.read()[1:])["sid"]
    assert raw(f"/socket.io/?EIO=4&transport=websocket&sid={sid}", greeted=False).status != 101
    line.send("40")
    assert line.read().startswith("40")  # the first is untouched


def test_connecting_answers_with_a_new_name_also_with_a_payload(raw: Any) -> None:
    for packet in ("40", '40{"token":"123"}'):
        line = raw()
        line.send(packet)
        answer = line.read()
        assert answer.startswith("40") and json.loads(answer[2:]).keys() == {"sid"}


def test_another_namespace_is_refused_and_the_line_stays(raw: Any) -> None:
    line = raw()
    line.send("40/other,")
    assert line.read().startswith("44/other,")
    line.send("40")
    assert line.read().startswith("40")


def test_whoever_has_not_connected_is_not_heard(raw: Any) -> None:
    line = raw()
    line.send('421["join",{"room":"early"}]')
    line.send("40")
    assert line.read().startswith("40")  # no acknowledgement came before it


def test_an_event_is_acknowledged_under_its_number_and_without_one_it_is_not(joined: Raw) -> None:
    joined.send('42["join",{"room":"p"}]')
    joined.send('42456["join",{"room":"p"}]')
    assert joined.read() == '43456[{"ok":true,"you":null}]'
    joined.send('427["say",{"room":"p","text":"سلام"}]')
    assert {joined.read(), joined.read()} == {'42["message",{"text":"سلام","by":null}]', '437[{"ok":true}]'}


def test_leaving_the_namespace_ends_the_events_and_one_may_come_back(joined: Raw) -> None:
    joined.send("41")
    joined.send('421["join",{"room":"p"}]')
    joined.send("40")
    assert joined.read().startswith("40")
    joined.send('422["join",{"room":"p"}]')
    assert joined.read() == '432[{"ok":true,"you":null}]'


@pytest.mark.parametrize("packet", ["4abc", "42{}", "42[]", '42abc["join"]', '42["join"', "49", '451-["x",{"_placeholder":true,"num":0}]',
                                    "43[1]", '44{"message":"x"}'])
def test_a_packet_that_cannot_be_read_leaves_the_line_open(joined: Raw, packet: str) -> None:
    joined.send(packet)
    joined.send('429["join",{"room":"p"}]')
    answer = joined.read()
    while answer is not None and "unreadable" in answer:
        answer = joined.read()
    assert answer == '439[{"ok":true,"you":null}]'


@pytest.mark.parametrize("packet", ["abc", "x", "7", "9"])
def test_what_is_no_packet_at_all_ends_the_line(joined: Raw, packet: str) -> None:
    joined.send(packet)
    while (answer := joined.read()) is not None:
        assert answer in {"1", "41"}


def test_binary_frames_are_not_taken_for_events(joined: Raw) -> None:
    joined.send_frame(2, b"\x01\x02\x03")
    joined.send('429["join",{"room":"p"}]')
    assert joined.read() in {None, '439[{"ok":true,"you":null}]'}


def test_a_text_in_pieces_and_a_ping_of_the_websocket_between_them(joined: Raw) -> None:
    joined.send_frame(1, b'425["join",{"ro', last=False)
    joined.send_frame(9, b"beat")
    joined.send_frame(0, b'om":"p"}]')
    answers = [joined.read(), joined.read()]
    assert set(answers) == {"beat", '435[{"ok":true,"you":null}]'}


def test_closing_is_answered_and_ends_the_line(joined: Raw) -> None:
    joined.send_frame(8, struct.pack("!H", 1000))
    assert joined.read() is None


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Toy]:
    """A toy whose heart beats every half second."""
    os.environ["TOY_BEAT"] = "0.5"
    site = Toy(tmp_path_factory.mktemp("quick") / "errors")
    del os.environ["TOY_BEAT"]
    yield site
    site.stop()


def test_the_heart_beats_and_whoever_answers_stays(quick: Toy) -> None:
    line = Raw(quick.port)
    assert line.read()[0] == "0"  # type: ignore[index]
    line.send("40")
    assert line.read().startswith("40")  # type: ignore[union-attr]
    for _ in range(3):
        assert line.read() == "2"
        line.send("3")
    line.send('421["join",{"room":"p"}]')
    assert line.read() == '431[{"ok":true,"you":null}]'
    line.sock.close()


def test_whoever_does_not_answer_the_heartbeat_is_gone(quick: Toy) -> None:
    line, began = Raw(quick.port), time.monotonic()
    assert line.read()[0] == "0"  # type: ignore[index]
    line.send("40")
    while line.read() is not None:
        assert time.monotonic() - began < patience(20)
    line.sock.close()
