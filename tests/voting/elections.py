"""Small elections to count: known ones, random ones, and slow plain counters written from the definitions alone.

The plain counters share no line with the engine: they walk every path, move one paper at a time, and use decimals
where the engine uses whole numbers. They are what the engine is compared with.
"""

import random
from decimal import ROUND_DOWN, Decimal
from itertools import pairwise, permutations

from goforum.voting.rules.ballots import Ballots

NAMES = tuple("ABCDEFGH")


def ranked(text, options=NAMES):
    """``"3 A>B=C  2 B"``: ballots from a line of counts and orders; ``=`` is level."""
    words = text.split()
    rows, weights = [], []
    used = tuple(one for one in options if any(one in word for word in words[1::2]))
    for count, order in zip(words[::2], words[1::2], strict=True):
        row = [0] * len(used)
        for place, level in enumerate(order.split(">"), 1):
            for name in level.split("="):
                row[used.index(name)] = place
        rows.append(tuple(row))
        weights.append(int(count))
    return Ballots(used, rows, weights)


# The capital of Tennessee, the textbook example of many methods: Memphis, Nashville, Chattanooga, Knoxville.
TENNESSEE = Ballots(("Memphis", "Nashville", "Chattanooga", "Knoxville"),
                    [(1, 2, 3, 4), (4, 1, 2, 3), (4, 3, 1, 2), (4, 3, 2, 1)], [42, 26, 15, 17])
# Schulze 2011, example 1: 45 voters, five options; E wins, and the order is E, A, C, B, D.
SCHULZE = ranked("5 A>C>B>E>D 5 A>D>E>C>B 8 B>E>D>A>C 3 C>A>B>E>D 7 C>A>E>B>D 2 C>B>A>D>E 7 D>C>E>B>A 8 E>B>A>D>C")


def random_ballots(seed, *, most_options=5, most_rows=14, strict=False, complete=False):
    """A small election, the same for the same seed; options may be level or left out."""
    dice = random.Random(seed)
    width = dice.randint(2, most_options)
    rows, weights = [], []
    for _ in range(dice.randint(1, most_rows)):
        if strict or complete:
            order = dice.sample(range(width), width if complete else dice.randint(0, width))
            row = [0] * width
            for place, option in enumerate(order, 1):
                row[option] = place
        else:
            row = [dice.randint(0, width) for _ in range(width)]
        rows.append(tuple(row))
        weights.append(dice.randint(1, 4))
    return Ballots(NAMES[:width], rows, weights)


def papers(ballots):
    """Each ballot by itself, as the list of names it ranks before the first shared rank."""
    for row, weight in zip(ballots.rows, ballots.weights, strict=True):
        by_rank = {}
        for name, rank in zip(ballots.options, row, strict=True):
            if rank:
                by_rank.setdefault(rank, []).append(name)
        order = []
        for rank in sorted(by_rank):
            if len(by_rank[rank]) > 1:
                break
            order += by_rank[rank]
        yield from ([*order] for _ in range(weight))


def plain_schulze(ballots):
    """Places by strongest paths of winning votes, found by walking every path there is."""
    names = ballots.options
    prefer = {(a, b): 0 for a in names for b in names}
    for row, weight in zip(ballots.rows, ballots.weights, strict=True):
        place = {name: rank or 10**6 for name, rank in zip(names, row, strict=True)}
        for a, b in permutations(names, 2):
            prefer[a, b] += weight if place[a] < place[b] else 0

    def link(a, b):
        return prefer[a, b] if prefer[a, b] > prefer[b, a] else 0

    def strength(a, b):
        others = [one for one in names if one not in {a, b}]
        best = link(a, b)
        for length in range(1, len(others) + 1):
            for way in permutations(others, length):
                stops = [a, *way, b]
                best = max(best, min(link(*step) for step in pairwise(stops)))
        return best

    strongest = {(a, b): strength(a, b) for a, b in permutations(names, 2)}
    left, places = list(names), []
    while left:
        top = tuple(a for a in left if all(strongest[b, a] <= strongest[a, b] for b in left if b != a))
        places.append(top)
        left = [one for one in left if one not in top]
    return tuple(places), strongest


def plain_irv(ballots):
    """The winners, one or several that are level to the end, moving one paper at a time."""
    standing, rounds = set(ballots.options), []
    while standing:
        votes = dict.fromkeys(sorted(standing), 0)
        for paper in papers(ballots):
            choice = next((one for one in paper if one in standing), None)
            if choice:
                votes[choice] += 1
        rounds.append(votes)
        over_half = {one for one in votes if 2 * votes[one] > sum(votes.values())}
        if over_half or len(set(votes.values())) == 1:
            return over_half or standing, rounds
        standing -= {one for one in votes if votes[one] == min(votes.values())}
    return set(), rounds


def plain_stv(ballots, seats):  # noqa: C901 - one long story, so that it reads like the Order
    """Stage totals and the elected of a Scottish count, paper by paper in decimals; None where only a lot could decide."""
    piles = {name: [] for name in ballots.options}
    for paper in papers(ballots):
        if paper:
            piles[paper[0]].append((paper, Decimal(1)))
    valid = sum(map(len, piles.values()))
    quota = Decimal(valid // (seats + 1) + 1)
    votes = {name: Decimal(len(pile)) for name, pile in piles.items()}
    standing, elected, done, stages = set(ballots.options), [], set(), []

    def decide(tied, worst):
        for stage in reversed(stages):
            figure = (min if worst else max)(stage[one] for one in tied)
            tied = [one for one in tied if stage[one] == figure]
        return tied[0] if len(tied) == 1 else None

    def onward(source, factor):
        for paper, value in piles[source]:
            worth = value if factor is None else (
                value * factor[0] / factor[1]).quantize(Decimal("0.00001"), rounding=ROUND_DOWN)
            following = next((one for one in paper[paper.index(source) + 1:] if one in standing), None)
            if following:
                piles[following].append((paper, worth))
                votes[following] += worth
        piles[source] = []

    while valid:
        stages.append(dict(votes))
        elected += [one for one in sorted(standing, key=lambda one: (-votes[one], one)) if votes[one] >= quota]
        standing -= set(elected)
        if len(standing) <= seats - len(elected):
            elected += sorted(standing, key=lambda one: (-votes[one], one))
            break
        if len(elected) == seats:
            break
        over = [one for one in elected if one not in done and votes[one] > quota]
        if over:
            source = decide([one for one in over if votes[one] == max(votes[each] for each in over)], worst=False)
            if source is None:
                return None
            done.add(source)
            onward(source, (votes[source] - quota, votes[source]))
            votes[source] = quota
        else:
            source = decide([one for one in sorted(standing) if votes[one] == min(votes[each] for each in standing)],
                            worst=True)
            if source is None:
                return None
            standing.discard(source)
            votes[source] = Decimal(0)
            onward(source, None)
    return elected, stages
