"""The tables of proposals."""

from goforum.proposals.models.amendments import Amendment, AmendmentState
from goforum.proposals.models.proposals import (
    MAX_REASON,
    MAX_TITLE,
    Proposal,
    ProposalCommitment,
    ProposalPost,
    ProposalTransition,
    ProposalVersion,
    State,
)
from goforum.proposals.models.together import (
    MAX_ARGUMENT,
    MOST_AUTHORS,
    ArgumentSupport,
    ProposalArgument,
    ProposalAuthor,
    ProposalSettings,
    ProposalSupport,
    Side,
    Signing,
)

__all__ = [
    "MAX_ARGUMENT",
    "MAX_REASON",
    "MAX_TITLE",
    "MOST_AUTHORS",
    "Amendment",
    "AmendmentState",
    "ArgumentSupport",
    "Proposal",
    "ProposalArgument",
    "ProposalAuthor",
    "ProposalCommitment",
    "ProposalPost",
    "ProposalSettings",
    "ProposalSupport",
    "ProposalTransition",
    "ProposalVersion",
    "Side",
    "Signing",
    "State",
]
