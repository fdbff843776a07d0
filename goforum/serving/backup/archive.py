"""The file of a backup: a compressed tar, encrypted when somebody is named who alone may read it.

The last member is ``manifest.json`` with the length and SHA-256 of every other one: a file that was cut has none,
and is refused. Members are read by name, one by one; nothing in an archive decides where anything is written.
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Final

from goforum.config import Explained

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
CHUNK: Final = 1 << 20
# A database, or a file below one folder; no dots that climb, nothing hidden, nothing absolute.
_NAME = re.compile(r"(?:database\.(?:sqlite|dump)|data/[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)")
_AGE: Final = b"age-encryption.org/"
_GZIP: Final = b"\x1f\x8b"


class BackupError(Explained):
    """A backup cannot be made or is not what it should be; the message says why, in words."""


@dataclass
class Writer:
    """Puts members in, and remembers what the manifest will say of them."""

    tar: tarfile.TarFile
    members: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, name: str, source: Path) -> None:
        """Put one file in, as long as it was when it was opened."""
        digest = hashlib.sha256()
        with source.open("rb") as stream:
            info = tarfile.TarInfo(name)
            info.size, info.mode = source.stat().st_size, 0o600
            self.tar.addfile(info, _Counted(stream, digest))
        self.members[name] = {"bytes": info.size, "sha256": digest.hexdigest()}

    def close(self, facts: dict[str, Any]) -> None:
        """Write the manifest, which makes the archive whole."""
        text = json.dumps({"format": FORMAT, **facts, "members": self.members}, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(text), 0o600
        self.tar.addfile(info, BytesIO(text))


class _Counted:
    def __init__(self, stream: IO[bytes], digest: Any) -> None:
        self._stream, self._digest = stream, digest

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._digest.update(data)
        return data


@contextmanager
def writing(target: Path, recipient: str) -> Iterator[Writer]:
    """A new archive at ``target``; it appears there only when it is whole and on the disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.part")
    try:
        with aside.open("wb") as file:
            aside.chmod(0o600)
            with _sealed(file, recipient) as stream, tarfile.open(fileobj=stream, mode="w|gz") as tar:
                yield Writer(tar)
            file.flush()
            _sync(file)
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)


@contextmanager
def _sealed(file: IO[bytes], recipient: str) -> Iterator[IO[bytes]]:
    """Where the tar goes: into the file, or through age or gpg into it."""
    if not recipient:
        yield file
        return
    tool = _tool("age" if recipient.startswith(("age1", "ssh-")) else "gpg")
    arguments = (["--encrypt", "--recipient", recipient] if tool.endswith("age") else
                 ["--batch", "--yes", "--trust-model", "always", "--encrypt", "--recipient", recipient])
    with subprocess.Popen(  # noqa: S603 - a program of the machine, found by its name
        [tool, *arguments], stdin=subprocess.PIPE, stdout=file, stderr=subprocess.PIPE
    ) as child:
        assert child.stdin is not None
        assert child.stderr is not None
        try:
            with contextlib.suppress(BrokenPipeError):  # it has ended; why, it says below
                yield child.stdin
        finally:
            with contextlib.suppress(BrokenPipeError):
                child.stdin.close()
        words = child.stderr.read().decode(errors="replace").strip()
        if child.wait():
            raise BackupError(f"{Path(tool).name} could not encrypt: {words[-300:]}")


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BackupError(f"{name} is not installed, and the backup is to be encrypted with it: apt-get install {name}")
    return found


def unpack(source: Path, folder: Path, identity: str = "") -> dict[str, Any]:
    """Write every member below ``folder`` and answer the manifest; raises BackupError unless all is as it says."""
    found: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] | None = None
    try:
        with _opened(source, identity) as stream, tarfile.open(fileobj=stream, mode="r|gz") as tar:
            for member in tar:
                data = tar.extractfile(member) if member.isreg() else None
                if data is None or not (member.name == MANIFEST or _NAME.fullmatch(member.name)):
                    raise BackupError(f"{source}: {member.name!r} does not belong in a backup")
                if member.name == MANIFEST:
                    manifest = json.load(data)
                    break
                found[member.name] = _write(data, folder / member.name)
    except (tarfile.TarError, EOFError, OSError, ValueError) as wrong:
        raise BackupError(f"{source} cannot be read: {wrong}") from wrong
    if manifest is None:
        raise BackupError(f"{source} was cut: its manifest is missing")
    if manifest.get("format") != FORMAT:
        raise BackupError(f"{source} is a backup of format {manifest.get('format')}; this goforum reads {FORMAT}")
    if manifest["members"] != found:
        wrong_names = sorted(set(manifest["members"]) ^ set(found)) or sorted(
            name for name in found if found[name] != manifest["members"][name])
        raise BackupError(f"{source} is damaged: {', '.join(wrong_names[:3])}")
    return manifest


def _write(data: IO[bytes], target: Path) -> dict[str, Any]:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, length = hashlib.sha256(), 0
    with target.open("xb") as file:
        while chunk := data.read(CHUNK):
            digest.update(chunk)
            length += len(chunk)
            file.write(chunk)
        file.flush()
        _sync(file)
    return {"bytes": length, "sha256": digest.hexdigest()}


@contextmanager
def _opened(source: Path, identity: str) -> Iterator[IO[bytes]]:
    """The tar inside, decrypted when the file begins as age or gpg begin theirs."""
    # Without a buffer of ours: the program that decrypts reads on from where this process stands.
    with source.open("rb", buffering=0) as file:
        start = file.read(len(_AGE))
        file.seek(0)
        if start.startswith(_GZIP):
            yield file
            return
        tool = _tool("age" if start == _AGE else "gpg")
        if tool.endswith("age") and not identity:
            raise BackupError("this backup is encrypted with age: name the file of the key with --identity")
        arguments = ["--decrypt", "--identity", identity] if tool.endswith("age") else ["--batch", "--decrypt"]
        with subprocess.Popen(  # noqa: S603 - as above
            [tool, *arguments], stdin=file, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as child:
            assert child.stdout is not None
            assert child.stderr is not None
            try:
                yield child.stdout
            finally:
                child.stdout.close()
                words = child.stderr.read().decode(errors="replace").strip()
                # A negative code is our closing the pipe after the manifest, which is the last thing needed. What it
                # says comes before what the tar says: a text that was not decrypted is no tar either.
                if child.wait() > 0 and "broken pipe" not in words.lower():
                    raise BackupError(f"{Path(tool).name} could not decrypt {source}: {words[-300:]}")


def _sync(file: IO[bytes]) -> None:
    os.fsync(file.fileno())
