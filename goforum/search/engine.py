"""Which index this application uses."""

from collections.abc import Callable, Iterable
from typing import cast

from flask import Flask, current_app

from goforum.config import Settings
from goforum.search.backend import Ask, Changes, Found, SearchBackend, SearchDoc, SearchUnavailable
from goforum.search.postgres_backend import PostgresBackend
from goforum.search.whoosh_backend import WhooshBackend

NAME = "goforum_search"


class Growing:
    """The index a site has grown into; while it is being built for the first time, the old one goes on answering.

    What the old one says may be out of date, never out of bounds: every hit is read again through its owner.
    """

    def __init__(self, new: SearchBackend, old: SearchBackend) -> None:
        self.new, self.old = new, old

    def search(self, ask: Ask, *, offset: int, limit: int) -> Found:
        """The documents that answer, best first; raises SearchUnavailable when neither can say."""
        try:
            return self.new.search(ask, offset=offset, limit=limit)
        except SearchUnavailable as unavailable:
            try:
                return self.old.search(ask, offset=offset, limit=limit)
            except SearchUnavailable:
                raise unavailable from None

    def update(self, read: Callable[[], Changes]) -> None:
        """Put documents in and take keys out of the new index."""
        self.new.update(read)

    def rebuild(self, docs: Iterable[SearchDoc], *, patience: float = 0.0) -> int:
        """Build the new index."""
        return self.new.rebuild(docs, patience=patience)

    def needs_rebuild(self) -> bool:
        """Whether the new index has to be built."""
        return self.new.needs_rebuild()


def make_engine(settings: Settings) -> SearchBackend:
    """The index these settings ask for; opened at the first question."""
    whoosh = WhooshBackend(settings.data_dir / "search")
    if settings.search_backend == "postgresql":
        return Growing(PostgresBackend(settings.sqlalchemy_url), whoosh)
    return whoosh


def init_engine(app: Flask) -> None:
    """Give the application its index."""
    app.extensions[NAME] = make_engine(app.config["SETTINGS"])


def backend() -> SearchBackend:
    """The index of the present application."""
    return cast("SearchBackend", current_app.extensions[NAME])
