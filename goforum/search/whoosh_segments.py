"""A segment of the Whoosh index as plain arrays.

Whoosh walks posting lists through a tree of matchers, some five microseconds a step; with lists of thousands of
documents, which common words have, a question would hold up everybody for a tenth of a second. We read the same
lists block by block into arrays, keep those, and count with dictionaries: ten times faster, the same answer. This
file is the only one that knows the inside of Whoosh 2.7.5's segments; the version is pinned.
"""
# ruff: noqa: SLF001 - the inside of Whoosh is what this file is about (see above)

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Collection, Iterator
from typing import Any, Final, TypeAlias

from whoosh.codec.whoosh3 import LENGTHS_COLUMN, _lenfield
from whoosh.util.numeric import byte_to_length

# Postings kept decoded in one process; eight bytes each.
MOST_KEPT: Final = 1_000_000

Postings: TypeAlias = "tuple[array[int], array[float]]"


class Kept:
    """What has been read of segments. A segment never changes, so what was read of it stays true."""

    def __init__(self) -> None:
        self._postings: OrderedDict[tuple[str, str, str], Postings] = OrderedDict()
        self._size = 0
        self._lengths: dict[tuple[str, str], bytes] = {}
        self._created: dict[str, array[int]] = {}

    def clear(self) -> None:
        self._postings.clear()
        self._lengths.clear()
        self._created.clear()
        self._size = 0

    def forget_others(self, alive: set[str]) -> None:
        """Drop what was read of segments that are no more."""
        for place in [place for place in self._postings if place[0] not in alive]:
            self._size -= len(self._postings.pop(place)[0])
        self._lengths = {place: lengths for place, lengths in self._lengths.items() if place[0] in alive}
        self._created = {name: created for name, created in self._created.items() if name in alive}

    def postings(self, segment: "Segment", field: str, word: str) -> Postings:
        place = (segment.name, field, word)
        found = self._postings.get(place)
        if found is None:
            found = self._postings[place] = segment.read_postings(field, word)
            self._size += len(found[0])
            while self._size > MOST_KEPT and len(self._postings) > 1:
                self._size -= len(self._postings.popitem(last=False)[1][0])
        self._postings.move_to_end(place)
        return found

    def created(self, segment: "Segment") -> "array[int]":
        if segment.name not in self._created:
            self._created[segment.name] = segment.read_created()
        return self._created[segment.name]

    def lengths(self, segment: "Segment", field: str) -> bytes:
        place = (segment.name, field)
        if place not in self._lengths:
            self._lengths[place] = segment.read_lengths(field)
        return self._lengths[place]


class Segment:
    """One segment: ``start`` is the number of its first document among those of all segments."""

    def __init__(self, leaf: Any, start: int, kept: Kept) -> None:
        self.name: str = leaf.segment().segment_id()
        self.start = start
        self.size: int = leaf.doc_count_all()
        self.deleted = frozenset(leaf.segment().deleted_docs())
        self._leaf = leaf
        self._kept = kept

    def postings(self, field: str, word: str) -> Postings:
        """The documents (numbered within the segment) that hold a word, and how often; deleted ones too."""
        return self._kept.postings(self, field, word)

    def count(self, field: str, word: str) -> int:
        """How many documents hold a word, deleted ones too, without reading which."""
        return int(self._leaf.doc_frequency(field, word))

    def lengths(self, field: str) -> bytes:
        """How many words each document has in a field, as Whoosh's length bytes."""
        return self._kept.lengths(self, field)

    def stored_key(self, docnum: int) -> str:
        return str(self._leaf.stored_fields(docnum)["key"])

    def created(self) -> "array[int]":
        """When each document was made, in seconds."""
        return self._kept.created(self)

    def number_of(self, key: str) -> int | None:
        """The document of this key; an older one of the same key is among the deleted."""
        found = [one for one in self.read_postings("key", key)[0] if one not in self.deleted]
        return self.start + found[-1] if found else None

    def terms(self, field: str, beginning: str = "", most: int = 1_000_000) -> Iterator[str]:
        """The words of a field that begin so, in their order."""
        for at, word in enumerate(self._leaf.expand_prefix(field, beginning)):
            if at >= most:
                return
            yield word.decode("utf-8")

    def positions(self, field: str, word: str, wanted: Collection[int]) -> dict[int, list[int]]:
        """Where a word stands in each of the wanted documents."""
        decode = self._leaf.schema[field].format.decode_positions
        found: dict[int, list[int]] = {}
        order = sorted(wanted)
        for matcher in self._blocks(field, word):
            # A block whose last document comes before the next one wanted is not even unpacked.
            at = bisect_left(order, matcher._maxid + 1)
            here, order = set(order[:at]), order[at:]
            if here:
                matcher._read_ids()
                places = [(at, docnum) for at, docnum in enumerate(matcher._ids) if docnum in here]
                if places:
                    matcher._read_values()
                    found.update((docnum, decode(matcher._values[at])) for at, docnum in places)
            if not order:
                break
        return found

    def read_postings(self, field: str, word: str) -> Postings:
        ids, weights = array("I"), array("f")
        for matcher in self._blocks(field, word):
            matcher._read_ids()
            matcher._read_weights()
            ids.extend(matcher._ids)
            weights.extend(matcher._weights)
        return ids, weights

    def _blocks(self, field: str, word: str) -> Iterator[Any]:
        if (field, word) not in self._leaf:
            return
        matcher = self._leaf.postings(field, word)
        if self.deleted:
            matcher = matcher.child  # the reader hides deleted documents one by one; we do so at once, for all
        while not matcher._atend:
            yield matcher
            matcher._next_block()

    def read_created(self) -> "array[int]":
        column = self._leaf.column_reader("created")
        return array("q", (int(column[docnum]) for docnum in range(self.size)))

    def read_lengths(self, field: str) -> bytes:
        column = self._leaf._perdoc
        if not column.has_column(_lenfield(field)):
            return bytes(self.size)
        reader = column.column_reader(_lenfield(field), LENGTHS_COLUMN)
        return bytes(reader._dbfile.get(reader._basepos, reader._count)).ljust(self.size, b"\0")


LENGTHS: Final[tuple[float, ...]] = tuple(byte_to_length(byte) for byte in range(256))
