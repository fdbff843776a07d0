"""What is counted: rows of whole numbers, one column for each option. Pure, and the same for a file and for a poll."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress
from operator import lt

# Below every rank one can write, so that options without a rank lie under all that have one.
UNRANKED = 1 << 30
Order = tuple[int, ...]


@dataclass(frozen=True)
class Ballots:
    """The ballots that say something, as rows over ``options``, and how many were blank.

    A cell is a rank (1 is best, 0 is unranked), a score, a number of dots, or 1 for a mark: the method says which.
    ``weights`` gives each row its whole weight; without it every row weighs one.
    """

    options: tuple[str, ...]
    rows: Sequence[tuple[int, ...]]
    weights: Sequence[int] | None = None
    blank: int = 0

    @property
    def marked(self) -> int:
        """The weight of the ballots that say something."""
        return len(self.rows) if self.weights is None else sum(self.weights)

    @property
    def total(self) -> int:
        """The weight of all ballots: those that say something and the blank ones."""
        return self.marked + self.blank

    def columns(self) -> list[tuple[int, ...]]:
        """The same cells by option."""
        return list(zip(*self.rows, strict=True)) if self.rows else [() for _ in self.options]


def weigh(marks: Iterable[object], weights: Sequence[int] | None) -> int:
    """The weight of the rows that are marked."""
    if weights is None:
        return sum(1 for one in marks if one)
    return sum(compress(weights, marks))


def sums(ballots: Ballots) -> list[int]:
    """The sum of each column, weights applied."""
    if ballots.weights is None:
        return [sum(column) for column in ballots.columns()]
    return [sum(map(int.__mul__, column, ballots.weights)) for column in ballots.columns()]


def pairwise(ballots: Ballots) -> tuple[tuple[int, ...], ...]:
    """How many ballots rank the option of the row above the option of the column.

    An unranked option is below every ranked one and level with the other unranked ones; level is above for nobody.
    """
    columns = [tuple(rank or UNRANKED for rank in column) for column in ballots.columns()]
    weights = ballots.weights
    # Two whole columns are compared at C speed: a hundred thousand ballots cost a fraction of a second.
    if weights is None:
        return tuple(tuple(sum(map(lt, one, other)) for other in columns) for one in columns)
    return tuple(tuple(sum(compress(weights, map(lt, one, other))) for other in columns) for one in columns)


def order_of(row: Sequence[int]) -> Order:
    """The options of a ranked row, best first. Where a rank is shared the order ends: it does not say who is next.

    Gaps between the numbers mean nothing: 2, 5, 9 is the same order as 1, 2, 3.
    """
    ranked = sorted((rank, option) for option, rank in enumerate(row) if rank)
    for at in range(len(ranked) - 1):
        if ranked[at][0] == ranked[at + 1][0]:
            return tuple(option for _, option in ranked[:at])
    return tuple(option for _, option in ranked)


def orders(ballots: Ballots) -> Counter[Order]:
    """The distinct orders and the weight of each; ballots without a first choice are the empty order."""
    rows: Counter[tuple[int, ...]] = Counter()
    if ballots.weights is None:
        rows.update(ballots.rows)
    else:
        for row, weight in zip(ballots.rows, ballots.weights, strict=True):
            rows[row] += weight
    found: Counter[Order] = Counter()
    for row, weight in rows.items():
        found[order_of(row)] += weight
    return found
