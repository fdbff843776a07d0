"""What is known of each document of the Whoosh index besides its words: its kind, its age, where it stands.

Kept as arrays over all documents of one state of the index, so that counting the kinds of ten thousand results costs
a millisecond.
"""

from array import array
from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import Final

from goforum.core.i18n import LANGUAGES
from goforum.search.backend import Ask
from goforum.search.scoring import WORN_STATES
from goforum.search.whoosh_segments import Segment

_MOST_CACHED: Final = 64


class Facts:
    """The documents of one state of the index."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._sets: OrderedDict[object, set[int]] = OrderedDict()
        self.created = array("q")
        self._kinds: list[str] = []
        self._kind = bytearray()
        for segment in segments:
            self.created.extend(segment.created())
            self._kind.extend(self._own_kinds(segment))
        self._newest = array("I", sorted(range(len(self.created)), key=lambda number: (-self.created[number], -number)))
        self.worn = self._either("tag", WORN_STATES)

    def _own_kinds(self, segment: Segment) -> bytearray:
        own = bytearray(segment.size)
        for kind in segment.terms("kind"):
            if kind not in self._kinds:
                self._kinds.append(kind)
            for docnum in segment.postings("kind", kind)[0]:
                own[docnum] = self._kinds.index(kind)
        return own

    def kind(self, number: int) -> str:
        return self._kinds[self._kind[number]]

    def count_kinds(self, numbers: Iterable[int]) -> Mapping[str, int]:
        """How many of these are of each kind."""
        counted = Counter(map(self._kind.__getitem__, numbers))
        return {self._kinds[at]: many for at, many in counted.items()}

    def newest_of(self, numbers: AbstractSet[int], many: int) -> AbstractSet[int]:
        """At most so many of these documents, the newest."""
        if len(numbers) <= many:
            return numbers
        return set(islice(filter(numbers.__contains__, self._newest), many))

    def newest_of_each(self, numbers: AbstractSet[int], many: int) -> AbstractSet[int]:
        """At most so many of these documents of each kind, the newest."""
        if len(numbers) <= many:
            return numbers
        left = {kind: min(many, there) for kind, there in self.count_kinds(numbers).items()}
        found: set[int] = set()
        wanted = sum(left.values())
        for number in filter(numbers.__contains__, self._newest):
            kind = self.kind(number)
            if left[kind]:
                left[kind] -= 1
                found.add(number)
                if len(found) == wanted:
                    break
        return found

    def allowed(self, ask: Ask) -> set[int]:
        """The documents that stand in one of the places and pass the filters, of whatever kind."""
        asked = (ask.places, ask.langs, ask.authors, ask.tags)
        found = self._sets.get(asked)
        if found is None:
            found = self._either("place", ask.places)
            for segment in self._segments:
                found.difference_update(segment.start + one for one in segment.deleted)
            if ask.langs:
                # What is in several languages carries none in the index.
                found -= self._either("lang", frozenset(LANGUAGES) - ask.langs)
            if ask.authors:
                found &= self._either("author", [str(one) for one in ask.authors])
            for tags in ask.tags:
                found &= self._either("tag", tags)
            self._keep(asked, found)
        self._sets.move_to_end(asked)
        return self._between(found, ask)

    def _between(self, found: set[int], ask: Ask) -> set[int]:
        if ask.since is None and ask.until is None:
            return found
        # The index knows whole seconds.
        low = int(ask.since.timestamp()) if ask.since else float("-inf")
        high = ask.until.timestamp() if ask.until else float("inf")
        return {number for number in found if low <= self.created[number] < high}

    def _keep(self, name: object, found: set[int]) -> None:
        self._sets[name] = found
        while len(self._sets) > _MOST_CACHED:
            self._sets.popitem(last=False)

    def _either(self, field: str, values: Collection[str]) -> set[int]:
        """The documents that hold one of the values; always a set of its own."""
        found: set[int] = set()
        for segment in self._segments:
            for value in values:
                found.update(segment.start + docnum for docnum in segment.postings(field, value)[0])
        return found
