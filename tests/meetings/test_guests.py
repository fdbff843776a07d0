"""Guests of a meeting through its doors: invited, mailed, let in, heard, sent away, forgotten."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from goforum.accounts.models import Person, Session
from goforum.accounts.queries import ids_called, page_people, resolve_handles
from goforum.core import clock
from goforum.core.db import db
from goforum.core.outbox import DueMail, MailOutbox, draw_mail, lease_mail
from goforum.core.rules import Conflict, Gone, Invalid, NotFound, Refused
from goforum.meetings import commands, jobs, queries
from goforum.meetings.models import MeetingGuest, Rsvp
from goforum.minutes.queries.room import attendance
from goforum.voting.models import Voter
from tests.conftest import Client
from tests.factories import make_person
from tests.meetings.conftest import Place
from tests.meetings.guesthelp import browse, come_in, invite, link, path

Places = Callable[[str], Place]
SignIn = Callable[[int], Client]
HIDDEN = ("reserved", "members")


def mails() -> list[DueMail]:
    return [one for one in lease_mail(50) if one.template.startswith("meetings/guest")]


def drawn(mail: DueMail) -> Any:
    message = draw_mail(mail, "goforum <noreply@example.org>", "http://localhost")
    assert message is not None
    return message


# --- inviting -----------------------------------------------------------------------------------------------------
def test_an_organiser_invites_and_the_guest_gets_a_mail_in_their_language(place: Place, as_person: SignIn) -> None:
    meeting_id, browser = place.plan(place="Rabat, salle 3", form="hybrid"), as_person(place.facilitator)
    form = {"name": "Experte d'exemple", "email": " Experte@Example.org", "about": "Experte", "language": "fr",
            "client_key": "one-form-0001"}
    assert browser.post(f"/meetings/{meeting_id}/guests", data=form).status_code == 303
    assert browser.post(f"/meetings/{meeting_id}/guests", data=form).status_code == 303  # the same press again
    page = browser.get(f"/meetings/{meeting_id}/guests").get_data(as_text=True)
    assert "experte@example.org" in page
    mail, = mails()
    message = drawn(mail)
    text = message.get_body(("plain",)).get_content()
    assert message["To"] == "Experte d'exemple <experte@example.org>"
    assert message["Content-Language"] == "fr"
    assert "Réunion du groupe" in message["Subject"]
    assert "Rabat, salle 3" in text
    assert re.search(r"http://localhost/guests/\S+\?lang=fr", text)
    calendar = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    body = calendar.get_payload(decode=True).decode()
    assert "METHOD:REQUEST" in body
    assert f"UID:meeting-{meeting_id}@localhost" in body
    assert "/guests/" not in body  # calendars are shared: the personal link is not in the file


def test_a_refused_form_keeps_what_was_typed_and_says_why(place: Place, as_person: SignIn) -> None:
    meeting_id, browser = place.plan(), as_person(place.facilitator)
    answer = browser.post(f"/meetings/{meeting_id}/guests",
                          data={"name": "Quelqu'un", "email": "nowhere", "language": "fr", "client_key": "k-00000001"})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "Quelqu&#39;un" in page and "nowhere" in page and "name@example.org" in page
    assert queries.list_guests(meeting_id) == []


@pytest.mark.parametrize("wrong", [
    {"name": " "}, {"name": "x" * 81}, {"about": "x" * 121}, {"email": "a@b"}, {"email": "two@example.org,b@c.org"},
    {"email": "a b@example.org"}, {"language": "de"}, {"email": "x@" + "a" * 190 + ".org"}])
def test_what_cannot_be_an_invitation_is_refused(place: Place, wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        invite(place.facilitator, place.plan(), **wrong)


def test_one_address_has_one_standing_invitation_and_a_mailbox_is_no_toy(place: Place) -> None:
    meeting_id = place.plan()
    first = invite(place.facilitator, meeting_id)
    assert invite(place.facilitator, meeting_id) == first
    with pytest.raises(Invalid):
        invite(place.facilitator, meeting_id, client_key="another-form")
    commands.withdraw_guest(place.facilitator, meeting_id, first)
    assert invite(place.facilitator, meeting_id, client_key="after-withdrawal") != first
    for n in range(2):
        invite(place.facilitator, place.plan(), client_key=f"meeting-{n}")
    with pytest.raises(Invalid):  # four mails a day to one mailbox
        invite(place.facilitator, place.plan(), client_key="meeting-5")


def test_an_address_with_an_account_is_invited_the_same_way(place: Place, as_person: SignIn) -> None:
    make_person("Known", email="known@example.org")
    meeting_id, browser = place.plan(), as_person(place.facilitator)
    answers = []
    for n, address in enumerate(("known@example.org", "unknown@example.org")):
        answer = browser.post(f"/meetings/{meeting_id}/guests", data={
            "name": "Same", "email": address, "language": "en", "client_key": f"form-000{n}"})
        answers.append((answer.status_code, re.sub(r"\d+", "", answer.location)))
    assert answers[0] == answers[1]
    assert {one.template for one in mails()} == {"meetings/guest"}


# --- the link ----------------------------------------------------------------------------------------------------
def test_opening_the_link_changes_nothing_and_the_button_lets_in(app: Flask, place: Place, client: Client,
                                                                 count_statements: Any) -> None:
    meeting_id = place.plan()
    guest_id = invite(place.facilitator, meeting_id)
    address = path(guest_id)
    with count_statements() as seen:
        for _scanner in range(3):
            page = client.get(address)
            assert page.status_code == 200
            assert client.head(address).status_code == 200
    assert not [one for one in seen if re.match(r"\s*(INSERT|UPDATE|DELETE)", one, re.IGNORECASE)]
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["Referrer-Policy"] == "strict-origin"
    text = page.get_data(as_text=True)
    assert "Experte d&#39;exemple" in text and "experte@example.org" not in text
    assert queries.get_guest(meeting_id, guest_id).entered_at is None
    answer = client.post(address)
    assert answer.status_code == 303 and answer.location.endswith(f"/meetings/{meeting_id}")
    assert queries.get_guest(meeting_id, guest_id).state == "entered"
    # Another device, by the same link: the same guest.
    browse(app, guest_id)
    assert db.session.scalar(select(func.count()).select_from(Person).where(Person.is_guest)) == 1


@pytest.mark.parametrize("token", ["made-up", "WzFd.made-up", "a" * 400])
def test_a_made_up_link_is_gone_in_words(client: Client, place: Place, token: str) -> None:
    for answer in (client.get(f"/guests/{token}"), client.post(f"/guests/{token}")):
        assert answer.status_code == 410
        assert "This invitation does not work" in answer.get_data(as_text=True)


def test_a_new_link_kills_the_one_before(client: Client, place: Place) -> None:
    meeting_id = place.plan()
    guest_id = invite(place.facilitator, meeting_id)
    old = path(guest_id)
    with pytest.raises(Conflict):  # sent a moment ago
        commands.send_guest_again(place.facilitator, meeting_id, guest_id)
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        commands.send_guest_again(place.facilitator, meeting_id, guest_id)
        assert path(guest_id) != old
        assert client.get(old).status_code == client.post(old).status_code == 410
        assert client.get(path(guest_id)).status_code == 200
        sent = mails()
    assert len(sent) == 1  # the first had not left: it is called off
    assert path(guest_id) in drawn(sent[0]).get_body(("plain",)).get_content()


def test_the_link_and_the_session_end_a_week_after_the_meeting(app: Flask, place: Place) -> None:
    meeting_id = place.plan(live=True)
    guest_id = invite(place.facilitator, meeting_id)
    browser = browse(app, guest_id)
    commands.end_meeting(place.facilitator, meeting_id)
    with clock.frozen(clock.now() + timedelta(days=6)):
        assert browser.get(f"/meetings/{meeting_id}/room").status_code == 200
        assert browser.get(path(guest_id)).status_code == 200
    with clock.frozen(clock.now() + timedelta(days=8)):
        assert browser.get(path(guest_id)).status_code == 410
        with pytest.raises(Gone):
            commands.enter_as_guest(link(guest_id))
        assert "guest" not in browser.get(f"/meetings/{meeting_id}").get_data(as_text=True).split("<footer")[0]


def test_a_guest_has_five_browsers_and_the_oldest_goes(app: Flask, place: Place) -> None:
    guest_id = invite(place.facilitator, place.plan())
    for _ in range(7):
        person_id = come_in(guest_id)
    assert db.session.scalar(select(func.count()).select_from(Session).where(Session.person_id == person_id)) == 5


# --- with an account ---------------------------------------------------------------------------------------------
def test_somebody_signed_in_comes_as_themselves_and_keeps_their_session(places: Places, as_person: SignIn) -> None:
    place = places("reserved")
    meeting_id = place.plan(live=True)
    guest_id = invite(place.facilitator, meeting_id)
    browser = as_person(place.stranger)
    assert browser.get(f"/meetings/{meeting_id}/room").status_code == 404
    assert browser.post(path(guest_id)).status_code == 303
    assert queries.get_guest(meeting_id, guest_id).by_account is True
    assert browser.get(f"/meetings/{meeting_id}/room").status_code == 200
    assert browser.get("/account").status_code == 200
    assert browser.get(f"/groups/{place.slug}").status_code == 404
    assert db.session.scalar(select(func.count()).select_from(Person).where(Person.is_guest)) == 0


def test_an_invitation_is_held_by_who_came_first(app: Flask, place: Place, client: Client, as_person: SignIn) -> None:
    meeting_id = place.plan()
    taken, used = invite(place.facilitator, meeting_id), invite(
        place.facilitator, meeting_id, email="other@example.org", client_key="another-form")
    as_person(place.stranger).post(path(taken))
    refused = client.post(path(taken))
    assert refused.status_code == 403 and "sign in with it" in refused.get_data(as_text=True)
    assert as_person(make_person()).post(path(taken)).status_code == 403
    come_in(used)
    refused = as_person(make_person()).post(path(used))
    assert refused.status_code == 403 and "sign out to come in" in refused.get_data(as_text=True)


def test_a_member_who_presses_a_guests_link_stays_a_member(place: Place, as_person: SignIn) -> None:
    meeting_id = place.plan(live=True)
    guest_id = invite(place.facilitator, meeting_id)
    assert as_person(place.member).post(path(guest_id)).status_code == 303
    assert queries.get_guest(meeting_id, guest_id).person_id is None
    assert not queries.get_here(meeting_id, place.member).guest


# --- inside ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("visibility", ["public", "members", "reserved"])
def test_a_guest_reads_the_meeting_speaks_and_asks_for_the_floor(app: Flask, places: Places, visibility: str) -> None:
    place = places(visibility)
    meeting_id = place.plan(live=True, video_url="https://video.example.org/room")
    browser = browse(app, invite(place.facilitator, meeting_id))
    page = browser.get(f"/meetings/{meeting_id}").get_data(as_text=True)
    assert "Point 1" in page and "https://video.example.org/room" in page and "/groups/" + place.slug not in page
    said = browser.post(f"/meetings/{meeting_id}/say", data={"text": "Bonjour", "client_id": "guest-0001"})
    assert said.status_code == 303
    asked = browser.post(f"/meetings/{meeting_id}/floor", data={"kind": "point", "client_id": "guest-0002"})
    assert asked.status_code == 303
    room = browser.get(f"/meetings/{meeting_id}/room")
    text = room.get_data(as_text=True)
    assert "Bonjour" in text and '<span class="badge badge-warn" data-role>invité</span>' in text
    assert "/groups/" + place.slug not in text and "/notes" not in text
    assert room.headers["Cache-Control"] == "private, no-store"
    line = queries.page_log(queries.get_room(meeting_id).id).lines[-1]
    turn, = queries.get_queue(queries.get_room(meeting_id)).waiting
    assert turn.guest and turn.name == "Experte d'exemple"
    message = next(one.message for one in queries.page_log(queries.get_room(meeting_id).id).lines if one.message)
    assert (message.role, message.author_name, message.college) == ("guest", "Experte d'exemple", None)
    assert line.kind in {"message", "queue"}
    assert browser.post(f"/messages/{message.id}/edit", data={"text": "Bonsoir"}).status_code == 303
    assert browser.post(f"/messages/{message.id}/delete").status_code == 303
    assert browser.get(f"/meetings/{meeting_id}/events?after=0").status_code == 200
    assert browser.get(f"/meetings/{meeting_id}.ics").status_code == 200


@pytest.mark.parametrize("visibility", ["public", "reserved"])
def test_a_guest_sees_the_vote_and_is_told_why_they_do_not_cast_it(app: Flask, places: Places,
                                                                   visibility: str) -> None:
    place = places(visibility)
    meeting_id = place.plan(live=True)
    poll_id, _seq = commands.open_room_poll(place.facilitator, meeting_id, question="Adopter le plan ?", minutes=5,
                                            language="fr", client_id="poll-00001")
    guest_id = invite(place.facilitator, meeting_id)
    browser = browse(app, guest_id)
    page = browser.get(f"/meetings/{meeting_id}/room").get_data(as_text=True)
    assert "Adopter le plan ?" in page and f"/polls/{poll_id}/vote" not in page
    assert "les membres du groupe votent" in page
    cast = browser.post(f"/meetings/{meeting_id}/polls/{poll_id}/vote", data={"choice": "for"})
    assert cast.status_code == 403 and "les membres du groupe votent" in cast.get_data(as_text=True)
    person_id = queries.get_guest(meeting_id, guest_id).person_id
    roll = set(db.session.scalars(select(Voter.person_id).where(Voter.poll_id == poll_id)))
    assert place.member in roll and person_id not in roll
    light = browser.get(f"/meetings/{meeting_id}/room?light=1").get_data(as_text=True)
    assert "Adopter le plan ?" in light and f"/polls/{poll_id}" not in light


@pytest.mark.parametrize("visibility", HIDDEN)
def test_nothing_else_of_a_closed_group_opens_to_its_guest(app: Flask, places: Places, visibility: str) -> None:
    place = places(visibility)
    meeting_id, other = place.plan(live=True), place.plan(live=True)
    browser = browse(app, invite(place.facilitator, meeting_id))
    for address in (f"/groups/{place.slug}", f"/groups/{place.slug}/members", f"/groups/{place.slug}/meetings",
                    f"/meetings/{other}", f"/meetings/{other}/room", f"/meetings/{other}/events?after=0",
                    f"/meetings/{meeting_id}/notes", f"/meetings/{meeting_id}/guests", f"/meetings/{other}.ics"):
        status = browser.get(address).status_code
        front = address == f"/groups/{place.slug}"  # that a group for members exists, and what it is for, all may know
        assert status in ({404} if visibility == "reserved" else {200} if front else {303, 403}), address
    page = browser.get("/meetings").get_data(as_text=True)
    assert "Réunion du groupe" not in page


def test_elsewhere_a_guest_is_a_visitor(app: Flask, place: Place) -> None:
    meeting_id = place.plan()
    browser = browse(app, invite(place.facilitator, meeting_id))
    home = browser.get("/").get_data(as_text=True)
    assert "/sign-in" in home and "Experte" not in home
    for address in ("/account", "/notifications", "/drafts"):
        answer = browser.get(address)
        assert (answer.status_code, "/sign-in" in answer.headers.get("Location", "")) == (303, True), address
    assert browser.post(f"/groups/{place.slug}/join").status_code == 403
    assert browser.post("/account", data={"name": "Chef", "language": "fr"}).status_code == 403
    assert browser.get("/sign-in").status_code == 200
    assert browser.post("/sign-out").status_code == 303
    assert browser.post(f"/meetings/{meeting_id}/guest-answer", data={"answer": "yes"}).status_code == 403


def test_a_guest_is_found_by_no_search_no_name_and_no_list_of_accounts(place: Place, client: Client) -> None:
    meeting_id = place.plan()
    person_id = come_in(invite(place.facilitator, meeting_id, name="Nadir Exemple"))
    handle = db.session.scalar(select(Person.handle).where(Person.id == person_id)) or ""
    assert resolve_handles([handle]) == {}
    assert ids_called("Nadir") == ids_called(handle) == []
    assert person_id not in {one.id for one in page_people(size=500)}
    assert client.get(f"/people/{person_id}").status_code == 404
    assert f"/people/{person_id}" not in client.get("/search?q=Nadir&type=person").get_data(as_text=True)


def test_a_guests_answer_is_theirs_and_counted_with_nobody_elses(app: Flask, place: Place) -> None:
    meeting_id = place.plan()
    guest_id = invite(place.facilitator, meeting_id)
    browser = browse(app, guest_id)
    for answer in ("yes", "no"):
        assert browser.post(f"/meetings/{meeting_id}/guest-answer", data={"answer": answer}).status_code == 303
        assert queries.get_guest(meeting_id, guest_id).answer == answer
    assert browser.post(f"/meetings/{meeting_id}/guest-answer", data={"answer": "maybe"}).status_code == 422
    assert queries.count_answers(meeting_id) == {}
    assert db.session.scalar(select(func.count()).select_from(Rsvp)) == 0
    with pytest.raises(Refused):
        commands.answer_as_guest(place.member, meeting_id, answer="yes")


def test_guests_stand_by_themselves_in_the_minutes(place: Place) -> None:
    meeting_id = place.plan(live=True)
    person_id = come_in(invite(place.facilitator, meeting_id))
    come_in(invite(place.facilitator, meeting_id, name="Absente", email="absente@example.org", client_key="f-0000002"))
    commands.say(person_id, meeting_id, text="Bonjour", client_id="guest-0001")
    commands.count_presence(meeting_id, [person_id, place.member])
    found = attendance(queries.get_meeting(meeting_id))
    assert found.guests == ["Experte d'exemple (Experte)"]
    assert found.others is None  # the member alone: too few to count, and the guest is not among them


# --- out ---------------------------------------------------------------------------------------------------------
def test_a_withdrawn_guest_is_out_at_once(app: Flask, place: Place, as_person: SignIn) -> None:
    meeting_id = place.plan(live=True)
    guest_id = invite(place.facilitator, meeting_id)
    browser, address = browse(app, guest_id), path(guest_id)
    browser.post(f"/meetings/{meeting_id}/floor", data={"kind": "point", "client_id": "guest-0002"})
    organiser = as_person(place.facilitator)
    for _twice in range(2):
        assert organiser.post(f"/meetings/{meeting_id}/guests/{guest_id}/withdraw").status_code == 303
    assert queries.get_queue(queries.get_room(meeting_id)).waiting == []
    assert browser.post(f"/meetings/{meeting_id}/say", data={"text": "?", "client_id": "guest-0003"}).status_code == 403
    assert browser.get(address).status_code == browser.post(address).status_code == 410
    lines = queries.catch_up(queries.get_room(meeting_id), 0).lines
    assert [(one.kind, one.word) for one in lines][-1] == ("removal", "out")
    assert [one.seq for one in lines] == list(range(1, len(lines) + 1))
    with pytest.raises(Conflict):
        commands.send_guest_again(place.facilitator, meeting_id, guest_id)


def test_only_organisers_see_and_withdraw_and_only_their_own_meetings(place: Place, as_person: SignIn) -> None:
    meeting_id, other = place.plan(), place.plan()
    guest_id = invite(place.facilitator, meeting_id)
    for person in (place.member, place.observer, place.stranger):
        browser = as_person(person)
        assert browser.get(f"/meetings/{meeting_id}/guests").status_code == 403
        assert browser.post(f"/meetings/{meeting_id}/guests/{guest_id}/withdraw").status_code == 403
    with pytest.raises(NotFound):
        commands.withdraw_guest(place.facilitator, other, guest_id)


def test_guests_are_told_of_another_time_and_of_a_cancelled_meeting(place: Place) -> None:
    meeting_id = place.plan()
    invite(place.facilitator, meeting_id)
    away = invite(place.facilitator, meeting_id, email="away@example.org", client_key="f-0000002")
    commands.answer_as_guest(come_in(away), meeting_id, answer="no")
    mails()
    meeting = queries.get_meeting(meeting_id)
    from goforum.meetings.commands import Invitation

    moved = Invitation(titles=meeting.titles, starts_at=meeting.starts_at + timedelta(days=1),
                       ends_at=meeting.ends_at + timedelta(days=1), zone=meeting.zone)
    commands.change_meeting(place.facilitator, meeting_id, moved, version=meeting.version)
    told, = mails()
    assert (told.template, told.to_address) == ("meetings/guest_news", "experte@example.org")
    commands.add_agenda_item(place.facilitator, meeting_id, commands.Point(titles={"fr": "Divers"}))
    assert mails() == []  # the agenda is read on the site
    commands.cancel_meeting(place.facilitator, meeting_id, reason="Reportée")
    off, = mails()
    message = drawn(off)
    assert "annulée" in message.get_body(("plain",)).get_content()
    assert any(b"METHOD:CANCEL" in part.get_payload(decode=True) for part in message.walk()
               if part.get_content_type() == "text/calendar")


def test_a_mail_to_a_withdrawn_guest_is_not_sent(place: Place) -> None:
    meeting_id = place.plan()
    guest_id = invite(place.facilitator, meeting_id)
    mail, = mails()
    commands.withdraw_guest(place.facilitator, meeting_id, guest_id)
    assert draw_mail(mail, "a@example.org", "http://localhost") is None
    assert mails() == []


def test_of_a_reserved_group_the_mail_names_the_inviter_and_not_the_group(places: Places) -> None:
    place = places("reserved")
    meeting_id = place.plan(place="Salle secrète", form="hybrid")
    invite(place.facilitator, meeting_id)
    message = drawn(mails()[0])
    whole = "".join(part.get_payload(decode=True).decode() for part in message.walk() if not part.is_multipart())
    name = db.session.scalar(select(Person.name).where(Person.id == place.facilitator)) or ""
    from goforum.groups.queries import cards

    assert name in whole and "Salle secrète" not in whole and "Point 1" not in whole
    assert not [one for one in cards([place.group_id])[place.group_id].names.values() if one and one in whole]


# --- what is kept -------------------------------------------------------------------------------------------------
def test_the_address_is_forgotten_when_the_invitation_is_over(place: Place) -> None:
    meeting_id = place.plan(live=True)
    came, never, gone = (invite(place.facilitator, meeting_id, name=f"Nom {n}", email=f"n{n}@example.org",
                                client_key=f"form-000{n}") for n in range(3))
    come_in(came)
    commands.withdraw_guest(place.facilitator, meeting_id, gone)
    commands.end_meeting(place.facilitator, meeting_id)
    jobs.tick()
    assert [one.email for one in queries.list_guests(meeting_id)] == ["n0@example.org", "n1@example.org", None]
    with clock.frozen(clock.now() + timedelta(days=8)):
        jobs.tick()
        found = queries.list_guests(meeting_id)
    assert [(one.name, one.email) for one in found] == [("Nom 0", None), ("—", None), ("—", None)]
    assert [one for one in db.session.scalars(select(MailOutbox.to_address).where(
        MailOutbox.template == "meetings/guest")) if one] == []
    assert never


def test_a_name_is_erased_at_a_guests_wish(app: Flask, place: Place, as_person: SignIn) -> None:
    meeting_id = place.plan(live=True)
    guest_id = invite(place.facilitator, meeting_id)
    person_id = come_in(guest_id)
    said = commands.say(person_id, meeting_id, text="Je le dis", client_id="guest-0001")
    organiser = as_person(place.facilitator)
    early = organiser.post(f"/meetings/{meeting_id}/guests/{guest_id}/forget")
    assert early.status_code == 409 and "Withdraw the invitation first" in early.get_data(as_text=True)
    commands.withdraw_guest(place.facilitator, meeting_id, guest_id)
    assert organiser.post(f"/meetings/{meeting_id}/guests/{guest_id}/forget").status_code == 303
    message = next(one.message for one in queries.page_log(queries.get_room(meeting_id).id).lines
                   if one.message and one.message.id == said.message_id)
    assert message.author_name == "—" and message.source == "Je le dis"
    assert "Experte" not in organiser.get(f"/meetings/{meeting_id}/guests").get_data(as_text=True)
    row = db.session.get(MeetingGuest, guest_id, populate_existing=True)
    assert row is not None and (row.name, row.email, row.about) == ("—", None, "")


def test_the_list_costs_the_same_at_five_guests_and_fifty(place: Place, as_person: SignIn,
                                                          count_statements: Any) -> None:
    browser, seen = as_person(place.facilitator), []
    for count in (5, 50):
        meeting_id = place.plan()
        for n in range(count):
            invite(place.facilitator, meeting_id, email=f"m{count}n{n}@example.org", client_key=f"form-{count}-{n}")
        browser.get(f"/meetings/{meeting_id}/guests")
        with count_statements() as counted:
            assert browser.get(f"/meetings/{meeting_id}/guests").status_code == 200
        seen.append(len(counted))
    assert seen[0] == seen[1]
