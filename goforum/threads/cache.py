"""Pieces of pages drawn once for all their readers, kept in this process for a short while.

A key names everything a piece shows: thread, version, page, language, zone. What a version does not cover (a
person's new name, an organisation's) shows within ``LIFE`` seconds. Nothing here knows who is reading: whatever
depends on that is laid over the piece afterwards.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from goforum.core import metrics

T = TypeVar("T")

LIFE = 60.0


class Cache(Generic[T]):
    """The latest pieces, up to a number of bytes; the one longest unused goes first."""

    def __init__(self, limit_bytes: int, life: float = LIFE) -> None:
        self.limit, self.life = limit_bytes, life
        self.held = 0
        self._pieces: OrderedDict[Hashable, tuple[float, int, T]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> T | None:
        """The piece of this key, if it is there and fresh."""
        return self.many((key,))[0]

    def many(self, keys: Sequence[Hashable]) -> list[T | None]:
        """The pieces of these keys, None where there is none."""
        now = time.monotonic()
        found: list[T | None] = []
        with self._lock:
            for key in keys:
                held = self._pieces.get(key)
                metrics.CACHE.add("pieces", "yes" if held is not None and held[0] > now else "no")
                if held is None or held[0] <= now:
                    found.append(None)
                    continue
                self._pieces.move_to_end(key)
                found.append(held[2])
        return found

    def put(self, key: Hashable, piece: T, size: int) -> None:
        """Keep a piece of so many bytes; what is longest unused makes room."""
        with self._lock:
            self._drop(key)
            self._pieces[key] = (time.monotonic() + self.life, size, piece)
            self.held += size
            while self.held > self.limit and len(self._pieces) > 1:
                self._drop(next(iter(self._pieces)))

    def get(self, key: Hashable, make: Callable[[], tuple[T, int]]) -> T:
        """The piece of this key; ``make`` draws it when there is none, and says how many bytes it takes.

        Two readers may draw the same piece at once, and both are right: no reader waits for another's database.
        """
        found = self.find(key)
        if found is None:
            found, size = make()
            self.put(key, found, size)
        return found

    def _drop(self, key: Hashable) -> None:
        old = self._pieces.pop(key, None)
        if old is not None:
            self.held -= old[1]

    def clear(self) -> None:
        """Forget everything (a person was renamed; tests)."""
        with self._lock:
            self._pieces.clear()
            self.held = 0
