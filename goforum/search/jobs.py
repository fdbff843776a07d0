"""The indexer: one thread of the worker asks ``tick`` several times a second."""

import structlog

from goforum.search import commands
from goforum.search.backend import AnotherWriter, SearchUnavailable
from goforum.search.commands.saving import look_again_at
from goforum.search.engine import backend

log = structlog.get_logger(__name__)


def tick() -> int:
    """Do what is due: build a missing or broken index, else bring in what waits. Answers how much was done.

    Safe to interrupt anywhere and to run twice: a second writer finds the index taken and does nothing.
    """
    try:
        if backend().needs_rebuild():
            return max(1, commands.rebuild())
        return commands.drain_outbox()
    except AnotherWriter:
        return 0
    except SearchUnavailable as trouble:
        # Said once, and the next tick builds the index again.
        log.warning("search_index_unavailable", reason=str(trouble), exc_info=trouble.__cause__)
        return 0


def rebuild() -> int:
    """Build the index again now (``goforum search rebuild``), after whatever the worker is writing."""
    return commands.rebuild(patience=60)


def tell() -> int:
    """Look again at the saved searches whose time has come, for the worker."""
    return look_again_at()
