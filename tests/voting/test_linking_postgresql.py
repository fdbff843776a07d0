"""The same attack with a plain dump of PostgreSQL in hand: every row with its place (ctid) and its transaction (xmin).

Dead rows and the write-ahead log are not in a dump, and not promised (docs/decisions/0056).
"""

import os
import random

import pytest
from sqlalchemy import text

from goforum.core import clock
from goforum.core.db import db
from goforum.voting import commands, jobs
from goforum.voting.commands import secrecy
from goforum.voting.queries.secrecy import read_secret_box
from goforum.voting.rules import Terms
from goforum.voting.rules.secrecy import batch_of
from tests.factories import make_group, make_member, make_person
from tests.factories.decisions import A_DAY, make_poll
from tests.voting import attack
from tests.voting.test_linking import commit_in, tables

pytestmark = [pytest.mark.race, pytest.mark.slow]
BALLOTS = 200 if os.environ.get("GOFORUM_TEST_LONG") else 40
# Half is chance; this is what chance alone stays under nineteen times of twenty.
LIMIT = 0.5 + 0.98 / BALLOTS ** 0.5


def ask(words, poll_id):
    found = [tuple(row) for row in db.session.execute(text(words), {"poll": poll_id})]
    db.session.rollback()
    return found


@pytest.fixture
def voted(app, committed, ctx, monkeypatch):
    dice = random.Random(17)
    monkeypatch.setattr(secrecy, "dice", random.Random(5))
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator)
    voters = [make_member(group_id) for _ in range(BALLOTS)]
    secret = make_poll(group_id, facilitator, terms=Terms(secret=True))
    plain = make_poll(group_id, facilitator, results="hidden")
    choices = ["for", "against"] * (BALLOTS // 2)
    dice.shuffle(choices)
    dice.shuffle(voters)
    for voter, choice in zip(voters, choices, strict=True):
        commands.cast_vote(voter, plain, choice=choice)
        commands.cast_vote(voter, secret, choice=choice, tracker=f"{dice.getrandbits(128):032x}")
    db.session.rollback()
    return secret, plain, {f"person:{voter}": choice for voter, choice in zip(voters, choices, strict=True)}


def test_no_place_and_no_transaction_of_a_row_links_a_secret_ballot_and_all_link_an_open_one(voted):
    secret, plain, truth = voted
    by_xmin = ask("SELECT voter_key FROM voters WHERE poll_id = :poll AND voted ORDER BY age(xmin) DESC", secret)
    voters = [row[0] for row in by_xmin]
    assert voters == list(truth)  # when each voted is there to see; what they said must not be
    with clock.frozen(clock.now() + 2 * A_DAY):
        jobs.tick()
    ballots = sorted(read_secret_box(secret).ballots.items())
    db.session.rollback()
    by_commit = {commit_in(secret)(choice, tracker): choice for tracker, choice in ballots}
    assert len(by_commit) == BALLOTS
    assert len(ask("SELECT 1 FROM secret_boxes WHERE poll_id = :poll", secret)) == 1
    chain = "SELECT commitment FROM poll_chain WHERE poll_id = :poll AND kind = 'commit' ORDER BY "
    orders = {"box": [choice for _tracker, choice in ballots]}
    for name, key in (("chain", "number"), ("place", "ctid"), ("transaction", "age(xmin) DESC, ctid")):
        orders[name] = [by_commit[row[0]] for row in ask(chain + key, secret)]
    trackers = set(dict(ballots))
    for table, rows in tables().items():
        assert table == "secret_boxes" or not [row for row in rows if any(one in row for one in trackers)], table
    seen = {"box": ballots, "chain": [row[0] for row in ask(chain + "number", secret)]}
    orders["batches"] = attack.by_batches(seen, commit_in(secret), batch_of(BALLOTS + 1))
    found = {name: attack.right(voters, guesses, truth) for name, guesses in orders.items()}
    print("linking on PostgreSQL:", {name: round(share, 3) for name, share in found.items()})
    assert max(found.values()) <= LIMIT, found
    # The control: an open ballot says whose it is, and its transaction when.
    rows = ask("SELECT voter_key, choice FROM ballots WHERE poll_id = :poll ORDER BY age(xmin) DESC, ctid", plain)
    assert attack.right(voters, [choice for _key, choice in rows], truth) == 1

