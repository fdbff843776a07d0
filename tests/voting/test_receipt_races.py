"""One ballot and one receipt, however often and by whatever door the same vote arrives at once, and after a lost reply."""

import json
import os
import secrets

import pytest
from sqlalchemy import func, select

from goforum.core.db import db
from goforum.voting import commands
from goforum.voting.models import Ballot
from goforum.voting.queries.ledger import list_entries
from goforum.voting.queries.secrecy import read_secret_box
from goforum.voting.receipts import receipt_of
from goforum.voting.rules import Terms
from tests.factories import make_group, make_member, make_person
from tests.factories.decisions import make_poll
from tests.voting.test_races import at_once

ROUNDS = 250 if os.environ.get("GOFORUM_TEST_LONG") else 2  # of each level


@pytest.mark.parametrize("secret", [False, True], ids=["open", "secret"])
def test_twenty_at_once_by_two_doors_are_one_ballot_and_one_receipt(app, committed, ctx, secret):
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator)
    voter = make_member(group_id)
    browser = app.test_client().sign_in(voter)
    for _ in range(ROUNDS):
        poll_id = make_poll(group_id, facilitator, terms=Terms(secret=secret))
        tracker = secrets.token_hex(16)

        def by_command(poll_id=poll_id, tracker=tracker):
            return commands.cast_vote(voter, poll_id, choice="for", tracker=tracker)

        def by_page(poll_id=poll_id, tracker=tracker):
            made = app.test_client()
            made._cookies = dict(browser._cookies)
            return made.post(f"/polls/{poll_id}/vote", data={"choice": "for", "tracker": tracker}).status_code

        found = at_once(app, [by_command, by_page] * 10)
        assert {one for one in found if isinstance(one, int)} <= {200, 303}, found
        proofs = {one.proof for one in found if isinstance(one, commands.Receipt)}
        assert len(proofs) == 1, found
        # The reply was lost on its way; the form is sent again.
        again = commands.cast_vote(voter, poll_id, choice="for", tracker=tracker)
        assert json.dumps(receipt_of(again.proof)) == json.dumps(receipt_of(proofs.pop()))
        assert not again.first
        assert not again.changed
        if secret:
            assert list(read_secret_box(poll_id).ballots) == [tracker]
        else:
            assert db.session.scalar(select(func.count()).select_from(Ballot).where(Ballot.poll_id == poll_id)) == 1
            assert [one.kind for one in list_entries(poll_id)] == ["open", "commit"]
        db.session.rollback()
