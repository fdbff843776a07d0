"""Reactions, bookmarks and how far one has read."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Conflict, Invalid, NotFound, Refused
from goforum.groups.models import Group
from goforum.groups.rules import Standing
from goforum.threads import commands, queries, rules
from goforum.threads.marks import press
from goforum.threads.rules import PostFacts, ThreadFacts
from tests.factories import make_group, make_member, make_person
from tests.threads.conftest import make_posts, make_thread

NOW = datetime(2026, 10, 1, tzinfo=UTC)


def place(**facts):
    base = {"group_id": 1, "visibility": "public", "join_policy": "open", "person_id": 7, "confirmed": True,
            "role": "member"}
    return Standing(**{**base, "archived": False, **facts})


OPEN, MINE, THEIRS = ThreadFacts(7), PostFacts(7), PostFacts(8)


@pytest.mark.parametrize(
    ("standing", "thread", "post", "code"),
    [
        (place(), OPEN, THEIRS, ""), (place(), OPEN, MINE, "own"), (place(role="observer"), OPEN, THEIRS, "observer"),
        (place(role=None), OPEN, THEIRS, "not-member"), (place(person_id=None), OPEN, THEIRS, "visitor"),
        (place(confirmed=False), OPEN, THEIRS, "unconfirmed"), (place(suspended=True), OPEN, THEIRS, "suspended"),
        (place(), ThreadFacts(7, closed_at=NOW), THEIRS, "closed"), (place(), OPEN, PostFacts(8, deleted_at=NOW), "deleted"),
        (place(), OPEN, PostFacts(8, hidden_at=NOW), "deleted"),
    ],
)  # fmt: skip
def test_who_may_react(standing, thread, post, code):
    verdict = rules.may_react(standing, thread, post, NOW)
    assert bool(verdict) is (not code)
    if code:
        assert verdict.reason


@pytest.mark.parametrize(
    ("standing", "post", "allowed"),
    [(place(), MINE, True), (place(role="observer"), THEIRS, True), (place(suspended=True), THEIRS, True),
     (place(person_id=None), THEIRS, False), (place(), PostFacts(8, deleted_at=NOW), False),
     (place(visibility="reserved", role=None), THEIRS, False)],
)  # fmt: skip
def test_who_may_keep_a_post(standing, post, allowed):
    assert bool(rules.may_bookmark(standing, OPEN, post, NOW)) is allowed


def first_post(thread):
    return queries.page_posts(thread, 1)[0].id


def slug_of(group):
    return db.session.get(Group, group).slug


def test_a_reaction_is_counted_once_and_taken_back_once(group, member, thread):
    post, reader = first_post(thread), make_member(group)
    version = queries.get_head(thread, None)
    for _ in range(3):
        commands.set_reaction(reader, post, "agree")
    commands.set_reaction(reader, post, "thanks")
    assert queries.count_reactions([post]) == {post: {"agree": 1, "thanks": 1}}
    assert queries.marks_of(reader, [post]) == {post: {"agree", "thanks"}}
    for _ in range(2):
        commands.set_reaction(reader, post, "agree", on=False)
    assert queries.count_reactions([post]) == {post: {"thanks": 1}}
    after = queries.get_head(thread, None)
    assert (after.version, after.reaction_version) == (version.version, version.reaction_version + 3)


def test_nobody_reacts_to_their_own_post_nor_with_a_made_up_word(group, member, thread, facilitator):
    post, reader = first_post(thread), make_member(group)
    with pytest.raises(Refused, match="own"):
        commands.set_reaction(member, post, "agree")
    with pytest.raises(Invalid):
        commands.set_reaction(reader, post, "love")
    commands.close_thread(facilitator, thread, reason="Done.")
    with pytest.raises(Conflict):
        commands.set_reaction(reader, post, "agree")
    with pytest.raises(NotFound):
        commands.set_reaction(reader, 10**6, "agree")


def test_everybody_sees_the_count_and_only_i_see_mine_pressed(as_person, client, group, member, thread):
    post, reader, other = first_post(thread), make_member(group), make_member(group)
    client.get(f"/threads/{thread}")
    as_person(reader).post(f"/posts/{post}/react", data={"on": "insight"})
    mine, theirs, visitors = (browser.get(f"/threads/{thread}").text
                              for browser in (as_person(reader), as_person(other), client))
    assert 'name="off" value="insight" aria-pressed="true"' in mine
    assert 'name="on" value="insight" aria-pressed="false"' in theirs
    for text in (mine, theirs, visitors):
        assert re.search(r'Good point</span><b class="num">1</b>', text)
    assert "formaction" not in visitors
    assert '/react"' not in as_person(member).get(f"/threads/{thread}").text  # the author's own page


def test_a_script_gets_only_the_row_under_the_post(as_person, group, thread):
    post, browser = first_post(thread), as_person(make_member(group))
    answer = browser.post(f"/posts/{post}/react", data={"on": "agree"}, headers={"X-Requested-With": "fetch"})
    assert answer.text.startswith(f'<span class="rx" id="r{post}">')
    assert 'name="off" value="agree"' in answer.text
    plain = browser.post(f"/posts/{post}/react", data={"off": "agree"})
    assert plain.location == f"/threads/{thread}#p1"
    assert queries.count_reactions([post]) == {}


def test_words_of_a_post_never_look_pressed(as_person, group, member):
    fake = 'name="on" value="agree" aria-pressed="false"'
    thread = make_thread(group, member, body=fake)
    reader = make_member(group)
    commands.set_reaction(reader, first_post(thread), "agree")
    text = as_person(reader).get(f"/threads/{thread}").text
    assert text.count('name="off" value="agree"') == 1
    assert press(fake.encode(), {"thanks"}) == fake.encode()


def test_who_reacted_is_a_page(as_person, client, group, thread):
    post, reader = first_post(thread), make_member(group, name="Nadia Benali")
    assert "No reaction yet" in client.get(f"/posts/{post}/reactions").text
    commands.set_reaction(reader, post, "source")
    text = client.get(f"/posts/{post}/reactions").text
    assert "Nadia Benali" in text
    assert '<button class="btn" name=' not in text
    assert 'name="off" value="source"' in as_person(reader).get(f"/posts/{post}/reactions").text


def test_a_bookmark_is_kept_noted_searched_removed_and_brought_back(as_person, group, thread, member):
    post, reader = first_post(thread), make_member(group)
    browser = as_person(reader)
    assert "You have kept no post yet" in browser.get("/bookmarks").text
    browser.post(f"/posts/{post}/bookmark", data={"on": "bookmark"})
    browser.post(f"/posts/{post}/bookmark", data={"on": "bookmark", "note": "For <the> report", "list": "y"})
    assert 'value="bookmark" aria-pressed="true"' in browser.get(f"/threads/{thread}").text
    text = browser.get("/bookmarks").text
    assert "For &lt;the&gt; report" in text
    assert "The first word." in text
    assert "report" in browser.get("/bookmarks?q=REPORT").text
    assert "The first word." in browser.get("/bookmarks?q=first+word").text
    for nothing in ("100%25", "_", "nowhere"):
        assert "Nothing found" in browser.get(f"/bookmarks?q={nothing}").text
    answer = browser.post(f"/posts/{post}/bookmark", data={"off": "bookmark", "list": "y"})
    assert answer.location == f"/bookmarks?removed={post}"
    gone = browser.get(answer.location).text
    assert "Undo" in gone
    assert "The first word." not in gone
    browser.post(f"/posts/{post}/bookmark", data={"on": "bookmark", "list": "y"})
    assert "For &lt;the&gt; report" in browser.get("/bookmarks").text  # the note came back with it


def test_a_note_that_is_too_long_changes_nothing(group, thread):
    post, reader = first_post(thread), make_member(group)
    commands.set_bookmark(reader, post, note="short")
    with pytest.raises(Invalid):
        commands.set_bookmark(reader, post, note="x" * 501)
    assert queries.page_bookmarks(reader).items[0].note == "short"


def test_what_was_removed_long_ago_is_forgotten(group, thread):
    post, reader = first_post(thread), make_member(group)
    more = make_posts(thread, reader, 1)[0]
    with clock.frozen(clock.now() - timedelta(days=3)):
        commands.set_bookmark(reader, post, note="old")
        commands.set_bookmark(reader, post, on=False)
    commands.set_bookmark(reader, more)
    commands.set_bookmark(reader, more, on=False)
    commands.set_bookmark(reader, post)
    assert [row.note for row in queries.page_bookmarks(reader).items] == [""]


def test_bookmarks_show_nothing_one_may_no_longer_read(as_person, group, member, thread):
    hidden = make_group(visibility="reserved")
    insider, keeper = make_member(hidden), make_member(hidden)
    secret = first_post(make_thread(hidden, insider, title="Secret question"))
    commands.set_bookmark(keeper, secret, note="mine")
    assert "Secret question" in as_person(keeper).get("/bookmarks").text
    from goforum.groups import commands as groups

    groups.leave(keeper, hidden)
    text = as_person(keeper).get("/bookmarks").text
    assert "Secret question" not in text
    assert "mine" not in text
    mine = first_post(thread)
    commands.set_bookmark(keeper, mine)
    commands.delete_post(member, mine)
    text = as_person(keeper).get("/bookmarks").text
    assert "This post is deleted" in text
    assert "The first word." not in text
    assert "Nothing found" in as_person(keeper).get("/bookmarks?q=first").text


def test_bookmarks_cost_the_same_and_are_cut_by_key(as_person, group, member, thread, count_statements):
    reader = make_member(group)
    browser = as_person(reader)
    make_posts(thread, member, 60)
    ids = [row.id for page in (1, 2, 3, 4) for row in queries.page_posts(thread, page)]
    counts = []
    for wanted in (ids[:5], ids):
        for post in wanted:
            commands.set_bookmark(reader, post)
        with count_statements() as seen:
            browser.get("/bookmarks")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 5, counts
    first = queries.page_bookmarks(reader)
    second = queries.page_bookmarks(reader, after=int(first.next_cursor))
    assert not {r.id for r in first.items} & {r.id for r in second.items}
    back = queries.page_bookmarks(reader, before=int(second.prev_cursor))
    assert [r.id for r in back.items] == [r.id for r in first.items]
    assert back.prev_cursor is None


def test_unread_from_here_is_the_one_way_back(as_person, group, member, thread):
    reader = make_member(group)
    posts = make_posts(thread, member, 5)
    commands.mark_read(reader, thread, 6)
    commands.mark_read(reader, thread, 2)
    assert queries.get_head(thread, reader).last_read == 6
    answer = as_person(reader).post(f"/posts/{posts[1]}/unread")
    assert answer.location == f"/groups/{slug_of(group)}/threads"
    assert queries.get_head(thread, reader).last_read == 2
    row = next(r for r in queries.page_threads(group, reader).items if r.id == thread)
    assert row.unread == 4
    assert as_person(reader).get(f"/threads/{thread}/unread").location == f"/threads/{thread}#p3"


def test_what_a_browser_says_it_saw_moves_only_forward(as_person, group, member, thread):
    reader = make_member(group)
    make_posts(thread, member, 5)
    browser = as_person(reader)
    for number, expected in ((3, 3), (2, 3), (99, 3), (6, 6), ("x", 6), (-1, 6)):
        answer = browser.post(f"/threads/{thread}/seen", data={"number": str(number)})
        assert answer.status_code == 204
        answer.close()
        assert queries.get_head(thread, reader).last_read == expected


def test_all_read_reads_all_and_nothing_elsewhere(as_person, group, member):
    reader, elsewhere = make_member(group), make_group()
    threads = [make_thread(group, member) for _ in range(3)]
    other = make_thread(elsewhere, make_member(elsewhere))
    commands.mark_read(reader, threads[0], 1)
    make_posts(threads[0], member, 4)
    assert queries.count_unread_threads(reader, [group]) == {group: 3}
    browser = as_person(reader)
    browser.post(f"/groups/{slug_of(group)}/threads/read")
    assert "3 threads are marked as read" in browser.get(f"/groups/{slug_of(group)}/threads").text
    assert queries.count_unread_threads(reader, [group]) == {}
    assert queries.get_head(other, reader).last_read is None


def test_reactions_cost_the_same_statements(as_person, group, member, count_statements):
    reader = as_person(make_member(group))
    counts = []
    for many in (5, 20):
        thread = make_thread(group, member)
        posts = make_posts(thread, member, many - 1)
        for number in range(many // 5):
            person = make_member(group)
            for post in posts:
                commands.set_reaction(person, post, rules.REACTIONS[number])
        reader.get(f"/threads/{thread}").close()
        reader.get(f"/threads/{thread}").close()
        with count_statements() as seen:
            reader.get(f"/threads/{thread}").close()
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 7, counts


@pytest.mark.race
def test_the_same_mark_twenty_times_at_once_is_one_effect(committed, ctx, app):
    from concurrent.futures import ThreadPoolExecutor

    group = make_group()
    author, reader = make_member(group), make_member(group)
    thread = make_thread(group, author)
    post = first_post(thread)
    acts = (lambda: commands.set_reaction(reader, post, "agree"), lambda: commands.set_bookmark(reader, post, note="n"))

    def one(number):
        with app.app_context():
            acts[number % 2]()

    db.session.remove()
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(one, range(40)))
    assert queries.count_reactions([post]) == {post: {"agree": 1}}
    assert queries.get_head(thread, None).reaction_version == 1
    assert [row.note for row in queries.page_bookmarks(reader).items] == ["n"]
    assert make_person()
