"""What a poll that chooses among options has found, in the form its row keeps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from goforum.core.i18n import _l
from goforum.core.rules import Words
from goforum.voting.models import STATUS_QUO, Outcome
from goforum.voting.rules.fingerprints import canonical_hash
from goforum.voting.rules.majorities import required_ballots
from goforum.voting.rules.marks import box_of
from goforum.voting.rules.methods import count
from goforum.voting.rules.tallies import Breaker


@dataclass(frozen=True)
class Finding:
    """The outcome, why, and the whole tally as plain data. ``why``: chosen, no-ballots, all-blank, no-quorum."""

    outcome: Outcome
    why: str
    cast: int
    required: int
    tally: dict[str, Any]

    def as_result(self) -> dict[str, Any]:
        """The form kept in the poll's row."""
        return {"why": self.why, "cast": self.cast, "required": self.required, "tally": self.tally}


def find(method: str, options: Sequence[str], contents: Iterable[tuple[str, int]], *, seats: int, roll_size: int,
         quorum_percent: int, fingerprint: str) -> Finding:
    """Count a poll. The lot's seed is made of the fingerprint and of all ballots, so that whoever wrote the question
    could not know it, and whoever has the register can draw again."""
    ballots = sorted(contents)
    box = box_of(options, ballots)
    seed = canonical_hash({"ballots": [list(one) for one in ballots], "poll": fingerprint})
    breaker = Breaker(seed, STATUS_QUO if STATUS_QUO in options else None)
    tally = {**count(method, box, seats=seats, breaker=breaker).as_json(), "seed": seed}
    required = required_ballots(roll_size, quorum_percent)
    why = ("no-ballots" if box.total == 0 else "no-quorum" if box.total < required
           else "chosen" if tally["elected"] else "all-blank")
    outcome = Outcome.CHOSEN if why == "chosen" else Outcome.UNDECIDED
    return Finding(outcome, why, box.total, required, tally)


def stored_finding(outcome: str, result: dict[str, Any]) -> Finding:
    """The finding as the close stored it; it is shown, never computed again."""
    return Finding(Outcome(outcome), result["why"], result["cast"], result["required"], result["tally"])


def finding_words(finding: Finding) -> Words:
    """Why there is a choice or none, as a sentence with its figures."""
    return {
        "chosen": _l("The quorum and the count are as the terms ask: this is the choice."),
        "no-ballots": _l("Nobody voted, so nothing is chosen."),
        "all-blank": _l("All ballots were blank, so nothing is chosen."),
        "no-quorum": _l("The quorum was not reached, so nothing is chosen: ballots needed: %(required)s, "
                        "ballots cast: %(cast)s.", required=finding.required, cast=finding.cast),
    }[finding.why]
