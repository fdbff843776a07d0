"""The way of a proposal through its states."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from goforum.accounts.queries import PersonCard
from goforum.core.db import db
from goforum.proposals.models import ProposalTransition
from goforum.proposals.queries.people import People


@dataclass(frozen=True)
class Step:
    """One step of a proposal's way; who moved it, or nobody: the clock, a count."""

    from_state: str | None
    to_state: str
    actor_id: int | None
    reason: str
    poll_id: int | None
    at: datetime
    people: People = field(repr=False)

    @property
    def actor(self) -> PersonCard | None:
        """Who moved it."""
        return self.people[self.actor_id] if self.actor_id else None


_STEP = (ProposalTransition.from_state, ProposalTransition.to_state, ProposalTransition.actor_id,
         ProposalTransition.reason, ProposalTransition.poll_id, ProposalTransition.at)


def list_steps(proposal_id: int, people: People | None = None) -> list[Step]:
    """The whole way, oldest first; the names are read with those of ``people``."""
    people = people or People()
    rows = db.session.execute(select(*_STEP).where(ProposalTransition.proposal_id == proposal_id)
                              .order_by(ProposalTransition.id)).all()
    people.want(row.actor_id for row in rows)
    return [Step(row[0], row[1], row[2], row[3], row[4], row[5], people) for row in rows]
