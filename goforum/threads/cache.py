"""Pieces of pages drawn once for all their readers, kept in this process for a short while.

A key names everything a piece shows: thread, version, page, language, zone. What a version does not cover (a
person's new name, an organisation's) shows within ``LIFE`` seconds. Nothing here knows who is reading: whatever
depends on that is laid over the piece afterwards.
"""

import time
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from goforum.core import metrics
from goforum.core.bounded import Bounded

T = TypeVar("T")

LIFE = 60.0


class Cache(Generic[T]):
    """The latest pieces, up to a number of bytes; the one longest unused goes first."""

    def __init__(self, limit_bytes: int, life: float = LIFE) -> None:
        self.life = life
        self._pieces: Bounded[tuple[float, T]] = Bounded(limit_bytes)

    @property
    def held(self) -> int:
        """The bytes of all pieces."""
        return self._pieces.held

    def find(self, key: Hashable) -> T | None:
        """The piece of this key, if it is there and fresh."""
        held = self._pieces.find(key)
        found = held is not None and held[0] > time.monotonic()
        metrics.CACHE.add("pieces", "yes" if found else "no")
        return held[1] if held is not None and found else None

    def many(self, keys: Sequence[Hashable]) -> list[T | None]:
        """The pieces of these keys, None where there is none."""
        return [self.find(key) for key in keys]

    def put(self, key: Hashable, piece: T, size: int) -> None:
        """Keep a piece of so many bytes; what is longest unused makes room."""
        self._pieces.put(key, (time.monotonic() + self.life, piece), size)

    def get(self, key: Hashable, make: Callable[[], tuple[T, int]]) -> T:
        """The piece of this key; ``make`` draws it when there is none, and says how many bytes it takes.

        Two readers may draw the same piece at once, and both are right: no reader waits for another's database.
        """
        found = self.find(key)
        if found is None:
            found, size = make()
            self.put(key, found, size)
        return found

    def clear(self) -> None:
        """Forget everything (a person was renamed; tests)."""
        self._pieces.clear()
