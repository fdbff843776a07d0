"""The end of a vote's chain goes to mailboxes: each day while it is open, once, and at the close."""

from datetime import UTC, datetime, timedelta

import pytest

from goforum.core import clock
from goforum.notifications import jobs, queries
from goforum.voting import jobs as voting_jobs
from goforum.voting.queries import get_poll
from tests.factories import make_group, make_member, make_person
from tests.factories.decisions import make_poll
from tests.notifications.test_mail import deliver

START = datetime(2019, 3, 20, 9, tzinfo=UTC)


@pytest.fixture
def poll(ctx):
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator)
    voter = make_member(group_id, language="fr")
    with clock.frozen(START):
        return make_poll(group_id, facilitator, closes_in=timedelta(days=4)), voter


def heads_due(after):
    with clock.frozen(START + after):
        return queries.list_heads_due()


def test_once_a_day_while_the_vote_is_open(poll):
    poll_id, _voter = poll
    assert heads_due(timedelta(hours=23)) == []
    for day in (1, 2):
        at = timedelta(days=day, hours=1)
        assert [(one[0], one[2]) for one in heads_due(at)] == [(poll_id, day)]
        with clock.frozen(START + at):
            jobs.remind()
            jobs.remind()
            while jobs.tick():
                pass
        assert heads_due(at) == []
    assert heads_due(timedelta(days=5)) == []


def test_the_number_is_in_the_mail_of_the_day_and_of_the_close(poll):
    poll_id, voter = poll
    with clock.frozen(START + timedelta(days=1, hours=1)):
        jobs.remind()
        while jobs.tick():
            pass
        mails = [one for one in deliver() if voter and "fr" in str(one.items())]
        said = "".join(mail.get_body(("plain",)).get_content() for mail in mails)
        assert f"Dernier numéro de la chaîne des bulletins ; gardez-le : {get_poll(poll_id, voter).head}" in said.replace("\xa0", " ")
    with clock.frozen(START + timedelta(days=4, minutes=1)):
        voting_jobs.tick()
        while jobs.tick():
            pass
        closed = get_poll(poll_id, voter).head
        said = "".join(mail.get_body(("plain",)).get_content() for mail in deliver())
    assert closed in said
