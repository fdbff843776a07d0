"""Asking the Whoosh index: kept open, opened anew when it has changed, and never asked without a place to look.

A trap we keep out of: Whoosh's own filter takes an *empty* set of allowed documents for "no restriction", so that
somebody who may read nothing would find everything. Here documents are allowed one by one, or not looked at.
"""

import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from heapq import nlargest, nsmallest
from pathlib import Path
from typing import Any, Final

from whoosh.index import FileIndex

from goforum.search.backend import Ask, Cursor, Found
from goforum.search.scoring import CLOSE_LOOKED, MOST_OF_EACH, RERANKED, standing
from goforum.search.whoosh_facts import Facts
from goforum.search.whoosh_fields import open_index
from goforum.search.whoosh_scores import Scorer, Scores
from goforum.search.whoosh_segments import Kept, Segment
from goforum.search.words import heads_asked

# Where more than this match, the newest of them are scored and the others counted: nobody reads further than a
# thousand, and a word that half of all texts hold must not hold up everybody.
MOST_SCORED: Final = 2000
SCORED_OF_EACH: Final = 500
# So many words that begin alike are tried when suggesting.
MOST_WORDS: Final = 200


class Reader:
    """The open index of this process."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._path: Path | None = None
        self._index: FileIndex | None = None
        self._reader: Any = None
        self._segments: list[Segment] = []
        self._kept = Kept()
        self._scorer = Scorer([], lambda numbers, _many: numbers)
        self._facts = Facts([])

    def close(self) -> None:
        """Forget the open index; the next question opens it again."""
        with self._lock:
            reader, self._reader, self._index, self._path = self._reader, None, None, None
            self._segments = []
            self._kept.clear()
            self._facts = Facts([])
            if reader is not None:
                reader.close()

    def search(self, path: Path, ask: Ask, *, after: Cursor | None, limit: int) -> Found:
        """Answer from the index at ``path``, as new as its last commit."""
        with self._lock:
            self._freshen(path)
            allowed = self._facts.allowed(ask)
            matching = self._scorer.matching(ask, allowed) if ask.terms else allowed
            counted = self._facts.count_kinds(matching)
            if not ask.kinds.issuperset(counted):
                matching = {number for number in matching if self._facts.kind(number) in ask.kinds}
            some = self._facts.newest_of_each(matching, SCORED_OF_EACH) if ask.each else self._facts.newest_of(
                matching, MOST_SCORED)
            scores = self._scorer.score(ask, some if ask.terms else matching)
            ranked = self._each(ask, scores) if ask.each else self._ranked(
                ask, scores, (after.seen if after else 0) + limit + RERANKED)
            start = after.start(ranked, self._number(after.key)) if after else 0
            return Found(tuple(self._key(number) for number in ranked[start:start + limit]), len(matching), counted)

    def suggest(self, path: Path, ask: Ask, beginnings: Sequence[str], limit: int) -> Found:
        """Documents whose title holds all words of ``ask`` and one that begins so; ``limit`` of each kind."""
        with self._lock:
            self._freshen(path)
            left = self._facts.allowed(ask)
            for term in ask.terms:
                left = left & self._headed(heads_asked(term))
            words = [word for segment in self._segments for start in beginnings
                     for word in segment.terms("head", start, MOST_WORDS)]
            left = left & self._headed(words)
            ranked = self._each(replace(ask, newest=True, each=limit), dict.fromkeys(left, 0.0))
            return Found(tuple(map(self._key, ranked)), len(left))

    def _headed(self, words: Iterable[str]) -> set[int]:
        return {segment.start + docnum for segment in self._segments for word in set(words)
                for docnum in segment.postings("head", word)[0]}

    def known(self, path: Path, words: Iterable[str]) -> dict[str, int]:
        """In how many documents each word stands."""
        with self._lock:
            self._freshen(path)
            counted = {word: sum(max(segment.count("title_surface", word), segment.count("body_surface", word))
                                 for segment in self._segments) for word in words}
            return {word: many for word, many in counted.items() if many}

    def beginning(self, path: Path, start: str, limit: int) -> list[str]:
        """Words of the index that begin so."""
        with self._lock:
            self._freshen(path)
            return list(dict.fromkeys(word for segment in self._segments for field in ("body_surface", "title_surface")
                                      for word in segment.terms(field, start, limit)))

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
        self._facts = Facts(self._segments)
        self._scorer = Scorer(self._segments, self._facts.newest_of)

    def _each(self, ask: Ask, scores: Scores) -> list[int]:
        """The best of each kind, in one order."""
        kinds: dict[str, Scores] = defaultdict(dict)
        for number, score in scores.items():
            kinds[self._facts.kind(number)][number] = score
        best = [number for some in kinds.values()
                for number in self._ranked(ask, some, 0, window=max(MOST_OF_EACH, ask.each))[:ask.each]]
        return self._ranked(ask, {number: scores[number] for number in best}, 0)

    def _ranked(self, ask: Ask, scores: Scores, count: int, *, window: int = RERANKED) -> list[int]:
        """The first documents, at least so many: best first, of equally good ones the newest."""
        created = self._facts.created
        if ask.newest or not ask.terms:
            return nsmallest(max(count, window), scores, key=lambda number: (-created[number], -number))
        best = self._best(scores, max(count, window))
        near = self._scorer.close(ask, best[:CLOSE_LOOKED])
        worth = {number: (scores[number] + near.get(number, 0.0))
                 * standing(created[number], ask.moment, worn=number in self._facts.worn) for number in best[:window]}
        return [*sorted(worth, key=lambda number: (-round(worth[number], 6), -created[number], -number)),
                *best[window:]]

    def _best(self, scores: Scores, count: int) -> list[int]:
        rounded = {number: round(score, 6) for number, score in scores.items()}
        if len(rounded) > count:
            least = nlargest(count, rounded.values())[-1]
            rounded = {number: score for number, score in rounded.items() if score >= least}
        created = self._facts.created
        return sorted(rounded, key=lambda number: (-rounded[number], -created[number], -number))[:count]

    def _number(self, key: str) -> int | None:
        return next((found for segment in reversed(self._segments)
                     if (found := segment.number_of(key)) is not None), None)

    def _key(self, number: int) -> str:
        segment = self._segment_of(number)
        return segment.stored_key(number - segment.start)

    def _segment_of(self, number: int) -> Segment:
        return next(one for one in reversed(self._segments) if one.start <= number)
