"""One web process: gunicorn with one gevent worker on one port (``python -m goforum.serving.web``).

One worker for each port, because a socket's packets must all reach the process that holds it, and gunicorn
does not send a client back to the same worker. Several ports stand behind nginx with ``ip_hash``.
"""

# First of all, before anything imports ssl, socket or threading.
from gevent import monkey

monkey.patch_all()

import argparse  # noqa: E402
import resource  # noqa: E402
import signal  # noqa: E402
from collections.abc import Callable  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import gevent  # noqa: E402
from gevent.server import StreamServer  # noqa: E402
from gunicorn.app.base import BaseApplication  # noqa: E402
from gunicorn.http import wsgi  # noqa: E402
from gunicorn.workers import ggevent  # noqa: E402
from gunicorn.workers.ggevent import GeventWorker  # noqa: E402

from goforum.serving.children import die_with_parent  # noqa: E402
from goforum.serving.starting import nothing_thrown_away  # noqa: E402

GRACEFUL_SECONDS = 10
# A page is answered in milliseconds; what takes longer than this is stuck.
STUCK_SECONDS = 60
CONNECTIONS = 5000


class Door(StreamServer):
    """The listener, which takes in whoever has knocked already before it closes: they would be cut off unheard."""

    def close(self) -> None:
        while not self.closed and (knocked := self.do_read()) is not None:
            self.do_handle(*knocked)
        super().close()


ggevent.StreamServer = Door


class Held:
    """A line on which what is to be sent waits until it is all there."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def sendall(self, data: bytes) -> None:
        """Keep it."""
        self.parts.append(data)


class Answer(wsgi.Response):
    """gunicorn's answer, whose head goes out together with the first of its body: one packet, one system call."""

    sock: Any

    def write(self, arg: bytes) -> None:
        if self.headers_sent:
            super().write(arg)
            return
        sock, self.sock = self.sock, Held()
        try:
            super().write(arg)
        finally:
            held, self.sock = self.sock, sock
        sock.sendall(b"".join(held.parts))


wsgi.Response = Answer


class Worker(GeventWorker):
    """gunicorn's gevent worker, which also tells the sockets before it stops."""

    def run(self) -> None:
        from goforum.core.load import keep_beating

        gevent.spawn(keep_beating, gevent.sleep)
        gevent.spawn(self._wait_for_the_end)
        super().run()

    def _wait_for_the_end(self) -> None:
        while self.alive:
            gevent.sleep(0.1)
        from goforum.core.load import meter
        from goforum.core.sockets import say_goodbye

        meter.draining = True

        while True:  # again and again: some come back before the door is shut
            say_goodbye()
            gevent.sleep(0.3)


class Web(BaseApplication):
    """gunicorn with our settings and our application (tests bring a smaller one)."""

    def __init__(self, host: str, port: int, make_app: Callable[[], Any] | None = None) -> None:
        self.address, self.make_app = f"{host}:{port}", make_app
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": self.address, "workers": 1, "worker_class": "goforum.serving.web.Worker",
            "worker_connections": CONNECTIONS, "graceful_timeout": GRACEFUL_SECONDS, "timeout": STUCK_SECONDS,
            "keepalive": 2, "accesslog": None, "errorlog": "-", "loglevel": "warning",
            "proc_name": "goforum-web", "control_socket_disable": True,
            # The settings decide whom to believe about proxies; gunicorn itself believes nobody.
            "forwarded_allow_ips": "", "limit_request_line": 8190,
        }
        if Path("/dev/shm").is_dir():  # noqa: S108 - gunicorn's heartbeat: memory, so that a slow disk is no death
            options["worker_tmp_dir"] = "/dev/shm"  # noqa: S108
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        with nothing_thrown_away():
            from goforum.app import create_app
            from goforum.core import language

            app = (self.make_app or create_app)()
        settings = app.config.get("SETTINGS")
        language.model.allowed = settings is not None and settings.language_model
        return app


def _allow_many_sockets() -> None:
    """A thousand open files, the usual limit, is fewer than the sockets one process can serve."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65_536 if hard == resource.RLIM_INFINITY else min(65_536, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5000)
    arguments = parser.parse_args()
    die_with_parent(signal.SIGTERM)
    _allow_many_sockets()
    Web(arguments.host, arguments.port).run()


if __name__ == "__main__":
    main()
