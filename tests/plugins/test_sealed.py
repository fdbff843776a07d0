"""The network of the tests is closed, and loopback is open."""

import socket

import pytest

from tests.plugins.sealed import Unsealed, is_local, seal


@pytest.fixture(autouse=True)
def sealed():
    seal()


@pytest.mark.once
@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "localhost", "", None, b"localhost"])
def test_this_machine_is_local(host):
    assert is_local(host)


@pytest.mark.once
@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "10.0.0.1", "example.org", "0.0.0.0"])
def test_other_machines_are_not(host):
    assert not is_local(host)


@pytest.mark.once
def test_a_connection_outward_is_refused_before_it_starts():
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as line, pytest.raises(Unsealed):
        line.connect(("192.0.2.1", 9))


@pytest.mark.once
def test_a_name_is_not_looked_up():
    with pytest.raises(Unsealed):
        socket.getaddrinfo("example.org", 80)


@pytest.mark.once
def test_loopback_answers():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()[:2]) as line:
        assert line.getpeername() == server.getsockname()
