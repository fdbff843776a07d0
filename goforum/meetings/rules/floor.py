"""Pure rules of the floor: in which order those who asked are called, and what that order may weigh.

The order is a function of facts alone (who waits since when, who has spoken, what the chair has chosen), so the
server, a test and a person with a pencil come to the same one.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# These are heard before the others: how the meeting is run comes before what it is about.
FIRST = frozenset({"order", "technical"})
KINDS = ("point", "reply", "order", "technical", "statement")
MAX_STATEMENT = 4000
MAX_TURN_SECONDS = 3600
MAX_QUOTA = 50
# Nobody waits behind more than so many.
MAX_WAITING = 200


@dataclass(frozen=True)
class Asked:
    """A request that waits. ``speaker`` tells people apart, those on the telephone too."""

    id: int
    speaker: str
    kind: str
    place: int
    college: str | None = None
    organisation_id: int | None = None


@dataclass(frozen=True)
class Heard:
    """Somebody who has had the floor, in the order they had it."""

    speaker: str
    college: str | None = None
    organisation_id: int | None = None


@dataclass(frozen=True)
class Floor:
    """What the chair has chosen: whose turn comes sooner than their asking alone would make it."""

    alternate_colleges: bool = False
    first_time_first: bool = False
    organisation_quota: int = 0

    @property
    def weighs(self) -> bool:
        """Whether anything but the order of asking counts."""
        return self.alternate_colleges or self.first_time_first or self.organisation_quota > 0


def in_order(asked: Iterable[Asked], heard: Sequence[Heard], floor: Floor) -> list[Asked]:
    """Those who wait, in the order they would be called if nobody else asked.

    Points of order and technical ones come first. Then, one by one: organisations under their quota before those
    that have used it, people who have not spoken before those who have, the college that did not speak last before
    the one that did, and among equals the one who asked first.
    """
    waiting = sorted(asked, key=lambda one: (one.place, one.id))
    order = [one for one in waiting if one.kind in FIRST]
    rest = [one for one in waiting if one.kind not in FIRST]
    spoken = {one.speaker for one in heard}
    turns = Counter(one.organisation_id for one in heard if one.organisation_id is not None)
    last = heard[-1].college if heard else None
    while rest:
        one = min(rest, key=lambda one: _weight(one, spoken, turns, last, floor))
        rest.remove(one)
        order.append(one)
        spoken.add(one.speaker)
        last = one.college
        if one.organisation_id is not None:
            turns[one.organisation_id] += 1
    return order


def _weight(one: Asked, spoken: set[str], turns: Counter[int], last: str | None,
            floor: Floor) -> tuple[bool, bool, bool, int, int]:
    used = floor.organisation_quota > 0 and one.organisation_id is not None and (
        turns[one.organisation_id] >= floor.organisation_quota)
    again = floor.first_time_first and one.speaker in spoken
    same = floor.alternate_colleges and one.college is not None and one.college == last
    return used, again, same, one.place, one.id


def seconds_by_college(turns: Iterable[tuple[str | None, float]]) -> dict[str, int]:
    """How long each college has had the floor, in whole seconds; "" is those who sit for none."""
    found: dict[str, float] = {}
    for college, seconds in turns:
        found[college or ""] = found.get(college or "", 0.0) + max(0.0, seconds)
    return {college: round(seconds) for college, seconds in sorted(found.items())}
