"""Secret polls through their commands and pages: one ballot each, changed by its tracker alone, counted, checkable."""

import json
import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from goforum.audit.models import AuditEntry
from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Invalid, Refused
from goforum.groups.queries import cards
from goforum.voting import commands, jobs, queries
from goforum.voting.commands import secrecy
from goforum.voting.models import Ballot, Voter
from goforum.voting.queries import ledger as published
from goforum.voting.queries.secrecy import read_secret_box
from goforum.voting.receipts import receipt_of
from goforum.voting.rules import Electorate, Terms
from goforum.voting.rules.secrecy import SecretBallots, batch_of
from tests.factories import make_group, make_member, make_person
from tests.factories.decisions import make_poll
from tests.voting.boxes import verdict
from tests.voting.test_races import at_once

START = datetime(2019, 3, 20, 9, tzinfo=UTC)
SECRET = Terms(secret=True)
A, B, C = "a" * 32, "b" * 32, "c" * 32


@pytest.fixture
def group(ctx):
    facilitator = make_person("Fatima Example")
    group_id = make_group(facilitator=facilitator)
    return group_id, facilitator, make_member(group_id, name="Amina Example"), make_member(group_id)


def opened(group, terms=SECRET, **more):
    return make_poll(group[0], group[1], terms=terms, **more)


def test_a_secret_ballot_is_cast_repeated_and_changed_by_its_tracker_alone(group):
    _group_id, _facilitator, one, two = group
    poll_id = opened(group)
    first = commands.cast_vote(one, poll_id, choice="for", tracker=A)
    again = commands.cast_vote(one, poll_id, choice="for", tracker=A)
    assert (first.first, again.first, again.changed) == (True, False, False)
    assert receipt_of(first.proof) == receipt_of(again.proof)
    assert "index" not in receipt_of(first.proof)
    for old in ("", C, "nonsense"):
        with pytest.raises(Invalid) as refused:
            commands.cast_vote(one, poll_id, choice="against", tracker=B, old_tracker=old)
        assert list(refused.value.errors) == ["old"]
    changed = commands.cast_vote(one, poll_id, choice="against", tracker=B, old_tracker=A)
    assert changed.changed
    repeated = commands.cast_vote(one, poll_id, choice="against", tracker=B, old_tracker=A)
    assert receipt_of(repeated.proof) == receipt_of(changed.proof)
    with pytest.raises(Invalid):  # the old tracker is worth nothing now
        commands.cast_vote(one, poll_id, choice="for", tracker=C, old_tracker=A)
    commands.cast_vote(two, poll_id, choice="for", tracker=B)  # another's tracker is not taken twice
    box = read_secret_box(poll_id)
    assert sorted(box.ballots.values()) == ["against", "for"]
    assert len(box.waiting) == 2  # what was replaced before it entered the chain never does
    assert queries.get_poll(poll_id, one).voted
    assert queries.get_poll(poll_id, one).own is None


def test_nothing_is_stored_beside_the_voter(group):
    _group_id, _facilitator, one, _two = group
    poll_id = opened(group)
    commands.cast_vote(one, poll_id, choice="for", reason="Because of me", tracker=A)
    assert db.session.scalars(select(Ballot).where(Ballot.poll_id == poll_id)).all() == []
    kinds = set(db.session.scalars(select(AuditEntry.kind)))
    assert not {"VoteCast", "VoteChanged", "SecretBoxGrew"} & kinds
    assert db.session.scalars(select(Voter.voter_key).where(Voter.poll_id == poll_id, Voter.voted)).all() == [f"person:{one}"]


def test_what_a_secret_poll_cannot_be(group):
    group_id, facilitator, *_ = group
    with pytest.raises(Invalid) as refused:
        opened(group, Terms("consent", secret=True))
    assert list(refused.value.errors) == ["secret"]
    for electorate in (Electorate(delegation=True), Electorate("organisation", weighted=True)):
        with pytest.raises(Invalid) as refused:
            opened(group, electorate=electorate)
        assert "secret" in refused.value.errors
    poll_id = opened(group, results="open")
    assert queries.get_poll(poll_id, facilitator).results == "hidden"
    with pytest.raises(Invalid):
        commands.cast_vote(facilitator, poll_id, choice="objection", reason="No.")
    assert group_id


@pytest.mark.parametrize("terms", [
    SECRET, Terms("plurality", ("A", "B"), secret=True), Terms("approval", ("A", "B"), secret=True),
    Terms("score", ("A", "B"), ceiling=3, secret=True), Terms("irv", ("A", "B", "C"), secret=True),
    Terms("schulze", ("A", "B", "C"), secret=True)], ids=lambda one: one.method)
def test_a_secret_poll_is_counted_published_and_verifies(group, terms, monkeypatch):
    group_id, facilitator, one, two = group
    monkeypatch.setattr(secrecy, "dice", random.Random(1))
    others = [make_member(group_id) for _ in range(24)]
    said = [{"choice": "for"}, {"choice": "against"}] if terms.method == "position" else [{"marks": {"o1": 1}}, {"marks": {}}]
    with clock.frozen(START):
        poll_id = opened(group, terms, quorum_percent=0)
        proofs = [commands.cast_vote(voter, poll_id, **said[at % 2]).proof for at, voter in enumerate((facilitator, one, *others))]
        kinds = [entry.kind for entry in published.list_entries(poll_id)]
        assert kinds == ["open", *["commit"] * 10]  # a batch of ten, and sixteen that wait
        poll = queries.get_poll(poll_id, two)
        assert (poll.tally, poll.finding, poll.participation) == (None, None, 26)
        moved = commands.cast_vote(facilitator, poll_id, **said[1], old_tracker=proofs[0].tracker).proof
    with clock.frozen(START + timedelta(days=2)):
        jobs.tick()
        box = published.get_published(poll_id)
        poll = queries.get_poll(poll_id, two)
    assert len(box.ballots) == poll.cast == 26
    assert not any("voter" in ballot for ballot in box.ballots)
    assert "list" not in box.roll
    assert verdict(box.files(), box.head) is None
    for proof in (moved, *proofs[1:]):
        assert verdict(box.files(), box.head, receipt_of(proof)) is None
        assert published.find_by_tracker(poll_id, proof.tracker).state == "published"
    replaced = published.find_by_tracker(poll_id, proofs[0].tracker, proofs[0].commit).state
    assert replaced in {"replaced", "missing"}  # it never came into the chain where it was still waiting
    assert verdict(box.files(), box.head, receipt_of(proofs[0])) is None
    with pytest.raises(Refused):
        queries.page_ballots(poll)


def test_too_few_ballots_show_no_participation(group, as_person):
    poll_id = opened(group)
    for voter in group[1:]:
        commands.cast_vote(voter, poll_id, choice="for")
    assert queries.get_poll(poll_id, group[1]).participation is None
    page = as_person(group[2]).get(f"/polls/{poll_id}").text
    assert "Too few to tell" in page
    assert "Ballots cast: 3" not in page


def test_the_twentieth_of_one_form_has_the_receipt_of_the_first(app, committed, ctx):
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator)
    voter, other = make_member(group_id), make_member(group_id)
    poll_id = make_poll(group_id, facilitator, terms=SECRET)
    found = at_once(app, [lambda: commands.cast_vote(voter, poll_id, choice="for", tracker=A)] * 10
                    + [lambda: commands.cast_vote(other, poll_id, choice="for", tracker=B)] * 10)
    assert not [one for one in found if isinstance(one, Exception)]
    assert [len({json.dumps(receipt_of(one.proof)) for one in half}) for half in (found[:10], found[10:])] == [1, 1]
    assert sum(one.first for one in found) == 2
    assert sorted(read_secret_box(poll_id).ballots) == [A, B]


def test_a_cancelled_secret_poll_publishes_nothing(group, client):
    poll_id = opened(group)
    commands.cast_vote(group[2], poll_id, choice="for", tracker=A)
    commands.cancel_poll(group[1], poll_id, reason="Unclear.")
    assert client.get(f"/polls/{poll_id}/export.zip").status_code == 403
    assert published.find_by_tracker(poll_id, A).state == "cancelled"


def test_the_pages_of_a_secret_vote(group, as_person, client):
    browser = as_person(group[2])
    poll_id = opened(group)
    page = browser.get(f"/polls/{poll_id}").text
    assert "This is a secret vote" in page
    assert "Why?" not in page
    assert "objection" not in page.split('id="vote"')[1].split("</section>")[0]
    sent = browser.post(f"/polls/{poll_id}/vote", data={"choice": "for", "tracker": A, "tracker_by": "browser"})
    assert sent.status_code == 200
    assert A in sent.text
    assert "Your browser made the tracker" in sent.text
    assert "no-store" in sent.headers["Cache-Control"]
    page = browser.get(f"/polls/{poll_id}").text
    assert A not in page
    assert "You have voted." in page
    assert "You voted:" not in page
    lost = browser.post(f"/polls/{poll_id}/vote", data={"choice": "against", "tracker": B, "old": ""})
    assert lost.status_code == 422
    assert "bring the tracker of your last receipt" in lost.text
    changed = browser.post(f"/polls/{poll_id}/vote", data={"choice": "against", "tracker": B, "old": A})
    assert "Your vote is changed" in changed.text
    assert "The server made the tracker" in changed.text
    assert browser.get(f"/polls/{poll_id}/receipt").status_code == 404
    assert browser.post(f"/polls/{poll_id}/receipt.json", data={"tracker": B}).get_json()["tracker"] == B
    assert browser.post(f"/polls/{poll_id}/receipt.json", data={"tracker": A}).status_code == 404
    assert "It enters the chain mixed with others" in client.post(f"/polls/{poll_id}/check", data={"shown": B}).text
    with clock.frozen(clock.now() + timedelta(days=2)):
        jobs.tick()
        assert browser.get(f"/polls/{poll_id}/ballots").status_code == 403
        assert "Register of the vote" not in browser.get(f"/polls/{poll_id}").text
        found = client.post(f"/polls/{poll_id}/check", data={"shown": B}).text
        assert "Your ballot is among the published ones" in found
        assert "Against" in found


@pytest.mark.parametrize("secret", [False, True], ids=["open", "secret"])
def test_finding_a_ballot_costs_the_same_among_5_and_among_60(group, client, count_statements, secret):
    group_id = group[0]
    with clock.frozen(START):
        polls = []
        for more in (2, 55):
            voters = [*group[1:], *(make_member(group_id) for _ in range(more))]
            polls.append(opened(group, Terms(secret=secret)))
            for voter in voters:
                commands.cast_vote(voter, polls[-1], choice="for", tracker=A if voter == group[1] else "")
    with clock.frozen(START + timedelta(days=2)):
        jobs.tick()
        costs = []
        for poll_id in polls:
            client.get(f"/polls/{poll_id}/check")
            with count_statements() as seen:
                assert "published ones" in client.post(f"/polls/{poll_id}/check", data={"shown": A}).text
            costs.append(len(seen))
    assert costs[0] == costs[1] <= 12


def test_opening_a_secret_vote_through_the_form(group, as_person):
    slug = cards([group[0]])[group[0]].slug
    soon = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    data = {"method": "plurality", "question": "Who?", "options": "A\nB", "closes_at": soon, "quorum_percent": "0",
            "results": "open", "secret": "y", "electorate": "person"}
    sent = as_person(group[1]).post(f"/groups/{slug}/polls/new", data=data)
    assert sent.status_code == 303
    poll = queries.get_poll(int(sent.headers["Location"].rsplit("/", 1)[1]), group[1])
    assert (poll.is_secret, poll.results) == (True, "hidden")


def test_commitments_are_let_in_by_lot_and_never_few():
    dice = random.Random(2)
    assert [batch_of(size) for size in (1, 40, 41, 200)] == [10, 10, 11, 50]
    box = SecretBallots()
    for number in range(19):
        box.put(f"{number:064d}")
        assert box.release(10, dice) == []
    box.put("x" * 64)
    let_in = box.release(10, dice)
    assert len(let_in) == len(set(let_in)) == len(box.waiting) == 10
    assert [int(commit) for _kind, commit in let_in if commit[0] != "x"] != sorted(int(c) for _k, c in let_in if c[0] != "x")
    assert SecretBallots.read(box.text()) == box
    box.take_back(let_in[0][1])
    assert ("revoke", let_in[0][1]) in box.waiting
    assert len(box.release_all(dice)) == 11
