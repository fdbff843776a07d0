"""Guests in the live room over sockets: heard under their name and mark, refused what is not theirs, cut when sent away."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from goforum.accounts.commands import sign_out
from goforum.core.sockets import connections, sweep
from goforum.meetings import commands, queries
from goforum.meetings.sockets import presence
from tests.meetings.conftest import Place
from tests.meetings.guesthelp import come_in, invite
from tests.meetings.test_sockets import Line, OpenLine, SignIn, line  # noqa: F401 - the fixture

Places = Callable[[str], Place]


@pytest.mark.parametrize("visibility", ["public", "members", "reserved"])
def test_a_guest_is_heard_with_name_and_mark(places: Places, line: OpenLine, visibility: str) -> None:  # noqa: F811
    place = places(visibility)
    meeting_id = place.plan(live=True)
    guest = come_in(invite(place.facilitator, meeting_id))
    mouth, ear = line(guest, meeting_id), line(place.member, meeting_id)
    assert ear.join()["ok"]
    joined = mouth.join()
    assert joined["ok"]
    here = next(one for one in joined["presence"]["people"] if one["id"] == guest)
    assert here == {"id": guest, "name": "Experte d'exemple", "guest": True}
    assert next(one for one in joined["presence"]["people"] if one["id"] == place.member).get("guest") is None
    said = mouth.say("Bonjour")
    assert mouth.ask("room_ask", kind="point", client_id="guest-0002")["ok"]
    assert mouth.ask("room_edit", id=said["id"], text="Bonsoir")["ok"]
    mouth.ask("room_typing")
    presence.tell_typing()
    message, queue, _edit = ear.heard()
    assert message["message"]["role"] == "guest"
    assert message["message"]["who"] == {"id": guest, "name": "Experte d'exemple"}
    assert queue["queue"]["waiting"][0]["guest"] is True


def test_the_page_names_who_is_there_and_marks_the_guests(place: Place, line: OpenLine, as_person: SignIn) -> None:  # noqa: F811
    meeting_id = place.plan(live=True)
    guest = come_in(invite(place.facilitator, meeting_id))
    for person in (guest, place.member):
        assert line(person, meeting_id).join()["ok"]
    page = as_person(place.other_member).get(f"/meetings/{meeting_id}/room?lang=fr")
    assert page.status_code == 200
    people = page.text.partition('id="people"')[2].partition("</ul>")[0]
    assert people.count("<li>") == 2
    assert people.count("invité") == 1


def test_who_writes_is_told_with_the_mark(place: Place, line: OpenLine) -> None:  # noqa: F811
    meeting_id = place.plan(live=True)
    guest = come_in(invite(place.facilitator, meeting_id))
    mouth, ear = line(guest, meeting_id), line(place.member, meeting_id)
    ear.join()
    mouth.join()
    mouth.ask("room_typing")
    presence.tell_typing()
    told, = ear.heard("room_typing")
    assert told["people"] == [{"id": guest, "name": "Experte d'exemple", "guest": True}]


def test_a_guest_votes_by_no_socket_and_leads_nothing(place: Place, line: OpenLine) -> None:  # noqa: F811
    meeting_id, other = place.plan(live=True), place.plan(live=True)
    poll_id, _seq = commands.open_room_poll(place.facilitator, meeting_id, question="Oui ?", minutes=5, language="fr",
                                            client_id="poll-00001")
    guest = come_in(invite(place.facilitator, meeting_id))
    mouth = line(guest, meeting_id)
    mouth.join()
    refused = mouth.ask("room_vote", poll_id=poll_id, choice="for")
    assert refused["error"] == "guest" and "vote" in refused["message"]
    assert mouth.ask("room_lock", on=True)["error"] == "guest"
    assert mouth.ask("room_floor", act="next")["error"] == "guest"
    # In another meeting of the same public group they are a visitor: they read.
    elsewhere = line(guest, other)
    assert elsewhere.join()["ok"] and elsewhere.say("Bonjour")["error"] == "guest"


@pytest.mark.parametrize("visibility", ["public", "reserved"])
def test_a_withdrawn_guest_hears_nothing_more(places: Places, line: OpenLine, visibility: str) -> None:  # noqa: F811
    place = places(visibility)
    meeting_id = place.plan(live=True)
    guest_id = invite(place.facilitator, meeting_id)
    ear, member = line(come_in(guest_id), meeting_id), line(place.member, meeting_id)
    ear.join()
    member.join()
    commands.withdraw_guest(place.facilitator, meeting_id, guest_id)
    assert not ear.socket.is_connected()
    commands.say(place.facilitator, meeting_id, text="Entre nous", client_id="after-0001")
    assert [one["kind"] for one in member.heard()] == ["removal", "message"]


def test_an_account_that_came_as_a_guest_keeps_its_line_elsewhere(places: Places, line: OpenLine) -> None:  # noqa: F811
    place = places("reserved")
    meeting_id, public = place.plan(live=True), places("public")
    other = public.plan(live=True)
    guest_id = invite(place.facilitator, meeting_id)
    commands.enter_as_guest(queries_link(guest_id), place.stranger)
    inside, elsewhere = line(place.stranger, meeting_id), line(place.stranger, other)
    assert inside.join()["ok"] and elsewhere.join()["ok"]
    commands.withdraw_guest(place.facilitator, meeting_id, guest_id)
    assert not inside.socket.is_connected() and elsewhere.socket.is_connected()


def queries_link(guest_id: int) -> int:
    from tests.meetings.guesthelp import link

    return link(guest_id)


@pytest.mark.parametrize("visibility", ["public", "reserved"])
def test_the_sweep_of_another_process_cuts_a_withdrawn_guest(
        app: Flask, places: Places, line: OpenLine, visibility: str,  # noqa: F811
        monkeypatch: pytest.MonkeyPatch) -> None:
    place = places(visibility)
    meeting_id = place.plan(live=True)
    guest_id = invite(place.facilitator, meeting_id)
    ear = line(come_in(guest_id), meeting_id)
    ear.join()
    deaf: Any = lambda *_args, **_options: 0  # noqa: E731 - the process that withdrew is another one
    monkeypatch.setattr("goforum.meetings.sockets.kick", deaf)
    monkeypatch.setattr("goforum.accounts.sockets.kick", deaf)
    commands.withdraw_guest(place.facilitator, meeting_id, guest_id)
    assert ear.socket.is_connected()
    sweep()
    assert not ear.socket.is_connected()


def test_the_sweep_leaves_guests_who_are_invited_in_peace(places: Places, line: OpenLine) -> None:  # noqa: F811
    place = places("reserved")
    meeting_id = place.plan(live=True)
    ear = line(come_in(invite(place.facilitator, meeting_id)), meeting_id)
    ear.join()
    sweep()
    assert ear.socket.is_connected()
    assert queries.rooms_lost({(ear_person(ear), meeting_id), (None, meeting_id)}) == {(None, meeting_id)}


def ear_person(ear: Line) -> int | None:
    return next(one.person_id for one in connections.values() if one.rooms)


def test_leaving_on_one_device_cuts_its_line(place: Place, line: OpenLine) -> None:  # noqa: F811
    meeting_id = place.plan(live=True)
    guest = come_in(invite(place.facilitator, meeting_id))
    ear = line(guest, meeting_id)
    ear.join()
    sign_out(guest, None)
    assert not ear.socket.is_connected()
