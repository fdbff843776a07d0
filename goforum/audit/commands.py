"""Writing to the log, always inside the act's own transaction."""

from datetime import datetime
from typing import Any

from goforum.audit.models import AuditEntry
from goforum.core.commands import command
from goforum.core.db import db


@command
def record_act(kind: str, *, actor_id: int | None, group_id: int | None, at: datetime,
               data: dict[str, Any]) -> None:
    """Add one line to the log."""
    db.session.add(AuditEntry(kind=kind, actor_id=actor_id, group_id=group_id, data=data, at=at))
