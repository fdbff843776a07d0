"""What comes before a meeting, through commands and doors."""

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select

from goforum.accounts import commands as people
from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Conflict, Invalid, Refused
from goforum.groups import commands as groups
from goforum.meetings import commands as meetings
from goforum.meetings.queries import get_meeting, list_agenda, list_year
from goforum.notifications import jobs
from goforum.notifications.models import Notification
from goforum.planning import commands, queries
from goforum.threads import commands as threads
from tests.conftest import Client
from tests.factories import make_member, make_organisation
from tests.meetings.conftest import Place, make_place
from tests.planning.looking import shown_seal

SignIn = Callable[[int], Client]
TYPED = {"title_fr": "Comité", "days": "2 May, 5 September, 5 December", "year": "2027", "every": "", "starts": "10:00",
         "ends": "12:00", "zone": "Africa/Casablanca", "form": "remote", "client_key": "series-0001"}


@pytest.fixture
def place(ctx: None) -> Place:
    return make_place()


def told(person_id: int) -> list[str]:
    return list(db.session.scalars(select(Notification.kind).where(Notification.person_id == person_id)))


def test_a_year_of_dates_is_looked_at_then_planned_once(place: Place, as_person: SignIn) -> None:
    begin = datetime(2027, 9, 5, 11, tzinfo=UTC)
    place.plan(starts_at=begin, ends_at=begin + timedelta(hours=2), titles={"fr": "Autre chose"})
    secretary, at = as_person(place.facilitator), f"/groups/{place.slug}/meetings/plan"
    assert "Plan several dates" in secretary.get(f"/groups/{place.slug}/meetings").text
    looked = secretary.post(at, data=TYPED)
    assert looked.status_code == 200
    assert looked.text.count("At the same time") == 1
    assert "Autre chose" in looked.text
    assert len(list_year(place.group_id, 2027)) == 1
    sure = shown_seal(looked.text)
    for _again in range(2):
        assert secretary.post(at, data={**TYPED, "sure": sure}).status_code == 303
    assert [one.starts_at.isoformat() for one in list_year(place.group_id, 2027) if one.titles["fr"] == "Comité"] == [
        "2027-05-02T10:00:00+00:00", "2027-09-05T10:00:00+00:00", "2027-12-05T10:00:00+00:00"]


def test_enter_in_a_field_and_other_dates_look_again_and_plan_nothing(place: Place, as_person: SignIn) -> None:
    secretary, at = as_person(place.facilitator), f"/groups/{place.slug}/meetings/plan"
    looked = secretary.post(at, data=TYPED).text
    # Enter presses the first button of a form.
    first = looked.index('type="submit"', looked.index('<form method="post" class="stack"'))
    assert "name=" not in looked[first:looked.index(">", first)]
    for sure in ("", "1", shown_seal(looked)):
        again = secretary.post(at, data={**TYPED, "days": "2 May, 6 September", "sure": sure})
        assert again.status_code == 200
        assert "Plan these meetings" in again.text
    assert list_year(place.group_id, 2027) == []
    assert secretary.post(at, data={**TYPED, "days": "2 May, 6 September",
                                    "sure": shown_seal(again.text)}).status_code == 303
    assert len(list_year(place.group_id, 2027)) == 2


@pytest.mark.parametrize(("changes", "field", "words"), [
    ({"days": "un jour"}, "days", "is no day"), ({"days": "2 May 2019"}, "days", "time has passed"),
    ({"ends": "09:00"}, "ends", "end after it starts"), ({"every": "week", "times": "1"}, "times", "from 2 to 60"),
    ({"days": "28 March", "starts": "02:30", "zone": "Europe/Paris"}, "starts", "skip this time"),
    ({"year": "9999"}, "year", "another date"),
])
def test_what_cannot_be_planned_is_refused_beside_its_field(
        place: Place, as_person: SignIn, changes: dict[str, str], field: str, words: str) -> None:
    answer = as_person(place.facilitator).post(f"/groups/{place.slug}/meetings/plan", data={**TYPED, **changes})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert words in answer.text


def test_a_member_proposes_a_point_and_the_secretary_takes_it_or_not(place: Place, as_person: SignIn) -> None:
    meeting_id = place.plan()
    member, secretary, at = as_person(place.member), as_person(place.facilitator), f"/meetings/{meeting_id}"
    assert "Propose a point" in member.get(at).text
    assert member.post(f"{at}/propose-point", data={"title": "", "client_key": "offer-00001"}).status_code == 422
    for _again in range(2):
        assert member.post(f"{at}/propose-point", data={
            "title": "Parler du manuel", "minutes": "15", "commitment_id": "0", "client_key": "offer-00001"}
        ).status_code == 303
    assert "1 proposed point waits" in secretary.get(at).text
    assert told(place.facilitator).count("point-offered") == 1
    one, = queries.list_offers(meeting_id)
    assert secretary.post(f"/proposed-points/{one.id}/accept").status_code == 303
    assert secretary.post(f"/proposed-points/{one.id}/accept").status_code == 303
    last = list_agenda(get_meeting(meeting_id))[-1]
    assert (last.titles["fr"], last.minutes) == ("Parler du manuel", 15)
    assert told(place.member).count("point-answered") == 1
    assert secretary.post(f"/proposed-points/{one.id}/refuse", data={"answer": "Non"}).status_code == 409
    other = commands.offer_point(place.other_member, meeting_id, title="Un autre point", client_key="offer-00002")
    assert secretary.post(f"/proposed-points/{other}/refuse", data={"answer": ""}).status_code == 422
    assert secretary.post(f"/proposed-points/{other}/refuse", data={"answer": "Une autre fois"}).status_code == 303
    assert "Une autre fois" in as_person(place.other_member).get(at).text
    assert "Une autre fois" not in as_person(place.stranger).get(at).text


def test_a_point_leads_only_where_its_readers_can_go(place: Place) -> None:
    hidden, meeting_id = make_place("reserved"), place.plan()
    thread = threads.create_thread(hidden.facilitator, hidden.group_id, title="Secret", body="Secret")
    with pytest.raises(Invalid):
        commands.offer_point(place.member, meeting_id, title="Un point", thread_id=thread, client_key="offer-00001")
    with pytest.raises(Refused):
        commands.offer_point(place.observer, meeting_id, title="Un point", client_key="offer-00002")
    meetings.start_meeting(place.facilitator, meeting_id)
    with pytest.raises(Refused, match="begun"):
        commands.offer_point(place.member, meeting_id, title="Trop tard", client_key="offer-00003")


def test_two_secretaries_do_not_answer_twice(place: Place) -> None:
    meeting_id = place.plan()
    offer = commands.offer_point(place.member, meeting_id, title="Un point", client_key="offer-00001")
    commands.answer_offer(place.facilitator, offer, accept=False, answer="Non")
    with pytest.raises(Conflict):
        commands.answer_offer(place.facilitator, offer, accept=True)


def test_documents_stand_with_the_meeting_and_only_its_readers_open_them(as_person: SignIn, ctx: None) -> None:
    place = make_place("members")
    meeting_id = place.plan()
    secretary, at = as_person(place.facilitator), f"/meetings/{meeting_id}"
    sent = secretary.post(f"{at}/documents", data={"files": (io.BytesIO(b"# Ordre du jour\n\nBonjour"), "ordre.md")},
                          content_type="multipart/form-data")
    assert sent.status_code == 303, sent.text
    card, = queries.list_files(meeting_id)
    assert "ordre.md" in as_person(place.member).get(at).text
    with as_person(place.member).get(f"/files/{card.id}") as answer:
        assert answer.status_code == 200
    assert as_person(place.stranger).get(f"/files/{card.id}").status_code == 404
    assert secretary.post(f"{at}/documents", data={}).status_code == 303
    assert queries.list_files(meeting_id) == []


def test_a_titular_who_cannot_come_has_an_alternate_asked(place: Place, as_person: SignIn) -> None:
    body, today = make_organisation(), clock.today("Africa/Casablanca")
    titular, alternate = make_member(place.group_id), make_member(place.group_id)
    for one, capacity in ((titular, "titular"), (alternate, "alternate")):
        groups.give_mandate(place.facilitator, place.group_id, person_id=one, organisation_id=body, capacity=capacity,
                            college="civil_society", starts_on=today)
    meeting_id = place.plan()

    def comes() -> list[str]:
        return [seat.comes for seat in queries.list_seats(get_meeting(meeting_id))]

    assert comes() == [""]
    for _again in range(2):
        meetings.give_answer(titular, meeting_id, answer="no")
    assert comes() == [""]
    assert told(alternate).count("meeting-stand-in") == 1
    meetings.give_answer(alternate, meeting_id, answer="no")
    assert comes() == ["nobody"]
    meetings.give_answer(alternate, meeting_id, answer="yes")
    assert comes() == ["alternate"]
    meetings.give_answer(titular, meeting_id, answer="yes")
    assert comes() == ["titular"]
    assert "Who comes for each organisation" in as_person(place.member).get(f"/meetings/{meeting_id}").text
    assert "Who comes for each organisation" not in as_person(place.stranger).get(f"/meetings/{meeting_id}").text


def test_whoever_plans_one_meeting_learns_what_else_is_at_that_time(place: Place, as_person: SignIn) -> None:
    first, second = place.plan(), place.plan(titles={"fr": "En même temps"})
    assert "En même temps" in as_person(place.facilitator).get(f"/meetings/{first}").text
    assert "En même temps" not in as_person(place.member).get(f"/meetings/{first}").text
    meetings.cancel_meeting(place.facilitator, second, reason="Deux à la fois")
    assert "En même temps" not in as_person(place.facilitator).get(f"/meetings/{first}").text


def test_no_point_is_proposed_once_the_time_has_passed(place: Place, as_person: SignIn) -> None:
    meeting_id = place.plan()
    with clock.frozen(clock.now() + timedelta(days=1)):
        page = as_person(place.member).get(f"/meetings/{meeting_id}").text
        assert "propose-point" not in page
        assert as_person(place.member).get(f"/meetings/{meeting_id}/propose-point").status_code == 403


def test_calendars_of_the_site_of_a_group_and_of_a_person(place: Place, as_person: SignIn, client: Client) -> None:
    hidden = make_place("reserved")
    groups_own = place.plan(titles={"fr": "Réunion ouverte"})
    gone = place.plan(titles={"fr": "Annulée"})
    meetings.cancel_meeting(place.facilitator, gone, reason="Non")
    kept = hidden.plan(titles={"fr": "Canari"})

    def uids(text: str) -> dict[str, str]:
        return {str(one["uid"]): str(one["status"]) for one in Calendar.from_ical(text).events}

    site = client.get("/meetings.ics")
    assert site.mimetype == "text/calendar"
    assert uids(site.text) == {f"meeting-{groups_own}@localhost": "CONFIRMED", f"meeting-{gone}@localhost": "CANCELLED"}
    assert uids(client.get(f"/groups/{place.slug}/meetings.ics").text) == uids(site.text)
    assert client.get(f"/groups/{hidden.slug}/meetings.ics").status_code == 404
    member = as_person(hidden.member)
    assert "Make the address" in member.get("/calendar").text
    assert member.post("/calendar").status_code == 303
    first = re.search(r"/calendar/([\w-]+)\.ics", member.get("/calendar").text)
    assert first
    mine = client.get(first.group(0))
    assert uids(mine.text) == {f"meeting-{kept}@localhost": "CONFIRMED"}
    assert "no-store" in mine.headers["Cache-Control"]
    member.post("/calendar")
    assert client.get(first.group(0)).status_code == 404
    groups.leave(hidden.member, hidden.group_id)
    second = queries.find_calendar_key(hidden.member)
    assert "Canari" not in client.get(f"/calendar/{second}.ics").text
    event = Calendar.from_ical(site.data).events[0]
    assert event.start == get_meeting(groups_own).starts_at


def test_signing_out_everywhere_ends_the_secret_address_and_signing_out_here_does_not(
        place: Place, as_person: SignIn, client: Client) -> None:
    key = commands.renew_calendar(place.member)
    other = commands.renew_calendar(place.other_member)
    as_person(place.member).post("/sign-out")
    assert client.get(f"/calendar/{key}.ics").status_code == 200
    people.sign_out(place.member, None)
    assert client.get(f"/calendar/{key}.ics").status_code == 404
    assert client.get(f"/calendar/{other}.ics").status_code == 200


def test_reminded_a_day_and_an_hour_before_exactly_once_and_again_for_another_time(place: Place) -> None:
    now = clock.now().replace(microsecond=0)
    meeting_id = place.plan(starts_at=now + timedelta(days=2), ends_at=now + timedelta(days=2, hours=1))
    meetings.give_answer(place.other_member, meeting_id, answer="no")

    def near(person_id: int) -> list[str]:
        return [kind for kind in told(person_id) if kind in ("meeting-tomorrow", "meeting-soon")]

    for hours, expected in ((0, []), (25, ["meeting-tomorrow"]), (26, ["meeting-tomorrow"]),
                            (47.5, ["meeting-tomorrow", "meeting-soon"]), (47.6, ["meeting-tomorrow", "meeting-soon"])):
        with clock.frozen(now + timedelta(hours=hours)):
            jobs.remind()
        assert near(place.member) == expected, hours
    assert near(place.other_member) == []
    with clock.frozen(now + timedelta(hours=47.7)):
        meeting = get_meeting(meeting_id)
        meetings.change_meeting(place.facilitator, meeting_id, meetings.Invitation(
            titles=meeting.titles, starts_at=now + timedelta(days=4), ends_at=now + timedelta(days=4, hours=1)),
            version=meeting.version)
    with clock.frozen(now + timedelta(days=3, hours=1)):
        jobs.remind()
    assert near(place.member).count("meeting-tomorrow") == 2
    assert told(place.member).count("meeting-moved") == 1


def test_a_reminder_is_no_move(place: Place) -> None:
    now = clock.now()
    meeting_id = place.plan(starts_at=now + timedelta(days=2), ends_at=now + timedelta(days=2, hours=1))
    with clock.frozen(now + timedelta(hours=25)):
        jobs.remind()
        commands.offer_point(place.member, meeting_id, title="Un point", client_key="offer-00001")
        meetings.add_agenda_item(place.facilitator, meeting_id, meetings.Point(titles={"fr": "Divers"}))
    assert "meeting-moved" not in told(place.member)


def test_the_page_of_a_meeting_costs_the_same_with_more_in_it(
        place: Place, as_person: SignIn, count_statements: Callable[[], Any]) -> None:
    meeting_id, member = place.plan(), as_person(place.member)
    commands.offer_point(place.member, meeting_id, title="Un point", client_key="offer-00000")

    def cost() -> int:
        with count_statements() as seen:
            assert member.get(f"/meetings/{meeting_id}").status_code == 200
        return len(seen)

    few = cost()
    for number in range(1, 30):
        commands.offer_point(place.member, meeting_id, title=f"Point {number}", client_key=f"offer-{number:05}")
    assert cost() == few
