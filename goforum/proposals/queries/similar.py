"""Proposals that say nearly the same, found by the stems of their titles while another is being written."""

from functools import lru_cache

from sqlalchemy import select

from goforum.core.analysis import tokens
from goforum.core.db import db
from goforum.proposals.models import Proposal, State
from goforum.proposals.queries.proposals import ProposalCard, cards, visible_to

# So many of the newest are compared: what stands thousands of proposals further back may be proposed again.
COMPARED = 3000
# From here on two titles are shown side by side; measured on the titles of tests/proposals/test_similar.py.
ALIKE = 60
FEWEST_WORDS = 2


@lru_cache(maxsize=8192)
def stems_of(title: str) -> str:
    """The likeliest stem of each word that says something, in order of the alphabet."""
    return " ".join(sorted({token.stem for token in tokens(title, "")}))


def likeness(one: str, other: str, **_options: object) -> float:
    """How alike two titles are, from their stems, 0 to 100.

    A title that is wholly contained in another is like it, but less than one of the same length: half of the score
    looks at the common words alone, half at everything.
    """
    from rapidfuzz import fuzz

    return (fuzz.token_set_ratio(one, other) + fuzz.token_sort_ratio(one, other)) / 2


def find_similar(title: str, person_id: int | None, *, besides: int | None = None,
                 limit: int = 5) -> list[ProposalCard]:
    """Published proposals the person may see whose titles are like this one, the most alike first."""
    from rapidfuzz import process

    wanted = stems_of(title)
    if len(wanted.split()) < FEWEST_WORDS:
        return []
    rows = db.session.execute(
        select(Proposal.id, Proposal.title)
        .where(visible_to(person_id), Proposal.state.not_in((State.DRAFT, State.WITHDRAWN)),
               Proposal.id != (besides or 0))
        .order_by(Proposal.id.desc()).limit(COMPARED)).all()
    best = process.extract(wanted, {row.id: stems_of(row.title) for row in rows}, scorer=likeness, score_cutoff=ALIKE,
                           limit=limit)
    found = cards([one[2] for one in best], person_id)
    return [found[one[2]] for one in best if one[2] in found]
