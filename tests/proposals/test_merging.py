"""What a merge carries beside supports and arguments: amendments, links; whoever races it; and parts taken out."""


import pytest
from sqlalchemy import select

from goforum.core.db import db
from goforum.core.rules import NotFound, Refused
from goforum.groups.queries import cards
from goforum.notifications.models import Notification
from goforum.proposals import commands, queries
from goforum.proposals.models import Amendment, Proposal
from goforum.threads import commands as threads
from goforum.threads.queries import commitments_of
from tests.factories import make_group, make_member, make_person
from tests.factories.decisions import make_proposal
from tests.racing import at_once
from tests.threads.conftest import make_commitments


def told(kind):
    return sorted(db.session.scalars(select(Notification.person_id).where(Notification.kind == kind)))


def amend(who, proposal_id, body):
    return commands.amend(who, proposal_id, title="Another", body=body, why="Better.", version=1)


def amended(proposal_id):
    return {one.id: one for one in queries.list_amendments(proposal_id)}


@pytest.fixture
def pair(ctx):
    """Two alike in a group: source, target, facilitator, their authors, who amends the source."""
    facilitator = make_person("Fatima")
    group_id = make_group(facilitator=facilitator)
    author, other, amender = (make_member(group_id, name=name) for name in ("Amina", "Omar", "Karim"))
    links = make_commitments(3)
    source = make_proposal(group_id, author, commitment_ids=links[:2])
    target = make_proposal(group_id, other, commitment_ids=links[1:])
    return source, target, facilitator, author, other, amender, links


def test_open_amendments_go_with_a_merge_and_wait_for_the_other_authors(pair, as_person):
    source, target, facilitator, author, other, amender, _links = pair
    waiting, answered = amend(amender, source, "Waiting."), amend(amender, source, "Answered.")
    commands.reject_amendment(author, source, answered, reason="No.")
    commands.merge_proposals(facilitator, source, target_id=target, reason="Same")
    assert (list(amended(source)), list(amended(target))) == ([answered], [waiting])
    line = amended(target)[waiting]
    assert line.stale(line.base_version)  # though the numbers of the versions are the same
    assert told("amendment-carried") == [amender]
    assert amender not in told("proposal-merged")
    moved = as_person(amender).get(f"/proposals/{source}/amendments/{waiting}")
    assert (moved.status_code, moved.headers["Location"]) == (302, f"/proposals/{target}/amendments/{waiting}")
    page = as_person(other).get(f"/proposals/{target}/amendments/{waiting}").text
    assert "It was written for another proposal, which was merged into this one:" in page
    assert "From a merged proposal" in as_person(other).get(f"/proposals/{target}").text
    with pytest.raises(NotFound):
        commands.accept_amendment(author, source, waiting, version=1)
    with pytest.raises(Refused):
        commands.reject_amendment(author, target, waiting, reason="Not mine to answer")
    assert commands.accept_amendment(other, target, waiting, version=1) == 2
    assert queries.get_version(target, 2).author_id == amender


def test_undoing_gives_back_what_nobody_answered_meanwhile(pair):
    source, target, facilitator, author, other, amender, _links = pair
    waiting, taken = amend(amender, source, "Waiting."), amend(amender, source, "Taken.")
    own = amend(author, target, "Of the target itself.")
    merge = commands.merge_proposals(facilitator, source, target_id=target, reason="Same")
    commands.accept_amendment(other, target, taken, version=1)
    later = amend(amender, target, "Written after the merge.")
    commands.undo_merge(facilitator, merge)
    assert list(amended(source)) == [waiting]
    assert not amended(source)[waiting].stale(1)
    assert set(amended(target)) == {taken, own, later}
    assert amender in told("proposal-unmerged")


def test_an_amendment_finds_its_way_back_along_a_chain(pair):
    source, target, facilitator, author, _other, amender, _links = pair
    third = make_proposal(db.session.get(Proposal, source).group_id, author)
    one = amend(amender, source, "Waiting.")
    first = commands.merge_proposals(facilitator, source, target_id=target, reason="Same")
    second = commands.merge_proposals(facilitator, target, target_id=third, reason="Same")
    assert amended(third)[one].written_for_id == source
    commands.undo_merge(facilitator, second)
    assert amended(target)[one].written_for_id == source
    commands.undo_merge(facilitator, first)
    assert amended(source)[one].written_for_id is None


def test_links_to_commitments_go_with_a_merge_and_come_back(pair):
    source, target, facilitator, _author, _other, _amender, links = pair
    thread = db.session.get(Proposal, target).thread_id
    merge = commands.merge_proposals(facilitator, source, target_id=target, reason="Same")
    assert set(queries.commitment_ids([target])[target]) == set(links)
    assert set(commitments_of([thread])[thread]) == set(links)
    assert set(queries.commitment_ids([source])[source]) == set(links[:2])
    commands.undo_merge(facilitator, merge)
    assert set(queries.commitment_ids([target])[target]) == set(links[1:])
    assert set(commitments_of([thread])[thread]) == set(links[1:])


def test_amending_and_merging_at_once_leaves_no_amendment_behind(app, committed, pair):
    """Each amendment is told off because the proposal was merged, or goes with it: none waits where nobody answers."""
    source, target, facilitator, _author, _other, amender, _links = pair
    acts = [lambda body=f"Text {number}.": amend(amender, source, body) for number in range(4)]
    merge, *made = at_once(app, [
        lambda: commands.merge_proposals(facilitator, source, target_id=target, reason="Same"), *acts])
    assert amended(source) == {}
    assert set(amended(target)) == {one for one in made if isinstance(one, int)}
    undone = at_once(app, [lambda: commands.undo_merge(facilitator, merge)] * 3)
    assert sum(one is None for one in undone) == 1
    assert set(amended(source)) == {one for one in made if isinstance(one, int)}
    assert amended(target) == {}


def test_accepting_and_undoing_at_once_agree_on_where_it_stands(app, committed, pair):
    source, target, facilitator, _author, other, amender, _links = pair
    one = amend(amender, source, "Waiting.")
    merge = commands.merge_proposals(facilitator, source, target_id=target, reason="Same")
    accepted, _undone = at_once(app, [lambda: commands.accept_amendment(other, target, one, version=1),
                                      lambda: commands.undo_merge(facilitator, merge)])
    found = db.session.get(Amendment, one)
    if accepted == 2:
        assert (found.proposal_id, found.version_number) == (target, 2)
    else:
        assert (found.proposal_id, found.state, found.written_for_id) == (source, "open", None)


def test_a_part_taken_out_is_by_the_authors_of_the_whole(ctx, client):
    facilitator = make_person("Fatima")
    group_id = make_group(facilitator=facilitator)
    author, signer, asked = (make_member(group_id, name=name) for name in ("Amina", "Omar", "Karim"))
    proposal_id = make_proposal(group_id, author, body="Publish. And train.")
    for one in (signer, asked):
        commands.invite_author(author, proposal_id, handle=handle_of(one))
    commands.sign(signer, proposal_id, yes=True)
    with pytest.raises(Refused):
        commands.split_proposal(author, proposal_id, title="Train", body="Train.")
    made = commands.split_proposal(facilitator, proposal_id, title="Train", body="Train.", client_key="once")
    assert commands.split_proposal(facilitator, proposal_id, title="Train", body="Train.", client_key="once") == made
    part, _standing = queries.get_proposal(made, None)
    assert part.author_id == author
    assert [(one.person.id, one.state) for one in queries.list_authors(made)] == [(signer, "signed")]
    assert queries.get_version(made, 1).author_id == facilitator
    assert told("proposal-split") == [author, signer]
    assert told("sign") == []
    threads.reply(asked, part.thread_id, body="I hear of it.")
    assert {author, signer} <= set(told("reply"))
    page = client.get(f"/proposals/{made}").text
    assert "taken out by" in page
    assert f'href="/proposals/{proposal_id}"' in page
    assert f'href="/proposals/{made}"' in client.get(f"/proposals/{proposal_id}").text
    commands.edit_proposal(author, made, title="Train", body="Train everybody.", commitment_ids=())
    commands.leave_authors(signer, made)
    with pytest.raises(Refused):
        commands.edit_proposal(facilitator, made, title="T", body="Mine now.", commitment_ids=())


def handle_of(person_id):
    from goforum.accounts.queries import people_by_ids

    return people_by_ids([person_id])[person_id].handle


def test_the_other_proposal_may_be_named_by_its_number(pair, as_person):
    source, target, facilitator, author, other, _amender, _links = pair
    group_id = db.session.get(Proposal, source).group_id
    draft = make_proposal(group_id, author, publish=False)
    elsewhere = make_proposal(make_group(facilitator=facilitator), facilitator)
    third = make_proposal(group_id, other)
    browser, page = as_person(facilitator), f"/proposals/{source}/curate"
    assert 'name="number"' in browser.get(page).text
    for wrong in (draft, elsewhere, 999_999):
        refused = browser.post(f"{page}/merge", data={"target": str(target), "number": str(wrong), "reason": "Same"})
        assert refused.status_code == 422, wrong
        assert "Choose a proposal of the same group." in refused.text
    sent = browser.post(f"{page}/merge", data={"target": str(target), "number": str(third), "reason": "Same"})
    assert sent.status_code == 303
    assert queries.list_merges(source)[0].target_id == third


def test_members_find_the_proposals_of_a_theme(pair, as_person, client):
    source, target, facilitator, *_others = pair
    slug = cards([db.session.get(Proposal, source).group_id])[db.session.get(Proposal, source).group_id].slug
    commands.set_theme(facilitator, source, theme="Delays")
    (theme, _name), = queries.list_themes(db.session.get(Proposal, source).group_id)
    page = client.get(f"/groups/{slug}/proposals?theme={theme}").text
    assert f'href="/proposals/{source}"' in page
    assert f'href="/proposals/{target}"' not in page
    assert "Delays" in client.get(f"/groups/{slug}/proposals").text
    assert "No proposal here" in client.get(f"/groups/{slug}/proposals?theme={theme + 1}").text
