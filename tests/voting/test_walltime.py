"""A deadline typed as a time on the wall: absent and double times are refused, the others mean one instant."""

from datetime import UTC, datetime

import pytest

from goforum.core.walltime import instant_of, wall_time_fault, wall_time_of

CASABLANCA, PARIS = "Africa/Casablanca", "Europe/Paris"


@pytest.mark.parametrize(("wall", "zone", "instant"), [
    (datetime(2026, 1, 10, 18), CASABLANCA, datetime(2026, 1, 10, 17, tzinfo=UTC)),
    (datetime(2026, 3, 1, 18), CASABLANCA, datetime(2026, 3, 1, 18, tzinfo=UTC)),     # the month of fasting
    (datetime(2026, 2, 15, 2, 30), CASABLANCA, None),                                  # twice
    (datetime(2026, 3, 22, 2, 30), CASABLANCA, None),                                  # never
    (datetime(2027, 3, 28, 2, 30), PARIS, None),                                       # never
    (datetime(2027, 3, 28, 3, 30), PARIS, datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
    (datetime(2019, 2, 6, 10), CASABLANCA, datetime(2019, 2, 6, 9, tzinfo=UTC)),
])
def test_wall_times(wall, zone, instant):
    assert (wall_time_fault(wall, zone) is None) is (instant is not None)
    if instant is not None:
        assert instant_of(wall, zone) == instant
        assert wall_time_of(instant, zone) == wall
