"""The change to a commitment that a proposal carries, beside what the commitment says now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from goforum.commitments.queries import CommitmentCard, CommitmentPage, get_commitment
from goforum.core.db import db
from goforum.proposals.models import ProposalChange
from goforum.proposals.rules.change import FIELDS, mark_of


@dataclass(frozen=True)
class Change:
    """What would change, field by field: what it says now, and what it would say."""

    commitment: CommitmentCard
    fields: Mapping[str, str]
    now: Mapping[str, str]
    milestone: str
    milestone_due_on: date | None
    stale: bool
    mark: str
    published_at: datetime | None


def said(page: CommitmentPage) -> dict[str, str]:
    """The fields of a commitment that a proposal may change, as they are now."""
    values = {**{f"title_{lang}": text for lang, text in page.card.titles.items()},
              **{f"description_{lang}": text for lang, text in page.descriptions.items()},
              "starts": page.card.starts, "ends": page.card.ends}
    return {name: values.get(name) or "" for name in FIELDS}


def find_change(proposal_id: int) -> Change | None:
    """The change of a proposal; against what it was written once it is part of the plan, else against the present."""
    row = db.session.get(ProposalChange, proposal_id)
    if row is None:
        return None
    page = get_commitment(row.commitment_id)
    present = said(page)
    now = {name: row.base.get(name, "") if row.published_at else present[name] for name in row.fields}
    stale = row.published_at is None and any(present[name] != row.base.get(name, "") for name in row.fields)
    return Change(page.card, row.fields, now, row.milestone, row.milestone_due_on, stale,
                  mark_of(present, row.fields), row.published_at)
