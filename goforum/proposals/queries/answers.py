"""The official answer of a proposal."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import select

from goforum.core.db import db
from goforum.proposals.models import ProposalAnswer


@dataclass(frozen=True)
class Answer:
    """The official answer, prepared or published."""

    decision: str
    body_source: str
    body_html: str
    language: str
    prepared_by_id: int
    prepared_at: datetime
    published_by_id: int | None
    published_at: datetime | None

    @property
    def markup(self) -> Markup:
        """Its stored HTML, ready for a page."""
        return Markup(self.body_html)  # noqa: S704 - cleaned when it was stored


ANSWER = (ProposalAnswer.decision, ProposalAnswer.body_source, ProposalAnswer.body_html, ProposalAnswer.language,
          ProposalAnswer.prepared_by_id, ProposalAnswer.prepared_at, ProposalAnswer.published_by_id,
          ProposalAnswer.published_at)


def find_answer(proposal_id: int) -> Answer | None:
    """The official answer of a proposal; the caller decides who may read one that is only prepared."""
    row = db.session.execute(select(*ANSWER).where(ProposalAnswer.proposal_id == proposal_id)).one_or_none()
    return Answer(*row) if row else None
