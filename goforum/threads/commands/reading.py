"""How far people have read."""

from collections.abc import Mapping

from sqlalchemy import select

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.reading import move_on
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
        move_on(ReadingPosition, {"person_id": person_id, "thread_id": thread_id}, number, end, now)
    record(PositionsMoved(actor_id=None, person_ids=tuple(sorted({person_id for person_id, _thread in marks}))))
