"""Counting by adding up: single choice, approval, score, dots, and dates."""

from collections.abc import Sequence

from goforum.voting.rules.ballots import Ballots, sums, weigh
from goforum.voting.rules.tallies import Breaker, Tally, Tie, places, settle_all

# What a cell of a date poll says.
DATE_NO, DATE_IF_NEEDED, DATE_YES = 0, 1, 2


def _most(method: str, ballots: Ballots, counts: Sequence[int], seats: int, breaker: Breaker) -> Tally:
    totals = dict(zip(ballots.options, counts, strict=True))
    groups = places(ballots.options, totals.__getitem__)
    order, ties = settle_all(groups, breaker)
    return Tally(method, ballots.options, ballots.total, ballots.blank, seats, groups, order,
                 order[:seats] if ballots.marked else (), totals, ties=ties)


def count_plurality(ballots: Ballots, *, seats: int = 1, breaker: Breaker | None = None) -> Tally:
    """Single choice: the option marked on most ballots. A row that marks two options says nothing to this method.

    In a file of ranked ballots the mark is the one first choice.
    """
    rows, weights, spoiled = [], [], 0
    for at, row in enumerate(ballots.rows):
        weight = ballots.weights[at] if ballots.weights is not None else 1
        best = min((cell for cell in row if cell), default=0)
        if best and row.count(best) == 1:
            rows.append(tuple(int(cell == best) for cell in row))
            weights.append(weight)
        else:
            spoiled += weight
    marked = Ballots(ballots.options, rows, weights, ballots.blank + spoiled)
    return _most("plurality", marked, sums(marked), seats, breaker or Breaker())


def count_approval(ballots: Ballots, *, seats: int = 1, breaker: Breaker | None = None) -> Tally:
    """Approval: each option any number of ballots approve of; most approvals win (Brams & Fishburn 1978).

    In a file of ranked ballots, ranked means approved.
    """
    counts = [weigh(column, ballots.weights) for column in ballots.columns()]
    return _most("approval", ballots, counts, seats, breaker or Breaker())


def count_score(ballots: Ballots, *, seats: int = 1, breaker: Breaker | None = None) -> Tally:
    """Score: the greatest sum wins. An option left without a score on a marked ballot counts as zero,
    so that a few enthusiasts cannot lift what most never looked at."""
    return _most("score", ballots, sums(ballots), seats, breaker or Breaker())


def count_dots(ballots: Ballots, *, seats: int = 1, breaker: Breaker | None = None) -> Tally:
    """Dots: each ballot shares out at most so many dots; the greatest sum wins. Dots not given are given up."""
    return _most("dots", ballots, sums(ballots), seats, breaker or Breaker())


def count_dates(ballots: Ballots, *, seats: int = 1, breaker: Breaker | None = None) -> Tally:
    """Dates: the one most people can come to (yes, or if needed), then the one with most plain yes, then the earliest.

    The options stand in order of time. ``counts`` holds those who can come.
    """
    columns, weights = ballots.columns(), ballots.weights
    can = [weigh(column, weights) for column in columns]
    gladly = [weigh((cell == DATE_YES for cell in column), weights) for column in columns]
    both = {name: (can[at], gladly[at]) for at, name in enumerate(ballots.options)}
    groups = places(ballots.options, both.__getitem__)
    order = tuple(name for group in groups for name in group)
    ties = tuple(Tie("place", group, "earliest", group) for group in groups if len(group) > 1)
    return Tally("dates", ballots.options, ballots.total, ballots.blank, seats, groups, order,
                 order[:seats] if ballots.marked else (), {name: pair[0] for name, pair in both.items()},
                 {name: pair[1] for name, pair in both.items()}, ties=ties)
