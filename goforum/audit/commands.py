"""Writing to the log, always inside the act's own transaction; what administrators do about what was given up."""

from datetime import datetime
from typing import Any

from goforum.accounts.rules import may_administer
from goforum.audit import events
from goforum.audit.models import AuditEntry
from goforum.core.commands import command, record
from goforum.core.failures import Kind, list_dead_job_ids
from goforum.core.hot import inserting
from goforum.core.jobs import DeadJob, dig_up, keep, try_again
from goforum.core.outbox import forget_mail, revive_mail
from goforum.core.rules import Conflict, TooBusy, require
from goforum.core.viewer import Viewer

# Each is given to the queue by itself, while somebody waits for the page.
JOBS_AT_ONCE = 200
# Every act costs this statement: made once, of the plain table.
_LINE = inserting(AuditEntry, ("kind", "actor_id", "group_id", "data", "at"))


@command
def record_act(kind: str, *, actor_id: int | None, group_id: int | None, at: datetime,
               data: dict[str, Any]) -> None:
    """Add one line to the log."""
    _LINE.run({"kind": kind, "actor_id": actor_id, "group_id": group_id, "data": data, "at": at})


def try_failure_again(actor: Viewer, kind: Kind, number: int) -> bool:
    """Try a mail or a job that was given up again; False when somebody else has, or let it go."""
    if kind == "mail":
        return _revive(actor, number)
    job = _take_job(actor, number)
    if job is not None:
        try_again(job)  # the queue may be another server: after the commit
    return job is not None


@command
def _revive(actor: Viewer, number: int) -> bool:
    require(may_administer(actor))
    done = bool(revive_mail(number))
    if done:
        record(events.FailureTriedAgain(actor_id=actor.id, what="mail", number=number))
    return done


@command
def _take_job(actor: Viewer, number: int) -> DeadJob | None:
    require(may_administer(actor))
    job = dig_up(number)
    if job is not None:
        record(events.FailureTriedAgain(actor_id=actor.id, what="job", number=number))
    return job


def try_all_again(actor: Viewer) -> tuple[int, int]:
    """Try everything that was given up again: how many mails and jobs. Of jobs as many as one page can wait for."""
    mails, jobs = _take_all(actor)
    given = 0
    while jobs:
        try:
            try_again(jobs.pop(0))
            given += 1
        except Conflict:  # not known any more: it stays
            continue
        except TooBusy:
            for job in jobs:
                keep(job)
            raise
    return mails, given


@command
def _take_all(actor: Viewer) -> tuple[int, list[DeadJob]]:
    require(may_administer(actor))
    mails = revive_mail()
    jobs = [job for number in list_dead_job_ids(JOBS_AT_ONCE) if (job := dig_up(number)) is not None]
    if mails or jobs:
        record(events.FailuresTriedAgain(actor_id=actor.id, mails=mails, jobs=len(jobs)))
    return mails, jobs


@command
def let_failure_go(actor: Viewer, kind: Kind, number: int, *, name: str) -> bool:
    """Neither try a mail or a job again nor show it; False when somebody else has tried it again or let it go."""
    require(may_administer(actor))
    done = forget_mail(number) if kind == "mail" else dig_up(number) is not None
    if done:
        record(events.FailureLetGo(actor_id=actor.id, what=kind, number=number, name=name))
    return done
