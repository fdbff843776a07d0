"""What happens to a proposal itself: drafted, published, changed, moved, out of sight."""

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
    """There is a new version of the text (taken over from an amendment, perhaps), or other commitments are linked."""

    proposal_id: int
    group_id: int
    version: int
    amendment_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ProposalMoved(Event):
    """It went from one state to another (``proposals.models.State``), publication included."""

    proposal_id: int
    group_id: int
    from_state: str
    to_state: str
    # Moved by something that is told in its own words: nobody hears of one act twice.
    told: bool = False


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


@dataclass(frozen=True, kw_only=True)
class ProposalThemed(Event):
    """It stands under a theme of its group, another one, or none."""

    proposal_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class ProposalNoted(Event):
    """A facilitator left a note for the others."""

    proposal_id: int
    group_id: int
