"""The amendments of proposals: lists, one, who is credited for which version."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from goforum.core.db import db
from goforum.core.rules import NotFound
from goforum.proposals.models import Amendment, AmendmentState
from goforum.proposals.rules import is_stale

MOST = 100


@dataclass(frozen=True)
class AmendmentLine:
    """An amendment in the list of a proposal."""

    id: int
    author_id: int
    title: str
    language: str
    state: str
    base_version: int
    created_at: datetime
    answered_at: datetime | None
    version_number: int | None
    promoted_id: int | None
    written_for_id: int | None
    hidden_at: datetime | None

    def stale(self, version_number: int) -> bool:
        """Whether the text has changed since it was written."""
        return is_stale(self.base_version, version_number, self.state, self.written_for_id)


_LINE = (Amendment.id, Amendment.author_id, Amendment.title, Amendment.language, Amendment.state,
         Amendment.base_version, Amendment.created_at, Amendment.answered_at, Amendment.version_number,
         Amendment.promoted_id, Amendment.written_for_id, Amendment.hidden_at)


def list_amendments(proposal_id: int, limit: int = MOST) -> list[AmendmentLine]:
    """The amendments of a proposal: those that wait for an answer first, then the newest."""
    rows = db.session.execute(select(*_LINE).where(Amendment.proposal_id == proposal_id).order_by(
        Amendment.state != AmendmentState.OPEN, Amendment.id.desc()).limit(limit))
    return [AmendmentLine(*row) for row in rows]


def get_amendment(proposal_id: int, amendment_id: int) -> Amendment:
    """One amendment of this proposal; the caller has asked who may see the proposal."""
    found: Amendment | None = db.session.execute(select(Amendment).where(
        Amendment.id == amendment_id, Amendment.proposal_id == proposal_id)).scalar_one_or_none()
    if found is None:
        raise NotFound()
    return found


def home_of_amendment(amendment_id: int) -> int | None:
    """The proposal beside which an amendment stands now: a merge, or its undoing, may have carried it."""
    return db.session.scalar(select(Amendment.proposal_id).where(Amendment.id == amendment_id))


def find_amendment_by_key(author_id: int, client_key: str) -> int | None:
    """The amendment this person's form has made already."""
    return db.session.scalar(select(Amendment.id).where(
        Amendment.author_id == author_id, Amendment.client_key == client_key))


def amenders(proposal_id: int) -> dict[int, AmendmentLine]:
    """Version to the amendment that it came from."""
    rows = db.session.execute(select(*_LINE).where(
        Amendment.proposal_id == proposal_id, Amendment.state == AmendmentState.ACCEPTED))
    return {row.version_number: AmendmentLine(*row) for row in rows}
