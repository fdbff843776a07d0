"""Questions decided by colleges apart, or by votes that weigh: the same rules over seats instead of counts."""

from collections.abc import Iterable, Mapping
from typing import Any

from goforum.core.i18n import _l
from goforum.core.rules import Words
from goforum.voting.models import Outcome
from goforum.voting.rules.colleges import Seat, judge_colleges
from goforum.voting.rules.decisions import Decision, decide, full_counts
from goforum.voting.rules.majorities import Base, Majority, Threshold, Verdict


def seat_counts(seats: Iterable[Seat], method: str) -> dict[str, int]:
    """The weight of each position."""
    found: dict[str, int] = {}
    for seat in seats:
        found[seat.choice] = found.get(seat.choice, 0) + seat.weight
    return full_counts(found, method)


def decide_seats(seats: Iterable[Seat], rolls: Mapping[str, int], quorum_percent: int, *, method: str = "position",
                 majority: str = Majority.SIMPLE, of: str = Base.EXPRESSED,
                 colleges: Mapping[str, Threshold] | None = None) -> Decision:
    """What the seats decide. ``rolls`` is the weight of the roll by college ("" for none); all of it is the whole.

    With ``colleges`` it takes a double majority: the whole by its rule, and each college by its own.
    """
    present = list(seats)
    whole = decide(seat_counts(present, method), sum(rolls.values()), quorum_percent, method=method,
                   majority=majority, of=of)
    if not colleges:
        return whole
    found = judge_colleges(present, rolls, colleges)
    chambers = {name: _chamber(verdict, rolls[name]) for name, verdict in found.colleges.items()}
    if whole.outcome is Outcome.ACCEPTED:
        carried = found.carried
        return Decision(Outcome.ACCEPTED if carried else Outcome.REJECTED, "double" if carried else "college-against",
                        whole.counts, whole.cast, whole.required, whole.needed, chambers)
    return Decision(whole.outcome, whole.why, whole.counts, whole.cast, whole.required, whole.needed, chambers)


def _chamber(verdict: Verdict, roll: int) -> dict[str, Any]:
    motion = verdict.motion
    return {"carried": verdict.carried, "why": verdict.why, "for": motion.in_favour, "against": motion.opposed,
            "abstain": motion.abstained, "roll": roll, "quorum": verdict.quorum, "needed": verdict.needed}


def chamber_words(chamber: Mapping[str, Any]) -> Words:
    """What a college found, as a sentence with its figures."""
    cast = chamber["for"] + chamber["against"] + chamber["abstain"]
    if chamber["why"] == "no-ballots":
        return _l("Nobody of it voted.")
    if chamber["why"] == "no-quorum":
        return _l("Its quorum was not reached: needed: %(needed)s, cast: %(cast)s.", needed=chamber["quorum"],
                  cast=cast)
    return _l("For: %(for)s, against: %(against)s, abstentions: %(abstain)s, of %(roll)s on the list.",
              **{key: chamber[key] for key in ("for", "against", "abstain", "roll")})
