"""No test reaches beyond this machine: a connection or a name look-up that would leave it raises `Unsealed`.

The check hangs on Python's own audit events, below sockets patched by gevent or replaced by a library. Programs
started by a test are not covered; those are ours, and are told to stay on loopback.
"""

import ipaddress
import socket
import sys
from typing import Any

LOCAL_NAMES = {"localhost", "ip6-localhost", "", socket.gethostname()}
CONNECTING = {"socket.connect", "socket.sendto", "socket.sendmsg"}
ASKING = {"socket.getaddrinfo", "socket.gethostbyname"}
_sealed = False


class Unsealed(RuntimeError):
    """A test tried to leave the machine."""


def is_local(host: object) -> bool:
    """Whether a host, as a socket call gets it, is this machine."""
    if host is None:
        return True
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name in LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(name.split("%")[0]).is_loopback
    except ValueError:
        return False


def is_address(host: object) -> bool:
    """Whether a host is written as numbers, so that looking it up asks nobody."""
    try:
        ipaddress.ip_address(str(host))
    except ValueError:
        return False
    return True


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if not _sealed or not event.startswith("socket."):
        return
    if event in CONNECTING:
        address = arguments[1]
        # A string is a UNIX socket; None is a datagram to where the socket is connected already.
        if isinstance(address, tuple) and not is_local(address[0]):
            raise Unsealed(f"a test tried to connect to {address[0]!r}")
    elif event in ASKING and not is_local(arguments[0]) and not is_address(arguments[0]):
        raise Unsealed(f"a test tried to look up {arguments[0]!r}")


def seal() -> None:
    """Close the network for the rest of this process; calling it again changes nothing."""
    global _sealed
    if not _sealed:
        sys.addaudithook(_watch)
    _sealed = True


def pytest_configure() -> None:
    """Seal as soon as pytest loads this plugin (`pytest_plugins = ["tests.plugins.sealed"]`)."""
    seal()
