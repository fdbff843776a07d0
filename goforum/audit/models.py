"""The append-only log: the database itself refuses to change or delete a line, on both databases."""

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, Index, String, event
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, Json, UtcDateTime, fk, pk


class AuditEntry(Base):
    """One act: its kind, who did it, where, and the ids it was about. Never a text anyone wrote."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_group_id_id", "group_id", "id"),)

    id: Mapped[int] = pk()
    kind: Mapped[str] = mapped_column(String(60), index=True)
    actor_id: Mapped[int | None] = fk("people.id", nullable=True)
    group_id: Mapped[int | None] = fk("groups.id", nullable=True, index=False)
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


SQLITE_TRIGGERS = tuple(
    f"CREATE TRIGGER audit_entries_no_{verb.lower()} BEFORE {verb} ON audit_entries "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
    for verb in ("UPDATE", "DELETE")
)
POSTGRESQL_TRIGGERS = (
    ("CREATE OR REPLACE FUNCTION audit_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS "
     "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$"),
    ("CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries "
     "FOR EACH ROW EXECUTE FUNCTION audit_entries_refuse()"),
)
for _dialect, _statements in (("sqlite", SQLITE_TRIGGERS), ("postgresql", POSTGRESQL_TRIGGERS)):
    for _statement in _statements:
        event.listen(AuditEntry.__table__, "after_create",
                     DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]
