"""Threads to test with."""

import itertools

import pytest

from goforum.commitments import commands as plans
from goforum.threads import commands, drawing
from tests.factories import make_group, make_member

_numbers = itertools.count(1)


@pytest.fixture(autouse=True)
def nothing_kept():
    """No test sees what another has drawn."""
    drawing.forget()


@pytest.fixture
def group(ctx):
    return make_group(name="Access")


@pytest.fixture
def member(group):
    return make_member(group, name="Salma Idrissi")


@pytest.fixture
def facilitator(group):
    return make_member(group, "facilitator", name="Fatima Alami")


@pytest.fixture
def thread(group, member):
    return make_thread(group, member)


def make_thread(group, author, title=None, body="The first word.", **more):
    return commands.create_thread(author, group, title=title or f"Question {next(_numbers)}", body=body, **more)


def make_posts(thread, author, count):
    return [commands.reply(author, thread, body=f"Answer {next(_numbers)}") for _ in range(count)]


def make_commitments(count=2):
    plan = plans.add_plan(None, name_en=f"Plan {next(_numbers)}")
    return [plans.put_commitment(None, plan, number=n + 1, title_en=f"Promise {n + 1}") for n in range(count)]
