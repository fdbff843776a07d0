"""What a count finds: an order, who is elected, how it came about, and every tie by name."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


class _Comparable(Protocol):
    def __lt__(self, other: Any, /) -> bool: ...


@dataclass(frozen=True)
class Tie:
    """Options that the ballots leave level, and what decided between them.

    ``broken_by``: earlier-round, opposition (Schulze's second criterion), status-quo, lot, or earliest (dates).
    ``about``: place, surplus (whose goes first) or exclusion (who leaves).
    """

    about: str
    options: tuple[str, ...]
    broken_by: str
    result: tuple[str, ...]


@dataclass(frozen=True)
class Round:
    """One round or stage. Amounts are whole numbers of 1/scale of a vote (``Tally.scale``)."""

    number: int
    action: str                       # first, surplus, exclusion, filling
    sources: tuple[str, ...]          # whose ballots moved
    votes: Mapping[str, int]
    exhausted: int                    # ballots with no further choice
    lost: int = 0                     # fractions beyond the last decimal
    elected: tuple[str, ...] = ()     # at the end of this round
    excluded: tuple[str, ...] = ()    # at its beginning


@dataclass(frozen=True)
class Tally:
    """The whole finding of one count. ``groups`` are the places as the ballots leave them: a group of two is a tie."""

    method: str
    options: tuple[str, ...]
    ballots: int
    blank: int
    seats: int
    groups: tuple[tuple[str, ...], ...]
    order: tuple[str, ...]
    elected: tuple[str, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    firm: Mapping[str, int] = field(default_factory=dict)  # of a date poll: the plain yes among ``counts``
    scale: int = 1
    quota: int | None = None
    rounds: tuple[Round, ...] = ()
    pairwise: tuple[tuple[int, ...], ...] = ()
    paths: tuple[tuple[int, ...], ...] = ()
    ties: tuple[Tie, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The same as plain data: what ``goforum tally --json`` prints and what a closed poll keeps."""
        found: dict[str, Any] = {
            "method": self.method, "seats": self.seats, "options": list(self.options), "ballots": self.ballots,
            "blank": self.blank, "order": list(self.order), "groups": [list(group) for group in self.groups],
            "elected": list(self.elected),
            "ties": [{"about": tie.about, "options": list(tie.options), "broken_by": tie.broken_by,
                      "result": list(tie.result)} for tie in self.ties],
        }
        if self.counts:
            found["counts"] = {name: amount(self.counts[name], self.scale) for name in self.options}
        if self.firm:
            found["firm"] = dict(self.firm)
        if self.quota is not None:
            found["quota"] = amount(self.quota, self.scale)
        if self.rounds:
            found["rounds"] = [self._round(one) for one in self.rounds]
        if self.pairwise:
            found["pairwise"] = [list(row) for row in self.pairwise]
            found["paths"] = [list(row) for row in self.paths]
        return found

    def _round(self, one: Round) -> dict[str, Any]:
        return {
            "round": one.number, "action": one.action, "sources": list(one.sources),
            "votes": {name: amount(votes, self.scale) for name, votes in one.votes.items()},
            "exhausted": amount(one.exhausted, self.scale), "lost": amount(one.lost, self.scale),
            "elected": list(one.elected), "excluded": list(one.excluded),
        }


def amount(units: int, scale: int) -> int | str:
    """A number of votes: whole, or with as many decimals as the method keeps, never through a float."""
    if scale == 1:
        return units
    whole, rest = divmod(units, scale)
    return f"{whole}.{rest:0{len(str(scale)) - 1}d}"


def lot(options: Iterable[str], seed: str) -> tuple[str, ...]:
    """The published lot: by SHA-256 of the seed and the option's name. Anyone can draw it again.

    It knows names, not places on the list, so that writing an option first gives it nothing.
    """
    return tuple(sorted(options, key=lambda name: hashlib.sha256(
        f"goforum-lot-v1\n{seed}\n{name}".encode()).hexdigest()))


@dataclass(frozen=True)
class Breaker:
    """The published rule for ties: no change wins a tie (the status quo, where it is an option); else the lot."""

    seed: str = ""
    status_quo: str | None = None

    def settle(self, about: str, options: Sequence[str]) -> Tie:
        """Put level options in an order."""
        drawn = lot(options, self.seed)
        if self.status_quo in options:
            rest = tuple(one for one in drawn if one != self.status_quo)
            return Tie(about, tuple(options), "status-quo" if len(rest) == 1 else "lot", (str(self.status_quo), *rest))
        return Tie(about, tuple(options), "lot", drawn)


def places(options: Sequence[str], key: Callable[[str], _Comparable]) -> tuple[tuple[str, ...], ...]:
    """Options grouped by a key, the greatest first; level ones share a group, in the order of the list."""
    groups: dict[Any, list[str]] = {}
    for option in options:
        groups.setdefault(key(option), []).append(option)
    return tuple(tuple(groups[value]) for value in sorted(groups, reverse=True))


def settle_all(groups: Iterable[Sequence[str]], breaker: Breaker) -> tuple[tuple[str, ...], tuple[Tie, ...]]:
    """One order from groups, and each tie that had to be broken for it."""
    order: list[str] = []
    ties = []
    for group in groups:
        if len(group) == 1:
            order += group
        else:
            ties.append(breaker.settle("place", group))
            order += ties[-1].result
    return tuple(order), tuple(ties)
