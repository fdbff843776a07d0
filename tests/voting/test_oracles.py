"""The engine against counters written from the definitions alone, and against ``starvote``, on random small elections.

``starvote`` counts none of our ranked methods; its STAR is our score followed by our pairwise comparison, so it
checks these two. Where it and we part is only where the score leaves the second place level: it goes on to compare
the level ones, while a score poll of ours names the tie.
"""

import warnings

import pytest

from goforum.voting.rules.ballots import Ballots, pairwise
from goforum.voting.rules.irv import count_irv
from goforum.voting.rules.methods import count
from goforum.voting.rules.schulze import count_schulze
from goforum.voting.rules.stv import count_stv
from tests.voting.elections import plain_irv, plain_schulze, plain_stv, random_ballots

pytestmark = pytest.mark.once
SEEDS = range(2000)


def test_schulze_finds_what_walking_every_path_finds():
    for seed in SEEDS:
        ballots = random_ballots(seed)
        found = count_schulze(ballots)
        places, strongest = plain_schulze(ballots)
        assert found.groups == places, seed
        for (one, other), strength in strongest.items():
            assert found.paths[ballots.options.index(one)][ballots.options.index(other)] == strength, seed


def test_instant_run_off_finds_what_moving_paper_by_paper_finds():
    for seed in SEEDS:
        ballots = random_ballots(seed, strict=seed % 3 > 0)
        found = count_irv(ballots)
        winners, rounds = plain_irv(ballots)
        assert set(found.groups[0]) == winners, seed
        assert [dict(one.votes) for one in found.rounds] == rounds, seed


def test_stv_finds_what_moving_paper_by_paper_in_decimals_finds():
    decided = 0
    for seed in SEEDS:
        ballots = random_ballots(seed, strict=True)
        seats = 1 + seed % (len(ballots.options) - 1)
        expected = plain_stv(ballots, seats)
        if expected is None:
            continue
        decided += 1
        elected, stages = expected
        found = count_stv(ballots, seats=seats)
        assert list(found.elected) == elected, seed
        assert [{name: votes / 100_000 for name, votes in one.votes.items()} for one in found.rounds] == [
            {name: float(votes) for name, votes in stage.items() if name in found.rounds[at].votes}
            for at, stage in enumerate(stages)], seed
    assert decided > len(SEEDS) // 2  # the others are up to a lot


def test_adding_up_finds_what_a_loop_finds():
    for seed in SEEDS:
        ballots = random_ballots(seed)
        for method, mark in (("approval", bool), ("score", int)):
            plain = {name: sum(weight * int(mark(row[at])) for row, weight in zip(ballots.rows, ballots.weights, strict=True))
                     for at, name in enumerate(ballots.options)}
            assert count(method, ballots).counts == plain, seed


def test_score_and_pairs_agree_with_starvote():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import starvote

    compared = 0
    for seed in SEEDS:
        box = random_ballots(seed, most_options=5)
        scores = Ballots(box.options, [tuple(min(cell, 5) for cell in row) for row in box.rows], box.weights)
        papers = [dict(zip(scores.options, row, strict=True))
                  for row, weight in zip(scores.rows, scores.weights, strict=True) for _ in range(weight)]
        found = count("score", scores)
        if len(found.groups[0]) + len(found.groups[1:2] and found.groups[1]) != 2:
            continue  # the second place is level: named as a tie by us, compared further by STAR
        one, other = found.order[:2]
        pairs = pairwise(Ballots(scores.options, [tuple(6 - cell for cell in row) for row in scores.rows], scores.weights))
        a, b = scores.options.index(one), scores.options.index(other)
        expected = one if pairs[a][b] > pairs[b][a] else other if pairs[b][a] > pairs[a][b] else None
        if expected is None and found.counts[one] == found.counts[other]:
            continue  # level in score and in the pair: STAR refuses or draws
        compared += 1
        winner = starvote.election(starvote.star, papers, maximum_score=5, print=lambda *a, **k: None)
        assert winner == [expected or one], seed
    assert compared > len(SEEDS) // 3
