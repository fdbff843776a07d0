"""What facilitators do with proposals: questions, answers, merges, splits, processes, changes to the plan."""

from dataclasses import dataclass

from goforum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MoreAsked(Event):
    """Facilitators asked its authors for more."""

    proposal_id: int
    group_id: int
    ask_id: int


@dataclass(frozen=True, kw_only=True)
class AskAnswered(Event):
    """An author answered in words what was asked."""

    proposal_id: int
    group_id: int
    ask_id: int


@dataclass(frozen=True, kw_only=True)
class AnswerPrepared(Event):
    """The official answer is written or changed, for facilitators alone to see."""

    proposal_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class AnswerPublished(Event):
    """The official answer is there for everybody to read."""

    proposal_id: int
    group_id: int
    decision: str


@dataclass(frozen=True, kw_only=True)
class ProposalsMerged(Event):
    """It goes on in another one."""

    proposal_id: int
    group_id: int
    target_id: int
    merge_id: int


@dataclass(frozen=True, kw_only=True)
class MergeUndone(Event):
    """It was taken out of the other one again."""

    proposal_id: int
    group_id: int
    target_id: int
    merge_id: int


@dataclass(frozen=True, kw_only=True)
class ProposalSplitOut(Event):
    """A part of it is a proposal of its own."""

    proposal_id: int
    group_id: int
    made_id: int


@dataclass(frozen=True, kw_only=True)
class ProcessStarted(Event):
    """A group's proposals go through phases with dates from now on."""

    process_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class ProcessEnded(Event):
    """A facilitator ended the process of a group."""

    process_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class PhaseBegun(Event):
    """The clock has come to the next phase of a group's process."""

    process_id: int
    group_id: int
    phase: str


@dataclass(frozen=True, kw_only=True)
class ChangeWritten(Event):
    """It says what it would change in a commitment, or no longer does."""

    proposal_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class ChangePublished(Event):
    """What it changes is part of the plan's next version."""

    proposal_id: int
    group_id: int
    commitment_id: int
