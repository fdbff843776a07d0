"""The process that runs in a group, and those whose next phase has begun."""

from sqlalchemy import select

from goforum.core import clock
from goforum.core.db import db
from goforum.proposals.models import Proposal, ProposalProcess, State
from goforum.proposals.rules.process import due_phases


def running_process(group_id: int) -> ProposalProcess | None:
    """The process of a group, if one runs."""
    return db.session.scalar(select(ProposalProcess).where(
        ProposalProcess.group_id == group_id, ProposalProcess.ended_at.is_(None)))


def list_due_processes() -> list[int]:
    """Running processes with a phase that has begun and is not done."""
    now = clock.now()
    rows = db.session.scalars(select(ProposalProcess).where(
        ProposalProcess.ended_at.is_(None), ProposalProcess.ideas_at <= now).order_by(ProposalProcess.id))
    return [row.id for row in rows if due_phases(row, row.moved_to, now)]


def groups_of(process_ids: list[int]) -> dict[int, int]:
    """Process to group."""
    rows = db.session.execute(select(ProposalProcess.id, ProposalProcess.group_id).where(
        ProposalProcess.id.in_(process_ids)))
    return {row.id: row.group_id for row in rows}


def list_in_state(group_id: int, state: State) -> list[int]:
    """The proposals of a group that stand in one state and are not out of sight."""
    return list(db.session.scalars(select(Proposal.id).where(
        Proposal.group_id == group_id, Proposal.state == state, Proposal.hidden_at.is_(None)).order_by(Proposal.id)))
