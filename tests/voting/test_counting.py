"""The counting engine on elections whose result is known, and at its edges."""

import pytest

from goforum.voting.rules import schulze
from goforum.voting.rules.ballots import Ballots, order_of
from goforum.voting.rules.methods import METHODS, count
from goforum.voting.rules.schulze import count_schulze
from goforum.voting.rules.stv import count_stv
from goforum.voting.rules.tallies import Breaker, amount, lot
from tests.voting.elections import SCHULZE, TENNESSEE, ranked

pytestmark = pytest.mark.once


@pytest.mark.parametrize(("method", "winner"), [
    ("plurality", "Memphis"), ("irv", "Knoxville"), ("schulze", "Nashville"),
])
def test_tennessee_has_as_many_capitals_as_methods(method, winner):
    tally = count(method, TENNESSEE)
    assert tally.elected == (winner,)
    assert (tally.ballots, tally.blank) == (100, 0)
    assert tally.ties == ()


def test_instant_run_off_is_told_round_by_round():
    rounds = count("irv", TENNESSEE).rounds
    assert [dict(one.votes) for one in rounds] == [
        {"Memphis": 42, "Nashville": 26, "Chattanooga": 15, "Knoxville": 17},
        {"Memphis": 42, "Nashville": 26, "Knoxville": 32}, {"Memphis": 42, "Knoxville": 58}]
    assert [one.excluded for one in rounds] == [(), ("Chattanooga",), ("Nashville",)]
    assert rounds[-1].elected == ("Knoxville",)
    assert count("irv", TENNESSEE).order == ("Knoxville", "Memphis", "Nashville", "Chattanooga")


def test_schulzes_own_example():
    tally = count_schulze(SCHULZE)
    assert tally.order == ("E", "A", "C", "B", "D")
    assert tally.pairwise == ((0, 20, 26, 30, 22), (25, 0, 16, 33, 18), (19, 29, 0, 17, 24), (15, 12, 28, 0, 14),
                              (23, 27, 21, 31, 0))
    assert tally.paths == ((0, 28, 28, 30, 24), (25, 0, 28, 33, 24), (25, 29, 0, 29, 24), (25, 28, 28, 0, 24),
                           (25, 28, 28, 31, 0))


def test_unranked_options_lie_below_all_ranked_and_level_with_each_other():
    tally = count_schulze(Ballots(("A", "B", "C"), [(1, 0, 0), (0, 1, 1)], [3, 2]))
    assert tally.pairwise == ((0, 3, 3), (2, 0, 0), (2, 0, 0))
    assert tally.groups == (("A",), ("B", "C"))


def test_a_tie_is_named_and_broken_by_the_status_quo_then_by_the_lot():
    level = Ballots(("A", "B", "None of these"), [(1, 2, 2), (2, 1, 2), (2, 2, 1)])
    tally = count_schulze(level, breaker=Breaker("seed", "None of these"))
    assert tally.groups == (("A", "B", "None of these"),)
    assert tally.order[0] == "None of these"
    assert [(tie.about, set(tie.options), tie.broken_by) for tie in tally.ties] == [
        ("place", {"A", "B", "None of these"}, "lot")]
    pair = count("approval", Ballots(("Change", "As it is"), [(1, 0), (0, 1)]), breaker=Breaker("s", "As it is"))
    assert (pair.elected, pair.ties[0].broken_by) == (("As it is",), "status-quo")


def test_of_two_links_with_equal_support_the_one_with_less_opposition_is_stronger(monkeypatch):
    """A beats B by 5 to 3, B beats C by 5 to 2, C beats A by 5 to 1: level by winning votes, and A's is the weakest link."""
    monkeypatch.setattr(schulze, "pairwise", lambda _: ((0, 5, 1), (3, 0, 5), (5, 2, 0)))
    tally = count_schulze(Ballots(("A", "B", "C"), [(1, 2, 3)] * 8))
    assert tally.groups == (("A", "B", "C"),)
    assert [(tie.broken_by, tie.result) for tie in tally.ties] == [("opposition", ("B", "C", "A"))]
    assert tally.order == ("B", "C", "A")


def test_the_lot_can_be_drawn_again_and_knows_no_places():
    assert lot("ABCD", "x") == lot("DCBA", "x")
    drawn = {lot("ABCD", str(seed))[0] for seed in range(200)}
    assert drawn == set("ABCD")


@pytest.mark.parametrize(("row", "order"), [
    ((1, 2, 3), (0, 1, 2)), ((0, 5, 2), (2, 1)), ((1, 1, 2), ()), ((1, 2, 2), (0,)), ((0, 0, 0), ()), ((9, 0, 0), (0,)),
])
def test_a_ballot_is_read_up_to_its_first_shared_rank(row, order):
    assert order_of(row) == order


def test_a_scottish_surplus_is_cut_after_five_decimals():
    """Quota 34 of 100; A has 56: each of A's papers goes on at 22/56 = 0.39285 (0.392857… with the rest ignored)."""
    tally = count_stv(ranked("40 A>B 16 A>C 24 B 20 C"), seats=2)
    assert amount(tally.quota, tally.scale) == "34.00000"
    surplus = tally.as_json()["rounds"][1]
    assert surplus["votes"] == {"A": "34.00000", "B": "39.71400", "C": "26.28560"}
    assert surplus["lost"] == "0.00040"
    assert surplus["sources"] == ["A"]
    assert tally.elected == ("A", "B")


def test_the_surplus_of_a_surplus_is_reduced_twice():
    tally = count_stv(ranked("60 A>B>C 25 B>C 8 C 7 D"), seats=3).as_json()
    assert tally["quota"] == "26.00000"
    assert [one["action"] for one in tally["rounds"]] == ["first", "surplus", "surplus"]
    # 34/60 = 0.56666; B: 25 + 60 x 0.56666 = 58.99960; surplus 32.99960.
    # A's papers: 0.56666 x 32.99960 / 58.99960 = 0.31694; B's own: 32.99960 / 58.99960 = 0.55931.
    assert tally["rounds"][2]["votes"]["C"] == "40.99915"
    assert tally["elected"] == ["A", "B", "C"]


def test_as_many_left_as_seats_left_are_elected_without_another_transfer():
    tally = count_stv(ranked("3 A 2 B 1 C"), seats=3)
    assert (len(tally.rounds), tally.elected) == (1, ("A", "B", "C"))


def test_equal_for_exclusion_the_most_recent_difference_decides():
    tally = count_stv(ranked("10 A 9 B 4 C 3 D 1 E>D"), seats=1)
    assert [(tie.about, tie.options, tie.broken_by, tie.result) for tie in tally.ties] == [
        ("exclusion", ("C", "D"), "earlier-round", ("D",))]
    assert [one.excluded for one in tally.rounds] == [(), ("E",), ("D",), ("C",), ("B",)]


def test_never_different_the_published_lot_decides():
    tally = count_stv(ranked("6 A 3 B 3 C"), seats=1, breaker=Breaker("seed"))
    ahead, leaves = lot("BC", "seed")
    assert [(tie.about, tie.broken_by, tie.result) for tie in tally.ties] == [("exclusion", "lot", (leaves,))]
    assert tally.order == ("A", ahead, leaves)


def test_nobody_voting_elects_nobody():
    empty = Ballots(("A", "B"), [], blank=4)
    for method in METHODS:
        if METHODS[method].options:
            tally = count(method, empty)
            assert tally.elected == (), method
            assert (tally.ballots, tally.blank) == (4, 4)


def test_a_ballot_of_two_first_choices_says_nothing_to_single_choice_and_stv():
    rows = Ballots(("A", "B"), [(1, 1), (1, 2)])
    for method in ("plurality", "stv"):
        assert (count(method, rows).ballots, count(method, rows).blank) == (2, 1)


def test_dates_prefer_those_who_can_then_those_who_gladly_can_then_the_earliest():
    tally = count("dates", Ballots(("1 May", "2 May", "3 May", "4 May"), [(2, 1, 2, 0), (1, 2, 1, 2), (0, 2, 2, 2)]))
    assert tally.order == ("2 May", "3 May", "4 May", "1 May")
    assert (tally.counts["2 May"], tally.firm["2 May"], tally.firm["1 May"]) == (3, 2, 1)
    level = count("dates", Ballots(("later", "sooner"), [(2, 2)]))
    assert (level.elected, level.ties[0].broken_by) == (("later",), "earliest")


def test_scores_and_dots_add_up_and_weights_multiply():
    rows = Ballots(("A", "B"), [(5, 3), (0, 4)], [1, 2])
    assert count("score", rows).counts == {"A": 5, "B": 11}
    assert count("dots", rows).counts == {"A": 5, "B": 11}
    assert count("approval", rows).counts == {"A": 1, "B": 3}


def test_the_table_says_what_every_method_needs():
    for name, facts in METHODS.items():
        assert name == facts.name
        assert facts.decides is (facts.options == 0)
    assert METHODS["schulze"].equal_ranks
    assert not METHODS["stv"].equal_ranks
