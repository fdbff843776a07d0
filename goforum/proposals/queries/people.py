"""The people a page names, read together."""

from collections.abc import Iterable

from goforum.accounts.queries import PersonCard, people_by_ids


class People:
    """Wanted while a page is gathered, and read in one statement when the first of them is named."""

    def __init__(self) -> None:
        self._wanted: set[int] = set()
        self._known: dict[int, PersonCard] = {}

    def want(self, ids: Iterable[int | None]) -> None:
        """Say who will be named."""
        self._wanted |= {one for one in ids if one} - self._known.keys()

    def __getitem__(self, person_id: int) -> PersonCard:
        if person_id not in self._known:
            self._known |= people_by_ids(self._wanted | {person_id})
            self._wanted = set()
        return self._known[person_id]
