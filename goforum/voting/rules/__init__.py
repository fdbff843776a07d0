"""Pure rules of voting: who may, how ballots are counted, what a count decides, what is fixed at opening.

Numbers are whole all through: a share of the roll is compared by multiplying, never by dividing, so that
the boundary is exactly where the words say it is.
"""

from goforum.voting.rules.ballots import (
    Ballots,
)
from goforum.voting.rules.colleges import (
    Chambers,
    Seat,
    judge_colleges,
)
from goforum.voting.rules.decisions import (
    Decision,
    decide,
    full_counts,
    stored_decision,
    why_words,
)
from goforum.voting.rules.delegation import (
    Carried,
    carry,
)
from goforum.voting.rules.disclosure import (
    Disclosure,
)
from goforum.voting.rules.fingerprints import (
    canonical_hash,
    manifest,
    roll_hash,
)
from goforum.voting.rules.majorities import (
    Base,
    Consent,
    Majority,
    Motion,
    Threshold,
    judge,
    judge_consent,
    quorum_reached,
    required_ballots,
)
from goforum.voting.rules.methods import (
    METHODS,
    MethodFacts,
    Shape,
    count,
)
from goforum.voting.rules.polls import (
    LONGEST,
    POSITIONS,
    SHORTEST,
    PollFacts,
    ballot_fault,
    deadline_fault,
    may_cancel,
    may_open_poll,
    may_see_ballots,
    may_vote,
    phase,
    shows_results,
)
from goforum.voting.rules.tallies import (
    Breaker,
    Tally,
    amount,
)

__all__ = [
    "LONGEST",
    "METHODS",
    "POSITIONS",
    "SHORTEST",
    "Ballots",
    "Base",
    "Breaker",
    "Carried",
    "Chambers",
    "Consent",
    "Decision",
    "Disclosure",
    "Majority",
    "MethodFacts",
    "Motion",
    "PollFacts",
    "Seat",
    "Shape",
    "Tally",
    "Threshold",
    "amount",
    "ballot_fault",
    "canonical_hash",
    "carry",
    "count",
    "deadline_fault",
    "decide",
    "full_counts",
    "judge",
    "judge_colleges",
    "judge_consent",
    "manifest",
    "may_cancel",
    "may_open_poll",
    "may_see_ballots",
    "may_vote",
    "phase",
    "quorum_reached",
    "required_ballots",
    "roll_hash",
    "shows_results",
    "stored_decision",
    "why_words",
]
