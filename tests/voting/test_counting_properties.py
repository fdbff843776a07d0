"""What must hold for any ballots: no option and no voter is privileged, nothing gets lost, more support never harms."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goforum.voting.rules.ballots import Ballots
from goforum.voting.rules.methods import METHODS, count
from goforum.voting.rules.schulze import count_schulze
from goforum.voting.rules.stv import UNIT, count_stv
from tests.voting.elections import NAMES

pytestmark = pytest.mark.once
CHOOSING = [name for name, facts in METHODS.items() if facts.options]


@st.composite
def boxes(draw, cells=4):
    width = draw(st.integers(2, 5))
    rows = draw(st.lists(st.lists(st.integers(0, cells), min_size=width, max_size=width).map(tuple), max_size=12))
    weights = draw(st.lists(st.integers(1, 3), min_size=len(rows), max_size=len(rows)))
    return Ballots(NAMES[:width], rows, weights, draw(st.integers(0, 3)))


@given(boxes(), st.sampled_from(CHOOSING), st.randoms(use_true_random=False), st.integers(1, 2))
def test_the_order_of_voters_and_of_options_means_nothing(box, method, dice, seats):
    """Neutrality and anonymity, the broken ties included: the lot knows names, not places."""
    found = count(method, box, seats=seats)
    columns = list(range(len(box.options)))
    if method != "dates":  # there the order of the options is the order of time
        dice.shuffle(columns)
    papers = [row for row, weight in zip(box.rows, box.weights, strict=True) for _ in range(weight)]
    dice.shuffle(papers)
    other = count(method, Ballots(tuple(box.options[at] for at in columns),
                                  [tuple(row[at] for at in columns) for row in papers], None, box.blank), seats=seats)
    assert other.order == found.order
    assert other.elected == found.elected
    assert other.counts == found.counts
    assert (other.ballots, other.blank) == (found.ballots, found.blank)


@given(boxes(), st.sampled_from(["schulze", "stv", "irv"]), st.permutations(NAMES), st.integers(1, 2))
def test_other_names_change_only_what_a_lot_decided(box, method, names, seats):
    """Neutrality proper: options that swap their names swap their places, as long as the ballots decide alone."""
    renamed = dict(zip(box.options, names, strict=False))
    found, other = count(method, box, seats=seats), count(method, replace(box, options=tuple(renamed.values())), seats=seats)
    if method != "stv":  # places before any lot; in STV a lot in the middle may lead elsewhere
        assert [{renamed[one] for one in group} for group in found.groups] == [set(group) for group in other.groups]
    elif "lot" not in {tie.broken_by for tie in found.ties}:
        assert {renamed[one] for one in found.elected} == set(other.elected)
        assert {renamed[one]: votes for one, votes in found.counts.items()} == other.counts


@given(boxes(), st.sampled_from(CHOOSING), st.integers(1, 3))
def test_every_option_has_one_place_and_as_many_are_elected_as_there_are_seats(box, method, seats):
    seats = min(seats, len(box.options))
    found = count(method, box, seats=seats)
    assert sorted(found.order) == sorted(box.options)
    assert sorted(one for group in found.groups for one in group) == sorted(box.options)
    wanted = 1 if method == "irv" else seats
    assert len(found.elected) == (wanted if found.ballots > found.blank else 0)


@given(boxes())
def test_options_and_blank_make_up_all_ballots_of_single_choice(box):
    found = count("plurality", box)
    assert sum(found.counts.values()) + found.blank == found.ballots == box.total


@given(boxes(), st.integers(1, 3))
def test_no_fraction_of_a_vote_is_lost_in_any_stage(box, seats):
    found = count_stv(box, seats=min(seats, len(box.options)))
    for stage in found.rounds:
        assert sum(stage.votes.values()) + stage.exhausted + stage.lost == (found.ballots - found.blank) * UNIT
        assert 0 <= stage.lost < UNIT
    for stage in count("irv", box).rounds:
        assert sum(stage.votes.values()) + stage.exhausted == sum(box.weights)


@given(boxes(), st.sampled_from(["plurality", "approval", "score", "dots", "schulze"]), st.data())
def test_more_support_never_takes_the_first_place_away(box, method, data):
    """Monotonicity, where it holds: an instant run-off and STV do not have it, and are not asked."""
    if not box.rows:
        return
    found = count(method, box)
    winner, at = found.groups[0], data.draw(st.integers(0, len(box.rows) - 1))
    if len(winner) > 1:
        return
    option = box.options.index(winner[0])
    row = list(box.rows[at])
    if method in {"plurality", "schulze"}:  # ranks: above everything else
        row = [cell + 1 if cell else 0 for cell in row]
        row[option] = 1
    else:
        row[option] += 1
    rows = [*box.rows]
    rows[at] = tuple(row)
    assert count(method, replace(box, rows=rows)).groups[0] == winner


@given(boxes())
def test_schulze_elects_the_option_that_beats_all_others(box):
    found = count_schulze(box)
    for at, name in enumerate(box.options):
        if all(found.pairwise[at][other] > found.pairwise[other][at] for other in range(len(box.options)) if other != at):
            assert found.groups[0] == (name,)


@given(boxes())
def test_schulze_turned_round_puts_no_sole_winner_first_again(box):
    """Reversal symmetry, for ballots that rank everything."""
    rows = [tuple(cell + 1 for cell in row) for row in box.rows]
    found = count_schulze(replace(box, rows=rows))
    turned = count_schulze(replace(box, rows=[tuple(9 - cell for cell in row) for row in rows]))
    if len(found.groups) > 1 and len(found.groups[0]) == 1:
        assert turned.groups[0] != found.groups[0]


@given(boxes(), st.integers(1, 3))
def test_stv_gives_a_seat_to_every_solid_quota(box, seats):
    """Whoever has a quota of first choices is elected at the first stage."""
    found = count_stv(box, seats=min(seats, len(box.options)))
    for name, votes in found.counts.items():
        if votes >= found.quota and found.elected:
            assert name in found.rounds[0].elected
