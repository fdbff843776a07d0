"""Every kind of page, looked at as axe does: no violation of WCAG 2.2 A and AA nor of good practice, Arabic on
a phone and French on a wide screen (in the long run every language, width and colour); nothing scrolls sideways at 320 px; whatever is tapped is 24 px or more; the console is
silent and nobody else is asked for anything. The site's own policy is on all the while. A page that answers with an
error is a failure, unless its name says that an error is what is looked at.
"""

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.axe.engine import LOOK, axe
from tests.browser import LONG, WIDTHS, Demo, Visit, in_browser, visit

pytestmark = [*in_browser, pytest.mark.slow]
FORUM = "/groups/civil-society-forum"
ACCESS = "/groups/access-to-information"
# Links inside a sentence are as high as its line; a label is the target of its box.
SMALL = """() => [...document.querySelectorAll("a[href], button, summary, select, textarea, input:not([type=hidden])")]
    .map(one => one.matches("input[type=radio], input[type=checkbox]") ? one.closest("label") ?? one : one)
    .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.closest(".vh, .skip"))
    .filter(one => !(one.matches("a") && getComputedStyle(one).display === "inline"
        && one.parentElement.textContent.trim().length > one.textContent.trim().length))
    .filter(one => { const box = one.getBoundingClientRect();
        return box.width && (Math.round(box.width) < 24 || Math.round(box.height) < 24); })
    .map(one => { const box = one.getBoundingClientRect();
        return `${Math.round(box.width)}×${Math.round(box.height)} ${one.outerHTML.slice(0, 140)}`; })"""
SHAPES = [(lang, scheme) for lang in (("ar", "fr", "en") if LONG else ("ar", "fr"))
          for scheme in (("light", "dark") if LONG else ("light",))]
TEXTS = {"ar": "نص للتجربة", "fr": "Un texte d’essai", "en": "A text to try"}
Step = Callable[[Visit], object]
# Pages that are an answer of no.
REFUSALS = {"not found", "not allowed", "method", "link used up", "sign-in link, used up", "invitation, used up",
            "unsubscribe, stale", "new password, used up"}
# The smallest picture that is one.
PICTURE = {"name": "نقطة — point.png", "mimeType": "image/png", "buffer": base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")}


# An open menu or list lies over other things on purpose; they are targets again when it closes.
UNFOLDED = ("menus open", "names offered")


# A label, an error or a kept draft finds its field by its id: two forms of one page may not share one.
TWICE = """() => { const ids = [...document.querySelectorAll("[id]:not([type=hidden])")].map(one => one.id);
  return [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))]; }"""


def look(one: Visit, name: str, found: list[str]) -> None:
    """Everything that is wrong with the page in the window."""
    one.page.wait_for_load_state()
    one.check_page()
    one.page.evaluate(f"() => {{ {axe()} }}")
    one.page.set_viewport_size({"width": 320, "height": 844})
    twice = one.page.evaluate(TWICE)
    if twice:
        found.append(f"{name}: ids given twice: {', '.join(twice)}")
    if one.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(f"{name} at 320: scrolls sideways")
    for width in WIDTHS.values():
        if not (LONG or (one.lang == "ar") == (width == WIDTHS["phone"])):
            continue  # in every run Arabic on a phone and French on a wide screen; in the long run both on both
        one.page.set_viewport_size({"width": width, "height": 844})
        found += [f"{name} at {width}: {fault}" for fault in one.page.evaluate(LOOK, True)
                  if not (name.endswith(UNFOLDED) and "partially obscured" in fault)]
        if width == WIDTHS["phone"]:
            found += [f"{name} at {width}: too small: {fault}" for fault in one.page.evaluate(SMALL)]


def first(one: Visit, path: str, pattern: str) -> str:
    """The first address on a page that looks so."""
    html = one.context.request.get(one.base + path).text()
    match = re.search(f'href="({pattern})["#?]', html)
    assert match, f"{path} leads to no {pattern}"
    return match.group(1)


def send(one: Visit, path: str, to: str = "", **fields: Any) -> str:
    """Post a form as its page would (to another address: ``to``); gives the address of the answer."""
    page = one.context.request.get(one.base + path).text()
    hidden = [dict(re.findall(r'(name|value)="([^"]*)"', tag))
              for tag in re.findall(r'<input[^>]* type="hidden"[^>]*>', page.partition("<main")[2].partition("</main>")[0])]
    kept = {tag["name"]: tag.get("value", "") for tag in hidden}
    done = one.context.request.post(one.base + (to or path), form={**kept, **fields},
                                    headers={"Origin": one.base, "Referer": one.base + path})
    assert done.ok, (path, done.status, re.findall("<p>(.*?)</p>", done.text()))
    return str(done.url).removeprefix(one.base).partition("#")[0]


def _empty(path: str) -> Step:
    """A form sent back with its errors."""

    def go(one: Visit) -> None:
        one.open(path)
        one.page.locator("main form.stack, main form.card").first.evaluate(
            """form => { for (const box of form.elements)
                if (box.matches("input:not([type=hidden],[type=radio],[type=checkbox]), textarea")) box.value = "";
                form.removeAttribute("data-enhance"); form.requestSubmit(); }""")
        one.page.locator("[aria-invalid=true], #form-errors").first.wait_for()

    return go


def _refused(path: str, which: int = -1) -> Step:
    """A form of choices, sent by a button of the page (its last) with none made."""

    def go(one: Visit) -> None:
        one.open(path)
        one.page.locator("main form[method=post] [type=submit]").nth(which).evaluate(
            "button => { button.form.noValidate = true; button.click(); }")
        one.page.locator("[aria-invalid=true], #form-errors").first.wait_for()

    return go


def _tapped(path: str, *buttons: str) -> Step:
    """A page with its menus open."""

    def go(one: Visit) -> None:
        one.open(path)
        for button in buttons:
            one.page.locator(button).first.click()

    return go


def _attached(path: str) -> Step:
    """A form with a picture in it."""

    def go(one: Visit) -> None:
        one.open(path)
        one.page.locator("[data-files] [type=file]").set_input_files([PICTURE])
        one.page.locator("[data-files] li [name=file_ids]").first.wait_for(state="attached")

    return go


def _naming(path: str) -> Step:
    """The text box while names are offered, with what was typed before shown as it would look."""

    def go(one: Visit) -> None:
        one.open(path)
        box = one.page.locator("[data-desk] textarea")
        box.fill("# 1\n\n> 2\n\n**3** ")
        one.page.locator("[role=toolbar]").wait_for()
        one.page.locator("[name=preview]").click()
        one.page.locator("#preview-h").wait_for()
        box.press_sequentially("#")
        box.press_sequentially("1")
        one.page.locator(".names [role=option]").first.wait_for()

    return go


def _visitor(one: Visit) -> dict[str, str | Step]:
    proposals = {state: first(one, f"/proposals?state={state}", r"/proposals/\d+")
                 for state in ("open", "voting", "accepted", "withdrawn")}
    ended = first(one, "/meetings?past=", r"/meetings/\d+")
    room = first(one, "/meetings", r"/meetings/\d+/room")
    poll = first(one, f"{FORUM}/polls", r"/polls/\d+/proposal|/polls/\d+")
    thread = _all(one, f"{FORUM}/threads", r"/threads/\d+")[0]
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
        "minutes, adopted": _all(one, "/meetings?past=", r"/meetings/\d+")[1] + "/minutes", "dates asked for": first(
            one, "/groups/communication/meetings", r"/polls/\d+"),
        "meeting, ended": ended, "meeting, live": room.removesuffix("/room"), "room": room, "light room": f"{room}?light=1", "live notes": f"{room.removesuffix('/room')}/notes",
        "room of an ended meeting": f"{ended}/room", "search in a room": f"{room}?q=a", "nothing found in a room": f"{room}?q=zzzz",
        "plans": "/plans",
        "plan": first(one, "/plans", r"/plans/(?!new)[a-z0-9-]+"),
        "commitment": "/commitments/1", "organisations": "/organisations", "organisation": "/organisations/1",
        "search": "/search", "search with results": "/search?q=%D9%85%D8%B9%D9%84%D9%88%D9%85%D8%A7%D8%AA",
        "search without": "/search?q=zzqqxx", "search, too short": "/search?q=a", "sign in": "/sign-in",
        "sign in, refused": _empty("/sign-in"), "sign up": "/sign-up", "sign up, refused": _empty("/sign-up"),
        "forgotten": "/forgotten", "mail sent": "/check-mail", "link used up": "/confirm/made-up",
        "sign in by link": "/sign-in/link", "sign in by link, refused": _empty("/sign-in/link"),
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
    draft = send(one, path, title=text, body=text, act="draft", group=_group_id(one, path))
    published = send(one, path, title=text, body=text, act="publish", group=_group_id(one, path))
    refused = send(one, path, title=f"{text} 4", body=text, act="publish", group=_group_id(one, path))
    send(one, f"{refused}/refuse", reason=text)
    cancelled = send(one, f"{FORUM}/polls/new?method=position", question=text, closes_at=_next_week(), quorum_percent="0",
                     results="open")
    send(one, f"{cancelled}/cancel", reason=text)
    poll = send(one, f"{FORUM}/polls/new?method=position", question=f"{text} 5", closes_at=_next_week(), quorum_percent="0",
                results="hidden")
    ranked = send(one, f"{FORUM}/polls/new?method=schulze", question=f"{text} 6", closes_at=_next_week(),
                  quorum_percent="0", results="open", options=f"{text} A\n{text} B", seats="1", status_quo="y")
    secret = send(one, f"{FORUM}/polls/new?method=plurality", question=f"{text} 7", closes_at=_next_week(),
                  quorum_percent="0", results="hidden", options=f"{text} A\n{text} B", secret="y")
    send(one, poll, to=f"{poll}/vote", choice="for")
    ballots = {f"ballot, {method}": send(
        one, f"{FORUM}/polls/new?method={method}", question=f"{text} {method}", closes_at=_next_week(),
        quorum_percent="0", results="open", delegation="y", seats="2" if method == "stv" else "1", ceiling="5",
        options=f"{text} A\n{text} B\n{text} C", date_1=_next_week(), date_2=_next_week(8))
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
        "own home": "/", "account": "/account", "account, refused": _empty("/account"), "own group": ACCESS,
        "members, with forms": f"{FORUM}/members", "edit group": f"{FORUM}/edit",
        "edit group, refused": _empty(f"{FORUM}/edit"), "subgroup": f"{FORUM}/new",
        "own threads": f"{FORUM}/threads", "new thread": f"{FORUM}/threads/new",
        "new thread, refused": _empty(f"{FORUM}/threads/new"), "thread, with form": theirs, "own thread": thread,
        "thread, menus open": _tapped(theirs, ".post-f > .menu > summary", ".rx .menu > summary"),
        "thread, names offered": _naming(theirs), "thread, with a quote": f"{theirs}?quote={others.rpartition('/')[2]}",
        "thread, with a picture": _attached(theirs), "who reacted": f"{others}/reactions", "drafts": "/drafts",
        "bookmarks": "/bookmarks", "own thread in print": f"{thread}/print", "questions of a thread": f"{thread}/tagged/question",
        "reply, refused": _empty(theirs), "report": others.replace("/posts/", "/report/post/"),
        "report, refused": _refused(others.replace("/posts/", "/report/post/"), 0), "moderation": "/moderation",
        "moderation, decided": "/moderation?state=decided", "moderation, none": "/moderation?kind=appeal&owner=me",
        "moderation of a group": f"{FORUM}/moderation", "rules of moderation": f"{FORUM}/moderation/settings",
        "rules of moderation, refused": _refused(f"{FORUM}/moderation/settings"), "own log": f"{FORUM}/moderation/log",
        "case": case, "case, unfolded": _tapped(case, "form details > summary"), "about me": "/moderation/about-me",
        "group audit": f"{FORUM}/audit", "notifications": "/notifications", "what I follow": "/notifications/following",
        "invitations": invitations, "invitations, refused": _empty(invitations), "requests": f"{FORUM}/requests",
        "requests, answered": f"{FORUM}/requests?state=answered", "leave": f"{FORUM}/leave",
        "one member": first(one, f"{FORUM}/members", rf"{FORUM}/members/\d+"), "own keys": "/keys",
        "closed thread": closed, "edit post": f"{mine}/edit", "history": f"{mine}/history",
        "edit post, refused": _empty(f"{mine}/edit"), "change thread": f"{thread}/change",
        "close thread": f"{thread}/close", "own proposals": "/proposals", "new proposal": "/proposals/new",
        "proposal of a thread": f"/proposals/new?group=civil-society-forum&thread={thread.rpartition('/')[2]}",
        "new proposal, refused": _empty("/proposals/new"), "proposal, draft": draft, "edit proposal": f"{draft}/edit",
        "proposal, published": published, "proposal, refused": refused, "refuse": f"{published}/refuse",
        "withdraw": f"{published}/withdraw", "open vote": f"{published}/open-vote",
        "open vote, refused": _empty(f"{published}/open-vote"),
        "proposal, with ballot": first(one, "/proposals?state=voting", r"/proposals/\d+"),
        "ways of voting": f"{FORUM}/polls/new", "new vote": f"{FORUM}/polls/new?method=position",
        "new ranking": f"{FORUM}/polls/new?method=schulze", "new dates": f"{FORUM}/polls/new?method=dates",
        "new seats, refused": _empty(f"{FORUM}/polls/new?method=stv"), "ranking": ranked, **ballots,
        "delegate": f"{asked}/delegate", "put off": f"{asked}/extend", "put off, refused": _empty(f"{asked}/extend"),
        "reasons": f"{asked}/reasons", "votes of organisations": f"{FORUM}/weights", "own vote": poll, "secret vote": secret,
        "receipt": f"{poll}/receipt", "find my ballot": f"{poll}/check", "find my ballot, refused": _empty(f"{poll}/check"),
        "receipt of a secret vote": _secretly(secret), "cancel vote": f"{poll}/cancel", "vote, cancelled": cancelled,
        "new meeting": f"{FORUM}/meetings/new", "new meeting, refused": _empty(f"{FORUM}/meetings/new"),
        "ask which date suits": f"{FORUM}/meetings/ask-dates",
        "ask which date suits, refused": _empty(f"{FORUM}/meetings/ask-dates"),
        "several dates": f"{FORUM}/meetings/plan", "several dates, refused": _empty(f"{FORUM}/meetings/plan"),
        "new workshop": f"{FORUM}/workshops/new", "new workshop, refused": _empty(f"{FORUM}/workshops/new"),
        "own calendar": "/calendar", "workshop to register for": "/workshops/1", "own meeting": live, "edit meeting": f"{live}/edit", "agenda": f"{live}/agenda",
        "agenda, refused": _empty(f"{live}/agenda"), "point": first(one, f"{live}/agenda", rf"{live}/agenda/\d+"),
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
    for path in _all(one, f"{FORUM}/polls", r"/polls/\d+"):
        html = one.context.request.get(one.base + path).text()
        if "export.zip" in html and "/ballots" not in html:
            return path
    raise AssertionError("no closed secret vote")


def _others_thread(one: Visit) -> str:
    """A thread of the forum that is open, and that others began."""
    return next(path for path in _all(one, f"{FORUM}/threads", r"/threads/\d+")
                if 'name="body"' in (html := one.context.request.get(one.base + path).text()) and html.count("<article") > 3)


def _all(one: Visit, path: str, pattern: str) -> list[str]:
    """All the addresses on a page that look so, in their order."""
    return re.findall(f'href="({pattern})["#?/]', one.context.request.get(one.base + path).text())


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
        "merge, nothing found": f"{thread}/merge?q=zzqqxx", "merge, refused": _refused(f"{thread}/merge"),
        "pick": f"{thread}/pick", "pick, for a proposal": f"{thread}/pick?aim=propose",
        "pick, nothing": f"{thread}/pick?missing=1", "split": f"{thread}/split?n=1",
        "archived threads": f"{FORUM}/threads?state=archived",
    }


def _curator(one: Visit) -> dict[str, str | Step]:
    """What people and facilitators do around proposals."""
    text = {"ar": "مقترح للتدبير", "fr": "Une proposition à instruire", "en": "A proposal to curate"}[one.lang]
    path = "/proposals/new?group=civil-society-forum"
    twins = [send(one, path, title=f"{text} {number}", body=f"{text}.", act="publish", group=_group_id(one, path))
             for number in range(2)]
    send(one, f"{twins[0]}/curate", to=f"{twins[0]}/curate/ask", words=text)
    send(one, f"{twins[0]}/curate", to=f"{twins[0]}/curate/note", body=text)
    send(one, f"{twins[0]}/curate", to=f"{twins[0]}/curate/answer", decision="accepted", body=text)
    send(one, f"{twins[0]}/curate", to=f"{twins[0]}/curate/theme", theme=text)
    send(one, twins[0], to=f"{twins[0]}/arguments", side="for", body=text)
    send(one, f"{twins[1]}/change?commitment=1", starts="2019", milestone=text)
    ripe = next(one_path for one_path in _all(one, "/groups/civil-society-forum/proposals?state=open", r"/proposals/\d+")
                if "/amendments/" in one.context.request.get(one.base + one_path).text())
    amendments = _all(one, f"{ripe}/amendments", rf"{ripe}/amendments/\d+")
    board = f"{FORUM}/proposals/board"
    return {
        "proposal, curated": twins[0], "proposal, ripe": ripe, "argument, refused": _opened(ripe, "#arguments details > summary"),
        "amendments": f"{ripe}/amendments", "amendments, none": f"{twins[0]}/amendments",
        **{f"amendment {number}": address for number, address in enumerate(amendments[:3])},
        "amend": f"{ripe}/amend", "amend, refused": _empty(f"{ripe}/amend"), "versions compared": f"{ripe}/versions",
        "version, older": f"{ripe}/versions/1", "sign": f"{twins[0]}/authors", "sign, refused": _empty(f"{twins[0]}/authors"),
        "board": board, "board, none": f"{board}?q=zzqqxx", "curate": f"{twins[0]}/curate", "curate, merging": f"{twins[1]}/curate",
        "split a proposal": f"{twins[1]}/split", "split a proposal, refused": _empty(f"{twins[1]}/split"),
        "rules of proposals": f"{FORUM}/proposals/settings", "rules of proposals, refused": _empty(f"{FORUM}/proposals/settings"),
        "proposal, changing a commitment": twins[1], "change a commitment": f"{twins[1]}/change",
        "which commitment": f"{twins[1]}/change?commitment=0", "phases, none": f"{FORUM}/proposals/process", "phases, to choose": f"{FORUM}/proposals/process?preset=month",
        "phases, refused": _empty(f"{FORUM}/proposals/process?preset=month"),
        "phases": "/groups/budget-transparency/proposals/process", "proposals with phases": "/groups/budget-transparency/proposals",
        "proposal, merged": first(one, "/proposals?state=merged", r"/proposals/\d+"),
        "proposal, answered": first(one, "/proposals?state=accepted", r"/proposals/\d+"),
    }


def _opened(path: str, summary: str) -> Step:
    """A form of the page, unfolded and sent empty."""

    def go(one: Visit) -> None:
        one.open(path)
        one.page.locator(summary).last.click()
        one.page.locator("#arguments details form").last.evaluate("form => { form.removeAttribute('data-enhance'); form.requestSubmit(); }")
        one.page.locator("#form-errors").first.wait_for()

    return go


def _next_week(days: int = 7) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def _group_id(one: Visit, path: str) -> str:
    found = re.search(r'<option selected value="(\d+)"|<option value="(\d+)" selected',
                      one.context.request.get(one.base + path).text())
    return next(value for value in found.groups() if value) if found else ""


def _administrator(one: Visit) -> dict[str, str | Step]:
    plan = first(one, "/plans", r"/plans/(?!new)[a-z0-9-]+")
    return {
        "people": "/people", "audit": "/audit", "failures, none": "/failures", "new group": "/groups/new", "new plan": "/plans/new",
        "edit plan": f"{plan}/edit", "plan, to manage": plan, "new commitment": f"{plan}/commitments/new",
        "new commitment, refused": _empty(f"{plan}/commitments/new"), "edit commitment": "/commitments/1/edit",
        "commitment, to manage": "/commitments/1", "milestones": "/commitments/1/milestones",
        "new organisation": "/organisations/new", "new organisation, refused": _empty("/organisations/new"),
        "rename organisation": "/organisations/1/rename",
        "notifications": "/notifications", "notifications of one kind": "/notifications?show=meetings",
        "what I follow": "/notifications/following", "moderation of the site": "/moderation",
        "words of the site": "/moderation/settings", "entering a reserved group": "/audit/enter",
        "entering, refused": _refused("/audit/enter"), "requests to decide": "/groups/integrity/requests",
        "group's place": f"{ACCESS}/move", "about me": "/moderation/about-me", "drafts, none": "/drafts",
        "bookmarks, none": "/bookmarks",
    }


VIEWERS = {"visitor": ("", _visitor), "facilitator": ("facilitator@example.org", _facilitator),
           "organiser": ("facilitator@example.org", _organiser),
           "curator": ("facilitator@example.org", _curator),
           "administrator": ("admin@example.org", _administrator)}


@pytest.mark.parametrize("who", VIEWERS)
@pytest.mark.parametrize(("lang", "scheme"), SHAPES)
def test_everybody_can_use_every_page(browser: Any, demo: Demo, lang: str, scheme: str, who: str) -> None:
    email, pages = VIEWERS[who]
    found: list[str] = []
    with visit(browser, demo.base, lang, color_scheme=scheme) as one:
        one.accept("Failed to load resource: the server responded with a status of 4(03|04|05|10|22)")
        if email:
            one.sign_in(email, demo.password)
        one.open(f"/about?lang={lang}")
        for name, way in pages(one).items():
            if callable(way):
                way(one)
            else:
                answer = one.open(way)
                assert answer.status < (500 if name in REFUSALS else 400), (name, way, answer.status)
            look(one, name, found)
    assert not found, "\n".join(found)
