"""Asking the Whoosh index: kept open, opened anew when it has changed, and never asked without a place to look.

A trap we keep out of: Whoosh's own filter takes an *empty* set of allowed documents for "no restriction", so that
somebody who may read nothing would find everything. Here documents are allowed one by one, or not looked at.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from heapq import nlargest
from pathlib import Path
from typing import Any, Final

from whoosh.index import FileIndex

from goforum.core.i18n import LANGUAGES
from goforum.search.backend import Ask, Found
from goforum.search.whoosh_fields import open_index
from goforum.search.whoosh_scores import Scorer, Scores
from goforum.search.whoosh_segments import Kept, Segment

_MOST_CACHED: Final = 64


class Reader:
    """The open index of this process."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._path: Path | None = None
        self._index: FileIndex | None = None
        self._reader: Any = None
        self._segments: list[Segment] = []
        self._kept = Kept()
        self._scorer = Scorer([])
        self._allowed: OrderedDict[tuple[frozenset[str], ...], set[int]] = OrderedDict()

    def close(self) -> None:
        """Forget the open index; the next question opens it again."""
        with self._lock:
            reader, self._reader, self._index, self._path = self._reader, None, None, None
            self._segments = []
            self._kept.clear()
            self._allowed.clear()
            if reader is not None:
                reader.close()

    def search(self, path: Path, ask: Ask, *, offset: int, limit: int) -> Found:
        """Answer from the index at ``path``, as new as its last commit."""
        with self._lock:
            self._freshen(path)
            allowed = self._may_look_at(ask.places, ask.kinds, ask.langs)
            scores = self._scorer.answer(ask, allowed) if allowed and ask.terms else {}
            best = self._best(scores, offset + limit)[offset:]
            return Found(tuple(self._key(number) for number in best), len(scores))

    def _freshen(self, path: Path) -> None:
        if self._path != path:
            self.close()
        if self._index is not None and self._index.latest_generation() == self._reader.generation():
            return
        # Opened anew, never refreshed by Whoosh: that goes on using the readers of segments it knows, and with them
        # the deletions as they were then, so that what was edited or deleted would still be found.
        before = self._reader
        self._index = open_index(path, readonly=True)
        self._reader, self._path = self._index.reader(), path
        if before is not None:
            before.close()
        leaves = [(leaf, start) for leaf, start in self._reader.leaf_readers() if leaf.segment() is not None]
        self._segments = [Segment(leaf, start, self._kept) for leaf, start in leaves]
        self._kept.forget_others({segment.name for segment in self._segments})
        self._scorer = Scorer(self._segments)
        self._allowed.clear()

    def _may_look_at(self, places: frozenset[str], kinds: frozenset[str], langs: frozenset[str]) -> set[int]:
        """Numbers of the documents that stand in one of the places, are of one of the kinds and in such a language."""
        found = self._allowed.get((places, kinds, langs))
        if found is None:
            found = set()
            for segment in self._segments:
                here = _holding(segment, "place", places) & _holding(segment, "kind", kinds) - segment.deleted
                if langs:
                    # What is in several languages carries none in the index.
                    others = _holding(segment, "lang", frozenset(LANGUAGES) - langs)
                    here -= others
                found.update(segment.start + docnum for docnum in here)
            self._allowed[places, kinds, langs] = found
            while len(self._allowed) > _MOST_CACHED:
                self._allowed.popitem(last=False)
        self._allowed.move_to_end((places, kinds, langs))
        return found

    def _best(self, scores: Scores, count: int) -> list[int]:
        """The first ``count``: best score first, of equally good ones the newest, in one order for all pages."""
        rounded = {number: round(score, 6) for number, score in scores.items()}
        if len(rounded) > count:
            least = nlargest(count, rounded.values())[-1]
            rounded = {number: score for number, score in rounded.items() if score >= least}
        ties = len(set(rounded.values())) < len(rounded)
        age = {number: self._created(number) if ties else 0 for number in rounded}
        return sorted(rounded, key=lambda number: (-rounded[number], -age[number], number))[:count]

    def _created(self, number: int) -> int:
        segment = self._segment_of(number)
        return segment.created(number - segment.start)

    def _key(self, number: int) -> str:
        segment = self._segment_of(number)
        return segment.stored_key(number - segment.start)

    def _segment_of(self, number: int) -> Segment:
        return next(one for one in reversed(self._segments) if one.start <= number)


def _holding(segment: Segment, field: str, values: Iterable[str]) -> set[int]:
    found: set[int] = set()
    for value in values:
        found.update(segment.postings(field, value)[0])
    return found
