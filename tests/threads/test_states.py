"""States that other features set: a proposal's thread, one hidden or merged by moderators, slow mode, a hidden post."""

import pytest
from sqlalchemy import update

from goforum.core.db import db
from goforum.core.rules import Refused
from goforum.threads import commands, queries
from goforum.threads.models import Post, Thread
from tests.factories import make_member
from tests.threads.conftest import make_posts, make_thread


def put(model, row, **values):
    db.session.execute(update(model).where(model.id == row).values(**values))
    db.session.commit()


def test_a_proposals_thread_leads_to_its_proposal_by_name_only(app, client, group, member):
    thread = make_thread(group, member, body="", kind="proposal")
    post = make_posts(thread, member, 21)[-1]
    assert "proposals.of_thread" in app.view_functions
    assert client.get(f"/posts/{post}").location == f"/threads/{thread}/proposal?page=2#p21"
    text = client.get(f"/threads/{thread}").text
    assert f'href="/threads/{thread}/proposal"' in text


def test_a_hidden_thread_is_there_for_facilitators_only(as_person, client, group, member, facilitator, thread):
    post = queries.page_posts(thread, 1)[0].id
    put(Thread, thread, hidden_at=queries.get_head(thread, None).created_at)
    for browser in (client, as_person(member)):
        for path in (f"/threads/{thread}", f"/posts/{post}", f"/posts/{post}/history", f"/threads/{thread}/fresh"):
            assert browser.get(path).status_code == 404
    assert as_person(facilitator).get(f"/threads/{thread}").status_code == 200
    assert queries.page_threads(group, member).items == []
    assert queries.cards([thread], member) == {}
    assert queries.post_cards([post], member) == {}


def test_a_merged_thread_leads_where_it_went(client, group, member, thread):
    other = make_thread(group, member)
    put(Thread, thread, merged_into_id=other)
    answer = client.get(f"/threads/{thread}")
    assert (answer.status_code, answer.location) == (302, f"/threads/{other}")


def test_slow_mode_binds_members_and_not_facilitators(group, member, facilitator, thread):
    put(Thread, thread, slow_seconds=60)
    with pytest.raises(Refused) as refused:
        commands.reply(member, thread, body="Again already")
    assert refused.value.code == "slow"
    for number in range(2):
        commands.reply(facilitator, thread, body=f"Order, please {number}")


def test_a_hidden_post_shows_no_words_and_no_buttons(as_person, client, member, thread):
    post = commands.reply(member, thread, body="Unkind words")
    put(Post, post, hidden_at=queries.get_post(post).created_at)
    put(Thread, thread, version=99)
    for browser in (client, as_person(member)):
        text = browser.get(f"/threads/{thread}").text
        assert "Unkind words" not in text
        assert "Post 2 was hidden by moderators." in text
        assert f"/posts/{post}/edit" not in text
        assert f"/posts/{post}/restore" not in text


def test_a_pinned_thread_stays_on_top(group, member, thread):
    put(Thread, thread, pinned=True)
    later = [make_thread(group, member) for _ in range(25)]
    first = queries.page_threads(group, member)
    assert [row.id for row in first.items[:2]] == [thread, later[-1]]
    second = queries.page_threads(group, member, after=first.next_cursor)
    assert len(first.items) + len(second.items) == 26


def test_an_erased_authors_words_stay_without_a_name(client, group, member, thread):
    from goforum.accounts.models import Person

    put(Person, member, name="")
    assert "Former member" in client.get(f"/threads/{thread}").text


def test_a_post_stored_by_older_rules_is_rendered_by_the_present_ones(client, member, thread):
    post = commands.reply(member, thread, body="*Now*")
    put(Post, post, pipeline_version=0, body_html="<p>Then</p>")
    text = client.get(f"/threads/{thread}").text
    assert "<em>Now</em>" in text
    assert "Then" not in text


def test_whoever_is_here_by_another_door_is_counted_once(group, member, thread):
    other = make_member(group)
    make_posts(thread, other, 2)
    assert queries.list_participants(thread, 3) == [other, member]
    assert queries.get_head(thread, None).participant_count == 2
