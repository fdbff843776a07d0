"""Opening, answering, editing, deleting, closing: the commands, and the same through their doors."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from goforum.core import clock
from goforum.core.db import db
from goforum.core.events import Event, heard_inside, inside
from goforum.core.rules import Conflict, Invalid, NotFound, Refused
from goforum.groups import commands as groups
from goforum.groups.models import Group
from goforum.threads import commands, events, queries
from goforum.threads.models import Post, PostMention, Thread
from tests.factories import make_group, make_member, make_organisation, make_person
from tests.threads.conftest import make_commitments, make_posts, make_thread


@pytest.fixture
def heard():
    """Every event of threads, in order."""
    seen = []

    def note(event):
        seen.append(event)

    inside(Event)(note)
    yield seen
    heard_inside[Event].remove(note)


def kinds(heard):
    return [type(one).__name__ for one in heard if type(one).__module__ == events.__name__]


def count(model, *where):
    return db.session.scalar(select(func.count()).select_from(model).where(*where))


def post_of(thread, number=1):
    return queries.page_posts(thread, queries.page_of(number))[(number - 1) % 20]


def test_a_thread_opens_with_its_first_post(group, member, heard):
    links = make_commitments()
    thread = make_thread(group, member, title="  Délais   de réponse ", body="Bonjour **à tous**.", commitment_ids=links)
    head = queries.get_head(thread, None)
    assert (head.title, head.language, head.post_count, head.participant_count) == ("Délais de réponse", "fr", 1, 1)
    assert "<strong>à tous</strong>" in post_of(thread).body_html
    assert queries.commitments_of([thread]) == {thread: links}
    assert kinds(heard) == ["ThreadOpened", "PostPublished", "CommitmentsLinked"]


def test_a_proposals_thread_may_begin_empty(group, member):
    thread = make_thread(group, member, body="", kind="proposal")
    assert queries.get_head(thread, None).post_count == 0
    assert queries.page_threads(group, member).items == []


@pytest.mark.parametrize(
    ("title", "body", "field"),
    [("", "x", "title"), (" \u200f\u202e ", "x", "title"), ("T", "\u200f\u2066", "body"), ("t" * 201, "x", "title"), ("T", " \n ", "body"), ("T", "x" * 20_001, "body")],
)
def test_what_cannot_be_accepted_is_said_beside_its_field(group, member, title, body, field):
    with pytest.raises(Invalid) as refused:
        commands.create_thread(member, group, title=title, body=body)
    assert field in refused.value.errors


def test_numbers_are_dense_and_the_thread_keeps_count(group, thread, member):
    other = make_member(group)
    make_posts(thread, other, 3)
    head = queries.get_head(thread, None)
    assert (head.post_count, head.participant_count, head.version) == (4, 2, 5)
    assert [row.number for row in queries.page_posts(thread, 1)] == [1, 2, 3, 4]


def test_a_reply_links_the_thread_too(thread, member, heard):
    one, two = make_commitments()
    commands.reply(member, thread, body="About both.", commitment_ids=[two, one, two])
    assert set(queries.commitments_of([thread])[thread]) == {one, two}
    commands.reply(member, thread, body="Again.", commitment_ids=[one])
    assert kinds(heard).count("CommitmentsLinked") == 1
    with pytest.raises(Invalid) as refused:
        commands.reply(member, thread, body="Of nothing.", commitment_ids=[999_999])
    assert "commitments" in refused.value.errors


def test_only_people_are_mentioned_and_each_once(group, thread, member, heard):
    salma = db.session.scalar(select(func.max(Post.id)))
    named = make_member(group, name="Karim Alaoui")
    post = commands.reply(member, thread, body="@karim_alaoui and @nobody_here, @karim_alaoui again; mail@karim_alaoui")
    html = queries.get_post(post).body_html
    assert html.count(f'href="/people/{named}"') == 2
    assert "@nobody_here" in html
    assert "<a" not in html.split("@nobody_here")[1].split(",")[0]
    assert count(PostMention, PostMention.post_id == post) == 1
    assert heard[-1].mentioned_ids == (named,)
    commands.edit_post(member, post, body="@karim_alaoui only")
    assert heard[-1].mentioned_ids == ()
    assert salma


@pytest.mark.parametrize(
    ("body", "lang", "direction"),
    [("نقترح نشر الآجال كل ثلاثة أشهر", "ar", "rtl"), ("Nous proposons une publication trimestrielle", "fr", "ltr"), ("We should publish this every quarter", "en", "ltr")],
)
def test_a_post_says_its_language(client, thread, member, body, lang, direction):
    commands.reply(member, thread, body=body)
    assert f'<div class="prose" lang="{lang}" dir="{direction}">' in client.get(f"/threads/{thread}").text


def test_the_same_try_is_one_post(thread, member):
    key = str(uuid4())
    first = commands.reply(member, thread, body="Once.", client_key=key)
    assert commands.reply(member, thread, body="Once.", client_key=key) == first
    assert commands.reply(member, thread, body="Once. ", client_key=key) == first
    # The browser's back button brings the composer back with its key: another text is another post.
    assert commands.reply(member, thread, body="Something else.", client_key=key) != first
    assert queries.get_head(thread, None).post_count == 3


def test_the_same_words_again_from_a_composer_brought_back_are_no_second_post(group, thread, member):
    first = commands.reply(member, thread, body="Agreed.", client_key=str(uuid4()))
    assert commands.reply(member, thread, body="Agreed.", client_key=str(uuid4())) == first
    made = {commands.create_thread(member, group, title="T", body="b", client_key=str(uuid4())) for _ in range(2)}
    assert len(made) == 1
    commands.reply(make_member(group), thread, body="Me too.")
    later = commands.reply(member, thread, body="Agreed.", client_key=str(uuid4()))
    assert later != first
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        assert commands.reply(member, thread, body="Agreed.", client_key=str(uuid4())) != later


def test_the_same_try_is_one_thread(group, member):
    key = str(uuid4())
    made = {commands.create_thread(member, group, title="T", body="b", client_key=key) for _ in range(3)}
    assert len(made) == 1
    assert count(Post) == 1
    assert commands.create_thread(make_member(group), group, title="T", body="b", client_key=key) not in made


def test_what_an_official_says_is_marked_and_stays_marked(client, group, facilitator, thread):
    from datetime import date

    ministry = make_organisation("public_body", name="Ministry of Examples")
    official = make_member(group, name="Karim Ouazzani")
    mandate = groups.give_mandate(facilitator, group, person_id=official, organisation_id=ministry,
                                  capacity="titular", college="public_bodies", starts_on=date(2019, 1, 1))
    commands.reply(official, thread, body="We confirm.")
    groups.end_mandate(facilitator, group, mandate, ends_on=date(2019, 2, 1))
    commands.reply(official, thread, body="For myself.")
    text = client.get(f"/threads/{thread}").text
    assert text.count('class="post post-official"') == 1
    assert "Official reply" in text
    assert "Ministry of Examples" in text


def test_editing_keeps_what_was_said(client, thread, member, heard):
    post = commands.reply(member, thread, body="The deadline is ten days.")
    commands.edit_post(member, post, body="The deadline is twenty days.", revision=0)
    assert queries.get_post(post).revision == 1
    assert [r.body_source for r in queries.list_revisions(post)] == ["The deadline is ten days."]
    commands.edit_post(member, post, body="The deadline is twenty days.")
    assert queries.get_post(post).revision == 1
    assert kinds(heard).count("PostEdited") == 1
    text = client.get(f"/posts/{post}/history").text
    assert "<del>ten</del>" in text
    assert "<ins>twenty</ins>" in text
    assert f'href="/posts/{post}/history"' in client.get(f"/threads/{thread}").text


def test_two_windows_do_not_overwrite_each_other(as_person, thread, member):
    post = post_of(thread).id
    browser = as_person(member)
    commands.edit_post(member, post, body="From the other window.")
    answer = browser.post(f"/posts/{post}/edit", data={"body": "From this window.", "revision": "0"})
    assert answer.status_code == 409
    assert "From this window." in answer.text
    assert "From the other window." in answer.text
    assert 'value="1"' in answer.text
    again = browser.post(f"/posts/{post}/edit", data={"body": "From this window.", "revision": "1"})
    assert again.status_code == 303
    assert queries.get_post(post).body_source == "From this window."


def test_a_deleted_post_leaves_a_trace_and_comes_back(as_person, client, thread, member, group, heard):
    post = commands.reply(member, thread, body="Said too quickly.")
    browser = as_person(member)
    answer = browser.post(f"/posts/{post}/delete")
    assert answer.location == f"/threads/{thread}#p2"
    for reader in (client, as_person(make_member(group))):
        text = reader.get(f"/threads/{thread}").text
        assert "Said too quickly." not in text
        assert "Post 2 was deleted by its author." in text
        assert "Restore" not in text
    assert client.get(f"/posts/{post}/history").status_code == 403
    assert "Restore" in browser.get(f"/threads/{thread}").text
    assert browser.post(f"/posts/{post}/restore").status_code == 303
    assert "Said too quickly." in client.get(f"/threads/{thread}").text
    assert kinds(heard)[-2:] == ["PostDeleted", "PostRestored"]


def test_nobody_touches_the_post_of_another(as_person, group, thread, facilitator):
    post = post_of(thread).id
    for person in (make_member(group), facilitator, make_person(admin=True)):
        browser = as_person(person)
        assert browser.post(f"/posts/{post}/edit", data={"body": "mine now"}).status_code == 403
        assert browser.post(f"/posts/{post}/delete").status_code == 403
    assert post_of(thread).body_source == "The first word."


def test_closing_needs_a_reason_and_stops_writing(as_person, client, thread, member, facilitator, heard):
    browser = as_person(facilitator)
    assert browser.post(f"/threads/{thread}/close", data={"reason": " "}).status_code == 422
    assert browser.post(f"/threads/{thread}/close", data={"reason": "Agreed on <b>two</b> points."}).status_code == 303
    text = client.get(f"/threads/{thread}").text
    assert "Agreed on &lt;b&gt;two&lt;/b&gt; points." in text
    assert "This thread is closed." in text
    with pytest.raises(Conflict):
        commands.reply(member, thread, body="Late")
    answer = as_person(member).post(f"/threads/{thread}/reply", data={"body": "Late words"})
    assert answer.status_code == 409
    assert "Late words" in answer.text
    with pytest.raises(Conflict):
        commands.edit_post(member, post_of(thread).id, body="Late")
    with pytest.raises(Conflict):
        commands.close_thread(facilitator, thread, reason="again")
    assert browser.post(f"/threads/{thread}/reopen").status_code == 303
    assert commands.reply(member, thread, body="Now it goes.")
    assert [kind for kind in kinds(heard) if "Closed" in kind or "Reopened" in kind] == ["ThreadClosed", "ThreadReopened"]


def test_members_do_not_close(as_person, thread, member):
    assert as_person(member).post(f"/threads/{thread}/close", data={"reason": "x"}).status_code == 403
    with pytest.raises(Refused):
        commands.close_thread(member, thread, reason="x")


def test_title_and_commitments_are_changed_by_the_author_and_facilitators(as_person, group, thread, member, facilitator):
    one, two = make_commitments()
    commands.link_commitments(member, thread, [one])
    answer = as_person(facilitator).post(f"/threads/{thread}/change", data={"title": "A better title", "commitments": [str(two)]})
    assert answer.status_code == 303
    assert queries.get_head(thread, None).title == "A better title"
    assert queries.commitments_of([thread]) == {thread: [two]}
    assert as_person(make_member(group)).post(f"/threads/{thread}/change", data={"title": "Mine"}).status_code == 403
    assert as_person(member).post(f"/threads/{thread}/change", data={"title": ""}).status_code == 422


def test_in_a_reserved_group_refusals_and_absence_are_one(member):
    hidden = make_group(visibility="reserved")
    insider = make_member(hidden)
    thread = make_thread(hidden, insider)
    for act in (
        lambda: commands.reply(member, thread, body="x"), lambda: commands.reply(member, thread, body=""),
        lambda: commands.close_thread(member, thread, reason="x"), lambda: commands.edit_post(member, post_of(thread).id, body="x"),
        lambda: commands.create_thread(member, hidden, title="x", body="x"), lambda: commands.reply(member, 999_999, body="x"),
        lambda: commands.link_commitments(member, thread, []), lambda: commands.delete_post(member, post_of(thread).id),
    ):
        with pytest.raises(NotFound):
            act()


# Through the doors.


def key_in(html):
    return re.search(r'name="client_key"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="client_key"', html).group(1)


def test_a_thread_is_opened_through_its_form(as_person, group, member):
    slug = db.session.get(Group, group).slug
    browser = as_person(member)
    page = browser.get(f"/groups/{slug}/threads/new")
    assert page.status_code == 200
    assert "data-desk" in page.text
    sent = {"title": "Who publishes?", "body": "And when?", "client_key": key_in(page.text)}
    answers = [browser.post(f"/groups/{slug}/threads/new", data=sent) for _ in range(2)]
    assert {one.status_code for one in answers} == {303}
    assert answers[0].location == answers[1].location
    assert count(Thread) == 1


def test_a_preview_publishes_nothing_and_keeps_everything(as_person, group, member, thread):
    slug = db.session.get(Group, group).slug
    browser = as_person(member)
    answer = browser.post(f"/groups/{slug}/threads/new", data={"title": "T", "body": "**loud**", "preview": "1"})
    assert answer.status_code == 200
    assert "<strong>loud</strong>" in answer.text
    assert "**loud**" in answer.text
    answer = browser.post(f"/threads/{thread}/reply", data={"body": "**loud**", "preview": "1"})
    assert answer.status_code == 200
    assert "<strong>loud</strong>" in answer.text
    assert count(Post) == 1


def test_a_refused_form_loses_nothing(as_person, group, member, thread):
    slug = db.session.get(Group, group).slug
    browser = as_person(member)
    answer = browser.post(f"/groups/{slug}/threads/new", data={"title": "", "body": "Long thoughts"})
    assert answer.status_code == 422
    assert "Long thoughts" in answer.text
    assert 'aria-invalid="true"' in answer.text
    answer = browser.post(f"/threads/{thread}/reply", data={"body": "x", "commitments": ["424242"]})
    assert answer.status_code == 422
    answer = browser.post(f"/threads/{thread}/reply", data={"body": ""})
    assert answer.status_code == 422


def test_a_reply_leads_to_itself(as_person, member, thread):
    make_posts(thread, member, 20)
    answer = as_person(member).post(f"/threads/{thread}/reply", data={"body": "Twenty-second"})
    assert (answer.status_code, answer.location) == (303, f"/threads/{thread}?page=2#p22")


@pytest.mark.parametrize("who", ["visitor", "outsider", "observer", "unconfirmed", "suspended"])
def test_whoever_may_not_write_is_refused_and_keeps_their_words(client, as_person, group, thread, who):
    browser = {
        "visitor": lambda: client, "outsider": lambda: as_person(make_person()),
        "observer": lambda: as_person(make_member(group, "observer")),
        "unconfirmed": lambda: as_person(make_member(group, confirmed=False)),
        "suspended": lambda: as_person(make_member(group, suspended=True)),
    }[who]()
    answer = browser.post(f"/threads/{thread}/reply", data={"body": "My careful words"})
    assert answer.status_code == 403
    assert "My careful words" in answer.text
    slug = db.session.get(Group, group).slug
    assert browser.get(f"/groups/{slug}/threads/new").status_code == (303 if who == "visitor" else 403)


def test_a_form_without_its_token_is_refused(as_person, member, thread):
    assert as_person(member).post(f"/threads/{thread}/reply", data={"body": "x"}, csrf=False).status_code == 400
    assert count(Post) == 1


def test_a_quote_names_its_author_and_leads_to_its_source(as_person, group, member, thread):
    post = commands.reply(member, thread, body="> an older quote\n\nFirst line.\nSecond [line].")
    page = as_person(make_member(group)).get(f"/threads/{thread}?quote={post}")
    typed = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", page.text, re.DOTALL).group(1)
    assert typed.replace("&gt;", ">").startswith(f"> [Salma Idrissi](/posts/{post})\n>\n> First line.\n> Second [line].")
    assert "older quote" not in typed


def test_what_is_gone_or_elsewhere_is_not_quoted(as_person, group, member, thread):
    post = commands.reply(member, thread, body="Taken back")
    commands.delete_post(member, post)
    elsewhere = post_of(make_thread(group, member, body="Elsewhere")).id
    browser = as_person(member)
    for one in (post, elsewhere, 999_999):
        text = browser.get(f"/threads/{thread}?quote={one}").text
        assert "Taken back" not in text
        assert "Elsewhere" not in text


class Seen(HTMLParser):
    """What in a page could act: handlers, scripts that are not ours, pictures, addresses that run."""

    def __init__(self):
        super().__init__()
        self.active = []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name.startswith("on") or name == "style" or (value or "").strip().lower().startswith(("javascript:", "data:")):
                self.active.append((tag, name, value))
        if tag in {"img", "iframe", "object", "base"} or (tag == "script" and dict(attrs).get("type") != "module"):
            self.active.append((tag, attrs))


HOSTILE = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}{% raw %}", "javascript:alert(1)",
           "\u202eevil\u2066", "'\" onmouseover=\"alert(1)", "<!--", "]]>", "&lt;script&gt;"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words(as_person, client, group, member, facilitator, text):
    slug = db.session.get(Group, group).slug
    thread = make_thread(group, member, title=f"T {text}", body=f"B {text}")
    post = commands.reply(member, thread, body=f"[{text}](javascript:alert(1)) {text}")
    commands.edit_post(member, post, body=f"more {text}")
    commands.close_thread(facilitator, thread, reason=f"R {text}")
    commands.reopen_thread(facilitator, thread)
    pages = [client.get(path).text for path in (f"/threads/{thread}", f"/groups/{slug}/threads", f"/posts/{post}/history")]
    browser = as_person(member)
    pages += [browser.get(path).text for path in (f"/threads/{thread}?quote={post}", f"/posts/{post}/edit", f"/threads/{thread}/change")]
    pages.append(browser.post(f"/threads/{thread}/reply", data={"body": text, "preview": "1"}).text)
    for html in pages:
        seen = Seen()
        seen.feed(html)
        assert seen.active == []
        assert "\u202e" not in re.sub(r"<textarea.*?</textarea>", "", html, flags=re.DOTALL)
        assert "49" not in re.findall(r"<h1[^>]*>(.*?)</h1>", html)[0]
