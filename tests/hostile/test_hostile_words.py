"""Hostile words in every field a person can fill in: kept or refused over HTTP, never a 500; then every page that
shows them is opened in Chromium, with the site's policy and without it. Nothing of them runs, nobody else is asked
for anything, and the page still stands.

A sample drawn with a fixed seed in each run; all of ``tests/data/hostile`` with ``GOFORUM_TEST_LONG``.
"""

import base64
import io
import json
import random
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask

from goforum.core.db import db
from goforum.groups.queries import cards
from goforum.moderation import queries as cases
from goforum.threads import commands as threads
from tests.browser import LONG, ROOT, Visit, in_browser
from tests.factories import PASSWORD, make_group, make_member, make_person

pytestmark = [*in_browser, pytest.mark.slow]
OWN = [
    "<img src=x onerror=pwn(1)>", "<svg/onload=pwn(2)>", '"><script>pwn(3)</script>', "</title><script>pwn(4)</script>",
    "</textarea><svg onload=pwn(5)>", "' autofocus onfocus=pwn(6) x='", '" onmouseover="pwn(7)" x="',
    "javascript:pwn(8)", "[press](javascript:pwn(9))", '![x](x" onerror="pwn(10))', '<https://x.invalid/"onclick=pwn(11)>',
    "<math><mtext><style><img src onerror=pwn(12)>", "{{ 7 * 7 }}{% raw %}${7*7}", "![](https://x.invalid/pixel.png)",
    "data:text/html,<script>pwn(13)</script>", "JaVaScRiPt&colon;pwn(14)", "@<b onclick=pwn(15)>salma",
    "المحاسبة \N{RIGHT-TO-LEFT OVERRIDE}exe.txt", "\N{RIGHT-TO-LEFT ISOLATE}سجل \N{LEFT-TO-RIGHT OVERRIDE}<b>abc",
    "\N{POP DIRECTIONAL ISOLATE}\N{POP DIRECTIONAL FORMATTING}نهاية\N{ARABIC LETTER MARK}", "م\N{ARABIC TATWEEL}" * 30,
    "ا\N{ARABIC FATHATAN}\N{ARABIC SHADDA}" * 20, "zero\N{ZERO WIDTH SPACE}\N{ZERO WIDTH JOINER}width", "null\x00byte",
    "lone \udcff surrogate".encode("utf-8", "replace").decode(),
]
POINT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
# Anything in the page that could run: not what the site's own templates ever write.
DANGERS = """page => [...page.querySelectorAll("*")].flatMap(one => [
    ...[...one.attributes].filter(a => /^on/i.test(a.name)).map(a => `${a.name} on ${one.outerHTML.slice(0, 120)}`),
    ...["href", "src", "action", "formaction", "xlink:href", "data"].filter(name =>
        /^[\\s\\0-\\x20]*(javascript|vbscript|data):/i.test((one.getAttribute(name) ?? "").replace(/[\\t\\n\\r]/g, "")))
        .map(name => `${name} on ${one.outerHTML.slice(0, 120)}`),
    ...(one.matches("script:not([src^='/assets/']), style:not(head style), object, embed, base, meta[http-equiv]")
        ? [one.outerHTML.slice(0, 120)] : [])])"""
HERE = f"() => ({DANGERS})(document)"
READ = f"""async paths => {{
    const found = [];
    for (const path of paths) {{
        const answer = await fetch(path), page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const dangers = ({DANGERS})(page);
        if (answer.status >= 500 || dangers.length) found.push([path, answer.status, ...dangers]);
    }}
    return found; }}"""
WHOLE = """() => document.querySelector("main#main") && document.querySelector("footer.foot a")
    && document.querySelector("header.bar") && document.body.lastElementChild.matches(".toasts, script, .float")"""


def _all() -> list[str]:
    found = list(OWN)
    for name in ("xss_sample", "naughty_strings"):
        lines = [one for one in json.loads((ROOT / f"tests/data/hostile/{name}.json").read_text("utf-8")) if one.strip()]
        found += lines if LONG else random.Random(name).sample(lines, 12)
    return found


WORDS = _all()
# The whole collection is sent in parts, so that no single test runs for very long.
PARTS = 8 if LONG else 1
in_parts = pytest.mark.parametrize("site", range(PARTS), indirect=True)


@dataclass
class Site:
    """A group whose people write, and what came of what they sent."""

    app: Flask
    base: str
    organiser: int
    email: str
    slug: str
    group_id: int
    part: int = 0
    kept: int = 0
    clients: dict[int, Any] = field(default_factory=dict)

    def payloads(self, longest: int = 20_000) -> list[str]:
        """What is typed into one field: ours, and a sample of the collections or a part of all of them."""
        return [one for one in WORDS[self.part::PARTS] if len(one) <= longest]

    def client(self, person_id: int | None = None) -> Any:
        """A signed-in browser without a window."""
        who = person_id or self.organiser
        if who not in self.clients:
            self.clients[who] = self.app.test_client().sign_in(who)
        return self.clients[who]

    def send(self, path: str, who: int | None = None, **fields: Any) -> str:
        """Post a form: kept, or refused in words; the address where it went, if it was kept."""
        answer = self.client(who).post(path, data=fields)
        assert answer.status_code in {303, 400, 404, 413, 422}, (path, fields, answer.status_code)
        self.kept += answer.status_code == 303
        return str(answer.location or "").partition("#")[0] if answer.status_code == 303 else ""

    def people(self, number: int) -> list[int]:
        return [make_member(self.group_id, language="en") for _one in range(number)]

    def thread(self, title: str = "A thread", body: str = "A text") -> str:
        return self.send(f"/groups/{self.slug}/threads/new", title=title, body=body)


@pytest.fixture
def site(app: Flask, ctx: None, committed: None, base: str, request: pytest.FixtureRequest) -> Site:
    organiser = make_person("Organiser", admin=True, email="organiser@example.org")
    group_id = make_group(facilitator=organiser)
    make_admin(organiser)
    return Site(app, base, organiser, "organiser@example.org", cards([group_id])[group_id].slug, group_id,
                getattr(request, "param", 0))


def make_admin(person_id: int) -> None:
    """``make_group`` takes the role away again; here one person does everything."""
    from tests.factories import _make_admin

    _make_admin(person_id, True)


@contextmanager
def window(browser: Any, site: Site, *, policy: bool) -> Iterator[Visit]:
    """A window of the organiser in which nothing may run that is not the site's."""
    one = Visit(browser, site.base, "en", bypass_csp=not policy)
    one.context.expose_function("pwn", lambda *_any: one.faults.append(f"{one.page.url}: pwned"))
    one.accept(r"Failed to load resource: the server responded with a status of (4\d\d|308)")
    one.sign_in(site.email, PASSWORD)
    yield one
    faults = one.close()
    assert faults == []


def read(one: Visit, paths: list[str]) -> None:
    """Read pages as the browser would without opening them: nothing in them could run."""
    assert one.page.evaluate(READ, paths) == []


def look(one: Visit, paths: Iterable[str]) -> None:
    """Open pages; on each, whatever runs by itself has run by the time the next one is asked for."""
    for path in paths:
        answer = one.page.goto(one.base + path, wait_until="load")
        assert answer is None or answer.status < 500, path
        assert one.page.evaluate(WHOLE), f"{path} is broken: {one.page.content()[-600:]}"
        assert one.page.evaluate(HERE) == [], path
    one.page.wait_for_timeout(150)


def of_posts(site: Site) -> list[str]:
    """Bodies of posts, their history and preview, and the names of their authors."""
    thread = site.thread()
    words = site.payloads()
    for person, text in zip(site.people(len(words)), words, strict=True):
        site.send("/account", person, name=text, language="en", zone="Africa/Casablanca")
        site.send(f"{thread}/reply", person, body=text)
    pages = [f"{thread}?page={n}" for n in range(1, len(words) // 20 + 2)]
    html = site.client().get(f"{thread}?page=1").text
    posts = re.findall(r'href="(/posts/\d+)"', html)
    quotes = [f"{thread}?page=1&quote={post.rpartition('/')[2]}" for post in dict.fromkeys(posts)]
    people = list(dict.fromkeys(re.findall(r'href="(/people/\d+)"', html)))
    return [*pages, *quotes[:12], *people[:12], f"/groups/{site.slug}/members", "/people", "/audit"]


def of_threads(site: Site) -> list[str]:
    """Titles, texts changed afterwards, reasons of closing."""
    pages = []
    for text in site.payloads(200):
        if path := site.thread(title=text, body=text):
            pages.append(path)
            site.send(f"{path}/summary", body=f"{text} #1", after="0")
            site.send(f"{path}/close", reason=text)
    listed = f"/groups/{site.slug}/threads"
    mine = site.thread()
    post = re.findall(r'href="(/posts/\d+)"', site.client().get(mine).text)[0]
    for text in site.payloads()[:12]:
        revision = re.search(r'name="revision"[^>]*value="(\d+)"', site.client().get(f"{post}/edit").text)
        site.send(f"{post}/edit", body=text, revision=revision.group(1) if revision else "")
    other = site.thread("Where to", "A text")
    for text in site.payloads(200)[:12]:
        added = site.send(f"{mine}/reply", body=text)
        number = re.findall(r'id="p(\d+)"', site.client().get(added or mine).text)[-1]
        ids = site.client().get(f"{mine}/split?n={number}").text
        moved = re.search(r'name="ids"[^>]*value="([\d,]+)"', ids)
        pages.append(site.send(f"{mine}/split?n={number}", title=text, into="0", ids=moved.group(1) if moved else ""))
    return [listed, f"/groups/{site.slug}", "/", f"{listed}?q=x", *pages, *[f"{one}/summary/history" for one in pages[:9] if one],
            f"{other}/merge", f"{pages[0]}/pick", f"{post}/history", f"{post}/edit"]


def of_desks(site: Site) -> list[str]:
    """Drafts, notes on bookmarks, names of files, tags: what stands beside a text."""
    thread = site.thread()
    post = re.findall(r'href="(/posts/\d+)"', site.client().get(thread).text)[0]
    pages = [thread, f"{thread}?page=9", f"{thread}/print"]
    for number, text in enumerate(site.payloads(2000)[:: 1 if LONG else 2]):
        name = (text.replace("\x00", "").replace("\r", "").replace("\n", "") or "x")[:150]
        answer = site.client().post("/files", data={"client_key": f"k{number}", "file": (io.BytesIO(POINT), f"{name}.png")})
        assert answer.status_code in {201, 422}, (text, answer.status_code)
        files = re.findall(r'name="file_ids" value="(\d+)"', answer.text)
        own = site.thread(body=f"{number}")
        site.send(f"{own}/reply", body=text, keep="1", file_ids=files, tag=text, language=text[:8], place=text, sequence="0")
        site.send(f"{own}/reply", body=f"{number} with a file", file_ids=files, tag="for")
        theirs = re.findall(r'href="(/posts/\d+)"', site.client().get(own).text)
        site.send(f"{theirs[0]}/bookmark", on="bookmark")
        site.send(f"{theirs[0]}/bookmark", note=text)
        pages += [own, [f"{own}/print", f"{own}/tagged/for", f"/search?q={quote(name[:40], safe='')}"][number % 3]]
    for text in site.payloads(2000)[:20]:
        site.send(f"{post}/edit", body=text, keep="1", sequence="0")
    return ["/drafts", "/bookmarks", f"/groups/{site.slug}/threads/new", f"{post}/edit", *pages]


def of_moderation(site: Site) -> list[str]:
    """Reports, reasons, edits by moderators, appeals and their answers, watched words, saved sentences."""
    thread = site.thread()
    author, *reporters = site.people(1 + len(site.payloads(2000)) // 10 + 1)
    second = make_member(site.group_id, "facilitator", language="en")
    group = f"/groups/{site.slug}/moderation"
    pages = []
    for number, text in enumerate(site.payloads(2000)):
        post = threads.reply(author, int(thread.rpartition("/")[2]), body=f"{number} said")
        db.session.rollback()
        reporter = reporters[number // 10]      # nobody reports without end
        if not site.send(f"/report/post/{post}", reporter, reason="other", words=text):
            site.send(f"/report/post/{post}", reporter, reason="spam")
        db.session.rollback()
        case = cases.find_case("report", "post", post)
        assert case is not None
        act = ("hide", "edit", "delete")[number % 3]
        verdict = {"version": "1", "reason": "other", "saved_id": "0", "words": text, "act": act, "body": text, "revision": "0"}
        pages.append(f"/moderation/{case.id}")
        if not site.send(f"/moderation/{case.id}", **verdict):
            site.send(f"/moderation/{case.id}", **{**verdict, "words": "", "reason": "spam", "act": "hide"})
        db.session.rollback()
        made = cases.list_of_case(case.id)[0].id
        pages.append(f"/decisions/{made}")
        if site.send(f"/decisions/{made}/appeal", author, words=text):
            db.session.rollback()
            appeal = cases.find_case("appeal", "decision", made)
            assert appeal is not None
            pages.append(f"/moderation/{appeal.id}")
            site.send(f"/moderation/{appeal.id}", second, version="1", words=text, act=("uphold", "dismiss")[number % 2])
    for text in site.payloads(500):
        site.send(f"{group}/words", word=text[:80], act="mask")
        site.send(f"{group}/sentences", reason="spam", text_ar=text, text_fr=text, text_en=text)
    return [group, f"{group}?state=decided", "/moderation", "/moderation?state=decided", f"{group}/settings", f"{group}/log",
            f"/groups/{site.slug}/audit", thread, f"{thread}?page=2", "/moderation/about-me", "/notifications", *pages]


def of_ways_in(site: Site) -> list[str]:
    """Invitations and their words, reasons of requests and the answers, reasons of entering a reserved group."""
    invitations = f"/groups/{site.slug}/invitations"
    asked = make_group(join_policy="request", facilitator=site.organiser)
    make_admin(site.organiser)
    place = f"/groups/{cards([asked])[asked].slug}"
    pages = []
    words = site.payloads(1000)
    for person, text in zip([make_person(email=f"asks-{n}@example.org", language="en") for n in range(len(words))], words,
                            strict=True):
        sent = site.send(invitations, addresses="", role="member", max_uses="1", days="7", language="en", words=text,
                         organisation_id="0", capacity="titular", college="civil_society")
        site.send(invitations, addresses=text, role=text, max_uses="1", days="7", language="en", words=text,
                  organisation_id="0", capacity="titular", college="civil_society")
        if sent and person % 4 == 0:
            pages += re.findall(r'value="[^"]*(/invitations/[^"]+)"', site.client().get(sent).text)[:1]
        site.send(f"{place}/ask", person, reason=text)
        site.send("/audit/enter", slug=text, reason=text)
    html = site.client().get(f"{place}/requests").text
    for number, text in zip(re.findall(r'action="[^"]*/requests/(\d+)', html), words, strict=False):
        site.send(f"{place}/requests/{number}/answer", answer=text, decision="refuse")
    return [invitations, f"{place}/requests", f"{place}/requests?state=answered", "/notifications", "/audit", *pages]


def of_ballots(site: Site) -> list[str]:
    """Options of votes, of every method, before and after a ballot."""
    closes = (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    methods = ("plurality", "approval", "score", "dots", "schulze", "irv", "stv")
    pages = []
    for number, text in enumerate(site.payloads(300)):
        method = methods[number % len(methods)]
        poll = site.send(f"/groups/{site.slug}/polls/new?method={method}", method=method, question=text[:200], closes_at=closes,
                         quorum_percent="0", results="open", options=f"{text[:100]}\nOther {number}\nThird", seats="1", ceiling="5")
        if poll:
            site.send(f"{poll}/vote", pick="o1", picks="o1", m_o1="1", m_o2="2")
            pages += [poll, f"{poll}/results", f"{poll}/ballots"]
    return [f"/groups/{site.slug}/polls", "/", *pages]


def of_proposals(site: Site) -> list[str]:
    """Titles, texts, versions, reasons, ballots, questions."""
    pages, closes = [], (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    for number, text in enumerate(site.payloads(200)):
        path = site.send("/proposals/new", group=site.group_id, title=text, body=text, act="publish")
        if not path:
            continue
        pages.append(path)
        site.send(f"{path}/edit", title=text, body=f"{text} ", version="1")
        act = ("withdraw", "refuse", "vote")[number % 3]
        if act != "vote":
            site.send(f"{path}/{act}", reason=text)
        elif site.send(f"{path}/open-vote", closes_at=closes, quorum_percent="0", results="open"):
            site.send(f"{path}/vote", choice="objection", reason=text)
    for text in site.payloads(300)[:20]:
        poll = site.send(f"/groups/{site.slug}/polls/new?method=position", question=text, closes_at=closes, quorum_percent="0",
                         results="open")
        if poll:
            site.send(f"{poll}/cancel", reason=text)
            pages.append(poll)
    return ["/proposals", f"/groups/{site.slug}/proposals", f"/groups/{site.slug}/polls", "/", *pages,
            f"{pages[0]}/versions", f"{pages[0]}/versions/1", f"{pages[0]}/edit"]


def of_meetings(site: Site) -> list[str]:
    """Titles, places, links, agenda, texts, messages, reasons."""
    day = (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%d")
    when = {"day": day, "starts": "10:00", "ends": "11:00", "zone": "Africa/Casablanca", "form": "hybrid"}
    pages = []
    for text in site.payloads(200):
        path = site.send(f"/groups/{site.slug}/meetings/new", title_en=text, place=text, source=text, agenda=text, **when)
        if path:
            pages.append(path)
            site.send(f"/groups/{site.slug}/meetings/new", title_en=text, video_url=text, **when)
    for text, path in zip(site.payloads(200), pages, strict=False):
        site.send(f"{path}/texts?kind=about", kind="about", lang="en", body=text)
        site.send(f"{path}/agenda", title_en=text, title_ar=text, title_fr=text, commitment_id="0")
    for text, path in list(zip(site.payloads(200), pages, strict=False))[::3]:
        site.send(f"{path}/cancel", reason=text)
    kept = pages[1]
    return ["/meetings", f"/groups/{site.slug}/meetings", *pages, f"{kept}/room", f"{kept}/agenda", f"{kept}/edit",
            f"{kept}/texts"]


def of_names(site: Site) -> list[str]:
    """Organisations, groups, plans, commitments, milestones: names, purposes, charters, sources."""
    three = lambda prefix, text: {f"{prefix}_{lang}": text for lang in ("ar", "fr", "en")}  # noqa: E731
    pages = ["/organisations", "/groups", "/plans", "/"]
    for text in site.payloads(500):
        short = text[:10]
        organisation = site.send("/organisations/new", kind="cso", short_name=text[:40], source=text, **three("name", text))
        group = site.send("/groups/new", kind="working_group", visibility="public", join_policy="open", theme=text[:120],
                          charter_source=text, **three("name", text), **three("purpose", text))
        plan = site.send("/plans/new", starts=short, ends=short, source=text, **three("name", text)) or site.send(
            "/plans/new", source=text, **three("name", text)) or site.send("/plans/new", **three("name", text))
        pages += [one for one in (organisation, group, plan) if one]
    plan = site.send("/plans/new", name_en="A plan")
    for number, text in enumerate(site.payloads(500), start=1):
        fields = {**three("title", text), **three("description", text), "theme": text[:120], "code": text[:20]}
        path = site.send(f"{plan}/commitments/new", number=str(number), source=text, **fields) or site.send(
            f"{plan}/commitments/new", number=str(number), **fields)
        if path:
            site.send(f"{path}/milestones", source=text, **three("title", text))
            pages += [path, f"{path}/milestones"]
    return [*pages, plan, "/audit"]


SINKS: list[Callable[[Site], list[str]]] = [
    of_posts, of_threads, of_desks, of_moderation, of_ways_in, of_ballots, of_proposals, of_meetings, of_names]


@in_parts
@pytest.mark.parametrize("sink", SINKS, ids=lambda sink: sink.__name__)
def test_nothing_people_write_runs_on_any_page(browser: Any, site: Site, sink: Callable[[Site], list[str]]) -> None:
    pages = [page for page in dict.fromkeys(sink(site)) if page]
    assert site.kept > 20
    for policy in (False, True):
        with window(browser, site, policy=policy) as one:
            if not policy:
                read(one, pages)
            whole = [page for page in pages if not page.endswith("/results")]     # those are pieces of a page
            look(one, whole if LONG else whole[:: 7 if policy else 3])


def test_what_does_run_is_noticed(browser: Any, site: Site) -> None:
    """The tests above would see it: each way of noticing notices."""
    one = Visit(browser, site.base, "en", bypass_csp=True)
    one.context.expose_function("pwn", lambda *_any: one.faults.append("pwned"))
    one.open("/about")
    one.page.evaluate("""() => { document.querySelector("main").innerHTML =
        "<img src=x onerror=pwn(1)><img src=y onerror=alert(2)><a href='java&#10;script:pwn(3)'>x</a>"; }""")
    one.page.wait_for_timeout(500)
    assert len(one.page.evaluate(HERE)) == 3
    seen = one.close()
    assert "pwned" in seen
    assert any("dialog 2" in fault for fault in seen)


@in_parts
def test_nothing_said_in_a_room_runs(browser: Any, site: Site) -> None:
    """Messages drawn by the server, and by the page's own script as they arrive."""
    now = datetime.now(UTC) + timedelta(minutes=5)
    path = site.send(f"/groups/{site.slug}/meetings/new", title_en="Room", form="remote", zone="UTC",
                     day=now.strftime("%Y-%m-%d"), starts=now.strftime("%H:%M"),
                     ends=min(now + timedelta(hours=1), now.replace(hour=23, minute=59)).strftime("%H:%M"))
    site.send(f"{path}/start")
    words = site.payloads(4000)
    people = site.people(3)
    for policy in (False, True):
        with window(browser, site, policy=policy) as one:
            look(one, [f"{path}/room"])
            for number, text in enumerate(words):
                site.send(f"{path}/say", people[number % 3], text=text, client_id=f"{policy}-{number}")
            last = f"the last one, {policy}"
            site.send(f"{path}/say", people[0], text=last, client_id=f"{policy}-last")
            one.page.locator("#log").get_by_text(last).wait_for(timeout=30000)
            assert one.page.evaluate(WHOLE)
            assert one.page.evaluate(HERE) == []
            look(one, [f"{path}/room"])


@in_parts
def test_nothing_in_an_address_runs(browser: Any, site: Site) -> None:
    """Search words, and every parameter a page takes."""
    thread = site.thread()
    group = f"/groups/{site.slug}"
    pages = []
    for text in site.payloads():
        word = quote(text, safe="")
        pages += [f"/search?q={word}", f"/search?q=text&kind={word}&group={word}&page={word}",
                  f"{thread}?page={word}", f"{thread}?quote={word}&lang={word}", f"{group}/threads?after={word}",
                  f"/proposals?state={word}&before={word}", f"/proposals/new?group={word}&thread={word}",
                  f"/meetings?after={word}&past={word}", f"/audit?before={word}", f"/people?after={word}",
                  f"/check-mail?next={word}", f"/{word}", f"/groups/{word}", f"/plans/{word}", f"/confirm/{word}"]
    for path in pages:
        assert site.client().get(path).status_code < 500, path
    visitor = site.app.test_client()
    for text in site.payloads():
        assert visitor.get(f"/sign-in?next={quote(text, safe='')}").status_code < 500
    for policy in (False, True):
        with window(browser, site, policy=policy) as one:
            look(one, pages if LONG else pages[:: 11 if not policy else 29])
