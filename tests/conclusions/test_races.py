"""Many hands at once, with real commits: one action, one line of history for a meeting."""

import pytest
from flask import Flask

from goforum.conclusions import commands, queries
from goforum.conclusions.commands import Task
from tests.meetings.conftest import make_place
from tests.meetings.test_races import at_once

pytestmark = [pytest.mark.usefixtures("committed", "ctx"), pytest.mark.race]


def test_one_action_sent_many_times_at_once_is_one_row_and_comes_back_once(app: Flask) -> None:
    place = make_place()
    answers = at_once(app, [lambda: commands.make_action(
        place.facilitator, place.group_id, Task(titles={"fr": "Une fois"}), client_key="again-0001")] * 8)
    assert len(set(answers)) == 1
    assert isinstance(answers[0], int)
    later = place.plan()
    counts = at_once(app, [lambda: commands.bring_back(place.facilitator, place.group_id, later)] * 6)
    assert sorted(counts) == [0, 0, 0, 0, 0, 1]
    assert [step.kind for step in queries.list_steps(answers[0])] == ["made", "returned"]
