"""Groups through their pages: made, changed, entered, left; members and mandates kept."""

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Invalid
from goforum.groups import commands, queries
from goforum.groups.models import Membership
from tests.factories import enter, make_group, make_member, make_organisation, make_person

FIELDS = {"name_fr": "Accès à l'information", "name_ar": "الحق في الحصول على المعلومات", "kind": "working_group",
          "visibility": "public", "join_policy": "open", "charter_source": "**Règles**"}


def slug(group_id):
    return queries.cards([group_id])[group_id].slug


def test_an_administrator_makes_a_group_and_changes_it(as_person):
    admin = as_person(make_person(admin=True))
    made = admin.post("/groups/new", data=FIELDS)
    assert made.status_code == 303
    path = made.headers["Location"]
    assert admin.post(f"{path}/edit", data={**FIELDS, "name_fr": "Autre nom"}).status_code == 303
    assert "Autre nom" in admin.get(f"{path}/edit?lang=fr").text


def test_a_group_without_a_name_is_refused_beside_the_field(as_person):
    admin = as_person(make_person(admin=True))
    refused = admin.post("/groups/new", data={**FIELDS, "name_fr": "", "name_ar": "", "purpose_fr": "Un but"})
    assert refused.status_code == 422
    assert "at least one language" in refused.text
    assert "Un but" in refused.text


def test_joining_twenty_times_at_once_is_one_membership(app, committed, ctx):
    group_id, person_id = make_group(), make_person()

    def press():
        with app.app_context():
            commands.join(person_id, group_id)
            db.session.remove()

    threads = [threading.Thread(target=press) for _ in range(20)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Membership).where(
        Membership.person_id == person_id)) == 1


def test_join_and_leave_through_the_pages(as_person):
    group_id, person_id = make_group(), make_person()
    browser = as_person(person_id)
    assert browser.post(f"/groups/{slug(group_id)}/join").status_code == 303
    assert queries.standing(person_id, group_id).role == "member"
    assert browser.post(f"/groups/{slug(group_id)}/leave").status_code == 303
    assert queries.standing(person_id, group_id).role is None
    assert browser.post(f"/groups/{slug(group_id)}/join").status_code == 303
    assert queries.standing(person_id, group_id).role == "member"


def test_a_reserved_group_does_not_exist_for_others(as_person, client):
    group_id = make_group(visibility="reserved", name="Canary committee")
    stranger = as_person(make_person(admin=True))
    for browser in (client, stranger):
        for path in ("/edit", "/members", "/new"):
            assert browser.get(f"/groups/{slug(group_id)}{path}").status_code == 404
        assert browser.post(f"/groups/{slug(group_id)}/join").status_code == 404
        assert "Canary committee" not in browser.get("/groups").text


def test_the_last_facilitator_cannot_leave_members_alone(ctx):
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator)
    make_member(group_id)
    with pytest.raises(Invalid):
        commands.leave(facilitator, group_id)
    enter(make_person(), group_id, "secretary")
    commands.leave(facilitator, group_id)


def test_mandates_switch_off_by_themselves(ctx):
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator)
    member, organisation = make_member(group_id), make_organisation()
    today = clock.now().date()
    commands.give_mandate(facilitator, group_id, person_id=member, organisation_id=organisation,
                          capacity="titular", college="civil_society", starts_on=today,
                          ends_on=today + timedelta(days=30))
    assert queries.standing(member, group_id).organisation_id == organisation
    with clock.frozen(clock.now() + timedelta(days=32)):
        assert queries.standing(member, group_id).organisation_id is None
    with clock.frozen(clock.now() - timedelta(days=2)):
        assert queries.standing(member, group_id).college is None


def test_a_mandate_is_recorded_through_the_page_and_shown(as_person):
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator)
    member, organisation = make_member(group_id), make_organisation(name="Association exemple")
    browser = as_person(facilitator)
    page = f"/groups/{slug(group_id)}/mandates"
    wrong = browser.post(page, data={"person_id": member, "organisation_id": organisation, "capacity": "titular",
                                     "college": "civil_society", "starts_on": "2026-05-01",
                                     "ends_on": "2026-04-01"})
    assert wrong.status_code == 422
    assert "before the beginning" in wrong.text
    right = browser.post(page, data={"person_id": member, "organisation_id": organisation, "capacity": "titular",
                                     "college": "civil_society", "starts_on": str(date(2020, 1, 1))})
    assert right.status_code == 303
    assert "Association exemple" in browser.get(f"/groups/{slug(group_id)}/members").text
    assert "Association exemple" in browser.get(f"/people/{member}").text


def test_the_members_page_costs_the_same_at_5_and_at_100(as_person, count_statements):
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator)
    browser = as_person(facilitator)

    def cost():
        browser.get(f"/groups/{slug(group_id)}/members")
        with count_statements() as seen:
            assert browser.get(f"/groups/{slug(group_id)}/members").status_code == 200
        return len(seen)

    [make_member(group_id) for _ in range(5)]
    few = cost()
    [make_member(group_id) for _ in range(95)]
    assert cost() == few


@pytest.mark.parametrize(("before", "after", "status"), [
    ("public", "members", 303), ("members", "reserved", 303), ("public", "public", 303),
    ("reserved", "public", 422), ("reserved", "members", 422), ("members", "public", 422)])
def test_a_group_may_close_but_what_was_said_in_confidence_never_opens(as_person, before, after, status):
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator, visibility=before)
    answer = as_person(facilitator).post(f"/groups/{slug(group_id)}/edit", data={**FIELDS, "visibility": after})
    assert answer.status_code == status
    assert queries.cards([group_id])[group_id].visibility == (after if status == 303 else before)
