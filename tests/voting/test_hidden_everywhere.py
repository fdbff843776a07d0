"""Hidden results stay hidden on every surface: whatever the ballots say, no page, feed, export, list or mail changes by a letter."""

import re

import pytest
from sqlalchemy import text, update

from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import db
from goforum.groups.queries import cards
from goforum.notifications import jobs as notifying
from goforum.threads import commands as threads
from goforum.voting import commands, queries
from goforum.voting.ledger_models import SecretBox
from goforum.voting.models import Ballot
from goforum.voting.queries.secrecy import read_secret_box
from goforum.voting.rules import Electorate, Terms
from tests.factories import make_group, make_member, make_person
from tests.factories.decisions import make_poll, make_proposal, put_to_vote

WORRY = "Zanzibarworry"
# What differs from one request to the next without any vote: tokens, keys made for forms, nonces, numbers of errors.
_CHANGING = re.compile(r'(csrf[-_]token"[^>]*?(?:value|content)="[^"]*"|name="client_key"[^>]*value="[^"]*"|nonce-?[^"\s;]*|value="[\w.-]{32,}"|Error \d+ · <[^>]*>\w+)')

# Doors that know nothing of polls and need more than a request: accounts, stored files, the state of the machine.
_ELSEWHERE = ("accounts.", "files.", "core.", "readyz", "healthz", "livez", "metrics")


@pytest.fixture
def ground(ctx):
    facilitator = make_person("Fatima Example")
    group_id = make_group(facilitator=facilitator)
    return group_id, facilitator, [make_member(group_id) for _ in range(4)]


@command
def _set_all(poll_ids, **said):
    """Every ballot says something else, without anything happening: what is read now differs only by what they say."""
    db.session.execute(update(Ballot).where(Ballot.poll_id.in_(poll_ids)).values(**said))


@command
def _say_in_box(poll_id, choice):
    """The same for the ballots of a secret vote."""
    box = read_secret_box(poll_id)
    box.ballots = dict.fromkeys(box.ballots, choice)
    db.session.execute(update(SecretBox).where(SecretBox.poll_id == poll_id).values(content=box.text()))


def _polls(ground, results):
    """A question of a thread, a choice among options, one that may be delegated, and one on a proposal, all voted in."""
    group_id, facilitator, voters = ground
    thread = threads.create_thread(facilitator, group_id, title="A thread", body="Words")
    proposal = make_proposal(group_id, facilitator)
    asked = [make_poll(group_id, facilitator, results=results, thread_id=thread),
             make_poll(group_id, facilitator, results=results, electorate=Electorate(delegation=True)),
             put_to_vote(proposal, facilitator, results=results)]
    chosen = make_poll(group_id, facilitator, results=results, terms=Terms("plurality", ("One", "Two")))
    secret = make_proposal(group_id, facilitator)
    hushed = put_to_vote(secret, facilitator, secret=True)
    for voter in voters:
        commands.cast_vote(voter, hushed, choice="against")
        for poll_id in asked:
            commands.cast_vote(voter, poll_id, choice="objection", reason=WORRY)
        commands.cast_vote(voter, chosen, marks={"o1": 1}, reason=WORRY)
    return thread, proposal, asked, chosen, (secret, hushed)


def _surfaces(app, known):
    """Every address that is read, as far as its parts are known."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.arguments <= known.keys() and rule.endpoint != "static" \
                and not rule.endpoint.startswith(_ELSEWHERE):
            yield adapter.build(rule.endpoint, {name: known[name] for name in rule.arguments})


def _read(browsers, paths):
    found = {}
    for who, browser in browsers.items():
        for path in paths:
            answer = browser.get(path)
            body = answer.data if "zip" in answer.content_type else _CHANGING.sub("", answer.text)
            found[who, path] = (answer.status_code, answer.headers.get("Location"), body)
    return found


def _walk(app, ground, as_person, client, results, under=("/",)):
    group_id, facilitator, _voters = ground
    with clock.frozen(clock.now()):
        thread, proposal, asked, chosen, (secret, hushed) = _polls(ground, results)
        while notifying.tick():
            pass
        base = {"slug": cards([group_id])[group_id].slug, "thread_id": thread, "proposal_id": proposal,
                "group_id": group_id, "person_id": facilitator}
        paths = {"/search?q=" + WORRY, "/notifications"}
        for poll_id in [*asked, chosen]:
            paths |= set(_surfaces(app, {**base, "poll_id": poll_id}))
        paths |= set(_surfaces(app, {**base, "poll_id": hushed, "proposal_id": secret}))
        paths = {path for path in paths if path.startswith(under)}
        browsers = {"visitor": client, "facilitator": as_person(facilitator)}
        _read(browsers, paths)  # what is marked as read by being opened is read now
        before = _read(browsers, paths)
        _set_all(asked, choice="for")
        _set_all([chosen], content='{"o2":1}')
        _say_in_box(hushed, "for")
        after = _read(browsers, paths)
        # Participation is shown, and nothing else.
        assert all(queries.get_poll(one, facilitator).cast == 4 for one in [*asked, chosen])
        letters = [" ".join(map(str, row)) for row in db.session.execute(text("SELECT * FROM mail_outbox"))] \
            if "mail_outbox" in db.metadata.tables else []
    return paths, before, after, letters


def test_no_surface_depends_on_what_hidden_ballots_say(app, ground, as_person, client):
    paths, before, after, letters = _walk(app, ground, as_person, client, "hidden")
    assert len(paths) > 60
    assert [place for place in before if before[place] != after[place]] == []
    assert [place for place, (_status, _to, body) in before.items() if WORRY in str(body) and "q=" not in place[1]] == []
    assert not any(WORRY in letter for letter in letters)
    shown = {path.split("?")[0].rsplit("/", 1)[-1] for _who, path in before}
    assert {"results", "reasons", "ballots", "manifest.json", "export.zip"} <= shown


def test_the_walk_finds_what_open_results_show(app, ground, as_person, client):
    _paths, before, after, _letters = _walk(app, ground, as_person, client, "open", ("/polls/", "/proposals/"))
    differ = {path for (_who, path) in before if before[_who, path] != after[_who, path]}
    for one in ("", "/results", "/reasons"):
        assert any(re.fullmatch(rf"/polls/\d+{one}", path) for path in differ), one
    assert any(path.startswith("/proposals/") for path in differ)
    # A secret vote is hidden whatever its form said, also on the page of the proposal it is about.
    secret = queries.get_poll(max(int(path.split("/")[2]) for _who, path in before if path.startswith("/polls/")), ground[1])
    assert secret.is_secret
    assert not {path for path in differ if path.startswith(f"/polls/{secret.id}")}
    assert sum(path.startswith("/proposals/") and path.count("/") == 2 for path in {path for _who, path in before}) >= 2
    assert sum(path.startswith("/proposals/") and path.count("/") == 2 for path in differ) == 1


def test_hidden_ballots_are_said_by_no_event_and_no_notice(ground):
    from goforum.core.events import Event, heard_inside, inside

    said = []
    inside(Event)(said.append)
    try:
        _polls(ground, "hidden")
    finally:
        heard_inside[Event].remove(said.append)
    assert said
    assert not any({"choice", "content", "marks", "reason"} & vars(event).keys() for event in said
                   if type(event).__module__ == "goforum.voting.events")
    rows = db.session.execute(text("SELECT * FROM notices")).all() + db.session.execute(text("SELECT * FROM audit_entries")).all()
    assert rows
    assert not any("objection" in str(row) or WORRY in str(row) for row in rows)
