"""The single transferable vote of Scottish councils: weighted inclusive Gregory, Droop quota, five decimals.

Source: The Scottish Local Government Elections Order 2007 (SSI 2007/42), Schedule 1, rules 45 to 52. The lot of
rules 49 and 51 is the published one (``tallies.lot``). Meek's method, which counts otherwise, is not used.
"""

from dataclasses import dataclass, field

from goforum.voting.rules.ballots import Ballots, Order, orders
from goforum.voting.rules.tallies import Breaker, Round, Tally, Tie

UNIT = 100_000  # rule 48(3): five decimal places, any remainder ignored


@dataclass
class _Parcel:
    """Papers that are alike: the same order, read up to the same place, of the same value."""

    order: Order
    at: int
    papers: int
    value: int


@dataclass
class _Count:
    """A count under way. Amounts are in units of 1/100000 of a vote."""

    names: tuple[str, ...]
    seats: int
    quota: int
    breaker: Breaker
    continuing: set[int]
    piles: list[list[_Parcel]]
    votes: list[int]
    exhausted: int = 0
    lost: int = 0
    elected: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)   # elected, surplus not transferred yet
    excluded: list[int] = field(default_factory=list)
    history: list[list[int]] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)

    def give(self, parcels: list[_Parcel]) -> int:
        """Lay papers on the piles of their next available preference; what they add to all piles."""
        given = 0
        for parcel in parcels:
            order, at = parcel.order, parcel.at
            while at < len(order) and order[at] not in self.continuing:
                at += 1
            worth = parcel.papers * parcel.value
            if at == len(order):
                self.exhausted += worth
            else:
                self.piles[order[at]].append(_Parcel(order, at, parcel.papers, parcel.value))
                self.votes[order[at]] += worth
            given += worth
        return given

    def first_of(self, tied: list[int], about: str, *, most: bool) -> int:
        """Rules 49(2,3) and 51(2): the most recent stage at which they differed decides; never differing, the lot."""
        left = tied
        for votes in reversed(self.history):
            wanted = (max if most else min)(votes[one] for one in left)
            left = [one for one in left if votes[one] == wanted]
            if len(left) == 1:
                if len(tied) > 1:
                    self._name(tied, about, "earlier-round", left[0])
                return left[0]
        drawn = self.breaker.settle(about, [self.names[one] for one in left])
        # Of a lot for exclusion the last drawn leaves: whoever is drawn first stays ahead.
        chosen = self.names.index(drawn.result[0] if most else drawn.result[-1])
        self._name(tied, about, drawn.broken_by, chosen)
        return chosen

    def _name(self, tied: list[int], about: str, broken_by: str, chosen: int) -> None:
        self.ties.append(Tie(about, tuple(self.names[one] for one in tied), broken_by, (self.names[chosen],)))

    def end_stage(self, action: str, sources: list[int], *, excluded: bool = False) -> None:
        """Rules 47 and 52: who has the quota is elected; as many left as seats left, and they are elected too."""
        self.history.append(self.votes[:])
        reached = sorted((one for one in self.continuing if self.votes[one] >= self.quota),
                         key=lambda one: (-self.votes[one], self.names[one]))
        for one in reached:
            self.continuing.discard(one)
            if self.votes[one] > self.quota:
                self.waiting.append(one)
        if len(self.continuing) <= self.seats - len(self.elected) - len(reached):
            rest = sorted(self.continuing, key=lambda one: (-self.votes[one], self.names[one]))
            self.continuing.clear()
            reached += rest
        self.elected += reached
        self.rounds.append(Round(
            len(self.rounds) + 1, action, tuple(self.names[one] for one in sources),
            {name: self.votes[at] for at, name in enumerate(self.names) if at not in self.excluded},
            self.exhausted, self.lost, tuple(self.names[one] for one in reached),
            tuple(self.names[one] for one in sources) if excluded else ()))

    def transfer_surplus(self) -> None:
        """Rules 48 and 49: the largest surplus first, every paper of the pile at a reduced value."""
        most = max(self.votes[one] for one in self.waiting)
        source = self.first_of([one for one in self.waiting if self.votes[one] == most], "surplus", most=True)
        self.waiting.remove(source)
        total, surplus = self.votes[source], self.votes[source] - self.quota
        pile, self.piles[source] = self.piles[source], []
        given = self.give([_Parcel(one.order, one.at, one.papers, surplus * one.value // total) for one in pile])
        self.votes[source] = self.quota
        self.lost += surplus - given
        self.end_stage("surplus", [source])

    def exclude_lowest(self) -> None:
        """Rules 50 and 51: the fewest votes leave; the papers go on at the value at which they came."""
        fewest = min(self.votes[one] for one in self.continuing)
        source = self.first_of(sorted(one for one in self.continuing if self.votes[one] == fewest), "exclusion",
                               most=False)
        self.continuing.discard(source)
        self.excluded.append(source)
        pile, self.piles[source], self.votes[source] = self.piles[source], [], 0
        self.give(pile)
        self.end_stage("exclusion", [source], excluded=True)


def count_stv(ballots: Ballots, *, seats: int, breaker: Breaker | None = None) -> Tally:
    """Fill ``seats`` places in proportion. Quota: the whole part of valid ballots / (seats + 1), plus one (rule 46).

    A ballot without one first choice is not valid (rule 43) and is counted as blank.
    """
    names = ballots.options
    papers = orders(ballots)
    spoiled = papers.pop((), 0)
    valid = sum(papers.values())
    size = range(len(names))
    count = _Count(names, seats, (valid // (seats + 1) + 1) * UNIT, breaker or Breaker(), set(size),
                   [[] for _ in size], [0] * len(names))
    if valid:
        count.give([_Parcel(order, 0, number, UNIT) for order, number in sorted(papers.items())])
        count.end_stage("first", [])
    while valid and len(count.elected) < seats and count.continuing:
        if count.waiting:
            count.transfer_surplus()
        else:
            count.exclude_lowest()
    rest = sorted(count.continuing, key=lambda one: (-count.votes[one], names[one]))
    order = [names[one] for one in (*count.elected, *rest, *reversed(count.excluded))]
    return Tally(
        "stv", names, ballots.total, ballots.blank + spoiled, seats, tuple((name,) for name in order), tuple(order),
        tuple(names[one] for one in count.elected),
        {name: count.history[0][at] if count.history else 0 for at, name in enumerate(names)},
        scale=UNIT, quota=count.quota, rounds=tuple(count.rounds), ties=tuple(count.ties))
