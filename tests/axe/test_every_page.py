"""Every kind of page, looked at as axe does: no violation of WCAG 2.2 A and AA nor of good practice, Arabic and French
on a phone and on a wide screen (in the long run English and dark colours too); nothing scrolls sideways at 320 px;
whatever is tapped is 24 px or more; the console is silent and nobody else is asked for anything. The site's own policy is on all the while. A page that answers with an
error is a failure, unless its name says that an error is what is looked at.
"""

import re
from typing import Any

import pytest

from tests.axe.steps import (
    ACCESS,
    FORUM,
    SHAPES,
    TEXTS,
    Step,
    attached,
    empty,
    every,
    first,
    group_id,
    naming,
    next_week,
    opened,
    see_all,
    send,
    tapped,
    unchosen,
)
from tests.browser import Demo, Visit, give_up_a_mail, in_browser

pytestmark = [*in_browser, pytest.mark.slow]


def _visitor(one: Visit) -> dict[str, str | Step]:
    proposals = {state: first(one, f"/proposals?state={state}", r"/proposals/\d+")
                 for state in ("open", "voting", "accepted", "withdrawn")}
    ended = first(one, "/meetings?past=", r"/meetings/\d+")
    room = first(one, "/meetings", r"/meetings/\d+/room")
    poll = first(one, f"{FORUM}/polls", r"/polls/\d+/proposal|/polls/\d+")
    thread = every(one, f"{FORUM}/threads", r"/threads/\d+")[0]
    secret = _closed_secretly(one)
    return {
        "home": "/", "groups": "/groups", "group": FORUM, "members' group": "/groups/integrity",
        "members": f"{FORUM}/members", "person": "/people/4", "threads": f"{FORUM}/threads", "thread": thread,
        "thread in print": f"{thread}/print", "posts with a tag": f"{thread}/tagged/for", "votes of a thread": f"{thread}/polls",
        "moderation log": f"{FORUM}/moderation/log", "keys": "/keys",
        "proposals": "/proposals", "proposals of a group": f"{FORUM}/proposals",
        "none in a state": "/proposals?state=rejected",
        **{f"proposal, {state}": path for state, path in proposals.items()},
        "versions": f"{proposals['accepted']}/versions", "version": f"{proposals['accepted']}/versions/1",
        "promises of a vote": "/votes/promises", "secret vote, closed": secret, "find a ballot": f"{secret}/check",
        "votes": f"{FORUM}/polls", "vote": re.sub("/proposal$", "", poll),
        "meetings": "/meetings", "past meetings": "/meetings?past=", "meetings of a group": f"{FORUM}/meetings",
        "workshops": "/workshops", "workshop": "/workshops/1", "past workshops": "/workshops?past=",
        "minutes, adopted": every(one, "/meetings?past=", r"/meetings/\d+")[1] + "/minutes", "dates asked for": first(
            one, "/groups/communication/meetings", r"/polls/\d+"),
        "meeting, ended": ended, "meeting, live": room.removesuffix("/room"), "room": room, "light room": f"{room}?light=1", "live notes": f"{room.removesuffix('/room')}/notes",
        "room of an ended meeting": f"{ended}/room", "search in a room": f"{room}?q=a", "nothing found in a room": f"{room}?q=zzzz",
        "plans": "/plans",
        "plan": first(one, "/plans", r"/plans/(?!new)[a-z0-9-]+"),
        "commitment": "/commitments/1", "organisations": "/organisations", "organisation": "/organisations/1",
        "search": "/search", "search with results": "/search?q=%D9%85%D8%B9%D9%84%D9%88%D9%85%D8%A7%D8%AA",
        "search without": "/search?q=zzqqxx", "search, too short": "/search?q=a", "sign in": "/sign-in",
        "sign in, refused": empty("/sign-in"), "sign up": "/sign-up", "sign up, refused": empty("/sign-up"),
        "forgotten": "/forgotten", "mail sent": "/check-mail", "link used up": "/confirm/made-up",
        "sign in by link": "/sign-in/link", "sign in by link, refused": empty("/sign-in/link"),
        "sign-in link, used up": "/enter/made-up", "new password, used up": "/reset/made-up",
        "invitation, used up": "/invitations/made-up", "unsubscribe, stale": "/unsubscribe/made-up",
        "about": "/about", "help": "/help", "charter": "/charter", "accessibility": "/accessibility",
        "personal data": "/personal-data", "offline": "/offline", "kit": "/kit", "not found": "/no-such-page",
    }


def _facilitator(one: Visit) -> dict[str, str | Step]:
    text = TEXTS[one.lang]
    thread = send(one, f"{FORUM}/threads/new", title=text, body=text)
    post = re.search(r'id="p1".*?href="(/posts/\d+)"', one.context.request.get(one.base + thread).text(), re.DOTALL)
    assert post
    mine = post.group(1)
    send(one, f"{mine}/edit", body=f"{text} 2")
    closed = send(one, f"{FORUM}/threads/new", title=f"{text} 3", body=text)
    send(one, f"{closed}/close", reason=text)
    path = "/proposals/new?group=civil-society-forum"
    draft = send(one, path, title=text, body=text, act="draft", group=group_id(one, path))
    published = send(one, path, title=text, body=text, act="publish", group=group_id(one, path))
    refused = send(one, path, title=f"{text} 4", body=text, act="publish", group=group_id(one, path))
    send(one, f"{refused}/refuse", reason=text)
    cancelled = send(one, f"{FORUM}/polls/new?method=position", question=text, closes_at=next_week(), quorum_percent="0",
                     results="open")
    send(one, f"{cancelled}/cancel", reason=text)
    poll = send(one, f"{FORUM}/polls/new?method=position", question=f"{text} 5", closes_at=next_week(), quorum_percent="0",
                results="hidden")
    ranked = send(one, f"{FORUM}/polls/new?method=schulze", question=f"{text} 6", closes_at=next_week(),
                  quorum_percent="0", results="open", options=f"{text} A\n{text} B", seats="1", status_quo="y")
    secret = send(one, f"{FORUM}/polls/new?method=plurality", question=f"{text} 7", closes_at=next_week(),
                  quorum_percent="0", results="hidden", options=f"{text} A\n{text} B", secret="y")
    send(one, poll, to=f"{poll}/vote", choice="for")
    ballots = {f"ballot, {method}": send(
        one, f"{FORUM}/polls/new?method={method}", question=f"{text} {method}", closes_at=next_week(),
        quorum_percent="0", results="open", delegation="y", seats="2" if method == "stv" else "1", ceiling="5",
        options=f"{text} A\n{text} B\n{text} C", date_1=next_week(), date_2=next_week(8))
        for method in ("consent", "plurality", "approval", "score", "dots", "irv", "stv", "dates")}
    asked = ballots["ballot, consent"]
    room = first(one, "/meetings", r"/meetings/\d+/room")
    live = room.removesuffix("/room")
    send(one, thread, to=f"{thread}/reply", body=f"{text} 7", keep="1")
    theirs = _others_thread(one)
    others = first(one, theirs, r"/report/post/\d+").replace("/report/", "/").replace("/post/", "/posts/")
    send(one, theirs, to=f"{others}/react", on="thanks")
    send(one, theirs, to=f"{others}/bookmark", on="bookmark")
    send(one, thread, to=f"{thread}/reply", body=f"{text} 8", tag="question")
    case = first(one, "/moderation", r"/moderation/\d+")
    invitations = f"{FORUM}/invitations"
    send(one, invitations, to=f"{FORUM}/invitations", addresses="", role="member", max_uses="3", days="7", language=one.lang,
         words=text, organisation_id="0", capacity="titular", college="civil_society")
    return {
        "own home": "/", "account": "/account", "account, refused": empty("/account"), "own group": ACCESS,
        "members, with forms": f"{FORUM}/members", "edit group": f"{FORUM}/edit",
        "edit group, refused": empty(f"{FORUM}/edit"), "subgroup": f"{FORUM}/new",
        "own threads": f"{FORUM}/threads", "new thread": f"{FORUM}/threads/new",
        "new thread, refused": empty(f"{FORUM}/threads/new"), "thread, with form": theirs, "own thread": thread,
        "thread, menus open": tapped(theirs, ".post-f > .menu > summary", ".rx .menu > summary"),
        "thread, names offered": naming(theirs), "thread, with a quote": f"{theirs}?quote={others.rpartition('/')[2]}",
        "thread, with a picture": attached(theirs), "who reacted": f"{others}/reactions", "drafts": "/drafts",
        "bookmarks": "/bookmarks", "own thread in print": f"{thread}/print", "questions of a thread": f"{thread}/tagged/question",
        "reply, refused": empty(theirs), "report": others.replace("/posts/", "/report/post/"),
        "report, refused": unchosen(others.replace("/posts/", "/report/post/"), 0), "moderation": "/moderation",
        "moderation, decided": "/moderation?state=decided", "moderation, none": "/moderation?kind=appeal&owner=me",
        "moderation of a group": f"{FORUM}/moderation", "rules of moderation": f"{FORUM}/moderation/settings",
        "rules of moderation, refused": unchosen(f"{FORUM}/moderation/settings"), "own log": f"{FORUM}/moderation/log",
        "case": case, "case, unfolded": tapped(case, "form details > summary"), "about me": "/moderation/about-me",
        "group audit": f"{FORUM}/audit", "notifications": "/notifications", "what I follow": "/notifications/following",
        "invitations": invitations, "invitations, refused": empty(invitations), "requests": f"{FORUM}/requests",
        "requests, answered": f"{FORUM}/requests?state=answered", "leave": f"{FORUM}/leave",
        "one member": first(one, f"{FORUM}/members", rf"{FORUM}/members/\d+"), "own keys": "/keys",
        "closed thread": closed, "edit post": f"{mine}/edit", "history": f"{mine}/history",
        "edit post, refused": empty(f"{mine}/edit"), "change thread": f"{thread}/change",
        "close thread": f"{thread}/close", "own proposals": "/proposals", "new proposal": "/proposals/new",
        "proposal of a thread": f"/proposals/new?group=civil-society-forum&thread={thread.rpartition('/')[2]}",
        "new proposal, refused": empty("/proposals/new"), "proposal, draft": draft, "edit proposal": f"{draft}/edit",
        "proposal, published": published, "proposal, refused": refused, "refuse": f"{published}/refuse",
        "withdraw": f"{published}/withdraw", "open vote": f"{published}/open-vote",
        "open vote, refused": empty(f"{published}/open-vote"),
        "proposal, with ballot": first(one, "/proposals?state=voting", r"/proposals/\d+"),
        "ways of voting": f"{FORUM}/polls/new", "new vote": f"{FORUM}/polls/new?method=position",
        "new ranking": f"{FORUM}/polls/new?method=schulze", "new dates": f"{FORUM}/polls/new?method=dates",
        "new seats, refused": empty(f"{FORUM}/polls/new?method=stv"), "ranking": ranked, **ballots,
        "delegate": f"{asked}/delegate", "put off": f"{asked}/extend", "put off, refused": empty(f"{asked}/extend"),
        "reasons": f"{asked}/reasons", "votes of organisations": f"{FORUM}/weights", "own vote": poll, "secret vote": secret,
        "receipt": f"{poll}/receipt", "find my ballot": f"{poll}/check", "find my ballot, refused": empty(f"{poll}/check"),
        "receipt of a secret vote": _secretly(secret), "cancel vote": f"{poll}/cancel", "vote, cancelled": cancelled,
        "new meeting": f"{FORUM}/meetings/new", "new meeting, refused": empty(f"{FORUM}/meetings/new"),
        "ask which date suits": f"{FORUM}/meetings/ask-dates",
        "ask which date suits, refused": empty(f"{FORUM}/meetings/ask-dates"),
        "several dates": f"{FORUM}/meetings/plan", "several dates, refused": empty(f"{FORUM}/meetings/plan"),
        "new workshop": f"{FORUM}/workshops/new", "new workshop, refused": empty(f"{FORUM}/workshops/new"),
        "own calendar": "/calendar", "workshop to register for": "/workshops/1", "own meeting": live, "edit meeting": f"{live}/edit", "agenda": f"{live}/agenda",
        "agenda, refused": empty(f"{live}/agenda"), "point": first(one, f"{live}/agenda", rf"{live}/agenda/\d+"),
        "texts": f"{live}/texts", "cancel meeting": first(one, f"{FORUM}/meetings", r"/meetings/\d+") + "/cancel", "own room": room, "not allowed": "/audit",
        "method": "/theme",
    }


def _secretly(path: str) -> Step:
    """The one page that shows the tracker of a secret ballot."""

    def go(one: Visit) -> None:
        one.open(path)
        one.page.locator("[name=pick]").first.check()
        one.page.locator("#vote form button[type=submit]").first.click()
        one.page.locator("[data-tracker-shown]").wait_for()

    return go


def _closed_secretly(one: Visit) -> str:
    """The closed secret vote of the demonstration."""
    for path in every(one, f"{FORUM}/polls", r"/polls/\d+"):
        html = one.context.request.get(one.base + path).text()
        if "export.zip" in html and "/ballots" not in html:
            return path
    raise AssertionError("no closed secret vote")


def _others_thread(one: Visit) -> str:
    """A thread of the forum that is open, and that others began."""
    return next(path for path in every(one, f"{FORUM}/threads", r"/threads/\d+")
                if 'name="body"' in (html := one.context.request.get(one.base + path).text()) and html.count("<article") > 3)


def _organiser(one: Visit) -> dict[str, str | Step]:
    """A thread's life: every tool of its facilitator, and what each leaves behind."""
    text = {"ar": "نص للتنظيم", "fr": "Un texte à organiser", "en": "A text to organise"}[one.lang]
    thread = send(one, f"{FORUM}/threads/new", title=text, body=text)
    one.open(thread)
    one.page.locator("#reply textarea").fill(f"{text} 2")
    one.page.locator("#reply").get_by_role("button", name=one.say("Publish"), exact=True).click()
    one.page.locator("#p2").wait_for()
    send(one, f"{thread}/slow", seconds="300")
    send(one, f"{thread}/summary", body=f"- {text} #1", after="0")
    return {
        "thread, to organise": thread, "summary": f"{thread}/summary", "history of the summary": f"{thread}/summary/history",
        "slow mode": f"{thread}/slow", "move": f"{thread}/move", "merge": f"{thread}/merge",
        "merge, nothing found": f"{thread}/merge?q=zzqqxx", "merge, refused": unchosen(f"{thread}/merge"),
        "pick": f"{thread}/pick", "pick, for a proposal": f"{thread}/pick?aim=propose",
        "pick, nothing": f"{thread}/pick?missing=1", "split": f"{thread}/split?n=1",
        "archived threads": f"{FORUM}/threads?state=archived",
    }


def _curator(one: Visit) -> dict[str, str | Step]:
    """What people and facilitators do around proposals."""
    text = {"ar": "مقترح للتدبير", "fr": "Une proposition à instruire", "en": "A proposal to curate"}[one.lang]
    path = "/proposals/new?group=civil-society-forum"
    twins = [send(one, path, title=f"{text} {number}", body=f"{text}.", act="publish", group=group_id(one, path))
             for number in range(2)]
    send(one, f"{twins[0]}/curate", to=f"{twins[0]}/curate/ask", words=text)
    send(one, f"{twins[0]}/curate", to=f"{twins[0]}/curate/note", body=text)
    send(one, f"{twins[0]}/curate", to=f"{twins[0]}/curate/answer", decision="accepted", body=text)
    send(one, f"{twins[0]}/curate", to=f"{twins[0]}/curate/theme", theme=text)
    send(one, twins[0], to=f"{twins[0]}/arguments", side="for", body=text)
    send(one, f"{twins[1]}/change?commitment=1", starts="2019", milestone=text)
    ripe = next(one_path for one_path in every(one, "/groups/civil-society-forum/proposals?state=open", r"/proposals/\d+")
                if "/amendments/" in one.context.request.get(one.base + one_path).text())
    amendments = every(one, f"{ripe}/amendments", rf"{ripe}/amendments/\d+")
    board = f"{FORUM}/proposals/board"
    return {
        "proposal, curated": twins[0], "proposal, ripe": ripe, "argument, refused": opened(ripe, "#arguments details > summary"),
        "amendments": f"{ripe}/amendments", "amendments, none": f"{twins[0]}/amendments",
        **{f"amendment {number}": address for number, address in enumerate(amendments[:3])},
        "amend": f"{ripe}/amend", "amend, refused": empty(f"{ripe}/amend"), "versions compared": f"{ripe}/versions",
        "version, older": f"{ripe}/versions/1", "sign": f"{twins[0]}/authors", "sign, refused": empty(f"{twins[0]}/authors"),
        "board": board, "board, none": f"{board}?q=zzqqxx", "curate": f"{twins[0]}/curate", "curate, merging": f"{twins[1]}/curate",
        "split a proposal": f"{twins[1]}/split", "split a proposal, refused": empty(f"{twins[1]}/split"),
        "rules of proposals": f"{FORUM}/proposals/settings", "rules of proposals, refused": empty(f"{FORUM}/proposals/settings"),
        "proposal, changing a commitment": twins[1], "change a commitment": f"{twins[1]}/change",
        "which commitment": f"{twins[1]}/change?commitment=0", "phases, none": f"{FORUM}/proposals/process", "phases, to choose": f"{FORUM}/proposals/process?preset=month",
        "phases, refused": empty(f"{FORUM}/proposals/process?preset=month"),
        "phases": "/groups/budget-transparency/proposals/process", "proposals with phases": "/groups/budget-transparency/proposals",
        "proposal, merged": first(one, "/proposals?state=merged", r"/proposals/\d+"),
        "proposal, answered": first(one, "/proposals?state=accepted", r"/proposals/\d+"),
    }


def _administrator(one: Visit) -> dict[str, str | Step]:
    plan = first(one, "/plans", r"/plans/(?!new)[a-z0-9-]+")
    return {
        "people": "/people", "audit": "/audit", "failures, none": "/failures", "failures": _failed, "new group": "/groups/new", "new plan": "/plans/new",
        "edit plan": f"{plan}/edit", "plan, to manage": plan, "new commitment": f"{plan}/commitments/new",
        "new commitment, refused": empty(f"{plan}/commitments/new"), "edit commitment": "/commitments/1/edit",
        "commitment, to manage": "/commitments/1", "milestones": "/commitments/1/milestones",
        "new organisation": "/organisations/new", "new organisation, refused": empty("/organisations/new"),
        "rename organisation": "/organisations/1/rename",
        "notifications": "/notifications", "notifications of one kind": "/notifications?show=meetings",
        "what I follow": "/notifications/following", "moderation of the site": "/moderation",
        "words of the site": "/moderation/settings", "entering a reserved group": "/audit/enter",
        "entering, refused": unchosen("/audit/enter"), "requests to decide": "/groups/integrity/requests",
        "all failures again": "/failures/again", "a failure, to let go": _let_go, "group's place": f"{ACCESS}/move", "about me": "/moderation/about-me", "drafts, none": "/drafts",
        "bookmarks, none": "/bookmarks",
    }


def _failed(one: Visit) -> None:
    """What failed for good, once something has."""
    give_up_a_mail(one.site)
    one.open("/failures")
    one.page.locator("main ul.list > li").first.wait_for()


def _let_go(one: Visit) -> None:
    one.open(first(one, "/failures", r"/failures/mail/\d+/let-go"))


VIEWERS = {"visitor": ("", _visitor), "facilitator": ("facilitator@example.org", _facilitator),
           "organiser": ("facilitator@example.org", _organiser),
           "curator": ("facilitator@example.org", _curator),
           "administrator": ("admin@example.org", _administrator)}


@pytest.mark.parametrize("who", VIEWERS)
@pytest.mark.parametrize(("lang", "scheme"), SHAPES)
def test_everybody_can_use_every_page(browser: Any, demo: Demo, lang: str, scheme: str, who: str) -> None:
    see_all(browser, demo, lang, scheme, *VIEWERS[who])
