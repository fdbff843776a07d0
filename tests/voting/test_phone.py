"""Votes by phone: written down by the secretary, marked, confirmed or annulled by the member; ballots taken out."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Conflict, Invalid, NotFound, Refused
from goforum.notifications.models import Notice, Notification
from goforum.voting import commands, jobs, queries, verify
from goforum.voting.models import Ballot
from goforum.voting.queries.ledger import find_box
from goforum.voting.rules import Electorate, Terms, phone_deadline
from tests.factories import make_group, make_member, make_person
from tests.factories.decisions import make_poll

START = datetime(2019, 3, 20, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def group(ctx):
    facilitator = make_person("Fatima Example")
    group_id = make_group(facilitator=facilitator)
    return (group_id, facilitator, make_member(group_id, "secretary", name="Secretary Example"),
            make_member(group_id, name="Amina Example"))


def at(instant, act, *args, **kwargs):
    with clock.frozen(instant):
        return act(*args, **kwargs)


def key(person):
    return f"person:{person}"


@pytest.mark.parametrize(("recorded", "closes", "until"), [
    (START, START + 10 * DAY, START + 2 * DAY), (START, START + HOUR, START + HOUR)])
def test_the_member_answers_within_48_hours_and_before_the_close(recorded, closes, until):
    assert phone_deadline(recorded, closes) == until


def test_it_counts_is_marked_and_the_member_is_told(group, as_person):
    group_id, facilitator, secretary, member = group
    with clock.frozen(START):
        poll_id = make_poll(group_id, facilitator, closes_in=5 * DAY, quorum_percent=0)
        browser = as_person(secretary)
        assert "Amina Example" in browser.get(f"/polls/{poll_id}/phone?q=amina").text
        assert browser.post(f"/polls/{poll_id}/phone", data={"choice": "for", "voter": "person:0"}).status_code == 422
        assert browser.post(f"/polls/{poll_id}/phone", data={"choice": "for", "voter": key(member)}).status_code == 303
        assert queries.get_poll(poll_id, member).tally["for"] == 1
        theirs = as_person(member)
        page = theirs.get(f"/polls/{poll_id}").text
        assert "written down by" in page
        assert "If you say nothing it counts" in page
        assert "1 ballot was given by phone." in page
        assert "The member has not confirmed 1 of them" in page
        assert "Without their answer it counts" in browser.get(f"/polls/{poll_id}/phone").text
        told = db.session.execute(select(Notice.kind, Notification.person_id).join(
            Notification, Notification.notice_id == Notice.id).where(Notice.dedup_key.like("phone:%"))).all()
        assert [tuple(row) for row in told] == [("vote-by-phone", member)]
    with clock.frozen(START + 5 * DAY):
        jobs.tick()
        register = as_person(facilitator).get(f"/polls/{poll_id}/ballots").text
    for words in ("Amina Example", "Secretary Example", "not confirmed by the member"):
        assert words in register


def test_the_member_confirms_or_annuls_and_an_annulled_vote_is_gone(group, as_person):
    group_id, facilitator, secretary, member = group
    with clock.frozen(START):
        kept, gone = (make_poll(group_id, facilitator, closes_in=5 * DAY, quorum_percent=0) for _ in range(2))
        for poll_id in (kept, gone):
            commands.record_phone_vote(secretary, poll_id, voter_key=key(member), choice="for")
        browser = as_person(member)
        assert browser.post(f"/polls/{kept}/phone/answer", data={"answer": "confirm"}).status_code == 303
        assert browser.post(f"/polls/{gone}/phone/answer", data={"answer": "annul"}).status_code == 303
        assert queries.find_phone(kept, key(member)).answer == "confirmed"
        view = queries.get_poll(gone, member)
        assert (view.cast, view.own) == (0, None)
        commands.answer_phone_vote(member, gone, mine=True)  # what was said stands
        assert queries.get_poll(gone, member).cast == 0
        with pytest.raises(Conflict):  # nor is it written down again
            commands.record_phone_vote(secretary, gone, voter_key=key(member), choice="for")
        assert queries.get_poll(gone, member).cast == 0
        commands.cast_vote(member, gone, choice="against")
        assert queries.get_poll(gone, member).tally["against"] == 1
    told = db.session.scalars(select(Notification.person_id).join(Notice, Notice.id == Notification.notice_id)
                              .where(Notice.dedup_key.like("phone-answer:%"))).all()
    assert told == [secretary]


def test_after_48_hours_it_stands_but_the_member_still_changes_their_vote(group):
    group_id, facilitator, secretary, member = group
    poll_id = at(START, make_poll, group_id, facilitator, closes_in=5 * DAY)
    at(START, commands.record_phone_vote, secretary, poll_id, voter_key=key(member), choice="for")
    with pytest.raises(Conflict):
        at(START + 2 * DAY, commands.answer_phone_vote, member, poll_id, mine=False)
    at(START + 2 * DAY, commands.cast_vote, member, poll_id, choice="for")
    assert queries.find_phone(poll_id, key(member)).answer == "confirmed"  # one's own vote is an answer
    at(START + 2 * DAY, commands.withdraw_vote, member, poll_id)
    assert at(START + 2 * DAY, queries.get_poll, poll_id, member).cast == 0
    for act in (lambda: commands.answer_phone_vote(member, poll_id, mine=False),
                lambda: commands.withdraw_vote(member, poll_id),
                lambda: commands.record_phone_vote(secretary, poll_id, voter_key=key(facilitator), choice="for")):
        with pytest.raises(Conflict):
            at(START + 5 * DAY, act)


def test_a_ballot_that_is_there_is_never_touched(group):
    group_id, facilitator, secretary, member = group
    poll_id = make_poll(group_id, facilitator)
    commands.cast_vote(member, poll_id, choice="against")
    with pytest.raises(Conflict):
        commands.record_phone_vote(secretary, poll_id, voter_key=key(member), choice="for")
    view = queries.get_poll(poll_id, member)
    assert (view.own.choice, queries.find_phone(poll_id, key(member))) == ("against", None)
    for wrong in ("person:0", key(secretary), ""):
        with pytest.raises(Invalid):
            commands.record_phone_vote(secretary, poll_id, voter_key=wrong, choice="for")
    for other in (facilitator, member):
        with pytest.raises(Refused):
            commands.record_phone_vote(other, poll_id, voter_key=key(secretary), choice="for")
    with pytest.raises(NotFound):
        commands.answer_phone_vote(member, poll_id, mine=True)
    assert queries.get_poll(poll_id, member).cast == 1


def test_a_ballot_is_taken_out_of_the_count_and_of_the_chain(group, as_person, tmp_path):
    group_id, facilitator, _secretary, member = group
    poll_id = make_poll(group_id, facilitator, terms=Terms("approval", ("A", "B")), quorum_percent=0)
    commands.cast_vote(member, poll_id, marks={"o1": 1})
    commands.cast_vote(facilitator, poll_id, marks={"o2": 1})
    entries = find_box(poll_id).entries
    assert as_person(member).post(f"/polls/{poll_id}/withdraw").status_code == 303
    commands.withdraw_vote(member, poll_id)  # nothing left to take out
    assert find_box(poll_id).entries == entries + 1
    assert queries.get_poll(poll_id, member).finding.tally["counts"] == {"o1": 0, "o2": 1}
    commands.cast_vote(member, poll_id, marks={"o1": 1})
    assert queries.get_poll(poll_id, member).cast == 2
    commands.withdraw_vote(facilitator, poll_id)
    with clock.frozen(clock.now() + 2 * DAY):
        jobs.tick()
        zipped = as_person(member).get(f"/polls/{poll_id}/export.zip").data
    (tmp_path / "poll.zip").write_bytes(zipped)
    assert verify.main([str(tmp_path / "poll.zip"), "--head", find_box(poll_id).head]) == 0


def test_who_delegated_is_represented_again_when_their_ballot_is_out(group):
    group_id, facilitator, secretary, member = group
    poll_id = make_poll(group_id, facilitator, electorate=Electorate(delegation=True), quorum_percent=0)
    commands.delegate_vote(member, poll_id, to_key=key(facilitator))
    commands.cast_vote(facilitator, poll_id, choice="for")
    commands.record_phone_vote(secretary, poll_id, voter_key=key(member), choice="against")
    assert queries.get_poll(poll_id, member).tally["against"] == 1
    commands.answer_phone_vote(member, poll_id, mine=False)
    assert queries.get_poll(poll_id, member).tally["for"] == 2
    assert db.session.scalars(select(Ballot.voter_key).where(Ballot.poll_id == poll_id)).all() == [key(facilitator)]


def test_a_secret_ballot_is_neither_phoned_nor_taken_out(group):
    group_id, facilitator, secretary, member = group
    poll_id = make_poll(group_id, facilitator, terms=Terms(secret=True))
    with pytest.raises(Refused) as refused:
        commands.record_phone_vote(secretary, poll_id, voter_key=key(member), choice="for")
    assert refused.value.code == "secret"
    commands.cast_vote(member, poll_id, choice="for")
    with pytest.raises(Conflict):
        commands.withdraw_vote(member, poll_id)
    assert queries.get_poll(poll_id, member).cast == 1
