"""The bytes of files, under ``files/`` in the data directory, named after what they hold.

``files/ab/abcd….`` is a file, ``files/ab/abcd….small`` the small form of a picture. Bytes are written aside, flushed
to the disk and moved into place *before* the command that makes the row: a row always has its bytes.

Two locks on ``files/.lock`` keep the clean-up and new uploads apart: an upload holds it shared from its first byte
to its commit, the clean-up holds it alone while it looks who still needs some bytes and removes them. Without it,
bytes that a new upload has found already there could be removed between its look and its commit.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import current_app

from goforum.core import offload
from goforum.core.rules import TooBusy

SMALL = ".small"
PATIENCE = 10.0


class Store:
    """The bytes of one site."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.incoming = root / "incoming"

    def path(self, sha256: str, *, small: bool = False) -> Path:
        """Where the bytes of this name lie, or would."""
        return self.root / sha256[:2] / (sha256 + (SMALL if small else ""))

    @contextmanager
    def aside(self) -> Iterator[Path]:
        """A folder for work on one upload, gone when it is done."""
        self.incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder = Path(tempfile.mkdtemp(dir=self.incoming))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def forget_unfinished(self, seconds: float) -> None:
        """Remove what uploads have left aside whose process was killed so long ago."""
        for folder in self.incoming.glob("*"):
            if time.time() - folder.stat().st_mtime > seconds:
                shutil.rmtree(folder, ignore_errors=True)

    def holds(self, path: Path) -> bool:
        """Whether these very bytes are kept already."""
        with path.open("rb") as stream:
            return self.path(hashlib.file_digest(stream, "sha256").hexdigest()).is_file()

    def keep(self, path: Path, small: Path | None = None) -> str:
        """Take a finished file (and its small form) in; answers its name. Durable when it returns."""
        return offload.run(self._keep, path, small)

    def _keep(self, path: Path, small: Path | None) -> str:
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        target = self.path(sha256)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # The small form first: where the file is, its small form is too.
        if small is not None:
            _move(small, self.path(sha256, small=True))
        _move(path, target)
        for folder in (target.parent, self.root):
            _flush(folder, os.O_DIRECTORY)
        return sha256

    def remove(self, sha256: str) -> None:
        """Remove bytes; only while holding the lock alone."""
        for small in (False, True):
            self.path(sha256, small=small).unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        """Every name there are bytes of."""
        for folder in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
            yield from sorted({path.name.removesuffix(SMALL) for path in folder.iterdir()})

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """Held from the first byte of an upload to its commit."""
        with self._locked(fcntl.LOCK_SH, PATIENCE) as mine:
            if not mine:
                raise TooBusy()
            yield

    @contextmanager
    def removing(self, patience: float = 0.0) -> Iterator[bool]:
        """Held while bytes are removed; False when uploads are under way and it must be tried later."""
        with self._locked(fcntl.LOCK_EX, patience) as mine:
            yield mine

    @contextmanager
    def _locked(self, how: int, patience: float) -> Iterator[bool]:
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.root / ".lock").open("ab") as lock:
            # Asked again and again, never waited for: a waiting lock would hold every greenlet of the process.
            deadline = time.monotonic() + patience
            while not _try(lock.fileno(), how):
                if time.monotonic() >= deadline:
                    yield False
                    return
                time.sleep(0.01)
            yield True


def _try(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _move(source: Path, target: Path) -> None:
    source.chmod(0o600)
    _flush(source, os.O_RDONLY)
    source.replace(target)


def _flush(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def store() -> Store:
    """The bytes of the present site."""
    return Store(current_app.config["SETTINGS"].data_dir / "files")
