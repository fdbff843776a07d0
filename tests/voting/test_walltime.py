"""A deadline typed as a time on the wall: absent and double times are refused, the others mean one instant."""

from datetime import UTC, datetime

import pytest

from goforum.core.walltime import instant_of, wall_time_fault, wall_time_of

CASABLANCA, PARIS = "Africa/Casablanca", "Europe/Paris"


@pytest.mark.parametrize(("wall", "zone", "instant"), [
    ("2026-01-10T18:00", CASABLANCA, datetime(2026, 1, 10, 17, tzinfo=UTC)),
    ("2026-03-01T18:00", CASABLANCA, datetime(2026, 3, 1, 18, tzinfo=UTC)),     # the month of fasting
    ("2026-02-15T02:30", CASABLANCA, None),                                  # twice
    ("2026-03-22T02:30", CASABLANCA, None),                                  # never
    ("2027-03-28T02:30", PARIS, None),                                       # never
    ("2027-03-28T03:30", PARIS, datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
    ("2019-02-06T10:00", CASABLANCA, datetime(2019, 2, 6, 9, tzinfo=UTC)),
])
def test_wall_times(wall, zone, instant):
    wall = datetime.fromisoformat(wall)
    assert (wall_time_fault(wall, zone) is None) is (instant is not None)
    if instant is not None:
        assert instant_of(wall, zone) == instant
        assert wall_time_of(instant, zone) == wall
