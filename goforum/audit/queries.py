"""Reading the log: administrators what happened in groups they may read, moderators what happened in theirs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, null, or_, select

from goforum.accounts.models import Person
from goforum.audit.models import AuditEntry
from goforum.core.db import db
from goforum.groups.queries import readable_groups

SIZE = 50
# Lines that tell by their time and thing who reported whom. Whoever moderates reads the log, and may be whom it is
# about: the name stays in the table, for whoever may ask the database itself.
UNSIGNED = ("ThingReported", "CaseOpened")


@dataclass(frozen=True)
class Line:
    """One line of the log."""

    id: int
    kind: str
    actor_id: int | None
    actor: str | None
    group_id: int | None
    data: dict[str, Any]
    at: datetime


def page(person_id: int, before: int | None = None, *, group_id: int | None = None, kind: str = "",
         actor_id: int | None = None) -> list[Line]:
    """Lines the person may read, newest first, one more than a page: all, or of one group, kind or actor."""
    actor = case((AuditEntry.kind.in_(UNSIGNED), null()), else_=AuditEntry.actor_id)
    statement = (
        select(AuditEntry.id, AuditEntry.kind, actor, Person.name,
               AuditEntry.group_id, AuditEntry.data, AuditEntry.at)
        .outerjoin(Person, Person.id == actor)
        .where(or_(AuditEntry.group_id.is_(None), AuditEntry.group_id.in_(readable_groups(person_id))))
        .order_by(AuditEntry.id.desc()).limit(SIZE + 1))
    if before is not None:
        statement = statement.where(AuditEntry.id < before)
    if group_id is not None:
        statement = statement.where(AuditEntry.group_id == group_id)
    if kind:
        statement = statement.where(AuditEntry.kind == kind)
    if actor_id is not None:
        statement = statement.where(actor == actor_id)
    return [Line(*row) for row in db.session.execute(statement)]
