"""A proposal from picked posts: quoted with their authors, linked, and remembered on both pages."""

import pytest
from sqlalchemy import select

from goforum.core.db import db
from goforum.proposals.models import Proposal, ProposalPost
from goforum.threads import commands as threads
from goforum.threads.models import Thread
from tests.factories import make_group, make_member
from tests.threads.conftest import make_commitments, make_thread


@pytest.fixture
def place(ctx):
    group = make_group()
    salma, youssef = make_member(group, name="Salma"), make_member(group, name="Youssef")
    thread = make_thread(group, salma, title="Delays", commitment_ids=make_commitments(1))
    posts = [threads.reply(who, thread, body=words) for who, words in (
        (salma, "One figure a quarter."), (youssef, "And the share within the term."), (salma, "Not this one."))]
    return thread, salma, youssef, posts


def test_from_picking_to_both_pages(place, as_person, client):
    thread, _salma, youssef, posts = place
    browser = as_person(youssef)
    page = browser.get(f"/threads/{thread}/pick?aim=propose").text
    assert page.count('type="checkbox" name="n"') == 4
    leads = browser.get(f"/threads/{thread}/propose?n=2&n=3&aim=propose").headers["Location"]
    form = browser.get(leads).text
    for words in ("Salma](/posts/", "One figure a quarter.", "And the share within the term."):
        assert words in form
    assert "Not this one" not in form
    assert "checked" in form  # the commitment of the discussion
    answer = browser.post(leads, data={"title": "Publish delays", "body": "We propose.", "act": "publish"})
    proposal = int(answer.headers["Location"].rsplit("/", 1)[1])
    assert db.session.scalars(select(ProposalPost.post_id).where(ProposalPost.proposal_id == proposal)
                              .order_by(ProposalPost.position)).all() == posts[:2]
    shown = client.get(f"/proposals/{proposal}").text
    assert "It came out of these posts" in shown
    assert f'href="/posts/{posts[1]}"' in shown
    assert f"Proposal {proposal} came out of this discussion" in client.get(f"/threads/{thread}").text


def test_a_draft_is_told_nowhere_and_posts_of_another_thread_are_left_out(place, as_person, client):
    thread, salma, youssef, posts = place
    group = db.session.get(Thread, thread).group_id
    other = make_thread(group, salma)
    strange = threads.reply(salma, other, body="Elsewhere")
    browser = as_person(youssef)
    answer = browser.post(f"/proposals/new?thread={thread}&posts={posts[0]},{strange},99999", data={
        "title": "T", "body": "B", "act": "draft"})
    proposal = int(answer.headers["Location"].rsplit("/", 1)[1])
    assert db.session.scalars(select(ProposalPost.post_id).where(ProposalPost.proposal_id == proposal)).all() == posts[:1]
    assert "came out of this discussion" not in client.get(f"/threads/{thread}").text


def test_the_proposal_follows_its_discussion_through_a_merge(place, as_person, client):
    thread, salma, youssef, posts = place
    group = db.session.get(Thread, thread).group_id
    facilitator = make_member(group, "facilitator")
    target = make_thread(group, salma, title="The broad question")
    answer = as_person(youssef).post(f"/proposals/new?thread={thread}&posts={posts[0]}", data={
        "title": "T", "body": "B", "act": "publish"})
    proposal = int(answer.headers["Location"].rsplit("/", 1)[1])
    threads.merge_threads(facilitator, thread, into_id=target)
    assert db.session.get(Proposal, proposal).source_thread_id == target
    assert "The broad question" in client.get(f"/proposals/{proposal}").text
    assert f"Proposal {proposal} came out" in client.get(f"/threads/{target}").text
