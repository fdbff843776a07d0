"""A proposal ripens: proposed, amended, taken together with its duplicate, voted on by organisations, answered; and a
voter finds their ballot in the box.

Arabic on a phone and French on a wide screen, and each once more with the browser's scripts switched off. axe finds
nothing on any page of it. With GOFORUM_TEST_PICTURES each step leaves a picture there.
"""

import re
from dataclasses import dataclass
from typing import Any

import pytest

from tests.axe.engine import axe_faults
from tests.browser import WIDTHS, Demo, Visit, end_of, in_browser, visit

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
def test_propose_amend_merge_vote_answer_check(browser: Any, demo: Demo, story: Story) -> None:
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
        _merge(facilitator, amender, story, proposal, twin)
        poll = _open_the_vote(facilitator, proposal)
        tracker = _vote_and_change(author, amender, proposal)
        end_of(demo, poll)
        _read_the_result(author, proposal)
        _answer(facilitator, author, story, proposal)
        _check_my_vote(author, proposal, poll, tracker)


def _look(one: Visit, step: str) -> None:
    """The page of a step is whole: nothing scrolls sideways, axe finds nothing. (axe is a script itself: in a window
    without scripts its timers never come.)"""
    one.check_page()
    if one.scripts:
        assert axe_faults(one, contrast=one.lang == "fr") == []  # colours are the same in every language
    one.picture(f"{step}-{'scripts' if one.scripts else 'plain'}")


def _fill(one: Visit, title: str, text: str) -> None:
    one.page.locator("#title").fill(title)
    one.page.locator("#body").fill(text)


def _propose(one: Visit, story: Story) -> str:
    one.open(FORUM)
    _fill(one, story.title, story.text)
    _look(one, "01-write")
    one.press("Publish")
    one.page.wait_for_url(re.compile(r"/proposals/\d+$"))
    one.sees(story.text)
    _look(one, "02-published")
    return str(one.page.url.removeprefix(one.base))


def _write_the_same(one: Visit, story: Story, proposal: str) -> str:
    """What is like it is shown: while the title is typed, or with the preview; it is written all the same."""
    one.open(FORUM)
    _fill(one, story.twin, story.text)
    if not story.scripts:
        one.press("Preview")
    one.sees(one.say("Perhaps it is being said already"))
    assert one.page.locator(f"[data-alike-shown] a[href='{proposal}']").is_visible()
    _look(one, "03-alike")
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
    _look(one, "04-supported")


def _amend(one: Visit, author: Visit, story: Story, proposal: str) -> None:
    one.open(proposal)
    one.follow("Propose an amendment")
    one.page.locator("#body").fill(story.better)
    one.press("See what it changes")
    one.page.locator("del").first.wait_for()
    assert one.page.locator(".field-bad").count() == 0  # looking first is no fault
    one.page.locator("#why").fill(story.why)
    _look(one, "05-amend")
    one.press("Send the amendment")
    one.page.wait_for_url(re.compile(r"/amendments/\d+$"))
    author.open(proposal)
    author.page.locator("#amendments .list a").first.click()
    author.page.wait_for_url(re.compile(r"/amendments/\d+$"))
    _look(author, "06-amendment")
    assert author.page.locator("ins").count()
    author.press("Accept it")
    author.page.wait_for_url(re.compile(r"/proposals/\d+$"))
    author.sees(story.better)
    author.open(f"{proposal}/versions")
    author.sees(author.say("from their amendment"))
    _look(author, "07-versions")


def _merge(one: Visit, amender: Visit, story: Story, proposal: str, twin: str) -> None:
    one.open(f"{twin}/curate")
    _look(one, "08-curate")
    one.page.locator("#merge select").select_option(proposal.rpartition("/")[2])
    one.page.locator("#merge textarea").fill(story.why)
    one.press("Merge")
    one.page.wait_for_load_state()
    amender.open(twin)
    amender.sees(amender.say("It goes on in another proposal:"))
    _look(amender, "09-merged")


def _open_the_vote(one: Visit, proposal: str) -> int:
    """Among the organisations of the group; gives the number of the poll."""
    one.open(proposal)
    one.follow("Open the vote")
    one.page.locator("[name=electorate][value=organisation]").check()
    one.page.locator("[name=quorum_percent]").fill("0")
    _look(one, "10-open-the-vote")
    one.press("Open the vote")
    one.sees(one.say("The vote is open."))
    _look(one, "11-opened")
    return int(str(one.page.locator("#results a[href$='/check']").get_attribute("href")).split("/")[2])


def _vote(one: Visit, choice: str, button: str) -> str:
    """For the organisation whose mandate one has; gives the tracker of the ballot."""
    card = one.page.locator("#vote")
    before = card.locator("code").inner_text() if card.locator("code").count() else ""
    card.get_by_role("radio", name=re.compile(f"^{re.escape(one.say(choice))}")).check()
    card.get_by_role("button", name=one.say(button), exact=True).click()
    one.page.locator("#vote .alert-ok", has_text=one.say("Vote of your organisation:")).locator(
        "strong", has_text=one.say(choice)).wait_for()
    tracker = str(one.page.locator("#vote .alert-ok code").inner_text())
    assert tracker != before
    return tracker


def _vote_and_change(author: Visit, amender: Visit, proposal: str) -> str:
    author.open(proposal)
    author.sees(author.say("You vote for"))
    _look(author, "12-vote")
    first = _vote(author, "Abstention", "Cast my vote")
    last = _vote(author, "For", "Change my vote")
    assert first != last
    _look(author, "13-voted")
    amender.open(proposal)
    _vote(amender, "For", "Cast my vote")
    return last


def _read_the_result(one: Visit, proposal: str) -> None:
    """The worker of the demo closes the vote within seconds."""
    result = one.page.locator("#results-h", has_text=re.compile(f"^{re.escape(one.say('Result'))}$"))
    for _try in range(60):
        one.open(proposal)
        if result.count():
            break
        one.page.wait_for_timeout(300)
    one.sees(one.say("Accepted by vote"))
    assert one.page.locator("#vote form").count() == 0
    _look(one, "14-result")


def _check_my_vote(one: Visit, proposal: str, poll: int, tracker: str) -> None:
    one.open(proposal)
    one.follow("Find my ballot")
    one.page.locator("[name=shown]").fill(tracker)
    one.press("Find it")
    found = one.page.locator("#found")
    found.wait_for()
    assert one.say("Your ballot is among the published ones, and it was counted. It says:") in found.inner_text()
    assert one.say("For") in found.inner_text()
    _look(one, "17-found")
    one.open(f"/polls/{poll}")
    one.check_page()


def _answer(one: Visit, author: Visit, story: Story, proposal: str) -> None:
    one.open(f"{proposal}/curate")
    one.page.locator("#answer input[value=accepted]").check()
    one.page.locator("#answer textarea").fill(story.answer)
    one.press("Keep the answer")
    one.sees(one.say("Prepared, not published"))
    _look(one, "15-answer")
    author.open(proposal)
    assert author.page.get_by_text(story.answer).count() == 0
    one.press("Publish the answer")
    one.page.wait_for_load_state()
    author.open(proposal)
    author.sees(story.answer)
    _look(author, "16-answered")
