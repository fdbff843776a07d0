"""Proposals through their pages, from a thread to a decision, and what each person is shown."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from goforum.accounts.queries import people_by_ids
from goforum.core import clock
from goforum.groups.queries import cards
from goforum.proposals import commands, queries
from goforum.threads import commands as threads
from goforum.threads.queries import page_posts
from goforum.voting import commands as voting
from goforum.voting import jobs
from tests.factories import make_group, make_member, make_person
from tests.factories.decisions import make_poll, make_proposal, put_to_vote

START = datetime(2019, 3, 20, 9, tzinfo=UTC)
SOON = timedelta(days=3)


@pytest.fixture
def group(ctx):
    facilitator = make_person("Fatima Example")
    group_id = make_group(facilitator=facilitator)
    return group_id, facilitator, make_member(group_id, name="Amina Example"), make_member(group_id)


def slug(group_id):
    return cards([group_id])[group_id].slug


def number_in(answer):
    return int(re.search(r"/proposals/(\d+)", answer.headers["Location"]).group(1))


def terms(**more):
    return {"closes_at": (clock.now() + SOON).strftime("%Y-%m-%dT%H:%M"), "quorum_percent": "50",
            "results": "open", **more}


def test_from_a_thread_to_a_vote(as_person, group):
    group_id, _facilitator, author, other = group
    thread_id = threads.create_thread(other, group_id, title="Long delays", body="Two months, *always*.")
    post_id = page_posts(thread_id, 1)[0].id
    browser = as_person(author)
    form = browser.get(f"/proposals/new?thread={thread_id}&posts={post_id}")
    assert form.status_code == 200
    assert "Long delays" in form.text
    assert "&gt; Two months, *always*." in form.text
    made = browser.post(f"/proposals/new?thread={thread_id}", data={
        "title": "Publish the delays", "body": "Each **quarter**.", "act": "publish"})
    assert made.status_code == 303
    proposal_id = number_in(made)
    page = browser.get(f"/proposals/{proposal_id}").text
    assert "<strong>quarter</strong>" in page
    assert "Long delays" in page
    assert "Open the vote" in page
    opened = browser.post(f"/proposals/{proposal_id}/open-vote", data=terms())
    assert (opened.status_code, opened.headers["Location"]) == (303, f"/proposals/{proposal_id}#vote")
    voter = as_person(other)
    assert voter.post(f"/proposals/{proposal_id}/vote", data={"choice": "for"}).status_code == 303
    assert "Vote recorded at" in voter.get(f"/proposals/{proposal_id}").text


def test_a_draft_from_nothing_is_published_later(as_person, client, group):
    group_id, facilitator, author, _other = group
    browser = as_person(author)
    assert "My group" not in browser.get("/proposals/new").text
    made = browser.post("/proposals/new", data={"group": str(group_id), "title": "Later", "body": "Not yet.",
                                                "act": "draft"})
    path = made.headers["Location"]
    for stranger in (client, as_person(facilitator)):
        assert stranger.get(path).status_code == 404
        assert "Later" not in stranger.get("/proposals").text
    assert "Later" in browser.get("/proposals?state=draft").text
    assert browser.post(f"{path}/publish").status_code == 303
    assert "Later" in client.get(path).text
    assert browser.post(f"{path}/publish").status_code == 409


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(as_person, group):
    group_id, _facilitator, author, _other = group
    browser = as_person(author)
    refused = browser.post(f"/proposals/new?group={slug(group_id)}", data={"title": "", "body": "My long text"})
    assert refused.status_code == 422
    assert "My long text" in refused.text
    assert 'href="#title"' in refused.text
    proposal_id = make_proposal(group_id, author)
    early = browser.post(f"/proposals/{proposal_id}/open-vote", data=terms(
        closes_at=clock.now().strftime("%Y-%m-%dT%H:%M"), quorum_percent="33"))
    assert early.status_code == 422
    assert "at least one hour" in early.text
    assert 'value="33"' in early.text
    reasonless = browser.post(f"/proposals/{proposal_id}/withdraw", data={"reason": " "})
    assert reasonless.status_code == 422


def test_a_preview_shows_the_text_and_keeps_what_was_typed(as_person, group):
    group_id, _facilitator, author, _other = group
    browser = as_person(author)
    data = {"title": "Half a title", "body": "Some **bold** words", "act": "preview"}
    made = browser.post(f"/proposals/new?group={slug(group_id)}", data=data)
    assert made.status_code == 200
    assert "<strong>bold</strong>" in made.text
    assert "Half a title" in made.text
    assert browser.post(f"/proposals/new?group={slug(group_id)}", data={**data, "body": " "}).status_code == 422
    proposal_id = make_proposal(group_id, author, title="As it was")
    changed = browser.post(f"/proposals/{proposal_id}/edit", data={**data, "version": "1"})
    assert changed.status_code == 200
    assert "Some **bold** words" in changed.text
    assert queries.get_proposal(proposal_id, author)[0].title == "As it was"
    assert not queries.list_of_group(group_id, author)[1:]


def test_posts_are_picked_without_a_script(as_person, group):
    group_id, _facilitator, author, other = group
    thread_id = threads.create_thread(other, group_id, title="Long delays", body="First remark.")
    second = threads.reply(author, thread_id, body="Second remark.")
    browser = as_person(author)
    page = browser.get(f"/proposals/new?thread={thread_id}").text
    assert f'name="posts" value="{second}"' in page
    quoted = browser.get(f"/proposals/new?thread={thread_id}&posts={second}&posts=999&posts=x").text
    assert "&gt; Second remark." in quoted
    assert "First remark" not in quoted


def test_an_objection_without_reason_redraws_the_whole_page(as_person, group):
    group_id, _facilitator, author, other = group
    proposal_id = make_proposal(group_id, author, body="The whole text.")
    put_to_vote(proposal_id, author)
    refused = as_person(other).post(f"/proposals/{proposal_id}/vote", data={"choice": "objection"})
    assert refused.status_code == 422
    assert "The whole text." in refused.text
    assert "An objection needs its reason" in refused.text


def test_editing_makes_versions_and_stops_at_the_vote(as_person, group):
    group_id, facilitator, author, _other = group
    proposal_id = make_proposal(group_id, author, title="First words")
    browser = as_person(author)
    form = browser.get(f"/proposals/{proposal_id}/edit").text
    assert "First words" in form
    data = {"title": "Better words", "body": "Clearer.", "version": "1"}
    assert browser.post(f"/proposals/{proposal_id}/edit", data=data).status_code == 303
    assert browser.post(f"/proposals/{proposal_id}/edit", data={**data, "title": "Stale"}).status_code == 409
    assert "First words" in browser.get(f"/proposals/{proposal_id}/versions/1").text
    assert "Version 2" in browser.get(f"/proposals/{proposal_id}/versions").text
    assert browser.get(f"/proposals/{proposal_id}/versions/3").status_code == 404
    put_to_vote(proposal_id, facilitator)
    assert browser.post(f"/proposals/{proposal_id}/edit", data={**data, "version": "2"}).status_code == 409
    assert browser.get(f"/proposals/{proposal_id}/edit").status_code == 403


def test_the_outcome_is_said_in_words(client, as_person, group):
    group_id, facilitator, author, other = group
    with clock.frozen(START):
        proposal_id = make_proposal(group_id, author)
        poll_id = put_to_vote(proposal_id, author)
        for voter, choice in ((author, "for"), (facilitator, "for"), (other, "against")):
            voting.cast_vote(voter, poll_id, choice=choice)
        during = client.get(f"/proposals/{proposal_id}").text
        assert "Results so far" in during
        assert "Sign in to vote" in during
    with clock.frozen(START + timedelta(days=2)):
        assert "are being counted" in client.get(f"/proposals/{proposal_id}").text
        jobs.tick()
        after = client.get(f"/proposals/{proposal_id}").text
    assert "More votes for (2) than against, objections included (1)." in after
    assert "Accepted by vote" in after
    assert f"/polls/{poll_id}/ballots" in after


def test_hidden_counts_are_nowhere_on_the_proposals_pages(client, as_person, group):
    group_id, facilitator, author, other = group
    proposal_id = make_proposal(group_id, author)
    poll_id = put_to_vote(proposal_id, author, results="hidden")
    voting.cast_vote(other, poll_id, choice="objection", reason="A secret worry")
    for browser in (client, as_person(facilitator), as_person(author)):
        for path in (f"/proposals/{proposal_id}", "/proposals", f"/groups/{slug(group_id)}/proposals"):
            page = browser.get(path).text
            assert "A secret worry" not in page
            assert 'class="res"' not in page
            assert 'class="tally' not in page
    assert "Counts are hidden" in client.get(f"/proposals/{proposal_id}").text


def test_a_cancelled_vote_is_told_with_its_reason(client, as_person, group):
    group_id, facilitator, author, _other = group
    proposal_id = make_proposal(group_id, author)
    poll_id = put_to_vote(proposal_id, author)
    cancelled = as_person(facilitator).post(
        f"/polls/{poll_id}/cancel?next=/proposals/{proposal_id}", data={"reason": "A feast day."})
    assert cancelled.headers["Location"] == f"/proposals/{proposal_id}"
    page = client.get(f"/proposals/{proposal_id}").text
    assert "A feast day." in page
    assert "In discussion" in page


def test_the_discussion_stands_on_the_proposals_page(as_person, client, group):
    group_id, _facilitator, author, other = group
    proposal_id = make_proposal(group_id, author)
    thread_id = queries.get_proposal(proposal_id, None)[0].thread_id
    browser = as_person(other)
    page = browser.get(f"/proposals/{proposal_id}").text
    assert f'action="/threads/{thread_id}' in page
    action = re.search(r'id="reply" method="post" action="([^"]+)"', page).group(1)
    said = browser.post(action, data={"body": "I would add the cost."})
    assert (said.status_code, said.headers["Location"]) == (303, f"/threads/{thread_id}/proposal#p1")
    assert "I would add the cost." in client.get(f"/proposals/{proposal_id}").text
    assert client.get(f"/threads/{thread_id}/proposal").headers["Location"] == f"/proposals/{proposal_id}"


def test_a_vote_leads_to_its_text(client, group):
    group_id, _facilitator, author, other = group
    proposal_id = make_proposal(group_id, author)
    decides, alone = put_to_vote(proposal_id, author), make_poll(group_id, author)
    assert client.get(f"/polls/{decides}/proposal").headers["Location"] == f"/proposals/{proposal_id}"
    assert client.get(f"/polls/{alone}/proposal").headers["Location"] == f"/polls/{alone}"
    assert [card.id for card in queries.list_other_polls_for(other)] == [alone]


def test_lists_by_state_and_by_group(client, as_person, group):
    group_id, _facilitator, author, _other = group
    empty = client.get("/proposals")
    assert "No proposal yet" in empty.text
    discussed, voted = make_proposal(group_id, author, title="Talk of it"), make_proposal(
        group_id, author, title="Vote on it")
    put_to_vote(voted, author)
    assert discussed != voted
    for path in ("/proposals", f"/groups/{slug(group_id)}/proposals"):
        assert "Talk of it" in client.get(path).text
        assert "Talk of it" not in client.get(f"{path}?state=voting").text
        assert "Vote on it" in client.get(f"{path}?state=voting").text
        assert client.get(f"{path}?state=nonsense&before=abc").status_code == 200
    assert "No proposal in this state" in client.get("/proposals?state=accepted").text
    assert client.get("/groups/nothing-here/proposals").status_code == 404


def test_a_reserved_group_hides_its_proposals_behind_every_door(as_person, client):
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator, visibility="reserved", name="Quiet room")
    proposal_id = make_proposal(group_id, facilitator, title="Quiet words")
    poll_id = put_to_vote(proposal_id, facilitator)
    thread_id = queries.get_proposal(proposal_id, facilitator)[0].thread_id
    gets = ["", "/edit", "/open-vote", "/withdraw", "/refuse", "/versions", "/versions/1"]
    paths = [*(f"/proposals/{proposal_id}{end}" for end in gets), f"/groups/{slug(group_id)}/proposals",
             f"/threads/{thread_id}/proposal", f"/polls/{poll_id}/proposal",
             f"/proposals/new?thread={thread_id}", f"/proposals/new?group={slug(group_id)}"]
    for browser in (client, as_person(make_person()), as_person(make_person(admin=True))):
        for path in paths:
            answer = browser.get(path)
            assert answer.status_code == 404, path
            assert "Quiet" not in answer.text
        assert "Quiet words" not in browser.get("/proposals").text
        for end in ("/vote", "/publish", "/withdraw", "/refuse", "/edit", "/open-vote"):
            assert browser.post(f"/proposals/{proposal_id}{end}", data={}).status_code == 404, end


@pytest.mark.parametrize("amount", [5, 20])
def test_the_list_costs_the_same_at_5_and_at_20(as_person, group, count_statements, amount):
    group_id, _facilitator, author, _other = group
    for _ in range(amount):
        put_to_vote(make_proposal(group_id, author), author)
    browser = as_person(author)
    browser.get("/proposals")
    with count_statements() as seen:
        assert browser.get("/proposals").status_code == 200
    assert len(seen) <= 8, seen


@pytest.mark.parametrize("posts", [1, 19])
def test_the_page_costs_the_same_whatever_is_said(as_person, group, count_statements, posts):
    group_id, _facilitator, author, other = group
    proposal_id = make_proposal(group_id, author)
    put_to_vote(proposal_id, author)
    thread_id = queries.get_proposal(proposal_id, author)[0].thread_id
    for number in range(posts):
        threads.reply(other, thread_id, body=f"Remark {number}")
    browser = as_person(author)
    with count_statements() as seen:
        assert browser.get(f"/proposals/{proposal_id}").status_code == 200
    assert len(seen) <= 22, seen


def test_nobody_is_put_into_a_group_they_did_not_choose(as_person, group):
    group_id, _facilitator, author, _other = group
    alone = as_person(make_person()).get("/proposals/new")
    assert alone.status_code == 200
    assert "You belong to no group yet" in alone.text
    from tests.factories import enter

    enter(author, make_group())
    browser = as_person(author)
    assert "Choose a group" in browser.get("/proposals/new").text
    refused = browser.post("/proposals/new", data={"group": "0", "title": "T", "body": "Kept text"})
    assert refused.status_code == 422
    assert "Kept text" in refused.text
    chosen = browser.post("/proposals/new", data={"group": str(group_id), "title": "T", "body": "B"})
    assert chosen.status_code == 303


@pytest.mark.parametrize("number", ["0", "999999999", "99999999999999999999"])
def test_a_number_nobody_has_is_not_found(client, as_person, ctx, number):
    browser = as_person(make_person())
    for path in (f"/proposals/{number}", f"/polls/{number}", f"/polls/{number}/ballots",
                 f"/threads/{number}/proposal", f"/polls/{number}/proposal", f"/proposals/new?thread={number}"):
        assert browser.get(path).status_code in {404, 200 if path.startswith("/proposals/new") else 404}, path
    assert browser.post(f"/proposals/{number}/vote", data={"choice": "for"}).status_code == 404
    assert client.get(f"/proposals?before={number}&after={number}").status_code == 200


@pytest.mark.parametrize("amount", [1, 12])
def test_the_page_costs_the_same_however_many_take_part(as_person, group, count_statements, amount):
    """Everything a page can hold is there once, or twelve times: signatures, supports, arguments, amendments, questions."""
    group_id, facilitator, author, other = group
    proposal_id = make_proposal(group_id, author)
    for _one in range(amount):
        person = make_member(group_id)
        if _one < 6:
            commands.invite_author(author, proposal_id, handle=people_by_ids([person])[person].handle)
        commands.support(person, proposal_id, on=True)
        commands.argue(person, proposal_id, side="for", body="A reason")
        commands.amend(person, proposal_id, title="T", body="B", why="W", version=1)
        commands.ask_more(facilitator, proposal_id, words="More")
    twin = make_proposal(group_id, author)
    commands.merge_proposals(facilitator, twin, target_id=proposal_id, reason="Same")
    commands.split_proposal(facilitator, proposal_id, title="A part", body="Of it")
    browser = as_person(other)
    with count_statements() as seen:
        assert browser.get(f"/proposals/{proposal_id}").status_code == 200
    assert len(seen) <= 24, seen
