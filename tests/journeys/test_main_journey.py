"""The main job, end to end, as people do it: Arabic on a phone and French on a wide screen, and each once more with
the browser's scripts switched off. Everything is asserted in the words that stand on the page.
"""

import json
import re
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from tests.browser import ROOT, WIDTHS, Demo, Visit, in_browser, visit

pytestmark = [*in_browser, pytest.mark.slow]
CONTENT = json.loads((ROOT / "goforum/demo/content/groups.json").read_text(encoding="utf-8"))
# Where the demo's live meeting is.
GROUP = next(group["names"] for group in CONTENT["groups"] if group["key"] == "access")


@dataclass(frozen=True)
class Story:
    """Who does it, in which language, on which screen, and the words they write."""

    lang: str
    screen: str
    scripts: bool
    actor: str
    other: str
    title: str
    body: str
    reply: str      # {handle} is the other person; holds a word with its article
    word: str       # the same word without it
    proposal: str
    message: str

    @property
    def name(self) -> str:
        return f"{self.lang}-{WIDTHS[self.screen]}-{'scripts' if self.scripts else 'plain'}"


STORIES = [
    Story("ar", "phone", True, "new@example.org", "salma@example.org",
          "كيف نتتبع الالتزامات معاً؟", "أقترح أن نكتب كل شهر سطراً واحداً عن كل التزام.",
          "شكراً @{handle}، أوافق: هذا هو معنى المحاسبة أمام المواطنين.", "محاسبة",
          "سطر كل شهر عن كل التزام", "السلام عليكم، هل يسمعني الجميع؟"),
    Story("ar", "phone", False, "other@example.org", "salma@example.org",
          "ماذا بعد الورشة؟", "أقترح أن ننشر خلاصة الورشة في أسبوع.",
          "شكراً @{handle}، فلنجعل الاستدامة أول نقطة في الخلاصة.", "استدامة",
          "خلاصة كل ورشة في أسبوع", "مساء الخير، أكتب لكم بدون برامج المتصفح."),
    Story("fr", "wide", True, "leila@example.org", "karim@example.org",
          "Comment suivre les engagements ensemble ?", "Je propose une ligne par mois et par engagement.",
          "Merci @{handle}, d’accord. En arabe on dirait « المواكبة », un suivi qui accompagne.", "مواكبة",
          "Une ligne par mois et par engagement", "Bonjour, est-ce que tout le monde m’entend ?"),
    Story("fr", "wide", False, "tiziri@example.org", "karim@example.org",
          "Et après l’atelier ?", "Je propose de publier la synthèse en une semaine.",
          "Merci @{handle}. Le mot arabe est « المناصفة », qu’il faut garder dans la synthèse.", "مناصفة",
          "La synthèse de chaque atelier en une semaine", "Bonsoir, j’écris sans les scripts du navigateur."),
]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_from_signing_in_to_finding_it_again(browser: Any, demo: Demo, story: Story) -> None:
    with ExitStack() as stack:
        actor, other = (stack.enter_context(visit(browser, demo.base, story.lang, WIDTHS[story.screen],
                                                  scripts=story.scripts)) for _person in range(2))
        handle = _sign_in_both(actor, other, demo, story)
        _join(actor, story)
        _discuss(actor, story, handle)
        address = _propose(actor, story)
        _vote_and_change(actor, other, story, address)
        _talk(actor, other, story)
        _find(actor, story)


def _sign_in_both(actor: Visit, other: Visit, demo: Demo, story: Story) -> str:
    """Both sign in; the other's handle is what their account says."""
    for one, who in ((actor, story.actor), (other, story.other)):
        one.open("/")
        one.check_page()
        one.page.locator("header").get_by_role("link", name=one.say("Sign in")).click()
        one.sign_in(who, demo.password)
        one.check_page()
    other.open("/account")
    other.check_page()
    told = other.page.locator("main").get_by_text(re.compile(r"^@\S+$")).first.inner_text()
    return str(told).removeprefix("@")


def _join(actor: Visit, story: Story) -> None:
    actor.menu("Groups")
    actor.page.locator("main").get_by_role("link", name=GROUP[story.lang]).first.click()
    actor.press("Join the group")
    actor.sees(actor.say("Welcome: you belong to this group now."))
    actor.sees(actor.say("You are a member"))
    actor.check_page()


def _discuss(actor: Visit, story: Story, handle: str) -> None:
    """Open a thread; answer in it, naming somebody and linking a commitment."""
    page = actor.page
    actor.follow("Open a thread")
    page.get_by_role("textbox", name=actor.say("Title")).fill(story.title)
    page.get_by_label(actor.say("First post")).fill(story.body)
    actor.press("Publish")
    actor.sees(actor.say("Your thread is open."))
    actor.check_page()
    assert page.locator("h1").inner_text() == story.title
    actor.sees(story.body)
    page.get_by_label(actor.say("Your reply")).fill(story.reply.format(handle=handle))
    page.locator("#reply").get_by_text(actor.say("Link to a commitment")).click()
    page.locator("#reply").get_by_role("checkbox").first.check()
    commitment = page.locator("#reply .check").first.inner_text().strip()
    actor.press("Publish")
    reply = page.locator("article.post", has_text=story.reply.split("@")[0])
    reply.wait_for()
    actor.check_page()
    mention = reply.locator(".prose").get_by_role("link", name=f"@{handle}")
    assert re.search(r"/people/\d+$", mention.get_attribute("href"))
    number = re.match(r"\d+", commitment)
    assert number, commitment
    reply.get_by_role("link", name=actor.say("Commitment %(number)s", number=number.group())).wait_for()


def _propose(actor: Visit, story: Story) -> str:
    """A proposal from the thread: kept as a draft, published, put to the vote; gives its address."""
    page = actor.page
    actor.follow("Make a proposal of it")
    actor.sees(story.title)
    page.get_by_role("textbox", name=actor.say("Title")).fill(story.proposal)
    page.get_by_label(actor.say("Text"), exact=True).fill(f"{story.body}\n\n- 1\n- 2")
    actor.press("Keep as a draft")
    actor.sees(actor.say("Draft"))
    actor.check_page()
    actor.press("Publish")
    actor.sees(actor.say("The proposal is published."))
    actor.sees(actor.say("In discussion"))
    assert page.locator("h1").inner_text() == story.proposal
    actor.follow("Open the vote")
    actor.press("Open the vote")
    actor.sees(actor.say("The vote is open."))
    actor.check_page()
    return str(page.url.partition("#")[0])


def _cast(one: Visit, choice: str, button: str, reason: str = "") -> None:
    card = one.page.locator("#vote")
    card.get_by_role("radio", name=re.compile(f"^{re.escape(one.say(choice))}")).check()
    if reason:
        card.get_by_label(one.say("Why?")).fill(reason)
    card.get_by_role("button", name=one.say(button)).click()


def _voted(one: Visit, choice: str, cast: int) -> None:
    """The page says what one voted, and counts the ballots."""
    one.page.locator("#vote", has_text=one.say("You voted:")).locator("strong", has_text=one.say(choice)).wait_for()
    counted = one.say("Ballots cast: %(cast)s. Voters on the list: %(roll)s.", cast=cast, roll="ROLL")
    counted = re.escape(counted).replace(r"\ ", r"\s").replace("ROLL", r"\d+")
    one.page.locator("#results", has_text=re.compile(counted)).wait_for()
    one.check_page()


def _vote_and_change(actor: Visit, other: Visit, story: Story, address: str) -> None:
    _cast(actor, "For", "Cast my vote")
    _voted(actor, "For", cast=1)
    _cast(actor, "Abstention", "Change my vote")
    _voted(actor, "Abstention", cast=1)
    other.open(address)
    other.check_page()
    assert other.page.locator("h1").inner_text() == story.proposal
    _cast(other, "Against", "Cast my vote")
    _voted(other, "Against", cast=2)
    _cast(other, "Reasoned objection", "Change my vote", reason=story.body)
    _voted(other, "Reasoned objection", cast=2)
    other.sees(story.body)
    actor.open(address)
    _voted(actor, "Abstention", cast=2)


def _talk(actor: Visit, other: Visit, story: Story) -> None:
    """Say something in the live room; the other, already there, sees it."""
    for one in (other, actor):
        one.menu("Meetings")
        one.follow("Enter the room")
        one.sees(one.say("Live now"))
    began = f"{story.message} · {story.name}"
    actor.page.get_by_label(actor.say("Your message")).fill(began)
    actor.press("Send")
    if not story.scripts:
        actor.sees(began)
        other.page.get_by_role("link", name=other.say("Refresh: see what is new")).click()
    other.sees(began, within=3)
    answer = f"1 {story.word} · {story.name}"
    other.page.get_by_label(other.say("Your message")).fill(answer)
    other.press("Send")
    if not story.scripts:
        other.sees(answer)
        actor.page.get_by_role("link", name=actor.say("Refresh: see what is new")).click()
    actor.sees(answer, within=3)
    for one in (actor, other):
        assert one.page.locator("#log").get_by_text(began).count() == 1
        assert one.page.locator("#log").get_by_text(answer).count() == 1
        one.check_page()


def _find(actor: Visit, story: Story) -> None:
    """The post is found by a word of it without the article the post has."""
    page = actor.page
    page.locator("header").get_by_role("link", name=actor.say("Search")).click()
    actor.check_page()
    deadline = time.monotonic() + 10
    found = page.locator("main ol li", has_text=story.title)
    while True:
        page.locator("#q").fill(story.word)
        actor.press("Search")
        page.wait_for_url(re.compile(r"[?&]q="))
        actor.check_page()
        if found.count() or time.monotonic() > deadline:
            break
        page.wait_for_timeout(500)
    assert found.count() == 1, page.locator("main").inner_text()
    found.get_by_role("link").first.click()
    assert page.locator("h1").inner_text() == story.title
    actor.sees(story.reply.partition("}")[2][:20])
