"""A proposal put to a secret vote: the same ways as an open one, and nothing that a secret ballot must not have."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Conflict, Invalid, Refused
from goforum.proposals import commands as proposals
from goforum.proposals import queries
from goforum.proposals.models import State
from goforum.voting import commands, jobs
from goforum.voting import queries as voting
from goforum.voting.models import Ballot, Voter
from goforum.voting.queries import ledger as published
from goforum.voting.queries.secrecy import read_secret_box
from tests.factories import make_group, make_member, make_person
from tests.factories.decisions import make_proposal, put_to_vote
from tests.voting.boxes import verdict

START = datetime(2019, 3, 20, 9, tzinfo=UTC)
A, B = "a" * 32, "b" * 32


@pytest.fixture
def ground(ctx):
    facilitator = make_person("Fatima Example")
    group_id = make_group(facilitator=facilitator)
    voters = [make_member(group_id) for _ in range(3)]
    with clock.frozen(START):
        proposal = make_proposal(group_id, facilitator)
        poll = put_to_vote(proposal, facilitator, secret=True, quorum_percent=0)
    return proposal, poll, facilitator, voters


def state_of(proposal, person):
    return queries.get_proposal(proposal, person)[0].state


@pytest.mark.parametrize(("choices", "state"), [
    (("for", "for", "against"), State.ACCEPTED), (("for", "against", "abstain"), State.REJECTED), ((), State.REJECTED)])
def test_its_result_moves_the_proposal_and_verifies(ground, choices, state):
    proposal, poll, facilitator, voters = ground
    with clock.frozen(START):
        for voter, choice in zip(voters, choices, strict=False):
            commands.cast_vote(voter, poll, choice=choice)
        assert state_of(proposal, facilitator) == State.VOTING
        assert voting.get_poll(poll, facilitator).tally is None
    with clock.frozen(START + timedelta(days=2)):
        jobs.tick()
        assert state_of(proposal, facilitator) == state
        box = published.get_published(poll)
    assert verdict(box.files(), box.head) is None
    assert db.session.scalar(select(func.count()).select_from(Ballot).where(Ballot.poll_id == poll)) == 0
    assert len(read_secret_box(poll).ballots) == len(choices)


def test_the_text_freezes_and_a_cancelled_vote_gives_it_back(ground):
    proposal, poll, facilitator, voters = ground
    with clock.frozen(START):
        with pytest.raises(Conflict):
            proposals.edit_proposal(facilitator, proposal, title="Another title", body="Another text", commitment_ids=[])
        commands.cast_vote(voters[0], poll, choice="for")
        commands.cancel_poll(facilitator, poll, reason="Unclear.")
        assert state_of(proposal, facilitator) == State.OPEN
        again = put_to_vote(proposal, facilitator)
    assert voting.get_poll(again, facilitator).level == "open"


def test_nothing_an_open_vote_has_besides_is_let_in(ground):
    _proposal, poll, _facilitator, voters = ground
    with clock.frozen(START):
        commands.cast_vote(voters[0], poll, choice="for", reason="Zanzibarworry", tracker=A)
        with pytest.raises(Invalid):
            commands.cast_vote(voters[1], poll, choice="objection", reason="Because")
        with pytest.raises(Refused):
            commands.delegate_vote(voters[1], poll, to_key=f"person:{voters[2]}")
        secretary = make_member(voting.get_poll(poll, voters[0]).group_id, "secretary")
        with pytest.raises(Refused):
            commands.record_phone_vote(secretary, poll, voter_key=f"person:{voters[1]}", choice="for")
        with pytest.raises(Conflict):
            commands.withdraw_vote(voters[0], poll)
    assert read_secret_box(poll).ballots == {A: "for"}
    assert "Zanzibarworry" not in read_secret_box(poll).text()
    assert {row.weight for row in db.session.scalars(select(Voter).where(Voter.poll_id == poll))} == {1}


def test_it_is_opened_voted_in_and_changed_on_the_pages_of_the_proposal(as_person, ctx):
    facilitator = make_person("Fatima Example")
    group_id = make_group(facilitator=facilitator)
    voter = make_member(group_id)
    proposal = make_proposal(group_id, facilitator)
    path = f"/proposals/{proposal}"
    sent = as_person(facilitator).post(f"{path}/open-vote", data={
        "closes_at": (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M"), "quorum_percent": "0",
        "results": "open", "secret": "y"})
    assert sent.status_code == 303
    browser = as_person(voter)
    page = browser.get(path).text
    assert "This is a secret vote" in page
    assert 'name="reason"' not in page.split('id="vote"')[1].split("</section>")[0]
    assert 'value="objection"' not in page
    receipt = browser.post(f"{path}/vote", data={"choice": "for", "tracker": A})
    assert (receipt.status_code, A in receipt.text, receipt.headers["Cache-Control"]) == (200, True, "private, no-store")
    page = browser.get(path).text
    assert A not in page
    assert "You have voted." in page
    refused = browser.post(f"{path}/vote", data={"choice": "against", "tracker": B})
    assert (refused.status_code, "bring the tracker" in refused.text) == (422, True)
    changed = browser.post(f"{path}/vote", data={"choice": "against", "tracker": B, "old": A})
    assert "Your vote is changed." in changed.text
    poll = queries.get_proposal(proposal, voter)[0].poll_id
    assert read_secret_box(poll).ballots == {B: "against"}
    assert "Too few to tell" in as_person(facilitator).get(f"/polls/{poll}/results").text
