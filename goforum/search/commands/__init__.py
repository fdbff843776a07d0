"""Writing down what changed, and bringing the index up to it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import structlog
from sqlalchemy import Select, delete, insert, literal, select

from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import UtcDateTime, db
from goforum.core.hot import inserting
from goforum.search import queries
from goforum.search.backend import Changes, SearchDoc, make_key
from goforum.search.documents import SOURCES, all_documents
from goforum.search.engine import backend
from goforum.search.models import SearchOutbox
from goforum.search.queries import Waiting

log = structlog.get_logger(__name__)


_PROMISE = inserting(SearchOutbox, ("kind", "object_id", "op", "created_at"))


def look_again(kind: str, object_ids: Iterable[int], *, gone: bool = False) -> None:
    """Promise, inside the command that changes them, that the index will follow these things."""
    if kind not in SOURCES:
        raise LookupError(f"search knows no {kind!r}")
    now = clock.now()
    rows = [{"kind": kind, "object_id": object_id, "op": "gone" if gone else "look", "created_at": now}
            for object_id in object_ids]
    if len(rows) == 1:
        _PROMISE.run(rows[0])
    elif rows:
        db.session.execute(insert(SearchOutbox), rows)


def look_again_where(kind: str, ids: Select[int]) -> None:
    """The same for all the things a statement finds, however many: one statement."""
    found = ids.subquery()
    db.session.execute(insert(SearchOutbox).from_select(
        ["kind", "object_id", "op", "created_at"],
        select(literal(kind), found.c.id, literal("look"), literal(clock.now(), UtcDateTime))))


def drain_outbox(limit: int = 200) -> int:
    """Bring what waits into the index, oldest first; answers how many rows are done.

    Not a command: the index is written between two transactions, never inside one. A crash after the index and
    before the rows are forgotten only means that the same things are looked at twice.
    """
    waiting = queries.list_waiting(limit)
    if not waiting:
        return 0
    # The connection goes back first: writing an index takes longer than a read may stay open.
    db.session.remove()
    backend().update(lambda: _read(waiting))
    forget([row.id for row in waiting])
    return len(waiting)


def _read(waiting: Sequence[Waiting]) -> Changes:
    """The things as they are now; those that cannot be read any more are to be taken out."""
    named: dict[str, set[int]] = defaultdict(set)
    to_read: dict[str, set[int]] = defaultdict(set)
    for row in waiting:
        named[row.kind].add(row.object_id)
        if row.op == "look":
            to_read[row.kind].add(row.object_id)
    docs: list[SearchDoc] = []
    gone: list[str] = []
    for kind, ids in named.items():
        # A kind that an older or newer goforum wrote is nothing to this one, and must not stop the others.
        source = SOURCES.get(kind)
        found = {doc.object_id: doc for doc in source.load(to_read[kind])} if source and to_read[kind] else {}
        docs += found.values()
        gone += [make_key(kind, object_id) for object_id in sorted(ids - found.keys())]
    db.session.remove()
    return docs, gone


@command
def forget(row_ids: list[int]) -> None:
    """These things are in the index."""
    db.session.execute(delete(SearchOutbox).where(SearchOutbox.id.in_(row_ids)))


def rebuild(*, patience: float = 0.0) -> int:
    """Build the index again from the database; answers how many things can be found.

    What changes meanwhile waits in the outbox and follows right after.
    """
    count = backend().rebuild(all_documents(), patience=patience)
    log.info("search_index_rebuilt", documents=count)
    return count
