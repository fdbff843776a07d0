"""PostgreSQL and Redis of a test's own, to be stopped, killed, held still, moved; a small disk; a disk that loses power."""

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench.site import free_port, patience

# ext4 drops at once everything that was not synced, and its journal with it: what a power cut leaves on the platter.
EXT4_IOC_SHUTDOWN, NO_LOG_FLUSH = 0x8004587D, 2


def until(true: Any, seconds: float = 20.0) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + patience(seconds)
    while not true():
        assert time.monotonic() < deadline, true
        time.sleep(0.05)


def postgres_folder() -> Path | None:
    """Where initdb and postgres are; Debian keeps them out of PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    in_path = shutil.which("initdb")
    return found[-1].parent if found else Path(in_path).resolve().parent if in_path else None


def listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


class Server(ABC):
    """A program that can be ended, killed, held still, and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.address = folder, free_port(), "127.0.0.1"
        self.process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> list[str]:
        """The program with its arguments."""

    def user(self) -> dict[str, Any]:
        return {}

    def start(self) -> None:
        with Path(os.devnull).open("wb") as nothing:
            self.process = subprocess.Popen(self.command(), stdout=nothing, stderr=nothing, cwd="/", **self.user())
        until(self.answers, 60)

    def answers(self) -> bool:
        """Whether it takes questions now."""
        return listens(self.port)

    def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        """As an operator does; SIGKILL as a fault does."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(number)
            self.process.wait(60)

    def kill(self) -> None:
        self.stop(signal.SIGKILL)

    def hold(self, still: bool) -> None:
        """Held still it is there and does not answer, as a machine that swaps or a disk that hangs."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP if still else signal.SIGCONT)


class Redis(Server):
    """Keeps nothing."""

    def command(self) -> list[str]:
        return ["redis-server", "--port", str(self.port), "--bind", *self.address.split(","), "--protected-mode", "no", "--save", "", "--appendonly", "no"]


class Postgres(Server):
    """A cluster with the safety of a real one; ``home`` is where it lies, when that matters."""

    def __init__(self, folder: Path, home: Path | None = None) -> None:
        super().__init__(folder)
        programs = postgres_folder()
        if programs is None or (os.geteuid() == 0 and not _has_account()):
            pytest.skip("PostgreSQL is not installed")
        self.programs = programs
        # Not under the folder of the tests, which its own account may not enter.
        self.home = home or Path(tempfile.mkdtemp(prefix="goforum-postgres-"))
        if os.geteuid() == 0:
            shutil.chown(self.home, "postgres", "postgres")
        self.cluster = self.home / "cluster"
        self.make()

    def make(self) -> None:
        """Its data directory."""
        subprocess.run([self.programs / "initdb", "-D", self.cluster, "-U", "goforum", "--auth=trust", "--encoding=UTF8",
                        "--locale=C.UTF-8", "--no-instructions"], check=True, capture_output=True, cwd="/",
                       **self.user())
        with (self.cluster / "pg_hba.conf").open("a", encoding="ascii") as rules:
            rules.write("host all all 10.99.7.0/24 trust\n")  # the hosts of test_hosts, in networks of their own

    def user(self) -> dict[str, Any]:
        return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}

    def command(self) -> list[str]:
        options = {"listen_addresses": self.address, "port": self.port, "unix_socket_directories": "", "fsync": "on",
                   "max_connections": "80", "shared_buffers": "32MB", "timezone": "UTC"}
        made = [str(self.programs / "postgres"), "-D", str(self.cluster)]
        for name, value in options.items():
            made += ["-c", f"{name}={value}"]
        return made

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://goforum@127.0.0.1:{self.port}/postgres"

    def say(self, words: str) -> Any:
        """One statement, outside any transaction; its first value, if it has any."""
        import psycopg

        where = f"host=127.0.0.1 port={self.port} user=goforum dbname=postgres connect_timeout=10"
        with psycopg.connect(where, autocommit=True) as line:
            found = line.execute(words)
            row = found.fetchone() if found.description else None
        return row[0] if row else None

    def answers(self) -> bool:
        """It listens before it has recovered, and refuses everybody until then."""
        import psycopg

        try:
            return bool(self.say("SELECT 1"))
        except psycopg.OperationalError:
            return False

    def hold(self, still: bool) -> None:
        """All of its processes: the backends would go on answering."""
        from bench.site import tree

        assert self.process is not None
        for pid in tree(self.process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP if still else signal.SIGCONT)

    def kill(self) -> None:
        self.end_all()
        self.forget()

    def end_all(self) -> None:
        """Every process of it, at once."""
        from bench.site import tree

        assert self.process is not None
        for pid in tree(self.process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(60)

    def forget(self) -> None:
        """The number of the process that is gone may be another's by now."""
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)

    def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        if self.process is not None and self.process.poll() is None:
            self.hold(False)
        super().stop(number)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)


class Standby(Postgres):
    """A streaming replica of another cluster, reached through ``port``; it may be promoted."""

    def __init__(self, folder: Path, first: Postgres, port: int) -> None:
        self.first, self.through = first, port
        super().__init__(folder)

    def make(self) -> None:
        """A base backup, as an operator makes it."""
        where = f"host=127.0.0.1 port={self.through} user=goforum application_name=standby"
        subprocess.run([self.programs / "pg_basebackup", "-D", self.cluster, "-d", where, "-R", "-X", "stream",
                        "-c", "fast", "--no-sync"], check=True, capture_output=True, cwd="/", **self.user())

    def follows(self) -> bool:
        """Whether it has all that the first has."""
        return bool(self.first.say("SELECT coalesce(bool_and(state = 'streaming' AND replay_lsn = pg_current_wal_lsn()),"
                                   " false) FROM pg_stat_replication"))

    def promote(self) -> None:
        """As an operator does; ends when it may be written to."""
        assert self.say("SELECT pg_promote()")


def _has_account() -> bool:
    import pwd

    try:
        pwd.getpwnam("postgres")
    except KeyError:
        return False
    return True


class Disk:
    """ext4 on a loop file, whose power can be cut."""

    def __init__(self, folder: Path, megabytes: int = 300) -> None:
        self.image, self.place = folder / "disk.img", folder / "disk"
        self.place.mkdir()
        with self.image.open("wb") as file:
            file.truncate(megabytes * 1024 * 1024)
        subprocess.run(["mkfs.ext4", "-q", "-F", str(self.image)], check=True)
        self.mount()

    def mount(self) -> None:
        subprocess.run(["mount", "-o", "loop", str(self.image), str(self.place)], check=True, capture_output=True)

    def cut(self) -> None:
        """The power goes: what was not synced is gone, and nothing can be read or written any more."""
        place = os.open(self.place, os.O_RDONLY)
        try:
            fcntl.ioctl(place, EXT4_IOC_SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        finally:
            os.close(place)

    def umount(self) -> None:
        """What was killed lets go of it when the machine comes to it."""
        until(lambda: subprocess.run(["umount", str(self.place)], capture_output=True).returncode == 0, 15)

    def back(self) -> None:
        """The power returns: the journal is read again."""
        self.umount()
        self.mount()


@contextlib.contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[Path]:
    """A file system of so many megabytes, in memory."""
    place.mkdir(parents=True, exist_ok=True)
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(place)], capture_output=True)
    if made.returncode:
        pytest.skip("only root can mount a small disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)


@contextlib.contextmanager
def disk(folder: Path, megabytes: int = 300) -> Iterator[Disk]:
    """A disk whose power can be cut."""
    try:
        made = Disk(folder, megabytes)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("only root can mount ext4 on a loop file, and here it cannot be")
    try:
        yield made
    finally:
        subprocess.run(["umount", "-l", str(made.place)], check=False)
