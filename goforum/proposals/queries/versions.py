"""The versions of a proposal's text."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from goforum.core.db import db
from goforum.core.rules import NotFound
from goforum.proposals.models import ProposalVersion


@dataclass(frozen=True)
class VersionLine:
    """A version in the list of versions."""

    number: int
    title: str
    author_id: int
    created_at: datetime


def list_versions(proposal_id: int, limit: int = 100) -> list[VersionLine]:
    """The versions of the text, newest first."""
    rows = db.session.execute(
        select(ProposalVersion.number, ProposalVersion.title, ProposalVersion.author_id,
               ProposalVersion.created_at)
        .where(ProposalVersion.proposal_id == proposal_id).order_by(ProposalVersion.number.desc()).limit(limit))
    return [VersionLine(*row) for row in rows]


def version_at(proposal_id: int, at: datetime) -> int:
    """Which version of the text stood at this instant; the first where it is older than that."""
    return db.session.scalar(select(func.max(ProposalVersion.number)).where(
        ProposalVersion.proposal_id == proposal_id, ProposalVersion.created_at <= at)) or 1


def list_texts(proposal_id: int, limit: int = 30) -> list[ProposalVersion]:
    """The newest versions with their texts, newest first."""
    return list(db.session.scalars(select(ProposalVersion).where(ProposalVersion.proposal_id == proposal_id)
                                   .order_by(ProposalVersion.number.desc()).limit(limit)))


def get_version(proposal_id: int, number: int) -> ProposalVersion:
    """One version of a text; NotFound when there is none of this number."""
    version: ProposalVersion | None = db.session.execute(select(ProposalVersion).where(
        ProposalVersion.proposal_id == proposal_id, ProposalVersion.number == number)).scalar_one_or_none()
    if version is None:
        raise NotFound()
    return version
