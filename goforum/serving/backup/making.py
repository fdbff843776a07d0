"""Making, checking and restoring a backup: what the three commands do."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from goforum.config import Settings
from goforum.serving.backup import databases
from goforum.serving.backup.archive import BackupError, unpack, writing

# Built again from the rest, or holding no more than "look there soon".
_DISPOSABLE: Final = frozenset(("search", "files/incoming"))


def make(settings: Settings, target: Path, recipient: str = "") -> dict[str, Any]:
    """Write the whole site into ``target`` while it runs; answers what the manifest says.

    The database is copied first: files are written before the rows that name them, and removed long after, so every
    file that a copied row names is there to be added.
    """
    if target.exists():
        raise BackupError(f"{target} exists already; a backup never overwrites another")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".goforum-backup-", dir=target.parent) as folder:
        copy, rows, schema = databases.snapshot(settings.sqlalchemy_url, Path(folder))
        facts = {"made_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "goforum": _version(),
                 "database": "sqlite" if settings.is_sqlite else "postgresql", "schema": schema, "rows": rows}
        with writing(target, recipient) as archive:
            archive.add(copy.name, copy)
            copy.unlink()
            for file in _files(settings.data_dir):
                _add_if_there(archive, f"data/{file.relative_to(settings.data_dir).as_posix()}", file)
            archive.close(facts)
    return {**facts, "members": archive.members}


def _add_if_there(archive: Any, name: str, file: Path) -> None:
    try:
        archive.add(name, file)
    except FileNotFoundError:
        return  # nothing names it any more: it was about to go


def _files(data_dir: Path) -> Iterator[Path]:
    """What lies in the folders of the data directory. The database and the queue stand beside them, not in them."""
    for folder in sorted(data_dir.iterdir() if data_dir.exists() else ()):
        if folder.is_dir():
            yield from _below(data_dir, folder)


def _below(data_dir: Path, folder: Path) -> Iterator[Path]:
    if folder.name.startswith(".") or folder.relative_to(data_dir).as_posix() in _DISPOSABLE:
        return
    for one in sorted(folder.iterdir()):
        if one.is_dir():
            yield from _below(data_dir, one)
        elif one.is_file() and not one.name.startswith("."):
            yield one


def _version() -> str:
    try:
        return version("goforum")
    except PackageNotFoundError:
        return "unknown"


def check(settings: Settings, source: Path, identity: str = "") -> dict[str, Any]:
    """Restore the backup into a place of its own, compare it with its manifest, and remove it; answers the manifest."""
    stamp = _stamp()
    with tempfile.TemporaryDirectory(prefix="goforum-check-") as name:
        folder = Path(name)
        manifest = unpack(source, folder / "unpacked", identity)
        _same_kind(settings, manifest)
        with databases.elsewhere(settings.sqlalchemy_url, folder, stamp) as url:
            databases.load(url, _database_in(folder / "unpacked"), stamp)
            databases.compare(url, manifest)
    return manifest


def restore(settings: Settings, source: Path, identity: str = "", *, replace: bool = False) -> dict[str, Any]:
    """Put a backup in the place of the site these settings describe, which must not be running.

    Everything is unpacked and proven beside the target before anything there is touched. A site that has people is
    replaced only when asked to; what an embedded database and the folders held is kept aside under ``.before-…``.
    """
    if not replace and not databases.is_empty(settings.sqlalchemy_url):
        raise BackupError("there is a site with people here: stop it, and say --replace to put the backup in its place")
    stamp = _stamp()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".goforum-restore-", dir=settings.data_dir) as name:
        folder = Path(name)
        manifest = unpack(source, folder, identity)
        _same_kind(settings, manifest)
        databases.load(settings.sqlalchemy_url, _database_in(folder), stamp)
        databases.compare(settings.sqlalchemy_url, manifest)
        for new in sorted((folder / "data").iterdir() if (folder / "data").exists() else ()):
            _put(new, settings.data_dir / new.name, stamp)
    # It was made of another state; the worker builds a new one.
    shutil.rmtree(settings.data_dir / "search", ignore_errors=True)
    return manifest


def _put(new: Path, target: Path, stamp: str) -> None:
    if target.exists():
        target.rename(target.with_name(f".{target.name}.before-{stamp}"))
    new.rename(target)


def _same_kind(settings: Settings, manifest: dict[str, Any]) -> None:
    here = "sqlite" if settings.is_sqlite else "postgresql"
    if manifest["database"] != here:
        raise BackupError(f"the backup is of a {manifest['database']} site and these settings are of a {here} one")


def _database_in(folder: Path) -> Path:
    found = next((folder / name for name in ("database.sqlite", "database.dump") if (folder / name).exists()), None)
    if found is None:
        raise BackupError("the backup holds no database")
    return found


def _stamp() -> str:
    return time.strftime("%Y%m%d%H%M%S", time.gmtime()) + f"{time.time_ns() % 1_000_000:06d}"
