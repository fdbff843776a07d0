"""People and places moderation is tested with."""

from datetime import timedelta

import pytest

from goforum.core import clock
from goforum.core.db import db
from goforum.groups.models import Group
from goforum.meetings import commands as meetings
from goforum.meetings.commands import Invitation
from goforum.moderation import commands, queries
from goforum.moderation.commands import Verdict
from goforum.threads import commands as threads
from goforum.threads import drawing
from tests.factories import make_group, make_member, make_person


@pytest.fixture(autouse=True)
def nothing_kept():
    """No test sees what another has drawn."""
    drawing.forget()


@pytest.fixture
def group(ctx):
    return make_group(name="Access")


@pytest.fixture
def slug(group):
    return db.session.get(Group, group).slug


@pytest.fixture
def author(group):
    return make_member(group, name="Salma Idrissi", language="fr")


@pytest.fixture
def reader(group):
    return make_member(group, name="Youssef Reader")


@pytest.fixture
def judge(group):
    return make_member(group, "facilitator", name="Fatima Alami")


@pytest.fixture
def second(group):
    return make_member(group, "secretary", name="Second Judge")


@pytest.fixture
def room(group, judge):
    """A meeting of the group that goes on now."""
    now = clock.now()
    made = meetings.plan_meeting(judge, group, Invitation(
        titles={"en": "M"}, starts_at=now, ends_at=now + timedelta(hours=1), form="remote"), agenda=[])
    meetings.start_meeting(judge, made)
    return made


@pytest.fixture
def thread(group, reader):
    return threads.create_thread(reader, group, title="A question", body="The first word.")


@pytest.fixture
def post(thread, author):
    return threads.reply(author, thread, body="Buy casino chips now.")


@pytest.fixture
def stranger(ctx):
    return make_person(name="Stranger")


def hide(judge, kind, thing, **more):
    """Open a row and hide the thing; the number of the decision."""
    case = commands.open_case(judge, kind, thing)
    version = queries.get_case(case).version
    return commands.decide(judge, case, version=version, verdict=Verdict(act="hide", reason="spam", **more))
