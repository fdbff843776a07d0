"""Meetings through their doors: planned, changed, answered, cancelled, kept; and what each page costs."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from goforum.core import clock
from goforum.core.i18n import localised
from goforum.groups.models import Visibility
from goforum.meetings import commands, queries
from goforum.meetings.commands import Point
from tests.conftest import Client
from tests.meetings.conftest import Place, invitation

SignIn = Callable[[int], Client]
TYPED = {"title_fr": "Réunion de mai", "day": "2027-05-04", "starts": "10:00", "ends": "12:00",
         "zone": "Africa/Casablanca", "form": "in_person", "place": "Rabat", "agenda": "Mots d'ouverture (10)\nDivers"}


def plan(client: Client, at: Place, /, **changes: str) -> Any:
    return client.post(f"/groups/{at.slug}/meetings/new", data={**TYPED, **changes})


def test_a_facilitator_plans_a_meeting_with_its_agenda(place: Place, as_person: SignIn) -> None:
    answer = plan(as_person(place.facilitator), place)
    assert answer.status_code == 303
    meeting = queries.list_year(place.group_id, 2027)[0]
    assert answer.location == f"/meetings/{meeting.id}"
    assert meeting.starts_at == datetime(2027, 5, 4, 10, tzinfo=UTC)
    assert [(localised(item.titles, "fr").text, item.minutes) for item in queries.list_agenda(meeting)] == [
        ("Mots d'ouverture", 10), ("Divers", None)]
    page = as_person(place.member).get(f"/meetings/{meeting.id}").text
    assert "Réunion de mai" in page and "Tuesday, May 4, 2027" in page and "Casablanca" in page


@pytest.mark.parametrize(("changes", "field", "words"), [
    ({"title_fr": ""}, "title_en", "at least one language"),
    ({"day": "2019-05-04"}, "day", "This time has passed"),
    ({"ends": "09:00"}, "ends", "end after it starts"),
    ({"place": ""}, "place", "where people meet"),
    ({"video_url": "http://meet.example.org"}, "video_url", "https://"),
    ({"day": "2027-03-28", "starts": "02:30", "zone": "Europe/Paris"}, "starts", "skip this time"),
    ({"day": "2027-10-31", "starts": "02:30", "zone": "Europe/Paris"}, "starts", "twice"),
    ({"zone": "Nowhere/Here"}, "zone", "time zone"),
    ({"day": ""}, "day", "Fill in"),
    ({"held": "y"}, "held", "still to come"),
])
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_typed_is_lost(
        place: Place, as_person: SignIn, changes: dict[str, str], field: str, words: str) -> None:
    answer = plan(as_person(place.facilitator), place, **changes)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text and words in answer.text
    assert "Mots d&#39;ouverture (10)" in answer.text


def test_all_that_is_missing_is_said_at_once(place: Place, as_person: SignIn) -> None:
    page = plan(as_person(place.facilitator), place, title_fr="", day="").text
    assert 'id="day-error"' in page and 'id="title_en-error"' in page
    assert page.index('id="title_en"') < page.index('id="title_ar"')  # the reader's language stands first


def test_a_meeting_held_long_ago_is_recorded_with_its_texts(place: Place, as_person: SignIn) -> None:
    organiser = as_person(place.facilitator)
    answer = plan(organiser, place, day="2019-02-06", held="y", source="Relevé des conclusions")
    where = answer.location
    for lang, body, ours in (("fr", "- Envoyer le manuel", ""), ("ar", "- إرسال الدليل", "y")):
        organiser.post(f"{where}/texts", data={"kind": "decided", "lang": lang, "body": body, "is_translation": ours})
    page = as_person(place.member).get(f"{where}?lang=fr").text
    assert "Envoyer le manuel" in page and "إرسال" not in page and "Relevé des conclusions" in page
    page = as_person(place.member).get(f"{where}?lang=ar").text
    assert "إرسال الدليل" in page and 'lang="ar" dir="rtl"' in page
    organiser.post(f"{where}/texts", data={"kind": "decided", "lang": "ar", "body": " "})
    assert set(queries.list_texts(int(where.rsplit("/", 1)[1]))["decided"]) == {"fr"}


def test_two_organisers_do_not_overwrite_each_other(place: Place, as_person: SignIn) -> None:
    meeting_id = place.plan()
    first, second = as_person(place.facilitator), as_person(place.facilitator)
    typed = {**TYPED, "version": "1"}
    assert first.post(f"/meetings/{meeting_id}/edit", data=typed).status_code == 303
    assert second.post(f"/meetings/{meeting_id}/edit", data=typed).status_code == 409
    assert queries.get_meeting(meeting_id).version == 2


def test_the_form_of_a_meeting_shows_the_organisers_wall_time(place: Place, as_person: SignIn) -> None:
    meeting_id = place.plan(starts_at=datetime(2027, 7, 1, 8, tzinfo=UTC), ends_at=datetime(2027, 7, 1, 9, tzinfo=UTC),
                            zone="Europe/Paris")
    page = as_person(place.facilitator).get(f"/meetings/{meeting_id}/edit").text
    assert 'value="2027-07-01"' in page and 'value="10:00' in page


def test_a_cancelled_meeting_stays_and_says_why(place: Place, as_person: SignIn) -> None:
    meeting_id = place.plan()
    organiser = as_person(place.facilitator)
    assert organiser.post(f"/meetings/{meeting_id}/cancel", data={"reason": ""}).status_code == 422
    assert organiser.post(f"/meetings/{meeting_id}/cancel", data={"reason": "Salle fermée"}).status_code == 303
    member = as_person(place.member)
    assert "Salle fermée" in member.get(f"/meetings/{meeting_id}").text
    assert "Salle fermée" in member.get(f"/meetings/{meeting_id}/room").text
    assert member.post(f"/meetings/{meeting_id}/answer", data={"answer": "yes"}).status_code == 403
    assert organiser.get(f"/meetings/{meeting_id}/edit").status_code == 403


def test_one_answer_a_person_and_the_last_one_counts(place: Place, as_person: SignIn) -> None:
    meeting_id = place.plan(form="hybrid", place="Rabat")
    member = as_person(place.member)
    for answer in ("yes", "remote", "remote", "no"):
        assert member.post(f"/meetings/{meeting_id}/answer", data={"answer": answer}).status_code == 303
    as_person(place.observer).post(f"/meetings/{meeting_id}/answer", data={"answer": "maybe"})
    assert queries.count_answers(meeting_id) == {"no": 1, "maybe": 1}
    assert queries.find_answer(meeting_id, place.member) == "no"
    assert member.post(f"/meetings/{meeting_id}/answer", data={"answer": "perhaps"}).status_code == 422
    assert as_person(place.stranger).post(f"/meetings/{meeting_id}/answer", data={"answer": "yes"}).status_code == 403


def test_remote_is_an_answer_of_its_own_only_where_one_may_also_come(place: Place, as_person: SignIn) -> None:
    meeting_id = place.plan(form="remote")
    assert as_person(place.member).post(f"/meetings/{meeting_id}/answer", data={"answer": "remote"}).status_code == 422


def test_the_agenda_is_worked_on_until_the_meeting_has_come_to_a_point(place: Place, as_person: SignIn) -> None:
    meeting_id = place.plan(agenda=3)
    organiser, at = as_person(place.facilitator), f"/meetings/{meeting_id}/agenda"

    def titles() -> list[str | None]:
        return [item.titles["fr"] for item in queries.list_agenda(queries.get_meeting(meeting_id))]

    first, second, third = (item.id for item in queries.list_agenda(queries.get_meeting(meeting_id)))
    organiser.post(f"{at}/{third}/shift", data={"way": "up"})
    assert titles() == ["Point 1", "Point 3", "Point 2"]
    organiser.post(f"{at}/{first}/shift", data={"way": "up"})
    organiser.post(f"{at}/{second}/shift", data={"way": "down"})
    assert titles() == ["Point 1", "Point 3", "Point 2"]
    assert organiser.post(at, data={"title_fr": "", "commitment_id": "0"}).status_code == 422
    assert organiser.post(at, data={"title_fr": "Point 4", "minutes": "900", "commitment_id": "0"}).status_code == 422
    assert organiser.post(at, data={"title_fr": "Point 4", "minutes": "5", "commitment_id": "0"}).status_code == 303
    assert organiser.post(at, data={"title_fr": "X", "thread_id": "99", "commitment_id": "0"}).status_code == 422
    assert organiser.post(f"{at}/{second}", data={"title_fr": "Deux", "commitment_id": "0"}).status_code == 303
    assert titles() == ["Point 1", "Point 3", "Deux", "Point 4"]
    commands.start_meeting(place.facilitator, meeting_id)
    assert organiser.post(f"{at}/{first}/remove").status_code == 409
    assert organiser.post(f"{at}/{third}/remove").status_code == 303
    assert titles() == ["Point 1", "Deux", "Point 4"]


def test_the_calendar_file_carries_the_rules_of_its_zone(place: Place, as_person: SignIn) -> None:
    now_zero = place.plan(starts_at=datetime(2026, 12, 5, 10, tzinfo=UTC), ends_at=datetime(2026, 12, 5, 12, tzinfo=UTC),
                          form="in_person", place="Rabat; salle 2, étage 1")
    then_one = place.plan(starts_at=datetime(2019, 5, 2, 9, tzinfo=UTC), ends_at=datetime(2019, 5, 2, 11, tzinfo=UTC),
                          held=True)
    for meeting_id, wall, hours in ((now_zero, "20261205T100000", 0), (then_one, "20190502T100000", 1)):
        answer = as_person(place.member).get(f"/meetings/{meeting_id}.ics")
        assert answer.mimetype == "text/calendar"
        assert f"DTSTART;TZID=Africa/Casablanca:{wall}" in answer.text
        event = Calendar.from_ical(answer.data).events[0]
        assert event.start.utcoffset() == timedelta(hours=hours)
        assert event.start == queries.get_meeting(meeting_id).starts_at
        assert event["uid"] == f"meeting-{meeting_id}@localhost"
    assert "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0000" in as_person(place.member).get(f"/meetings/{now_zero}.ics").text
    commands.cancel_meeting(place.facilitator, now_zero, reason="Non")
    text = as_person(place.member).get(f"/meetings/{now_zero}.ics").text
    assert "STATUS:CANCELLED" in text and "SEQUENCE:2" in text


def test_the_plan_of_a_year_and_its_neighbours(place: Place, as_person: SignIn) -> None:
    for month, day in ((5, 2), (9, 5), (12, 5)):
        at = datetime(2019, month, day, 9, tzinfo=UTC)
        place.plan(starts_at=at, ends_at=at + timedelta(hours=2), held=True, titles={"fr": f"Comité {month}"})
    page = as_person(place.member).get(f"/groups/{place.slug}/meetings?year=2019").text
    assert [page.index(f"Comité {month}") for month in (5, 9, 12)] == sorted(
        page.index(f"Comité {month}") for month in (5, 9, 12))
    assert "year=2020" in page and "year=2018" not in page
    assert "No meeting in" in as_person(place.member).get(f"/groups/{place.slug}/meetings").text


def test_lists_go_on_by_key_and_cost_the_same_at_any_length(
        place: Place, as_person: SignIn, count_statements: Callable[[], Any]) -> None:
    member, now = as_person(place.member), clock.now()

    def cost(path: str) -> int:
        with count_statements() as seen:
            assert member.get(path).status_code == 200
        return len(seen)

    place.plan()
    few = cost("/meetings")
    for n in range(45):
        place.plan(titles={"fr": f"Réunion n° {n:02}"}, starts_at=now + timedelta(days=n + 1),
                   ends_at=now + timedelta(days=n + 1, hours=1))
    assert cost("/meetings") == few
    seen, path = [], "/meetings"
    while path:
        page = member.get(path).text
        seen += [n for n in range(45) if f"Réunion n° {n:02}" in page]
        found = re.search(r'href="([^"]+)" rel="next"', page)
        path = found.group(1).replace("&amp;", "&") if found else ""
    assert seen == list(range(45))
    meeting_id = place.plan(agenda=1)
    short = cost(f"/meetings/{meeting_id}")
    for n in range(30):
        commands.add_agenda_item(place.facilitator, meeting_id, Point(titles={"fr": f"Point {n}"}, minutes=5))
    assert cost(f"/meetings/{meeting_id}") == short


def test_a_made_up_cursor_shows_the_first_page(place: Place, as_person: SignIn) -> None:
    place.plan()
    for cursor in ("", "x", "1-", "-1", "99999999999999-1", "1-99999999999999", "٣-٤", "9999999999-1"):
        assert as_person(place.member).get("/meetings", query_string={"after": cursor}).status_code == 200


@pytest.mark.parametrize("visibility", ["members", "reserved"])
def test_a_closed_groups_meetings_are_nobody_elses(
        places: Callable[[str], Place], as_person: SignIn, client: Client, visibility: str) -> None:
    place = places(visibility)
    meeting_id = place.plan(titles={"fr": "Canari jaune"}, live=True)
    said = commands.say(place.member, meeting_id, text="Canari chantant", client_id="canary-001")
    hidden = 404 if visibility == Visibility.RESERVED else 403
    for path in (f"/meetings/{meeting_id}", f"/meetings/{meeting_id}/room", f"/meetings/{meeting_id}.ics",
                 f"/meetings/{meeting_id}/events?after=0", f"/messages/{said.message_id}",
                 f"/groups/{place.slug}/meetings"):
        answer = as_person(place.stranger).get(path)
        assert answer.status_code == hidden and "Canari" not in answer.text, path
        assert client.get(path).status_code in {303, 404}
        inside = as_person(place.member).get(path, follow_redirects=True)
        assert inside.status_code == 200 and "no-store" in inside.headers["Cache-Control"]
    for path in ("/meetings", "/meetings?past"):
        assert "Canari" not in as_person(place.stranger).get(path).text
    assert queries.cards([meeting_id], place.stranger) == {}
    assert queries.message_cards([said.message_id], place.stranger) == {}
    assert queries.list_live_for(None) == [] and queries.list_upcoming_for(place.stranger) == []
    assert set(queries.message_cards([said.message_id], place.observer)) == {said.message_id}


def test_what_other_pages_ask_of_meetings(place: Place) -> None:
    live, held = place.plan(live=True), place.plan(
        starts_at=datetime(2019, 2, 6, 9, tzinfo=UTC), ends_at=datetime(2019, 2, 6, 12, tzinfo=UTC), held=True)
    coming = place.plan(starts_at=clock.now() + timedelta(days=3), ends_at=clock.now() + timedelta(days=3, hours=1))
    assert [card.id for card in queries.list_live_for(place.member, mine=True)] == [live]
    assert [card.id for card in queries.list_upcoming_for(place.member, mine=True)] == [coming]
    assert queries.list_upcoming_for(place.stranger, mine=True) == []
    assert [card.id for card in queries.list_of_group(place.group_id, None)] == [live, coming]
    assert [card.id for card in queries.page_past(None).items] == [held]


def test_a_meeting_nobody_started_is_told_so(place: Place, as_person: SignIn) -> None:
    meeting_id = place.plan(agenda=0)
    with clock.frozen(invitation().ends_at + timedelta(hours=13)):
        page = as_person(place.member).get(f"/meetings/{meeting_id}").text
        assert "was not started" in page
        assert as_person(place.facilitator).post(f"/meetings/{meeting_id}/start").status_code == 403
