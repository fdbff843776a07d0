"""How far the index is behind what is written, as figures."""

from collections.abc import Iterator

from sqlalchemy import func, select

from goforum.core import clock
from goforum.core.db import db
from goforum.core.metrics import Gauge
from goforum.search.engine import backend
from goforum.search.models import SearchOutbox


def drift() -> Iterator[Gauge]:
    """What waits for the index, since when, and whether there is an index at all."""
    count, oldest = db.session.execute(select(func.count(), func.min(SearchOutbox.created_at))).one()
    age = (clock.now() - oldest).total_seconds() if oldest else 0.0
    yield Gauge("goforum_index_waiting", "Changes that the search index does not hold yet.", count)
    yield Gauge("goforum_index_oldest_seconds", "For how long the oldest of them has waited.", max(0.0, age))
    yield Gauge("goforum_index_broken", "1 while the index is missing or broken and is built again.",
                float(backend().needs_rebuild()))
