"""For, abstention, against, reasoned objection: what their counts decide, and the words for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from goforum.core.i18n import _l
from goforum.core.rules import Words
from goforum.voting.models import Outcome
from goforum.voting.rules.majorities import Motion, Threshold, judge
from goforum.voting.rules.polls import POSITIONS


@dataclass(frozen=True)
class Decision:
    """What a count decides, and by which rule (a word of ``why_words``)."""

    outcome: Outcome
    why: str
    counts: dict[str, int]
    cast: int
    required: int

    def as_result(self) -> dict[str, Any]:
        """The form kept in the poll's row."""
        return {"why": self.why, "counts": self.counts, "cast": self.cast, "required": self.required}


def full_counts(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts with every position named, in the one order."""
    return {position: counts.get(position, 0) for position in POSITIONS}


def decide(counts: Mapping[str, int], roll_size: int, quorum_percent: int) -> Decision:
    """Accepted when the quorum is reached and more are for than against; an objection counts as against.

    Abstentions count for the quorum and for nothing else. A tie changes nothing, so it rejects.
    """
    full = full_counts(counts)
    motion = Motion(full["for"], full["against"] + full["objection"], full["abstain"], roll_size)
    verdict = judge(motion, Threshold(quorum_percent=quorum_percent))
    return Decision(Outcome.ACCEPTED if verdict.carried else Outcome.REJECTED, verdict.why, full, motion.cast,
                    verdict.quorum)


def why_words(decision: Decision) -> Words:
    """The rule that decided, as a sentence with its figures."""
    full = decision.counts
    figures = {"in_favour": full["for"], "opposed": full["against"] + full["objection"],
               "cast": decision.cast, "required": decision.required}
    return {
        "no-ballots": _l("Nobody voted, so nothing is decided in its favour."),
        "no-quorum": _l("The quorum was not reached: ballots needed: %(required)s, ballots cast: %(cast)s.",
                        **figures),
        "majority": _l("More votes for (%(in_favour)s) than against, objections included (%(opposed)s).",
                       **figures),
        "tie": _l("As many votes for (%(in_favour)s) as against, objections included (%(opposed)s): "
                  "a tie does not carry.", **figures),
        "minority": _l("Fewer votes for (%(in_favour)s) than against, objections included (%(opposed)s).",
                       **figures),
    }[decision.why]


def stored_decision(outcome: str, result: Mapping[str, Any]) -> Decision:
    """The decision as the close stored it; it is shown, never computed again."""
    return Decision(Outcome(outcome), result["why"], full_counts(result["counts"]), result["cast"],
                    result["required"])
