"""Many small things about one proposal, in one statement: what its group asks, its theme, answer, commitment, and which
longer lists have anything in them at all."""

from dataclasses import dataclass

from sqlalchemy import exists, or_, select
from sqlalchemy.sql.elements import ColumnElement

from goforum.core.db import db
from goforum.proposals.models import (
    Amendment,
    Proposal,
    ProposalAnswer,
    ProposalArgument,
    ProposalAsk,
    ProposalAuthor,
    ProposalChange,
    ProposalCommitment,
    ProposalIntegration,
    ProposalMerge,
    ProposalSettings,
    ProposalSplit,
    ProposalTheme,
    ProposalTheming,
)
from goforum.proposals.queries.answers import ANSWER, Answer

_HAS: dict[str, ColumnElement[bool]] = {
    "amendments": exists().where(Amendment.proposal_id == Proposal.id),
    "arguments": exists().where(ProposalArgument.proposal_id == Proposal.id),
    "asks": exists().where(ProposalAsk.proposal_id == Proposal.id),
    "authors": exists().where(ProposalAuthor.proposal_id == Proposal.id),
    "change": exists().where(ProposalChange.proposal_id == Proposal.id),
    "commitments": exists().where(ProposalCommitment.proposal_id == Proposal.id),
    "merges": exists().where(or_(ProposalMerge.source_id == Proposal.id, ProposalMerge.target_id == Proposal.id)),
    "splits": exists().where(or_(ProposalSplit.proposal_id == Proposal.id, ProposalSplit.from_id == Proposal.id)),
}


@dataclass(frozen=True)
class Facts:
    """What one statement tells of a proposal; ``has`` names the lists worth asking for."""

    needed: int
    theme: str
    commitment_id: int | None
    answer: Answer | None
    has: frozenset[str]


def facts_of(proposal_id: int) -> Facts:
    """The facts of one proposal; the caller has asked who may see it."""
    row = db.session.execute(
        select(ProposalSettings.supports_needed, ProposalTheme.name, ProposalIntegration.commitment_id,
               *(flag.label(f"has_{name}") for name, flag in _HAS.items()), *ANSWER)
        .select_from(Proposal)
        .outerjoin(ProposalSettings, ProposalSettings.group_id == Proposal.group_id)
        .outerjoin(ProposalTheming, ProposalTheming.proposal_id == Proposal.id)
        .outerjoin(ProposalTheme, ProposalTheme.id == ProposalTheming.theme_id)
        .outerjoin(ProposalIntegration, ProposalIntegration.proposal_id == Proposal.id)
        .outerjoin(ProposalAnswer, ProposalAnswer.proposal_id == Proposal.id)
        .where(Proposal.id == proposal_id)).one()
    answer = tuple(row)[3 + len(_HAS):]
    return Facts(row[0] or 0, row[1] or "", row[2], Answer(*answer) if answer[0] is not None else None,
                 frozenset(name for name, there in zip(_HAS, tuple(row)[3:], strict=False) if there))
