"""Who is told of what: each event once to each person, never its actor, never who may not read."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import func, select

from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import db
from goforum.groups import commands as groups
from goforum.groups.queries import standing
from goforum.groups.rules import may_read
from goforum.meetings import commands as meetings
from goforum.meetings.commands.planning import Invitation
from goforum.notifications import commands, jobs, queries, rules
from goforum.notifications.models import GroupFollow, Notice, Notification, ThreadFollow
from goforum.proposals import commands as proposals
from goforum.threads import commands as threads
from goforum.voting import commands as voting
from tests.factories import enter, make_group, make_member, make_person


def told(person_id):
    """The kinds a person was told of, in order."""
    return list(db.session.scalars(select(Notification.kind).where(Notification.person_id == person_id)
                                   .order_by(Notification.id)))


@command
def choose(person_id, *, group=None, thread=None, level=None, mail=None):
    now = clock.now()
    if thread:
        row = db.session.get(ThreadFollow, (person_id, thread))
        if row is None:
            row = ThreadFollow(person_id=person_id, thread_id=thread, updated_at=now, wrote=False)
            db.session.add(row)
    else:
        row = db.session.get(GroupFollow, (person_id, group))
        if row is None:
            row = GroupFollow(person_id=person_id, group_id=group, updated_at=now)
            db.session.add(row)
    row.level, row.mail = level, mail


@pytest.fixture
def place(ctx):
    group = make_group()
    return group, make_member(group, name="Author"), make_member(group, name="Reader")


def test_author_and_repliers_hear_answers_and_nobody_else(place):
    group, author, reader = place
    other = make_member(group)
    thread = threads.create_thread(author, group, title="T", body="B")
    threads.reply(reader, thread, body="One")
    threads.reply(author, thread, body="Two")
    assert told(author) == ["reply"]
    assert told(reader) == ["reply"]
    assert told(other) == []


def test_a_name_rings_once_and_as_a_name(place):
    group, author, reader = place
    thread = threads.create_thread(author, group, title="T", body="B")
    threads.reply(reader, thread, body="I was here")
    handle = db.session.scalar(select(func.max(Notification.id)))  # whatever was told so far
    from goforum.accounts.queries import get_person
    threads.reply(author, thread, body=f"What does @{get_person(reader).handle} say?")
    assert told(reader) == ["mention"]
    assert handle is not None


@pytest.mark.parametrize(("by_group", "by_thread", "wrote", "hears"), [
    (None, None, False, False), (None, None, True, True), ("all", None, False, True), ("none", None, True, False),
    ("none", "all", False, True), ("all", "none", False, False), ("all", "replies", False, False),
    ("replies", "all", False, True), ("none", "replies", True, True), (None, "none", True, False)])
def test_the_thread_is_over_the_group(place, by_group, by_thread, wrote, hears):
    group, author, reader = place
    thread = threads.create_thread(author, group, title="T", body="B")
    if wrote:
        threads.reply(reader, thread, body="Here")
    if by_group:
        choose(reader, group=group, level=by_group)
    if by_thread:
        choose(reader, thread=thread, level=by_thread)
    threads.reply(author, thread, body="News")
    assert told(reader) == (["reply"] if hears else [])
    level = rules.effective_level(by_thread, by_group)
    assert rules.hears_post(level, wrote) is hears


def test_a_new_thread_is_told_to_who_wants_everything_of_the_group(place):
    group, author, reader = place
    choose(reader, group=group, level="all")
    threads.create_thread(author, group, title="T", body="B")
    assert told(reader) == ["thread"]


def test_nothing_means_nothing_but_what_is_decided_about_oneself(place):
    group, author, reader = place
    facilitator = make_member(group, "facilitator")
    choose(reader, group=group, level="none")
    from goforum.accounts.queries import get_person
    threads.create_thread(author, group, title="T", body=f"@{get_person(reader).handle}")
    voting.open_poll(facilitator, group, question="Q?", closes_at=clock.now() + timedelta(days=2), language="en")
    groups.set_member(facilitator, group, reader, "observer")
    assert told(reader) == ["group-role"]


def test_who_left_a_reserved_group_is_told_nothing_more(ctx):
    group = make_group(visibility="reserved")
    author, gone = make_member(group), make_member(group)
    thread = threads.create_thread(author, group, title="T", body="B")
    threads.reply(gone, thread, body="Here")
    choose(gone, thread=thread, level="all")
    groups.leave(gone, group)
    threads.reply(author, thread, body="After")
    assert told(gone) == []


def test_votes_and_meetings(place):
    group, _author, reader = place
    facilitator = make_member(group, "facilitator")
    soon = clock.now() + timedelta(days=2)
    poll = voting.open_poll(facilitator, group, question="Q?", closes_at=soon, language="en")
    meeting = meetings.plan_meeting(facilitator, group, Invitation(
        titles={"en": "M"}, starts_at=soon, ends_at=soon + timedelta(hours=1), form="remote"))
    meetings.change_meeting(facilitator, meeting, Invitation(
        titles={"en": "Better"}, starts_at=soon, ends_at=soon + timedelta(hours=1), form="remote"), version=1)
    meetings.change_meeting(facilitator, meeting, Invitation(
        titles={"en": "Better"}, starts_at=soon + timedelta(hours=1), ends_at=soon + timedelta(hours=2),
        form="remote"), version=2)
    meetings.cancel_meeting(facilitator, meeting, reason="r")
    with clock.frozen(soon + timedelta(seconds=1)):
        voting.close_poll(None, poll)
    expected = ["poll-opened", "meeting", "meeting-moved", "meeting-cancelled", "poll-closed"]
    assert told(reader) == expected
    assert told(facilitator) == ["poll-closed"]


def test_a_proposals_way(place):
    group, author, reader = place
    choose(reader, group=group, level="all")
    proposal = proposals.create_proposal(author, group, title="P", body="B", publish=True)
    proposals.edit_proposal(author, proposal, title="P2", body="B2", commitment_ids=[])
    poll = proposals.put_to_vote(author, proposal, closes_at=clock.now() + timedelta(days=3))
    with clock.frozen(clock.now() + timedelta(days=4)):
        voting.close_poll(None, poll)
    assert told(reader) == ["proposal", "proposal-changed", "poll-opened", "poll-closed"]
    assert told(author) == ["poll-closed"]


def test_the_same_event_twice_is_told_once(place):
    group, author, reader = place
    about = {"actor_id": author, "subject": ("group", group), "group_id": group, "dedup_key": "once"}
    assert commands.tell([reader, reader, author], "group-role", **about) == 1
    assert commands.tell([reader], "group-role", **about) == 0
    assert told(reader) == ["group-role"]


def test_a_large_group_is_told_in_batches_from_where_it_stopped(place, monkeypatch):
    group, author, _reader = place
    monkeypatch.setattr(rules, "AT_ONCE", 3)
    monkeypatch.setattr(rules, "BATCH", 2)
    people = [make_member(group) for _ in range(9)]
    for one in people:
        choose(one, group=group, level="all")
    threads.create_thread(author, group, title="T", body="B")
    assert [told(one) for one in people].count(["thread"]) == 3
    notice = db.session.scalar(select(Notice.id).where(Notice.spread_at.is_(None)))
    assert commands.spread(notice) == 2
    while jobs.tick():
        pass
    assert [told(one) for one in people] == [["thread"]] * 9
    assert jobs.tick() == 0


def test_undeclared_kinds_are_refused(place):
    with pytest.raises(LookupError):
        commands.tell([place[1]], "made-up", actor_id=None, subject=("group", place[0]), group_id=place[0],
                      dedup_key="x")


def test_outsiders_of_a_public_group_may_follow_it(place):
    group, author, _reader = place
    outsider = make_person()
    choose(outsider, group=group, level="all")
    threads.create_thread(author, group, title="T", body="B")
    assert told(outsider) == ["thread"]
    enter(outsider, group)


@pytest.mark.parametrize("visibility", ["public", "members", "reserved"])
def test_the_sql_that_tells_agrees_with_the_rule_that_reads(ctx, visibility):
    group = make_group(visibility=visibility)
    left = make_member(group)
    groups.leave(left, group)
    people = [make_person(), make_person(admin=True), make_person(admin=True, confirmed=False),
              make_person(admin=True, suspended=True), left, *(
                  make_member(group, role, confirmed=sure, suspended=bad)
                  for role in ("member", "facilitator", "secretary", "observer")
                  for sure in (True, False) for bad in (True, False))]
    commands.tell(people, "group-role", actor_id=None, subject=("group", group), group_id=group, dedup_key="agree")
    for one in people:
        rule = bool(may_read(standing(one, group), clock.now()))
        assert (told(one)[-1:] == ["group-role"]) is rule, (one, visibility)
        assert (queries.count_new(one).lines > 0) is rule


def test_reminded_a_day_before_the_close_unless_one_has_voted(place):
    group, author, reader = place
    facilitator = make_member(group, "facilitator")
    poll = voting.open_poll(facilitator, group, question="Q?", closes_at=clock.now() + timedelta(days=3), language="en")
    voting.cast_vote(author, poll, choice="for")
    for hours in (1, 60, 61):
        with clock.frozen(clock.now() + timedelta(hours=hours)):
            jobs.remind()
    assert told(reader).count("poll-closing") == 1
    assert told(author).count("poll-closing") == 0


def test_a_short_vote_reminds_nobody(place):
    group, _author, reader = place
    facilitator = make_member(group, "facilitator")
    voting.open_poll(facilitator, group, question="Q?", closes_at=clock.now() + timedelta(hours=5), language="en")
    jobs.remind()
    assert told(reader) == ["poll-opened"]


def test_what_was_read_long_ago_is_let_go(place):
    group, author, reader = place
    thread = threads.create_thread(reader, group, title="T", body="B")
    threads.reply(author, thread, body="A")
    threads.save_positions({(reader, thread): 2})
    threads.reply(author, thread, body="Unread")
    with clock.frozen(clock.now() + timedelta(days=91)):
        assert commands.forget_old() == 1
    assert told(reader) == ["reply"]


def test_posting_costs_the_same_with_five_and_with_five_hundred_followers(place, count_statements, monkeypatch):
    group, author, _reader = place
    monkeypatch.setattr(rules, "AT_ONCE", 4)
    thread = threads.create_thread(author, group, title="T", body="B")
    costs = []
    for many in (5, 495):
        _follow(group, many)
        with count_statements() as seen:
            threads.reply(author, thread, body=f"With {many} more")
        costs.append(len(seen))
    assert costs[0] == costs[1]


def _follow(group, many):
    """So many more people who want everything, written in two statements."""
    from goforum.accounts.models import Person

    @command
    def write():
        now, start = clock.now(), db.session.scalar(select(func.max(Person.id)))
        db.session.execute(sa.insert(Person), [
            {"id": start + n, "name": f"F{n}", "handle": f"f{start + n}", "email": f"f{start + n}@example.org",
             "password_hash": "x", "language": "en", "created_at": now, "email_confirmed_at": now}
            for n in range(1, many + 1)])
        db.session.execute(sa.insert(GroupFollow), [
            {"person_id": start + n, "group_id": group, "level": "all", "updated_at": now} for n in range(1, many + 1)])

    write()
