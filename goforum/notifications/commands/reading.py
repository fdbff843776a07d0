"""What has been read: by opening the thing itself, or by saying so."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.sql.elements import ColumnElement

from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import db
from goforum.notifications.models import Notice, Notification
from goforum.notifications.queries.centre import read_by


def _mark(person_id: int, which: ColumnElement[bool], values: dict[str, Any], at: datetime) -> int:
    rows = select(Notification.id).join(Notice, Notice.id == Notification.notice_id).where(
        Notification.person_id == person_id, Notification.read_at.is_(None), which)
    ids = list(db.session.scalars(rows, values))
    if ids:
        db.session.execute(update(Notification).where(Notification.id.in_(ids), Notification.read_at.is_(None))
                           .values(read_at=at).execution_options(synchronize_session=False))
    return len(ids)


@command
def note_seen(person_id: int, endpoint: str, shown: Any, upto: int) -> int:
    """The person has opened this page: what was told of the things on it is read. How many were new."""
    return _mark(person_id, read_by(endpoint), {"shown": shown, "upto": upto}, clock.now())


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
