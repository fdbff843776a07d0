"""Reasons: off, optional, required for objection; listed and answerable; the outcome in a person's words and its review."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Invalid, NotFound, Refused
from goforum.groups import commands as groups
from goforum.groups.queries import cards
from goforum.notifications import jobs as notifying
from goforum.notifications.models import Notice, Notification
from goforum.voting import commands, jobs, queries
from goforum.voting.rules import Terms, ballot_fault
from tests.factories import make_group, make_member, make_person
from tests.factories.decisions import make_poll

START = datetime(2019, 3, 20, 9, tzinfo=UTC)
DAY = timedelta(days=1)
OFF, OPTIONAL, OBJECTION = (Terms(reasons=one) for one in ("off", "optional", "objection"))


@pytest.mark.parametrize(("reasons", "choice", "reason", "fine"), [
    ("off", "objection", "", True), ("optional", "objection", "", True), ("objection", "objection", " ", False),
    ("objection", "objection", "Why", True), ("objection", "against", "", True), ("optional", "for", "x" * 2001, False)])
def test_when_a_reason_is_needed(reasons, choice, reason, fine):
    assert (ballot_fault(choice, reason, reasons=reasons) == {}) is fine


@pytest.fixture
def group(ctx):
    facilitator = make_person("Fatima Example")
    group_id = make_group(facilitator=facilitator)
    return group_id, facilitator, make_member(group_id, name="Amina Example"), make_member(group_id, name="Omar Example")


def told(key):
    return set(db.session.scalars(select(Notification.person_id).join(Notice, Notice.id == Notification.notice_id)
                                  .where(Notice.dedup_key.like(key))))


def test_where_reasons_are_off_none_is_kept_and_none_is_asked_for(group, as_person):
    group_id, facilitator, voter, _other = group
    poll_id = make_poll(group_id, facilitator, terms=OFF)
    commands.cast_vote(voter, poll_id, choice="objection", reason="A worry")
    assert queries.get_poll(poll_id, voter).own.reason == ""
    browser = as_person(voter)
    assert 'name="reason"' not in browser.get(f"/polls/{poll_id}").text
    assert browser.get(f"/polls/{poll_id}/reasons").status_code == 404
    with pytest.raises(Invalid):
        make_poll(group_id, facilitator, terms=Terms(reasons="always"))


@pytest.mark.parametrize("results", ["open", "hidden"])
def test_reasons_are_listed_at_once_or_at_the_close_and_answered(group, as_person, client, results):
    group_id, facilitator, voter, other = group
    with clock.frozen(START):
        poll_id = make_poll(group_id, facilitator, results=results)
        commands.cast_vote(voter, poll_id, choice="objection", reason="The budget is missing")
        commands.cast_vote(other, poll_id, choice="for")
        key = f"person:{voter}"
        if results == "hidden":
            assert client.get(f"/polls/{poll_id}/reasons").status_code == 404
            with pytest.raises(NotFound):
                commands.answer_reason(other, poll_id, voter_key=key, body="It is there", client_key="k")
            jobs_at = START + DAY
        else:
            jobs_at = START
    with clock.frozen(jobs_at):
        jobs.tick()
        page = client.get(f"/polls/{poll_id}/reasons").text
        assert "The budget is missing" in page
        assert "Amina Example" in page
        assert "Omar Example" not in page  # gave no reason
        browser = as_person(other)
        form = browser.get(f"/polls/{poll_id}/reasons").text
        sent = {"voter": key, "body": "See page 4.", "client_key": re.search(r'name="client_key" value="(\w+)"', form)[1]}
        assert browser.post(f"/polls/{poll_id}/reasons", data={**sent, "body": " "}).status_code == 422
        for _ in range(2):
            assert browser.post(f"/polls/{poll_id}/reasons", data=sent).status_code == 303
        answers = queries.list_answers(poll_id, [key])[key]
        assert [one.body for one in answers] == ["See page 4."]
        assert told("reason-answer:%") == {voter}
        with pytest.raises(NotFound):  # no reason, nothing to answer
            commands.answer_reason(voter, poll_id, voter_key=f"person:{other}", body="And?", client_key="k2")
        with pytest.raises(Refused):
            commands.hide_answer(voter, answers[0].id)
        assert as_person(facilitator).post(f"/polls/answers/{answers[0].id}/hide").status_code == 303
        assert "See page 4." not in client.get(f"/polls/{poll_id}/reasons").text


def test_the_outcome_in_words_is_told_once_listed_and_brought_back(group, as_person, client):
    group_id, facilitator, voter, _other = group
    with clock.frozen(START):
        poll_id = make_poll(group_id, facilitator)
        commands.cast_vote(voter, poll_id, choice="for")
        with pytest.raises(Refused):
            commands.write_statement(facilitator, poll_id, body="Too early")
    review = START.date() + timedelta(days=30)
    with clock.frozen(START + 2 * DAY):
        jobs.tick()
        with pytest.raises(Refused):
            commands.write_statement(voter, poll_id, body="Not mine to say")
        with pytest.raises(Invalid):
            commands.write_statement(facilitator, poll_id, body="Soon", review_on=START.date())
        browser = as_person(facilitator)
        assert browser.post(f"/polls/{poll_id}/statement", data={"body": ""}).status_code == 422
        assert browser.post(f"/polls/{poll_id}/statement", data={
            "body": "The ministry publishes it in May.", "review_on": review.isoformat()}).status_code == 303
        assert "The ministry publishes it in May." in client.get(f"/polls/{poll_id}").text
        commands.write_statement(facilitator, poll_id, body="The ministry publishes it in June.", review_on=review)
        assert queries.find_statement(poll_id).changed_at is not None
        assert told(f"poll:{poll_id}:poll-stated") == {voter, _other}
        slug = cards([group_id])[group_id].slug
        assert "Decisions to look at again" in client.get(f"/groups/{slug}/polls").text
    for day, people in ((29, set()), (30, {facilitator}), (31, {facilitator})):
        with clock.frozen(START + timedelta(days=day)):
            notifying.remind()
            assert told(f"poll:{poll_id}:review:%") == people
    assert db.session.scalars(select(Notice.id).where(Notice.dedup_key.like(f"poll:{poll_id}:review:%"))).all().__len__() == 1


@pytest.fixture
def watched(group):
    group_id, facilitator, *_people = group
    for word, act in (("zanzibar", "mask"), ("casino", "refuse"), ("lottery", "hold")):
        groups.add_word(facilitator, group_id, word=word, act=act)
    groups.set_policy(facilitator, group_id, inherits_moderation=False, hold_first=2)
    return group


def test_watched_words_cover_the_reasons_of_votes_and_nobodys_vote_waits(watched):
    group_id, facilitator, voter, other = watched
    poll_id = make_poll(group_id, facilitator, terms=OPTIONAL)
    commands.cast_vote(voter, poll_id, choice="for", reason="Like Zanzibar does")  # a first text, and a vote all the same
    assert "anzibar" not in queries.find_ballot(poll_id, f"person:{voter}").reason
    again = commands.cast_vote(voter, poll_id, choice="for", reason="Like Zanzibar does")
    assert not again.changed
    for word in ("casino", "lottery"):
        with pytest.raises(Invalid) as refused:
            commands.cast_vote(other, poll_id, choice="for", reason=f"A {word} for all")
        assert list(refused.value.errors) == ["reason"]
    assert queries.find_ballot(poll_id, f"person:{other}") is None
    commands.cast_vote(facilitator, poll_id, choice="for", reason="A casino, said by who moderates")
    secretary = make_member(group_id, "secretary")
    latest = make_poll(group_id, facilitator, terms=OPTIONAL)
    with pytest.raises(Refused):
        commands.record_phone_vote(other, latest, voter_key=f"person:{voter}", choice="for")
    commands.record_phone_vote(secretary, latest, voter_key=f"person:{voter}", choice="for", reason="Words")


def test_watched_words_cover_answers_and_a_refused_one_stands_beside_its_field(watched, as_person):
    group_id, facilitator, voter, other = watched
    groups.set_policy(facilitator, group_id, inherits_moderation=False, hold_first=0)
    poll_id = make_poll(group_id, facilitator, terms=OPTIONAL)
    commands.cast_vote(voter, poll_id, choice="for", reason="Because")
    key, browser = f"person:{voter}", as_person(other)
    refused = browser.post(f"/polls/{poll_id}/reasons", data={"voter": key, "body": "A casino, then?", "client_key": "a" * 20})
    assert refused.status_code == 422
    assert "A casino, then?" in refused.text
    assert "cannot stand here before moderators have looked at it" in refused.text
    commands.answer_reason(other, poll_id, voter_key=key, body="As Zanzibar says", client_key="b" * 20)
    said = [one.body for one in queries.list_answers(poll_id, [key])[key]]
    assert len(said) == 1
    assert "anzibar" not in said[0]
    page = browser.post(f"/polls/{poll_id}/vote", data={"choice": "for", "reason": "A casino"})
    assert page.status_code == 422
    assert "cannot stand here" in page.text
