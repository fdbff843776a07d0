"""Two who look at once and find nothing: the second looks again instead of failing."""

import pytest
from sqlalchemy.exc import IntegrityError

from goforum.core import commands
from goforum.core.commands import command


class Unique(Exception):
    sqlstate = "23505"


def failing(times):
    tries = []

    @command
    def act() -> str:
        tries.append(1)
        if len(tries) <= times:
            raise IntegrityError("INSERT", {}, Unique())
        return "done"

    return act, tries


def test_a_clash_is_tried_again_with_the_other_s_row_in_sight(ctx):
    act, tries = failing(2)
    assert act() == "done"
    assert len(tries) == 3


def test_what_clashes_every_time_is_a_mistake_and_said_at_once(ctx):
    act, tries = failing(100)
    with pytest.raises(IntegrityError):
        act()
    assert len(tries) == commands.CLASHES + 1
