"""Silence is consent until a date: the clock adopts then, once; a remark without answer, or a vote, holds it back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from goforum.audit.models import AuditEntry
from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Refused
from goforum.meetings import commands as meetings
from goforum.minutes import commands, jobs, queries
from goforum.notifications.models import Notification
from goforum.voting import commands as voting
from tests.conftest import Client
from tests.meetings.conftest import Place, make_place
from tests.meetings.test_races import at_once

SignIn = Callable[[int], Client]
NINE = timedelta(days=9)


@pytest.fixture
def place(ctx: None) -> Place:
    return make_place()


def sent_round(place: Place, *, by_silence: bool = True) -> int:
    meeting_id = place.plan(live=True)
    meetings.end_meeting(place.facilitator, meeting_id)
    minutes_id = commands.draft_minutes(place.facilitator, meeting_id)
    commands.circulate(place.facilitator, minutes_id, until=clock.now() + NINE, by_silence=by_silence)
    return minutes_id


def adopted_after(days: float, minutes_id: int) -> str | None:
    with clock.frozen(clock.now() + timedelta(days=days)):
        jobs.adopt_silent()
    return queries.get_minutes(minutes_id).adopted_by


def told(person_id: int, kind: str) -> int:
    return db.session.scalar(select(func.count()).select_from(Notification).where(
        Notification.person_id == person_id, Notification.kind == kind)) or 0


def test_silence_adopts_at_the_date_and_not_before(place: Place) -> None:
    minutes_id = sent_round(place)
    assert adopted_after(8.99, minutes_id) is None
    assert adopted_after(9.01, minutes_id) == "silence"
    fingerprint = queries.get_minutes(minutes_id).fingerprint
    with clock.frozen(clock.now() + timedelta(days=10)):
        assert jobs.adopt_silent() == 0
        assert commands.adopt_by_clock(minutes_id) is False
    assert queries.get_minutes(minutes_id).fingerprint == fingerprint
    acts = db.session.scalars(select(AuditEntry.actor_id).where(AuditEntry.kind == "MinutesAdopted")).all()
    assert acts == [None]
    assert told(place.member, "minutes-adopted") == 1


def test_a_remark_without_answer_holds_it_back_and_the_organisers_are_told_once(place: Place, as_person: SignIn) -> None:
    minutes_id = sent_round(place)
    meeting_id = queries.get_minutes(minutes_id).meeting_id
    remark = commands.remark(place.member, minutes_id, item_id=None, body="Il manque une date.", client_key="k1")
    for _again in range(3):
        assert adopted_after(9.01, minutes_id) is None
    assert (told(place.facilitator, "minutes-held"), told(place.member, "minutes-held")) == (1, 0)
    with clock.frozen(clock.now() + timedelta(days=9.02)):
        page = as_person(place.member).get(f"/meetings/{meeting_id}/minutes").text
        assert "1 remark waits for its answer" in page
        commands.answer_remark(place.facilitator, remark, state="accepted", answer="Ajoutée.")
    assert adopted_after(9.03, minutes_id) == "silence"


def test_another_date_starts_again(place: Place) -> None:
    minutes_id = sent_round(place)
    commands.remark(place.member, minutes_id, item_id=None, body="Non", client_key="k1")
    assert adopted_after(9.01, minutes_id) is None
    with clock.frozen(clock.now() + timedelta(days=9.02)):
        commands.circulate(place.facilitator, minutes_id, until=clock.now() + NINE, by_silence=True)
    assert adopted_after(10, minutes_id) is None
    assert told(place.facilitator, "minutes-held") == 1
    assert adopted_after(18.1, minutes_id) is None
    assert told(place.facilitator, "minutes-held") == 2


def test_who_was_not_told_so_does_not_consent_by_silence(place: Place) -> None:
    minutes_id = sent_round(place, by_silence=False)
    assert adopted_after(30, minutes_id) is None


@pytest.mark.parametrize("choice", ["for", "against"])
def test_a_vote_decides_instead_of_silence(place: Place, choice: str) -> None:
    minutes_id = sent_round(place)
    poll = commands.put_to_vote(place.facilitator, minutes_id, closes_at=clock.now() + timedelta(days=20), lang="fr")
    for voter in (place.facilitator, place.member):
        voting.cast_vote(voter, poll, choice=choice)
    assert adopted_after(9.01, minutes_id) is None
    with clock.frozen(clock.now() + timedelta(days=10)), pytest.raises(Refused, match="voting"):
        commands.adopt(place.facilitator, minutes_id)
    with clock.frozen(clock.now() + timedelta(days=21)):
        voting.close_poll(None, poll)
    assert adopted_after(22, minutes_id) == ("vote" if choice == "for" else None)


def test_the_page_says_what_silence_will_do(place: Place, as_person: SignIn) -> None:
    minutes_id = sent_round(place, by_silence=False)
    meeting_id = queries.get_minutes(minutes_id).meeting_id
    secretary, at = as_person(place.facilitator), f"/meetings/{meeting_id}/minutes"
    assert "Silence is consent" not in secretary.get(at).text
    typed = (clock.now() + NINE).strftime("%Y-%m-%dT%H:%M")
    assert secretary.post(f"{at}/circulate", data={"until": typed, "by_silence": "y"}).status_code == 303
    assert "Silence is consent" in as_person(place.member).get(at).text
    assert secretary.post(f"{at}/circulate", data={"until": "2001-01-01T10:00"}).status_code == 422


@pytest.mark.race
@pytest.mark.usefixtures("committed", "ctx")
def test_two_clocks_adopt_once(app: Flask) -> None:
    place = make_place()
    with clock.frozen(clock.now() - timedelta(days=10)):
        meeting_id = place.plan(live=True)
        meetings.end_meeting(place.facilitator, meeting_id)
        minutes_id = commands.draft_minutes(place.facilitator, meeting_id)
        commands.circulate(place.facilitator, minutes_id, until=clock.now() + NINE, by_silence=True)
    assert sorted(at_once(app, [jobs.adopt_silent] * 6)) == [0, 0, 0, 0, 0, 1]
    assert db.session.scalar(select(func.count()).select_from(AuditEntry).where(
        AuditEntry.kind == "MinutesAdopted")) == 1
