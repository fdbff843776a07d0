"""Proposals through their commands: from draft to decision, versions, and what polls do to them."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Conflict, Invalid, NotFound, Refused
from goforum.groups import commands as groups
from goforum.proposals import commands, queries
from goforum.proposals.models import Proposal
from goforum.threads import commands as threads
from goforum.threads.queries import get_head
from goforum.voting import commands as voting
from goforum.voting import jobs
from goforum.voting import queries as polls
from tests.factories import make_group, make_member, make_person
from tests.factories.decisions import make_proposal, put_to_vote

START = datetime(2019, 3, 20, 9, tzinfo=UTC)


@pytest.fixture
def group(ctx):
    """A group: its number, its facilitator, an author, another member."""
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator)
    return group_id, facilitator, make_member(group_id), make_member(group_id)


def way(proposal_id):
    return [step.to_state for step in queries.list_steps(proposal_id)]


def state(proposal_id):
    db.session.expire_all()
    return db.session.get(Proposal, proposal_id).state


def test_a_draft_is_its_authors_alone_and_has_no_thread(group):
    group_id, facilitator, author, other = group
    proposal_id = make_proposal(group_id, author, publish=False)
    proposal, _standing = queries.get_proposal(proposal_id, author)
    assert (proposal.state, proposal.thread_id) == ("draft", None)
    for person in (facilitator, other, None, make_person(admin=True)):
        with pytest.raises(NotFound):
            queries.get_proposal(proposal_id, person)
        assert not queries.page_proposals(person).items
        assert not queries.cards([proposal_id], person)
        assert not queries.list_of_group(group_id, person)
    assert [card.id for card in queries.page_proposals(author).items] == [proposal_id]
    for act in (lambda: commands.publish_proposal(other, proposal_id),
                lambda: commands.refuse_proposal(facilitator, proposal_id, reason="No"),
                lambda: commands.edit_proposal(other, proposal_id, title="x", body="y", commitment_ids=())):
        with pytest.raises(NotFound):
            act()


def test_from_a_thread_to_an_accepted_proposal(group):
    group_id, _facilitator, author, other = group
    thread_id = threads.create_thread(author, group_id, title="Delays", body="They are long.")
    with clock.frozen(START):
        proposal_id = make_proposal(group_id, author, source_thread_id=thread_id)
        poll_id = put_to_vote(proposal_id, author, quorum_percent=60)
        voting.cast_vote(author, poll_id, choice="for")
        voting.cast_vote(other, poll_id, choice="abstain")
    proposal, _standing = queries.get_proposal(proposal_id, None)
    assert get_head(proposal.thread_id, None).kind == "proposal"
    assert [one.id for one in queries.list_of_thread(thread_id, None)] == [proposal_id]
    with clock.frozen(START + timedelta(days=1)):
        assert jobs.tick() == 1
    assert state(proposal_id) == "accepted"
    assert way(proposal_id) == ["draft", "open", "voting", "accepted"]
    last = queries.list_steps(proposal_id)[-1]
    assert (last.actor, last.poll_id, last.at) == (None, poll_id, START + timedelta(days=1))


def test_without_its_quorum_a_proposal_is_rejected_by_the_rule(group):
    group_id, _facilitator, author, _other = group
    with clock.frozen(START):
        proposal_id = make_proposal(group_id, author)
        poll_id = put_to_vote(proposal_id, author, quorum_percent=67)
        for voter in (author, _other):
            voting.cast_vote(voter, poll_id, choice="for")
    with clock.frozen(START + timedelta(days=1)):
        jobs.tick()
        assert state(proposal_id) == "rejected"
        assert polls.get_poll(poll_id, None).decision.why == "no-quorum"


def test_the_text_freezes_while_people_vote(group):
    group_id, _facilitator, author, _other = group
    proposal_id = make_proposal(group_id, author, title="First")
    commands.edit_proposal(author, proposal_id, title="Second", body="Better.", commitment_ids=())
    assert [line.number for line in queries.list_versions(proposal_id)] == [2, 1]
    assert queries.get_version(proposal_id, 1).title == "First"
    proposal, _standing = queries.get_proposal(proposal_id, author)
    assert get_head(proposal.thread_id, author).title == "Second"
    poll_id = put_to_vote(proposal_id, author)
    for act in (lambda: commands.edit_proposal(author, proposal_id, title="Third", body="x", commitment_ids=()),
                lambda: commands.withdraw_proposal(author, proposal_id, reason="I changed my mind"),
                lambda: put_to_vote(proposal_id, author)):
        with pytest.raises(Conflict):
            act()
    assert polls.get_poll(poll_id, author).question == "Second"


def test_saving_the_same_text_makes_no_version_and_an_old_window_overwrites_nothing(group):
    group_id, _facilitator, author, _other = group
    proposal_id = make_proposal(group_id, author, title="First", body="Text.")
    commands.edit_proposal(author, proposal_id, title="First", body="Text.", commitment_ids=(), version=1)
    commands.edit_proposal(author, proposal_id, title="First", body="Text, longer.", commitment_ids=(), version=1)
    with pytest.raises(Conflict):
        commands.edit_proposal(author, proposal_id, title="First", body="Other.", commitment_ids=(), version=1)
    assert [line.number for line in queries.list_versions(proposal_id)] == [2, 1]


def test_a_cancelled_vote_gives_the_proposal_back(group):
    group_id, facilitator, author, _other = group
    proposal_id = make_proposal(group_id, author)
    first = put_to_vote(proposal_id, facilitator)
    voting.cast_vote(author, first, choice="for")
    voting.cancel_poll(facilitator, first, reason="The deadline falls on a holiday.")
    assert state(proposal_id) == "open"
    second = put_to_vote(proposal_id, author)
    assert second != first
    assert way(proposal_id) == ["draft", "open", "voting", "open", "voting"]
    assert queries.list_steps(proposal_id)[3].reason == "The deadline falls on a holiday."
    assert polls.get_poll(second, author).cast == 0


def test_withdrawing_and_refusing_say_why(group):
    group_id, facilitator, author, other = group
    mine, refused = make_proposal(group_id, author), make_proposal(group_id, author)
    with pytest.raises(Invalid):
        commands.withdraw_proposal(author, mine, reason=" ")
    with pytest.raises(Refused):
        commands.refuse_proposal(other, refused, reason="I dislike it")
    commands.withdraw_proposal(author, mine, reason="Merged with another text.")
    commands.refuse_proposal(facilitator, refused, reason="Outside the group's purpose.")
    assert queries.list_steps(mine)[-1].reason == "Merged with another text."
    assert queries.list_steps(refused)[-1].actor.id == facilitator
    with pytest.raises(Conflict):
        put_to_vote(refused, author)


def test_a_deadline_within_the_hour_opens_nothing(group):
    group_id, _facilitator, author, _other = group
    proposal_id = make_proposal(group_id, author)
    with pytest.raises(Invalid) as invalid:
        put_to_vote(proposal_id, author, closes_in=timedelta(minutes=59))
    assert list(invalid.value.errors) == ["closes_at"]
    assert state(proposal_id) == "open"


def test_what_waits_for_a_person(group):
    group_id, _facilitator, author, other = group
    voted, waiting = (make_proposal(group_id, author) for _ in range(2))
    poll_id = put_to_vote(voted, author, closes_in=timedelta(hours=2))
    put_to_vote(waiting, author, closes_in=timedelta(hours=5))
    voting.cast_vote(other, poll_id, choice="for")
    assert [(line.proposal.id, line.voted) for line in queries.list_open_for(other)] == [
        (waiting, False), (voted, True)]
    assert queries.list_open_for(make_person()) == []
    groups.leave(other, group_id)
    assert queries.list_open_for(other) == []


def test_a_reserved_groups_proposals_are_nowhere_for_others(ctx):
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator, visibility="reserved")
    proposal_id = make_proposal(group_id, facilitator)
    for person in (None, make_person(), make_person(admin=True)):
        assert not queries.page_proposals(person).items
        assert not queries.list_recent(person)
        assert not queries.cards([proposal_id], person)
        with pytest.raises(NotFound):
            queries.get_proposal(proposal_id, person)


def test_pages_follow_each_other_both_ways(group):
    group_id, _facilitator, author, _other = group
    made = [make_proposal(group_id, author) for _ in range(7)][::-1]
    first = queries.page_proposals(None, size=3)
    second = queries.page_proposals(None, size=3, before=int(first.next_cursor))
    third = queries.page_proposals(None, size=3, before=int(second.next_cursor))
    assert [c.id for page in (first, second, third) for c in page.items] == made
    assert (first.prev_cursor, third.next_cursor) == (None, None)
    back = queries.page_proposals(None, size=3, after=int(second.prev_cursor))
    assert [c.id for c in back.items] == made[:3]
    assert back.prev_cursor is None


def test_one_form_sent_ten_times_at_once_is_one_proposal_with_one_thread(app, committed, ctx):
    author = make_person()
    group_id = make_group(facilitator=author)
    made = []

    def send():
        with app.app_context():
            made.append(commands.create_proposal(author, group_id, title="Once", body="Only once.",
                                                 publish=True, client_key="same"))
            db.session.remove()

    workers = [threading.Thread(target=send) for _ in range(10)]
    [one.start() for one in workers]
    [one.join(60) for one in workers]
    db.session.rollback()
    assert len(made) == 10
    assert len(set(made)) == 1
    assert db.session.scalar(select(func.count()).select_from(Proposal)) == 1
    assert way(made[0]) == ["draft", "open"]


def test_two_people_opening_the_vote_at_once_open_one(app, committed, ctx):
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator)
    author = make_member(group_id)
    proposal_id = make_proposal(group_id, author)
    found = []

    def open_it(actor):
        with app.app_context():
            try:
                found.append(put_to_vote(proposal_id, actor))
            except Conflict as conflict:
                found.append(conflict)
            finally:
                db.session.remove()

    workers = [threading.Thread(target=open_it, args=(one,)) for one in (facilitator, author) * 3]
    [one.start() for one in workers]
    [one.join(60) for one in workers]
    db.session.rollback()
    assert len([one for one in found if isinstance(one, int)]) == 1
    assert len(found) == 6
