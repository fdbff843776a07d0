"""Splitting and merging: numbers, order, positions, counters, addresses; each checked post by post."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Conflict, Invalid, Refused
from goforum.threads import commands, queries
from goforum.threads.models import Post, ReadingPosition, Thread, ThreadCommitment, ThreadTrace
from tests.factories import make_group, make_member
from tests.threads.conftest import make_commitments, make_thread

BEGIN = datetime(2019, 2, 6, 10, tzinfo=UTC)


@pytest.fixture
def time(monkeypatch):
    """A clock that goes a minute on at each look."""
    now = [BEGIN]

    def look():
        now[0] += timedelta(minutes=1)
        return now[0]

    monkeypatch.setattr(clock, "now", look)
    return now


def ids_of(thread):
    return list(db.session.scalars(select(Post.id).where(Post.thread_id == thread).order_by(Post.number)))


def numbers_of(thread):
    return list(db.session.scalars(select(Post.number).where(Post.thread_id == thread).order_by(Post.number)))


def read(person, thread, number):
    commands.save_positions({(person, thread): number})


def position(person, thread):
    return db.session.scalar(select(ReadingPosition.last_number).where(
        ReadingPosition.person_id == person, ReadingPosition.thread_id == thread))


def read_ids(person, thread):
    return set(ids_of(thread)[:position(person, thread) or 0])


def check_counters(*threads):
    for one in threads:
        thread = db.session.get(Thread, one, populate_existing=True)
        rows = db.session.execute(select(Post.author_id, Post.created_at, Post.id).where(
            Post.thread_id == one).order_by(Post.number)).all()
        assert numbers_of(one) == list(range(1, len(rows) + 1))
        assert thread.post_count == len(rows)
        assert thread.participant_count == len({row.author_id for row in rows})
        assert [row.created_at for row in rows] == sorted(row.created_at for row in rows)
        if rows:
            assert (thread.last_post_id, thread.last_author_id, thread.last_post_at) == (
                rows[-1].id, rows[-1].author_id, rows[-1].created_at)


@pytest.fixture
def two(time, group, member, facilitator):
    """Two threads written in turns: A has 1 3 5 7 9, B has 2 4 6 8 10 in the order of time."""
    other = make_member(group)
    a, b = make_thread(group, member, "About A"), make_thread(group, other, "About B")
    for _ in range(4):
        commands.reply(member, a, body=f"A {clock.now()}")
        commands.reply(other, b, body=f"B {clock.now()}")
    return a, b


def test_merging_puts_posts_in_order_of_time(two, facilitator):
    a, b = two
    mine, theirs = ids_of(a), ids_of(b)
    before = db.session.get(Thread, b).version
    commands.merge_threads(facilitator, a, into_id=b)
    assert ids_of(b) == [one for pair in zip(mine, theirs, strict=True) for one in pair]
    assert ids_of(a) == []
    check_counters(b)
    assert db.session.get(Thread, b).version > before
    assert db.session.get(Thread, a).merged_into_id == b
    assert {db.session.get(Post, one).moved_from_id for one in mine} == {a}


@pytest.mark.parametrize(
    ("in_a", "in_b", "expected"),
    [
        # A: 1 3 5 7 9, B: 2 4 6 8 10 of the merged thread.
        (5, 5, 10),       # all read: all read
        (5, 2, 5),        # the first unread is B's third, number 6
        (2, 5, 4),        # the first unread is A's third, number 5
        (0, 5, 0),        # A opened and nothing of it read
        (3, None, 5),     # A alone, up to its third: behind that
        (None, 3, 6),     # B alone, up to its third
        (None, 5, 10),
        (5, None, 9),     # B's last post came after all of A: not seen
        (99, 99, 10),     # positions beyond the end
    ])
def test_positions_after_a_merge(two, facilitator, group, in_a, in_b, expected):
    a, b = two
    reader = make_member(group)
    for thread, number in ((a, in_a), (b, in_b)):
        if number is not None:
            db.session.execute(insert(ReadingPosition).values(
                person_id=reader, thread_id=thread, last_number=number, seen_at=BEGIN))
    db.session.commit()
    commands.merge_threads(facilitator, a, into_id=b)
    assert position(reader, b) == expected


def test_who_read_neither_gets_no_position(two, facilitator, group):
    a, b = two
    reader = make_member(group)
    commands.merge_threads(facilitator, a, into_id=b)
    assert position(reader, b) is None


def test_no_unread_post_is_lost_whatever_was_read(time, group, facilitator):
    """Chance decides who wrote where and how far each has read: nobody reading both misses a post."""
    chance = random.Random(7)
    people = [make_member(group) for _ in range(8)]
    for _round in range(6):
        a, b = make_thread(group, people[0]), make_thread(group, people[1])
        for _ in range(chance.randint(3, 25)):
            commands.reply(chance.choice(people), chance.choice((a, b)), body=f"{clock.now()}")
        known = {}
        for person in people:
            for thread in (a, b):
                count = len(ids_of(thread))
                number = chance.choice([None, *range(count + 1)])
                if number:
                    read(person, thread, number)
                    known[person, thread] = set(ids_of(thread)[:number])
        commands.merge_threads(facilitator, a, into_id=b)
        check_counters(b)
        for person in people:
            if (person, a) in known and (person, b) in known:
                both = known[person, a] | known[person, b]
                shown = read_ids(person, b)
                assert shown <= both, "a post nobody has read is shown as read"
                first_unread = next((n for n, one in enumerate(ids_of(b)) if one not in both), len(ids_of(b)))
                assert len(shown) == first_unread, "the reader goes on at the first unread post"


def test_splitting_closes_the_numbers_up_and_positions_are_exact(two, facilitator, group):
    a, _b = two
    posts = ids_of(a)
    readers = [make_member(group) for _ in range(6)]
    for number, reader in enumerate(readers):
        if number:
            read(reader, a, number)
    picks = [posts[1], posts[3]]
    made = commands.split_thread(facilitator, a, post_ids=picks, title="Another matter")
    assert ids_of(made) == picks
    assert ids_of(a) == [posts[0], posts[2], posts[4]]
    check_counters(a, made)
    for number, reader in enumerate(readers):
        seen = set(posts[:number])
        if number:
            assert read_ids(reader, a) == seen & set(ids_of(a))
            assert read_ids(reader, made) == seen & set(picks)
            assert position(reader, made) is not None
        else:
            assert position(reader, made) is None


def test_splitting_into_a_thread_that_is_there(two, facilitator, member, group):
    a, b = two
    posts, theirs = ids_of(a), ids_of(b)
    reader, other = make_member(group), make_member(group)
    read(reader, a, 3)
    read(reader, b, 5)
    read(other, a, 1)
    assert commands.split_thread(facilitator, a, post_ids=posts[2:4], into_id=b) == b
    assert ids_of(b) == [theirs[0], theirs[1], posts[2], theirs[2], posts[3], theirs[3], theirs[4]]
    check_counters(a, b)
    assert read_ids(reader, b) == {theirs[0], theirs[1], posts[2], theirs[2]}
    assert read_ids(reader, a) == set(posts[:2])
    assert position(other, b) is None


def test_a_split_sent_twice_is_one_thread(two, facilitator):
    a, _b = two
    picks = ids_of(a)[1:3]
    made = [commands.split_thread(facilitator, a, post_ids=picks, title="T", client_key="k") for _ in range(2)]
    assert made[0] == made[1]
    assert commands.merge_threads(facilitator, a, into_id=made[0]) is None
    assert commands.merge_threads(facilitator, a, into_id=made[0]) is None


def test_what_cannot_be_split(two, facilitator, group, member):
    a, b = two
    for picks, reason in (([], Invalid), (ids_of(a), Invalid), (ids_of(b)[:1], Conflict)):
        with pytest.raises(reason):
            commands.split_thread(facilitator, a, post_ids=picks, title="T")
    with pytest.raises(Invalid):
        commands.split_thread(facilitator, a, post_ids=ids_of(a)[:1], into_id=a)
    with pytest.raises(Refused):
        commands.split_thread(member, a, post_ids=ids_of(a)[:1], title="T")


def test_undoing_a_merge_gives_both_back(two, facilitator, member, group):
    a, b = two
    mine, theirs = ids_of(a), ids_of(b)
    links = make_commitments(2)
    commands.link_commitments(facilitator, a, links)
    reader = make_member(group)
    read(reader, a, 2)
    read(reader, b, 5)
    commands.merge_threads(facilitator, a, into_id=b)
    new = commands.reply(member, b, body="Since then")
    trace = db.session.scalar(select(ThreadTrace.id).where(ThreadTrace.kind == "merged_in"))
    assert commands.undo_move(facilitator, b, trace) == a
    assert (ids_of(a), ids_of(b)) == (mine, [*theirs, new])
    check_counters(a, b)
    assert db.session.get(Thread, a).merged_into_id is None
    assert queries.commitments_of([a, b]) == {a: links}
    # What was shown twice since the merge is unread here too; nothing unread became read.
    assert read_ids(reader, a) <= set(mine[:2])
    assert read_ids(reader, b) <= set(theirs)
    with pytest.raises(Refused):
        commands.undo_move(facilitator, b, trace)


def test_undoing_a_split_gives_the_posts_back(two, facilitator):
    a, _b = two
    posts = ids_of(a)
    made = commands.split_thread(facilitator, a, post_ids=posts[1:3], title="T")
    trace = db.session.scalar(select(ThreadTrace.id).where(ThreadTrace.kind == "split_in"))
    commands.undo_move(facilitator, made, trace)
    assert ids_of(a) == posts
    check_counters(a)
    assert db.session.get(Thread, made).merged_into_id == a


def test_undo_ends_after_a_week(two, facilitator, time):
    a, b = two
    commands.merge_threads(facilitator, a, into_id=b)
    trace = db.session.scalar(select(ThreadTrace.id).where(ThreadTrace.kind == "merged_in"))
    time[0] += timedelta(days=7)
    with pytest.raises(Refused) as refused:
        commands.undo_move(facilitator, b, trace)
    assert refused.value.code == "late"


def test_what_was_said_among_fewer_people_does_not_open(two, facilitator, group, member):
    a, _b = two
    open_group = make_group()
    closed = make_group(visibility="members")
    reserved = make_group(visibility="reserved")
    from tests.factories import enter
    for one in (open_group, closed, reserved):
        enter(facilitator, one, "facilitator")
    commands.move_thread(facilitator, a, group_id=open_group)
    with pytest.raises(Invalid):
        commands.move_thread(facilitator, a, group_id=reserved)
    commands.move_thread(facilitator, a, group_id=reserved, sure=True)
    for wider in (open_group, closed):
        with pytest.raises(Refused) as refused:
            commands.move_thread(facilitator, a, group_id=wider, sure=True)
        assert refused.value.code == "widens"
    b = make_thread(open_group, facilitator)
    with pytest.raises(Refused):
        commands.merge_threads(facilitator, a, into_id=b, sure=True)
    with pytest.raises(Refused):
        commands.split_thread(facilitator, a, post_ids=ids_of(a)[:1], into_id=b, sure=True)


def test_a_reply_to_a_merged_thread_arrives_where_it_went(two, facilitator, member):
    a, b = two
    commands.merge_threads(facilitator, a, into_id=b)
    made = commands.reply(member, a, body="Too late, but not lost.")
    assert db.session.get(Post, made).thread_id == b
    check_counters(b)


def test_a_late_position_is_no_higher_than_the_thread(two, facilitator, group):
    a, _b = two
    reader = make_member(group)
    read(reader, a, 99)
    assert position(reader, a) == 5


def fill(thread, author, count, start):
    db.session.execute(insert(Post), [{
        "thread_id": thread, "number": n + 2, "author_id": author, "body_source": "x", "body_html": "<p>x</p>",
        "pipeline_version": 1, "language": "en", "created_at": start + timedelta(seconds=2 * n), "revision": 0,
    } for n in range(count)])
    db.session.execute(Thread.__table__.update().where(Thread.id == thread).values(post_count=count + 1))
    db.session.commit()


def statements(run):
    seen = []
    listener = lambda conn, cursor, statement, *rest: seen.append(statement)  # noqa: E731
    from sqlalchemy import event
    event.listen(db.session.get_bind(), "before_cursor_execute", listener)
    try:
        run()
    finally:
        event.remove(db.session.get_bind(), "before_cursor_execute", listener)
    return len([one for one in seen if "SAVEPOINT" not in one])


def merge_of(count, group, member, facilitator):
    a, b = make_thread(group, member), make_thread(group, member)
    fill(a, member, count, BEGIN)
    fill(b, member, count, BEGIN + timedelta(seconds=1))
    readers = [make_member(group) for _ in range(5)]
    db.session.execute(insert(ReadingPosition), [
        {"person_id": one, "thread_id": thread, "last_number": count // (n + 1), "seen_at": BEGIN}
        for n, one in enumerate(readers) for thread in (a, b)])
    db.session.commit()
    used = statements(lambda: commands.merge_threads(facilitator, a, into_id=b))
    assert numbers_of(b) == list(range(1, 2 * count + 3))
    assert db.session.scalar(select(func.count()).select_from(ThreadCommitment)) == 0
    return used


def test_merging_ten_thousand_posts_costs_the_statements_of_merging_ten(group, member, facilitator):
    used = [merge_of(count, group, member, facilitator) for count in (5, 5000)]
    assert used[0] == used[1] <= 50
