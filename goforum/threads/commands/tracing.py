"""The lines a thread keeps of what was done to it, and finding the row to lock when threads were merged."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from goforum.core.db import db, lock_row
from goforum.core.hot import Hot
from goforum.threads.models import Thread, ThreadTrace, TraceKind


def leave_trace(thread_id: int, kind: TraceKind, actor_id: int, now: datetime, *, other_id: int | None = None,
                group_id: int | None = None, number: int | None = None, words: str | None = None) -> int:
    """Add a line to the thread's story; its number is what an undo names."""
    line = ThreadTrace(thread_id=thread_id, kind=kind.value, actor_id=actor_id, at=now, other_id=other_id,
                       group_id=group_id, number=number, words=words)
    db.session.add(line)
    db.session.flush()
    return line.id


def wipe_trace(thread_id: int, kind: TraceKind, actor_id: int, since: datetime) -> bool:
    """Take back a line left a moment ago by the same person; True when there was one."""
    found = db.session.scalars(select(ThreadTrace.id).where(
        ThreadTrace.thread_id == thread_id, ThreadTrace.kind == kind.value, ThreadTrace.actor_id == actor_id,
        ThreadTrace.at >= since)).all()
    if found:
        db.session.execute(delete(ThreadTrace).where(ThreadTrace.id.in_(found)))
    return bool(found)


_T = Thread.__table__
_ONWARD = Hot(select(_T.c.merged_into_id).where(_T.c.id == bindparam("thread")))


def lock_thread(thread_id: int) -> Thread:
    """The thread, locked; where it was merged away, the thread that took it in.

    The way is looked up before anything is locked, so that one row is held; only when the merge was committed
    between the look and the lock is a second one taken.
    """
    while True:
        onward: int | None = thread_id
        while onward is not None:
            thread_id = onward
            found = _ONWARD.one_or_none({"thread": thread_id})
            onward = found.merged_into_id if found else None
        thread = lock_row(Thread, thread_id)
        if thread.merged_into_id is None:
            return thread
        thread_id = thread.merged_into_id


def lock_both(one_id: int, other_id: int) -> tuple[Thread, Thread]:
    """Two threads, locked lowest number first whatever is done with them: no two commands wait crosswise."""
    first, second = (lock_row(Thread, one) for one in sorted((one_id, other_id)))
    return (first, second) if first.id == one_id else (second, first)
