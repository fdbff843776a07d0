"""Files to test with."""

import io
import itertools

import pytest

from goforum.files.intake import take_in
from goforum.files.models import File
from goforum.threads import commands, drawing
from tests.factories import make_group, make_member
from tests.files.samples import picture

_numbers = itertools.count(1)


@pytest.fixture(autouse=True)
def nothing_kept():
    drawing.forget()


@pytest.fixture
def group(ctx):
    return make_group(name="Access")


@pytest.fixture
def member(group):
    return make_member(group, name="Salma Idrissi")


@pytest.fixture
def thread(group, member):
    return commands.create_thread(member, group, title="Question", body="The first word.")


def upload(owner, body=None, name="chart.png", key=""):
    """An upload as a command line would make it; each has its own bytes unless they are given."""
    number = next(_numbers)
    return take_in(owner, io.BytesIO(picture(colour=(number % 250, number // 250, 7)) if body is None else body), name, key)


def row(file_id):
    from goforum.core.db import db

    return db.session.get(File, file_id)
