"""How far people have read."""

from collections.abc import Mapping

from sqlalchemy import case, select, update

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore
from goforum.threads.events import PositionsMoved
from goforum.threads.models import ReadingPosition, Thread


@command
def save_positions(marks: Mapping[tuple[int, int], int]) -> None:
    """Move people's reading positions, ``(person, thread) → number``; a position never moves back."""
    now = clock.now()
    # In one order everywhere, so that two workers never wait for each other crosswise.
    for (person_id, thread_id), number in sorted(marks.items()):
        # Posts may have been carried away since the page was drawn: nobody has read beyond the end.
        end = select(Thread.post_count).where(Thread.id == thread_id).scalar_subquery()
        reached = case((end < number, end), else_=number)
        moved = db.session.execute(
            update(ReadingPosition)
            .where(ReadingPosition.person_id == person_id, ReadingPosition.thread_id == thread_id,
                   ReadingPosition.last_number < reached)
            .values(last_number=reached, seen_at=now).execution_options(synchronize_session=False))
        if not moved.rowcount:
            insert_or_ignore(ReadingPosition, {"person_id": person_id, "thread_id": thread_id,
                                               "last_number": reached, "seen_at": now},
                             ["person_id", "thread_id"])
    record(PositionsMoved(actor_id=None, person_ids=tuple(sorted({person_id for person_id, _thread in marks}))))
