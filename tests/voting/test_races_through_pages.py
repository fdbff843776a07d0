"""One person's vote from twenty windows of two processes at once, each sent again: one ballot, one receipt, no deadlock."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from goforum.core.db import db
from goforum.voting import queries
from goforum.voting.ledger_models import ChainEntry
from goforum.voting.models import Ballot
from tests.conftest import SECRET
from tests.factories import make_group, make_member, make_person
from tests.factories.decisions import make_poll

pytestmark = [pytest.mark.race, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 500 if os.environ.get("GOFORUM_TEST_LONG") else 3
TRACKER = "0123456789abcdef" * 2


def start(tmp_path, person):
    process = subprocess.Popen([sys.executable, "-m", "tests.voting.deadline_voter"], cwd=ROOT, text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdin.write(json.dumps({
        "secret": SECRET, "database": db.engine.url.render_as_string(hide_password=False), "folder": str(tmp_path),
        "person": person, "windows": 10, "tracker": TRACKER}) + "\n")
    process.stdin.flush()
    return process


def test_twenty_windows_of_two_processes_make_one_ballot(app, committed, ctx, tmp_path):
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator)
    voter = make_member(group_id)
    processes = [start(tmp_path, voter) for _ in range(2)]
    try:
        for process in processes:
            assert process.stdout.readline() == "ready\n", process.stderr.read()
        for _ in range(ROUNDS):
            poll_id = make_poll(group_id, facilitator, quorum_percent=0)
            for process in processes:
                process.stdin.write(f"{poll_id}\n")
                process.stdin.flush()
            said = [status for process in processes for status in json.loads(process.stdout.readline())]
            assert set(said) <= {303, 503}, said  # a busy database says so; nothing else is said
            assert said.count(303) > 0
            db.session.rollback()
            _one_ballot(poll_id, voter)
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def _one_ballot(poll_id, voter):
    assert db.session.scalar(select(func.count()).select_from(Ballot).where(Ballot.poll_id == poll_id)) == 1
    # One entry of the chain, whatever was sent: one receipt.
    assert db.session.scalar(select(func.count()).select_from(ChainEntry).where(
        ChainEntry.poll_id == poll_id, ChainEntry.kind == "commit")) == 1
    assert queries.get_poll(poll_id, voter).tally["for"] == 1
