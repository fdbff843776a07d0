"""Questions answered for or against, or by consent: what their counts decide, and the words for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from goforum.core.i18n import _l
from goforum.core.rules import Words
from goforum.voting.models import Consenting, Outcome
from goforum.voting.rules.majorities import Base, Consent, Majority, Motion, Threshold, Verdict, judge, judge_consent
from goforum.voting.rules.polls import POSITIONS

CONSENTING = tuple(one.value for one in Consenting)


@dataclass(frozen=True)
class Decision:
    """What a count decides, and by which rule (a word of ``why_words``). ``needed``: votes for that carry."""

    outcome: Outcome
    why: str
    counts: dict[str, int]
    cast: int
    required: int
    needed: int = 0
    # Where colleges decide apart: what each found, by name (see ``chambers``).
    chambers: dict[str, Any] = field(default_factory=dict)

    def as_result(self) -> dict[str, Any]:
        """The form kept in the poll's row."""
        return {"why": self.why, "counts": self.counts, "cast": self.cast, "required": self.required,
                "needed": self.needed, **({"chambers": self.chambers} if self.chambers else {})}


def full_counts(counts: Mapping[str, int], method: str = "position") -> dict[str, int]:
    """Counts with every position named, in the one order."""
    return {position: counts.get(position, 0) for position in (CONSENTING if method == "consent" else POSITIONS)}


def decide(counts: Mapping[str, int], roll_size: int, quorum_percent: int, *, method: str = "position",
           majority: str = Majority.SIMPLE, of: str = Base.EXPRESSED) -> Decision:
    """Accepted when the quorum is reached and the majority is there; an objection counts as against.

    Abstentions count for the quorum, and for the majority only where it is of all ballots. A tie changes nothing, so
    it rejects. By consent, one objection is enough to reject.
    """
    full = full_counts(counts, method)
    verdict: Verdict
    if method == "consent":
        verdict = judge_consent(Consent(full["consent"], full["abstain"], full["objection"], roll_size), quorum_percent)
    else:
        motion = Motion(full["for"], full["against"] + full["objection"], full["abstain"], roll_size)
        verdict = judge(motion, Threshold(Majority(majority), Base(of), quorum_percent))
    why = verdict.why
    if why in {"majority", "minority"} and majority != Majority.SIMPLE:
        why = "enough" if verdict.carried else "not-enough"
    return Decision(Outcome.ACCEPTED if verdict.carried else Outcome.REJECTED, why, full, verdict.motion.cast,
                    verdict.quorum, verdict.needed)


def why_words(decision: Decision) -> Words:
    """The rule that decided, as a sentence with its figures."""
    full = decision.counts
    figures = {"in_favour": full.get("for", 0), "opposed": full.get("against", 0) + full["objection"],
               "cast": decision.cast, "required": decision.required, "needed": decision.needed}
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
        "enough": _l("The majority asked for is there: votes needed: %(needed)s, votes for: %(in_favour)s.", **figures),
        "not-enough": _l("The majority asked for is not there: votes needed: %(needed)s, votes for: %(in_favour)s.",
                         **figures),
        "consent": _l("Nobody objects."),
        "objection": _l("There is an objection: consent is not given. Objections: %(opposed)s.", **figures),
        "double": _l("The whole carries it, and so does each college by its own rule."),
        "college-against": _l("The whole carries it, but not each college by its own rule: that takes both."),
        "nobody-consents": _l("Nobody objects, but nobody consents either."),
    }[decision.why]


def stored_decision(outcome: str, result: Mapping[str, Any]) -> Decision:
    """The decision as the close stored it; it is shown, never computed again."""
    method = "consent" if "consent" in result["counts"] else "position"
    return Decision(Outcome(outcome), result["why"], full_counts(result["counts"], method), result["cast"],
                    result["required"], result.get("needed", 0), result.get("chambers") or {})
