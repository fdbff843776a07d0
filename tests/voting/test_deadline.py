"""Votes through the page within two seconds of the close, from four processes: none late is counted, none early is refused."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from goforum.core import clock
from goforum.core.db import db
from goforum.voting import commands, queries
from goforum.voting.models import Ballot, Poll
from tests.conftest import SECRET
from tests.factories import make_group, make_member, make_person
from tests.factories.decisions import make_poll

pytestmark = [pytest.mark.race, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]
PROCESSES, VOTERS, TIMES = 4, 40, 10 if os.environ.get("GOFORUM_TEST_LONG") else 1  # 400 votes, or 40
CHOICES = ("for", "abstain", "against")


def start(tmp_path, poll_id, people):
    """A process that has read its task and waits for the word to go."""
    process = subprocess.Popen([sys.executable, "-m", "tests.voting.deadline_voter"], cwd=ROOT, text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    step = 4 / (TIMES * len(people))
    votes = [(step * (turn * len(people) + place), person, CHOICES[(turn + place) % 3])
             for turn in range(TIMES) for place, person in enumerate(people)]
    process.stdin.write(json.dumps({
        "secret": SECRET, "database": db.engine.url.render_as_string(hide_password=False), "folder": str(tmp_path),
        "poll": poll_id, "votes": votes}) + "\n")
    process.stdin.flush()
    return process


def test_the_deadline_cuts_at_one_instant_whoever_asks(app, committed, ctx, tmp_path):
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator)
    voters = [make_member(group_id) for _ in range(VOTERS)]
    poll_id = make_poll(group_id, facilitator, quorum_percent=0)
    processes = [start(tmp_path, poll_id, voters[at::PROCESSES]) for at in range(PROCESSES)]
    try:
        for process in processes:
            assert process.stdout.readline() == "ready\n", process.stderr.read()
        closes = clock.now() + timedelta(seconds=4)
        db.session.execute(Poll.__table__.update().where(Poll.id == poll_id).values(closes_at=closes))
        db.session.commit()
        said = []
        for process in processes:
            process.stdin.write(f"{closes.timestamp() - 2}\n")
            process.stdin.flush()
        for process in processes:
            out, err = process.communicate(timeout=120)
            assert process.returncode == 0, err[-3000:]
            said += [json.loads(line) for line in out.splitlines()]
    finally:
        for process in processes:
            process.kill()
            process.communicate()
    assert len(said) == VOTERS * TIMES
    recorded = [one for one in said if one[3] == "recorded"]
    refused = [one for one in said if one[3] == "refused"]
    end = closes.timestamp()
    assert recorded
    assert refused
    assert len(recorded) + len(refused) == len(said)
    assert all(began < end for _, began, _, _ in recorded)       # none late is counted
    assert all(ended >= end for _, _, ended, _ in refused)       # none early is refused
    db.session.rollback()
    assert all(at < closes for at in db.session.scalars(select(Ballot.updated_at).where(Ballot.poll_id == poll_id)))
    commands.close_poll(None, poll_id)
    poll = queries.get_poll(poll_id, facilitator)
    assert sum(poll.tally.values()) == poll.cast == len({person for person, *_ in recorded})
