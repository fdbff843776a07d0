"""Days as people write them, dates that recur, times that clash; and clocks that change, as tables."""

from datetime import UTC, date, datetime

import pytest

from goforum.core.rules import No
from goforum.meetings.rules import instant_of
from goforum.planning import rules


@pytest.mark.parametrize(("typed", "days"), [
    ("2 May, 5 September, 5 December", [(2019, 5, 2), (2019, 9, 5), (2019, 12, 5)]),
    ("02 mai ; 05 septembre 2020\n5 décembre", [(2019, 5, 2), (2019, 12, 5), (2020, 9, 5)]),
    ("2 ماي، 5 شتنبر، 5 دجنبر", [(2019, 5, 2), (2019, 9, 5), (2019, 12, 5)]),
    ("2019-05-02, 02/05/2019, 1er juin", [(2019, 5, 2), (2019, 6, 1)]),
])
def test_a_plan_of_the_year_as_people_write_it(typed: str, days: list[tuple[int, int, int]]) -> None:
    assert rules.read_days(typed, 2019) == [date(*one) for one in days]


@pytest.mark.parametrize("typed", ["", " , ", "31 février", "2 mayonnaise", "soon", "2019-13-01", "99 May",
                                   "\n".join(f"{n % 28 + 1} May {2000 + n}" for n in range(61))])
def test_what_is_no_plan_is_refused_in_words(typed: str) -> None:
    assert not isinstance(rules.read_days(typed, 2019), list)


@pytest.mark.parametrize(("first", "every", "times", "days"), [
    ((2027, 1, 5), "week", 3, [(1, 5), (1, 12), (1, 19)]),
    ((2027, 1, 5), "two-weeks", 3, [(1, 5), (1, 19), (2, 2)]),
    ((2027, 1, 31), "month-day", 4, [(1, 31), (2, 28), (3, 31), (4, 30)]),
    ((2027, 1, 12), "month-weekday", 3, [(1, 12), (2, 9), (3, 9)]),
    # The fifth Saturday: only months that have one.
    ((2027, 1, 30), "month-weekday", 3, [(1, 30), (5, 29), (7, 31)]),
    ((2027, 12, 1), "month-day", 2, [(12, 1), (1, 1)]),
])
def test_dates_that_recur(first: tuple[int, int, int], every: str, times: int, days: list[tuple[int, int]]) -> None:
    assert [(one.month, one.day) for one in rules.recurring(date(*first), every, times)] == days


def test_times_that_touch_do_not_clash() -> None:
    at = [datetime(2027, 1, 1, hour, tzinfo=UTC) for hour in range(6)]
    assert rules.overlaps(at[1], at[3], [(at[0], at[1]), (at[2], at[5]), (at[3], at[4]), (at[0], at[5])]) == [1, 3]


@pytest.mark.parametrize(("day", "hours"), [
    # UTC+1 all year, back to UTC for the month of Ramadan; UTC for good from 20 September 2026.
    ("2019-05-02", 1), ("2019-05-20", 0), ("2026-02-20", 0), ("2026-05-02", 1), ("2026-09-05", 1), ("2026-09-19", 1),
    ("2026-09-21", 0), ("2026-12-05", 0), ("2027-05-02", 0),
])
def test_ten_in_the_morning_in_casablanca_whatever_the_clocks_do(day: str, hours: int) -> None:
    found = instant_of(datetime.fromisoformat(f"{day}T10:00"), "Africa/Casablanca")
    assert not isinstance(found, No)
    assert found == datetime.fromisoformat(f"{day}T{10 - hours:02}:00+00:00")
