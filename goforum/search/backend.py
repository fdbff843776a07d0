"""What an engine of search must do, whichever it is. Whoosh now; the database's own index may follow.

A backend knows documents and words, never people: who may read what is decided by ``queries`` before (the groups
a question may look into) and after (each hit is read again through its owner's query).
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol


class SearchUnavailable(RuntimeError):
    """The index is missing, being built, or broken; the site says so in words and goes on."""


@dataclass(frozen=True, slots=True)
class SearchDoc:
    """One thing that can be found. ``place`` is where it stands (see ``places``); ``lang`` "" is several at once.

    Somebody who belongs to several groups stands in each: ``also`` are the other places. ``shelf`` is the kind it is
    listed under where that is not its own (a post that opens a discussion), ``tags`` what filters ask of it (``tag``).
    """

    kind: str
    object_id: int
    place: str
    lang: str
    author_id: int | None
    created: datetime
    title: str
    body: str
    also: tuple[str, ...] = ()
    shelf: str = ""
    tags: tuple[str, ...] = ()

    @property
    def listed(self) -> str:
        return self.shelf or self.kind

    @property
    def key(self) -> str:
        return make_key(self.kind, self.object_id)


def make_key(kind: str, object_id: int) -> str:
    """The name of a document in the index."""
    return f"{kind}:{object_id}"


def tag(sort: str, value: int | str) -> str:
    """A fact filters ask for: an organisation, a commitment, a state."""
    return f"{sort}:{value}"


# Whatever anybody may read.
OPEN: Final = "open"


def content_of(group_id: int) -> str:
    """The place of what is said and decided in a group."""
    return f"in{group_id}"


def existence_of(group_id: int) -> str:
    """The place of the group itself: more people may know of it than may read it."""
    return f"of{group_id}"


@dataclass(frozen=True, slots=True)
class Term:
    """One word (or one phrase) of a question: folded as typed, and every stem it may have.

    In a phrase, ``slop`` is how far apart its words may stand: 1, and one more for the widest run of stop words.
    Where one was mistyped, ``any_of`` the nearest words will do.
    """

    surfaces: tuple[str, ...]
    stems: tuple[str, ...] = ()
    slop: int = 1
    any_of: bool = False

    @property
    def is_phrase(self) -> bool:
        return len(self.surfaces) > 1 and not self.any_of


@dataclass(frozen=True, slots=True)
class Ask:
    """What is looked for, and where it may be looked for. No place or no kind: nothing is found, never all.

    Without words, everything that the filters leave is found, newest first.
    """

    terms: tuple[Term, ...]
    without: tuple[Term, ...] = ()
    places: frozenset[str] = field(default_factory=frozenset)
    kinds: frozenset[str] = field(default_factory=frozenset)
    any_term: bool = False
    # The language a text is in; none named is any of them. A text in several at once is in each.
    langs: frozenset[str] = field(default_factory=frozenset)
    authors: frozenset[int] = field(default_factory=frozenset)
    # One tag of each set.
    tags: tuple[frozenset[str], ...] = ()
    # From this instant on, and before that one.
    since: datetime | None = None
    until: datetime | None = None
    # Newest first instead of best first.
    newest: bool = False
    # At most so many of each kind; 0 is no limit.
    each: int = 0
    # Only whether anything answers at all: how much it is need not be counted.
    any_at_all: bool = False
    # The present, by which texts are fresh or not; none leaves their age out.
    moment: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Keys in order, best first, and how many there are in all, of each kind too."""

    keys: tuple[str, ...]
    total: int
    kinds: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page begins: behind this key, or, when it is no longer found, behind so many results."""

    key: str
    seen: int

    def start(self, ranked: Sequence[int], number: int | None) -> int:
        """The place in an order of documents, in which the key is this number."""
        try:
            return ranked.index(number) + 1 if number is not None else min(self.seen, len(ranked))
        except ValueError:
            return min(self.seen, len(ranked))


# Documents to put in, keys to take out.
Changes = tuple[Sequence[SearchDoc], Sequence[str]]


class AnotherWriter(RuntimeError):
    """Somebody else is writing the index now; what is to be done stays to be done."""


class SearchBackend(Protocol):
    """An index of ``SearchDoc``."""

    def update(self, read: Callable[[], Changes]) -> None:
        """Put documents in (in place of older ones of the same key) and take keys out; durable when this returns.

        ``read`` is called once nobody else writes: what it reads is then newer than whatever the index holds.
        """

    def search(self, ask: Ask, *, after: Cursor | None = None, limit: int) -> Found:
        """The documents that answer, best first, those behind ``after``; raises SearchUnavailable."""

    def suggest(self, ask: Ask, beginning: str, *, limit: int) -> Found:
        """Documents whose title has all words of ``ask`` and one that begins so, the newest of each kind first."""

    def known(self, words: Collection[str]) -> Mapping[str, int]:
        """In how many documents each of these words stands, as folded; words that stand in none are left out."""

    def beginning(self, start: str, *, limit: int) -> list[str]:
        """Words of the index that begin so."""

    def rebuild(self, docs: Iterable[SearchDoc], *, patience: float = 0.0) -> int:
        """A new index of exactly these documents, taking the place of the old one when it is whole.

        Waits ``patience`` seconds for another writer to end, then raises AnotherWriter.
        """

    def needs_rebuild(self) -> bool:
        """True when there is no index of today's make, or the one there is cannot be read."""

    def retire(self) -> None:
        """Remove the index, for another kind of index has taken its place; nothing when there is none.

        Raises AnotherWriter while somebody writes it, SearchUnavailable when it cannot be removed now.
        """
