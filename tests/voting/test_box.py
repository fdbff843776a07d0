"""The box of a poll on the site: a chain nobody edits, receipts, the export that verify.py accepts."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import NotFound, Refused
from goforum.groups import commands as groups
from goforum.voting import commands, jobs, keys, queries, verify
from goforum.voting.models import Ballot
from goforum.voting.queries import ledger as published
from goforum.voting.receipts import read_shown, receipt_of
from goforum.voting.rules import Electorate, Terms, Threshold
from tests.factories import make_group, make_member, make_organisation, make_person
from tests.factories.decisions import make_poll
from tests.voting.boxes import pack, verdict

START = datetime(2019, 3, 20, 9, tzinfo=UTC)
TRACKER = "0123456789abcdef" * 2
MARKED = {
    "plurality": (Terms("plurality", ("A", "B", "C")), [{"o1": 1}, {"o2": 1}, {}]),
    "approval": (Terms("approval", ("A", "B", "C"), seats=2), [{"o1": 1}, {"o1": 1, "o2": 1}, {}]),
    "score": (Terms("score", ("A", "B", "C"), ceiling=5), [{"o1": 5}, {"o1": 0, "o3": 2}, {}]),
    "dots": (Terms("dots", ("A", "B", "C"), ceiling=6), [{"o1": 6}, {"o1": 2, "o3": 4}, {}]),
    "schulze": (Terms("schulze", ("A", "B", "C")), [{"o1": 1, "o2": 1}, {"o3": 1}, {}]),
    "irv": (Terms("irv", ("A", "B", "C"), status_quo=True), [{"o1": 1, "o2": 2}, {"status-quo": 1}, {}]),
    "stv": (Terms("stv", ("A", "B", "C"), seats=2), [{"o1": 1, "o2": 2}, {"o3": 1}, {}]),
    "dates": (Terms("dates", dates=(START + timedelta(days=9), START + timedelta(days=8))), [{"o1": 2}, {"o1": 1, "o2": 0}, {}]),
}


@pytest.fixture
def group(ctx):
    facilitator = make_person("Fatima Example")
    group_id = make_group(facilitator=facilitator)
    return group_id, facilitator, make_member(group_id, name="Amina Example"), make_member(group_id)


def closed(poll_id):
    """Close the poll by the clock; its published box."""
    with clock.frozen(START + timedelta(days=2)):
        jobs.tick()
        return published.get_published(poll_id)


def kinds(poll_id):
    return [entry.kind for entry in published.list_entries(poll_id)]


def test_each_open_ballot_is_chained_as_it_is_cast_and_a_change_revokes(group):
    group_id, facilitator, one, two = group
    with clock.frozen(START):
        poll_id = make_poll(group_id, facilitator)
        assert kinds(poll_id) == ["open"]
        first = commands.cast_vote(one, poll_id, choice="for", tracker=TRACKER)
        again = commands.cast_vote(one, poll_id, choice="for", tracker="f" * 32)
        commands.cast_vote(one, poll_id, choice="for", reason="Because.")
        assert kinds(poll_id) == ["open", "commit"]
        changed = commands.cast_vote(one, poll_id, choice="against", tracker=TRACKER)
        back = commands.cast_vote(one, poll_id, choice="for", tracker=TRACKER)
        commands.cast_vote(two, poll_id, choice="abstain", tracker="not a tracker")
    assert receipt_of(first.proof) == receipt_of(again.proof)
    assert first.proof.tracker == TRACKER
    assert len({TRACKER, changed.proof.tracker}) == 2
    assert back.proof.commit != first.proof.commit
    assert kinds(poll_id) == ["open", "commit", "revoke", "commit", "revoke", "commit", "commit"]
    box = closed(poll_id)
    assert kinds(poll_id)[-1] == "close"
    assert [one["choice"] for one in sorted(box.ballots, key=lambda b: b["voter"])] == [["for"], ["abstain"]]
    assert verdict(box.files(), box.head) is None


@pytest.mark.parametrize("method", MARKED)
def test_a_poll_by_each_method_verifies(group, method):
    terms, ballots = MARKED[method]
    group_id, facilitator, *others = group
    with clock.frozen(START):
        poll_id = make_poll(group_id, facilitator, terms=terms, quorum_percent=0 if terms.seats == 1 else 50)
        proofs = [commands.cast_vote(voter, poll_id, marks=marks).proof
                  for voter, marks in zip((facilitator, *others), ballots, strict=True)]
    box = closed(poll_id)
    assert box.manifest["v"] == (1 if method in {"plurality", "score", "irv"} else 2)
    for proof in proofs:
        assert verdict(box.files(), box.head, receipt_of(proof), keys.public_hex()) is None
    assert queries.get_poll(poll_id, facilitator).fingerprint == box.entries[0].prev


def test_a_receipt_proves_its_ballot_and_nothing_else(group):
    group_id, facilitator, one, two = group
    with clock.frozen(START):
        poll_id = make_poll(group_id, facilitator)
        mine = receipt_of(commands.cast_vote(one, poll_id, choice="for").proof)
        old = receipt_of(commands.cast_vote(two, poll_id, choice="for").proof)
        commands.cast_vote(two, poll_id, choice="against")
    box = closed(poll_id)
    assert verdict(box.files(), box.head, mine) is None
    assert verdict(box.files(), box.head, old) is None  # replaced later
    assert verdict(box.files(), box.head, mine, "0" * 64) == "key"
    for name, wrong in (("tracker", "0" * 32), ("commit", "0" * 64), ("index", 2), ("poll", "999")):
        assert verdict(box.files(), box.head, {**mine, name: wrong}) == "signature"
    assert verdict(box.files(), box.head, {**mine, "signature": old["signature"]}) == "signature"
    assert read_shown(json.dumps(mine)).genuine is True
    assert read_shown(json.dumps({**mine, "commit": "0" * 64})).genuine is False


def test_colleges_weights_and_delegation_are_counted_again_from_the_export_alone(group):
    group_id, facilitator, one, two = group
    orgs = [make_organisation(name=f"Body {n}") for n in range(4)]
    people = [one, two, make_member(group_id), make_member(group_id)]
    with clock.frozen(START):
        for at, (person, org) in enumerate(zip(people, orgs, strict=True)):
            groups.give_mandate(facilitator, group_id, person_id=person, organisation_id=org, capacity="titular",
                                starts_on=START.date(), college="civil_society" if at < 2 else "public_bodies")
        groups.set_weights(facilitator, group_id, weights={org: at + 1 for at, org in enumerate(orgs)})
        poll_id = make_poll(group_id, facilitator, quorum_percent=50, electorate=Electorate(
            "organisation", {"civil_society": Threshold(), "public_bodies": Threshold()}, weighted=True, delegation=True))
        commands.delegate_vote(one, poll_id, to_key=f"organisation:{orgs[1]}")
        commands.cast_vote(two, poll_id, choice="for")
        commands.cast_vote(people[2], poll_id, choice="for")
        commands.cast_vote(people[3], poll_id, choice="against")
    box = closed(poll_id)
    assert verdict(box.files(), box.head) is None
    assert verify.count(box.manifest, box.ballots, box.roll) == (box.result, [])
    assert (box.result["cast"], box.result["why"]) == (10, "college-against")
    assert box.result["colleges"]["civil_society"]["for"] == 3
    assert {line[0]: line[2] for line in box.roll["lines"]} == {
        f"organisation:{org}": at + 1 for at, org in enumerate(orgs)}
    assert box.roll["delegations"] == {f"organisation:{orgs[0]}": f"organisation:{orgs[1]}"}


def test_a_deadline_put_off_is_in_the_chain_and_never_after_somebody_voted(group, capsys, tmp_path):
    group_id, facilitator, one, _two = group
    later = START + timedelta(days=1, hours=12)
    with clock.frozen(START):
        poll_id = make_poll(group_id, facilitator, terms=Terms("approval", ("A", "B")), quorum_percent=0)
        mailed = published.find_box(poll_id).head
        commands.extend_poll(facilitator, poll_id, closes_at=later, reason="The text came late.")
        assert published.find_box(poll_id).head != mailed
        commands.cast_vote(one, poll_id, marks={"o1": 1})
        commands.withdraw_vote(one, poll_id)
        with pytest.raises(Refused):
            commands.extend_poll(facilitator, poll_id, closes_at=later + timedelta(days=1), reason="Again")
    box = closed(poll_id)
    assert [(entry.kind, entry.body) for entry in box.entries[:2]] == [("open", {}), ("open", {"closes": later.isoformat()})]
    assert box.entries[0].hash == mailed
    (tmp_path / "poll.zip").write_bytes(pack(box.files()).getvalue())
    assert verify.main([str(tmp_path / "poll.zip"), "--head", box.head]) == 0
    assert f"The deadline was put off, before any ballot, to {later.isoformat()}" in capsys.readouterr().out


@pytest.mark.parametrize("statement", ["UPDATE poll_chain SET hash = 'x'", "DELETE FROM poll_chain"])
def test_the_database_refuses_to_change_the_chain(group, statement):
    make_poll(group[0], group[1])
    with pytest.raises(DBAPIError, match="append-only"), db.session.begin_nested():
        db.session.execute(text(statement))


def test_no_commitment_stands_twice_in_a_chain(group):
    poll_id = make_poll(group[0], group[1])
    commands.cast_vote(group[2], poll_id, choice="for")
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(text("INSERT INTO poll_chain (poll_id, number, kind, commitment, body, hash) "
                                "SELECT poll_id, 99, kind, commitment, body, hash FROM poll_chain WHERE kind = 'commit'"))


def test_a_ballot_stuffed_or_changed_by_hand_shows(group):
    group_id, facilitator, one, two = group
    with clock.frozen(START):
        poll_id = make_poll(group_id, facilitator)
        commands.cast_vote(one, poll_id, choice="for")
        db.session.execute(Ballot.__table__.update().where(Ballot.voter_key == f"person:{one}").values(choice="against"))
    box = closed(poll_id)
    assert verdict(box.files(), box.head) == "match"
    with clock.frozen(START):
        stuffed = make_poll(group_id, facilitator)
        db.session.add(Ballot(poll_id=stuffed, voter_key=f"person:{two}", person_id=two, choice="for",
                              cast_at=START, updated_at=START))
        db.session.flush()
    box = closed(stuffed)
    assert verdict(box.files(), box.head) == "result"


def test_a_cancelled_poll_ends_its_chain_and_publishes_nothing(group):
    group_id, facilitator, one, _two = group
    poll_id = make_poll(group_id, facilitator)
    commands.cast_vote(one, poll_id, choice="for")
    commands.cancel_poll(facilitator, poll_id, reason="Unclear.")
    assert kinds(poll_id) == ["open", "commit", "cancel"]
    with pytest.raises(NotFound):
        published.get_published(poll_id)
    assert published.find_by_tracker(poll_id, TRACKER).state == "cancelled"


def test_the_box_through_its_pages(as_person, client, group, tmp_path, capsys):
    group_id, facilitator, one, _two = group
    browser = as_person(one)
    poll_id = make_poll(group_id, facilitator)
    assert client.get(f"/polls/{poll_id}/export.zip").status_code == 403
    browser.post(f"/polls/{poll_id}/vote", data={"choice": "for", "tracker": TRACKER})
    page = browser.get(f"/polls/{poll_id}").text
    assert TRACKER in page
    assert queries.get_poll(poll_id, one).head in page
    assert TRACKER not in as_person(facilitator).get(f"/polls/{poll_id}").text
    assert TRACKER in browser.get(f"/polls/{poll_id}/receipt").text
    sent = browser.post(f"/polls/{poll_id}/receipt.json", data={"tracker": TRACKER})
    assert "attachment" in sent.headers["Content-Disposition"]
    found = client.post(f"/polls/{poll_id}/check", data={"shown": TRACKER}).text
    assert "Your ballot is in the box." in found
    assert "For" not in found.split('id="found"')[1].split("</div>")[0]
    with clock.frozen(clock.now() + timedelta(days=2)):
        jobs.tick()
        head = queries.get_poll(poll_id, one).head
        for shown in (TRACKER, sent.text, f"my tracker: {TRACKER.upper()}"):
            found = client.post(f"/polls/{poll_id}/check", data={"shown": shown}).text
            assert "Your ballot is among the published ones" in found
        assert "The signature of the receipt is this site" in client.post(
            f"/polls/{poll_id}/check", data={"shown": sent.text}).text
        assert "No ballot in this box" in client.post(f"/polls/{poll_id}/check", data={"shown": "0" * 32}).text
        assert client.post(f"/polls/{poll_id}/check", data={"shown": "hello"}).status_code == 422
        assert client.post(f"/polls/{poll_id + 1000}/check", data={"shown": "hello"}).status_code == 404
        zipped = client.get(f"/polls/{poll_id}/export.zip").data
        assert zipped == client.get(f"/polls/{poll_id}/export.zip").data
    (tmp_path / "poll.zip").write_bytes(zipped)
    (tmp_path / "receipt.json").write_text(sent.text)
    assert zipfile.ZipFile(io.BytesIO(zipped)).namelist() == [
        "manifest.json", "chain.jsonl", "ballots.jsonl", "roll.json", "result.json"]
    asked = [str(tmp_path / "poll.zip"), "--head", head, "--receipt", str(tmp_path / "receipt.json"), "--key", keys.public_hex()]
    assert verify.main(asked) == 0
    assert 'Your receipt: the ballot is in the box and says ["for"]' in capsys.readouterr().out
    assert client.get("/verify.py").data == Path(verify.__file__).read_bytes()
    assert keys.public_hex() in client.get("/votes/promises").text
    assert client.get("/votes/key.pem").text == keys.public_pem()


def odd_receipt(rest):
    return f'{{"tracker": "{TRACKER}", {rest}}}'


@pytest.mark.parametrize("odd", [
    odd_receipt('"a": ' + "[" * 700 + "1" + "]" * 700), odd_receipt('"commit": "\\u0000"'), odd_receipt('"poll": {}'),
    odd_receipt('"v": 1e400'), '{"tracker": 5}', "[]", "null", "9" * 1999, "\u202e" + TRACKER, f"{TRACKER} {'0' * 32}"])
def test_whatever_is_shown_instead_of_a_receipt_is_answered(group, client, odd):
    poll_id = make_poll(group[0], group[1])
    answer = client.post(f"/polls/{poll_id}/check", data={"shown": odd})
    assert answer.status_code in {200, 422}
    assert "published ones" not in answer.text


def test_a_reserved_groups_box_is_not_found(as_person, client):
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator, visibility="reserved")
    with clock.frozen(START):
        poll_id = make_poll(group_id, facilitator)
        commands.cast_vote(facilitator, poll_id, choice="for", tracker=TRACKER)
    closed(poll_id)
    for browser in (client, as_person(make_person())):
        for path in ("check", "export.zip", "receipt"):
            assert browser.get(f"/polls/{poll_id}/{path}").status_code == 404
        assert browser.post(f"/polls/{poll_id}/receipt.json", data={"tracker": TRACKER}).status_code == 404
        assert browser.post(f"/polls/{poll_id}/check", data={"shown": TRACKER}).status_code == 404
    inside = as_person(facilitator).get(f"/polls/{poll_id}/export.zip")
    assert inside.status_code == 200
    assert "no-store" in inside.headers["Cache-Control"]


def test_counting_is_refused_before_the_close(group):
    poll = queries.get_poll(make_poll(group[0], group[1]), group[1])
    with pytest.raises(Refused):
        queries.page_ballots(poll)
    with pytest.raises(NotFound):
        published.get_published(poll.id)


def test_the_key_is_made_once_and_kept_from_others(app, ctx):
    path = app.config["SETTINGS"].data_dir / keys.PLACE
    made = keys.public_hex()
    app.extensions.pop("goforum_receipt_key")
    assert keys.public_hex() == made
    assert path.stat().st_mode & 0o077 == 0
    assert [one.name for one in path.parent.iterdir()] == [path.name]
