"""The clock of the machine steps, forwards and back: nothing that was decided is undecided, nothing is lost or sent twice."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from goforum.core import clock, outbox
from goforum.core.db import db
from goforum.core.rules import Refusal
from goforum.voting.commands import cast_vote
from goforum.voting.jobs import tick
from goforum.voting.models import Ballot, Poll
from tests.factories import make_group, make_member, make_person
from tests.factories.decisions import make_poll


@pytest.fixture
def step():
    """Move the clock of this process, as somebody who sets the machine's does."""
    yield clock.set_offset
    clock.set_offset(timedelta())


def test_a_poll_that_closed_stays_closed_when_the_clock_goes_back(ctx, step):
    facilitator = make_person()
    group = make_group(facilitator=facilitator)
    early, late = make_member(group), make_member(group)
    poll = make_poll(group, facilitator, quorum_percent=0)
    cast_vote(early, poll, choice="for")
    step(timedelta(days=400))
    assert tick() >= 1
    step(timedelta())  # back to before its close
    with pytest.raises(Refusal):
        cast_vote(late, poll, choice="against")
    assert tick() == 0
    assert db.session.scalars(select(Ballot.person_id).where(Ballot.poll_id == poll)).all() == [early]
    assert db.session.get(Poll, poll).closed_at is not None


def test_mail_is_sent_once_whatever_the_clock_does(ctx, step):
    from goforum.core.commands import command

    promise = command(lambda: outbox.queue_mail("a@example.org", name="A", template="x", lang="fr", data={},
                                                dedup_key="clock"))
    assert promise()
    step(timedelta(hours=-2))
    assert outbox.lease_mail() == []  # not due by this clock; it waits, it is not lost
    step(timedelta())
    (mail,) = outbox.lease_mail()
    step(timedelta(hours=-1))
    assert outbox.lease_mail() == []
    outbox.mark_sent(mail.id)
    step(timedelta(days=30))
    assert outbox.lease_mail() == []
    assert not promise()  # the same cause, once
