"""How well documents of the Whoosh index answer, by the formula of ``scoring``: all words, or any of them."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from goforum.search.backend import Ask, Term
from goforum.search.scoring import BOOSTS, closeness, idf, neighbours, norm, places_of
from goforum.search.whoosh_segments import LENGTHS, Postings, Segment

Scores = dict[int, float]
Newest = Callable[[AbstractSet[int], int], AbstractSet[int]]
# Of each word that any of the documents may hold, so many of the newest.
ENOUGH: Final = 1000
PHRASE_FIELDS: Final = ("title_surface", "body_surface")


class Scorer:
    """Answers questions over the segments of one state of the index."""

    def __init__(self, segments: Sequence[Segment], newest_of: Newest) -> None:
        self._segments = segments
        self._newest_of = newest_of
        self._count = max(1, sum(segment.size for segment in segments))
        self._norms: dict[tuple[str, str], list[float]] = {}

    def matching(self, ask: Ask, allowed: AbstractSet[int]) -> AbstractSet[int]:
        """The allowed documents that answer; some of them where some of the words will do."""
        terms = sorted(ask.terms, key=self._frequency)
        found = self._any_of(terms, allowed) if ask.any_term else self._all_of(terms, allowed)
        for term in ask.without if found else ():
            found = found - self._holding(term, found)
        return found

    def _all_of(self, terms: Sequence[Term], allowed: AbstractSet[int]) -> AbstractSet[int]:
        """The rarest word first: each further one is only looked for in what is left."""
        for term in terms:
            allowed = self._holding(term, allowed)
            if not allowed:
                break
        return allowed

    def _any_of(self, terms: Sequence[Term], allowed: AbstractSet[int]) -> AbstractSet[int]:
        """Each word brings its own newest, or the commonest of them would leave the others no room."""
        return {number for term in terms for number in self._newest_of(self._holding(term, allowed), ENOUGH)}

    def _holding(self, term: Term, allowed: AbstractSet[int]) -> AbstractSet[int]:
        """Those of the documents that hold the word in any of its forms, or the phrase."""
        found: set[int] = set()
        for segment in self._segments:
            if term.is_phrase:
                holding = [self._with_phrase(segment, field, term, allowed) for field in PHRASE_FIELDS]
            else:
                holding = [segment.postings(field, word)[0] for field, word, _boost in places_of(term)]
            here = set().union(*holding)
            found |= {segment.start + docnum for docnum in here} if segment.start else here
        return found & allowed

    def score(self, ask: Ask, numbers: AbstractSet[int]) -> Scores:
        """How well these documents answer.

        Where some of the words will do, those with more of them come first, however often they say one; a guess is no
        such word.
        """
        total: Scores = dict.fromkeys(numbers, 0.0)
        hits = dict.fromkeys(numbers, 0)
        for term in ask.terms:
            for number, score in self._of_term(term, numbers).items():
                total[number] += score
                hits[number] += not term.any_of
        return {number: score * max(1, hits[number]) for number, score in total.items()} if ask.any_term else total

    def _of_term(self, term: Term, allowed: AbstractSet[int]) -> Scores:
        return self._of_phrase(term, allowed) if term.is_phrase else self._of_word(term, allowed)

    def _of_word(self, term: Term, allowed: AbstractSet[int]) -> Scores:
        scores: Scores = {}
        for field, word, boost in places_of(term):
            weight = boost * self._idf(field, word)
            for segment in self._segments:
                start, norms = segment.start, self._norm(segment, field)
                for docnum, frequency in _common(segment, segment.postings(field, word), allowed):
                    number = start + docnum
                    worth = weight * frequency / (frequency + norms[docnum])
                    scores[number] = scores.get(number, 0.0) + worth
        return scores

    def _of_phrase(self, term: Term, allowed: AbstractSet[int]) -> Scores:
        scores: Scores = {}
        for field in PHRASE_FIELDS:
            weight = BOOSTS[field] * sum(self._idf(field, word) for word in term.surfaces)
            for segment in self._segments:
                for docnum in self._with_phrase(segment, field, term, allowed):
                    number = segment.start + docnum
                    scores[number] = scores.get(number, 0.0) + weight
        return scores

    def _with_phrase(self, segment: Segment, field: str, term: Term, allowed: AbstractSet[int]) -> Iterable[int]:
        left = {number - segment.start for number in allowed} if len(allowed) < segment.size else None
        for word in term.surfaces:
            holding = set(segment.postings(field, word)[0])
            left = holding if left is None else left & holding
            if not left:
                return []
        assert left is not None
        here = {docnum for docnum in left if segment.start + docnum in allowed}
        places = [segment.positions(field, word, here) for word in term.surfaces]
        return [docnum for docnum in here if _in_order([one[docnum] for one in places], term.slop)]

    def close(self, ask: Ask, numbers: Iterable[int]) -> Scores:
        """What it adds for each of these documents that words of the question follow each other in it."""
        added: Scores = defaultdict(float)
        pairs = neighbours(ask.terms)
        for segment in self._segments if pairs else ():
            here = {number - segment.start for number in numbers if 0 <= number - segment.start < segment.size}
            for field in PHRASE_FIELDS:
                self._add_closeness(added, segment, field, pairs, here)
        return added

    def _add_closeness(self, added: Scores, segment: Segment, field: str, pairs: Sequence[tuple[str, str]],
                       here: AbstractSet[int]) -> None:
        places = {word: segment.positions(field, word, here) for word in {one for pair in pairs for one in pair}}
        for before, after in pairs:
            weight = BOOSTS[field] * min(self._idf(field, before), self._idf(field, after))
            for docnum in places[before].keys() & places[after].keys():
                added[segment.start + docnum] += closeness(places[before][docnum], places[after][docnum], weight)

    def _frequency(self, term: Term) -> int:
        fields = ((field, word) for field, word, _boost in places_of(term))
        return sum(len(segment.postings(*place)[0]) for place in fields for segment in self._segments)

    def _idf(self, field: str, word: str) -> float:
        holding = sum(len(segment.postings(field, word)[0]) for segment in self._segments)
        return idf(self._count, holding)

    def _norm(self, segment: Segment, field: str) -> list[float]:
        place = (segment.name, field)
        if place not in self._norms:
            mean = self._mean_length(field)
            by_byte = [norm(length, mean) for length in LENGTHS]
            self._norms[place] = [by_byte[byte] for byte in segment.lengths(field)]
        return self._norms[place]

    def _mean_length(self, field: str) -> float:
        total = sum(LENGTHS[byte] for segment in self._segments for byte in segment.lengths(field))
        return max(1.0, total / self._count)


def _common(segment: Segment, postings: Postings, allowed: AbstractSet[int]) -> Iterable[tuple[int, float]]:
    """Those of the postings that are allowed: a walk through the shorter of the two."""
    ids, often = postings
    if len(allowed) * 8 > len(ids):
        start = segment.start
        return [(docnum, many) for docnum, many in zip(ids, often, strict=True) if start + docnum in allowed]
    found = []
    for number in allowed:
        docnum = number - segment.start
        at = bisect_left(ids, docnum) if 0 <= docnum < segment.size else len(ids)
        if at < len(ids) and ids[at] == docnum:
            found.append((docnum, often[at]))
    return found


def _in_order(places: list[list[int]], slop: int) -> bool:
    """Whether the words stand one after the other, at most ``slop`` places apart."""
    ends = set(places[0])
    for following in places[1:]:
        ends = {place for place in following if any(place - step in ends for step in range(1, slop + 1))}
    return bool(ends)
