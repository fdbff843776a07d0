"""Votes that open by themselves: the roll of that instant, once, whatever the clock does; deadlines put off; reminders."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Conflict, Invalid, Refused
from goforum.groups import commands as groups
from goforum.groups.queries import cards
from goforum.notifications import jobs as notifying
from goforum.notifications.models import Notice, Notification
from goforum.voting import commands, jobs, queries
from goforum.voting.models import Voter
from goforum.voting.queries.ledger import find_box
from goforum.voting.rules import Electorate
from goforum.voting.rules.ledger import digest
from tests.factories import make_group, make_member, make_person
from tests.factories.decisions import make_poll

START = datetime(2019, 3, 20, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def group(ctx):
    facilitator = make_person("Fatima Example")
    group_id = make_group(facilitator=facilitator)
    return group_id, facilitator, make_member(group_id, name="Amina Example")


def plan(group, **more):
    with clock.frozen(START):
        return make_poll(group[0], group[1], closes_in=3 * DAY, opens_at=START + DAY, **more)


def at(instant, act, *args, **kwargs):
    with clock.frozen(instant):
        return act(*args, **kwargs)


def test_nobody_votes_before_and_the_roll_is_who_may_vote_at_the_opening(group):
    group_id, _facilitator, voter = group
    poll_id = plan(group)
    view = at(START, queries.get_poll, poll_id, voter)
    assert (view.phase, view.roll_size, view.fingerprint) == ("planned", 0, "")
    with pytest.raises(Conflict):
        at(START, commands.cast_vote, voter, poll_id, choice="for")
    assert at(START, queries.list_open_polls_for, voter) == []
    late = make_member(group_id)
    groups.leave(voter, group_id)
    at(START + DAY - timedelta(microseconds=1), jobs.tick)
    assert at(START + DAY, queries.get_poll, poll_id, None).phase == "planned"
    at(START + DAY, jobs.tick)
    view = at(START + DAY, queries.get_poll, poll_id, late)
    assert (view.phase, view.roll_size, view.on_roll, view.opened_at) == ("open", 2, True, START + DAY)
    assert find_box(poll_id).fixed["opens"] == (START + DAY).isoformat()
    assert digest(find_box(poll_id).manifest) == view.fingerprint
    with pytest.raises(Refused):
        at(START + DAY, commands.cast_vote, voter, poll_id, choice="for")
    assert at(START + DAY, commands.cast_vote, late, poll_id, choice="for").first


def test_it_opens_once_and_tells_once_though_the_clock_goes_back(group):
    poll_id = plan(group)
    at(START + DAY, jobs.tick)
    roll = db.session.scalar(select(func.count()).select_from(Voter).where(Voter.poll_id == poll_id))
    make_member(group[0])
    for instant in (START, START + DAY, START + 2 * DAY):
        at(instant, commands.open_planned, poll_id)
        at(instant, jobs.tick)
    assert db.session.scalar(select(func.count()).select_from(Voter).where(Voter.poll_id == poll_id)) == roll
    notice = db.session.scalars(select(Notice).where(Notice.dedup_key == f"poll:{poll_id}:poll-opened")).one()
    told = list(db.session.scalars(select(Notification.person_id).where(Notification.notice_id == notice.id)))
    assert sorted(told) == sorted({group[1], group[2]})
    assert at(START, queries.get_poll, poll_id, None).phase == "open"  # an opened vote is not planned again


def test_two_workers_open_it_once(app, committed, ctx):
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator)
    poll_id = make_poll(group_id, facilitator, closes_in=3 * HOUR, opens_at=clock.now() + HOUR)
    from goforum.voting.models import Poll

    db.session.execute(Poll.__table__.update().where(Poll.id == poll_id).values(opens_at=clock.now() - HOUR))
    db.session.commit()
    gate, failed = Barrier(4), []

    def work():
        with app.app_context():
            gate.wait()
            try:
                commands.open_planned(poll_id)
            except Exception as error:
                failed.append(error)
            db.session.remove()

    threads = [Thread(target=work) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == []
    assert db.session.scalar(select(func.count()).select_from(Voter).where(Voter.poll_id == poll_id)) == 1
    assert db.session.scalar(select(func.count()).select_from(Notice).where(
        Notice.dedup_key == f"poll:{poll_id}:poll-opened")) == 1


@pytest.mark.parametrize(("why", "act"), [
    ("site:opener", lambda group: groups.leave(group[1], group[0])),
    ("site:late", lambda group: None),
])
def test_what_cannot_open_is_cancelled_with_a_reason_everybody_reads(group, client, why, act):
    poll_id = plan(group)
    make_member(group[0], "facilitator")
    act(group)
    at(START + (4 * DAY if why == "site:late" else DAY), jobs.tick)
    view = queries.get_poll(poll_id, None)
    assert (view.phase, view.cancel_reason) == ("cancelled", why)
    assert str(view.cancel_words) in client.get(f"/polls/{poll_id}").text
    assert "site:" not in client.get(f"/polls/{poll_id}").text


def test_a_group_that_lost_its_colleges_opens_no_vote_of_colleges(group):
    group_id, facilitator, _voter = group
    from goforum.voting.rules import Threshold
    from tests.factories import make_organisation

    days = {"starts_on": START.date() - DAY, "ends_on": START.date()}
    for college in ("civil_society", "public_bodies"):
        groups.give_mandate(facilitator, group_id, person_id=make_member(group_id), college=college,
                            organisation_id=make_organisation(), capacity="titular", **days)
    poll_id = plan(group, electorate=Electorate("organisation", {"civil_society": Threshold(),
                                                                 "public_bodies": Threshold()}))
    at(START + 2 * DAY, jobs.tick)
    assert queries.get_poll(poll_id, None).cancel_reason == "site:roll"


@pytest.mark.parametrize(("opens", "closes", "field"), [
    (START, START + DAY, "opens_at"), (START - HOUR, START + DAY, "opens_at"),
    (START + DAY, START + DAY + timedelta(minutes=59), "closes_at")])
def test_times_that_make_no_vote_are_told(group, opens, closes, field):
    with pytest.raises(Invalid) as told:
        at(START, make_poll, group[0], group[1], closes_in=closes - START, opens_at=opens)
    assert list(told.value.errors) == [field]


def test_a_deadline_is_put_off_before_the_first_ballot_only_and_everybody_is_told(group, as_person):
    group_id, facilitator, voter = group
    poll_id = at(START, make_poll, group_id, facilitator, closes_in=DAY)
    before = at(START, queries.get_poll, poll_id, voter).fingerprint
    with pytest.raises(Refused):
        at(START, commands.extend_poll, voter, poll_id, closes_at=START + 2 * DAY, reason="Later")
    for closes, reason, field in ((START + DAY, "Same", "closes_at"), (START + HOUR, "Earlier", "closes_at"),
                                  (START + 2 * DAY, " ", "reason")):
        with pytest.raises(Invalid) as told:
            at(START, commands.extend_poll, facilitator, poll_id, closes_at=closes, reason=reason)
        assert list(told.value.errors) == [field]
    at(START, commands.extend_poll, facilitator, poll_id, closes_at=START + 2 * DAY, reason="The text came late.")
    with clock.frozen(START):
        view = queries.get_poll(poll_id, voter)
        # What the box began with cannot change: the new deadline stands beside it, with its reason.
        assert (view.closes_at, view.fingerprint == before) == (START + 2 * DAY, True)
        page = as_person(voter).get(f"/polls/{poll_id}").text
        assert "The text came late." in page
    assert db.session.scalar(select(Notice.kind).where(Notice.dedup_key.like(f"poll:{poll_id}:extended:%"))) == "poll-extended"
    at(START + DAY, commands.cast_vote, voter, poll_id, choice="for")
    with pytest.raises(Refused):
        at(START + DAY, commands.extend_poll, facilitator, poll_id, closes_at=START + 3 * DAY, reason="Again")
    with pytest.raises(Conflict):
        at(START + 2 * DAY, commands.extend_poll, facilitator, poll_id, closes_at=START + 3 * DAY, reason="Too late")


def test_planning_and_putting_off_through_the_pages(group, as_person):
    group_id, facilitator, _voter = group
    browser, slug = as_person(facilitator), cards([group_id])[group_id].slug
    day = clock.now() + 2 * DAY
    data = {"question": "Next year's plan?", "quorum_percent": "50", "results": "open", "electorate": "person",
            "opens_at": day.strftime("%Y-%m-%dT%H:%M"), "closes_at": (day + DAY).strftime("%Y-%m-%dT%H:%M")}
    wrong = browser.post(f"/groups/{slug}/polls/new?method=consent", data={**data, "opens_at": "2019-01-01T10:00"})
    assert wrong.status_code == 422
    made = browser.post(f"/groups/{slug}/polls/new?method=consent", data={**data, "method": "consent"})
    assert made.status_code == 303
    page = browser.get(made.headers["Location"]).text
    assert "Not open yet" in page
    assert "Cast my vote" not in page
    assert "Not open yet" in browser.get(f"/groups/{slug}/polls").text
    later = browser.post(f"{made.headers['Location']}/extend", data={
        "closes_at": (day + 2 * DAY).strftime("%Y-%m-%dT%H:%M"), "reason": "A holiday"})
    assert later.status_code == 303
    assert "A holiday" in browser.get(made.headers["Location"]).text


def test_those_who_have_not_voted_are_reminded_once_a_day_before(group):
    group_id, facilitator, voter = group
    trusting, trusted, quiet = (make_member(group_id) for _ in range(3))
    poll_id = at(START, make_poll, group_id, facilitator, closes_in=3 * DAY, electorate=Electorate(delegation=True))
    at(START, commands.cast_vote, voter, poll_id, choice="for")
    at(START, commands.delegate_vote, trusting, poll_id, to_key=f"person:{trusted}")
    for instant in (START, START + 2 * DAY + HOUR, START + DAY, START + 2 * DAY + 2 * HOUR):
        with clock.frozen(instant):
            notifying.remind()
            while notifying.tick():
                pass
    told = list(db.session.scalars(select(Notification.person_id).join(Notice, Notice.id == Notification.notice_id)
                                   .where(Notice.dedup_key == f"poll:{poll_id}:poll-closing")))
    assert sorted(told) == sorted([facilitator, trusted, quiet])
