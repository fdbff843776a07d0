"""A group's process: phases with dates, which its proposals go through together."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, UtcDateTime, fk, pk

# The columns that say when each phase begins, and the end.
DATES = ("ideas_at", "discussion_at", "freeze_at", "vote_at", "answer_at", "ends_at")


class Phase(StrEnum):
    """The phases of a process, in their one order, between what comes before and after."""

    BEFORE = "before"
    IDEAS = "ideas"
    DISCUSSION = "discussion"
    FREEZE = "freeze"
    VOTE = "vote"
    ANSWER = "answer"
    OVER = "over"


class ProposalProcess(Base):
    """When ideas are gathered, discussed, frozen, voted on and answered; one runs in a group at a time."""

    __tablename__ = "proposal_processes"
    __table_args__ = (
        CheckConstraint("ideas_at < discussion_at AND discussion_at < freeze_at AND freeze_at < vote_at "
                        "AND vote_at < answer_at AND answer_at < ends_at", name="order"),
        CheckConstraint("quorum_percent BETWEEN 0 AND 100", name="quorum"),
        Index("uq_proposal_processes_running", "group_id", unique=True, sqlite_where=text("ended_at IS NULL"),
              postgresql_where=text("ended_at IS NULL")),
    )

    id: Mapped[int] = pk()
    group_id: Mapped[int] = fk("groups.id", index=False)
    ideas_at: Mapped[datetime] = mapped_column(UtcDateTime)
    discussion_at: Mapped[datetime] = mapped_column(UtcDateTime)
    freeze_at: Mapped[datetime] = mapped_column(UtcDateTime)
    vote_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    quorum_percent: Mapped[int]
    # Whether the clock moves the proposals; else the dates are said, and facilitators move them.
    automatic: Mapped[bool]
    # In whose name the clock opens the votes.
    started_by_id: Mapped[int] = fk("people.id")
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # The last phase whose beginning was done and told.
    moved_to: Mapped[str] = mapped_column(String(12))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
