"""A command is one transaction; what it records is heard inside and after; nothing else may write."""

from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from goforum.accounts.models import Person
from goforum.core import commands
from goforum.core.commands import WriteOutsideCommand, command, record
from goforum.core.db import db
from goforum.core.events import Event, after, heard_after, heard_inside, inside
from goforum.core.rules import Refused
from tests.factories import PASSWORD_HASH, make_person


@dataclass(frozen=True, kw_only=True)
class Tried(Event):
    word: str


@pytest.fixture
def heard():
    seen: list[tuple[str, str]] = []
    inside(Tried)(lambda event: seen.append(("inside", event.word)))
    after(Tried)(lambda event: seen.append(("after", event.word)))
    yield seen
    heard_inside.pop(Tried)
    heard_after.pop(Tried)


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Person)) or 0


def add(name: str) -> None:
    from goforum.accounts.commands import add_person

    add_person(name=name, email=f"{name}@example.org", password_hash=PASSWORD_HASH, language="ar")


def test_a_command_commits_and_tells_after(ctx, heard):
    @command
    def act() -> str:
        add("one")
        record(Tried(actor_id=None, word="a"))
        assert heard == [("inside", "a")]
        return "done"

    before = count()
    assert act() == "done"
    assert count() == before + 1
    assert heard == [("inside", "a"), ("after", "a")]


def test_a_refused_command_leaves_nothing_and_tells_nobody_after(ctx, heard):
    @command
    def act() -> None:
        add("two")
        record(Tried(actor_id=None, word="b"))
        raise Refused("no")

    before = count()
    with pytest.raises(Refused):
        act()
    assert count() == before
    assert heard == [("inside", "b")]


def test_a_nested_command_joins(ctx, heard):
    @command
    def inner() -> None:
        add("three")
        record(Tried(actor_id=None, word="c"))

    @command
    def outer() -> None:
        inner()
        assert ("after", "c") not in heard
        raise Refused("the whole fails together")

    before = count()
    with pytest.raises(Refused):
        outer()
    assert count() == before


def test_a_failing_after_listener_does_not_undo_the_fact(ctx, heard):
    @after(Tried)
    def deaf(event: Tried) -> None:
        raise RuntimeError("the network is down")

    @command
    def act() -> None:
        add("four")
        record(Tried(actor_id=None, word="d"))

    before = count()
    act()
    assert count() == before + 1


def test_recording_outside_a_command_is_refused(ctx):
    with pytest.raises(WriteOutsideCommand):
        record(Tried(actor_id=None, word="e"))


def test_writing_outside_a_command_is_refused(ctx):
    person = db.session.get(Person, make_person())
    person.name = "changed by a door"

    @command
    def act() -> None:
        """Nothing."""

    with pytest.raises(WriteOutsideCommand):
        act()
    db.session.rollback()


def test_a_command_sees_the_present_not_the_pages_snapshot(ctx):
    person_id = make_person("Before")
    page = db.session.get(Person, person_id)
    assert page.name == "Before"

    @command
    def rename() -> None:
        db.session.get(Person, person_id).name = "After"

    rename()
    assert db.session.get(Person, person_id).name == "After"


def test_a_busy_database_is_tried_again_whole(ctx, monkeypatch):
    import sqlite3

    from sqlalchemy.exc import OperationalError

    tries = []
    monkeypatch.setattr(commands, "FIRST_PAUSE", 0.0001)

    @command
    def act() -> int:
        tries.append(1)
        if len(tries) < 4:
            raise OperationalError("x", {}, sqlite3.OperationalError("database is locked"))
        return len(tries)

    assert act() == 4


def test_patience_ends_in_words(ctx, monkeypatch):
    import sqlite3

    from sqlalchemy.exc import OperationalError

    from goforum.core.rules import TooBusy

    monkeypatch.setattr(commands, "PATIENCE_SECONDS", 0.02)

    @command
    def act() -> None:
        raise OperationalError("x", {}, sqlite3.OperationalError("database is locked"))

    with pytest.raises(TooBusy):
        act()
