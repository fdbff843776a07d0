"""Polls through their pages: voting, being refused in words, nothing lost, nothing told too early."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from goforum.core import clock
from goforum.groups.queries import cards
from goforum.voting import commands, jobs, queries
from tests.factories import make_group, make_member, make_person
from tests.factories.decisions import make_poll

START = datetime(2019, 3, 20, 9, tzinfo=UTC)


@pytest.fixture
def group(ctx):
    facilitator = make_person("Fatima Example")
    group_id = make_group(facilitator=facilitator)
    return group_id, facilitator, make_member(group_id, name="Amina Example")


def slug(group_id):
    return cards([group_id])[group_id].slug


def test_voting_changing_and_the_receipt(as_person, group):
    group_id, facilitator, voter = group
    poll_id = make_poll(group_id, facilitator)
    browser = as_person(voter)
    sent = browser.post(f"/polls/{poll_id}/vote", data={"choice": "for"})
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/polls/{poll_id}#vote")
    page = browser.get(f"/polls/{poll_id}").text
    assert "Vote recorded at" in page
    assert re.search(r"You voted:</?[^>]*>? *<strong>For", page) or "You voted:" in page
    browser.post(f"/polls/{poll_id}/vote", data={"choice": "against", "reason": "Too early"})
    assert "Vote changed at" in browser.get(f"/polls/{poll_id}").text
    assert queries.get_poll(poll_id, voter).tally["against"] == 1


def test_an_objection_without_reason_comes_back_whole(as_person, group):
    group_id, facilitator, voter = group
    poll_id = make_poll(group_id, facilitator)
    refused = as_person(voter).post(f"/polls/{poll_id}/vote", data={"choice": "objection", "reason": ""})
    assert refused.status_code == 422
    assert "An objection needs its reason" in refused.text
    assert re.search(r'value="objection" checked', refused.text)
    empty = as_person(voter).post(f"/polls/{poll_id}/vote", data={"reason": "My long reason"})
    assert empty.status_code == 422
    assert "My long reason" in empty.text
    assert queries.count_ballots(poll_id) == 0


def test_a_late_ballot_is_a_conflict_with_the_official_instant(as_person, group):
    group_id, facilitator, voter = group
    browser = as_person(voter)
    with clock.frozen(START):
        poll_id = make_poll(group_id, facilitator)
    late = browser.post(f"/polls/{poll_id}/vote", data={"choice": "for"})
    assert late.status_code == 409
    assert "came too late" in late.text
    assert "March 21, 2019" in late.text


def test_each_person_is_told_where_they_stand(as_person, client, group):
    group_id, facilitator, _voter = group
    poll_id = make_poll(group_id, facilitator)
    late, observer = make_member(group_id), make_member(group_id, "observer")
    assert "Sign in to vote" in client.get(f"/polls/{poll_id}").text
    assert "fixed when this vote opened" in as_person(late).get(f"/polls/{poll_id}").text
    assert "Observers read" in as_person(observer).get(f"/polls/{poll_id}").text
    assert "Those who join now vote in the next" in as_person(make_person()).get(f"/polls/{poll_id}").text
    for person in (late, observer, make_person(), make_person(confirmed=False)):
        assert as_person(person).post(f"/polls/{poll_id}/vote", data={"choice": "for"}).status_code == 403
    assert client.post(f"/polls/{poll_id}/vote", data={"choice": "for"}).status_code == 403
    assert queries.count_ballots(poll_id) == 0


def test_hidden_counts_are_on_no_page_before_the_close(as_person, client, group):
    group_id, facilitator, voter = group
    with clock.frozen(START):
        poll_id = make_poll(group_id, facilitator, results="hidden")
        commands.cast_vote(voter, poll_id, choice="objection", reason="A secret worry")
        for browser in (client, as_person(facilitator), as_person(make_person(admin=True))):
            for path in (f"/polls/{poll_id}", f"/polls/{poll_id}/results", f"/groups/{slug(group_id)}/polls"):
                page = browser.get(path).text
                assert "A secret worry" not in page
                assert 'class="res"' not in page
                assert 'class="tally' not in page
                assert "data-refresh" not in page
            register = browser.get(f"/polls/{poll_id}/ballots")
            assert register.status_code == 403
            assert "A secret worry" not in register.text
        assert "A secret worry" in as_person(voter).get(f"/polls/{poll_id}").text
    with clock.frozen(START + timedelta(days=1)):
        jobs.tick()
        register = client.get(f"/polls/{poll_id}/ballots").text
        assert "A secret worry" in register
        assert "Amina Example" in register
        assert "data-refresh" not in client.get(f"/polls/{poll_id}").text


def test_opening_and_cancelling_through_the_pages(as_person, group):
    group_id, facilitator, voter = group
    browser = as_person(facilitator)
    form = browser.get(f"/groups/{slug(group_id)}/polls/new?method=position")
    assert form.status_code == 200
    key = re.search(r'name="client_key"[^>]*value="([0-9a-f]+)"', form.text).group(1)
    data = {"question": "A second meeting?", "closes_at": "2099-01-01T18:00", "quorum_percent": "50",
            "results": "open", "client_key": key}
    too_far = browser.post(f"/groups/{slug(group_id)}/polls/new", data=data)
    assert too_far.status_code == 422
    assert "within one year" in too_far.text
    assert "A second meeting?" in too_far.text
    soon = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    opened = browser.post(f"/groups/{slug(group_id)}/polls/new", data={**data, "closes_at": soon})
    assert opened.status_code == 303
    path = opened.headers["Location"]
    assert "A second meeting?" in browser.get(f"/groups/{slug(group_id)}/polls").text
    assert as_person(voter).get(f"{path}/cancel").status_code == 403
    assert browser.post(f"{path}/cancel", data={"reason": ""}).status_code == 422
    away = browser.post(f"{path}/cancel", data={"reason": "Badly put.", "next": "//elsewhere.example/"})
    assert (away.status_code, away.headers["Location"]) == (303, path)
    assert "Badly put." in browser.get(path).text


@pytest.mark.parametrize(("field", "value"), [
    ("closes_at", ""), ("closes_at", "tomorrow"), ("closes_at", "2026-13-45T99:99"),
    ("closes_at", "0001-01-01T00:00"), ("closes_at", "9999-12-31T23:59"), ("quorum_percent", "101"),
    ("quorum_percent", "-1"), ("quorum_percent", "half"), ("results", "secret"), ("question", " "),
])
def test_odd_terms_are_refused_beside_their_field(as_person, group, field, value):
    group_id, facilitator, _voter = group
    soon = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    data = {"question": "Well?", "closes_at": soon, "quorum_percent": "50", "results": "open", field: value}
    refused = as_person(facilitator).post(f"/groups/{slug(group_id)}/polls/new", data=data)
    assert refused.status_code == 422
    assert f'href="#{field}"' in refused.text


def test_a_reserved_groups_poll_is_not_found_by_any_door(as_person, client):
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator, visibility="reserved", name="Quiet room")
    poll_id = make_poll(group_id, facilitator)
    for browser in (client, as_person(make_person()), as_person(make_person(admin=True))):
        for path in (f"/polls/{poll_id}", f"/polls/{poll_id}/results", f"/polls/{poll_id}/ballots",
                     f"/polls/{poll_id}/cancel", f"/groups/{slug(group_id)}/polls",
                     f"/groups/{slug(group_id)}/polls/new"):
            answer = browser.get(path)
            assert answer.status_code == 404, path
            assert "Quiet room" not in answer.text
    stranger = as_person(make_person())
    assert stranger.post(f"/polls/{poll_id}/vote", data={"choice": "for"}).status_code == 404
    assert stranger.post(f"/polls/{poll_id}/vote", data={}).status_code == 404


@pytest.mark.parametrize("ballots", [5, 500])
def test_a_poll_costs_the_same_at_5_and_at_500_ballots(app, as_person, group, count_statements, ballots):
    from goforum.core.db import db
    from goforum.voting.models import Ballot, Voter

    group_id, facilitator, voter = group
    poll_id = make_poll(group_id, facilitator)
    db.session.execute(Voter.__table__.insert(), [
        {"poll_id": poll_id, "voter_key": f"organisation:{n}"} for n in range(ballots)])
    db.session.execute(Ballot.__table__.insert(), [
        {"poll_id": poll_id, "voter_key": f"organisation:{n}", "person_id": facilitator, "reason": "",
         "choice": "for", "cast_at": START, "updated_at": START} for n in range(ballots)])
    db.session.commit()
    browser = as_person(voter)
    browser.get(f"/polls/{poll_id}")
    with count_statements() as seen:
        assert browser.get(f"/polls/{poll_id}").status_code == 200
    assert len(seen) <= 8, seen  # the bell of the header is one of them
