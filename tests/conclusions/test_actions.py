"""Points and actions through their commands: once, kept, brought back, reported on."""

from datetime import date, timedelta

import pytest

from goforum.conclusions import commands, queries
from goforum.conclusions.commands import Task
from goforum.core import clock
from goforum.core.rules import Conflict, Invalid, NotFound, Refused
from goforum.meetings import commands as meetings
from tests.factories import make_member, make_organisation, make_person
from tests.meetings.conftest import Place, make_place


@pytest.fixture
def place(ctx: None) -> Place:
    return make_place()


def task(title: str = "Envoyer le manuel", **more: object) -> Task:
    return Task(titles={"fr": title}, **more)  # type: ignore[arg-type]


def test_a_point_of_a_meeting_is_noted_once_changed_and_taken_out(place: Place) -> None:
    meeting_id = place.plan(live=True)
    said = meetings.say(place.member, meeting_id, text="Une nouvelle culture", client_id="said-00001")
    note = {"kind": "discussed", "texts": {"fr": " Une nouvelle culture "}, "client_key": "point-0001"}
    first = meetings.capture_point(place.facilitator, meeting_id, message_id=said.message_id, **note)
    assert meetings.capture_point(place.facilitator, meeting_id, **note) == first
    line, = queries.list_points(meeting_id)
    assert (line.texts["fr"], line.kind, line.message_id) == ("Une nouvelle culture", "discussed", said.message_id)
    meetings.change_point(place.facilitator, first, kind="decided", texts={"fr": "Dit", "ar": "قيل"})
    assert queries.list_points(meeting_id)[0].texts == {"ar": "قيل", "fr": "Dit", "en": None}
    meetings.take_out_point(place.facilitator, first)
    meetings.take_out_point(place.facilitator, first)
    assert queries.list_points(meeting_id) == []
    with pytest.raises(Refused):
        meetings.capture_point(place.member, meeting_id, **{**note, "client_key": "point-0002"})
    other = place.plan(live=True)
    with pytest.raises(NotFound):
        meetings.capture_point(place.facilitator, other, message_id=said.message_id, **note)
    with pytest.raises(Invalid):
        meetings.capture_point(place.facilitator, other, **{**note, "texts": {}})


def test_an_action_names_who_is_here_and_what_there_is(place: Place) -> None:
    for bad in (task(owner_id=place.stranger), task(organisation_id=999), task(commitment_id=999),
                task(due_on=date(1066, 1, 1)), Task(titles={"fr": " "})):
        with pytest.raises(Invalid):
            commands.make_action(place.facilitator, place.group_id, bad, client_key="action-0001")
    with pytest.raises(Refused):
        commands.make_action(place.member, place.group_id, task(), client_key="action-0001")


def test_its_history_goes_across_meetings_until_it_is_done(place: Place) -> None:
    first = place.plan(live=True)
    action = meetings.capture_action(place.facilitator, first, task(owner_id=place.member), client_key="action-0001")
    second = place.plan()
    assert [one.id for one in queries.list_open(place.group_id, but_for_meeting=second)] == [action]
    assert queries.list_open(place.group_id, but_for_meeting=first) == []
    meetings.start_meeting(place.facilitator, second)
    commands.bring_back(place.facilitator, place.group_id, second)
    assert [one.id for one in queries.list_taken_up(second)] == [action]
    commands.report_on_action(place.member, action, state="open", note="Le projet circule.", meeting_id=second)
    commands.report_on_action(place.member, action, state="done")
    third = place.plan(live=True)
    assert queries.list_taken_up(third) == []
    commands.report_on_action(place.facilitator, action, state="open")
    assert [(step.kind, step.meeting_id) for step in queries.list_steps(action)] == [
        ("made", first), ("returned", second), ("noted", second), ("done", None), ("reopened", None)]
    with pytest.raises(Refused):
        commands.report_on_action(place.other_member, action, state="done")
    with pytest.raises(Invalid):
        commands.report_on_action(place.member, action, state="dropped")


def test_a_change_of_what_was_changed_meanwhile_is_refused(place: Place) -> None:
    action = commands.make_action(place.facilitator, place.group_id, task(), client_key="action-0001")
    day = clock.today("Africa/Casablanca") + timedelta(days=9)
    commands.change_action(place.facilitator, action, task("Autre", due_on=day), version=1, note="Plus de temps")
    with pytest.raises(Conflict):
        commands.change_action(place.facilitator, action, task("Perdu"), version=1)
    assert queries.get_action(action).titles["fr"] == "Autre"
    assert queries.list_steps(action)[-1].due_on == day


def test_what_waits_for_a_person_by_name_or_by_mandate(place: Place) -> None:
    from goforum.groups import commands as groups

    body, today = make_organisation(), clock.today("Africa/Casablanca")
    speaker = make_member(place.group_id)
    groups.give_mandate(place.facilitator, place.group_id, person_id=speaker, organisation_id=body,
                        capacity="titular", college="civil_society", starts_on=today)
    mine = commands.make_action(place.facilitator, place.group_id, task(owner_id=speaker, due_on=today),
                                client_key="action-0001")
    ours = commands.make_action(place.facilitator, place.group_id, task(organisation_id=body), client_key="action-0002")
    commands.make_action(place.facilitator, place.group_id, task(), client_key="action-0003")
    assert [one.id for one in queries.list_mine(speaker)] == [mine, ours]
    assert queries.list_mine(make_person()) == []
    commands.report_on_action(speaker, ours, state="done")
    assert [one.id for one in queries.list_mine(speaker)] == [mine]
