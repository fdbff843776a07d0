"""The floor of a room: who asked to speak, in which order, and who has spoken for how long."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, UtcDateTime, fk, pk
from goforum.meetings.models.planning import one_of


class TurnKind(StrEnum):
    """What somebody asks for the floor for; ``statement`` is read out for those who have no sound."""

    POINT = "point"
    REPLY = "reply"
    ORDER = "order"
    TECHNICAL = "technical"
    STATEMENT = "statement"


class TurnState(StrEnum):
    """Where a request is: it waits, has the floor, has had it, or was taken back."""

    WAITING = "waiting"
    SPEAKING = "speaking"
    DONE = "done"
    WITHDRAWN = "withdrawn"


_OPEN = text("state IN ('waiting', 'speaking')")
_SPEAKS = text("state = 'speaking'")


class SpeakerTurn(Base):
    """A request for the floor. A person has one open request in a room; one of all of them has the floor."""

    __tablename__ = "speaker_turns"
    __table_args__ = (
        one_of("kind", TurnKind),
        one_of("state", TurnState),
        CheckConstraint("person_id IS NOT NULL OR by_phone <> ''", name="somebody"),
        UniqueConstraint("room_id", "recorded_by_id", "client_id"),
        Index("uq_speaker_turns_open", "room_id", "person_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("uq_speaker_turns_floor", "room_id", unique=True, sqlite_where=_SPEAKS, postgresql_where=_SPEAKS),
        Index("ix_speaker_turns_room_id_state", "room_id", "state", "place"),
    )

    id: Mapped[int] = pk()
    room_id: Mapped[int] = fk("rooms.id", index=False)
    person_id: Mapped[int | None] = fk("people.id", nullable=True)
    # Who speaks through the telephone, without an account; the secretary asks for them.
    by_phone: Mapped[str] = mapped_column(String(200), default="")
    recorded_by_id: Mapped[int] = fk("people.id")
    client_id: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), default=TurnState.WAITING)
    # The order of asking, as the server counts it: the number of the line that asked, or that changed it.
    place: Mapped[int]
    item_id: Mapped[int | None] = fk("agenda_items.id", nullable=True)
    statement: Mapped[str] = mapped_column(Text, default="")
    # As whom they speak: mandates change, what was said in a meeting does not.
    college: Mapped[str | None] = mapped_column(String(16))
    organisation_id: Mapped[int | None] = fk("organisations.id", nullable=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    called_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
