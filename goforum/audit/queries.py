"""Reading the log: administrators, and only what happened in groups they may read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from goforum.accounts.models import Person
from goforum.audit.models import AuditEntry
from goforum.core.db import db
from goforum.groups.queries import readable_groups

SIZE = 50


@dataclass(frozen=True)
class Line:
    """One line of the log."""

    id: int
    kind: str
    actor: str | None
    group_id: int | None
    data: dict[str, Any]
    at: datetime


def page(person_id: int, before: int | None = None) -> list[Line]:
    """Lines the person may read, newest first, one more than a page."""
    statement = (
        select(AuditEntry.id, AuditEntry.kind, Person.name, AuditEntry.group_id, AuditEntry.data, AuditEntry.at)
        .outerjoin(Person, Person.id == AuditEntry.actor_id)
        .where(or_(AuditEntry.group_id.is_(None), AuditEntry.group_id.in_(readable_groups(person_id))))
        .order_by(AuditEntry.id.desc()).limit(SIZE + 1))
    if before is not None:
        statement = statement.where(AuditEntry.id < before)
    return [Line(*row) for row in db.session.execute(statement)]
