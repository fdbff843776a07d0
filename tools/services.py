"""The programs the tests need besides Python: PostgreSQL, Redis, Chromium, Pango. Each private to one run.

Root on Debian gets what is missing installed; anyone else gets a `Missing` with the reason and the command that
would help. A service started here listens on loopback only, on a port of its own, keeps its files in a temporary
folder, and ends with the `with` block (and with this process, were it killed).
"""

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ctypes.util import find_library
from pathlib import Path

PACKAGES = {
    "PostgreSQL": ("postgresql",),
    "Redis": ("redis-server",),
    "Chromium": ("chromium", "fonts-noto-core"),
    "encryption": ("gnupg", "age"),
    "nginx": ("nginx-light",),
    # What WeasyPrint draws with, and what turns its pages into pictures for the tests.
    "PDF": ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-noto-core", "poppler-utils"),
}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
ARABIC_FONT = Path("/usr/share/fonts/truetype/noto/NotoNaskhArabic-Regular.ttf")
START_SECONDS = 60
PR_SET_PDEATHSIG = 1


class Missing(RuntimeError):
    """A program is not on this machine and cannot be installed; the text says why."""


def postgres_folder() -> Path | None:
    """The folder with initdb and postgres (Debian keeps them out of PATH)."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    in_path = shutil.which("initdb")
    return Path(in_path).resolve().parent if in_path else None


def chromium_program() -> str | None:
    """The browser named by GOFORUM_TEST_CHROMIUM, else the one in PATH."""
    named = os.environ.get("GOFORUM_TEST_CHROMIUM")
    return named or next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def is_present(part: str) -> bool:
    """Whether everything a part needs is on this machine."""
    if part == "PostgreSQL":
        return postgres_folder() is not None
    if part == "Redis":
        return shutil.which("redis-server") is not None
    if part == "PDF":
        libraries = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")
        return all(find_library(name) for name in libraries) and bool(shutil.which("pdftoppm"))
    if part == "nginx":
        return shutil.which("nginx") is not None or Path("/usr/sbin/nginx").exists()
    if part == "encryption":
        return bool(shutil.which("gpg") and shutil.which("age"))
    return chromium_program() is not None and (ARABIC_FONT.exists() or "GOFORUM_TEST_CHROMIUM" in os.environ)


def _apt(*arguments: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(
        ["apt-get", "-o", "Acquire::Retries=3", "-qq", *arguments],
        check=True, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    )


def ensure(parts: list[str]) -> dict[str, str]:
    """Install what is missing when this is root on Debian; returns part → reason for what is still missing."""
    missing = [part for part in parts if not is_present(part)]
    packages = [package for part in missing for package in PACKAGES[part]]
    if not missing:
        return {}
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        help_with = "not installed, and only root can: apt-get install"
        return {part: f"{help_with} {' '.join(PACKAGES[part])}" for part in missing}
    print(f"Installing Debian packages: {' '.join(packages)}…", flush=True)
    failure = ""
    try:
        _apt("update")
        _apt("install", "-y", "--no-install-recommends", *packages)
    except subprocess.CalledProcessError as error:
        failure = f"apt-get ended with code {error.returncode}"
    return {part: failure or "installed, yet its program was not found" for part in missing if not is_present(part)}


def free_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _die_with_parent() -> None:
    """Ask the kernel to interrupt this child when its parent is gone, so that nothing outlives a killed run."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


@contextmanager
def _running(command: list[str], log: Path, port: int, user: str | None = None) -> Iterator[None]:
    """A server for the length of a block: waits until it answers, ends it by its own pid."""
    as_user = {"user": user, "group": user, "extra_groups": []} if user else {}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd=log.parent,
            # Ctrl-C in the terminal goes to the tests; the servers end after them, in order.
            start_new_session=True, preexec_fn=_die_with_parent, **as_user,  # noqa: PLW1509 - no threads here
        )
    try:
        _wait_for(port, process, log)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise Missing(f"did not start: {log.read_text(errors='replace')[-600:].strip()}")


def _folder(name: str, user: str | None) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=f"goforum-{name}-"))
    if user:
        shutil.chown(folder, user, user)
    return folder


def _postgres_user() -> str | None:
    """PostgreSQL refuses to run as root: its own account, made by its package, is used then."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise Missing("the account `postgres` of its package is missing") from None


@contextmanager
def postgresql() -> Iterator[str]:
    """A new PostgreSQL cluster; gives the address of its maintenance database."""
    programs = postgres_folder()
    if programs is None:
        raise Missing("initdb was not found")
    user = _postgres_user()
    folder, port, password = _folder("postgresql", user), free_port(), secrets.token_hex(16)
    as_user = {"user": user, "group": user, "extra_groups": []} if user else {}
    try:
        secret = folder / "password"
        secret.write_text(password)
        secret.chmod(0o644 if user else 0o600)
        cluster = folder / "cluster"
        made = subprocess.run(
            [programs / "initdb", "-D", cluster, "-U", "goforum", "--pwfile", secret, "--auth=scram-sha-256",
             "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"],
            cwd=folder, capture_output=True, text=True, check=False, **as_user,
        )
        if made.returncode:
            raise Missing(f"initdb failed: {(made.stderr or made.stdout)[-600:].strip()}")
        secret.unlink()
        # Small, but with the safety of a real one: the tests kill servers and count what was promised.
        options = {
            "listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": str(folder),
            "max_connections": "120", "shared_buffers": "64MB", "max_wal_size": "256MB", "fsync": "on",
            "timezone": "UTC", "log_min_messages": "fatal", "autovacuum_naptime": "10min",
        }
        command = [str(programs / "postgres"), "-D", str(cluster)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with _running(command, folder / "log", port, user):
            yield f"postgresql+psycopg://goforum:{password}@127.0.0.1:{port}/postgres"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis() -> Iterator[str]:
    """A Redis that keeps nothing; gives its address."""
    program = shutil.which("redis-server")
    if program is None:
        raise Missing("redis-server was not found")
    folder, port = _folder("redis", None), free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    try:
        with _running(command, folder / "log", port):
            yield f"redis://127.0.0.1:{port}/0"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(parts: list[str]) -> int:
    """Have these parts on the machine: `tools/services.py Chromium`; says in a sentence what cannot be had."""
    missing = ensure(parts)
    for part, reason in missing.items():
        print(f"{part}: {reason}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
