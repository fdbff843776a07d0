"""What was given up, mails and jobs in one list: what each was, when, why; tried again, or let go."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from goforum.core.db import db
from goforum.core.jobs import TRIES, DeadJob
from goforum.core.outbox import MailOutbox, given_up

Kind = Literal["job", "mail"]  # in the order in which those of one moment stand
SIZE = 50


@dataclass(frozen=True)
class Failure:
    """One mail or job that failed each time it was tried; of its reader only where the mail was to go."""

    kind: Kind
    id: int
    name: str  # the mail's template, the job's task
    at: datetime
    tries: int
    error: str
    host: str = ""
    request_id: str = ""

    @property
    def key(self) -> "Key":
        """Its place in the list."""
        return self.at, self.kind, self.id


Key = tuple[datetime, Kind, int]


def page_failures(before: Key | None = None) -> list[Failure]:
    """The newest first, one more than a page holds; ``before`` is the last one of the page before."""
    found = [*_mails(before), *_jobs(before)]
    return sorted(found, key=lambda one: one.key, reverse=True)[: SIZE + 1]


def get_failure(kind: Kind, number: int) -> Failure | None:
    """This one, if it is still there."""
    found = _mails(None, MailOutbox.id == number) if kind == "mail" else _jobs(None, DeadJob.id == number)
    return found[0] if found else None


def list_dead_job_ids(limit: int) -> list[int]:
    """The jobs that were given up first."""
    return list(db.session.scalars(select(DeadJob.id).order_by(DeadJob.id).limit(limit)))


def count_failures() -> tuple[int, int]:
    """How many mails and how many jobs were given up."""
    mails = db.session.scalar(select(func.count(MailOutbox.id)).where(given_up()))
    return mails or 0, db.session.scalar(select(func.count(DeadJob.id))) or 0


def _mails(before: Key | None, *those: ColumnElement[bool]) -> list[Failure]:
    rows = db.session.execute(select(
        MailOutbox.id, MailOutbox.template, MailOutbox.dead_at, MailOutbox.tries, MailOutbox.last_error,
        MailOutbox.to_address,
    ).where(given_up(), *those, *_older("mail", MailOutbox.dead_at, MailOutbox.id, before))
        .order_by(MailOutbox.dead_at.desc(), MailOutbox.id.desc()).limit(SIZE + 1))
    return [Failure("mail", row.id, row.template, row.dead_at, row.tries, row.last_error or "",
                    host=row.to_address.rpartition("@")[2]) for row in rows]


def _jobs(before: Key | None, *those: ColumnElement[bool]) -> list[Failure]:
    rows = db.session.execute(select(DeadJob.id, DeadJob.name, DeadJob.died_at, DeadJob.error, DeadJob.request_id)
                              .where(*those, *_older("job", DeadJob.died_at, DeadJob.id, before))
                              .order_by(DeadJob.died_at.desc(), DeadJob.id.desc()).limit(SIZE + 1))
    return [Failure("job", row.id, row.name, row.died_at, TRIES + 1, row.error, request_id=row.request_id)
            for row in rows]


def _older(kind: Kind, at: Any, number: Any, before: Key | None) -> list[ColumnElement[bool]]:
    """What stands behind a place in the list, of one kind: each kind is read along its own index."""
    if before is None:
        return []
    when, of_kind, last = before
    same = number < last if kind == of_kind else number > 0 if kind < of_kind else false()
    return [or_(at < when, and_(at == when, same))]
