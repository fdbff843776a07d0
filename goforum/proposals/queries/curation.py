"""What facilitators did with a proposal, as its page tells it: to everybody, or to themselves alone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from goforum.commitments import queries as commitments
from goforum.commitments.queries import CommitmentCard
from goforum.core.db import db
from goforum.core.rules import NotFound
from goforum.proposals.models import (
    MergeRow,
    ProposalAsk,
    ProposalMerge,
    ProposalNote,
    ProposalSplit,
)
from goforum.proposals.queries.facts import Facts, facts_of
from goforum.proposals.queries.proposals import ProposalCard, cards


@dataclass(frozen=True)
class Ask:
    """What facilitators asked, and what was answered."""

    id: int
    asked_by_id: int
    words: str
    at: datetime
    answered_at: datetime | None
    answered_by_id: int | None
    answer: str


def list_asks(proposal_id: int, limit: int = 30) -> list[Ask]:
    """What was asked of the authors, newest first."""
    rows = db.session.execute(
        select(ProposalAsk.id, ProposalAsk.asked_by_id, ProposalAsk.words, ProposalAsk.at, ProposalAsk.answered_at,
               ProposalAsk.answered_by_id, ProposalAsk.answer)
        .where(ProposalAsk.proposal_id == proposal_id).order_by(ProposalAsk.id.desc()).limit(limit))
    return [Ask(*row) for row in rows]


@dataclass(frozen=True)
class Note:
    """What one facilitator said to the others."""

    author_id: int
    body: str
    at: datetime


def list_notes(proposal_id: int, limit: int = 100) -> list[Note]:
    """The notes about a proposal, newest first; for facilitators alone."""
    rows = db.session.execute(select(ProposalNote.author_id, ProposalNote.body, ProposalNote.at).where(
        ProposalNote.proposal_id == proposal_id).order_by(ProposalNote.id.desc()).limit(limit))
    return [Note(*row) for row in rows]


@dataclass(frozen=True)
class Merge:
    """Two proposals that became one."""

    id: int
    source_id: int
    target_id: int
    actor_id: int
    reason: str
    at: datetime
    undone_at: datetime | None


_MERGE = (ProposalMerge.id, ProposalMerge.source_id, ProposalMerge.target_id, ProposalMerge.actor_id,
          ProposalMerge.reason, ProposalMerge.at, ProposalMerge.undone_at)


def get_merge(merge_id: int) -> Merge:
    """One merge; the caller asks who may undo it."""
    row = db.session.execute(select(*_MERGE).where(ProposalMerge.id == merge_id)).one_or_none()
    if row is None:
        raise NotFound()
    return Merge(*row)


def list_merges(proposal_id: int) -> list[Merge]:
    """The merges that stand: of this proposal into another, and of others into it."""
    rows = db.session.execute(select(*_MERGE).where(
        or_(ProposalMerge.source_id == proposal_id, ProposalMerge.target_id == proposal_id),
        ProposalMerge.undone_at.is_(None)).order_by(ProposalMerge.id))
    return [Merge(*row) for row in rows]


def carried(merge_id: int) -> dict[str, list[int]]:
    """What a merge carried over, by kind."""
    found: dict[str, list[int]] = {}
    for kind, number in db.session.execute(select(MergeRow.kind, MergeRow.number).where(MergeRow.merge_id == merge_id)):
        found.setdefault(kind, []).append(number)
    return found


@dataclass(frozen=True)
class Story:
    """Where a proposal came from and went, beside its states."""

    theme: str
    merges: list[Merge]
    split_from: int | None
    split_by_id: int | None
    splits: list[int]
    others: dict[int, ProposalCard]
    commitment: CommitmentCard | None


def story_of(proposal_id: int, person_id: int | None, facts: Facts | None = None) -> Story:
    """Merges, splits, theme and commitment, in a fixed number of statements; only what the person may see."""
    facts = facts or facts_of(proposal_id)
    merges = list_merges(proposal_id) if "merges" in facts.has else []
    parted = db.session.execute(
        select(ProposalSplit.proposal_id, ProposalSplit.from_id, ProposalSplit.actor_id)
        .where(or_(ProposalSplit.proposal_id == proposal_id, ProposalSplit.from_id == proposal_id))
        .order_by(ProposalSplit.proposal_id)).all() if "splits" in facts.has else []
    split_from, split_by = next(
        ((row.from_id, row.actor_id) for row in parted if row.proposal_id == proposal_id), (None, None))
    splits = [row.proposal_id for row in parted if row.from_id == proposal_id]
    named = {one for merge in merges for one in (merge.source_id, merge.target_id)} | {*splits} | (
        {split_from} if split_from else set())
    number = facts.commitment_id
    return Story(facts.theme, merges, split_from, split_by, splits, cards(named - {proposal_id}, person_id),
                 commitments.cards([number]).get(number) if number else None)
