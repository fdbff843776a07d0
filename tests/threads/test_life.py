"""A thread's life through its doors: closing, archiving, slowing, moving, splitting, merging, summing up."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import db
from goforum.groups.models import Group
from goforum.threads import commands, queries, rules
from goforum.threads.models import Post, ThreadTrace
from goforum.threads.rules import ThreadFacts
from goforum.threads.story import numbers_as_text, numbers_in
from tests.factories import enter, make_group, make_member
from tests.threads.conftest import make_posts, make_thread
from tests.threads.test_rules import NOW, PEOPLE, said, someone


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        (rules.may_pin, ThreadFacts(8), "not-facilitator"),
        (rules.may_archive, ThreadFacts(8), "not-facilitator"),
        (rules.may_slow, ThreadFacts(8, kind="proposal"), "not-facilitator"),
        (rules.may_split, ThreadFacts(8), "not-facilitator"),
        (rules.may_merge, ThreadFacts(8), "not-facilitator"),
        (rules.may_move, ThreadFacts(8), "not-facilitator"),
        (rules.may_summarise, ThreadFacts(8, closed_at=NOW), "not-facilitator"),
    ])
def test_organising_is_the_facilitators(rule, facts, expected):
    answers = {name: said(rule(person, facts, NOW)) for name, person in PEOPLE.items()}
    able = {name for name, answer in answers.items() if answer == "yes"}
    assert able == {"facilitator", "secretary", "administrator"}
    assert answers["member"] == expected
    assert answers["stranger to a reserved group"] == "hidden"


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        (rules.may_pin, ThreadFacts(8, archived_at=NOW), "closed"),
        (rules.may_archive, ThreadFacts(8, archived_at=NOW), "yes"),
        (rules.may_split, ThreadFacts(8, kind="proposal"), "proposal"),
        (rules.may_merge, ThreadFacts(8, merged=True), "closed"),
        (rules.may_close, ThreadFacts(8, archived_at=NOW), "closed"),
        (rules.may_reopen, ThreadFacts(8, closed_at=NOW, archived_at=NOW), "closed"),
        (rules.may_take_in, ThreadFacts(8, closed_at=NOW), "yes"),
        (rules.may_take_in, ThreadFacts(8, archived_at=NOW), "closed"),
        (rules.may_reply, ThreadFacts(8, archived_at=NOW), "closed"),
        (rules.may_reply, ThreadFacts(8, merged=True), "closed"),
        (rules.may_pick, ThreadFacts(8, closed_at=NOW), "yes"),
    ])
def test_what_a_threads_state_refuses_a_facilitator(rule, facts, expected):
    assert said(rule(someone("facilitator"), facts, NOW)) == expected


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [("public", "public", "yes"), ("public", "members", "yes"), ("public", "reserved", "yes"),
     ("members", "public", "widens"), ("members", "members", "yes"), ("members", "reserved", "yes"),
     ("reserved", "public", "widens"), ("reserved", "members", "widens"), ("reserved", "reserved", "yes")])
def test_what_was_said_never_opens(source, target, expected):
    one, other = (someone("facilitator", group_id=n, visibility=v) for n, v in ((1, source), (2, target)))
    assert said(rules.may_carry(one, other, NOW)) == expected
    assert rules.other_readers(one, other) == (target != "public")
    assert not rules.other_readers(one, one)


@pytest.mark.parametrize(("text", "numbers"), [
    ("3, 7-9", [3, 7, 8, 9]), ("9-7", [7, 8, 9]), ("", []), ("x", []), ("1 2\u201323", [1, *range(2, 24)]),
    ("5-99999999", range(5, 506)),
])
def test_numbers_as_people_write_them(text, numbers):
    found = numbers_in(text)
    assert found[:500] == list(numbers)[:500]
    if len(found) < 500:
        assert numbers_in(numbers_as_text(found)) == found


@pytest.fixture
def browser(as_person, facilitator):
    return as_person(facilitator)


def slug_of(group):
    return db.session.get(Group, group).slug


def ids_of(thread):
    return list(db.session.scalars(select(Post.id).where(Post.thread_id == thread).order_by(Post.number)))


def test_closing_with_conclusions_and_undoing_it(browser, thread, group, client):
    answer = browser.post(f"/threads/{thread}/close", data={"reason": "- **Agreed**: one figure a quarter"})
    assert answer.status_code == 303
    page = browser.get(f"/threads/{thread}").text
    assert "<strong>Agreed</strong>" in page
    assert "data-undo" in page
    listed = client.get(f"/groups/{slug_of(group)}/threads").text
    assert "Agreed: one figure a quarter" in listed
    assert browser.post(f"/threads/{thread}/reopen").status_code == 303
    # A second thought leaves no line.
    assert db.session.scalars(select(ThreadTrace.kind)).all() == []


def test_reopening_later_leaves_both_lines(browser, thread, monkeypatch):
    browser.post(f"/threads/{thread}/close", data={"reason": "Done"})
    later = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    browser.post(f"/threads/{thread}/reopen")
    page = browser.get(f"/threads/{thread}").text
    assert page.index("Thread closed") < page.index("Thread opened again")


def test_an_archived_thread_is_in_its_own_list_and_read_only(browser, thread, group, client, member, as_person):
    index = f"/groups/{slug_of(group)}/threads"
    title = queries.get_head(thread, None).title
    browser.post(f"/threads/{thread}/pin", data={"on": "1"})
    assert "Pinned" in client.get(index).text
    browser.post(f"/threads/{thread}/archive", data={"on": "1"})
    assert title not in client.get(index).text
    assert title in client.get(f"{index}?state=archived").text
    assert client.get(f"/threads/{thread}").status_code == 200
    assert as_person(member).post(f"/threads/{thread}/reply", data={"body": "Still"}).status_code == 409
    assert title not in client.get("/").text
    browser.post(f"/threads/{thread}/archive", data={})
    assert title in client.get(index).text
    assert not queries.get_head(thread, None).pinned


def test_slow_mode_is_told_before_one_writes_and_keeps_what_was_typed(browser, thread, member, as_person, group):
    assert browser.post(f"/threads/{thread}/slow", data={"seconds": "300"}).status_code == 303
    assert browser.post(f"/threads/{thread}/slow", data={"seconds": "7"}).status_code == 422
    writer = as_person(make_member(group))
    page = writer.get(f"/threads/{thread}").text
    assert "5 minutes between two posts" in page
    assert "You may post again at" not in page
    writer.post(f"/threads/{thread}/reply", data={"body": "First"})
    assert "You may post again at" in writer.get(f"/threads/{thread}").text
    refused = writer.post(f"/threads/{thread}/reply", data={"body": "Second, too early"})
    assert refused.status_code == 422
    assert "Second, too early" in refused.text
    assert "slow mode" in refused.text.lower()
    assert "You may post again" not in browser.get(f"/threads/{thread}").text


def test_renaming_leaves_the_earlier_title(browser, thread):
    before = queries.get_head(thread, None).title
    browser.post(f"/threads/{thread}/change", data={"title": "A better question"})
    page = browser.get(f"/threads/{thread}").text
    assert "Title changed. Before:" in page
    assert before in page


def test_lines_stand_at_their_place_in_time(browser, thread, member, facilitator):
    make_posts(thread, member, 24)
    commands.pin_thread(facilitator, thread, pinned=True)
    make_posts(thread, member, 10)
    first, second = (browser.get(f"/threads/{thread}?page={n}").text for n in (1, 2))
    assert "Pinned on top of the list" not in first
    assert second.index('id="p25"') < second.index("Pinned on top of the list") < second.index('id="p26"')


def test_moving_asks_who_will_read(browser, thread, facilitator, client, member, as_person):
    closed = make_group(visibility="members", name="Closed circle")
    enter(facilitator, closed, "facilitator")
    make_group(name="Not mine")
    page = browser.get(f"/threads/{thread}/move").text
    assert "Only the 2 members of this group will read it" in page
    assert "Not mine" not in page
    refused = browser.post(f"/threads/{thread}/move", data={"group": closed})
    assert refused.status_code == 422
    assert "Say that these people may read it" in refused.text
    assert browser.post(f"/threads/{thread}/move", data={"group": closed, "sure": "y"}).status_code == 303
    assert "Moved here from the group:" in browser.get(f"/threads/{thread}").text
    assert "/sign-in" in client.get(f"/threads/{thread}").headers["Location"]
    # And never back: what was said here stays here.
    assert "No group to move it to" in browser.get(f"/threads/{thread}/move").text


def test_picking_page_by_page_keeps_what_was_chosen(browser, thread, member):
    make_posts(thread, member, 30)
    page = browser.get(f"/threads/{thread}/pick?n=3&n=4&page=2&aim=split").text
    assert 'value="3-4"' in page
    assert "2 posts chosen so far" in page
    back = browser.get(f"/threads/{thread}/pick?posts=3-4&n=25&page=1").text
    assert re.search(r'value="3" checked', back)
    assert 'value="25"' in back
    assert browser.get(f"/threads/{thread}/split").status_code == 303


def test_splitting_through_the_pages(browser, thread, member, client):
    posts = [*ids_of(thread), *make_posts(thread, member, 5)]
    page = browser.get(f"/threads/{thread}/split?n=3&posts=5").text
    ids = re.search(r'name="ids" value="([\d,]+)"', page)[1]
    assert ids == f"{posts[2]},{posts[4]}"
    assert browser.post(f"/threads/{thread}/split", data={"ids": ids, "into": "0"}).status_code == 422
    answer = browser.post(f"/threads/{thread}/split", data={"ids": ids, "into": "0", "title": "Apart"})
    made = int(answer.headers["Location"].rsplit("/", 1)[1])
    assert ids_of(made) == [posts[2], posts[4]]
    assert "2 posts came from:" in client.get(f"/threads/{made}").text
    assert "2 posts went to:" in client.get(f"/threads/{thread}").text
    assert client.get(f"/posts/{posts[4]}").headers["Location"].endswith(f"/threads/{made}#p2")
    # The same posts again, from a page opened before: nothing is done, and it is said.
    stale = browser.post(f"/threads/{thread}/split", data={"ids": ids, "into": "0", "title": "Again"})
    assert stale.status_code == 409


def test_merging_through_the_pages_and_undoing(browser, thread, group, member, client):
    other = make_thread(group, member, title="The other question")
    page = browser.get(f"/threads/{thread}/merge?q=other").text
    assert "The other question" in page
    assert browser.get(f"/threads/{thread}/merge?q=/threads/{other}").text.count('type="radio"') == 1
    assert "No thread found" in browser.get(f"/threads/{thread}/merge?q=100%25").text
    posts = ids_of(thread)
    assert browser.post(f"/threads/{thread}/merge", data={"into": other}).status_code == 303
    answer = client.get(f"/threads/{thread}")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/threads/{other}")
    assert "1 post, with:" in client.get(f"/threads/{other}").text
    assert client.get(f"/posts/{posts[0]}").headers["Location"].endswith(f"/threads/{other}#p1")
    trace = db.session.scalar(select(ThreadTrace.id))
    assert f"/threads/{other}/undo/{trace}" in browser.get(f"/threads/{other}").text
    assert client.post(f"/threads/{other}/undo/{trace}").status_code == 403
    assert browser.post(f"/threads/{other}/undo/{trace}").status_code == 303
    assert ids_of(thread) == posts
    assert client.get(f"/threads/{thread}").status_code == 200
    assert "undone since" in client.get(f"/threads/{other}").text
    assert browser.post(f"/threads/{other}/undo/{trace}").status_code == 409


def test_a_closed_group_is_not_told_by_what_leads_there(browser, thread, facilitator, client, member):
    hidden = make_group(visibility="reserved", name="Zanzibar")
    enter(facilitator, hidden, "facilitator")
    inside = make_thread(hidden, facilitator, title="Zanzibarthread")
    posts = [*ids_of(thread), *make_posts(thread, member, 3)]
    commands.split_thread(facilitator, thread, post_ids=posts[1:2], into_id=inside, sure=True)
    page = client.get(f"/threads/{thread}").text
    assert "1 post went to: another thread" in page
    assert "Zanzibar" not in page
    assert f"/threads/{inside}" not in page
    commands.merge_threads(facilitator, thread, into_id=inside, sure=True)
    assert client.get(f"/threads/{thread}").status_code == 404
    assert client.get(f"/posts/{posts[0]}").status_code == 404


def test_a_summary_cites_counts_and_keeps_its_history(browser, thread, member, client):
    make_posts(thread, member, 3)
    post = ids_of(thread)[1]
    answer = browser.post(f"/threads/{thread}/summary", data={"body": "**Agreed** in #2, not in #99.", "after": "0"})
    assert answer.status_code == 303
    page = client.get(f"/threads/{thread}").text
    assert re.search(rf'<a class="cite" dir="ltr" href="/posts/{post}"><bdi>Salma Idrissi</bdi> · ', page)
    assert "#99" in page
    assert "Nothing was written since" in page
    make_posts(thread, member, 2)
    assert "2 posts since" in client.get(f"/threads/{thread}").text
    browser.post(f"/threads/{thread}/summary", data={"body": "**Agreed** in #3.", "after": "1"})
    history = client.get(f"/threads/{thread}/summary/history").text
    assert "<ins>" in history
    assert "<del>" in history


def test_two_summaries_at_once_lose_nothing(browser, thread):
    browser.post(f"/threads/{thread}/summary", data={"body": "Mine", "after": "0"})
    late = browser.post(f"/threads/{thread}/summary", data={"body": "Another one", "after": "0"})
    assert late.status_code == 409
    assert "Mine" in late.text
    assert "Another one" in late.text
    assert 'name="after" type="hidden" value="1"' in late.text
    assert browser.post(f"/threads/{thread}/summary", data={"body": "Another one", "after": "1"}).status_code == 303
    assert browser.post(f"/threads/{thread}/summary", data={"body": "", "after": "2"}).status_code == 303
    assert "taken away" in browser.get(f"/threads/{thread}/summary/history").text
    assert 'id="summary"' not in browser.get(f"/threads/{thread}").text


def test_citations_follow_the_post_through_a_split(browser, thread, member, facilitator, client):
    make_posts(thread, member, 4)
    posts = ids_of(thread)
    browser.post(f"/threads/{thread}/summary", data={"body": "See #4.", "after": "0"})
    commands.split_thread(facilitator, thread, post_ids=posts[1:2], title="Apart")
    page = client.get(f"/threads/{thread}").text
    assert f'href="/posts/{posts[3]}"><bdi>' in page
    assert "Nothing was written since" in page


def test_members_see_no_tools(thread, as_person, member, client):
    for browser in (client, as_person(member)):
        assert "Organise the thread" not in browser.get(f"/threads/{thread}").text


def test_statements_are_the_same_for_few_and_for_hundreds(browser, group, thread, member, count_statements):
    make_posts(thread, member, 25)
    make_thread(group, member)
    used = []
    for _ in range(2):
        counts = []
        for path in (f"/threads/{thread}/pick?page=1", f"/threads/{thread}/split?posts=1-9", f"/threads/{thread}/merge",
                     f"/threads/{thread}/move"):
            browser.get(path)
            with count_statements() as seen:
                browser.get(path)
            counts.append(len(seen))
        used.append(counts)
        make_posts(thread, member, 100)
        for _ in range(12):
            make_thread(group, member)
    assert used[0] == used[1]


def test_agendas_and_polls_follow_a_merge(thread, group, member, facilitator):
    from goforum.meetings import commands as meetings
    from goforum.meetings.commands.planning import Invitation, Point
    from goforum.meetings.models import AgendaItem
    from goforum.voting.models import PollThread
    from tests.factories.decisions import make_poll

    other = make_thread(group, member)
    now = clock.now()
    meetings.plan_meeting(facilitator, group, Invitation(
        titles={"en": "M"}, starts_at=now + timedelta(days=1), ends_at=now + timedelta(days=1, hours=1), form="remote"),
        agenda=[Point(titles={"en": "P"}, thread_id=thread)])
    poll = make_poll(group, facilitator)
    put_poll(poll, thread)
    commands.merge_threads(facilitator, thread, into_id=other)
    assert db.session.scalars(select(AgendaItem.thread_id)).all() == [other]
    assert db.session.scalars(select(PollThread.thread_id)).all() == [other]


@command
def put_poll(poll, thread):
    from goforum.voting.models import PollThread

    db.session.add(PollThread(poll_id=poll, thread_id=thread))
