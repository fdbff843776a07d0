"""On paper nothing is cut: a column that scrolls by itself on the screen is printed whole."""

from typing import Any

from tests.browser import Demo, in_browser, visit

pytestmark = in_browser


def test_the_vote_beside_a_proposal_is_printed_whole(browser: Any, demo: Demo) -> None:
    with visit(browser, demo.base, "fr") as one:
        one.open("/proposals?state=voting")
        one.page.locator("main ul.list a.t").first.click()
        column = one.page.locator("aside.sticky").first
        one.page.set_viewport_size({"width": 1280, "height": 240})
        hidden = "one => one.scrollHeight - one.clientHeight"
        assert column.evaluate(hidden) > 0  # on this small screen it scrolls
        one.page.emulate_media(media="print")
        assert column.evaluate(hidden) <= 0
        assert column.evaluate("one => getComputedStyle(one).position") == "static"
