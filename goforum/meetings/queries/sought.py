"""What was said in a room, looked through by its words: whoever may read the room may search it, also years later."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from goforum.accounts.models import Person
from goforum.core.arabic import fold
from goforum.core.db import db
from goforum.meetings.models import Message
from goforum.meetings.queries.room import glimpse

SIZE = 30
MOST_WORDS = 100


@dataclass(frozen=True)
class Hit:
    """A message that holds all the words."""

    id: int
    name: str
    words: str
    language: str
    at: datetime


def search_messages(room_id: int, text: str, *, before: int | None = None) -> tuple[list[Hit], int | None]:
    """The newest messages that hold every word, and the number to go on before; two statements for any number.

    A room holds some thousands of messages: they are read as they are, in the spelling a reader takes for the same.
    """
    wanted = fold(text[:MOST_WORDS]).split()
    if not wanted:
        return [], None
    statement = select(Message.id, Message.seq, Message.body_source).where(
        Message.room_id == room_id, Message.deleted_at.is_(None)).order_by(Message.seq.desc())
    if before is not None:
        statement = statement.where(Message.seq < before)
    found: list[tuple[int, int]] = []
    # Closed when enough is found: the database holds the rest ready until then.
    with db.session.execute(statement.execution_options(yield_per=500)) as read:
        for row in read:
            words = fold(row.body_source)
            if all(one in words for one in wanted):
                found.append((row.id, row.seq))
                if len(found) > SIZE:
                    break
    rows = db.session.execute(
        select(Message.id, Person.name, Message.by_phone, Message.body_source, Message.language, Message.created_at)
        .join(Person, Person.id == Message.author_id).where(Message.id.in_([one for one, _ in found[:SIZE]]))
        .order_by(Message.seq.desc()))
    hits = [Hit(row.id, row.by_phone or row.name, glimpse(row.body_source), row.language, row.created_at)
            for row in rows]
    return hits, found[SIZE - 1][1] if len(found) > SIZE else None
