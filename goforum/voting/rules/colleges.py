"""Colleges that vote apart, double majorities, and weights."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from goforum.voting.rules.majorities import Motion, Threshold, Verdict, judge

IN_FAVOUR, OPPOSED, ABSTAINED = "for", "against", "abstain"


@dataclass(frozen=True)
class Seat:
    """One line of the roll that has voted: its college, its whole weight, and for, against, objection or abstain."""

    college: str
    choice: str
    weight: int = 1


def motion_of(seats: Iterable[Seat], roll_size: int) -> Motion:
    """Add up what was said, weights applied; an objection is opposed."""
    found: Counter[str] = Counter()
    for seat in seats:
        found[OPPOSED if seat.choice == "objection" else seat.choice] += seat.weight
    return Motion(found[IN_FAVOUR], found[OPPOSED], found[ABSTAINED], roll_size)


@dataclass(frozen=True)
class Chambers:
    """What each college found under its own rule, the whole under its own, and whether all of that carries."""

    carried: bool
    colleges: Mapping[str, Verdict]
    whole: Verdict | None
    against: tuple[str, ...]  # colleges that did not carry


def judge_colleges(seats: Iterable[Seat], rolls: Mapping[str, int], rules: Mapping[str, Threshold],
                   whole: Threshold | None = None, need: int | None = None) -> Chambers:
    """A double majority: every college (or ``need`` of them) carries by its own rule, and so does the whole if asked.

    ``rolls`` holds the weight of each college's roll, voting or not. A college nobody sits in has no say.
    """
    present = list(seats)
    found = {college: judge(motion_of((seat for seat in present if seat.college == college), rolls[college]), rule)
             for college, rule in rules.items() if rolls.get(college)}
    all_of_it = judge(motion_of(present, sum(rolls.values())), whole) if whole else None
    against = tuple(college for college, verdict in found.items() if not verdict.carried)
    enough = len(found) - len(against) >= (len(found) if need is None else need) and bool(found)
    return Chambers(enough and (all_of_it is None or all_of_it.carried), found, all_of_it, against)
