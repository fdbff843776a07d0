"""What happens to plans and commitments."""

from dataclasses import dataclass

from goforum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PlanChanged(Event):
    plan_id: int


@dataclass(frozen=True, kw_only=True)
class CommitmentChanged(Event):
    """Added or given a new text."""

    commitment_id: int


@dataclass(frozen=True, kw_only=True)
class MilestoneAdded(Event):
    commitment_id: int
    milestone_id: int


@dataclass(frozen=True, kw_only=True)
class MilestoneRemoved(Event):
    commitment_id: int
    milestone_id: int
