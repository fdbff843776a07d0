"""Who may open which file: every kind of person × every state of what carries it; the rule, the doors, and time."""

import itertools
import re
from datetime import timedelta

import pytest

from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import db
from goforum.groups.commands import set_policy
from goforum.groups.models import Group
from goforum.groups.rules import Standing
from goforum.threads import commands
from goforum.threads.models import Post, Thread
from goforum.threads.rules import PostFacts, ThreadFacts, may_open_file
from tests.factories import enter, make_group, make_member, make_person
from tests.files.conftest import upload

KINDS = ("visitor", "other", "observer", "suspended", "unconfirmed", "author", "facilitator", "admin")

# Who sees it; everybody else gets the page of an address that never was.
SEEN_BY = {
    "public": set(KINDS),
    "public hidden post": {"author", "facilitator", "admin"},
    "public held post": {"author", "facilitator", "admin"},
    "public deleted post": {"author"},
    "public removed post": {"facilitator", "admin"},
    "public hidden thread": {"facilitator", "admin"},
    "members": set(KINDS) - {"visitor", "other"},
    "members hidden post": {"author", "facilitator", "admin"},
    "reserved": {"observer", "suspended", "unconfirmed", "author", "facilitator"},
    "reserved hidden post": {"author", "facilitator"},
    "reserved held post": {"author", "facilitator"},
    "reserved deleted post": {"author"},
    "reserved hidden thread": {"facilitator"},
    "public waiting": {"author", "facilitator", "admin"},
    "public refused": {"author", "facilitator", "admin"},
    "public withdrawn": {"author"},
    "reserved waiting": {"author", "facilitator"},
    "unattached": {"author"},
    "detached": {"author"},
}


UNPUBLISHED = {"public waiting", "public refused", "public withdrawn"}


@command
def change(post_id, **values):
    post = db.session.get(Post, post_id)
    for name, value in values.items():
        if name == "thread_hidden_at":
            db.session.get(Thread, post.thread_id).hidden_at = value
        else:
            setattr(post, name, value)


def shape(state, post, facilitator, author):
    now = clock.now()
    if state == "hidden post":
        change(post, hidden_at=now, hidden_reason="r")
    elif state == "held post":
        change(post, held_at=now)
    elif state == "deleted post":
        commands.delete_post(author, post)
    elif state == "removed post":
        change(post, deleted_at=now, deleted_by_id=facilitator)
    elif state == "hidden thread":
        change(post, thread_hidden_at=now)


def build(what):
    visibility, _, state = what.partition(" ")
    if visibility in {"unattached", "detached"}:
        visibility, state = "public", visibility
    group = make_group(visibility=visibility)
    facilitator, author = make_member(group, "facilitator"), make_member(group)
    people = {
        "visitor": None, "other": make_member(make_group()), "observer": make_member(group, "observer"),
        "suspended": make_member(group, suspended=True), "unconfirmed": make_member(group, confirmed=False),
        "author": author, "facilitator": facilitator, "admin": make_person(admin=True),
    }
    made = upload(author)
    thread = commands.create_thread(facilitator, group, title="T", body="b")
    if state in {"waiting", "refused", "withdrawn"}:
        set_policy(facilitator, group, inherits_moderation=True, hold_first=1)
        sent = commands.send_reply(author, thread, body="See below.", file_ids=[made])
        {"waiting": lambda *_: None, "refused": commands.refuse_text,
         "withdrawn": lambda _judge, text: commands.withdraw_text(author, text)}[state](facilitator, sent.waiting_id)
    elif state != "unattached":
        post = commands.reply(author, thread, body="See below.", file_ids=[made])
        if state == "detached":
            commands.edit_post(author, post, body="Nothing below.", file_ids=[])
        shape(state, post, facilitator, author)
    return made, people, group


@pytest.mark.parametrize("what", SEEN_BY)
def test_a_file_is_sent_to_those_who_may_see_what_carries_it_and_to_nobody_else(what, as_person, client):
    made, people, _group = build(what)
    client.get("/files/999999999", buffered=True)  # the first visit of a browser carries the stylesheet
    missing = client.get("/files/999999999", buffered=True)
    for kind, person in people.items():
        browser = as_person(person) if person else client
        for path in (f"/files/{made}", f"/files/{made}/small"):
            answer = browser.get(path, buffered=True)
            assert answer.status_code == (200 if kind in SEEN_BY[what] else 404), (kind, path)
            if answer.status_code == 200:
                kept = what.startswith("public") or what in {"unattached", "detached"}
                cache = answer.headers["Cache-Control"]
                kept = kept and what.startswith("public") and what not in UNPUBLISHED
                assert cache == ("private, no-cache" if kept else "private, no-store")
    if "visitor" not in SEEN_BY[what]:
        refused = client.get(f"/files/{made}", buffered=True)
        assert _same(refused) == _same(missing)


def _same(answer):
    """An answer without what differs each time by its nature."""
    body = re.sub(r"(/files/\d+|[0-9a-f]{16})", "·", answer.text)
    return answer.status_code, body, sorted(key for key, _ in answer.headers)


def test_who_leaves_the_group_sees_its_files_no_more_not_even_their_own(as_person, client):
    from goforum.groups import commands as groups

    made, people, group = build("reserved")
    author = people["author"]
    assert as_person(author).get(f"/files/{made}", buffered=True).status_code == 200
    groups.leave(author, group)
    assert as_person(author).get(f"/files/{made}", buffered=True).status_code == 404


def test_a_file_of_two_posts_is_seen_through_either(as_person, client):
    made, people, _group = build("reserved")
    author = people["author"]
    open_group = make_group()
    enter(author, open_group)
    commands.create_thread(author, open_group, title="Open", body="The same chart.", file_ids=[made])
    assert client.get(f"/files/{made}", buffered=True).status_code == 200


def test_a_group_that_closes_itself_takes_its_files_along(as_person, client):
    made, _people, group = build("public")
    assert client.get(f"/files/{made}", buffered=True).status_code == 200
    close(group)
    assert client.get(f"/files/{made}", buffered=True).status_code == 404


@command
def close(group_id):
    db.session.get(Group, group_id).visibility = "reserved"


@pytest.mark.parametrize("what", ["reserved", "reserved hidden post", "unattached"])
def test_no_count_of_statements_tells_a_hidden_file_from_a_missing_one(what, client, as_person, count_statements):
    made, people, _group = build(what)
    for browser in (client, as_person(people["other"])):
        browser.get("/files/999999999", buffered=True)
        seen = []
        for path in (f"/files/{made}", "/files/999999999"):
            with count_statements() as statements:
                assert browser.get(path, buffered=True).status_code == 404
            seen.append(list(statements))
        assert seen[0] == seen[1]


NOW = clock.now()
ROLES = (None, "observer", "member", "facilitator", "secretary")


def test_nobody_opens_a_file_of_a_post_that_they_may_not_read():
    """Every standing × every state: never more than may be read, and never without a reason that looks like 404."""
    from goforum.threads.rules import may_read_thread

    states = (None, NOW)
    count = 0
    for visibility, role, admin, confirmed, hidden_thread, deleted, hidden, held, author, person in itertools.product(
            ("public", "members", "reserved"), ROLES, (False, True), (False, True), states, states, states, states,
            (7, 8), (None, 7)):
        standing = Standing(1, visibility, person_id=person, confirmed=confirmed, admin=admin and person is not None,
                            role=role if person else None)
        thread = ThreadFacts(9, hidden_at=hidden_thread)
        post = PostFacts(author, deleted, author if deleted else None, hidden)
        verdict = may_open_file(standing, thread, post, held, NOW + timedelta(seconds=1))
        readable = bool(may_read_thread(standing, thread, NOW))
        assert readable or not verdict
        assert verdict or verdict.hidden
        if deleted and verdict:
            assert person == author
        if not (deleted or hidden or held):
            assert bool(verdict) == readable
        count += 1
    assert count == 3 * 5 * 2 * 2 * 16 * 4
