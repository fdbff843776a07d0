"""Quorums, majorities, colleges, delegation and small groups, at their boundaries."""

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goforum.voting.rules import decide, decide_seats
from goforum.voting.rules.colleges import Seat, judge_colleges
from goforum.voting.rules.delegation import carry
from goforum.voting.rules.disclosure import OPEN, SECRET
from goforum.voting.rules.majorities import (
    Base,
    Consent,
    Majority,
    Motion,
    Threshold,
    judge,
    judge_consent,
    needed_in_favour,
    required_share,
)

pytestmark = pytest.mark.once


@pytest.mark.parametrize(("majority", "base", "needed"), [
    (Majority.ABSOLUTE, 0, 1), (Majority.ABSOLUTE, 1, 1), (Majority.ABSOLUTE, 2, 2), (Majority.ABSOLUTE, 99, 50),
    (Majority.ABSOLUTE, 100, 51), (Majority.ABSOLUTE, 101, 51), (Majority.TWO_THIRDS, 0, 0), (Majority.TWO_THIRDS, 1, 1),
    (Majority.TWO_THIRDS, 2, 2), (Majority.TWO_THIRDS, 3, 2), (Majority.TWO_THIRDS, 4, 3), (Majority.TWO_THIRDS, 99, 66),
    (Majority.TWO_THIRDS, 100, 67), (Majority.TWO_THIRDS, 101, 68),
])
def test_what_a_majority_needs(majority, base, needed):
    assert needed_in_favour(majority, base) == needed


@pytest.mark.parametrize(("motion", "rule", "carried", "why"), [
    (Motion(3, 2, 9, 20), Threshold(), True, "majority"),
    (Motion(3, 3, 9, 20), Threshold(), False, "tie"),
    (Motion(0, 0, 9, 20), Threshold(), False, "tie"),
    (Motion(0, 0, 0, 20), Threshold(), False, "no-ballots"),
    (Motion(3, 2, 9, 20), Threshold(Majority.ABSOLUTE, Base.CAST), False, "minority"),
    (Motion(7, 2, 5, 20), Threshold(Majority.ABSOLUTE, Base.CAST), False, "minority"),     # half is not more than half
    (Motion(8, 2, 4, 20), Threshold(Majority.ABSOLUTE, Base.CAST), True, "majority"),
    (Motion(10, 0, 0, 20), Threshold(Majority.ABSOLUTE, Base.ELECTORATE), False, "minority"),
    (Motion(11, 0, 0, 20), Threshold(Majority.ABSOLUTE, Base.ELECTORATE), True, "majority"),
    (Motion(4, 2, 5, 20), Threshold(Majority.TWO_THIRDS), True, "majority"),               # exactly two thirds
    (Motion(3, 2, 5, 20), Threshold(Majority.TWO_THIRDS), False, "minority"),
    (Motion(0, 0, 5, 20), Threshold(Majority.TWO_THIRDS), False, "minority"),              # two thirds of nothing
    (Motion(13, 0, 0, 20), Threshold(Majority.TWO_THIRDS, Base.ELECTORATE), False, "minority"),
    (Motion(14, 0, 0, 20), Threshold(Majority.TWO_THIRDS, Base.ELECTORATE), True, "majority"),
    (Motion(5, 0, 4, 20), Threshold(quorum_percent=50), False, "no-quorum"),
    (Motion(5, 0, 5, 20), Threshold(quorum_percent=50), True, "majority"),
])
def test_what_carries(motion, rule, carried, why):
    verdict = judge(motion, rule)
    assert (verdict.carried, verdict.why) == (carried, why)


BOUNDARIES = [(rule, of, roll) for rule in Majority for of in Base for roll in (1, 2, 3, 4, 5, 6, 7, 9, 10, 99, 100, 101)]


@pytest.mark.parametrize(("majority", "of", "roll"), BOUNDARIES)
def test_one_vote_less_just_enough_and_one_more(majority, of, roll):
    """For every rule and size: the first number of votes in favour that carries is the share itself, as a fraction."""
    share = Fraction(2, 3) if majority is Majority.TWO_THIRDS else Fraction(1, 2)
    of = Base.EXPRESSED if majority is Majority.SIMPLE else of
    carried = []
    for favour in range(roll + 1):
        # Everybody votes; of what is not in favour, as much as possible is against.
        motion = Motion(favour, roll - favour, 0, roll)
        carried.append(judge(motion, Threshold(majority, of)).carried)
    least = carried.index(True)
    assert carried == [False] * least + [True] * (roll + 1 - least)
    enough = Fraction(least, roll)
    assert enough >= share if majority is Majority.TWO_THIRDS else enough > share
    before = Fraction(least - 1, roll)
    assert before < share if majority is Majority.TWO_THIRDS else before <= share


@pytest.mark.parametrize("roll", [1, 2, 3, 7, 10, 99, 100, 101])
@pytest.mark.parametrize("percent", [0, 1, 33, 50, 51, 66, 67, 99, 100])
def test_a_quorum_is_reached_by_the_ballot_that_makes_the_share_and_not_by_the_one_before(roll, percent):
    least = next(n for n in range(roll + 1) if Fraction(n, roll) >= Fraction(percent, 100))
    for cast in {max(least - 1, 0), least, min(least + 1, roll)}:
        found = judge(Motion(cast, 0, 0, roll), Threshold(quorum_percent=percent))
        wanted = "no-ballots" if not cast else "majority" if cast >= least else "no-quorum"
        assert (found.why, found.quorum) == (wanted, least), cast
        abstained = judge(Motion(0, 0, cast, roll), Threshold(quorum_percent=percent))
        assert (abstained.why == "no-quorum") is (0 < cast < least)  # who abstains is there
        with_objections = decide({"objection": cast}, roll, percent)
        assert with_objections.why == ("no-ballots" if not cast else "minority" if cast >= least else "no-quorum")


@pytest.mark.parametrize(("majority", "of"), list(itertools.product(Majority, Base)))
@pytest.mark.parametrize("size", [2, 3, 6, 10])
def test_each_college_has_its_own_boundary_beside_the_whole(majority, of, size):
    """The other college and the whole are for it; only this college's own share decides, exactly there."""
    rules = {"civil_society": Threshold(majority, of, 50), "public_bodies": Threshold()}
    rolls = {"civil_society": size, "public_bodies": 30}
    least = needed_in_favour(majority, size)
    for favour in (least - 1, least, min(least + 1, size)):
        cast = seats("civil_society", favour, size - favour) + seats("public_bodies", 30, 0)
        found = decide_seats(cast, rolls, 50, colleges=rules)
        assert (found.why == "double") is (favour >= least), (favour, found)
        assert found.chambers["civil_society"]["needed"] == least
    # Its quorum, too: one ballot short of half of the college, although the whole has its own.
    half = -(-size // 2)
    for voters in (half - 1, half):
        cast = seats("civil_society", voters, 0) + seats("public_bodies", 30, 0)
        word = decide_seats(cast, rolls, 50, colleges=rules).chambers["civil_society"]["why"]
        assert (word in {"no-ballots", "no-quorum"}) is (voters < half)


counts = st.integers(0, 300)


@given(counts, counts, counts, counts, st.sampled_from(Majority), st.sampled_from(Base), st.integers(0, 100))
def test_whole_numbers_and_fractions_find_the_same(favour, opposed, abstained, silent, majority, base, quorum):
    motion = Motion(favour, opposed, abstained, favour + opposed + abstained + silent)
    carried = judge(motion, Threshold(majority, base, quorum)).carried
    of = motion.base(Base.EXPRESSED if majority is Majority.SIMPLE else base)
    share = Fraction(favour, of) if of else Fraction(0)
    wanted = share >= Fraction(2, 3) if majority is Majority.TWO_THIRDS else share > Fraction(1, 2)
    present = motion.cast > 0 and Fraction(motion.cast) >= Fraction(motion.roll_size * quorum, 100)
    assert carried is (wanted and present and favour > 0)


@given(st.integers(0, 500), st.integers(1, 100).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d))))
def test_a_quorum_written_as_a_fraction_is_the_share_rounded_up(roll, share):
    needed = required_share(roll, Fraction(*share))
    assert Fraction(needed) >= roll * Fraction(*share)
    assert needed == 0 or Fraction(needed - 1) < roll * Fraction(*share)


@pytest.mark.parametrize(("asked", "why"), [
    (Consent(5, 2, 0, 10), "consent"), (Consent(5, 2, 1, 10), "objection"), (Consent(0, 5, 0, 10), "nobody-consents"),
    (Consent(0, 0, 0, 10), "no-ballots"), (Consent(2, 2, 0, 10), "no-quorum"),
])
def test_consent(asked, why):
    verdict = judge_consent(asked, 50)
    assert (verdict.why, verdict.carried) == (why, why == "consent")


def seats(college, favour, against, weight=1):
    return [Seat(college, "for", weight)] * favour + [Seat(college, "against", weight)] * against


def test_a_double_majority_needs_every_college():
    rules = {"government": Threshold(), "civil-society": Threshold(Majority.TWO_THIRDS)}
    rolls = {"government": 5, "civil-society": 6}
    both = judge_colleges(seats("government", 3, 2) + seats("civil-society", 4, 2), rolls, rules)
    assert both.carried
    one = judge_colleges(seats("government", 5, 0) + seats("civil-society", 3, 3), rolls, rules)
    assert (one.carried, one.against) == (False, ("civil-society",))
    whole = judge_colleges(seats("government", 3, 2) + seats("civil-society", 4, 2), rolls, rules,
                           whole=Threshold(Majority.ABSOLUTE, Base.ELECTORATE, 100))
    assert whole.carried
    assert judge_colleges(seats("government", 5, 0) + seats("civil-society", 3, 3), rolls, rules, need=1).carried
    nobody = judge_colleges([], {"government": 0}, rules)
    assert not nobody.carried


def test_weights_multiply_and_an_objection_is_against():
    rules, rolls = {"all": Threshold()}, {"all": 10}
    found = judge_colleges([Seat("all", "for", 4), Seat("all", "objection", 3), Seat("all", "abstain", 2)], rolls, rules)
    assert found.colleges["all"].motion == Motion(4, 3, 2, 10)


def test_delegation_follows_the_chain_to_the_first_who_voted():
    found = carry("abcdefg", {"a": "b", "b": "c", "c": "d", "e": "f", "f": "e", "g": "x"}, {"c", "d"})
    assert found.by == {"c": ("c", "a", "b"), "d": ("d",)}
    assert found.lost == {"e": "loop", "f": "loop", "g": "nobody-voted"}
    assert found.weight("c") == 3
    assert found.weight("c", {"a": 2, "b": 3, "c": 5}) == 10
    assert found.weight("a") == 0


def test_ones_own_vote_wins_and_colleges_do_not_mix():
    own = carry("ab", {"a": "b"}, {"a", "b"})
    assert own.by == {"a": ("a",), "b": ("b",)}
    mixed = carry("abc", {"a": "b", "b": "c"}, {"c"}, {"a": "x", "b": "x", "c": "y"})
    assert mixed.lost == {"a": "other-college", "b": "other-college"}


people = st.integers(1, 12)


@given(st.data())
def test_every_vote_is_carried_once_or_lost_and_said_why(data):
    size = data.draw(people)
    voters = [str(one) for one in range(size)]
    delegates = data.draw(st.dictionaries(st.sampled_from(voters), st.sampled_from(voters)))
    voted = data.draw(st.sets(st.sampled_from(voters)))
    found = carry(voters, delegates, voted)
    carried = [one for held in found.by.values() for one in held]
    assert sorted([*carried, *found.lost]) == sorted(voters)
    assert set(found.by) == voted
    assert all(held[0] == holder for holder, held in found.by.items())
    assert sum(found.weight(one) for one in voted) + len(found.lost) == size


def test_ten_thousand_links_of_a_chain_are_followed_at_once():
    voters = [str(one) for one in range(10_000)]
    found = carry(voters, dict(itertools.pairwise(voters)), {voters[-1]})
    assert found.weight(voters[-1]) == 10_000


@pytest.mark.parametrize(("policy", "ballots", "shown"), [
    (OPEN, 0, True), (OPEN, 2, False), (OPEN, 3, True), (SECRET, 0, True), (SECRET, 9, False), (SECRET, 10, True),
])
def test_too_few_are_not_broken_down(policy, ballots, shown):
    assert policy.may_break_down(ballots) is shown


def test_one_hidden_figure_cannot_be_had_by_taking_the_rest_from_the_whole():
    assert OPEN.break_down({"a": 2, "b": 5, "c": 9}) == {"a": None, "b": None, "c": 9}
    assert OPEN.break_down({"a": 2, "b": 1, "c": 9}) == {"a": None, "b": None, "c": 9}
    assert OPEN.break_down({"a": 4, "b": 0}) == {"a": 4, "b": 0}
    assert SECRET.may_show_running(10)
    assert not SECRET.may_show_running(9)
    assert OPEN.may_show_running(1)
