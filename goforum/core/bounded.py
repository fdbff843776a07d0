"""Things kept in memory up to a number of bytes; what is longest unused makes room."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Bounded(Generic[T]):
    """The latest things by their keys. One larger than the whole room is not kept at all."""

    def __init__(self, limit_bytes: int) -> None:
        self.limit, self.held = limit_bytes, 0
        self._things: OrderedDict[Hashable, tuple[int, T]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._things)

    def find(self, key: Hashable) -> T | None:
        """The thing of this key, if it is still there."""
        with self._lock:
            found = self._things.get(key)
            if found is None:
                return None
            self._things.move_to_end(key)
            return found[1]

    def put(self, key: Hashable, thing: T, size: int) -> None:
        """Keep a thing of so many bytes."""
        with self._lock:
            old = self._things.pop(key, None)
            self.held += size - (old[0] if old is not None else 0)
            self._things[key] = (size, thing)
            while self.held > self.limit and self._things:
                self.held -= self._things.popitem(last=False)[1][0]

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._things.clear()
            self.held = 0
