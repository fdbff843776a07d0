"""What waits for a person on the home page: their name not answered, their posts held back."""

import pytest
from sqlalchemy import select

from goforum.accounts.queries import get_person
from goforum.core import clock
from goforum.core.db import db
from goforum.groups import commands as groups
from goforum.groups.models import Group
from goforum.notifications.models import Notice, Notification
from goforum.proposals.models import Proposal, State
from goforum.threads import commands as threads
from goforum.threads.models import Draft, Post, Thread
from goforum.voting.models import Poll, Voter
from tests.factories import enter, make_group, make_member, make_person
from tests.factories.copies import copies
from tests.factories.decisions import make_proposal, put_to_vote
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


def _of_each_kind(group, salma, reader):
    """One of everything that waits for the reader; (model, key) of the rows that make it."""
    thread = threads.create_thread(salma, group, title="Called", body=name_of(reader))
    own = threads.create_thread(reader, group, title="Own", body="Own")
    post = threads.reply(reader, own, body="Held")
    _set(Post, post, held_at=clock.now())
    threads.save_draft(reader, f"reply:{thread}", body="Half a thought", expected=0)
    make_proposal(group, reader, publish=False)
    asked = make_proposal(group, salma)
    poll = put_to_vote(asked, make_member(group, "facilitator"))
    return {"thread": (Thread, thread), "post": (Post, post), "proposal": (Proposal, asked), "poll": (Poll, poll)}


def _many(made, reader, many):
    """As many more of each kind."""
    rows = {name: db.session.get(model, key) for name, (model, key) in made.items()}
    now = clock.now()
    last = copies(rows["thread"], many, lambda n: {"title": f"T{n}", "client_key": None, "last_post_at": now})[-1]
    copies(rows["post"], many, lambda n: {"number": 10 * many + n, "client_key": None})
    notice = db.session.scalars(select(Notice).where(Notice.subject == "post").order_by(Notice.id)).first()
    told_of = db.session.scalars(select(Notification).where(Notification.notice_id == notice.id,
                                                            Notification.person_id == reader)).one()
    notices = copies(notice, many, lambda n: {"dedup_key": f"copy {many} {n}"})
    copies(told_of, many, lambda n: {"notice_id": notices[n]})
    draft = db.session.scalars(select(Draft).where(Draft.person_id == reader)).first()
    copies(draft, many, lambda n: {"place": f"reply:{last}:{many}:{n}"})
    begun = db.session.scalars(select(Proposal).where(Proposal.state == State.DRAFT)).first()
    copies(begun, many, lambda n: {"client_key": None})
    polls = copies(rows["poll"], many, lambda n: {"client_key": None})
    talks = copies(db.session.get(Thread, rows["proposal"].thread_id), many, lambda n: {"client_key": None})
    copies(rows["proposal"], many, lambda n: {"poll_id": polls[n], "thread_id": talks[n], "client_key": None})
    voter = db.session.scalars(select(Voter).where(Voter.poll_id == made["poll"][1], Voter.person_id == reader)).one()
    copies(voter, many, lambda n: {"poll_id": polls[n]})


def test_the_home_page_costs_the_same_with_more_of_everything(place, as_person, count_statements):
    group, salma, reader = place
    browser = as_person(reader)
    made = _of_each_kind(group, salma, reader)
    costs = []
    for many in (4, 495):
        _many(made, reader, many)
        for _number in range(4 if many == 4 else 20):
            make_member_of_another(reader)
        with count_statements() as seen:
            page = browser.get("/")
        assert page.status_code == 200
        costs.append(len(seen))
    for told_here in ("You were asked:", "Waiting for moderators", "begun and not sent"):
        assert told_here in page.text
    assert costs[0] == costs[1]


def make_member_of_another(reader):
    enter(reader, make_group())
