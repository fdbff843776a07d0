"""What is let in before any handler: packets, origins, addresses."""

import pytest
from socketio import packet

from goforum.config import Settings
from goforum.core.wire import UNREADABLE, Codec, OriginGuard, SafePacket, accepted_origin, client_address

pytestmark = pytest.mark.once


@pytest.mark.parametrize("text", [
    "", "2", "2[]", "2{}", '2{"a":1}', "2[5]", "2[null]", "2[[]]", '2["connect"]', '2["disconnect",1]', '2["*"]',
    "2[" * 5000, "3", "31[1]", "4{}", '51-["x",{"_placeholder":true,"num":0}]', "9", "x", '2["x"', "0[1]", "0 5",
    None, [], {}, 0, False, [1], {"a": 1}, 5.5,  # what Engine.IO hands on when the rest of a message is JSON
    "21" + "1" * 200 + '["x"]', "\x00", "٢[]", b"\x04abc",
])
def test_what_cannot_be_a_message_becomes_unreadable(text):
    read = SafePacket(encoded_packet=text)
    assert (read.packet_type, read.data) == (packet.EVENT, [UNREADABLE])


@pytest.mark.parametrize(("text", "kind", "data", "number"), [
    ('2["say",{"text":"سلام"}]', packet.EVENT, ["say", {"text": "سلام"}], None),
    ('217["say",{}]', packet.EVENT, ["say", {}], 17), ("0", packet.CONNECT, None, None),
    ('0{"a":1}', packet.CONNECT, {"a": 1}, None), ("1", packet.DISCONNECT, None, None),
])
def test_what_is_a_message_is_read(text, kind, data, number):
    read = SafePacket(encoded_packet=text)
    assert (read.packet_type, read.data, read.id) == (kind, data, number)


def test_arabic_goes_out_as_itself():
    assert SafePacket(packet.EVENT, data=["say", "سلام"]).encode() == '2["say","سلام"]'
    assert len(Codec.dumps("س" * 10).encode()) == 22


REAL = Settings(environment="production", base_url="https://forum.example.org", secret_key="x" * 40)
DEMO = Settings(environment="demo", base_url="http://127.0.0.1:5000")


@pytest.mark.parametrize(("settings", "origin", "host", "fine"), [
    (REAL, "https://forum.example.org", "forum.example.org", True),
    (REAL, "http://forum.example.org", "forum.example.org", False),
    (REAL, "https://forum.example.org.evil.example", "forum.example.org", False),
    (REAL, "https://evil.example", "evil.example", False), (REAL, "null", "forum.example.org", False),
    (REAL, "https://forum.example.org:444", "forum.example.org", False),
    (DEMO, "http://127.0.0.1:5000", "127.0.0.1:5000", True), (DEMO, "http://localhost:5000", "localhost:5000", True),
    (DEMO, "http://evil.example", "127.0.0.1:5000", False),
])
def test_origins(settings, origin, host, fine):
    assert accepted_origin(settings)(origin, {"HTTP_HOST": host}) is fine


@pytest.mark.parametrize(("environ", "passes"), [
    ({"PATH_INFO": "/socket.io/", "HTTP_COOKIE": "gf=1"}, False),
    ({"PATH_INFO": "/socket.io/", "HTTP_COOKIE": "gf=1", "HTTP_ORIGIN": "http://a"}, True),
    ({"PATH_INFO": "/socket.io/"}, True), ({"PATH_INFO": "/groups", "HTTP_COOKIE": "gf=1"}, True),
])
def test_a_cookie_needs_an_origin(environ, passes):
    said = []
    answer = OriginGuard(lambda *_: [b"in"])(environ, lambda status, _headers: said.append(status))
    assert (answer == [b"in"]) is passes
    assert said == ([] if passes else ["400 Bad Request"])


@pytest.mark.parametrize(("forwarded", "proxies", "address"), [
    ("1.1.1.1", 0, "9.9.9.9"), ("1.1.1.1", 1, "1.1.1.1"), ("6.6.6.6, 1.1.1.1", 1, "1.1.1.1"),
    ("6.6.6.6, 2.2.2.2, 1.1.1.1", 2, "2.2.2.2"), ("", 1, "9.9.9.9"), ("1.1.1.1", 2, "9.9.9.9"),
])
def test_only_our_own_proxies_are_believed(forwarded, proxies, address):
    assert client_address({"HTTP_X_FORWARDED_FOR": forwarded, "REMOTE_ADDR": "9.9.9.9"}, proxies) == address
