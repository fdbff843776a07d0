"""The list, the thread, its pages, what is unread; seen through HTTP."""

import re

import pytest

from goforum.core import clock
from goforum.core.db import db
from goforum.groups.models import Group
from goforum.threads import commands, queries
from goforum.threads.queries.lists import make_cursor, read_cursor
from tests.factories import make_group, make_member, make_person
from tests.threads.conftest import make_commitments, make_posts, make_thread


def slug_of(group):
    return db.session.get(Group, group).slug


def numbers(html):
    return [int(n) for n in re.findall(r'<article class="post[^"]*" id="p(\d+)"', html)]


def test_a_visitor_reads_a_public_thread_and_is_told_how_to_take_part(client, thread):
    answer = client.get(f"/threads/{thread}")
    assert answer.status_code == 200
    assert "The first word." in answer.text
    assert "Sign in to reply" in answer.text
    assert "<textarea" not in answer.text


def test_a_member_finds_the_reply_form(as_person, member, thread):
    text = as_person(member).get(f"/threads/{thread}").text
    assert f'action="/threads/{thread}/reply"' in text
    assert 'name="client_key"' in text


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("observer", "Observers read"), ("unconfirmed", "Confirm my address"), ("suspended", "suspended"),
        ("outsider", "Join the group"),
    ],
)
def test_whoever_may_not_reply_reads_why_and_the_way_on(as_person, group, thread, who, words):
    person = {
        "observer": lambda: make_member(group, "observer"),
        "unconfirmed": lambda: make_member(group, confirmed=False),
        "suspended": lambda: make_member(group, suspended=True),
        "outsider": make_person,
    }[who]()
    text = as_person(person).get(f"/threads/{thread}").text
    assert words in text
    assert "<textarea" not in text


def test_pages_hold_twenty_posts_and_their_numbers_survive(as_person, member, thread):
    make_posts(thread, member, 44)
    browser = as_person(member)
    assert numbers(browser.get(f"/threads/{thread}").text) == list(range(1, 21))
    assert numbers(browser.get(f"/threads/{thread}?page=3").text) == list(range(41, 46))
    assert browser.get(f"/threads/{thread}?page=4").location == f"/threads/{thread}?page=3"
    assert browser.get(f"/threads/{thread}?page=junk").status_code == 200


def test_a_permalink_leads_to_the_page_and_the_post(as_person, member, thread):
    posts = make_posts(thread, member, 25)
    answer = as_person(member).get(f"/posts/{posts[-1]}")
    assert answer.status_code == 303
    assert answer.location == f"/threads/{thread}?page=2#p26"


def test_reading_moves_the_position_only_forward(as_person, group, thread, member):
    make_posts(thread, member, 30)
    reader = make_member(group)
    browser = as_person(reader)
    browser.get(f"/threads/{thread}?page=2").close()
    assert queries.get_head(thread, reader).last_read == 31
    browser.get(f"/threads/{thread}").close()
    assert queries.get_head(thread, reader).last_read == 31


def test_a_page_the_browser_fetched_ahead_is_not_read(as_person, group, thread):
    reader = make_member(group)
    as_person(reader).get(f"/threads/{thread}", headers={"Sec-Purpose": "prefetch"}).close()
    assert queries.get_head(thread, reader).last_read is None


def test_a_visitor_writes_nothing(client, thread, count_statements):
    with count_statements() as seen:
        client.get(f"/threads/{thread}").close()
    assert not [one for one in seen if not one.lstrip().upper().startswith("SELECT")]


def test_opening_leads_to_the_first_unread_post_with_a_line_above_it(as_person, group, thread, member):
    reader = make_member(group)
    browser = as_person(reader)
    browser.get(f"/threads/{thread}").close()
    make_posts(thread, member, 24)
    answer = browser.get(f"/threads/{thread}/unread")
    assert answer.location == f"/threads/{thread}#p2"
    text = browser.get(f"/threads/{thread}").text
    assert "24 new posts" in text
    assert text.index('role="separator"') < text.index('id="p2"')
    assert text.index('role="separator"') > text.index('id="p1"')


def test_who_never_opened_it_begins_at_the_beginning(as_person, group, thread):
    assert as_person(make_member(group)).get(f"/threads/{thread}/unread").location == f"/threads/{thread}"


def test_everything_read_leads_to_the_last_post(as_person, group, thread, member):
    make_posts(thread, member, 21)
    reader = make_member(group)
    commands.save_positions({(reader, thread): 22})
    assert as_person(reader).get(f"/threads/{thread}/unread").location == f"/threads/{thread}?page=2#p22"


def test_the_list_counts_what_is_unread_and_marks_what_is_new(as_person, group, thread, member):
    reader = make_member(group)
    browser = as_person(reader)
    browser.get(f"/threads/{thread}").close()
    make_posts(thread, member, 3)
    make_thread(group, member, title="Brand new")
    text = browser.get(f"/groups/{slug_of(group)}/threads").text
    assert re.search(r'class="count">3<span class="vh"> new posts', text)
    assert text.index("Brand new") < text.index(">New<")
    assert queries.count_unread_threads(reader, [group]) == {group: 2}


def test_what_was_said_before_one_joined_is_not_news(as_person, group, thread):
    late = make_member(group)
    assert queries.count_unread_threads(late, [group]) == {}
    assert ">New<" not in as_person(late).get(f"/groups/{slug_of(group)}/threads").text


def test_the_list_is_cut_by_key_and_holds_under_new_posts(group, member):
    threads = [make_thread(group, member) for _ in range(45)]
    first = queries.page_threads(group, member)
    commands.reply(member, threads[0], body="up")
    second = queries.page_threads(group, member, after=first.next_cursor)
    third = queries.page_threads(group, member, after=second.next_cursor)
    seen = [row.id for page in (first, second, third) for row in page.items]
    assert len(seen) == len(set(seen)) == 44  # the first thread went to the top, behind our back
    assert third.next_cursor is None
    back = queries.page_threads(group, member, before=third.prev_cursor)
    assert [row.id for row in back.items] == [row.id for row in second.items]
    assert first.prev_cursor is None


@pytest.mark.parametrize("cursor", ["", "x", "1-2", "1-2-3-4", "-1-2-3", "9-99999999999999999-1", "1-1-99999999999", "١-٢-٣"])
def test_a_made_up_cursor_is_the_first_page(cursor):
    assert read_cursor(cursor) is None


def test_a_cursor_names_its_place(group, member, thread):
    row = queries.page_threads(group, member).items[0]
    assert read_cursor(make_cursor(row)) == {"pinned": False, "at": row.last_post_at, "row": row.id}


def test_an_empty_group_says_what_to_do(as_person, client, group, member):
    assert "Open a thread" in as_person(member).get(f"/groups/{slug_of(group)}/threads").text
    text = client.get(f"/groups/{slug_of(group)}/threads").text
    assert "Nothing has been said yet" in text
    assert "Open a thread" not in text


def test_a_reserved_group_does_not_exist_for_others(as_person, client, member):
    hidden = make_group(visibility="reserved")
    insider = make_member(hidden)
    thread = make_thread(hidden, insider, title="Secret question")
    for browser in (client, as_person(make_person()), as_person(make_person(admin=True))):
        for path in (f"/threads/{thread}", f"/threads/{thread}/unread", f"/threads/{thread}/fresh",
                     f"/groups/{slug_of(hidden)}/threads", "/posts/1", "/posts/1/history"):
            answer = browser.get(path)
            assert answer.status_code == 404, path
            assert "Secret question" not in answer.text
    answer = as_person(insider).get(f"/threads/{thread}")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in answer.headers


def test_a_members_group_says_that_it_is_one(client):
    closed = make_group(visibility="members")
    thread = make_thread(closed, make_member(closed))
    answer = client.get(f"/threads/{thread}")
    assert answer.status_code == 303
    assert "/sign-in" in answer.location


def test_an_unchanged_page_is_not_sent_twice(as_person, client, group, member, thread):
    for browser in (as_person(make_member(group)), client):
        browser.get(f"/threads/{thread}").close()
        first = browser.get(f"/threads/{thread}")
        again = browser.get(f"/threads/{thread}", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.text) == (304, "")
        commands.reply(member, thread, body="Something more")
        changed = browser.get(f"/threads/{thread}", headers={"If-None-Match": first.headers["ETag"]})
        assert changed.status_code == 200
        assert "Something more" in changed.text


def test_a_kept_page_is_nobody_elses(as_person, group, thread):
    one, other = make_member(group), make_member(group)
    browser = as_person(one)
    browser.get(f"/threads/{thread}").close()
    etag = browser.get(f"/threads/{thread}").headers["ETag"]
    assert as_person(other).get(f"/threads/{thread}", headers={"If-None-Match": etag}).status_code == 200
    assert browser.get(f"/threads/{thread}?lang=fr", headers={"If-None-Match": etag}).status_code == 200


def test_what_was_drawn_for_one_shows_nothing_of_them_to_another(as_person, group, member, thread):
    own = as_person(member).get(f"/threads/{thread}").text
    assert "/posts/" in own
    assert "/edit" in own
    other = as_person(make_member(group)).get(f"/threads/{thread}").text
    assert "/edit" not in other
    assert "Salma Idrissi</p>" not in other


def test_a_new_name_shows_at_once(as_person, client, member, thread):
    from goforum.accounts.commands import change_preferences

    assert "Salma Idrissi" in client.get(f"/threads/{thread}").text
    change_preferences(member, name="Salma Tazi", language="en", zone="Africa/Casablanca")
    text = client.get(f"/threads/{thread}").text
    assert "Salma Tazi" in text
    assert "Salma Idrissi" not in text


def test_what_is_new_is_announced_in_one_line(client, member, thread):
    path = f"/threads/{thread}/fresh?after=1"
    quiet = client.get(path)
    assert (quiet.status_code, quiet.text) == (200, "")
    assert client.get(path, headers={"If-None-Match": quiet.headers["ETag"]}).status_code == 304
    make_posts(thread, member, 2)
    news = client.get(path, headers={"If-None-Match": quiet.headers["ETag"]})
    assert "2 new posts" in news.text
    assert f'href="/threads/{thread}/unread?after=1"' in news.text
    assert client.get(f"/threads/{thread}/unread?after=1").location == f"/threads/{thread}#p2"


def test_the_cost_of_a_page_does_not_grow(as_person, group, count_statements):
    members = [make_member(group) for _ in range(6)]
    links = make_commitments(3)
    reader = as_person(make_member(group))
    small = make_thread(group, members[0], commitment_ids=links[:1])
    large = make_thread(group, members[0], commitment_ids=links)
    for number in range(60):
        commands.reply(members[number % 6], large, body=f"Word {number}", commitment_ids=links[number % 3: number % 3 + 1])
    counts = []
    for path in (f"/threads/{small}", f"/threads/{large}?page=2"):
        reader.get(path).close()
        with count_statements() as seen:
            reader.get(path).close()
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 7, counts  # of which the bell, the menu of following and the own draft are three


@pytest.mark.parametrize("kept", [True, False])
def test_the_cost_of_the_list_does_not_grow(as_person, group, count_statements, kept):
    from goforum.threads import drawing

    members = [make_member(group) for _ in range(4)]
    links = make_commitments(3)
    reader = as_person(make_member(group))
    path = f"/groups/{slug_of(group)}/threads"
    counts = []
    for many in (2, 60):
        for number in range(many):
            make_thread(group, members[number % 4], commitment_ids=links[: number % 3 + 1])
        reader.get(path).close()
        if not kept:
            drawing.forget()
        with count_statements() as seen:
            reader.get(path).close()
        counts.append(len(seen))
    assert counts[0] == counts[1] <= (5 if kept else 9), counts


def test_a_thread_lists_only_for_who_may_read(group, member, thread):
    hidden = make_group(visibility="reserved")
    insider = make_member(hidden)
    secret = make_thread(hidden, insider)
    assert set(queries.cards([thread, secret], member)) == {thread}
    assert set(queries.cards([thread, secret], insider)) == {thread, secret}
    assert secret not in [card.id for card in queries.list_recent_threads(None, 50)]
    assert [card.id for card in queries.list_recent_threads(insider, 50, mine=True)] == [secret]


def test_ten_thousand_posts_cost_what_a_hundred_do(as_person, group, member, count_statements):
    """Any page of a huge thread: the same statements, along an index, never a scan of the whole."""
    from sqlalchemy import insert, text

    from goforum.core import clock
    from goforum.threads.models import Post, Thread

    thread = make_thread(group, member)
    now = clock.now()
    db.session.execute(insert(Post), [
        {"thread_id": thread, "number": n, "author_id": member, "body_source": f"{n}", "body_html": f"<p>{n}</p>",
         "pipeline_version": 1, "language": "en", "created_at": now} for n in range(2, 10_001)])
    db.session.execute(db.update(Thread).where(Thread.id == thread).values(post_count=10_000, version=9))
    db.session.commit()
    browser = as_person(make_member(group))
    browser.get(f"/threads/{thread}?page=2")
    counts = set()
    for page in (1, 250, 500):
        with count_statements() as seen:
            answer = browser.get(f"/threads/{thread}?page={page}")
        assert numbers(answer.text) == list(range(page * 20 - 19, page * 20 + 1))
        counts.add(len([one for one in seen if one.lstrip().upper().startswith("SELECT")]))
    assert len(counts) == 1, counts
    pages = re.findall(r'<a href="\?page=(\d+)"', answer.text)
    assert pages == ["1", "2", "499"]
    assert browser.get(f"/threads/{thread}?page=501").location == f"/threads/{thread}?page=500"
    if db.engine.dialect.name == "sqlite":
        plan = db.session.execute(text(
            "EXPLAIN QUERY PLAN SELECT id FROM posts WHERE thread_id = 1 AND number >= 9981 AND number < 10001 ORDER BY number"))
        steps = [row[3] for row in plan]
        assert len(steps) == 1
        assert "USING" in steps[0]
        assert "INDEX" in steps[0]


@pytest.mark.once  # SQLite's planner says how; PostgreSQL's choice depends on sizes
def test_the_list_is_read_along_its_index(group, member, thread):
    from sqlalchemy import text

    steps = [row[3] for row in db.session.execute(text(
        "EXPLAIN QUERY PLAN SELECT id FROM threads WHERE group_id = 1 AND kind = 'discussion' AND hidden_at IS NULL "
        "AND merged_into_id IS NULL ORDER BY pinned DESC, last_post_at DESC, id DESC LIMIT 21"))]
    assert steps == ["SEARCH threads USING INDEX ix_threads_list (group_id=? AND kind=?)"]


def test_a_page_is_the_same_a_second_later_and_from_another_process(as_person, monkeypatch):
    from itsdangerous import TimestampSigner

    from goforum.threads import drawing

    group = make_group()
    member = make_member(group)
    thread = make_thread(group, member)
    browser = as_person(member)
    browser.get(f"/threads/{thread}")
    tag = browser.get(f"/threads/{thread}").headers["ETag"]
    # The form token of the menu for following carries the second; the marks between posts are each process's own.
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _self: int(clock.now().timestamp()) + 5)
    for name in ("_BREAK", "_GAP", "_FOOT"):
        monkeypatch.setattr(drawing, name, f"<!--another{name}-->")
    drawing.forget()
    assert browser.get(f"/threads/{thread}", headers={"If-None-Match": tag}).status_code == 304


def test_what_is_unread_is_counted_among_the_latest_only(group, member, monkeypatch):
    """However many there are: a front page must not read all of a large group to say so."""
    monkeypatch.setattr("goforum.threads.queries.threads.UNREAD_LOOKED", 3)
    reader, other = make_member(group), make_group()
    for _ in range(5):
        make_thread(group, member)
    assert queries.count_unread_threads(reader, [group, other]) == {group: 3}
    assert queries.count_unread_threads(reader, []) == {}
