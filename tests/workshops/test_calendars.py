"""Workshops in people's calendars: fed to programs, as a file of the page, mailed to who has a place."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from icalendar import Calendar

from goforum.core import clock
from goforum.groups import commands as groups
from goforum.planning.commands import renew_calendar
from goforum.workshops import commands, queries
from tests.conftest import Client
from tests.factories import make_member
from tests.meetings.conftest import Place, make_place
from tests.notifications.test_invites import parts, to
from tests.notifications.test_mail import deliver
from tests.workshops.test_workshops import again, announce

SignIn = Callable[[int], Client]


@pytest.fixture
def place(ctx: None) -> Place:
    return make_place()


def fed(text: str) -> dict[str, str]:
    return {str(one["uid"]): str(one["status"]) for one in Calendar.from_ical(text).events}


def mailed(person_id: int) -> tuple[EmailMessage, Any, Any]:
    """The one mail that goes to this person now, with its calendar and the event in it."""
    message, = to(deliver(timedelta(minutes=11)), person_id)
    (part, calendar), = parts(message)
    event, = calendar.events
    assert part.get_param("method") == calendar["method"]
    return message, calendar, event


def test_calendars_of_the_site_of_a_group_and_of_a_person_hold_workshops(
        place: Place, as_person: SignIn, client: Client, count_statements: Callable[[], Any]) -> None:
    hidden = make_place("reserved")
    shown, off, kept = announce(place), announce(place, "workshop-02"), announce(hidden, "workshop-03")
    meeting = place.plan()
    commands.cancel_workshop(place.facilitator, off, reason="Non")
    everything = {f"workshop-{shown}@localhost": "CONFIRMED", f"workshop-{off}@localhost": "CANCELLED",
                  f"meeting-{meeting}@localhost": "CONFIRMED"}
    site = client.get("/meetings.ics")
    assert fed(site.text) == everything
    assert fed(client.get(f"/groups/{place.slug}/meetings.ics").text) == everything
    assert fed(as_person(hidden.member).get(f"/groups/{hidden.slug}/meetings.ics").text) == {
        f"workshop-{kept}@localhost": "CONFIRMED"}
    event = next(one for one in Calendar.from_ical(site.data).events if one["uid"] == f"workshop-{shown}@localhost")
    card = queries.get_workshop(shown)
    assert (event.start, event.end, event["sequence"]) == (card.starts_at, card.ends_at, card.version)
    assert str(event["location"]) == "Rabat, salle A · Casablanca, salle B"
    assert str(event["url"]).endswith(f"/workshops/{shown}")
    mine = f"/calendar/{renew_calendar(hidden.member)}.ics"
    assert fed(client.get(mine).text) == {f"workshop-{kept}@localhost": "CONFIRMED"}

    def cost() -> int:
        with count_statements() as seen:
            assert client.get(mine).status_code == 200
        return len(seen)

    before = cost()
    for number in range(20):
        announce(hidden, f"workshop-1{number:02}")
    assert cost() == before


def test_one_s_own_calendar_says_what_one_has_of_a_workshop_and_of_other_groups_only_those(
        place: Place, client: Client) -> None:
    guest = make_place().member
    workshop, other = announce(place, open_to="everyone", places=1), announce(place, "workshop-02")
    mine = f"/calendar/{renew_calendar(guest)}.ics"
    assert fed(client.get(mine).text) == {}
    commands.register(place.member, workshop)
    assert commands.register(guest, workshop) == "waiting"
    assert fed(client.get(mine).text) == {f"workshop-{workshop}@localhost": "TENTATIVE"}
    commands.withdraw(place.member, workshop)
    assert fed(client.get(mine).text) == {f"workshop-{workshop}@localhost": "CONFIRMED"}
    commands.withdraw(guest, workshop)
    assert fed(client.get(mine).text) == {}
    members_own = f"/calendar/{renew_calendar(place.member)}.ics"  # withdrew; it is held by the group all the same
    assert fed(client.get(members_own).text) == {
        f"workshop-{workshop}@localhost": "CONFIRMED", f"workshop-{other}@localhost": "CONFIRMED"}
    groups.leave(place.member, place.group_id)
    assert set(fed(client.get(members_own).text)) <= {f"workshop-{workshop}@localhost", f"workshop-{other}@localhost"}


def test_a_reserved_group_s_workshops_leave_a_calendar_with_the_one_who_left(client: Client) -> None:
    hidden = make_place("reserved")
    workshop = announce(hidden)
    commands.register(hidden.member, workshop)
    key = renew_calendar(hidden.member)
    assert fed(client.get(f"/calendar/{key}.ics").text)
    groups.leave(hidden.member, hidden.group_id)
    assert "Atelier" not in client.get(f"/calendar/{key}.ics").text


def test_a_place_taken_moved_given_back_and_taken_again_is_one_event_whose_sequence_grows(place: Place) -> None:
    workshop = announce(place)
    deliver()
    seen = []
    for act in ("placed", "moved", "withdrawn", "back", "cancelled"):
        card = queries.get_workshop(workshop)
        if act in ("placed", "back"):
            commands.register(place.member, workshop)
        elif act == "withdrawn":
            commands.withdraw(place.member, workshop)
        elif act == "moved":
            commands.change_workshop(place.facilitator, workshop, replace(
                again(workshop), starts_at=card.starts_at + timedelta(days=1), ends_at=card.ends_at + timedelta(days=1)),
                version=card.version)
        else:
            commands.cancel_workshop(place.facilitator, workshop, reason="Non")
        _message, calendar, event = mailed(place.member)
        assert event.start == queries.get_workshop(workshop).starts_at
        seen.append((str(event["uid"]), str(calendar["method"]), str(event["status"]),
                     event["attendee"].params["PARTSTAT"], int(event["sequence"])))
    assert {one[0] for one in seen} == {f"workshop-{workshop}@localhost"}
    assert [one[1:4] for one in seen] == [
        ("REQUEST", "CONFIRMED", "ACCEPTED"), ("REQUEST", "CONFIRMED", "ACCEPTED"),
        ("CANCEL", "CANCELLED", "DECLINED"), ("REQUEST", "CONFIRMED", "ACCEPTED"),
        ("CANCEL", "CANCELLED", "ACCEPTED")]
    assert [one[4] for one in seen] == sorted({one[4] for one in seen})


def test_who_waits_gets_no_file_until_a_place_comes_free(place: Place) -> None:
    workshop = announce(place, places=1)
    commands.register(place.other_member, workshop)
    deliver()
    commands.register(place.member, workshop)
    message, = to(deliver(), place.member)
    assert list(parts(message)) == []
    assert "waiting list" in message["Subject"].lower() or "attente" in message["Subject"] or "الانتظار" in message["Subject"]
    commands.withdraw(place.other_member, workshop)
    _message, calendar, _event = mailed(place.member)
    assert calendar["method"] == "REQUEST"


def test_whoever_is_taken_off_the_list_has_it_taken_out_of_their_calendar(place: Place) -> None:
    workshop = announce(place)
    commands.register(place.member, workshop)
    deliver()
    commands.withdraw(place.facilitator, workshop, person_id=place.member)
    _message, calendar, event = mailed(place.member)
    assert (calendar["method"], event["status"]) == ("CANCEL", "CANCELLED")


def test_a_mail_that_is_no_longer_true_when_it_is_sent_is_not_sent(place: Place) -> None:
    workshop = announce(place)
    deliver()
    for _each in range(3):
        commands.register(place.member, workshop)
        commands.withdraw(place.member, workshop)
    methods = [str(calendar["method"]) for message in to(deliver(timedelta(minutes=11)), place.member)
               for _part, calendar in parts(message)]
    assert methods == ["CANCEL"]


def test_whoever_comes_and_goes_again_and_again_is_mailed_of_where_it_ends(place: Place) -> None:
    workshop, start, mails = announce(place), clock.now(), []
    deliver()
    for minute in range(0, 40, 2):
        for act, late in ((commands.register, 0), (commands.withdraw, 1)):
            with clock.frozen(start + timedelta(minutes=minute + late)):
                act(place.member, workshop)
                mails.append(len(to(deliver(timedelta(seconds=1)), place.member)))
    assert sum(mails) == mails[0] == 1
    with clock.frozen(start + timedelta(minutes=50)):
        _message, calendar, _event = mailed(place.member)
    assert calendar["method"] == "CANCEL"


def test_in_one_s_own_calendar_the_sequence_never_goes_back(place: Place, client: Client) -> None:
    workshop, key = announce(place), renew_calendar(place.member)
    seen = []
    for act in (None, commands.register, commands.withdraw, commands.register, commands.withdraw):
        if act is not None:
            act(place.member, workshop)
        event, = Calendar.from_ical(client.get(f"/calendar/{key}.ics").data).events
        seen.append((int(event["sequence"]), event["dtstamp"].dt))
        assert event["status"] == "CONFIRMED"  # the group holds it, with or without this person
    assert seen == sorted(seen)
    assert len({sequence for sequence, _at in seen}) == len(seen)


def test_of_a_reserved_group_a_mail_says_when_and_what_alone(ctx: None) -> None:
    hidden = make_place("reserved")
    workshop = announce(hidden)
    deliver()
    commands.register(hidden.member, workshop)
    message, calendar, _event = mailed(hidden.member)
    whole = calendar.to_ical().decode() + message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Atelier budget" in whole or "ورشة الميزانية" in whole
    assert "Rabat" not in whole
    assert "Associations" not in whole


@pytest.mark.parametrize(("lang", "words"), [("ar", "لكم مكان"), ("fr", "Vous avez une place"), ("en", "You have a place")])
def test_the_mail_is_in_its_reader_s_language(place: Place, lang: str, words: str) -> None:
    from goforum.accounts.commands import change_preferences

    workshop, reader = announce(place), make_member(place.group_id)
    change_preferences(reader, name="Nadia Exemple", language=lang, zone="Africa/Casablanca")
    deliver()
    commands.register(reader, workshop)
    message, _calendar, _event = mailed(reader)
    assert words in message["Subject"]


def test_the_page_offers_the_file_until_it_begins(place: Place, client: Client) -> None:
    workshop = announce(place)
    assert f"/workshops/{workshop}.ics" in client.get(f"/workshops/{workshop}").text
    file = client.get(f"/workshops/{workshop}.ics")
    assert (file.status_code, file.mimetype) == (200, "text/calendar")
    event, = Calendar.from_ical(file.data).events
    assert event.start == queries.get_workshop(workshop).starts_at
    assert "attendee" not in event
    commands.cancel_workshop(place.facilitator, workshop, reason="Non")
    assert f"/workshops/{workshop}.ics" not in client.get(f"/workshops/{workshop}").text
    assert fed(client.get(f"/workshops/{workshop}.ics").text) == {f"workshop-{workshop}@localhost": "CANCELLED"}
    assert client.get("/workshops/999999.ics").status_code == 404
