"""Schulze's method, measured by winning votes.

Source: Markus Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent
single-winner election method", Social Choice and Welfare 36 (2011), 267-303, section 2.
"""

from collections.abc import Callable

from goforum.voting.rules.ballots import Ballots, pairwise
from goforum.voting.rules.tallies import Breaker, Tally, Tie

Matrix = tuple[tuple[int, ...], ...]


def strongest_paths(links: list[list[int]]) -> list[list[int]]:
    """The strength of the best way between each two options: that of its weakest link (Floyd, Warshall)."""
    size = range(len(links))
    paths = [row[:] for row in links]
    for middle in size:
        through = paths[middle]
        for start in size:
            first = paths[start][middle]
            if start != middle and first:
                row = paths[start]
                for end in size:
                    if end not in {start, middle}:
                        way = min(first, through[end])
                        row[end] = max(way, row[end])
    return paths


def _peel(members: list[int], beats: Callable[[int, int], bool]) -> list[list[int]]:
    """Places: those nobody left beats, then those nobody beats when they are gone, and so on."""
    groups = []
    left = members
    while left:
        top = [one for one in left if not any(beats(other, one) for other in left)]
        groups.append(top)
        left = [one for one in left if one not in top]
    return groups


def count_schulze(ballots: Ballots, *, seats: int = 1, breaker: Breaker | None = None) -> Tally:
    """Order the options by strongest paths of winning votes; unranked options lie below all ranked ones.

    A link from A to B is as strong as the ballots that prefer A, and is there only when they are more than those
    that prefer B. Places that this leaves level are named as ties; they are broken, in this order, by the
    second criterion of the paper (of two links with equal support the one with less opposition is stronger), by the
    status quo where it is an option, and by the published lot.
    """
    breaker = breaker or Breaker()
    names, matrix = ballots.options, pairwise(ballots)
    size, base = range(len(names)), ballots.total + 1
    # Support and opposition in one number; the quotient by ``base`` is the support: plain winning votes.
    links = [[matrix[one][other] * base + ballots.total - matrix[other][one]
              if matrix[one][other] > matrix[other][one] else 0 for other in size] for one in size]
    paths = strongest_paths(links)
    groups = _peel(list(size), lambda one, other: paths[one][other] // base > paths[other][one] // base)
    order: list[str] = []
    ties: list[Tie] = []
    for group in groups:
        finer = _peel(group, lambda one, other: paths[one][other] > paths[other][one])
        if len(finer) > 1:
            ties.append(Tie("place", tuple(names[one] for one in group), "opposition",
                            tuple(names[one] for level in finer for one in level)))
        for level in finer:
            if len(level) > 1:
                ties.append(breaker.settle("place", [names[one] for one in level]))
                order += ties[-1].result
            else:
                order.append(names[level[0]])
    return Tally(
        "schulze", names, ballots.total, ballots.blank, seats,
        tuple(tuple(names[one] for one in group) for group in groups), tuple(order),
        tuple(order[:seats]) if ballots.marked else (),
        pairwise=matrix, paths=tuple(tuple(strength // base for strength in row) for row in paths), ties=tuple(ties))
