"""One of several workers does what the clock asks for: whoever holds the database's lock.

PostgreSQL keeps an advisory lock as long as the connection that took it lives, and lets it go by itself when its holder
is killed, cut off or unplugged; no clock is asked, so none can be wrong. A site on SQLite is one machine, and there a
lock on a file beside the database does the same. Timed work is safe if two do it at once (rows are leased, polls are
locked); the leader keeps them from doing it twice for nothing.
"""

import fcntl
import hashlib
import os
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import SQLAlchemyError

log = structlog.get_logger(__name__)
# A holder whose machine lost its network is given up by the server after about this long.
KEEPALIVE = "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3"


class FileLeader:
    """The holder of a locked file; the kernel lets go of it when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    def leads(self) -> bool:
        """Whether this process leads now; takes the lock when nobody has it."""
        if self._file is not None:
            return True
        file = os.open(self.path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            return False
        self._file = file
        return True

    def resign(self) -> None:
        """Let go."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


class DatabaseLeader:
    """The holder of an advisory lock, on a connection that is used for nothing else."""

    def __init__(self, url: str, name: str) -> None:
        self.key = int.from_bytes(hashlib.sha256(f"leader:{name}".encode()).digest()[:8], "big", signed=True)
        self.engine = sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True,
                                       connect_args={"options": KEEPALIVE, "connect_timeout": 3})
        self._held: Any = None

    def leads(self) -> bool:
        """Whether this process leads now: its connection still lives, or the lock was free."""
        if self._held is not None:
            try:
                self._held.execute(sa.text("SELECT 1"))
            except SQLAlchemyError:
                log.warning("leadership_lost")
                self.resign()
            else:
                return True
        try:
            line = self.engine.connect()
        except SQLAlchemyError:
            return False
        try:
            if line.execute(sa.text("SELECT pg_try_advisory_lock(:key)"), {"key": self.key}).scalar_one():
                self._held = line
                return True
        except SQLAlchemyError:
            pass
        line.close()
        return False

    def resign(self) -> None:
        """Let go; a connection that is broken has let go already."""
        held, self._held = self._held, None
        if held is not None:
            held.invalidate()
            held.close()


Leader = FileLeader | DatabaseLeader


def leader_of(url: str, data_dir: Path, mark: str) -> Leader:
    """The lock for timed work of this site."""
    if url.startswith("sqlite"):
        return FileLeader(data_dir / "leader.lock")
    return DatabaseLeader(url, mark)
