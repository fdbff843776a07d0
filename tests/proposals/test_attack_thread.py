"""The discussion of a proposal is no back door to the proposal."""

from goforum.core.db import db
from goforum.proposals.models import Proposal
from goforum.threads.models import Thread
from tests.factories import make_group, make_member
from tests.factories.decisions import make_proposal, put_to_vote


def test_nobody_renames_what_people_vote_on_through_its_thread(ctx, as_person):
    group_id = make_group()
    author, facilitator = make_member(group_id), make_member(group_id, "facilitator")
    proposal_id = make_proposal(group_id, author, title="Publish the figures")
    thread_id = db.session.get(Proposal, proposal_id).thread_id
    put_to_vote(proposal_id, author)
    for person in (author, facilitator):
        browser = as_person(person)
        assert browser.get(f"/threads/{thread_id}/change").headers["Location"].startswith(f"/threads/{thread_id}/proposal")
        browser.post(f"/threads/{thread_id}/change", data={"title": "Keep the figures secret"})
        assert f"/threads/{thread_id}/change" not in browser.get(f"/threads/{thread_id}").text
    assert db.session.get(Thread, thread_id, populate_existing=True).title == "Publish the figures"
