"""A running site: its web processes and its worker, under one parent."""

import os
import socket
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from functools import partial

import click

from goforum.config import Settings
from goforum.serving.children import Child, Parent


def refuse_taken_ports(host: str, ports: range) -> None:
    """Say it in words before anything is started, when another program listens there."""
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as taken:
                raise click.ClickException(
                    f"Port {port} of {host} cannot be used ({taken.strerror}). Choose another with --port or PORT=."
                ) from None


def children(host: str, ports: range, *, worker: bool) -> list[Child]:
    """The processes of a site: one web process for each port, and the worker."""
    web = [Child(f"web:{port}", [sys.executable, "-m", "goforum.serving.web", "--host", host, "--port", str(port)],
                 answers=partial(_answers, host, port)) for port in ports]
    return [*web, Child("worker", [sys.executable, "-m", "goforum.serving.worker"])] if worker else web


def run_site(settings: Settings, host: str, port: int, *, processes: int = 1, worker: bool = True,
             environment: Mapping[str, str] | None = None, ready: Callable[[], None] | None = None,
             migrated: bool = False) -> int:
    """Bring the schema up to date, start everything, and watch it until told to stop."""
    ports = range(port, port + processes)
    refuse_taken_ports(host, ports)
    if not migrated:
        _migrate(settings)
    parent = Parent(children(host, ports, worker=worker), {**os.environ, **(environment or {})})
    parent.start()
    if wait_until_answering(host, ports, parent):
        if ready is not None:
            ready()
        else:
            click.echo(f"goforum serves {settings.base_url} on " + ", ".join(f"{host}:{one}" for one in ports))
    return parent.run()


def _migrate(settings: Settings) -> None:
    from goforum.app import create_app
    from goforum.serving.database import migrate

    migrate(create_app(settings))


def wait_until_answering(host: str, ports: range, parent: Parent, seconds: float = 30.0) -> bool:
    """True when every web process answers; False when one of them ended or time is up."""
    deadline = time.monotonic() + seconds
    waiting = list(ports)
    while waiting and time.monotonic() < deadline and not parent.stopping.is_set():
        if any(one.process is not None and one.process.poll() is not None for one in parent.children):
            return False
        waiting = [one for one in waiting if not _answers(host, one)]
        if waiting:
            time.sleep(0.05)
    return not waiting


def _answers(host: str, port: int) -> bool:
    address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/healthz"  # noqa: S104 - compared, not bound
    try:
        with urllib.request.urlopen(address, timeout=1) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError:
        return True  # production refuses a Host that is not its own; it answers, which is what counts
    except OSError:
        return False
