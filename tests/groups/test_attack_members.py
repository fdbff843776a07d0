"""Who belongs to a group is read in the group, or nowhere; and what names a reserved group is kept by no browser."""

from datetime import date

import pytest

from goforum.groups import commands, queries
from tests.factories import enter, make_group, make_member, make_organisation, make_person

NAME = "Cellule de travail"


def mandated(visibility):
    facilitator = make_person("Chair")
    group_id = make_group(visibility=visibility, name=NAME, facilitator=facilitator)
    person_id = make_member(group_id)
    commands.give_mandate(facilitator, group_id, person_id=person_id, organisation_id=make_organisation(),
                          capacity="titular", college="civil_society", starts_on=date(2026, 1, 1))
    return group_id, person_id


@pytest.mark.parametrize(("visibility", "told"), [("public", True), ("members", False), ("reserved", False)])
def test_a_person_s_page_tells_no_more_of_a_group_s_members_than_the_group(client, as_person, visibility, told):
    group_id, person_id = mandated(visibility)
    for browser in (client, as_person(make_person())):
        page = browser.get(f"/people/{person_id}").text
        assert (NAME in page) is told
        assert ("Civil society" in page) is told
    colleague = as_person(make_member(group_id)).get(f"/people/{person_id}").text
    assert NAME in colleague
    assert "Civil society" in colleague


def slug(group_id):
    return queries.cards([group_id])[group_id].slug


def test_no_browser_keeps_a_page_that_names_a_reserved_group(ctx, as_person):
    facilitator = make_person()
    above = make_group(visibility="reserved", facilitator=facilitator)
    below = make_group(visibility="public", facilitator=facilitator, parent=above)
    insider = make_member(above)
    enter(insider, below)
    browser, outsider = as_person(insider), as_person(make_member(below))
    for path in ("/groups", f"/people/{insider}", f"/groups/{slug(below)}", "/proposals/new"):
        assert "no-store" in browser.get(path).headers["Cache-Control"], path
    for path in ("/groups", f"/people/{insider}", f"/groups/{slug(below)}"):
        assert "no-store" not in outsider.get(path).headers["Cache-Control"], path
