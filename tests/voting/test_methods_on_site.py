"""Polls by every method through their pages: opened by form, voted without scripts, hidden, closed, explained, registered."""

import hashlib
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Invalid
from goforum.groups.queries import cards
from goforum.threads import commands as threads
from goforum.voting import commands, jobs, queries
from goforum.voting.models import STATUS_QUO, Ballot, Poll
from goforum.voting.rules import METHODS, Terms, canonical_marks, marks_fault
from tests.factories import make_group, make_member, make_person
from tests.factories.decisions import make_poll

START = datetime(2019, 3, 20, 9, tzinfo=UTC)
DATES = (START + timedelta(days=9), START + timedelta(days=7))
LABELS = ("Rabat & Salé", "فاس", "<b>Oujda</b>")
TERMS = {
    "plurality": Terms("plurality", LABELS), "approval": Terms("approval", LABELS),
    "score": Terms("score", LABELS, ceiling=5), "dots": Terms("dots", LABELS, ceiling=6),
    "schulze": Terms("schulze", LABELS, status_quo=True), "irv": Terms("irv", LABELS),
    "stv": Terms("stv", LABELS, seats=2), "dates": Terms("dates", dates=DATES),
}
# What a form without scripts sends for each method, what is kept of it, and who is chosen by one such ballot.
SENT = {
    "plurality": ({"pick": "o2"}, {"o2": 1}, ["o2"]),
    "approval": ({"picks": ["o1", "o3"]}, {"o1": 1, "o3": 1}, None),
    "score": ({"m_o1": "5", "m_o2": "0", "m_o3": ""}, {"o1": 5, "o2": 0}, ["o1"]),
    "dots": ({"m_o1": "1", "m_o2": "5"}, {"o1": 1, "o2": 5}, ["o2"]),
    "schulze": ({"m_o3": "1", f"m_{STATUS_QUO}": "3", "m_o1": "3"}, {"o1": 2, "o3": 1, STATUS_QUO: 2}, ["o3"]),
    "irv": ({"m_o2": "1", "m_o1": "2"}, {"o1": 2, "o2": 1}, ["o2"]),
    "stv": ({"m_o2": "1", "m_o1": "2"}, {"o1": 2, "o2": 1}, None),
    "dates": ({"m_o1": "1", "m_o2": "2"}, {"o1": 1, "o2": 2}, ["o2"]),
}


@pytest.fixture
def group(ctx):
    facilitator = make_person("Fatima Example")
    group_id = make_group(facilitator=facilitator)
    return group_id, facilitator, make_member(group_id, name="Amina Example"), make_member(group_id)


def opened(group, method, **more):
    return make_poll(group[0], group[1], terms=TERMS[method], quorum_percent=0, **more)


def slug(group_id):
    return cards([group_id])[group_id].slug


@pytest.mark.parametrize("method", TERMS)
def test_a_ballot_by_plain_form_is_kept_shown_changed_counted_and_registered(as_person, client, group, method):
    data, kept, chosen = SENT[method]
    with clock.frozen(START):
        poll_id = opened(group, method)
        browser = as_person(group[2])
        page = browser.get(f"/polls/{poll_id}").text
        assert page.count("<b>Oujda</b>") == 0
        sent = browser.post(f"/polls/{poll_id}/vote", data=data)
        assert sent.status_code == 303, sent.text
        assert queries.get_poll(poll_id, group[2]).own.marks == kept
        again = browser.get(f"/polls/{poll_id}").text
        assert "You voted:" in again
        assert "Results so far" in again
        assert browser.post(f"/polls/{poll_id}/vote", data={"blank": "y"}).status_code == 303
        assert "blank ballot" in browser.get(f"/polls/{poll_id}").text
        assert queries.get_poll(poll_id, group[2]).own.marks == {}
        browser.post(f"/polls/{poll_id}/vote", data=data)
    with clock.frozen(START + timedelta(days=2)):
        assert jobs.tick() == 1
        poll = queries.get_poll(poll_id, None)
        assert (poll.outcome, poll.cast, poll.why != "") == ("chosen", 1, True)
        if chosen:
            assert poll.finding.tally["elected"] == chosen
        closed = client.get(f"/polls/{poll_id}").text
        assert "Decided" in closed
        assert "Chosen:" in closed
        register = client.get(f"/polls/{poll_id}/ballots").text
        assert "Amina Example" in register


@pytest.mark.parametrize(("method", "data", "words"), [
    ("plurality", {}, "Mark an option, or say that the ballot is blank."),
    ("plurality", {"pick": "o9"}, "This option is not on the ballot"),
    ("plurality", {"pick": "o1", "blank": "y"}, "either marked or blank"),
    ("approval", {"picks": ["o1", "nonsense"]}, "nonsense"),
    ("score", {"m_o1": "6"}, "Not a valid choice"),
    ("dots", {"m_o1": "4", "m_o2": "3"}, "You gave 7 dots and have 6."),
    ("dots", {"m_o1": "-1"}, "Write a whole number from 0 to 6."),
    ("dots", {"m_o1": "many"}, "Not a valid integer value"),
    ("irv", {"m_o1": "1", "m_o2": "1"}, "Another option has place 1 already."),
    ("stv", {"m_o1": "2", "m_o2": "2"}, "Another option has place 2 already."),
    ("schulze", {"m_o1": "9"}, "Not a valid choice"),
    ("dates", {"m_o1": "3"}, "Not a valid choice"),
])
def test_a_wrong_ballot_comes_back_whole_with_its_fault(as_person, group, method, data, words):
    poll_id = opened(group, method) if method != "dates" else make_poll(
        group[0], group[1], terms=Terms("dates", dates=tuple(clock.now() + timedelta(days=n) for n in (2, 3))))
    refused = as_person(group[2]).post(f"/polls/{poll_id}/vote", data={**data, "reason": "My long reason"})
    assert refused.status_code == 422
    assert words in refused.text
    assert "My long reason" in refused.text
    assert queries.count_ballots(poll_id) == 0


def test_hidden_results_are_nowhere_before_the_close(as_person, client, group):
    with clock.frozen(START):
        for method in TERMS:
            poll_id = opened(group, method, results="hidden")
            as_person(group[2]).post(f"/polls/{poll_id}/vote", data=SENT[method][0])
            for browser in (client, as_person(group[1]), as_person(make_person(admin=True))):
                for path in (f"/polls/{poll_id}", f"/polls/{poll_id}/results", f"/groups/{slug(group[0])}/polls",
                             f"/polls/{poll_id}/manifest.json"):
                    page = browser.get(path).text
                    assert 'class="res"' not in page
                    assert "data-refresh" not in page
                    assert "Pair by pair" not in page
                assert browser.get(f"/polls/{poll_id}/ballots").status_code == 403
            view = queries.get_poll(poll_id, group[1])
            assert (view.tally, view.finding, view.cast) == (None, None, 1)


def test_the_fingerprint_is_of_the_published_text_and_covers_the_options(client, group):
    seen = set()
    for method in [*TERMS, "position", "consent"]:
        poll_id = make_poll(group[0], group[1], terms=TERMS.get(method, Terms(method))) if method != "dates" else make_poll(
            group[0], group[1], terms=Terms("dates", dates=tuple(clock.now() + timedelta(days=n) for n in (2, 3))))
        text = client.get(f"/polls/{poll_id}/manifest.json").data
        fingerprint = queries.get_poll(poll_id, None).fingerprint
        assert hashlib.sha256(text).hexdigest() == fingerprint
        assert json.loads(text)["rule"] == method
        seen.add(fingerprint)
    assert len(seen) == 10
    said = json.loads(client.get(f"/polls/{opened(group, 'stv')}/manifest.json").data)
    assert [one["label"] for one in said["options"]] == list(LABELS)
    assert said["seats"] == 2


def test_opening_by_form_in_two_steps(as_person, group):
    browser = as_person(group[1])
    first = browser.get(f"/groups/{slug(group[0])}/polls/new").text
    for method in METHODS:
        assert f"method={method}" in first
    page = browser.get(f"/groups/{slug(group[0])}/polls/new?method=schulze").text
    key = re.search(r'name="client_key"[^>]*value="([0-9a-f]+)"', page).group(1)
    soon = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    data = {"method": "schulze", "question": "Where do we meet?", "closes_at": soon, "quorum_percent": "10",
            "results": "hidden", "client_key": key, "seats": "1", "options": "Rabat\r\n\r\n Fès \n", "status_quo": "y"}
    wrong = browser.post(f"/groups/{slug(group[0])}/polls/new", data={**data, "options": "Rabat"})
    assert wrong.status_code == 422
    assert 'href="#options"' in wrong.text
    made = browser.post(f"/groups/{slug(group[0])}/polls/new", data=data)
    assert made.status_code == 303
    poll = queries.get_poll(int(made.headers["Location"].rsplit("/", 1)[1]), group[1])
    assert [(one.key, one.label) for one in poll.options] == [("o1", "Rabat"), ("o2", "Fès"), (STATUS_QUO, "")]
    assert (poll.method, poll.results, poll.quorum_percent) == ("schulze", "hidden", 10)


def test_dates_are_typed_on_the_clock_of_the_opener_and_shown_in_the_order_of_time(as_person, group):
    browser = as_person(group[1])
    late, early = (clock.now() + timedelta(days=n) for n in (20, 10))
    data = {"method": "dates", "question": "When?", "closes_at": (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M"),
            "quorum_percent": "0", "results": "open", "client_key": "dates-key", "seats": "1",
            "date_1": late.strftime("%Y-%m-%dT10:00"), "date_2": early.strftime("%Y-%m-%dT10:00")}
    one = browser.post(f"/groups/{slug(group[0])}/polls/new", data={**data, "date_2": ""})
    assert one.status_code == 422
    assert "at least two dates" in one.text
    made = browser.post(f"/groups/{slug(group[0])}/polls/new", data=data)
    assert made.status_code == 303, made.text
    poll = queries.get_poll(int(made.headers["Location"].rsplit("/", 1)[1]), group[1])
    assert [option.starts_at.day for option in poll.options] == [early.day, late.day]


@pytest.mark.parametrize(("terms", "field"), [
    (Terms("nonsense"), "method"), (Terms("plurality", ("A",)), "options"), (Terms("plurality", ("A", "a")), "options"),
    (Terms("plurality", tuple(map(str, range(51)))), "options"), (Terms("plurality", ("A", "B" * 201)), "options"),
    (Terms("plurality", ("A", "B", "C"), seats=2), "seats"), (Terms("stv", ("A", "B"), seats=2), "seats"),
    (Terms("stv", ("A", "B"), seats=0), "seats"), (Terms("score", ("A", "B"), ceiling=0), "ceiling"),
    (Terms("score", ("A", "B"), ceiling=11), "ceiling"), (Terms("dots", ("A", "B"), ceiling=101), "ceiling"),
    (Terms("dates", dates=(START,)), "dates"), (Terms("dates", dates=(START, START)), "dates"),
    (Terms("dates", dates=(START, START + timedelta(days=1))), "dates"), (Terms(majority="most"), "majority"),
    (Terms(majority_of="moon"), "majority_of"),
])
def test_terms_that_cannot_be_counted_are_refused_beside_their_field(group, terms, field):
    with clock.frozen(START), pytest.raises(Invalid) as wrong:
        make_poll(group[0], group[1], terms=terms)
    assert list(wrong.value.errors) == [field]
    assert db.session.scalar(select(func.count()).select_from(Poll)) == 0


@pytest.mark.parametrize(("majority", "of", "votes", "outcome", "why"), [
    ("absolute", "cast", "for abstain against", "rejected", "not-enough"),
    ("absolute", "cast", "for for abstain", "accepted", "enough"),
    ("two-thirds", "expressed", "for for against", "accepted", "enough"),
    ("two-thirds", "electorate", "for for", "rejected", "not-enough"),
    ("two-thirds", "electorate", "for for for", "accepted", "enough"),
])
def test_majorities_of_a_poll(group, majority, of, votes, outcome, why):
    people = [group[1], group[2], group[3]]
    make_member(group[0])
    with clock.frozen(START):
        poll_id = make_poll(group[0], group[1], terms=Terms(majority=majority, majority_of=of), quorum_percent=0)
        for person, choice in zip(people, votes.split(), strict=False):
            commands.cast_vote(person, poll_id, choice=choice)
    with clock.frozen(START + timedelta(days=2)):
        jobs.tick()
        poll = queries.get_poll(poll_id, None)
    assert (poll.outcome, poll.decision.why) == (outcome, why)


@pytest.mark.parametrize(("votes", "outcome"), [
    (["consent", "abstain"], "accepted"), (["consent", "objection"], "rejected"), (["abstain"], "rejected"), ([], "rejected"),
])
def test_consent_on_the_site(as_person, client, group, votes, outcome):
    with clock.frozen(START):
        poll_id = make_poll(group[0], group[1], terms=Terms("consent"), quorum_percent=0)
        for person, choice in zip(group[1:], votes, strict=False):
            assert as_person(person).post(f"/polls/{poll_id}/vote", data={"choice": choice, "reason": "Because"}).status_code == 303
        assert as_person(group[3]).post(f"/polls/{poll_id}/vote", data={"choice": "for"}).status_code == 422
        assert as_person(group[3]).post(f"/polls/{poll_id}/vote", data={"choice": "objection"}).status_code == 422
    with clock.frozen(START + timedelta(days=2)):
        jobs.tick()
        assert queries.get_poll(poll_id, None).outcome == outcome
        assert client.get(f"/polls/{poll_id}").status_code == 200
        assert client.get(f"/polls/{poll_id}/ballots").status_code == 200


def test_what_was_counted_stays_and_nothing_of_it_changes_afterwards(group):
    with clock.frozen(START):
        poll_id = opened(group, "irv")
        commands.cast_vote(group[1], poll_id, marks={"o1": 1})
    with clock.frozen(START + timedelta(days=2)):
        jobs.tick()
        before = queries.get_poll(poll_id, None).finding
        db.session.execute(update(Ballot).where(Ballot.poll_id == poll_id).values(content='{"o2":1}'))
        db.session.commit()
        assert queries.get_poll(poll_id, None).finding == before


def test_too_few_decide_nothing(group):
    with clock.frozen(START):
        poll_id = make_poll(group[0], group[1], terms=TERMS["approval"], quorum_percent=100)
        commands.cast_vote(group[1], poll_id, marks={"o1": 1})
        blank = opened(group, "stv")
        commands.cast_vote(group[1], blank, marks={})
        nobody = opened(group, "schulze")
    with clock.frozen(START + timedelta(days=2)):
        jobs.tick()
        for one, why in ((poll_id, "no-quorum"), (blank, "all-blank"), (nobody, "no-ballots")):
            poll = queries.get_poll(one, None)
            assert (poll.outcome, poll.finding.why) == ("undecided", why)


def test_the_database_refuses_a_ballot_that_is_both_or_neither(group):
    poll_id = opened(group, "score")
    key = {"poll_id": poll_id, "voter_key": f"person:{group[2]}", "person_id": group[2], "cast_at": START, "updated_at": START}
    for wrong in (Ballot(**key, choice="o1", content='{"o1":1}'), Ballot(**key, choice=None, content="")):
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.add(wrong)
            db.session.flush()


def test_a_poll_opened_from_a_thread_is_found_there(as_person, client, group):
    thread = threads.create_thread(group[1], group[0], title="Where?", body="Let us vote.")
    poll_id = opened(group, "approval", thread_id=thread)
    assert f"/polls/{poll_id}" in client.get(f"/threads/{thread}/polls").text
    assert f"/threads/{thread}" in client.get(f"/polls/{poll_id}").text
    elsewhere = threads.create_thread(group[1], make_group(facilitator=group[1]), title="Elsewhere", body="There.")
    browser = as_person(group[1])
    soon = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    refused = browser.post(f"/groups/{slug(group[0])}/polls/new", data={
        "method": "position", "question": "Well?", "closes_at": soon, "quorum_percent": "0", "results": "open",
        "client_key": "k", "thread": str(elsewhere)})
    assert refused.status_code == 404


def test_a_reserved_thread_and_manifest_are_not_found(client, as_person):
    keeper = make_person()
    hidden = make_group(facilitator=keeper, visibility="reserved", name="Quiet room")
    thread = threads.create_thread(keeper, hidden, title="Hush", body="Hush.")
    poll_id = make_poll(hidden, keeper, terms=TERMS["irv"], thread_id=thread)
    for browser in (client, as_person(make_person())):
        for path in (f"/threads/{thread}/polls", f"/polls/{poll_id}/manifest.json"):
            assert browser.get(path).status_code == 404
    assert "private" in as_person(keeper).get(f"/polls/{poll_id}/manifest.json").headers["Cache-Control"]


@pytest.mark.parametrize("ballots", [5, 500])
def test_a_ranked_poll_costs_the_same_at_5_and_at_500_ballots(as_person, group, count_statements, ballots):
    from goforum.voting.models import Voter

    poll_id = opened(group, "schulze")
    db.session.execute(Voter.__table__.insert(), [{"poll_id": poll_id, "voter_key": f"organisation:{n}"} for n in range(ballots)])
    db.session.execute(Ballot.__table__.insert(), [
        {"poll_id": poll_id, "voter_key": f"organisation:{n}", "person_id": group[1], "reason": "", "choice": None,
         "content": json.dumps({f"o{1 + n % 3}": 1}, separators=(",", ":")), "cast_at": START, "updated_at": START}
        for n in range(ballots)])
    db.session.commit()
    browser = as_person(group[2])
    browser.get(f"/polls/{poll_id}")
    with count_statements() as seen:
        assert browser.get(f"/polls/{poll_id}").status_code == 200
    assert len(seen) <= 9, seen


@pytest.mark.parametrize(("method", "options", "ceiling", "marks", "faults"), [
    ("plurality", "ab", 0, {"a": 1}, []), ("plurality", "ab", 0, {"a": 1, "b": 1}, [""]), ("plurality", "ab", 0, {"a": 2}, ["a"]),
    ("plurality", "ab", 0, {}, []), ("approval", "ab", 0, {"a": 1, "b": 1}, []), ("approval", "ab", 0, {"c": 1}, [""]),
    ("score", "ab", 5, {"a": 5, "b": 0}, []), ("score", "ab", 5, {"a": 6}, ["a"]), ("score", "ab", 5, {"a": -1}, ["a"]),
    ("dots", "ab", 5, {"a": 2, "b": 3}, []), ("dots", "ab", 5, {"a": 3, "b": 3}, [""]), ("dots", "ab", 5, {"a": 6}, ["a"]),
    ("schulze", "abc", 0, {"a": 1, "b": 1}, []), ("schulze", "abc", 0, {"a": 4}, ["a"]),
    ("irv", "abc", 0, {"a": 1, "b": 1}, ["b"]), ("irv", "abc", 0, {"a": 1, "b": 3}, []),
    ("dates", "ab", 0, {"a": 2, "b": 0}, []), ("dates", "ab", 0, {"a": 3}, ["a"]),
])
def test_what_a_ballot_of_marks_may_say(method, options, ceiling, marks, faults):
    assert list(marks_fault(METHODS[method], list(options), ceiling, marks)) == faults


@pytest.mark.parametrize(("method", "marks", "text"), [
    ("irv", {"b": 5, "a": 2}, '{"a":1,"b":2}'), ("schulze", {"a": 3, "b": 3, "c": 0}, '{"a":1,"b":1}'),
    ("score", {"b": 0, "a": 4}, '{"a":4,"b":0}'), ("dots", {"b": 0, "a": 4}, '{"a":4}'), ("approval", {}, "{}"),
])
def test_two_ballots_of_one_meaning_are_one_text(method, marks, text):
    assert canonical_marks(METHODS[method], marks) == text
