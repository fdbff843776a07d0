"""What waits for a person on the home page: their name not answered, their posts held back."""

import pytest

from goforum.accounts.queries import get_person
from goforum.core import clock
from goforum.groups import commands as groups
from goforum.groups.models import Group
from goforum.threads import commands as threads
from goforum.threads.models import Post
from tests.factories import make_group, make_member, make_person
from tests.notifications.test_centre import _set, bell
from tests.notifications.test_telling import told


@pytest.fixture
def place(ctx):
    group = make_group()
    return group, make_member(group, name="Salma"), make_member(group, name="Reader")


def name_of(person_id):
    return f"@{get_person(person_id).handle}"


def test_a_name_waits_until_it_is_answered(place, as_person):
    group, salma, reader = place
    thread = threads.create_thread(salma, group, title="Zanzibar", body=f"{name_of(reader)}, what do you think?")
    browser = as_person(reader)
    assert "You were asked:" in browser.get("/").text
    browser.get(f"/threads/{thread}").close()
    assert "You were asked:" in browser.get("/").text  # read is not answered
    threads.reply(reader, thread, body="This.")
    assert "You were asked:" not in browser.get("/").text


def test_who_is_named_in_a_reserved_group_without_belonging_learns_nothing(ctx, as_person):
    group = make_group(visibility="reserved", name="Zanzibar group")
    salma, outsider, gone = make_member(group), make_person(), make_member(group)
    groups.leave(gone, group)
    threads.create_thread(salma, group, title="Zanzibar", body=f"{name_of(outsider)} {name_of(gone)}")
    for one in (outsider, gone):
        browser = as_person(one)
        assert told(one) == []
        for path in ("/", "/notifications", "/notifications/following", "/notifications/count", "/help"):
            page = browser.get(path)
            assert "Zanzibar" not in page.text
            assert bell(page) == ""


def test_what_was_told_of_a_group_that_closed_behind_one_vanishes_from_the_home_page(place, as_person):
    group, salma, reader = place
    threads.create_thread(salma, group, title="Zanzibar", body=name_of(reader))
    browser = as_person(reader)
    assert "Zanzibar" in browser.get("/").text
    _set(Group, group, visibility="reserved")
    groups.leave(reader, group)
    assert "Zanzibar" not in browser.get("/").text


def test_a_post_that_waits_for_moderators_is_told_to_its_author_alone(place, as_person):
    group, salma, reader = place
    thread = threads.create_thread(salma, group, title="T", body="B")
    post = threads.reply(reader, thread, body="Held")
    _set(Post, post, held_at=clock.now())
    assert "Waiting for moderators" in as_person(reader).get("/").text
    assert "Waiting for moderators" not in as_person(salma).get("/").text


def test_a_text_begun_and_not_sent_waits(place, as_person):
    group, salma, reader = place
    thread = threads.create_thread(salma, group, title="T", body="B")
    assert "begun and not sent" not in as_person(reader).get("/").text
    threads.save_draft(reader, f"reply:{thread}", body="Half a thought", expected=0)
    assert "1 text begun and not sent" in as_person(reader).get("/").text
    assert "begun and not sent" not in as_person(salma).get("/").text


def test_the_home_page_costs_the_same_with_more_of_everything(place, as_person, count_statements):
    group, salma, reader = place
    browser = as_person(reader)
    costs = []
    for many in (5, 60):
        for number in range(many):
            thread = threads.create_thread(salma, group, title=f"T{number}", body=f"{name_of(reader)} {many}")
            own = threads.create_thread(reader, group, title=f"Own {number}", body=f"{many} {thread}")
            post = threads.reply(reader, own, body=f"Held {number} {many}")
            _set(Post, post, held_at=clock.now())
        with count_statements() as seen:
            assert browser.get("/").status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[1]
