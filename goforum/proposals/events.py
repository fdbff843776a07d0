"""What happens to proposals."""

from dataclasses import dataclass

from goforum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ProposalDrafted(Event):
    """Its author alone knows of it."""

    proposal_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class ProposalPublished(Event):
    """Readers of the group see it from now on, and its discussion is open."""

    proposal_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class ProposalEdited(Event):
    """There is a new version of the text, or other commitments are linked."""

    proposal_id: int
    group_id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class ProposalMoved(Event):
    """It went from one state to another (``proposals.models.State``), publication included."""

    proposal_id: int
    group_id: int
    from_state: str
    to_state: str


@dataclass(frozen=True, kw_only=True)
class ProposalHidden(Event):
    """Moderators took it out of sight, with its discussion."""

    proposal_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class ProposalShown(Event):
    """A hidden proposal is readable again."""

    proposal_id: int
    group_id: int
