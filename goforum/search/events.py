"""What happens in search that others tell of."""

from dataclasses import dataclass

from goforum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SavedSearchFound(Event):
    """A saved search has found a thing its owner may read: ``key`` names it in the index."""

    saved_id: int
    person_id: int
    key: str
    group_id: int | None
