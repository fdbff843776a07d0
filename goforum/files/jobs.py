"""The clean-up of files to which nothing refers, and the check that every row has its bytes."""

import hashlib
import time
from dataclasses import dataclass, field

from goforum.core import clock, offload
from goforum.files import commands, queries
from goforum.files.limits import limits
from goforum.files.store import Store, store

# Bytes without a row younger than this may belong to an upload that is under way.
A_DAY = 24 * 3600


def tick() -> int:
    """Give up what nothing has needed for long, and remove the bytes of what is given up. Answers how much was done.

    Safe to interrupt anywhere: what is given up stays marked until its bytes and its row are gone.
    """
    store().forget_unfinished(A_DAY)
    given_up = commands.give_up_idle_files(clock.now() - limits().grace)
    return given_up + sweep()


def sweep() -> int:
    """Remove the bytes and rows of files given up; 0 when there are none, or uploads are under way."""
    if not queries.list_gone(1):
        return 0
    keep = store()
    with keep.removing() as alone:
        if not alone:
            return 0
        gone = queries.list_gone()
        needed = queries.still_needed({name for _id, name in gone})
        for name in {name for _id, name in gone} - needed:
            keep.remove(name)
        commands.forget_files([one for one, _name in gone])
    return len(gone)


@dataclass
class Report:
    """What a check found: rows without bytes, bytes that are not what their name says, bytes without a row."""

    rows: int = 0
    missing: list[tuple[int, str]] = field(default_factory=list)
    damaged: list[tuple[int, str]] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.missing and not self.damaged


def check(*, clean: bool = False) -> Report:
    """Read every file and compare; with ``clean``, remove bytes that no row names and that are a day old."""
    keep, report, last = store(), Report(), 0
    while page := queries.list_stored(last):
        for file_id, name, pictured in page:
            report.rows += 1
            path = keep.path(name)
            if not path.is_file() or (pictured and not keep.path(name, small=True).is_file()):
                report.missing.append((file_id, name))
            elif offload.run(_digest, keep, name) != name:
                report.damaged.append((file_id, name))
        last = page[-1][0]
    names = list(keep.names())
    for start in range(0, len(names), 500):
        part = names[start:start + 500]
        known = queries.known_names(part)
        report.strays += [name for name in part if name not in known]
    if clean:
        report.strays = _clean(keep, report.strays)
    return report


def _digest(keep: Store, name: str) -> str:
    with keep.path(name).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _clean(keep: Store, strays: list[str]) -> list[str]:
    """Remove old strays; answers with those that stay."""
    with keep.removing(60) as alone:
        if not alone:
            return strays
        known, left = queries.known_names(strays), []
        for name in strays:
            paths = [path for small in (False, True) if (path := keep.path(name, small=small)).is_file()]
            young = any(time.time() - path.stat().st_mtime < A_DAY for path in paths)
            if young or name in known:
                left.append(name)
            else:
                keep.remove(name)
        return left
