"""Many hands at once, with real commits: one meeting of one poll about dates."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Conflict
from goforum.meetings.models import Meeting
from goforum.planning import commands
from goforum.planning.commands import Question
from goforum.planning.models import DatePoll
from goforum.voting import commands as voting
from tests.meetings.conftest import make_place
from tests.meetings.test_races import at_once

pytestmark = [pytest.mark.usefixtures("committed", "ctx"), pytest.mark.race]
MAY = datetime(2027, 5, 2, 10, tzinfo=UTC)


def test_organisers_who_press_at_once_make_one_meeting(app: Flask) -> None:
    place = make_place()
    question = Question(titles={"fr": "Comité"}, dates=[MAY, MAY + timedelta(days=1)], minutes=90)

    def ask(key: str) -> int:
        return commands.ask_dates(place.facilitator, place.group_id, question, words="Quelle date ?", language="fr",
                                  closes_at=clock.now() + timedelta(hours=2), client_key=key)

    assert len(set(at_once(app, [lambda: ask("once")] * 4))) == 1
    assert db.session.scalar(select(func.count()).select_from(DatePoll)) == 1
    with clock.frozen(clock.now() - timedelta(hours=3)):
        poll_id = ask("before")
    voting.close_poll(None, poll_id)
    found = at_once(app, [lambda key=key: commands.choose_date(place.facilitator, poll_id, key=key)  # type: ignore[misc]
                          for key in ("o1", "o2") * 4])
    assert len({one for one in found if isinstance(one, int)}) == 1
    assert sum(isinstance(one, Conflict) for one in found) == 4
    assert db.session.scalar(select(func.count()).select_from(Meeting)) == 1
