"""What a topic of twenty posts weighs on the wire, fonts, headers and all, and that nothing on it jumps."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from goforum.threads import commands
from tests.browser import LOCALES, WIDTHS, in_browser
from tests.factories import make_group, make_member

pytestmark = in_browser
KB = 1024
# A member comes from a page, mostly the one where one signs in. With a live session and an empty cache, straight from a
# mail, the first view is over the aim of 60: said in docs/evidence.md, and kept from growing here.
FIRST = {"visitor": 60 * KB, "member": 60 * KB, "member from a mail": 68 * KB}
AGAIN, STYLES, REQUESTS, SHIFT = 15 * KB, 12 * KB, 10, 0.02
ARABIC = ("أقترح أن ينشر كل قطاع، في نهاية كل شهر، سطراً واحداً عن كل التزام: ما أُنجز وما تأخر ولماذا. يكفي ذلك لكي نتابع "
          "دون أن نُثقل على أحد، ويمكن للجمعيات أن ترد في المكان نفسه.")
FRENCH = ("Je propose que chaque département publie, à la fin du mois, une ligne par engagement : ce qui est fait, ce qui "
          "tarde et pourquoi. Cela suffit pour suivre sans alourdir le travail, et les associations répondent au même endroit.")
SHIFTS = """() => { window.shifted = 0; new PerformanceObserver(list => { for (const one of list.getEntries())
  if (!one.hadRecentInput) window.shifted += one.value; }).observe({ type: "layout-shift", buffered: true }); }"""


@dataclass
class Weighed:
    """What one load of a page brought: bytes by address, and the sum of its layout shifts."""

    bytes_of: dict[str, float] = field(default_factory=dict)
    shift: float = 0.0


def weigh(context: Any, address: str) -> Weighed:
    page, seen, names = context.new_page(), Weighed(), {}
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.responseReceived", lambda event: names.update({event["requestId"]: event["response"]["url"]}))
    wire.on("Network.loadingFinished", lambda event: seen.bytes_of.update(
        {names[event["requestId"]]: event["encodedDataLength"]}))
    page.add_init_script(f"({SHIFTS})()")
    page.goto(address, wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    page.wait_for_load_state("networkidle")
    seen.shift = page.evaluate("window.shifted")
    page.close()
    return seen


@pytest.mark.parametrize("lang", ["ar", "fr"])
@pytest.mark.parametrize("who", FIRST)
def test_a_topic_of_twenty_posts(browser: Any, base: str, committed: None, ctx: None, signed_in: Any, lang: str, who: str) -> None:
    group = make_group()
    author = make_member(group, name="سلمى Benali", language=lang)
    thread = commands.create_thread(author, group, title="كيف نتتبع الالتزامات ؟ Comment suivre ?", body=ARABIC)
    for number in range(19):
        commands.reply(author, thread, body=f"{number}. " + (FRENCH if number % 2 else ARABIC))
    context = browser.new_context(viewport={"width": WIDTHS["phone"], "height": 844}, locale=LOCALES[lang],
                                  service_workers="block")
    context.add_cookies([{"name": "gf_lang", "value": lang, "url": base}])
    if who == "member":
        weigh(context, f"{base}/sign-in")
    if who != "visitor":
        signed_in(context, author)
    # The second view fetches the stylesheet that stood inside the first; from then on the browser has everything.
    first, second, again = (weigh(context, f"{base}/threads/{thread}") for _time in range(3))
    context.close()
    assert sum(first.bytes_of.values()) <= FIRST[who], first
    assert len(first.bytes_of) <= REQUESTS, first
    assert sum(again.bytes_of.values()) <= AGAIN, again
    assert sum(second.bytes_of.values()) <= AGAIN + STYLES, second
    assert max(first.shift, again.shift) <= SHIFT
