"""A facilitator keeps a discussion in order, end to end: sums it up, splits it, merges it, moves it, closes it.

Arabic on a phone and French on a wide screen, and each once more with the browser's scripts switched off.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest

from tests.browser import ROOT, WIDTHS, Demo, Visit, in_browser, visit

pytestmark = [*in_browser, pytest.mark.slow]
GROUPS = {group["key"]: group for group in json.loads(
    (ROOT / "goforum/demo/content/groups.json").read_text(encoding="utf-8"))["groups"]}
FACILITATOR = "facilitator@example.org"  # of the group "access" and of the forum


@dataclass(frozen=True)
class Story:
    """In which language, on which screen, and the words that are written."""

    lang: str
    screen: str
    scripts: bool
    title: str
    posts: tuple[str, str, str]
    summary: str
    apart: str
    end: str

    @property
    def name(self) -> str:
        return f"{self.lang}-{WIDTHS[self.screen]}-{'scripts' if self.scripts else 'plain'}"


AR = ("كيف ننشر آجال الجواب؟", ("نقترح رقماً واحداً كل ثلاثة أشهر.", "وأين نجد لائحة المسؤولين؟", "موافقون على رقم كل فصل."),
      "**اتفاق**: رقم كل فصل، كما في #1 و#3.", "لائحة المسؤولين عن الإعلام", "اتفقنا على رقم كل فصل.")
FR = ("Comment publier les délais de réponse ?",
      ("Nous proposons un chiffre chaque trimestre.", "Et où trouver la liste des responsables ?", "D’accord pour un chiffre par trimestre."),
      "**Accord** : un chiffre par trimestre, voir #1 et #3.", "La liste des responsables de l’information",
      "Nous sommes d’accord sur un chiffre par trimestre.")
STORIES = [
    Story("ar", "phone", True, *AR), Story("ar", "phone", False, f"{AR[0]} (2)", *AR[1:3], f"{AR[3]} (2)", AR[4]),
    Story("fr", "wide", True, *FR), Story("fr", "wide", False, f"{FR[0]} (2)", *FR[1:3], f"{FR[3]} (2)", FR[4]),
]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_summary_split_merge_move_and_close(browser: Any, demo: Demo, story: Story) -> None:
    with visit(browser, demo.base, story.lang, WIDTHS[story.screen], scripts=story.scripts) as one:
        one.open(f"/?lang={story.lang}")
        one.sign_in(FACILITATOR, demo.password)
        one.open(f"/?lang={story.lang}")
        thread = _discuss(one, story)
        _sum_up(one, story)
        apart = _split(one, story, thread)
        _merge_and_undo(one, story, thread, apart)
        _move(one, story, thread)
        _close(one, story)


def _tool(one: Visit, message: str) -> None:
    """A line of the menu "Organise the thread", opened and followed by the keyboard alone."""
    menu = one.page.locator("details.organise > summary")
    menu.focus()
    one.page.keyboard.press("Enter")
    line = one.page.locator("details.organise .menu-in").locator("a, button").filter(has_text=one.say(message)).first
    line.wait_for()
    line.focus()
    one.page.keyboard.press("Enter")
    one.page.wait_for_load_state()
    one.check_page()


def _discuss(one: Visit, story: Story) -> str:
    page = one.page
    one.open(f"/groups/{GROUPS['access']['slug']}/threads/new")
    page.locator("input[name=title]").fill(story.title)
    page.get_by_label(one.say("First post")).fill(story.posts[0])
    one.press("Publish")
    one.sees(one.say("Your thread is open."))
    for words in story.posts[1:]:
        page.get_by_label(one.say("Your reply")).fill(words)
        one.press("Publish")
        page.locator("article.post", has_text=words).wait_for()
    return str(re.search(r"/threads/\d+", page.url)[0])  # type: ignore[index]


def _sum_up(one: Visit, story: Story) -> None:
    page = one.page
    _tool(one, "Sum up: where we are")
    page.get_by_label(one.say("Where we are")).fill(story.summary)
    one.press("Preview")
    page.locator("a.cite").first.wait_for()
    one.press("Publish")
    page.wait_for_url(re.compile(r"/threads/\d+#summary"))
    one.check_page()
    summary = page.locator("#summary")
    assert summary.locator("a.cite").count() == 2
    summary.get_by_text(one.say("Nothing was written since.")).wait_for()


def _split(one: Visit, story: Story, thread: str) -> str:
    page = one.page
    _tool(one, "Split: take posts out")
    page.get_by_role("checkbox").nth(1).check()
    one.press("Continue")
    one.sees(story.posts[1])
    one.check_page()
    page.get_by_label(one.say("Title of the new thread")).fill(story.apart)
    one.press("Take them out")
    one.sees(one.say("The posts are here now. Their own addresses lead here."))
    one.check_page()
    assert page.locator("h1").inner_text() == story.apart
    assert page.locator("article.post").count() == 1
    page.locator(".trace").filter(has_text=story.title).wait_for()
    apart = str(re.search(r"/threads/\d+", page.url)[0])  # type: ignore[index]
    one.open(thread)
    assert page.locator("article.post").count() == 2
    page.locator(".trace").filter(has_text=story.apart).wait_for()
    return apart


def _merge_and_undo(one: Visit, story: Story, thread: str, apart: str) -> None:
    """The piece goes back whole, is taken out again by undo, and its address leads where its posts are."""
    page = one.page
    one.open(apart)
    _tool(one, "Merge into another thread")
    page.get_by_role("searchbox").fill(f"{one.base}{thread}")
    one.press("Find")
    page.get_by_role("radio").check()
    one.press("Merge")
    one.sees(one.say("The threads are one. You can undo this for a week."))
    one.check_page()
    assert page.locator("article.post").count() == 3
    assert story.posts[1] in page.locator("article.post").nth(1).inner_text()
    one.open(apart)
    assert page.url.endswith(thread)
    _undo(one)
    one.sees(one.say("The posts are back where they came from."))
    assert page.url.endswith(apart)
    one.open(thread)
    assert page.locator("article.post").count() == 2


def _undo(one: Visit) -> None:
    page = one.page
    page.locator("details.organise > summary").click()
    page.locator("details.organise form[action*='/undo/'] button").click()
    page.wait_for_load_state()


def _move(one: Visit, story: Story, thread: str) -> None:
    page = one.page
    _tool(one, "Move to another group")
    page.get_by_role("radio", name=re.compile(re.escape(GROUPS["forum"]["names"][story.lang]))).check()
    sure = page.get_by_role("checkbox")
    if sure.count():
        sure.check()
    one.press("Move the thread")
    one.sees(one.say("The thread is moved; its address stays the same."))
    one.check_page()
    assert page.url.endswith(thread)
    page.locator(".crumbs").get_by_text(GROUPS["forum"]["names"][story.lang]).wait_for()


def _close(one: Visit, story: Story) -> None:
    page = one.page
    for last in (False, True):
        _tool(one, "Close with conclusions")
        page.get_by_label(one.say("Conclusions")).fill(story.end)
        one.press("Close the thread")
        one.sees(one.say("The thread is closed."))
        one.sees(story.end)
        one.check_page()
        assert page.locator("form#reply").count() == 0
        if not last:
            page.locator("form[data-undo] button").click()
            one.sees(one.say("The thread is open again."))
            page.locator("form#reply").wait_for()
    if story.scripts:
        page.locator("form[data-undo]").wait_for(state="detached", timeout=12_000)
    one.open(f"/groups/{GROUPS['forum']['slug']}/threads")
    one.sees(story.end)
    one.check_page()
