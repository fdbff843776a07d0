"""Opening a page changes nothing but how far one has read, when one was last seen and what one was told of."""

import re

import pytest
import sqlalchemy as sa

from goforum.core.db import db
from tests.policy import table, world
from tests.policy.driver import press

WRITES = re.compile(r"\s*(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)", re.IGNORECASE)
# After the answer, many together: core/reading.py, accounts/sessions.py, notifications.
ALLOWED = {"reading_positions", "room_readings", "sessions", "notifications"}


@pytest.fixture
def the_world(ctx):
    built = world.build()
    db.session.commit()
    return built


@pytest.mark.once
def test_a_page_that_is_read_writes_nothing(app, the_world):
    wrote: dict[str, set[str]] = {}
    inside = [""]

    def note(_connection, _cursor, statement, *_rest):
        if inside[0] and (found := WRITES.match(statement)) and found.group(2) not in ALLOWED:
            wrote.setdefault(inside[0], set()).add(found.group(2))

    engine = db.engine.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    rows = [row for row in table.TABLE if row.method == "GET"]
    try:
        for row in rows:
            for kind in ("visitor", "member"):
                # Signing in writes a session; what the page itself writes is told by its table.
                inside[0] = f"{row.name} for a {kind}"
                press(app, the_world, row, kind)
                inside[0] = ""
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    assert len(rows) > 100
    assert wrote == {}
