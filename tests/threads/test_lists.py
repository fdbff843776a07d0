"""The list of threads: filters and orders in the address; ways into a thread; what is really read."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from goforum.core import clock
from goforum.core.db import db
from goforum.groups.models import Group
from goforum.threads import commands, queries
from goforum.threads.queries import Filters
from goforum.threads.queries.lists import make_cursor, read_cursor
from tests.factories import make_group, make_member
from tests.threads.conftest import make_commitments, make_posts, make_thread


def slug_of(group):
    return db.session.get(Group, group).slug


@pytest.fixture
def many(group, member, facilitator):
    """Threads of every kind, and a reader who has opened some."""
    links = make_commitments(2)
    reader = make_member(group)
    made = {
        "plain": make_thread(group, member, title="Plain question", body="An ordinary question for everybody."),
        "french": make_thread(group, member, title="Une question", body="Voici une question en français."),
        "arabic": make_thread(group, member, title="سؤال", body="هذا سؤال بالعربية."),
        "linked": make_thread(group, member, title="Linked", body="About the promise.", commitment_ids=links[:1]),
        "closed": make_thread(group, member, title="Closed", body="This is the end."),
        "mine": make_thread(group, reader, title="Mine", body="This is what I ask."),
        "wrote": make_thread(group, member, title="Wrote", body="This is what they ask."),
        "busy": make_thread(group, member, title="Busy", body="This is what all ask."),
    }
    commands.close_thread(facilitator, made["closed"], reason="Done.")
    commands.reply(reader, made["wrote"], body="My answer is here.")
    make_posts(made["busy"], member, 5)
    for name in ("plain", "busy", "french", "arabic", "linked", "closed"):
        commands.mark_read(reader, made[name], 1)
    commands.mark_read(reader, made["wrote"], 2)
    commands.mark_read(reader, made["mine"], 1)
    return made, links, reader


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("in=fr", {"french"}), ("in=ar", {"arabic"}), ("in=klingon", None), ("state=closed", {"closed"}),
        ("state=open&in=ar", {"arabic"}), ("show=unread", {"busy"}), ("show=mine", {"mine", "wrote"}),
        ("commitment={link}", {"linked"}), ("commitment=999999", set()), ("commitment=x", None), ("state=closed&in=ar", set()),
    ],
)  # fmt: skip
def test_filters_stand_in_the_address(as_person, group, many, query, expected):
    made, links, reader = many
    text = as_person(reader).get(f"/groups/{slug_of(group)}/threads?{query.format(link=links[0])}").text
    shown = {name for name, one in made.items() if f'data-t="{one}"' in text}
    assert shown == (set(made) if expected is None else expected)
    if expected == set():
        assert "No thread is like this" in text
        assert "Show all threads" in text


def test_a_visitors_unread_threads_are_all_threads(client, group, many):
    made, _links, _reader = many
    text = client.get(f"/groups/{slug_of(group)}/threads?show=unread").text
    assert all(f'data-t="{one}"' in text for one in made.values())
    assert 'name="show"' not in text


def test_orders_and_their_pages_are_cut_by_key(group, member):
    threads = [make_thread(group, member) for _ in range(25)]
    for thread, many in zip(threads, (3, 1, 2), strict=False):
        make_posts(thread, member, many)
    for sort, expected in (("newest", threads[::-1]), ("replies", [threads[0], threads[2], threads[1], *threads[:2:-1]])):
        asked = Filters(sort=sort)
        first = queries.page_threads(group, member, filters=asked)
        rest = queries.page_threads(group, member, filters=asked, after=first.next_cursor)
        assert [row.id for row in (*first.items, *rest.items)] == expected
        back = queries.page_threads(group, member, filters=asked, before=rest.prev_cursor)
        assert [row.id for row in back.items] == [row.id for row in first.items]
        assert rest.next_cursor is None
        assert back.prev_cursor is None
        row = first.items[3]
        assert read_cursor(make_cursor(row, sort), sort)["row"] == row.id
        assert read_cursor(make_cursor(row, "activity"), sort) is None


def test_a_filter_stays_on_the_next_page(as_person, group, member):
    for _ in range(21):
        make_thread(group, member, body="Une question en français, voilà.")
    text = as_person(member).get(f"/groups/{slug_of(group)}/threads?in=fr&sort=newest").text
    assert re.search(r'href="[^"]*threads\?in=fr&amp;sort=newest&amp;after=\d+"', text)


def test_filtered_lists_cost_the_same(as_person, group, member, count_statements):
    links = make_commitments(2)
    reader = as_person(make_member(group))
    path = f"/groups/{slug_of(group)}/threads?in=fr&sort=replies&commitment={links[0]}&show=unread&state=open"
    counts = []
    for many in (5, 30):
        for _ in range(many):
            make_thread(group, member, body="Une question en français, voilà.", commitment_ids=links[:1])
        reader.get(path)
        with count_statements() as seen:
            reader.get(path)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 6, counts


def test_another_language_is_said_beside_the_title(as_person, group, many):
    _made, _links, reader = many
    text = as_person(reader).get(f"/groups/{slug_of(group)}/threads").text
    assert text.count('<span class="badge sysfont" lang="ar">') == 1
    assert '<span class="badge sysfont" lang="en">' not in text


@pytest.mark.parametrize(
    ("query", "number"),
    [("number=3", 3), ("number=99", 45), ("day=2026-03-02", 2), ("day=2026-03-01", 1), ("day=2020-01-01", 1),
     ("day=2026-03-22", 22), ("day=2027-01-01", 45)],
)  # fmt: skip
def test_jumping_to_a_day_or_a_number(client, group, member, query, number):
    start = datetime(2026, 3, 1, 10, tzinfo=UTC)
    with clock.frozen(start):
        thread = make_thread(group, member)
    for day in range(1, 45):
        with clock.frozen(start + timedelta(days=day)):
            make_posts(thread, member, 1)
    page = (number - 1) // 20 + 1
    assert client.get(f"/threads/{thread}/at?{query}").location == (
        f"/threads/{thread}{f'?page={page}' if page > 1 else ''}#p{number}")


@pytest.mark.parametrize("query", ["", "day=", "day=tomorrow", "day=2026-13-01", "day=0001-01-01", "day=9999-12-31", "number=0", "number=x"])
def test_a_day_that_is_none_is_no_accident(client, thread, query):
    answer = client.get(f"/threads/{thread}/at?{query}")
    assert answer.status_code == 303
    assert answer.location.startswith(f"/threads/{thread}")


def test_the_readers_day_is_the_one_on_their_wall(as_person, group, member):
    from goforum.accounts.commands import change_preferences

    reader = make_member(group)
    change_preferences(reader, name="Reader", language="en", zone="Asia/Tokyo")
    with clock.frozen(datetime(2026, 3, 1, 14, tzinfo=UTC)):
        thread = make_thread(group, member)
    with clock.frozen(datetime(2026, 3, 1, 16, tzinfo=UTC)):  # the 2nd of March, one in the morning, in Tokyo
        make_posts(thread, member, 1)
    assert as_person(reader).get(f"/threads/{thread}/at?day=2026-03-02").location.endswith("#p2")


def test_a_browser_that_tells_is_believed_before_the_page(as_person, group, member, thread):
    reader = make_member(group)
    make_posts(thread, member, 3)
    browser = as_person(reader)
    browser.set_cookie("gf_reads", "1")
    text = browser.get(f"/threads/{thread}")
    text.close()
    assert queries.get_head(thread, reader).last_read is None
    assert f'data-seen="/threads/{thread}/seen"' in text.text
    browser.post(f"/threads/{thread}/seen", data={"number": "2"}).close()
    assert queries.get_head(thread, reader).last_read == 2


def test_ones_own_post_is_read_if_all_before_it_was(group, member, thread):
    one, other = make_member(group), make_member(group)
    commands.mark_read(one, thread, 1)
    commands.reply(one, thread, body="I have read all of this.")
    assert queries.get_head(thread, one).last_read == 2
    make_posts(thread, member, 2)
    commands.mark_read(other, thread, 1)
    commands.reply(other, thread, body="I have not read the last ones.")
    assert queries.get_head(thread, other).last_read == 1


def test_keys_are_a_page_and_can_be_switched_off(client):
    assert "Next post" in client.get("/keys").text
    assert "Switch these keys off" in client.get("/keys").text
    client.post("/keys", data={"keys": "off"})
    assert "Switch these keys on" in client.get("/keys").text
    client.post("/keys", data={"keys": "on"})
    assert "Switch these keys off" in client.get("/keys").text


@pytest.mark.once
def test_each_order_of_the_list_is_read_along_an_index(group, member, thread):
    from sqlalchemy import text

    if db.engine.dialect.name != "sqlite":
        pytest.skip("SQLite's planner says how")
    for order, index in (("id DESC", "ix_threads_newest"), ("post_count DESC, id DESC", "ix_threads_replies")):
        steps = [row[3] for row in db.session.execute(text(
            "EXPLAIN QUERY PLAN SELECT id FROM threads WHERE group_id = 1 AND kind = 'discussion' AND hidden_at IS NULL "
            f"AND merged_into_id IS NULL ORDER BY {order} LIMIT 21"))]
        assert steps == [f"SEARCH threads USING INDEX {index} (group_id=? AND kind=?)"]


def test_ten_thousand_threads_are_a_page_like_any_other(as_person, group, member, count_statements):
    from sqlalchemy import insert

    from goforum.threads.models import Thread

    now = clock.now()
    db.session.execute(insert(Thread), [
        {"group_id": group, "kind": "discussion", "title": f"T{n}", "language": "fr" if n % 100 == 0 else "en",
         "author_id": member, "created_at": now, "last_post_at": now - timedelta(seconds=n), "post_count": n % 50,
         "version": 1, "participant_count": 1} for n in range(10_000)])
    db.session.commit()
    browser = as_person(make_member(group))
    text = browser.get(f"/groups/{slug_of(group)}/threads?in=fr").text
    assert text.count("data-t=") == 20
    assert len(queries.page_threads(group, member, filters=Filters(sort="replies", show="mine")).items) == 20
    assert make_group()
