"""Who votes for whom. A delegation is followed to the first person on the way who voted; one's own vote always wins.

The chains of LiquidFeedback (Behrens, Kistner, Nitsche & Swierczek 2014, ch. 2.4), within one college.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from goforum.core.i18n import _l
from goforum.core.rules import Words


@dataclass(frozen=True)
class Carried:
    """``by`` names, for each voter who voted, whose votes they carry (their own first); ``lost`` says why the
    others are carried by nobody: loop, nobody-voted, other-college."""

    by: Mapping[str, tuple[str, ...]]
    lost: Mapping[str, str]

    def weight(self, voter: str, weights: Mapping[str, int] | None = None) -> int:
        """The weight this voter's ballot has."""
        return sum(weights[one] if weights else 1 for one in self.by.get(voter, ()))


def delegation_fault(line: str, to: str, colleges: Mapping[str, str], delegates: Mapping[str, str]) -> Words | None:
    """What is wrong with a delegation, in words, or None. ``colleges`` names the college of every line of the roll."""
    if to not in colleges:
        return _l("Choose somebody who is on the list of voters.")
    if to == line:
        return _l("Nobody delegates to themselves.")
    if colleges[to] != colleges[line]:
        return _l("A vote can only be delegated within one's own college.")
    at, seen = to, {line}
    while at not in seen:
        seen.add(at)
        onward = delegates.get(at)
        if onward is None:
            return None
        at = onward
    if at != line:  # a circle of others is theirs
        return None
    return _l("This would go round in a circle: that vote is delegated to you, directly or through others.")


def carry(voters: Collection[str], delegates: Mapping[str, str], voted: Collection[str],
          colleges: Mapping[str, str] | None = None) -> Carried:
    """Resolve every chain, in time that grows with the number of voters; a loop nobody voted in carries nothing."""
    known, cast = set(voters), set(voted)
    ends: dict[str, tuple[str, str]] = {one: (one, "") for one in voters if one in cast}
    for start in voters:
        trail: list[str] = []
        on_trail: set[str] = set()
        at, end = start, ("", "nobody-voted")
        while True:
            if at in ends:
                end = ends[at]
                break
            if at in on_trail:
                end = ("", "loop")
                break
            trail.append(at)
            on_trail.add(at)
            onward = delegates.get(at)
            if onward is None or onward not in known:
                break
            if colleges is not None and colleges.get(onward) != colleges.get(at):
                end = ("", "other-college")
                break
            at = onward
        ends.update(dict.fromkeys(trail, end))
    by: dict[str, list[str]] = {one: [one] for one in voters if one in cast}
    lost = {}
    for one in voters:
        holder, why = ends[one]
        if holder and holder != one:
            by[holder].append(one)
        elif not holder:
            lost[one] = why
    return Carried({one: tuple(carried) for one, carried in by.items()}, lost)
