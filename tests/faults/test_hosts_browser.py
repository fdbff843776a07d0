"""The main journey in Chromium on two hosts behind nginx: before each step one of them is killed, and returns after it.

The steps are those of tests/journeys, whole, in the words on the page; what two people say in the room while a host dies
arrives once. Needs root, for the networks; only in the long run.
"""

import itertools
from contextlib import ExitStack, contextmanager

import pytest

from bench.site import patience
from tests.browser import WIDTHS, Demo, in_browser, visit
from tests.faults.harness import LONG, Scene
from tests.faults.servers import until
from tests.faults.test_hosts import two_hosts
from tests.journeys import test_main_journey as journey

pytestmark = [
    *in_browser, pytest.mark.slow, pytest.mark.long,
    pytest.mark.skipif(not LONG, reason="two hosts: only make test-long"),
]


class DemoScene(Scene):
    """The content of the demonstration instead of a test's own."""

    GROUND = "tests.faults.demo_ground"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with two_hosts(tmp_path_factory.mktemp("hosts"), DemoScene) as made:
        made.turns, made.kills = itertools.cycle(made.hosts), 0
        made.demo = Demo(made.site.base, made.found["password"])
        yield made


@contextmanager
def one_away(place):
    """One host is killed, the other goes on alone; then it is back before anything else happens."""
    victim = next(place.turns)
    victim.kill()
    place.kills += 1
    yield
    victim.start_again()
    until(victim.answers, 60)


def say_on(one, other, words):
    """Said by one, seen by the other, once, whichever host either of them was talking to."""
    one.page.get_by_label(one.say("Your message")).fill(words)
    one.press("Send")
    if not one.scripts:
        one.sees(words)
        other.page.get_by_role("link", name=other.say("Refresh: see what is new")).click()
    for window in (one, other):
        window.sees(words, within=patience(30))
        assert window.page.locator("#log").get_by_text(words).count() == 1


@pytest.mark.parametrize("story", journey.STORIES, ids=lambda story: story.name)
def test_the_journey_goes_on_while_hosts_are_killed_in_turn(browser, place, story):
    with ExitStack() as stack:
        actor, other = (stack.enter_context(visit(browser, place.demo.base, story.lang, WIDTHS[story.screen],
                                                  scripts=story.scripts)) for _person in range(2))
        for one in (actor, other):
            one.context.set_default_timeout(patience(20) * 1000)
            one.accept(r"WebSocket connection to|Failed to load resource")
        with one_away(place):
            handle = journey._sign_in_both(actor, other, place.demo, story)
        with one_away(place):
            journey._join(actor, story)
        with one_away(place):
            journey._discuss(actor, story, handle)
        with one_away(place):
            address = journey._propose(actor, story)
        with one_away(place):
            journey._vote_and_change(actor, other, story, address)
        journey._talk(actor, other, story)
        for number in range(2):  # each host dies once under the open room
            with one_away(place):
                say_on(actor, other, f"{number} A · {story.name}")
            say_on(other, actor, f"{number} B · {story.name}")
        with one_away(place):
            journey._find(actor, story)
    print(f"{story.name}: {place.kills} hosts killed so far")
