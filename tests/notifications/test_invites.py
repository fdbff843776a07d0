"""Meetings in the mails about them, as a calendar reads them: invited, changed, called off; right on every clock."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from goforum.core import clock
from goforum.meetings import commands as meetings
from goforum.meetings.commands import Invitation
from goforum.meetings.queries import get_meeting
from tests.meetings.conftest import Place, make_place
from tests.notifications.test_mail import deliver


def to(messages: list[EmailMessage], person_id: int) -> list[EmailMessage]:
    """Those of the messages that go to this person."""
    from goforum.accounts.models import Person
    from goforum.core.db import db

    person = db.session.get(Person, person_id)
    assert person
    return [one for one in messages if person.email in one["To"]]


def parts(message: EmailMessage) -> Iterator[tuple[EmailMessage, Calendar]]:
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            yield part, Calendar.from_ical(part.get_payload(decode=True))


@pytest.fixture
def place(ctx: None) -> Place:
    return make_place()


def test_invited_moved_and_called_off_are_one_event_whose_sequence_grows(place: Place) -> None:
    meeting_id = place.plan(form="hybrid", place="Rabat", titles={"fr": "Comité"})
    seen = []
    for act in ("planned", "answered", "moved", "cancelled"):
        meeting = get_meeting(meeting_id)
        if act == "answered":
            meetings.give_answer(place.member, meeting_id, answer="remote")
            continue
        if act == "moved":
            meetings.change_meeting(place.facilitator, meeting_id, Invitation(
                titles=meeting.titles, starts_at=meeting.starts_at + timedelta(days=1),
                ends_at=meeting.ends_at + timedelta(days=1), form="hybrid", place="Rabat"), version=meeting.version)
        if act == "cancelled":
            meetings.cancel_meeting(place.facilitator, meeting_id, reason="Non")
        message, = to(deliver(), place.member)
        (part, calendar), = parts(message)
        event, = calendar.events
        meeting = get_meeting(meeting_id)
        assert event.start == meeting.starts_at
        assert event["attendee"].params["RSVP"] == "FALSE"
        assert str(event["attendee"]).lower().startswith("mailto:")
        assert part.get_param("method") == calendar["method"]
        assert message.get_content_type() == "multipart/alternative"
        assert [one.get_content_type() for one in message.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
        seen.append((str(event["uid"]), calendar["method"], str(event["status"]), event["attendee"].params["PARTSTAT"],
                     event["sequence"]))
    assert [one[:4] for one in seen] == [
        (f"meeting-{meeting_id}@localhost", "REQUEST", "CONFIRMED", "NEEDS-ACTION"),
        (f"meeting-{meeting_id}@localhost", "REQUEST", "CONFIRMED", "ACCEPTED"),
        (f"meeting-{meeting_id}@localhost", "CANCEL", "CANCELLED", "ACCEPTED")]
    assert [one[4] for one in seen] == sorted({one[4] for one in seen})


@pytest.mark.parametrize(("day", "hours"), [
    # UTC+1 all year, back to UTC for the month of Ramadan; UTC for good from 20 September 2026.
    ("2019-05-02", 1), ("2019-05-20", 0), ("2026-02-20", 0), ("2026-05-02", 1), ("2026-09-05", 1), ("2026-09-19", 1),
    ("2026-09-21", 0), ("2026-12-05", 0), ("2027-05-02", 0),
])
def test_ten_in_the_morning_in_casablanca_for_a_calendar_that_knows_only_the_file(
        place: Place, day: str, hours: int) -> None:
    at = datetime.fromisoformat(f"{day}T{10 - hours:02}:00+00:00")
    # Mailed the day before: what is read later is not mailed, and these days lie in the past and in the future.
    with clock.frozen(at - timedelta(days=1)):
        place.plan(starts_at=at, ends_at=at + timedelta(hours=2), zone="Africa/Casablanca")
        message = next(one for one in deliver() if list(parts(one)))
    (_part, calendar), = parts(message)
    event, = calendar.events
    assert event["dtstart"].to_ical() == f"{day.replace('-', '')}T100000".encode()
    assert event["dtstart"].params["TZID"] == "Africa/Casablanca"
    # The rules that came with it, and no others, say which instant that is.
    zone, = calendar.walk("VTIMEZONE")
    wall = datetime.fromisoformat(f"{day}T10:00")
    before = [part for part in zone.subcomponents if part["dtstart"].dt <= wall]
    offset = max(before, key=lambda part: part["dtstart"].dt)["tzoffsetto"].td
    assert (wall - offset).replace(tzinfo=UTC) == at
    assert offset == timedelta(hours=hours)
    assert at.astimezone(ZoneInfo("Africa/Casablanca")).hour == 10


def test_several_in_one_mail_are_files_of_their_own(place: Place) -> None:
    first, second = place.plan(titles={"fr": "Une"}), place.plan(titles={"fr": "Deux"})
    meetings.cancel_meeting(place.facilitator, second, reason="Non")
    message, = to(deliver(), place.member)
    found = {part.get_filename(): str(calendar["method"]) for part, calendar in parts(message)}
    assert found == {f"meeting-{first}.ics": "REQUEST", f"meeting-{second}.ics": "CANCEL"}
    assert message.get_body(("html",)) is not None


def test_nobody_elses_name_and_nothing_of_a_reserved_group_but_when_and_what(ctx: None) -> None:
    hidden = make_place("reserved")
    hidden.plan(form="hybrid", place="Canari-lieu", video_url="https://canari.example.org/x", titles={"fr": "Comité"})
    mails = deliver()
    message, = to(mails, hidden.member)
    (_part, calendar), = parts(message)
    text = calendar.to_ical().decode()
    assert "Comité" in text
    assert "Canari-lieu" not in text
    assert "canari.example.org" not in text
    assert "Point 1" not in text
    assert text.count("ATTENDEE") == 1
    assert to(mails, hidden.stranger) == []


def test_another_mail_carries_no_calendar(place: Place) -> None:
    meeting_id = place.plan()
    deliver()
    meetings.start_meeting(place.facilitator, meeting_id)
    message, = to(deliver(), place.member)
    assert list(parts(message)) == []
