"""Telling people, inside the transaction of what happened: once each, however often it is tried.

A notice is made once (its key is unique), a person is told of it once (a constraint again). The people an act names
are told at once. An audience is told to its first ``rules.AT_ONCE`` people in the act's own transaction, so that a
working group of the usual size hears immediately; the rest are told by the worker, ``rules.BATCH`` in a transaction,
so that posting in a group of 5,000 costs what it costs in one of 100 and nobody else waits for the lock meanwhile.
How far it has come is written in the same transaction as the rows: a worker that dies goes on where it was.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from flask import current_app
from sqlalchemy import select

from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import db, insert_many_or_ignore, insert_or_ignore, lock_row
from goforum.notifications import rules
from goforum.notifications.kinds import audiences, kinds, subjects
from goforum.notifications.models import Notice, Notification
from goforum.notifications.queries import list_recipients

# However many an act names, so many of them are told: a text full of names is no way to ring every bell.
MAX_NAMED = 50


@command
def tell(person_ids: Iterable[int], kind: str, *, actor_id: int | None, subject: tuple[str, int],
         group_id: int | None, dedup_key: str, thread_id: int | None = None,
         data: Mapping[str, Any] | None = None) -> int:
    """Tell these people of something; how many were told now who had not been.

    ``dedup_key`` names the event: a second call with the same key tells nobody a second time. Never told: the actor,
    who may not read the group, and, unless the kind is ``always``, who asked to hear nothing of the place.
    """
    notice = _notice(kind, actor_id, subject, group_id, dedup_key, thread_id, data, None)
    return _tell_named(notice, kind, list(dict.fromkeys(person_ids)))


@command
def tell_audience(audience: tuple[str, int], kind: str, *, actor_id: int | None, subject: tuple[str, int],
                  group_id: int | None, dedup_key: str, thread_id: int | None = None,
                  data: Mapping[str, Any] | None = None,
                  named: Mapping[str, Iterable[int]] | None = None) -> int:
    """Tell an audience, the first people now and the rest by the worker; how many were told now.

    ``named``: people who are told of the same event as another kind (``{"mention": ids}``), before the others.
    """
    if audience[0] not in audiences:
        raise LookupError(f"no audience is called {audience[0]!r}")
    notice = _notice(kind, actor_id, subject, group_id, dedup_key, thread_id, data, audience)
    told = 0
    for own_kind, ids in (named or {}).items():
        told += _tell_named(notice, own_kind, list(dict.fromkeys(ids))[:MAX_NAMED])
    if notice.spread_at is None and notice.reached_id == 0:
        told += _spread(notice, rules.AT_ONCE)
    return told


def _notice(kind: str, actor_id: int | None, subject: tuple[str, int], group_id: int | None, dedup_key: str,
            thread_id: int | None, data: Mapping[str, Any] | None, audience: tuple[str, int] | None) -> Notice:
    if kind not in kinds or subject[0] not in subjects:
        raise LookupError(f"kind {kind!r} or subject {subject[0]!r} is declared nowhere in listeners/")
    now = clock.now()
    insert_or_ignore(Notice, {
        "dedup_key": dedup_key, "subject": subject[0], "subject_id": subject[1],
        "topic": f"thread:{thread_id}" if thread_id else f"{subject[0]}:{subject[1]}", "thread_id": thread_id,
        "group_id": group_id, "actor_id": actor_id, "data": dict(data or {}), "at": now, "kind": kind,
        "audience": audience[0] if audience else None, "audience_id": audience[1] if audience else None,
        "reached_id": 0, "spread_at": None if audience else now,
    }, ["dedup_key"])
    found: Notice = db.session.scalars(select(Notice).where(Notice.dedup_key == dedup_key)).one()
    return found


def _zone() -> str:
    zone: str = current_app.config["SETTINGS"].default_zone
    return zone


def _tell_named(notice: Notice, kind: str, ids: Collection[int]) -> int:
    if not ids:
        return 0
    if kind not in kinds:
        raise LookupError(f"kind {kind!r} is declared nowhere in listeners/")
    people = list_recipients(notice, kind, clock.now(), _zone(), among=ids, limit=len(ids))
    return _write(notice, kind, people)


def _write(notice: Notice, kind: str, people: Collection[Any]) -> int:
    return insert_many_or_ignore(Notification, [
        {"person_id": one.person_id, "notice_id": notice.id, "kind": kind, "at": notice.at,
         "mail_due_at": one.mail_due_at} for one in people], ["person_id", "notice_id"])


def _spread(notice: Notice, limit: int) -> int:
    people = list_recipients(notice, notice.kind, clock.now(), _zone(), limit=limit)
    told = _write(notice, notice.kind, people)
    if people:
        notice.reached_id = people[-1].person_id
    if len(people) < limit:
        notice.spread_at = clock.now()
    db.session.flush()
    return told


@command
def spread(notice_id: int) -> int:
    """Tell the next people of a notice's audience; how many. Two workers at once take turns at its row."""
    notice = lock_row(Notice, notice_id)
    return 0 if notice.spread_at is not None else _spread(notice, rules.BATCH)
