"""Administrators keep plans, commitments and milestones through pages; everyone reads them."""

import pytest

from goforum.commitments import commands, queries
from tests.factories import make_organisation, make_person


@pytest.fixture
def plan(ctx):
    return commands.add_plan(None, name_fr="Plan d'action", name_ar="خطة العمل", slug="plan", starts="2018", ends="2020")


def test_a_commitment_is_recorded_corrected_and_given_a_milestone(as_person, plan):
    admin, body = as_person(make_person(admin=True)), make_organisation("public_body", "Ministère exemple")
    made = admin.post("/plans/plan/commitments/new", data={
        "number": "4", "title_ar": "نشر المعطيات", "title_fr": "Publier les données", "lead_ids": [str(body)]})
    path = made.headers["Location"]
    commitment = int(path.rsplit("/", 1)[1])
    assert "Ministère exemple" in admin.get(path).text
    twice = admin.post("/plans/plan/commitments/new", data={"number": "4", "title_fr": "Encore"})
    assert twice.status_code == 422
    assert "Encore" in twice.text
    assert admin.post(f"/commitments/{commitment}/edit", data={"title_fr": "Publier mieux"}).status_code == 303
    page = queries.get_commitment(commitment)
    assert page.card.titles["fr"] == "Publier mieux"
    assert page.sources["title_fr"]["status"] == "entered on this site"
    assert admin.post(f"/commitments/{commitment}/milestones",
                      data={"title_fr": "Une étape", "due_on": "2019-06-30"}).status_code == 303
    assert "Une étape" in admin.get(path).text
    step = queries.list_milestones(commitment)[0].id
    assert admin.post(f"/commitments/{commitment}/milestones/{step}/remove").status_code == 303
    assert queries.list_milestones(commitment) == []


@pytest.mark.parametrize(("field", "value", "words"), [
    ("starts", "août 2018", "2018-08"), ("ends", "2017", "before the beginning"), ("title_fr", "", "at least one language")])
def test_odd_fields_are_refused_beside_the_field_and_nothing_typed_is_lost(as_person, plan, field, value, words):
    data = {"number": "9", "title_fr": "Un titre", "description_fr": "gardez ceci", "starts": "2018", field: value}
    refused = as_person(make_person(admin=True)).post("/plans/plan/commitments/new", data=data)
    assert refused.status_code == 422
    assert words in refused.text
    assert "gardez ceci" in refused.text


def test_a_milestone_of_another_commitment_cannot_be_removed(as_person, plan):
    one = commands.put_commitment(None, plan, number=1, title_fr="Un")
    other = commands.put_commitment(None, plan, number=2, title_fr="Deux")
    step = commands.add_milestone(None, one, title_fr="Étape")
    admin = as_person(make_person(admin=True))
    assert admin.post(f"/commitments/{other}/milestones/{step}/remove").status_code == 404
    assert len(queries.list_milestones(one)) == 1


def test_the_plan_page_costs_the_same_at_5_and_at_100(client, plan, count_statements):
    def cost():
        client.get("/plans/plan")
        with count_statements() as seen:
            assert client.get("/plans/plan").status_code == 200
        return len(seen)

    for number in range(1, 6):
        commands.put_commitment(None, plan, number=number, title_fr=f"Engagement {number}")
    few = cost()
    for number in range(6, 101):
        commands.put_commitment(None, plan, number=number, title_fr=f"Engagement {number}")
    assert cost() == few
