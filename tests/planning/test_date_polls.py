"""A date the members are asked for, from the poll to the meeting, through commands and doors."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Conflict, Invalid, Refused
from goforum.groups.rules import Standing
from goforum.meetings.models import Meeting
from goforum.meetings.queries import get_meeting, list_agenda
from goforum.notifications.models import Notification
from goforum.planning import commands, queries, rules
from goforum.planning.commands import Question
from goforum.voting import commands as voting
from tests.conftest import Client
from tests.meetings.conftest import Place, make_place
from tests.planning.looking import shown_seal

SignIn = Callable[[int], Client]
MAY = datetime(2027, 5, 2, 10, tzinfo=UTC)
TYPED = {
    "title_fr": "Comité", "title_ar": "اللجنة", "date_1": "2027-05-02T10:00", "date_2": "2027-05-03T15:30",
    "date_3": "2027-04-30T09:00", "closes_at": "2027-04-20T18:00", "minutes": "90", "zone": "Africa/Casablanca",
    "form": "in_person", "place": "Rabat", "agenda": "Ouverture (10)\nDivers", "client_key": "dates-00001"}


@pytest.fixture
def place(ctx: None) -> Place:
    return make_place()


def ask(place: Place, key: str = "dates-00001", **changes: Any) -> int:
    question = Question(**{"titles": {"fr": "Comité"}, "dates": [MAY, MAY + timedelta(days=1)], "minutes": 90,
                           "agenda": "Ouverture (10)\nDivers", **changes})
    return commands.ask_dates(place.facilitator, place.group_id, question, closes_at=clock.now() + timedelta(hours=2),
                              words="Quelle date ?", language="fr", client_key=key)


def close(poll_id: int) -> Any:
    """Past the deadline, with the ballots counted; to be used with ``with``."""
    later = clock.frozen(clock.now() + timedelta(hours=3))
    with later:
        voting.close_poll(None, poll_id)
    return clock.frozen(clock.now() + timedelta(hours=3))


def test_dates_are_looked_at_asked_answered_and_one_becomes_the_meeting(place: Place, as_person: SignIn) -> None:
    place.plan(starts_at=MAY, ends_at=MAY + timedelta(hours=1), titles={"fr": "Autre chose"})
    secretary, at = as_person(place.facilitator), f"/groups/{place.slug}/meetings"
    assert "Ask which date suits" in secretary.get(at).text
    looked = secretary.post(f"{at}/ask-dates", data=TYPED)
    assert looked.status_code == 200
    assert "Autre chose" in looked.text
    again = secretary.post(f"{at}/ask-dates", data={**TYPED, "date_2": "", "sure": shown_seal(looked.text)})
    assert again.status_code == 200  # other dates than those that were shown
    assert queries.list_open_dates(place.group_id) == []
    poll_url = ""
    for _again in range(2):
        sent = secretary.post(f"{at}/ask-dates", data={**TYPED, "sure": shown_seal(looked.text)})
        assert sent.status_code == 303
        poll_url = sent.headers["Location"]
    card, = queries.list_open_dates(place.group_id)
    assert card.question in secretary.get(at).text
    member = as_person(place.member)
    page = member.get(poll_url).text
    assert "At the same time" in page
    assert "Meet then" not in page
    assert member.post(f"/polls/{card.id}/vote", data={
        "m_o1": "0", "m_o2": "2", "m_o3": "1"}).status_code == 303
    voting.cast_vote(place.other_member, card.id, marks={"o2": 2, "o3": 1})
    voting.cast_vote(place.facilitator, card.id, marks={"o1": 2, "o3": 2})
    assert secretary.post(f"/polls/{card.id}/choose-date", data={"key": "o3"}).status_code == 403
    with clock.frozen(datetime(2027, 4, 20, 18, 1, tzinfo=UTC)):
        voting.close_poll(None, card.id)
        secretary, member = as_person(place.facilitator), as_person(place.member)
        page = secretary.get(poll_url).text
        assert page.count("Meet then, and invite") == 3
        assert "3 people can come" in page
        assert "2 of them if need be" in page
        assert page.index("Suits most") > page.index("2 people can come")
        for _again in range(2):
            sent = secretary.post(f"/polls/{card.id}/choose-date", data={"key": "o3"})
            assert sent.status_code == 303
        assert secretary.post(f"/polls/{card.id}/choose-date", data={"key": "o1"}).status_code == 409
        page = member.get(poll_url).text
    assert "A date was chosen" in page
    meeting = get_meeting(int(sent.headers["Location"].rpartition("/")[2]))
    assert (meeting.starts_at, meeting.ends_at) == (datetime(2027, 5, 3, 15, 30, tzinfo=UTC),
                                                    datetime(2027, 5, 3, 17, tzinfo=UTC))
    assert (meeting.titles["ar"], meeting.form, meeting.place) == ("اللجنة", "in_person", "Rabat")
    assert [line.minutes for line in list_agenda(meeting)] == [10, None]
    assert queries.list_open_dates(place.group_id) == []
    told = db.session.scalars(select(Notification.kind).where(Notification.person_id == place.member)).all()
    assert told.count("meeting") == 2


@pytest.mark.parametrize(("changes", "field", "words"), [
    ({"date_2": "", "date_3": ""}, "date_1", "at least two"), ({"date_1": "", "date_2": "", "date_3": ""}, "date_1", "two"),
    ({"date_2": "2027-05-02T10:00"}, "date_1", "twice"), ({"date_1": "2019-05-02T10:00"}, "date_1", "passed"),
    ({"closes_at": "2027-05-01T10:00"}, "closes_at", "before the first"), ({"minutes": "3"}, "minutes", "from 5"),
    ({"closes_at": "2019-05-01T10:00"}, "closes_at", "one hour from now"), ({"place": ""}, "place", "where people meet"),
    ({"title_fr": "", "title_ar": ""}, "title_en", "at least one language"), ({"zone": "Mars/Olympus"}, "zone", "list"),
    ({"date_1": "2027-03-28T02:30", "zone": "Europe/Paris"}, "date_1", "skip this time"),
    ({"date_1": "not a day"}, "date_1", ""),
])
def test_what_cannot_be_asked_is_refused_beside_its_field(
        place: Place, as_person: SignIn, changes: dict[str, str], field: str, words: str) -> None:
    answer = as_person(place.facilitator).post(f"/groups/{place.slug}/meetings/ask-dates", data={
        **TYPED, "sure": "1", **changes})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert words in answer.text
    assert "Ouverture (10)" in answer.text
    assert queries.list_open_dates(place.group_id) == []


@pytest.mark.parametrize(("role", "phase", "code"), [
    ("facilitator", "open", "open"), ("facilitator", "ended", "open"), ("facilitator", "cancelled", "cancelled"),
    ("facilitator", "planned", "open"), ("facilitator", "closed", ""), ("secretary", "closed", ""),
    ("member", "closed", "not-facilitator"), ("observer", "closed", "not-facilitator"),
])
def test_who_chooses_when(role: str, phase: str, code: str) -> None:
    class Poll:
        pass

    poll = Poll()
    poll.phase = phase  # type: ignore[attr-defined]
    who = Standing(1, "public", person_id=1, confirmed=True, role=role)
    assert getattr(rules.may_choose_date(who, poll, MAY), "code", "") == code  # type: ignore[arg-type]


def test_only_organisers_of_the_group_choose_and_a_reserved_group_is_not_found(as_person: SignIn, ctx: None) -> None:
    hidden = make_place("reserved")
    poll_id = ask(hidden, titles={"fr": "Canari"})
    with close(poll_id):
        for person, status in ((hidden.member, 403), (hidden.stranger, 404)):
            assert as_person(person).post(f"/polls/{poll_id}/choose-date", data={"key": "o1"}).status_code == status
        answer = as_person(hidden.stranger).get(f"/polls/{poll_id}")
        assert answer.status_code == 404
        assert "Canari" not in answer.text
    other = make_place()
    plain = voting.open_poll(other.facilitator, other.group_id, question="Q", language="fr",
                             closes_at=clock.now() + timedelta(days=1))
    assert as_person(other.facilitator).post(f"/polls/{plain}/choose-date", data={"key": "o1"}).status_code == 404


def test_nothing_is_made_of_a_date_that_is_none_or_of_a_cancelled_poll(place: Place) -> None:
    poll_id = ask(place)
    with pytest.raises(Refused, match="open"):
        commands.choose_date(place.facilitator, poll_id, key="o1")
    with close(poll_id), pytest.raises(Invalid):
        commands.choose_date(place.facilitator, poll_id, key="o9")
    cancelled = ask(place, "dates-00002")
    voting.cancel_poll(place.facilitator, cancelled, reason="Non")
    with pytest.raises(Refused, match="cancelled"):
        commands.choose_date(place.facilitator, cancelled, key="o1")
    assert db.session.scalar(select(func.count()).select_from(Meeting)) == 0
    # Nobody answered: the organisers may choose all the same, and a date nobody could come to is theirs to weigh.
    with close(poll_id):
        assert get_meeting(commands.choose_date(place.facilitator, poll_id, key="o2")).starts_at == MAY + timedelta(days=1)
        with pytest.raises(Conflict):
            commands.choose_date(place.facilitator, poll_id, key="o1")


def test_the_page_costs_the_same_with_more_dates(
        place: Place, as_person: SignIn, count_statements: Callable[[], Any]) -> None:
    few, many = ask(place), ask(place, "dates-00003", dates=[MAY + timedelta(days=n) for n in range(20)])
    secretary = as_person(place.facilitator)

    def cost(poll_id: int) -> int:
        with count_statements() as seen:
            assert secretary.get(f"/polls/{poll_id}").status_code == 200
        return len(seen)

    cost(few)
    assert cost(few) == cost(many)
