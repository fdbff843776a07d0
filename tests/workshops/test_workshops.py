"""Workshops through commands and doors: places, the waiting list, the list of the organisers, what people are told."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Conflict, Invalid, Refusal, Refused
from goforum.groups import commands as groups
from goforum.notifications.models import Notification
from goforum.workshops import commands, queries
from goforum.workshops.commands import Announcement
from tests.conftest import Client
from tests.factories import make_member
from tests.meetings.conftest import Place, make_place
from tests.meetings.test_races import at_once

SignIn = Callable[[int], Client]


@pytest.fixture
def place(ctx: None) -> Place:
    return make_place()


def said(**changes: Any) -> Announcement:
    soon = clock.now().replace(microsecond=0) + timedelta(days=3)
    return Announcement(**{
        "titles": {"fr": "Atelier budget", "ar": "ورشة الميزانية"}, "audience": "Associations", "starts_at": soon,
        "ends_at": soon + timedelta(hours=2), "closes_at": soon - timedelta(days=1), "places": 2,
        "venues": "Rabat, salle A\nCasablanca, salle B", "about": "Lire **un budget**.", **changes})


def announce(place: Place, key: str = "workshop-01", **changes: Any) -> int:
    return commands.plan_workshop(place.facilitator, place.group_id, said(**changes), client_key=key)


def seats(workshop_id: int) -> dict[int, str]:
    return {one.person_id: one.state for one in queries.list_registrations(workshop_id)}


def told(person_id: int) -> list[str]:
    return [kind for kind in db.session.scalars(select(Notification.kind).where(Notification.person_id == person_id))
            if kind.startswith("workshop")]


def again(workshop_id: int) -> Announcement:
    card = queries.get_workshop(workshop_id)
    return Announcement(titles=card.titles, audience=card.audience, starts_at=card.starts_at, ends_at=card.ends_at,
                        closes_at=card.closes_at, places=card.places, about=card.about, open_to=card.open_to,
                        venues=card.venues, form=card.form)


def test_the_waiting_list_moves_up_by_itself_in_order_and_who_moves_is_told(place: Place) -> None:
    workshop = announce(place)
    assert announce(place) == workshop
    third, fourth = make_member(place.group_id), make_member(place.group_id)
    got = [commands.register(one, workshop) for one in (place.member, place.other_member, third, fourth)]
    assert got == ["placed", "placed", "waiting", "waiting"]
    assert commands.register(third, workshop) == "waiting"
    own = queries.find_seat(workshop, fourth)
    assert own is not None
    assert (own.state, own.ahead) == ("waiting", 1)
    for _twice in range(2):
        commands.withdraw(place.member, workshop)
    assert seats(workshop) == {place.other_member: "placed", third: "placed", fourth: "waiting"}
    assert (told(third).count("workshop-place"), told(fourth).count("workshop-place")) == (1, 0)
    # Who comes back stands behind those who wait.
    assert commands.register(place.member, workshop) == "waiting"
    commands.withdraw(place.other_member, workshop)
    assert seats(workshop) == {third: "placed", fourth: "placed", place.member: "waiting"}


def test_more_places_let_those_who_wait_in_and_fewer_than_are_taken_are_refused(place: Place) -> None:
    workshop = announce(place, places=1)
    people = [make_member(place.group_id) for _ in range(4)]
    for one in people:
        commands.register(one, workshop)
    with pytest.raises(Conflict):
        commands.change_workshop(place.facilitator, workshop, said(places=3), version=9)
    card = queries.get_workshop(workshop)
    keep = again(workshop)
    commands.change_workshop(place.facilitator, workshop, Announcement(**{**keep.__dict__, "places": 3}),
                             version=card.version)
    assert list(seats(workshop).values()) == ["placed", "placed", "placed", "waiting"]
    assert told(people[0]).count("workshop-moved") == 0
    with pytest.raises(Invalid) as refused:
        commands.change_workshop(place.facilitator, workshop, Announcement(**{**keep.__dict__, "places": 2}),
                                 version=card.version + 1)
    assert "places" in refused.value.errors
    commands.change_workshop(place.facilitator, workshop, Announcement(
        **{**keep.__dict__, "places": 3, "venues": "Fès"}), version=card.version + 1)
    assert [told(one).count("workshop-moved") for one in people] == [1, 1, 1, 1]


def test_who_leaves_the_group_frees_a_place_in_what_was_for_its_members(place: Place) -> None:
    own, wide = announce(place, places=1), announce(place, "workshop-02", places=1, open_to="everyone")
    for workshop in (own, wide):
        for one in (place.member, place.other_member):
            commands.register(one, workshop)
    groups.leave(place.member, place.group_id)
    assert seats(own) == {place.other_member: "placed"}
    assert seats(wide) == {place.member: "placed", place.other_member: "waiting"}


def test_the_page_from_an_empty_list_to_a_full_one(place: Place, as_person: SignIn, client: Client) -> None:
    workshop = announce(place, places=1)
    at = f"/workshops/{workshop}"
    member, other = as_person(place.member), as_person(place.other_member)
    page = member.get(at).text
    assert "1 place left" in page
    assert "Casablanca, salle B" in page
    assert "<strong>un budget</strong>" in page
    for _twice in range(2):
        assert member.post(f"{at}/register", data={"note": "Près de la porte"}).status_code == 303
    assert "You have a place" in member.get(at).text
    assert "Put me on the waiting list" in other.get(at).text
    assert other.post(f"{at}/register", data={"note": "x" * 301}).status_code == 422
    assert other.post(f"{at}/register", data={"note": ""}).status_code == 303
    assert "You are the first" in other.get(at).text
    assert "Sign in to take part" in client.get(at).text
    stranger = as_person(place.stranger)
    assert "Join the group" in stranger.get(at).text
    assert stranger.post(f"{at}/register").status_code == 403
    # Names are for the organisers.
    assert "Près de la porte" not in other.get(at).text
    assert member.post(f"{at}/withdraw").status_code == 303
    assert "You have a place" in other.get(at).text
    assert f"/workshops/{workshop}" in member.get("/workshops").text
    assert "1 workshop to come" in member.get("/meetings").text
    assert f"/workshops/{workshop}" in member.get(f"/groups/{place.slug}/meetings").text


def test_closed_begun_and_cancelled(place: Place, as_person: SignIn) -> None:
    workshop = announce(place)
    commands.register(place.member, workshop)
    at = f"/workshops/{workshop}"
    with clock.frozen(clock.now() + timedelta(days=2, hours=1)):
        assert "Registration is closed" in as_person(place.other_member).get(at).text
        assert as_person(place.other_member).post(f"{at}/register").status_code == 403
        commands.withdraw(place.member, workshop)
    with clock.frozen(clock.now() + timedelta(days=3, minutes=1)), pytest.raises(Refused, match="begun"):
        commands.withdraw(place.member, workshop)
    commands.register(place.member, workshop)
    secretary = as_person(place.facilitator)
    assert secretary.post(f"{at}/cancel", data={"reason": ""}).status_code == 422
    for _twice in range(2):
        assert secretary.post(f"{at}/cancel", data={"reason": "Salle fermée"}).status_code == 303
    assert "Salle fermée" in as_person(place.member).get(at).text
    assert told(place.member).count("workshop-cancelled") == 1
    assert told(place.other_member).count("workshop-cancelled") == 0
    with pytest.raises(Refused, match="cancelled"):
        commands.register(place.other_member, workshop)


TYPED = {"title_fr": "Atelier", "audience": "Toutes", "open_to": "everyone", "day": "2027-05-02", "starts": "10:00",
         "ends": "12:00", "closes_at": "2027-05-01T18:00", "zone": "Africa/Casablanca", "form": "in_person",
         "venues": "Rabat", "places": "20", "client_key": "workshop-0001"}


def test_announced_once_and_changed(place: Place, as_person: SignIn) -> None:
    secretary, at = as_person(place.facilitator), f"/groups/{place.slug}/workshops/new"
    pages = {secretary.post(at, data=TYPED).headers["Location"] for _twice in range(2)}
    assert len(pages) == 1
    page, = pages
    assert told(place.member).count("workshop") == 1
    shown = secretary.get(f"{page}/edit").text
    assert 'value="2027-05-01T18:00"' in shown
    assert secretary.post(f"{page}/edit", data={**TYPED, "places": "30", "version": "1"}).status_code == 303
    assert secretary.post(f"{page}/edit", data={**TYPED, "places": "40", "version": "1"}).status_code == 409


@pytest.mark.parametrize(("changes", "field", "words"), [
    ({"places": "0"}, "places", "from 1 to 5000"), ({"places": "x"}, "places", ""), ({"venues": ""}, "venues", "where people"),
    ({"ends": "09:00"}, "ends", "after it starts"), ({"day": "2019-03-13"}, "day", "has passed"),
    ({"closes_at": "2027-05-02T11:00"}, "closes_at", "before the workshop"), ({"audience": ""}, "audience", "Fill in"),
    ({"closes_at": "2019-05-02T11:00"}, "closes_at", "in the future"), ({"title_fr": ""}, "title_en", "at least one"),
    ({"day": "2027-03-28", "starts": "02:30", "zone": "Europe/Paris"}, "starts", "skip this time"),
    ({"open_to": "nobody"}, "open_to", ""), ({"zone": "Nowhere"}, "zone", "list"),
])
def test_what_cannot_be_announced_is_refused_beside_its_field(
        place: Place, as_person: SignIn, changes: dict[str, str], field: str, words: str) -> None:
    answer = as_person(place.facilitator).post(f"/groups/{place.slug}/workshops/new", data={**TYPED, **changes})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert words in answer.text


def test_the_list_of_the_organisers_as_a_page_and_as_a_table_that_runs_nothing(
        place: Place, as_person: SignIn) -> None:
    workshop = announce(place, places=1)
    bad = make_member(place.group_id, name='=HYPERLINK("https://x.example","y")')
    commands.register(bad, workshop, note="+212\u202e")
    commands.register(place.member, workshop)
    secretary, at = as_person(place.facilitator), f"/workshops/{workshop}/registrations"
    page = secretary.get(at).text
    assert "1 of 1 places are taken; 1 wait" in page
    answer = secretary.get(f"{at}.csv")
    assert answer.mimetype == "text/csv"
    assert "no-store" in answer.headers["Cache-Control"]
    rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert [row[1][:2] for row in rows[1:2]] == ["'="]
    assert rows[1][5] == "'+212"
    assert rows[2][4] == "Waits"
    for one in (place.member, place.observer):
        assert as_person(one).get(at).status_code == as_person(one).get(f"{at}.csv").status_code == 403
    assert secretary.post(f"{at}/{bad}/remove").status_code == 303
    assert seats(workshop) == {place.member: "placed"}
    assert told(bad).count("workshop-removed") == 1
    assert as_person(place.other_member).post(f"{at}/{place.member}/remove").status_code == 403


def test_nothing_of_a_reserved_group_is_found(as_person: SignIn, ctx: None) -> None:
    hidden = make_place("reserved")
    workshop = announce(hidden, titles={"fr": "Canari"}, open_to="everyone")
    stranger = as_person(hidden.stranger)
    for path in ("", "/edit", "/registrations", "/registrations.csv", "/cancel"):
        assert stranger.get(f"/workshops/{workshop}{path}").status_code == 404
    for path in ("/register", "/withdraw"):
        assert stranger.post(f"/workshops/{workshop}{path}").status_code == 404
    assert "Canari" not in stranger.get("/workshops").text
    assert "Canari" in as_person(hidden.member).get("/workshops").text


def test_lists_cost_the_same_with_more_in_them(
        place: Place, as_person: SignIn, count_statements: Callable[[], Any]) -> None:
    member, secretary, first = as_person(place.member), as_person(place.facilitator), announce(place, places=100)
    commands.register(place.member, first)

    def cost(client: Client, path: str) -> int:
        with count_statements() as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    pages = [(member, "/workshops"), (member, f"/groups/{place.slug}/meetings"), (member, f"/workshops/{first}"),
             (secretary, f"/workshops/{first}/registrations")]
    few = [cost(*page) for page in pages]
    for number in range(12):
        commands.register(make_member(place.group_id), announce(place, f"more-{number:04}"))
        commands.register(make_member(place.group_id), first)
    assert [cost(*page) for page in pages] == few


@pytest.mark.race
@pytest.mark.usefixtures("committed", "ctx")
def test_the_last_places_for_twenty_at_once_are_exactly_so_many(app: Flask) -> None:
    place = make_place()
    workshop = announce(place, places=3)
    people = [make_member(place.group_id) for _ in range(20)]
    got = at_once(app, [lambda one=one: commands.register(one, workshop) for one in people])  # type: ignore[misc]
    assert not [one for one in got if isinstance(one, Refusal)]
    assert sorted(got) == ["placed"] * 3 + ["waiting"] * 17
    lines = queries.list_registrations(workshop)
    assert len(lines) == 20
    # All three give their place back while others come and go: still three, and they are the first who waited.
    waiting = [one.person_id for one in lines if one.state == "waiting"]
    placed = [one.person_id for one in lines if one.state == "placed"]
    at_once(app, [lambda one=one: commands.withdraw(one, workshop) for one in placed * 2])  # type: ignore[misc]
    db.session.rollback()
    assert [one.person_id for one in queries.list_registrations(workshop) if one.state == "placed"] == waiting[:3]
