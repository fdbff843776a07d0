"""A thread has one post more: its counters, its version, and what its author has read."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm.attributes import set_committed_value

from goforum.core.hot import Hot
from goforum.threads.models import ReadingPosition, Thread

_T: Any = Thread.__table__
_R: Any = ReadingPosition.__table__
_COUNTERS = ("post_count", "participant_count", "last_post_at", "last_post_id", "last_author_id", "version")
_GROW = Hot(update(_T).where(_T.c.id == bindparam("thread")).values({name: bindparam(name) for name in _COUNTERS}))
_READ_ON = Hot(update(_R).where(
    _R.c.person_id == bindparam("person"), _R.c.thread_id == bindparam("thread"),
    _R.c.last_number == bindparam("before"),
).values(last_number=bindparam("number"), seen_at=bindparam("at")))


def grow(thread: Thread, post_id: int, author_id: int, now: datetime, *, newcomer: bool) -> None:
    """Count a post that was added at the end of a thread whose row is locked."""
    number = thread.post_count + 1
    counters = {
        "post_count": number, "last_post_at": now, "last_post_id": post_id, "last_author_id": author_id,
        "participant_count": thread.participant_count + newcomer, "version": thread.version + 1}
    _GROW.run({"thread": thread.id, **counters})
    for name, value in counters.items():
        set_committed_value(thread, name, value)  # the row says so already
    # Who had read everything has read what they add.
    _READ_ON.run({"person": author_id, "thread": thread.id, "before": number - 1, "number": number, "at": now})
