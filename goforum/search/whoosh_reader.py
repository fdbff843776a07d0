"""Asking the Whoosh index: one searcher kept open, renewed when the index has changed.

One trap above all. Whoosh takes an *empty* set of allowed documents for "no restriction" (``if allow`` in its
FilterCollector), so somebody who may read nothing would find everything. We never hand it an empty set.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from whoosh import query as q
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from goforum.search.backend import Ask, Found, Term
from goforum.search.whoosh_fields import BOOSTS, open_index

# Pages are cut from windows of this size, so that a tie does not move from page to page.
WINDOW: Final = 200
_MOST_CACHED: Final = 64


class Reader:
    """The open index of this process."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._path: Path | None = None
        self._searcher: Searcher | None = None
        # Which documents of a segment hold a place or a kind; a segment never changes, so this stays true.
        self._docs: dict[tuple[str, str, str], frozenset[int]] = {}
        self._allowed: OrderedDict[tuple[frozenset[str], frozenset[str]], set[int]] = OrderedDict()

    def close(self) -> None:
        """Forget the open index; the next question opens it again."""
        with self._lock:
            if self._searcher is not None:
                self._searcher.close()
            self._path = self._searcher = None
            self._docs.clear()
            self._allowed.clear()

    def search(self, path: Path, ask: Ask, *, offset: int, limit: int) -> Found:
        """Answer from the index at ``path``, as new as its last commit."""
        with self._lock:
            searcher = self._fresh(path)
            allowed = self._may_look_at(searcher, ask)
            question = make_query(ask)
            if not allowed or question is None:
                return Found((), 0)
            window = -(-(offset + limit) // WINDOW) * WINDOW
            results = searcher.search(question, limit=window, filter=allowed)
            ranked = _newest_of_equals(searcher, list(results.top_n))[offset : offset + limit]
            keys = tuple(str(searcher.stored_fields(docnum)["key"]) for _score, docnum in ranked)
            return Found(keys, len(results))

    def _fresh(self, path: Path) -> Searcher:
        if self._searcher is not None and self._path == path and self._searcher.up_to_date():
            return self._searcher
        if self._path != path:
            self.close()
        # Opened anew, never ``refresh()``: that goes on using the readers of segments it knows, and with them the
        # deletions as they were then, so that what was edited or deleted would still be found.
        before, self._searcher = self._searcher, open_index(path, readonly=True).searcher(weighting=BM25F())
        self._path = path
        if before is not None:
            before.close()
        self._allowed.clear()
        alive = {segment.segment_id() for segment in self._searcher.reader().segments() or ()}
        self._docs = {known: docs for known, docs in self._docs.items() if known[0] in alive}
        return self._searcher

    def _may_look_at(self, searcher: Searcher, ask: Ask) -> set[int]:
        """Numbers of the documents that stand in one of the places and are of one of the kinds."""
        known = (ask.places, ask.kinds)
        found = self._allowed.get(known)
        if found is None:
            found = set()
            for leaf, start in searcher.reader().leaf_readers():
                standing_there = self._with(leaf, "place", ask.places)
                found.update(start + docnum for docnum in standing_there & self._with(leaf, "kind", ask.kinds))
            self._allowed[known] = found
            while len(self._allowed) > _MOST_CACHED:
                self._allowed.popitem(last=False)
        self._allowed.move_to_end(known)
        return found

    def _with(self, leaf: Any, field: str, values: Iterable[str]) -> set[int]:
        found: set[int] = set()
        segment = leaf.segment()
        for value in values if segment is not None else ():
            place = (segment.segment_id(), field, value)
            docs = self._docs.get(place)
            if docs is None:
                has = (field, value) in leaf
                docs = frozenset(leaf.postings(field, value).all_ids()) if has else frozenset()
                self._docs[place] = docs
            found |= docs
        return found


def _newest_of_equals(searcher: Searcher, top: list[tuple[float, int]]) -> list[tuple[float, int]]:
    """Best score first; of equally good ones, the newest first."""
    scores = [round(score, 6) for score, _docnum in top]
    if len(set(scores)) == len(scores):
        return top
    created = searcher.reader().column_reader("created")
    return sorted(top, key=lambda one: (-round(one[0], 6), -created[one[1]], one[1]))


def make_query(ask: Ask) -> Any | None:
    """The question in Whoosh's terms; None when there is nothing to look for."""
    wanted = [_of_term(term) for term in ask.terms]
    if not wanted:
        return None
    question = wanted[0] if len(wanted) == 1 else (q.Or if ask.any_term else q.And)(wanted)
    unwanted = [_of_term(term) for term in ask.without]
    return q.AndNot(question, q.Or(unwanted)) if unwanted else question


def _of_term(term: Term) -> Any:
    if term.is_phrase:
        words = list(term.surfaces)
        fields = ("title_surface", "body_surface")
        return q.Or([q.Phrase(field, words, slop=term.slop, boost=BOOSTS[field]) for field in fields])
    parts = [
        q.Term(f"{part}_{form}", word, boost=BOOSTS[f"{part}_{form}"])
        for part in ("title", "body")
        for form, words in (("surface", term.surfaces), ("stem", term.stems))
        for word in words
    ]
    return q.Or(parts)
