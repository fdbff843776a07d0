"""Instant run-off: the fewest first choices leave until one option has more than half of the ballots still counted."""

from goforum.voting.rules.ballots import Ballots, Order, orders
from goforum.voting.rules.tallies import Breaker, Round, Tally, Tie, places, settle_all


def count_irv(ballots: Ballots, *, breaker: Breaker | None = None) -> Tally:
    """One winner. Each ballot counts for its best option still in the count; more than half of the live ballots wins.

    All options with the fewest votes leave together, so that no tie for the last place needs a lot. When all that
    are left are level, they share the first place, and the published rule for ties chooses.
    (The alternative vote of Robert's Rules of Order, 12th ed., 45:62, with this rule for equal last places.)
    """
    breaker = breaker or Breaker()
    names = ballots.options
    piles: dict[int, list[tuple[Order, int, int]]] = {one: [] for one in range(len(names))}
    exhausted = _share([(order, 0, weight) for order, weight in orders(ballots).items()], piles)
    rounds: list[Round] = []
    out: list[tuple[str, ...]] = []
    leaving: list[int] = []
    while piles:
        votes = {one: sum(weight for _, _, weight in pile) for one, pile in piles.items()}
        live, best, fewest = sum(votes.values()), max(votes.values()), min(votes.values())
        won = best * 2 > live or best == fewest
        top = tuple(names[one] for one in piles if votes[one] == best) if won else ()
        rounds.append(Round(len(rounds) + 1, "exclusion" if rounds else "first", tuple(names[one] for one in leaving),
                            {names[one]: count for one, count in votes.items()}, exhausted, elected=top,
                            excluded=tuple(names[one] for one in leaving)))
        if won:
            break
        leaving = [one for one in piles if votes[one] == fewest]
        out.append(tuple(names[one] for one in leaving))
        moving = [paper for one in leaving for paper in piles.pop(one)]
        exhausted += _share(moving, piles)
    last = rounds[-1].votes if rounds else {}
    groups = (*places(list(last), last.__getitem__), *reversed(out))
    order, ties = settle_all(groups, breaker)
    return Tally("irv", names, ballots.total, ballots.blank, 1, groups, order, order[:1] if ballots.marked else (),
                 rounds[0].votes if rounds else {}, rounds=tuple(rounds), ties=_named(ties, out))


def _share(papers: list[tuple[Order, int, int]], piles: dict[int, list[tuple[Order, int, int]]]) -> int:
    """Lay each paper on the pile of its best option still in the count; the weight of those that name none."""
    over = 0
    for order, start, weight in papers:
        at = start
        while at < len(order) and order[at] not in piles:
            at += 1
        if at == len(order):
            over += weight
        else:
            piles[order[at]].append((order, at, weight))
    return over


def _named(ties: tuple[Tie, ...], out: list[tuple[str, ...]]) -> tuple[Tie, ...]:
    """Options that left together are level without a lot having decided anything about them."""
    return tuple(tie for tie in ties if tie.options not in out)
