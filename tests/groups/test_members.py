"""The list of members: found by a folded name, filtered, a page at a time, in a table no spreadsheet runs."""

import csv
import io
from datetime import timedelta

import pytest

from goforum.core import clock
from goforum.core.commands import command
from goforum.core.tables import cell
from goforum.groups import commands, queries
from goforum.groups.queries import Sought
from tests.factories import enter, make_group, make_member, make_organisation, make_person


def slug(group_id):
    return queries.cards([group_id])[group_id].slug


@pytest.fixture
def place(ctx):
    facilitator = make_person("Zohra")
    return make_group(facilitator=facilitator), facilitator


@pytest.mark.parametrize(("name", "typed"), [
    ("سَلْمى الإدريسي", "سلمي الادريسي"), ("سلمى الإدريسي", "ادريس"), ("Hélène Çelik", "helene celik"),
    ("Hélène Çelik", "HÉLÈNE"), ("Nadia", "adi"), ("100%_Nadia", "100%_")])
def test_a_name_is_found_however_it_is_typed(place, as_person, name, typed):
    group_id, facilitator = place
    make_member(group_id, name=name)
    make_member(group_id, name="Somebody Else")
    assert [m.name for m in queries.page_members(group_id, Sought(name=typed))] == [name]
    page = as_person(facilitator).get(f"/groups/{slug(group_id)}/members", query_string={"q": typed}).text
    assert name in page
    assert "Somebody Else" not in page


def test_filters(place):
    group_id, facilitator = place
    speaker, observer = make_member(group_id), make_member(group_id, "observer")
    organisation = make_organisation()
    commands.give_mandate(facilitator, group_id, person_id=speaker, organisation_id=organisation, capacity="titular",
                          college="civil_society", starts_on=clock.now().date() - timedelta(days=1))

    def found(**sought):
        return {m.person_id for m in queries.page_members(group_id, Sought(**sought))}

    assert found() == {facilitator, speaker, observer}
    assert found(role="observer") == {observer}
    assert found(college="civil_society") == found(organisation_id=organisation) == {speaker}
    assert found(college="public_bodies") == found(college="civil_society", role="observer") == set()
    with clock.frozen(clock.now() - timedelta(days=40)):
        assert found(college="civil_society") == set()


def test_pages_follow_each_other_without_gap_or_repetition(place, as_person):
    group_id, facilitator = place
    everyone = {facilitator} | {make_member(group_id, name=name) for name in ["Ali", "ali", "Àli", "علي"] * 15}
    seen, after = [], None
    while True:
        page = queries.page_members(group_id, Sought(), after=after, size=7)
        seen += [m.person_id for m in page[:7]]
        if len(page) <= 7:
            break
        after = page[6].person_id
    assert len(seen) == len(set(seen)) == len(everyone)
    assert "after=" in as_person(facilitator).get(f"/groups/{slug(group_id)}/members").text


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(value):
    assert cell(value).startswith("'")


def test_the_table_holds_everyone_and_every_mandate(place, as_person):
    group_id, facilitator = place
    member = make_member(group_id, name="=cmd|x")
    for _number in range(2):
        commands.give_mandate(facilitator, group_id, person_id=member, organisation_id=make_organisation(),
                              capacity="titular", college="civil_society", starts_on=clock.now().date())
    answer = as_person(facilitator).get(f"/groups/{slug(group_id)}/members.csv")
    assert "no-store" in answer.headers["Cache-Control"]
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert len(rows) == 4
    assert [row[0] for row in rows[1:]].count("'=cmd|x") == 2


def test_the_history_of_a_member(place, as_person):
    group_id, facilitator = place
    member = make_person("Karim")
    commands.join(member, group_id)
    commands.set_member(facilitator, group_id, member, "facilitator")
    commands.set_member(facilitator, group_id, member, "member")
    commands.remove_member(facilitator, group_id, member)
    record = queries.get_record(group_id, member)
    assert [(step.kind, step.role) for step in record.steps] == [
        ("removed", None), ("role", "member"), ("role", "facilitator"), ("joined", "member")]
    assert record.role is None
    path = f"/groups/{slug(group_id)}/members/{member}"
    assert "Taken out of the group" in as_person(facilitator).get(path).text
    assert "Taken out" not in as_person(make_person()).get(path).text
    assert as_person(facilitator).get(f"/groups/{slug(group_id)}/members/{make_person()}").status_code == 404


def test_leaving_ends_mandates_and_coming_back_does_not_revive_them(place):
    group_id, facilitator = place
    member, today = make_member(group_id), clock.now().date()
    for start in (today, today + timedelta(days=9)):
        commands.give_mandate(facilitator, group_id, person_id=member, organisation_id=make_organisation(),
                              capacity="titular", college="civil_society", starts_on=start)
    commands.leave(member, group_id)
    commands.join(member, group_id)
    for days in (0, 10):
        with clock.frozen(clock.now() + timedelta(days=days)):
            assert queries.standing(member, group_id).mandate_id is None


def test_a_mandate_is_ended_through_the_page(place, as_person):
    group_id, facilitator = place
    member, today = make_member(group_id), clock.now().date()
    mandate = commands.give_mandate(facilitator, group_id, person_id=member, organisation_id=make_organisation(),
                                    capacity="titular", college="civil_society", starts_on=today)
    done = as_person(facilitator).post(f"/groups/{slug(group_id)}/mandates/{mandate}/end", data={"ends_on": str(today)})
    assert done.headers["Location"] == f"/groups/{slug(group_id)}/members/{member}"
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert queries.standing(member, group_id).mandate_id is None


@pytest.mark.parametrize("page", ["", "/members"])
def test_pages_of_a_group_cost_the_same_at_5_and_at_500_members(place, as_person, count_statements, page):
    group_id, facilitator = place
    organisation = make_organisation()
    browser, path = as_person(facilitator), f"/groups/{slug(group_id)}{page}"

    @command
    def grow(times):
        for _number in range(times):
            member = make_person()
            enter(member, group_id)
            if _number % 10 == 0:
                commands.give_mandate(facilitator, group_id, person_id=member, organisation_id=organisation,
                                      capacity="titular", college="civil_society", starts_on=clock.now().date())

    def cost():
        browser.get(path)
        with count_statements() as seen:
            assert browser.get(path).status_code == 200
        return len(seen)

    grow(5)
    few = cost()
    grow(495)
    assert cost() == few


def test_what_ends_is_said_before_leaving(place, as_person):
    group_id, facilitator = place
    member = make_member(group_id)
    commands.give_mandate(facilitator, group_id, person_id=member, capacity="titular", college="civil_society",
                          organisation_id=make_organisation(name="Association exemple"), starts_on=clock.now().date())
    page = as_person(member).get(f"/groups/{slug(group_id)}/leave").text
    assert "Association exemple" in page
    assert "Name another facilitator first" in as_person(facilitator).get(f"/groups/{slug(group_id)}/leave").text


@pytest.mark.parametrize(("visibility", "told"), [("public", True), ("members", False), ("reserved", False)])
def test_an_organisation_s_page_tells_no_more_than_the_group(client, as_person, visibility, told):
    from goforum.threads import commands as threads

    facilitator = make_person()
    group_id = make_group(visibility=visibility, facilitator=facilitator, name="Zanzibar cell")
    organisation, speaker = make_organisation(), make_member(group_id, name="Zanzibar speaker")
    commands.give_mandate(facilitator, group_id, person_id=speaker, organisation_id=organisation, capacity="titular",
                          college="civil_society", starts_on=clock.now().date())
    threads.create_thread(speaker, group_id, title="Zanzibar title", body="Zanzibar words")
    path = f"/organisations/{organisation}"
    for browser in (client, as_person(make_person())):
        page = browser.get(path).text
        assert ("Zanzibar" in page) is told
    inside = as_person(make_member(group_id)).get(path).text
    for word in ("Zanzibar cell", "Zanzibar speaker", "Zanzibar title", "Zanzibar words"):
        assert word in inside
