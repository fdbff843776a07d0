"""Pure rules of voting: who may, how ballots are counted, what a count decides, what is fixed at opening.

Numbers are whole all through: a share of the roll is compared by multiplying, never by dividing, so that
the boundary is exactly where the words say it is.
"""

from goforum.voting.rules.ballots import (
    Ballots,
)
from goforum.voting.rules.chambers import (
    chamber_words,
    decide_seats,
    seat_counts,
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
    delegation_fault,
)
from goforum.voting.rules.disclosure import (
    OPEN as OPEN_DISCLOSURE,
)
from goforum.voting.rules.disclosure import (
    SECRET as SECRET_DISCLOSURE,
)
from goforum.voting.rules.disclosure import (
    Disclosure,
)
from goforum.voting.rules.electorates import (
    COLLEGES,
    Electorate,
    RollLine,
    college_thresholds,
    electorate_fault,
    lines_hash,
    organisation_key,
    organisation_of,
)
from goforum.voting.rules.findings import (
    Finding,
    find,
    finding_words,
    stored_finding,
)
from goforum.voting.rules.fingerprints import (
    canonical_hash,
    canonical_text,
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
from goforum.voting.rules.marks import (
    canonical_marks,
    highest,
    marks_fault,
    read_marks,
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
    may_answer,
    may_cancel,
    may_delegate,
    may_extend,
    may_hide_answer,
    may_judge_words,
    may_open_poll,
    may_record_phone,
    may_rerun,
    may_see_ballots,
    may_see_register,
    may_state,
    may_vote,
    phase,
    phone_deadline,
    shows_reasons,
    shows_results,
)
from goforum.voting.rules.tallies import (
    Breaker,
    Tally,
    amount,
)
from goforum.voting.rules.terms import (
    HIGHEST_CEILING,
    Choice,
    Terms,
    terms_fault,
)
from goforum.voting.rules.words import (
    BASE_NAMES,
    COLLEGE_NAMES,
    HOLDER_NAMES,
    MAJORITY_NAMES,
    METHOD_HELP,
    METHOD_NAMES,
    REASON_NAMES,
    SITE_REASONS,
    rule_words,
    tie_words,
)

__all__ = [
    "BASE_NAMES",
    "COLLEGES",
    "COLLEGE_NAMES",
    "HIGHEST_CEILING",
    "HOLDER_NAMES",
    "LONGEST",
    "MAJORITY_NAMES",
    "METHODS",
    "METHOD_HELP",
    "METHOD_NAMES",
    "OPEN_DISCLOSURE",
    "POSITIONS",
    "REASON_NAMES",
    "SECRET_DISCLOSURE",
    "SHORTEST",
    "SITE_REASONS",
    "Ballots",
    "Base",
    "Breaker",
    "Carried",
    "Chambers",
    "Choice",
    "Consent",
    "Decision",
    "Disclosure",
    "Electorate",
    "Finding",
    "Majority",
    "MethodFacts",
    "Motion",
    "PollFacts",
    "RollLine",
    "Seat",
    "Shape",
    "Tally",
    "Terms",
    "Threshold",
    "amount",
    "ballot_fault",
    "canonical_hash",
    "canonical_marks",
    "canonical_text",
    "carry",
    "chamber_words",
    "college_thresholds",
    "count",
    "deadline_fault",
    "decide",
    "decide_seats",
    "delegation_fault",
    "electorate_fault",
    "find",
    "finding_words",
    "full_counts",
    "highest",
    "judge",
    "judge_colleges",
    "judge_consent",
    "lines_hash",
    "manifest",
    "marks_fault",
    "may_answer",
    "may_cancel",
    "may_delegate",
    "may_extend",
    "may_hide_answer",
    "may_judge_words",
    "may_open_poll",
    "may_record_phone",
    "may_rerun",
    "may_see_ballots",
    "may_see_register",
    "may_state",
    "may_vote",
    "organisation_key",
    "organisation_of",
    "phase",
    "phone_deadline",
    "quorum_reached",
    "read_marks",
    "required_ballots",
    "roll_hash",
    "rule_words",
    "seat_counts",
    "shows_reasons",
    "shows_results",
    "stored_decision",
    "stored_finding",
    "terms_fault",
    "tie_words",
    "why_words",
]
