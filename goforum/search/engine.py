"""Which index this application uses."""

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from typing import TypeVar, cast

from flask import Flask, current_app

from goforum.config import Settings
from goforum.search.backend import (
    AnotherWriter,
    Ask,
    Changes,
    Cursor,
    Found,
    SearchBackend,
    SearchDoc,
    SearchUnavailable,
)
from goforum.search.postgres_backend import PostgresBackend
from goforum.search.whoosh_backend import WhooshBackend

NAME = "goforum_search"
T = TypeVar("T")


class Growing:
    """The index a site has grown into; while it is being built for the first time, the old one goes on answering.

    What the old one says may be out of date, never out of bounds: every hit is read again through its owner. Once the
    new one is whole, the old one goes: it hears of no change any more, and a site that comes back to it must not
    take it for an index of today.
    """

    def __init__(self, new: SearchBackend, old: SearchBackend) -> None:
        self.new, self.old = new, old
        self._alone = False

    def search(self, ask: Ask, *, after: Cursor | None = None, limit: int) -> Found:
        """The documents that answer, best first; raises SearchUnavailable when neither can say."""
        return self._ask(lambda engine: engine.search(ask, after=after, limit=limit))

    def suggest(self, ask: Ask, beginning: str, *, limit: int) -> Found:
        """Documents whose title has all words of ``ask`` and one that begins so."""
        return self._ask(lambda engine: engine.suggest(ask, beginning, limit=limit))

    def known(self, words: Collection[str]) -> Mapping[str, int]:
        """In how many documents each of these words stands."""
        return self._ask(lambda engine: engine.known(words))

    def beginning(self, start: str, *, limit: int) -> list[str]:
        """Words of the index that begin so."""
        return self._ask(lambda engine: engine.beginning(start, limit=limit))

    def _ask(self, question: Callable[[SearchBackend], T]) -> T:
        # Between the two looks the new one may have become whole, and the old one gone.
        for engine in (self.new, self.old):
            with suppress(SearchUnavailable):
                return question(engine)
        return question(self.new)

    def update(self, read: Callable[[], Changes]) -> None:
        """Put documents in and take keys out of the new index."""
        self.new.update(read)
        self._leave()

    def rebuild(self, docs: Iterable[SearchDoc], *, patience: float = 0.0) -> int:
        """Build the new index."""
        count = self.new.rebuild(docs, patience=patience)
        self._leave()
        return count

    def needs_rebuild(self) -> bool:
        """Whether the new index has to be built."""
        return self.new.needs_rebuild()

    def _leave(self) -> None:
        """Once in a process: the old one may be there again after a crash, or after a worker of other settings."""
        if not self._alone:
            with suppress(AnotherWriter, SearchUnavailable):
                self.old.retire()
                self._alone = True

    def retire(self) -> None:
        """Remove both."""
        self.new.retire()
        self.old.retire()


def make_engine(settings: Settings) -> SearchBackend:
    """The index these settings ask for; opened at the first question."""
    whoosh = WhooshBackend(settings.data_dir / "search")
    if settings.is_sqlite:
        return whoosh
    postgres = PostgresBackend(settings.sqlalchemy_url)
    if settings.search_backend == "postgresql":
        return Growing(postgres, whoosh)
    # A site that goes back to files: what stands in the database answers until they are whole.
    return Growing(whoosh, postgres)


def init_engine(app: Flask) -> None:
    """Give the application its index."""
    app.extensions[NAME] = make_engine(app.config["SETTINGS"])


def backend() -> SearchBackend:
    """The index of the present application."""
    return cast("SearchBackend", current_app.extensions[NAME])
