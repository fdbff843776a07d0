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
from sqlalchemy import bindparam, update

from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import insert_many_or_ignore, lock_row, upserting
from goforum.core.hot import Hot
from goforum.notifications import rules
from goforum.notifications.kinds import audiences, kinds, subjects
from goforum.notifications.models import Notice, Notification
from goforum.notifications.queries import TOLD, Told, get_told, list_recipients

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


_COLUMNS = ("dedup_key", "subject", "subject_id", "topic", "thread_id", "group_id", "actor_id", "data", "at", "kind",
            "audience", "audience_id", "reached_id", "spread_at")
_TELL = upserting(Notice.__table__, _COLUMNS, lambda insert: insert.on_conflict_do_nothing(
    index_elements=["dedup_key"]).returning(*TOLD))
_N: Any = Notice.__table__
_REACH = Hot(update(_N).where(_N.c.id == bindparam("notice")).values(
    reached_id=bindparam("reached_id"), spread_at=bindparam("spread_at")))


def _notice(kind: str, actor_id: int | None, subject: tuple[str, int], group_id: int | None, dedup_key: str,
            thread_id: int | None, data: Mapping[str, Any] | None, audience: tuple[str, int] | None) -> Told:
    if kind not in kinds or subject[0] not in subjects:
        raise LookupError(f"kind {kind!r} or subject {subject[0]!r} is declared nowhere in listeners/")
    now = clock.now()
    made = _TELL.one_or_none({
        "dedup_key": dedup_key, "subject": subject[0], "subject_id": subject[1],
        "topic": f"thread:{thread_id}" if thread_id else f"{subject[0]}:{subject[1]}", "thread_id": thread_id,
        "group_id": group_id, "actor_id": actor_id, "data": dict(data or {}), "at": now, "kind": kind,
        "audience": audience[0] if audience else None, "audience_id": audience[1] if audience else None,
        "reached_id": 0, "spread_at": None if audience else now,
    })
    return Told(*made) if made else get_told(dedup_key)


def _zone() -> str:
    zone: str = current_app.config["SETTINGS"].default_zone
    return zone


def _tell_named(notice: Told, kind: str, ids: Collection[int]) -> int:
    if not ids:
        return 0
    if kind not in kinds:
        raise LookupError(f"kind {kind!r} is declared nowhere in listeners/")
    people = list_recipients(notice, kind, clock.now(), _zone(), among=ids, limit=len(ids))
    return _write(notice, kind, people)


def _write(notice: Told, kind: str, people: Collection[Any]) -> int:
    return insert_many_or_ignore(Notification, [
        {"person_id": one.person_id, "notice_id": notice.id, "kind": kind, "at": notice.at,
         "mail_due_at": one.mail_due_at} for one in people], ["person_id", "notice_id"])


def _spread(notice: Told, limit: int) -> int:
    people = list_recipients(notice, notice.kind, clock.now(), _zone(), limit=limit)
    told = _write(notice, notice.kind, people)
    _REACH.run({"notice": notice.id, "reached_id": people[-1].person_id if people else notice.reached_id,
                "spread_at": clock.now() if len(people) < limit else None})
    return told


@command
def spread(notice_id: int) -> int:
    """Tell the next people of a notice's audience; how many. Two workers at once take turns at its row."""
    notice = get_told(lock_row(Notice, notice_id).dedup_key)
    return 0 if notice.spread_at is not None else _spread(notice, rules.BATCH)
