"""Actions and conclusions through their doors."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from goforum.commitments import commands as commitments
from goforum.conclusions import commands, queries
from goforum.conclusions.commands import Task
from goforum.core import clock
from goforum.core.db import db
from goforum.core.viewer import ZONE
from goforum.notifications import jobs
from goforum.notifications.models import Notification
from tests.conftest import Client
from tests.meetings.conftest import Place, make_place

SignIn = Callable[[int], Client]


@pytest.fixture
def place(ctx: None) -> Place:
    return make_place()


def make(place: Place, title: str = "Envoyer le manuel", key: str = "action-0001", **more: Any) -> int:
    return commands.make_action(place.facilitator, place.group_id, Task(titles={"fr": title}, **more), client_key=key)


def kinds(person_id: int) -> list[str]:
    return list(db.session.scalars(select(Notification.kind).where(
        Notification.person_id == person_id, Notification.kind.startswith("action"))))


def test_the_secretary_notes_points_and_actions_without_scripts(place: Place, as_person: SignIn) -> None:
    meeting_id = place.plan(live=True)
    secretary, at = as_person(place.facilitator), f"/meetings/{meeting_id}"
    assert "Note points and actions" in secretary.get(at).text
    page = secretary.get(f"{at}/conclusions").text
    key = re.search(r'name="client_key" type="hidden" value="([^"]+)"', page)
    assert key
    for _again in range(2):
        answer = secretary.post(f"{at}/conclusions", data={
            "kind": "discussed", "text_fr": "Fréquence des réunions", "client_key": key.group(1), "item_id": "0"})
        assert answer.status_code == 303
    assert len(queries.list_points(meeting_id)) == 1
    refused = secretary.post(f"{at}/conclusions", data={"kind": "decided", "text_fr": "", "client_key": "point-00009"})
    assert refused.status_code == 422
    assert 'id="text_fr-error"' in refused.text
    made = secretary.post(f"{at}/actions/new", data={
        "title_fr": "Envoyer le projet de manuel", "due_on": "2019-02-15", "owner_id": str(place.member),
        "client_key": "action-0001"})
    assert made.status_code == 303
    action, = queries.list_of_meeting(meeting_id)
    shown = as_person(place.member).get(at).text
    assert "Fréquence des réunions" in shown
    assert "Envoyer le projet de manuel" in shown
    assert as_person(place.member).get(f"{at}/conclusions").status_code == 403
    page = as_person(place.member).get(f"/actions/{action.id}").text
    assert "February 15, 2019" in page
    assert "Late" in page


def test_an_owner_reports_and_a_dropped_action_needs_a_reason(place: Place, as_person: SignIn) -> None:
    action = make(place, owner_id=place.member)
    owner = as_person(place.member)
    refused = owner.post(f"/actions/{action}/report", data={"state": "dropped", "note": ""})
    assert refused.status_code == 422
    assert "Say why it is dropped" in refused.text
    assert owner.post(f"/actions/{action}/report", data={"state": "done", "note": "Envoyé"}).status_code == 303
    assert "Envoyé" in as_person(place.other_member).get(f"/actions/{action}").text
    assert as_person(place.other_member).post(f"/actions/{action}/report", data={"state": "open"}).status_code == 403
    assert "Envoyer le manuel" not in owner.get(f"/groups/{place.slug}/actions").text
    assert "Envoyer le manuel" in owner.get(f"/groups/{place.slug}/actions?settled=1").text


def test_what_somebody_else_changed_is_not_overwritten(place: Place, as_person: SignIn) -> None:
    action = make(place)
    secretary = as_person(place.facilitator)
    assert secretary.post(f"/actions/{action}/edit", data={"title_fr": "Un", "version": "1"}).status_code == 303
    assert secretary.post(f"/actions/{action}/edit", data={"title_fr": "Deux", "version": "1"}).status_code == 409
    bad = secretary.post(f"/actions/{action}/edit", data={
        "title_fr": "Deux", "version": "2", "owner_id": str(place.stranger)})
    assert bad.status_code == 422
    assert 'id="owner_id-error"' in bad.text
    assert "Deux" in bad.text


def test_open_actions_come_before_the_next_meeting_by_themselves(place: Place, as_person: SignIn) -> None:
    make(place)
    meeting_id = place.plan()
    page = as_person(place.member).get(f"/meetings/{meeting_id}").text
    assert "Open actions of earlier meetings" in page
    assert "Envoyer le manuel" in page


def test_an_action_stands_on_its_commitment_and_on_its_owners_home(place: Place, as_person: SignIn) -> None:
    plan = commitments.add_plan(None, name_en="Plan", slug="plan-a", starts="2018", ends="2020")
    promise = commitments.put_commitment(None, plan, number=1, code="XX0001", title_en="A promise")
    make(place, commitment_id=promise, owner_id=place.member)
    assert "Envoyer le manuel" in as_person(place.stranger).get(f"/commitments/{promise}").text
    assert "Envoyer le manuel" in as_person(place.member).get("/").text
    assert "Envoyer le manuel" not in as_person(place.other_member).get("/").text


@pytest.mark.parametrize("visibility", ["members", "reserved"])
def test_an_action_of_a_closed_group_is_nobody_elses(ctx: None, as_person: SignIn, visibility: str) -> None:
    place = make_place(visibility)
    plan = commitments.add_plan(None, name_en="Plan", slug="plan-b", starts="2018", ends="2020")
    promise = commitments.put_commitment(None, plan, number=1, code="XX0002", title_en="A promise")
    action = make(place, "Canari", commitment_id=promise)
    assert "Canari" not in as_person(place.stranger).get(f"/commitments/{promise}").text
    assert as_person(place.stranger).get(f"/actions/{action}").status_code == (404 if visibility == "reserved" else 403)
    seen = as_person(place.member).get(f"/commitments/{promise}")
    assert "Canari" in seen.text
    assert visibility != "reserved" or "no-store" in seen.headers["Cache-Control"]


def test_owners_are_told_once_and_reminded_once_for_each_deadline(place: Place) -> None:
    today = clock.today(ZONE)
    action = make(place, owner_id=place.member, due_on=today + timedelta(days=5))
    assert kinds(place.member) == ["action-given"]
    jobs.remind()
    assert kinds(place.member) == ["action-given"]
    with clock.frozen(clock.now() + timedelta(days=3)):
        jobs.remind()
        jobs.remind()
        assert sorted(kinds(place.member)) == ["action-due", "action-given"]
        commands.change_action(place.facilitator, action, Task(
            titles={"fr": "Plus tard"}, owner_id=place.member, due_on=today + timedelta(days=20)), version=1)
        jobs.remind()
        assert sorted(kinds(place.member)) == ["action-due", "action-given"]
    with clock.frozen(clock.now() + timedelta(days=18)):
        assert jobs.remind() == 1
        assert jobs.remind() == 0
    done = make(place, "Fait", key="action-0002", owner_id=place.other_member, due_on=today)
    commands.report_on_action(place.other_member, done, state="done")
    jobs.remind()
    assert "action-due" not in kinds(place.other_member)


def test_an_action_nobody_does_is_the_organisers(place: Place) -> None:
    make(place, due_on=clock.today(ZONE))
    jobs.remind()
    assert "action-due" in kinds(place.facilitator)


def test_lists_go_on_by_key_and_cost_the_same(place: Place, as_person: SignIn,
                                              count_statements: Callable[[], Any]) -> None:
    member, today = as_person(place.member), clock.today(ZONE)
    meeting_id = place.plan()

    def cost(path: str) -> int:
        with count_statements() as seen:
            assert member.get(path).status_code == 200
        return len(seen)

    paths = (f"/groups/{place.slug}/actions", f"/meetings/{meeting_id}")
    make(place, "Tâche n° 00", "action-000")
    few = [cost(path) for path in paths]
    for n in range(1, 45):
        make(place, f"Tâche n° {n:02}", f"action-{n:03}", due_on=today + timedelta(days=n % 5) if n % 2 else None)
    assert [cost(path) for path in paths] == few
    seen, path = [], paths[0]
    while path:
        page = member.get(path).text
        seen += re.findall(r"Tâche n° (\d\d)", page)
        found = re.search(r'href="([^"]+)" rel="next"', page)
        path = found.group(1).replace("&amp;", "&") if found else ""
    assert sorted(seen) == [f"{n:02}" for n in range(45)]
    for cursor in ("x", "2026-01-01.", "9999-99-99.1", "٢.1", "2026-01-01.99999999999"):
        assert member.get(paths[0], query_string={"after": cursor}).status_code == 200
