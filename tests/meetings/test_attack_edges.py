"""Dates at the ends of the calendar and addresses that cannot be read are refused beside their field."""

import pytest

from tests.meetings.test_planning import plan


@pytest.mark.parametrize(("changes", "field"), [
    ({"day": "9999-12-31", "starts": "22:00", "ends": "23:59", "zone": "America/New_York"}, "starts"),
    ({"day": "0001-01-01", "starts": "00:10", "ends": "00:20", "zone": "Asia/Dubai", "held": "y"}, "starts"),
    ({"day": "9999-06-01"}, "starts"),
    ({"video_url": "https://["}, "video_url"),
    ({"video_url": "https://[::1"}, "video_url"),
    ({"version": "9" * 5000, "title_fr": ""}, "title_en"),
])
def test_nothing_typed_breaks_the_page(place, as_person, changes, field):
    answer = plan(as_person(place.facilitator), place, **changes)
    assert answer.status_code == 422
    assert f"{field}-error" in answer.text
