"""The index in Whoosh: one writer (the worker), any number of readers, a directory that may be thrown away.

Layout under ``<data>/search``: ``CURRENT`` names the directory of the index in use; a rebuild fills another one
beside it and then changes ``CURRENT`` in one step, so that readers always see a whole index. ``LOCK`` keeps a
second writer out (``goforum search rebuild`` beside the worker). ``BROKEN`` is left by a reader whose index could
not be read, for the worker to look at. Whoosh itself never calls fsync; we do, before anybody forgets the work.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, TypeVar

import structlog
from whoosh import index as whoosh_index
from whoosh.index import FileIndex

from goforum.search.backend import AnotherWriter, Ask, Changes, Cursor, Found, SearchDoc, SearchUnavailable
from goforum.search.whoosh_fields import INDEX_VERSION, fields_of, make_schema, open_index
from goforum.search.whoosh_reader import Reader
from goforum.search.words import heads

log = structlog.get_logger(__name__)
T = TypeVar("T")

PREFIX: Final = f"index-v{INDEX_VERSION}-"
# So old, an index is built again: what a crash left behind goes, and so does any drift from the database.
OLDEST_SECONDS: Final = 7 * 24 * 3600
# A reader that complains about an index which reads well is believed at most so often.
BELIEVE_SECONDS: Final = 3600


class WhooshBackend:
    """``SearchBackend`` over a directory."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._reader = Reader()

    # What a web process needs

    def search(self, ask: Ask, *, after: Cursor | None = None, limit: int) -> Found:
        """The documents that answer, best first, those behind ``after``; raises SearchUnavailable."""
        return self._ask(lambda path: self._reader.search(path, ask, after=after, limit=limit))

    def suggest(self, ask: Ask, beginning: str, *, limit: int) -> Found:
        """Documents whose title has all words of ``ask`` and one that begins so, the newest of each kind first."""
        return self._ask(lambda path: self._reader.suggest(path, ask, heads(beginning), limit))

    def known(self, words: Collection[str]) -> Mapping[str, int]:
        """In how many documents each of these words stands; words that stand in none are left out."""
        return self._ask(lambda path: self._reader.known(path, words))

    def beginning(self, start: str, *, limit: int) -> list[str]:
        """Words of the index that begin so."""
        return self._ask(lambda path: self._reader.beginning(path, start, limit))

    def _ask(self, question: Callable[[Path], T]) -> T:
        for patience in (True, False):
            path = self._current()
            if path is None:
                raise SearchUnavailable("there is no index yet")
            try:
                return question(path)
            except Exception as error:
                # A commit may have taken a file away between two looks: look once more, then say so.
                self._reader.close()
                if not patience:
                    log.exception("search_index_unreadable")
                    self._complain("reader")
                    raise SearchUnavailable("the index cannot be read") from error
        raise AssertionError

    def _current(self) -> Path | None:
        try:
            name = (self.root / "CURRENT").read_text(encoding="ascii").strip()
        except OSError:
            return None
        path = self.root / name
        return path if name.startswith(PREFIX) and "/" not in name and path.is_dir() else None

    def _complain(self, who: str) -> None:
        try:
            (self.root / "BROKEN").write_text(who, encoding="ascii")
        except OSError:
            log.warning("search_index_broken_and_unwritable")

    # What the worker needs

    def index(self, docs: Sequence[SearchDoc], gone: Sequence[str] = ()) -> None:
        """``update`` with what has been read already."""
        self.update(lambda: (docs, gone))

    def update(self, read: Callable[[], Changes]) -> None:
        """Put documents in and take keys out; on disk when this returns."""
        with self._only_writer():
            path = self._current()
            if path is None:
                raise SearchUnavailable("there is no index yet")
            docs, gone = read()
            try:
                _write(open_index(path), docs, gone)
                _to_disk(path)
            except Exception as error:
                self._complain("writer")
                raise SearchUnavailable("the index cannot be written") from error

    def rebuild(self, docs: Iterable[SearchDoc], *, patience: float = 0.0) -> int:
        """A new index of exactly these documents; readers change over when it is whole."""
        with self._only_writer(patience):
            path = self.root / f"{PREFIX}{time.time_ns():x}"
            path.mkdir()
            try:
                count = _fill(path, docs)
                self._take_over(path)
            except BaseException:
                shutil.rmtree(path, ignore_errors=True)
                raise
            return count

    def needs_rebuild(self) -> bool:
        """True when there is no index of today's make, it is very old, or it cannot be read or written."""
        if self._current() is None:
            return True
        age = time.time() - (self.root / "CURRENT").stat().st_mtime
        return age > OLDEST_SECONDS or self._complaint_is_true(age)

    def _complaint_is_true(self, age: float) -> bool:
        complaint, path = self.root / "BROKEN", self._current()
        if path is None or not complaint.exists():
            return False
        if complaint.read_text(encoding="ascii") == "writer" or age > BELIEVE_SECONDS or not _reads_well(path):
            return True
        # A reader stumbled over an index that reads well: over a commit, or over a question of its own.
        complaint.unlink(missing_ok=True)
        return False

    def _take_over(self, path: Path) -> None:
        """Make ``path`` the index in use and remove all others, in an order that survives a cut at any point."""
        waiting = self.root / "CURRENT.new"
        waiting.write_text(path.name, encoding="ascii")
        _sync(waiting)
        waiting.replace(self.root / "CURRENT")
        _sync(self.root)
        (self.root / "BROKEN").unlink(missing_ok=True)
        for other in self.root.glob("index-*"):
            if other != path:
                shutil.rmtree(other, ignore_errors=True)

    def retire(self) -> None:
        """Remove the index, for another kind has taken its place; nothing when there is none."""
        if self._current() is None:
            return
        with self._only_writer():
            (self.root / "CURRENT").unlink(missing_ok=True)
            _sync(self.root)
            for left in self.root.glob("index-*"):
                shutil.rmtree(left, ignore_errors=True)

    @contextmanager
    def _only_writer(self, patience: float = 0.0) -> Iterator[None]:
        self.root.mkdir(parents=True, exist_ok=True)
        deadline = time.monotonic() + patience
        with (self.root / "LOCK").open("w") as handle:
            while not _lock(handle):
                if time.monotonic() >= deadline:
                    raise AnotherWriter
                time.sleep(0.05)
            yield


def _lock(handle: IO[str]) -> bool:
    """Take the lock if it is free; it ends with the process that holds it, however that ends."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _write(opened: FileIndex, docs: Sequence[SearchDoc], gone: Sequence[str]) -> None:
    writer = opened.writer(limitmb=64, timeout=5.0)
    with _all_or_nothing(writer):
        for key in gone:
            writer.delete_by_term("key", key)
        for doc in docs:
            writer.update_document(**fields_of(doc))
        writer.commit()


def _fill(path: Path, docs: Iterable[SearchDoc]) -> int:
    writer = whoosh_index.create_in(str(path), make_schema()).writer(limitmb=128)
    count = 0
    with _all_or_nothing(writer):
        for doc in docs:
            writer.add_document(**fields_of(doc))
            count += 1
        writer.commit(optimize=True)
    _to_disk(path)
    return count


@contextmanager
def _all_or_nothing(writer: Any) -> Iterator[None]:
    try:
        yield
    except BaseException:
        writer.cancel()
        raise


def _reads_well(path: Path) -> bool:
    """Read every posting list and every stored key; a cut or overwritten file does not survive that."""
    try:
        with open_index(path, readonly=True).reader() as reader:
            for leaf, _start in reader.leaf_readers():
                for field, term in leaf.all_terms():
                    for _docnum in leaf.postings(field, term).all_ids():
                        pass
                for fields in leaf.all_stored_fields():
                    if "key" not in fields:
                        return False
    except Exception:  # noqa: BLE001 - whatever Whoosh makes of a broken file, it is one answer here
        return False
    return True


def _to_disk(path: Path) -> None:
    """fsync what the last commit wrote: only then may the outbox forget it."""
    for file in path.iterdir():
        if file.suffix != ".WRITELOCK":
            _sync(file)
    _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
