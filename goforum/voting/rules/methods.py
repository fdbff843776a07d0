"""The methods of voting, as one table: the shape of a ballot, what a poll must say, what blank means."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from goforum.voting.rules.ballots import Ballots
from goforum.voting.rules.counted import count_approval, count_dates, count_dots, count_plurality, count_score
from goforum.voting.rules.irv import count_irv
from goforum.voting.rules.schulze import count_schulze
from goforum.voting.rules.stv import count_stv
from goforum.voting.rules.tallies import Breaker, Tally


class Shape(StrEnum):
    """What one fills in."""

    POSITION = "position"   # one of the method's own words
    ONE = "one"             # one of the poll's options
    SEVERAL = "several"     # any of them
    SCORES = "scores"       # a whole number for each
    DOTS = "dots"           # numbers that share one total
    RANKS = "ranks"         # places, equal ones allowed where the count knows what to do with them
    DATES = "dates"         # yes, if needed, no


class Neither(StrEnum):
    """What a ballot that takes no side counts for."""

    QUORUM = "quorum"       # it is there, for the quorum, and decides nothing
    BASE = "base"           # it is there, and a majority of all ballots has to overcome it


@dataclass(frozen=True)
class MethodFacts:
    """One line of the table. ``blank``: what a ballot without a choice (or an abstention) counts for."""

    name: str
    shape: Shape
    blank: Neither
    seats: bool = False         # more than one place can be filled
    options: int = 0            # the fewest options a poll must offer; 0: the method has its own
    limit: int = 0              # the highest score, or the dots, where a poll does not say otherwise
    equal_ranks: bool = False
    decides: bool = False       # accepts or rejects, rather than choosing among options


METHODS: dict[str, MethodFacts] = {one.name: one for one in (
    MethodFacts("position", Shape.POSITION, Neither.BASE, decides=True),
    MethodFacts("consent", Shape.POSITION, Neither.QUORUM, decides=True),
    MethodFacts("plurality", Shape.ONE, Neither.QUORUM, options=2),
    MethodFacts("approval", Shape.SEVERAL, Neither.QUORUM, seats=True, options=2),
    MethodFacts("score", Shape.SCORES, Neither.QUORUM, seats=True, options=2, limit=5),
    MethodFacts("dots", Shape.DOTS, Neither.QUORUM, seats=True, options=2, limit=10),
    MethodFacts("schulze", Shape.RANKS, Neither.QUORUM, seats=True, options=2, equal_ranks=True),
    MethodFacts("irv", Shape.RANKS, Neither.QUORUM, options=2),
    MethodFacts("stv", Shape.RANKS, Neither.QUORUM, seats=True, options=2),
    MethodFacts("dates", Shape.DATES, Neither.QUORUM, options=2),
)}


def count(method: str, ballots: Ballots, *, seats: int = 1, breaker: Breaker | None = None) -> Tally:
    """Count by the method of this name; the site and the command line both come through here."""
    if method == "stv":
        return count_stv(ballots, seats=seats, breaker=breaker)
    if method == "irv":
        return count_irv(ballots, breaker=breaker)
    counts: dict[str, Callable[..., Tally]] = {
        "plurality": count_plurality, "approval": count_approval, "score": count_score, "dots": count_dots,
        "schulze": count_schulze, "dates": count_dates,
    }
    return counts[method](ballots, seats=seats, breaker=breaker)
