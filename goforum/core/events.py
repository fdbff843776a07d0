"""What happened, and who wants to hear.

An event is a frozen fact in the past tense that carries ids only. Features above listen; the feature that
records it has never heard of them. ``@inside`` runs in the same transaction (the fact would be a lie
without it); ``@after`` runs once the commit is done, and its failure is logged, never shown.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from goforum.core import clock


@dataclass(frozen=True, kw_only=True)
class Event:
    """The base of all domain events: who did it (None for the clock) and when."""

    actor_id: int | None
    occurred_at: datetime = field(default_factory=clock.now)


Listener = Callable[[Any], None]

heard_inside: dict[type[Event], list[Listener]] = defaultdict(list)
heard_after: dict[type[Event], list[Listener]] = defaultdict(list)


# A listener may hear several kinds (``@after(A)`` over ``@after(B)``), so its own type passes unchanged.
L = TypeVar("L", bound=Listener)


def _registrar(table: dict[type[Event], list[Listener]], kind: type[Event]) -> Callable[[L], L]:
    def register(listener: L) -> L:
        if listener not in table[kind]:
            table[kind].append(listener)
        return listener

    return register


def inside(kind: type[Event]) -> Callable[[L], L]:
    """Hear ``kind`` in the transaction that records it; raising undoes the whole command."""
    return _registrar(heard_inside, kind)


def after(kind: type[Event]) -> Callable[[L], L]:
    """Hear ``kind`` after the commit, with a session of its own."""
    return _registrar(heard_after, kind)


def listeners(table: dict[type[Event], list[Listener]], event: Event) -> list[Listener]:
    """Listeners of the event's own class and of every class above it (``Event`` hears all)."""
    return [one for kind in type(event).__mro__ if kind in table for one in table[kind]]
