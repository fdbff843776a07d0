"""A proposal put to the organisations of a group: one vote each, by whoever has its mandate."""

from datetime import timedelta

from goforum.core import clock
from goforum.groups import commands as groups
from goforum.groups.queries import mandates_now
from goforum.proposals.queries import get_proposal
from goforum.voting.queries import get_poll
from tests.factories import make_group, make_member, make_organisation, make_person
from tests.factories.decisions import make_proposal


def terms(**more):
    return {"closes_at": (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M"), "quorum_percent": "0",
            "results": "open", **more}


def mandate(facilitator, group_id, person, organisation, capacity="titular"):
    groups.give_mandate(facilitator, group_id, person_id=person, organisation_id=organisation, capacity=capacity,
                        college="civil_society", starts_on=clock.now().date(), ends_on=None)


def test_the_vote_of_an_organisation_is_cast_and_changed_on_the_page_of_the_proposal(ctx, as_person):
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator)
    author, titular, alternate = (make_member(group_id) for _person in range(3))
    first, second = make_organisation(name="Association A"), make_organisation(name="Association B")
    mandate(facilitator, group_id, titular, first)
    mandate(facilitator, group_id, titular, second)
    mandate(facilitator, group_id, alternate, second, "alternate")
    proposal_id = make_proposal(group_id, author)
    form = as_person(author).get(f"/proposals/{proposal_id}/open-vote").text
    assert "2 organisations may vote" in form
    assert "4 people may vote" in form
    as_person(author).post(f"/proposals/{proposal_id}/open-vote", data=terms(electorate="organisation"))
    poll_id = get_proposal(proposal_id, None)[0].poll_id
    assert get_poll(poll_id, None).roll_size == 2

    page = as_person(titular).get(f"/proposals/{proposal_id}?as=organisation:{second}").text
    assert f'name="as" value="organisation:{second}"' in page
    assert "Association B" in page.partition('id="vote"')[2].partition("</section>")[0]
    sent = as_person(titular).post(f"/proposals/{proposal_id}/vote", data={
        "choice": "for", "as": f"organisation:{second}"})
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/proposals/{proposal_id}?as=organisation:{second}#vote")
    as_person(alternate).post(f"/proposals/{proposal_id}/vote", data={"choice": "against"})
    found = get_poll(poll_id, titular)
    assert found.tally["against"] == 1  # one vote, changed by the other who has the mandate
    assert found.cast == 1
    refused = as_person(author).post(f"/proposals/{proposal_id}/vote", data={"choice": "for"})
    assert refused.status_code == 403
    assert mandates_now(group_id, [author]) == {}


def test_without_mandates_organisations_cannot_be_asked(ctx, as_person):
    group_id = make_group()
    author = make_member(group_id)
    proposal_id = make_proposal(group_id, author)
    form = as_person(author).get(f"/proposals/{proposal_id}/open-vote").text
    assert "Nobody speaks for an organisation in this group" in form
    refused = as_person(author).post(f"/proposals/{proposal_id}/open-vote", data=terms(electorate="organisation"))
    assert refused.status_code == 422
    assert 'id="electorate-error"' in refused.text
