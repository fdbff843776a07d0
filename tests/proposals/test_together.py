"""Signing together, supporting, arguing: commands and what the page shows of them."""

import threading

import pytest
from sqlalchemy import func, select

from goforum.accounts.queries import get_person_row
from goforum.audit.models import AuditEntry
from goforum.core.db import db
from goforum.core.rules import Conflict, Invalid, NotFound, Refused
from goforum.notifications.models import Notice, Notification
from goforum.proposals import commands, queries
from goforum.proposals.models import Proposal, ProposalArgument, ProposalSupport
from goforum.threads.queries import get_head
from tests.factories import make_group, make_member, make_person
from tests.factories.decisions import make_proposal, put_to_vote


@pytest.fixture
def group(ctx):
    """A group: its number, its facilitator, an author, another member."""
    facilitator = make_person("Fatima")
    group_id = make_group(facilitator=facilitator)
    return group_id, facilitator, make_member(group_id, name="Amina"), make_member(group_id, name="Omar")


def handle(person_id):
    return get_person_row(person_id).handle


def told(kind):
    return sorted(db.session.scalars(select(Notification.person_id).where(Notification.kind == kind)))


def audit_kinds():
    return list(db.session.scalars(select(AuditEntry.kind)))


def test_nobody_signs_without_saying_yes_and_who_signed_may_change_the_text(group):
    group_id, _facilitator, author, other = group
    proposal_id = make_proposal(group_id, author, title="First", publish=False)
    with pytest.raises(NotFound):
        queries.get_proposal(proposal_id, other)
    commands.invite_author(author, proposal_id, handle=f"@{handle(other)}")
    assert told("sign-asked") == [other]
    queries.get_proposal(proposal_id, other)  # who is asked to sign reads the draft
    assert [card.id for card in queries.page_proposals(other).items] == [proposal_id]
    with pytest.raises(Refused):
        commands.edit_proposal(other, proposal_id, title="Mine", body="Now.", commitment_ids=())
    commands.sign(other, proposal_id, yes=True)
    assert told("sign-answered") == [author]
    commands.publish_proposal(author, proposal_id)
    commands.edit_proposal(other, proposal_id, title="Ours", body="Together.", commitment_ids=())
    proposal, _standing = queries.get_proposal(proposal_id, None)
    assert (proposal.title, get_head(proposal.thread_id, None).title) == ("Ours", "Ours")
    assert put_to_vote(proposal_id, other)
    with pytest.raises(Conflict):
        commands.leave_authors(other, proposal_id)


def test_who_declined_reads_a_draft_no_more_and_may_be_asked_again(group):
    group_id, _facilitator, author, other = group
    proposal_id = make_proposal(group_id, author, publish=False)
    for _again in range(2):
        commands.invite_author(author, proposal_id, handle=handle(other))
        with pytest.raises(Invalid):
            commands.invite_author(author, proposal_id, handle=handle(other))
        commands.sign(other, proposal_id, yes=False)
        with pytest.raises(NotFound):
            queries.get_proposal(proposal_id, other)
    assert told("sign-asked") == [other, other]
    with pytest.raises(NotFound):
        commands.sign(other, proposal_id, yes=True)


def test_only_the_first_author_invites_and_only_who_may_write_there(group):
    group_id, facilitator, author, other = group
    proposal_id = make_proposal(group_id, author)
    with pytest.raises(Refused):
        commands.invite_author(facilitator, proposal_id, handle=handle(other))
    for name in ("", "@", "nobody-here", handle(author), handle(make_person()),
                 handle(make_member(group_id, "observer"))):
        with pytest.raises(Invalid) as invalid:
            commands.invite_author(author, proposal_id, handle=name)
        assert list(invalid.value.errors) == ["handle"]
    with pytest.raises(Conflict):
        commands.sign(other, proposal_id, yes=True)


def test_supports_count_once_each_and_the_threshold_is_told_once(group):
    group_id, facilitator, author, other = group
    commands.set_proposals(facilitator, group_id, supports_needed=2)
    proposal_id = make_proposal(group_id, author)
    with pytest.raises(Refused):
        commands.support(author, proposal_id, on=True)
    for _twice in range(2):
        commands.support(other, proposal_id, on=True)
    assert told("proposal-supported") == []
    third = make_member(group_id)
    for on in (True, False, True):
        commands.support(third, proposal_id, on=on)
    assert told("proposal-supported") == sorted([facilitator, author])
    reached = [line for line in audit_kinds() if line == "SupportsReached"]
    assert reached == ["SupportsReached"]
    proposal, _standing = queries.get_proposal(proposal_id, other)
    seen = queries.supports_of(proposal, other)
    assert (seen.count, seen.needed, seen.own, seen.missing) == (2, 2, True, 0)
    assert seen.reached_at is not None
    assert seen.names[0].id == other
    put_to_vote(proposal_id, author)
    with pytest.raises(Conflict):
        commands.support(other, proposal_id, on=False)


def test_who_signs_stops_supporting(group):
    group_id, _facilitator, author, other = group
    proposal_id = make_proposal(group_id, author)
    commands.support(other, proposal_id, on=True)
    commands.invite_author(author, proposal_id, handle=handle(other))
    commands.sign(other, proposal_id, yes=True)
    assert queries.count_supports([proposal_id]) == {}


def test_only_facilitators_set_the_threshold(group):
    group_id, facilitator, author, _other = group
    with pytest.raises(Refused):
        commands.set_proposals(author, group_id, supports_needed=3)
    for wrong in (-1, 10_001):
        with pytest.raises(Invalid):
            commands.set_proposals(facilitator, group_id, supports_needed=wrong)
    assert queries.supports_needed(group_id) == 0


def test_the_most_convincing_argument_stands_first_and_hidden_ones_only_for_moderators(group, as_person, client):
    group_id, facilitator, author, other = group
    proposal_id = make_proposal(group_id, author)
    weak = commands.argue(author, proposal_id, side="for", body="Weak words")
    strong = commands.argue(other, proposal_id, side="for", body="Strong words")
    ugly = commands.argue(other, proposal_id, side="against", body="Ugly words")
    assert told("argument") == [author, author]
    with pytest.raises(Refused):
        commands.back_argument(other, proposal_id, strong, on=True)
    for _twice in range(2):
        commands.back_argument(author, proposal_id, strong, on=True)
    found = queries.list_arguments(proposal_id, author)
    assert [(one.id, one.supports, one.own) for one in found["for"]] == [(strong, 1, True), (weak, 0, False)]
    commands.hide_argument(facilitator, ugly, on=True)
    path = f"/proposals/{proposal_id}"
    assert "Ugly words" not in client.get(path).text
    assert "Ugly words" not in as_person(author).get(path).text
    assert "Ugly words" in as_person(facilitator).get(path).text
    with pytest.raises(NotFound):
        commands.back_argument(author, proposal_id, ugly, on=True)
    commands.take_back_argument(author, proposal_id, weak)
    assert "Weak words" not in client.get(path).text
    commands.take_back_argument(author, proposal_id, weak, undo=True)
    assert "Weak words" in client.get(path).text
    with pytest.raises(Refused):
        commands.take_back_argument(author, proposal_id, strong)
    with pytest.raises(Refused):
        commands.hide_argument(author, strong, on=True)
    elsewhere = make_proposal(group_id, author)
    with pytest.raises(NotFound):
        commands.back_argument(author, elsewhere, strong, on=True)


def test_an_argument_through_its_door(group, as_person):
    group_id, _facilitator, author, other = group
    proposal_id = make_proposal(group_id, author)
    browser = as_person(other)
    wrong = browser.post(f"/proposals/{proposal_id}/arguments", data={"body": "Kept words"})
    assert wrong.status_code == 422
    assert "Kept words" in wrong.text
    assert "Choose one." in wrong.text
    for _twice in range(2):
        sent = browser.post(f"/proposals/{proposal_id}/arguments", data={
            "side": "for", "body": "It is **short**.", "client_key": "one"})
        assert sent.status_code == 303
    assert db.session.scalar(select(func.count()).select_from(ProposalArgument)) == 1
    page = browser.get(f"/proposals/{proposal_id}").text
    assert "<strong>short</strong>" in page
    assert browser.post(f"/proposals/{proposal_id}/support", data={"on": "1"}).status_code == 303
    assert "1 person supports this proposal" in browser.get(f"/proposals/{proposal_id}").text
    assert "Take my support back" in browser.get(f"/proposals/{proposal_id}").text


def test_signing_through_its_doors(group, as_person):
    group_id, _facilitator, author, other = group
    proposal_id = make_proposal(group_id, author, publish=False)
    first, second = as_person(author), as_person(other)
    refused = first.post(f"/proposals/{proposal_id}/authors", data={"handle": "nobody-here"})
    assert refused.status_code == 422
    assert "Nobody has this name here" in refused.text
    assert first.post(f"/proposals/{proposal_id}/authors", data={"handle": handle(other)}).status_code == 303
    assert "Has not answered yet" in first.get(f"/proposals/{proposal_id}/authors").text
    assert "asks you to sign" in second.get(f"/proposals/{proposal_id}").text
    assert second.post(f"/proposals/{proposal_id}/sign", data={"yes": "1"}).status_code == 303
    page = second.get(f"/proposals/{proposal_id}").text
    assert "Omar" in page
    assert "Take my name off" in page
    assert second.post(f"/proposals/{proposal_id}/leave").headers["Location"] == "/proposals"
    assert second.get(f"/proposals/{proposal_id}").status_code == 404


def test_ten_people_supporting_at_once_reach_the_threshold_once(app, committed, ctx):
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator)
    commands.set_proposals(facilitator, group_id, supports_needed=10)
    author = make_member(group_id)
    proposal_id, people = make_proposal(group_id, author), [make_member(group_id) for _ in range(10)]

    def send(person_id):
        with app.app_context():
            for _twice in range(2):
                commands.support(person_id, proposal_id, on=True)
            db.session.remove()

    workers = [threading.Thread(target=send, args=(one,)) for one in people]
    [one.start() for one in workers]
    [one.join(60) for one in workers]
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(ProposalSupport)) == 10
    assert db.session.get(Proposal, proposal_id).supported_at is not None
    assert db.session.scalar(select(func.count()).select_from(Notice).where(
        Notice.kind == "proposal-supported")) == 1


@pytest.mark.parametrize("amount", [1, 12])
def test_the_page_costs_the_same_with_many_arguments_authors_and_supports(group, as_person, count_statements, amount):
    group_id, _facilitator, author, _other = group
    proposal_id = make_proposal(group_id, author)
    for number in range(amount):
        who = make_member(group_id)
        commands.support(who, proposal_id, on=True)
        commands.argue(who, proposal_id, side="for", body=f"Reason {number}")
        commands.amend(who, proposal_id, title="Other", body=f"Text {number}", why="Better", version=1)
    for _one in range(min(amount, 6)):
        commands.invite_author(author, proposal_id, handle=handle(make_member(group_id)))
    browser = as_person(author)
    with count_statements() as seen:
        assert browser.get(f"/proposals/{proposal_id}").status_code == 200
    assert len(seen) <= 32, seen
