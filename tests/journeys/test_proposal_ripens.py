"""A proposal ripens: proposed, amended, accepted, taken together with its duplicate, answered.

Arabic on a phone and French on a wide screen, and each once more with the browser's scripts switched off.
"""

import re
from dataclasses import dataclass
from typing import Any

import pytest

from tests.browser import WIDTHS, Demo, Visit, in_browser, visit

pytestmark = [*in_browser, pytest.mark.slow]
FORUM = "/proposals/new?group=civil-society-forum"
FACILITATOR, AUTHOR, AMENDER = "facilitator@example.org", "salma@example.org", "meryem@example.org"


@dataclass(frozen=True)
class Story:
    """In which language, on which screen, and the words that are written."""

    lang: str
    screen: str
    scripts: bool
    title: str
    twin: str
    text: str
    better: str
    why: str
    answer: str

    @property
    def name(self) -> str:
        return f"{self.lang}-{WIDTHS[self.screen]}-{'scripts' if self.scripts else 'plain'}"


AR = ("نشر محاضر الاجتماعات خلال أسبوع", "نشر محاضر كل الاجتماعات خلال أسبوع واحد", "تُنشر المحاضر خلال أسبوع.",
      "تُنشر المحاضر خلال ثلاثة أيام.", "أسبوع مدة طويلة.", "سنقوم بذلك ابتداء من الاجتماع المقبل.")
FR = ("Publier les comptes rendus sous une semaine", "Publier tous les comptes rendus sous une semaine",
      "Les comptes rendus sont publiés sous une semaine.", "Les comptes rendus sont publiés sous trois jours.",
      "Une semaine, c’est long.", "Nous le ferons dès la prochaine réunion.")
STORIES = [
    Story("ar", "phone", True, *AR), Story("ar", "phone", False, f"{AR[0]} (2)", f"{AR[1]} (2)", *AR[2:]),
    Story("fr", "wide", True, *FR), Story("fr", "wide", False, f"{FR[0]} (2)", f"{FR[1]} (2)", *FR[2:]),
]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_propose_amend_accept_merge_answer(browser: Any, demo: Demo, story: Story) -> None:
    def window(email: str) -> Any:
        return visit(browser, demo.base, story.lang, WIDTHS[story.screen], scripts=story.scripts)

    with window(AUTHOR) as author, window(AMENDER) as amender, window(FACILITATOR) as facilitator:
        for one, email in ((author, AUTHOR), (amender, AMENDER), (facilitator, FACILITATOR)):
            one.open(f"/?lang={story.lang}")
            one.sign_in(email, demo.password)
            one.open(f"/?lang={story.lang}")
        proposal = _propose(author, story)
        twin = _write_the_same(amender, story, proposal)
        _support_and_argue(amender, story, proposal)
        _amend(amender, author, story, proposal)
        _merge(facilitator, amender, proposal, twin)
        _answer(facilitator, author, story, proposal)


def _fill(one: Visit, title: str, text: str) -> None:
    one.page.locator("#title").fill(title)
    one.page.locator("#body").fill(text)


def _propose(one: Visit, story: Story) -> str:
    one.open(FORUM)
    _fill(one, story.title, story.text)
    one.press("Publish")
    one.page.wait_for_url(re.compile(r"/proposals/\d+$"))
    one.sees(story.text)
    return str(one.page.url.removeprefix(one.base))


def _write_the_same(one: Visit, story: Story, proposal: str) -> str:
    """What is like it is shown: while the title is typed, or with the preview; it is written all the same."""
    one.open(FORUM)
    _fill(one, story.twin, story.text)
    if not story.scripts:
        one.press("Preview")
    one.sees(one.say("Perhaps it is being said already"))
    assert one.page.locator(f"[data-alike-shown] a[href='{proposal}']").is_visible()
    one.press("Publish")
    one.page.wait_for_url(re.compile(r"/proposals/\d+$"))
    return str(one.page.url.removeprefix(one.base))


def _support_and_argue(one: Visit, story: Story, proposal: str) -> None:
    one.open(proposal)
    one.press("Support it")
    one.page.get_by_role("button", name=one.say("Take my support back")).wait_for()
    one.page.locator("#arguments details > summary").last.click()
    one.page.locator("#arguments input[name=side][value=for]").check()
    one.page.locator("#arguments textarea").fill(story.why)
    one.press("Give this argument")
    one.page.locator(".arg").filter(has_text=story.why).wait_for()
    one.check_page()


def _amend(one: Visit, author: Visit, story: Story, proposal: str) -> None:
    one.open(proposal)
    one.follow("Propose an amendment")
    one.page.locator("#body").fill(story.better)
    one.press("See what it changes")
    one.page.locator("del").first.wait_for()
    one.page.locator("#why").fill(story.why)
    one.press("Send the amendment")
    one.page.wait_for_url(re.compile(r"/amendments/\d+$"))
    author.open(proposal)
    author.page.locator("#amendments .list a").first.click()
    author.page.wait_for_url(re.compile(r"/amendments/\d+$"))
    author.check_page()
    assert author.page.locator("ins").count()
    author.press("Accept it")
    author.page.wait_for_url(re.compile(r"/proposals/\d+$"))
    author.sees(story.better)
    author.open(f"{proposal}/versions")
    author.sees(author.say("from their amendment"))


def _merge(one: Visit, amender: Visit, proposal: str, twin: str) -> None:
    one.open(f"{twin}/curate")
    one.check_page()
    one.page.locator("#merge select").select_option(proposal.rpartition("/")[2])
    one.page.locator("#merge textarea").fill("=")
    one.press("Merge")
    one.page.wait_for_load_state()
    amender.open(twin)
    amender.sees(amender.say("It goes on in another proposal:"))
    amender.check_page()


def _answer(one: Visit, author: Visit, story: Story, proposal: str) -> None:
    one.open(f"{proposal}/curate")
    one.page.locator("#answer input[value=accepted]").check()
    one.page.locator("#answer textarea").fill(story.answer)
    one.press("Keep the answer")
    one.sees(one.say("Prepared, not published"))
    author.open(proposal)
    assert author.page.get_by_text(story.answer).count() == 0
    one.press("Publish the answer")
    one.page.wait_for_load_state()
    author.open(proposal)
    author.sees(story.answer)
    author.sees(author.say("Accepted by the official answer"))
    author.check_page()
