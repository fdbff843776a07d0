"""A proposal that changes a commitment: written as a diff, frozen with the text, part of the plan once accepted."""

from datetime import date

import pytest
from sqlalchemy import func, select

from goforum.commitments import commands as commitments
from goforum.commitments.models import CommitmentVersion, PlanVersion
from goforum.commitments.queries import get_commitment, list_milestones
from goforum.core.db import db
from goforum.core.rules import Conflict, Invalid, Refused
from goforum.proposals import commands, queries
from goforum.proposals.models import Proposal
from tests.factories import make_group, make_member, make_organisation, make_person
from tests.factories.decisions import make_proposal, put_to_vote

NEW = {"title_fr": "Publier les délais chaque mois", "ends": "2020-08"}


@pytest.fixture
def place(ctx):
    """A proposal, its author, a facilitator, an administrator, and the commitment it is about."""
    facilitator, admin = make_person(), make_person(admin=True)
    group_id = make_group(facilitator=facilitator)
    author = make_member(group_id)
    plan = commitments.add_plan(None, name_en="Plan", starts="2018", ends="2020")
    number = commitments.put_commitment(None, plan, number=1, title_fr="Publier les délais", starts="2018", ends="2020",
                                        bodies={(make_organisation(), "lead"): "Ministry"}, theme="Access")
    return make_proposal(group_id, author, commitment_ids=[number]), author, facilitator, admin, number


def wanted(number, **changes):
    return {**queries.said(get_commitment(number)), **NEW, **changes}


def accept(proposal_id, facilitator):
    commands.prepare_answer(facilitator, proposal_id, decision="accepted", body="Yes, because.")
    commands.publish_answer(facilitator, proposal_id)


def mark(proposal_id):
    db.session.expire_all()
    found = queries.find_change(proposal_id)
    assert found is not None
    return found.mark


def test_accepted_it_is_the_next_version_of_the_plan_and_nothing_is_lost(place):
    proposal_id, author, facilitator, admin, number = place
    commands.set_change(author, proposal_id, commitment_id=number, fields=wanted(number), milestone="Premier bilan",
                        milestone_due_on=date(2019, 12, 1))
    found = queries.find_change(proposal_id)
    assert dict(found.fields) == NEW
    with pytest.raises(Conflict):
        commands.publish_change(admin, proposal_id, mark=found.mark)
    accept(proposal_id, facilitator)
    for person in (author, facilitator):
        with pytest.raises(Refused):
            commands.publish_change(person, proposal_id, mark=mark(proposal_id))
    commands.publish_change(admin, proposal_id, mark=mark(proposal_id))
    page = get_commitment(number)
    assert (page.card.titles["fr"], page.card.starts, page.card.ends, page.card.theme) == (
        NEW["title_fr"], "2018", "2020-08", "Access")
    assert [(body.part, body.as_written) for body in page.bodies] == [("lead", "Ministry")]
    assert page.plan_version == 2
    assert page.sources["title_fr"]["url"] == f"/proposals/{proposal_id}"
    step, = list_milestones(number)
    assert "Premier bilan" in step.titles.values()
    assert step.due_on == date(2019, 12, 1)
    assert db.session.get(Proposal, proposal_id).state == "integrated"
    assert db.session.scalar(select(func.count()).select_from(CommitmentVersion)) == 2
    with pytest.raises(Conflict):
        commands.publish_change(admin, proposal_id, mark=mark(proposal_id))
    assert db.session.scalar(select(func.count()).select_from(PlanVersion)) == 2


def test_it_is_frozen_with_the_text_and_only_authors_write_it(place):
    proposal_id, author, facilitator, admin, number = place
    for person in (facilitator, admin):
        with pytest.raises(Refused):
            commands.set_change(person, proposal_id, commitment_id=number, fields=wanted(number))
    put_to_vote(proposal_id, author)
    with pytest.raises(Conflict):
        commands.set_change(author, proposal_id, commitment_id=number, fields=wanted(number))


def test_what_has_changed_meanwhile_is_compared_again(place, as_person):
    proposal_id, author, facilitator, admin, number = place
    commands.set_change(author, proposal_id, commitment_id=number, fields=wanted(number))
    accept(proposal_id, facilitator)
    before = mark(proposal_id)
    commitments.correct_commitment(admin, number, lead_ids=[], support_ids=[], title_fr="Autre titre", starts="2018",
                                   ends="2020", theme="Access")
    page = as_person(admin).get(f"/proposals/{proposal_id}").text
    assert "The commitment has changed since this was written" in page
    with pytest.raises(Conflict):
        commands.publish_change(admin, proposal_id, mark=before)
    commands.publish_change(admin, proposal_id, mark=mark(proposal_id))
    assert get_commitment(number).card.titles["fr"] == NEW["title_fr"]


@pytest.mark.parametrize(("changes", "more", "field"), [
    ({"ends": "soon"}, {}, "ends"), ({"title_fr": ""}, {}, "title_fr"),
    ({}, {"milestone_due_on": date(2019, 1, 1)}, "milestone"), ({}, {"milestone": "x" * 501}, "milestone")])
def test_what_is_wrong_is_said_beside_its_field(place, changes, more, field):
    proposal_id, author, _facilitator, _admin, number = place
    with pytest.raises(Invalid) as invalid:
        commands.set_change(author, proposal_id, commitment_id=number, fields=wanted(number, **changes), **more)
    assert list(invalid.value.errors) == [field]
    with pytest.raises(Invalid):
        commands.set_change(author, proposal_id, commitment_id=999_999, fields=NEW)


def test_saying_what_stands_already_takes_the_change_away(place):
    proposal_id, author, _facilitator, _admin, number = place
    commands.set_change(author, proposal_id, commitment_id=number, fields=wanted(number))
    commands.set_change(author, proposal_id, commitment_id=number, fields=queries.said(get_commitment(number)))
    assert queries.find_change(proposal_id) is None


def test_from_writing_to_the_plan_through_the_doors(place, as_person, client):
    proposal_id, author, facilitator, admin, number = place
    browser = as_person(author)
    path = f"/proposals/{proposal_id}/change"
    assert "Publier les délais" in browser.get(path).text  # the one commitment it is about
    assert "Choose the commitment" in browser.get(f"{path}?commitment=0").text
    wrong = browser.post(f"{path}?commitment={number}", data={**wanted(number), "ends": "soon"})
    assert wrong.status_code == 422
    assert browser.post(f"{path}?commitment={number}", data=wanted(number)).status_code == 303
    page = client.get(f"/proposals/{proposal_id}").text
    assert "What it changes in the plan" in page
    assert "<ins>August 2020</ins>" in page
    assert "<ins>chaque mois</ins>" in page
    assert as_person(facilitator).get(path).status_code == 403
    accept(proposal_id, facilitator)
    keeper = as_person(admin)
    assert "next version" in keeper.get(f"/proposals/{proposal_id}").text
    assert as_person(facilitator).post(f"{path}/publish", data={"mark": mark(proposal_id)}).status_code == 403
    assert keeper.post(f"{path}/publish", data={"mark": mark(proposal_id)}).status_code == 303
    assert "What it changed in the plan" in client.get(f"/proposals/{proposal_id}").text
    assert NEW["title_fr"] in client.get(f"/commitments/{number}").text
