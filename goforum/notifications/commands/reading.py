"""What has been read: by opening the thing itself, or by saying so."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.sql.elements import ColumnElement

from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import db
from goforum.notifications.models import Notice, Notification
from goforum.notifications.queries.centre import read_by
from goforum.threads.models import Post, ReadingPosition


def _mark(person_id: int, which: ColumnElement[bool], values: dict[str, Any], at: datetime) -> int:
    rows = select(Notification.id).join(Notice, Notice.id == Notification.notice_id).where(
        Notification.person_id == person_id, Notification.read_at.is_(None), which)
    ids = list(db.session.scalars(rows, values))
    _set_read(ids, at)
    return len(ids)


def _set_read(ids: list[int], at: datetime) -> None:
    if ids:
        db.session.execute(update(Notification).where(Notification.id.in_(ids), Notification.read_at.is_(None))
                           .values(read_at=at).execution_options(synchronize_session=False))


@command
def note_seen(person_id: int, endpoint: str, shown: Any, upto: int) -> int:
    """The person has opened this page: what was told of the things on it is read. How many were new."""
    return _mark(person_id, read_by(endpoint), {"shown": shown, "upto": upto}, clock.now())


@command
def note_positions(person_ids: Iterable[int]) -> None:
    """What was told of posts that these people have read by now is read too, wherever they read them."""
    rows = (
        select(Notification.id).join(Notice, Notice.id == Notification.notice_id)
        .join(Post, and_(Notice.subject == "post", Post.id == Notice.subject_id))
        .join(ReadingPosition, and_(ReadingPosition.person_id == Notification.person_id,
                                    ReadingPosition.thread_id == Post.thread_id))
        .where(Notification.person_id.in_(list(person_ids)), Notification.read_at.is_(None),
               ReadingPosition.last_number >= Post.number))
    _set_read(list(db.session.scalars(rows)), clock.now())


@command
def mark_line(person_id: int, *, kind: str, topic: str, last_id: int) -> int:
    """Read a line of the list, as far as it went when it was shown: what came since stays new."""
    return _mark(person_id, (Notice.topic == topic) & (Notification.kind == kind) & (Notice.id <= last_id), {},
                 clock.now())


@command
def mark_all(person_id: int, *, last_id: int) -> datetime | None:
    """Read everything up to a notice; answers with the instant to undo it by, None when nothing was new."""
    now = clock.now()
    return now if _mark(person_id, Notice.id <= last_id, {}, now) else None


@command
def unmark(person_id: int, at: datetime) -> int:
    """Take back a marking: what was read at that very instant is new again."""
    return len(db.session.execute(update(Notification).where(
        Notification.person_id == person_id, Notification.read_at == at).values(read_at=None)
        .returning(Notification.id).execution_options(synchronize_session=False)).all())
