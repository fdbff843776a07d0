"""The arithmetic of docs/scaling.md, against counting it out, and the table against the code."""

import random
from pathlib import Path

import pytest

from bench import fanout
from bench.fanout import BUSY, MEASURED, Load, largest_room, plan, processes_for, spread

pytestmark = pytest.mark.once
DOC = Path(__file__).resolve().parents[2] / "docs" / "scaling.md"


def test_how_far_a_room_is_spread_is_what_throwing_gives():
    chance = random.Random(1)
    for size, processes in ((1, 8), (5, 8), (40, 8), (200, 30)):
        thrown = [len({chance.randrange(processes) for _ in range(size)}) for _ in range(2000)]
        assert spread(size, processes) == pytest.approx(sum(thrown) / len(thrown), rel=0.03)
    assert spread(10, 1) == 1


@pytest.mark.parametrize("load", fanout.STEPS.values(), ids=fanout.STEPS)
def test_no_core_of_a_plan_is_asked_for_more_than_it_does(load):
    made = plan(load)
    assert made.deliveries / made.room_processes <= MEASURED.deliveries * BUSY
    assert load.rooms * load.room_size / made.room_processes <= MEASURED.sockets
    assert load.pages / made.page_cores <= MEASURED.pages * BUSY
    assert load.posts / made.post_cores <= MEASURED.posts * BUSY
    assert made.broker_load <= made.brokers


def test_more_is_never_less():
    small = Load(online=1, pages=1, posts=1, rooms=10, room_size=100, says=1)
    large = Load(online=1, pages=1, posts=1, rooms=10, room_size=1000, says=1)
    assert processes_for(large) >= processes_for(small)
    assert largest_room(2, 4) <= largest_room(1, 4) <= largest_room(1, 8)


def test_the_table_of_the_document_is_what_the_code_says():
    text = DOC.read_text(encoding="utf-8")
    for row in fanout.table():
        assert row in text
