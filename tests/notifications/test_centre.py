"""The list of what one was told, the bell, and what opening a thing reads."""

import re

import pytest
import sqlalchemy as sa
from flask import current_app

from goforum.core.db import db
from goforum.groups import commands as groups
from goforum.groups.models import Group
from goforum.notifications import commands, queries
from goforum.notifications.models import Notice
from goforum.threads import commands as threads
from goforum.threads import drawing
from goforum.threads.models import Post, Thread
from tests.factories import make_group, make_member
from tests.notifications.test_telling import choose


@pytest.fixture
def place(ctx):
    drawing.forget()
    group = make_group()
    return group, make_member(group, name="Salma"), make_member(group, name="Reader")


def new(person_id):
    return queries.count_new(person_id).lines


def lines_of(person_id, **more):
    """The list as a request would draw it."""
    with current_app.test_request_context():
        return queries.page_lines(person_id, **more)


def bell(page):
    """The number in the header of a page."""
    link = re.search(r'<a class="icon-btn bell".*?</a>', page.text, re.DOTALL).group(0)
    page.close()  # what a page reads is written once it is sent
    found = re.search(r'class="count"[^>]*>([^<]*)<', link)
    return found.group(1) if found else ""


def test_a_line_for_each_thing_new_ones_first(place, as_person):
    group, salma, reader = place
    threads_ = [threads.create_thread(reader, group, title=f"Question {n}", body="B") for n in range(2)]
    for thread in (threads_[0], threads_[1], threads_[0], threads_[0]):
        threads.reply(salma, thread, body=f"Answer {thread} {new(reader)} {len(drawing._posts._pieces)}")
    browser = as_person(reader)
    page = browser.get("/notifications")
    assert "3 new replies in" in page.text
    assert "1 new reply in" in page.text
    assert bell(page) == "2"
    commands.mark_line(reader, kind="reply", topic=f"thread:{threads_[0]}", last_id=2**31 - 1)
    assert [(line.new, line.count) for line in lines_of(reader).items] == [(True, 1), (False, 3)]


def test_opening_the_thread_reads_what_was_told_of_it(place, as_person):
    group, salma, reader = place
    thread = threads.create_thread(reader, group, title="T", body="B")
    other = threads.create_thread(reader, group, title="O", body="B")
    threads.reply(salma, thread, body="Here")
    threads.reply(salma, other, body="There")
    browser = as_person(reader)
    assert bell(browser.get("/help")) == "2"
    # Right already on the page that reads it, without a script.
    assert bell(browser.get(f"/threads/{thread}")) == "1"
    assert new(reader) == 1
    assert bell(browser.get("/help")) == "1"


def test_a_page_of_a_long_thread_reads_so_far_and_no_further(place, as_person):
    group, salma, reader = place
    thread = threads.create_thread(reader, group, title="T", body="B")
    for number in range(25):
        threads.reply(salma, thread, body=f"Answer {number}")
    as_person(reader).get(f"/threads/{thread}").close()
    line = lines_of(reader).items[0]
    assert (line.new, line.count) == (True, 6)


def test_reading_anywhere_reads_what_was_told(place, as_person):
    group, salma, reader = place
    thread = threads.create_thread(reader, group, title="T", body="B")
    for number in range(3):
        threads.reply(salma, thread, body=f"A{number}")
    threads.save_positions({(reader, thread): 3})
    assert [line.count for line in lines_of(reader, only="unread").items] == [1]
    threads.mark_all_read(reader, group)
    assert new(reader) == 0


def test_a_browser_that_tells_what_it_saw_is_believed(place, as_person):
    group, salma, reader = place
    thread = threads.create_thread(reader, group, title="T", body="B")
    threads.reply(salma, thread, body="A")
    browser = as_person(reader)
    browser.set_cookie("gf_reads", "1")
    assert bell(browser.get(f"/threads/{thread}")) == "1"
    browser.post(f"/threads/{thread}/seen", data={"number": "2"}).close()
    assert new(reader) == 0


def test_a_kept_page_shows_each_reader_their_own_bell(place, as_person):
    group, salma, reader = place
    mine = threads.create_thread(reader, group, title="M", body="B")
    shown = threads.create_thread(salma, group, title="S", body="B")
    both = as_person(reader), as_person(make_member(group))
    assert [bell(one.get(f"/threads/{shown}")) for one in both] == ["", ""]
    threads.reply(salma, mine, body="A")
    assert [bell(one.get(f"/threads/{shown}")) for one in both] == ["1", ""]


def test_an_unchanged_thread_is_sent_again_when_the_bell_changed(place, as_person):
    group, salma, reader = place
    mine = threads.create_thread(reader, group, title="M", body="B")
    shown = threads.create_thread(salma, group, title="S", body="B")
    browser = as_person(reader)
    for _ in range(2):  # the first visit sets the stylesheet's cookie and the position
        answer = browser.get(f"/threads/{shown}")
        answer.close()
        tag = answer.headers["ETag"]
    assert browser.get(f"/threads/{shown}", headers={"If-None-Match": tag}).status_code == 304
    threads.reply(salma, mine, body="A")
    assert browser.get(f"/threads/{shown}", headers={"If-None-Match": tag}).status_code == 200


def test_the_count_alone_is_compared(place, as_person):
    _group, _salma, reader = place
    browser = as_person(reader)
    browser.get("/help")
    first = browser.get("/notifications/count")
    again = browser.get("/notifications/count", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)


def test_marking_all_and_taking_it_back(place, as_person):
    group, salma, reader = place
    for number in range(3):
        threads.reply(salma, threads.create_thread(reader, group, title=f"T{number}", body="B"), body="A")
    browser = as_person(reader)
    page = browser.get("/notifications")
    last = re.search(r'name="last" value="(\d+)"', page.text).group(1)
    threads.reply(salma, threads.create_thread(reader, group, title="Late", body="B"), body="A")
    done = browser.post("/notifications/read", data={"last": last}, follow_redirects=True)
    assert "Everything is marked as read" in done.text
    assert new(reader) == 1  # what came after the page was drawn stays new
    at = re.search(r'name="at" value="(\d+)"', done.text).group(1)
    browser.post("/notifications/unread", data={"at": at})
    assert new(reader) == 4


@pytest.mark.parametrize("vanish", ["left", "hidden post", "deleted post", "hidden thread", "held post", "closed group", "moved"])
def test_what_may_not_be_seen_is_neither_shown_nor_counted(place, as_person, vanish):
    group, salma, reader = place
    thread = threads.create_thread(reader, group, title="Zanzibar", body="B")
    post = threads.reply(salma, thread, body="A")
    assert new(reader) == 1
    if vanish in {"left", "closed group"}:
        _set(Group, group, visibility="reserved" if vanish == "left" else "members")
        groups.leave(reader, group)
    elif vanish == "moved":
        _set(Thread, thread, group_id=make_group(visibility="reserved"))
    elif vanish == "deleted post":
        threads.delete_post(salma, post)
    elif vanish == "hidden thread":
        _set(Thread, thread, hidden_at=db.session.get(Thread, thread).created_at)
    else:
        _set(Post, post, **{"hidden_at" if vanish == "hidden post" else "held_at":
                            db.session.get(Post, post).created_at})
    page = as_person(reader).get("/notifications")
    assert "Zanzibar" not in page.text
    assert (bell(page), new(reader)) == ("", 0)


def _set(model, number, **values):
    from goforum.core.commands import command

    @command
    def write():
        row = db.session.get(model, number)
        for name, value in values.items():
            setattr(row, name, value)

    write()


def test_the_cost_of_the_list_does_not_grow(place, as_person, count_statements):
    group, salma, reader = place
    browser = as_person(reader)
    browser.get("/notifications")
    costs = []
    posts = [threads.reply(salma, threads.create_thread(reader, group, title=f"T{n}", body="B"), body="A")
             for n in range(5)]
    for amount in (0, 495):
        for number in range(amount):
            commands.tell([reader], "mention", actor_id=salma, subject=("post", posts[number % 5]), group_id=group,
                          thread_id=None, dedup_key=f"x{number}")
        _spread_topics()
        with count_statements() as seen:
            page = browser.get("/notifications")
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 12
    assert page.text.count('<li class="row nowrap') == 20
    assert bell(page) == "99+"


def _spread_topics():
    """Every notice a topic of its own, as if they were about so many threads."""
    from goforum.core.commands import command

    @command
    def write():
        db.session.execute(sa.update(Notice).values(topic=sa.literal("thread:") + sa.cast(Notice.id, sa.String)))

    write()


def test_pages_go_on_by_key(place, as_person):
    group, salma, reader = place
    for number in range(45):
        threads.reply(salma, threads.create_thread(reader, group, title=f"T{number:02}", body="B"), body="A")
    seen, after = [], None
    while True:
        page = lines_of(reader, after=after)
        seen += [line.about.title for line in page.items]
        after = page.next_cursor
        if after is None:
            break
    assert seen == [f"T{number:02}" for number in reversed(range(45))]


@pytest.mark.parametrize("only", ["unread", "talk", "decisions", "meetings", "me", "made-up"])
def test_filters_and_their_empty_states(place, as_person, only):
    _group, _salma, reader = place
    assert as_person(reader).get(f"/notifications?show={only}&after=x").status_code == 200


def test_following_by_menu_and_by_list(place, as_person):
    group, salma, reader = place
    thread = threads.create_thread(salma, group, title="T", body="B")
    browser = as_person(reader)
    assert "Tell me:" in browser.get(f"/threads/{thread}").text
    browser.post(f"/threads/{thread}/follow", data={"level": "all"})
    choice = queries.choice_for_thread(reader, thread, group)
    assert (choice.level, choice.effective_mail) == ("all", "now")
    browser.post(f"/threads/{thread}/follow", data={"mail": "never"})
    choice = queries.choice_for_thread(reader, thread, group)
    assert (choice.level, choice.mail) == ("all", "never")
    browser.post(f"/threads/{thread}/follow", data={"level": ""})
    assert queries.choice_for_thread(reader, thread, group).level is None
    slug = db.session.get(Group, group).slug
    browser.post(f"/groups/{slug}/follow", data={"level": "all"})
    assert queries.choice_for_group(reader, group).level == "all"
    assert "What I follow" in browser.get("/notifications/following").text
    assert browser.post(f"/threads/{thread}/follow", data={"level": "made-up"}).status_code == 422


def test_a_group_joined_begins_at_the_level_chosen_for_all(place, as_person):
    _group, _salma, reader = place
    as_person(reader).post("/notifications/settings", data={"told-mail": "digest", "told-on_join": "all"})
    group = make_group()
    groups.join(reader, group)
    assert queries.choice_for_group(reader, group).level == "all"
    groups.leave(reader, group)
    assert queries.choice_for_group(reader, group).level is None


def test_the_cost_of_what_one_follows_does_not_grow(place, as_person, count_statements):
    group, _salma, reader = place
    browser = as_person(reader)
    costs = []
    for amount in (5, 50):
        for number in range(amount):
            threads.create_thread(reader, group, title=f"T{amount}-{number}", body="B")
            choose(reader, group=make_group() if number < amount // 5 else group, level="all")
        with count_statements() as seen:
            assert browser.get("/notifications/following").status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[1]
