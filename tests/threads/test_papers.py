"""On paper, as a feed, as a preview elsewhere; an earlier text brought back."""

import re
from xml.etree import ElementTree

import pytest

from goforum.core.db import db
from goforum.core.rules import NotFound, Refused
from goforum.groups.models import Group
from goforum.threads import commands, queries
from goforum.threads.diffing import word_diffs
from tests.factories import make_group, make_member
from tests.threads.conftest import make_commitments, make_posts, make_thread

ATOM = "{http://www.w3.org/2005/Atom}"


def slug_of(group):
    return db.session.get(Group, group).slug


def test_a_thread_on_paper_says_who_and_when_and_nothing_to_press(client, group, member, facilitator):
    thread = make_thread(group, member, title="To print", body="See https://example.org/page now.",
                         commitment_ids=make_commitments(1))
    posts = make_posts(thread, facilitator, 3)
    commands.edit_post(facilitator, posts[0], body="Answer, changed.")
    commands.delete_post(facilitator, posts[1])
    commands.set_reaction(member, posts[2], "thanks")
    commands.close_thread(facilitator, thread, reason="We agree.")
    text = client.get(f"/threads/{thread}/print").text
    main = text[text.index("<main"):text.index("</main>")]
    for words in ("To print", "Salma Idrissi", "Fatima Alami", "Facilitator", "edited on", "was deleted", "Thank you 1",
                  "We agree.", "Commitment 1", f"http://localhost/threads/{thread}", "https://example.org/page"):
        assert words in main, words
    assert "formaction" not in main
    assert "<textarea" not in main


def test_paper_comes_in_parts_and_costs_the_same(client, group, member, count_statements):
    from sqlalchemy import insert

    from goforum.core import clock
    from goforum.threads.models import Post, Thread

    thread, now = make_thread(group, member), clock.now()
    client.get(f"/threads/{thread}/print")
    with count_statements() as few:
        client.get(f"/threads/{thread}/print")
    db.session.execute(insert(Post), [
        {"thread_id": thread, "number": n, "author_id": member, "body_source": f"{n}", "body_html": f"<p>{n}</p>",
         "pipeline_version": 1, "language": "en", "created_at": now} for n in range(2, 451)])
    db.session.execute(db.update(Thread).where(Thread.id == thread).values(post_count=450, version=9))
    db.session.commit()
    with count_statements() as many:
        text = client.get(f"/threads/{thread}/print?from=201").text
    assert len(few) == len(many) <= 11
    assert text.count("<article") == 200
    assert "Posts 201 to 400 of 450" in text
    assert f'href="/threads/{thread}/print?from=401"' in text
    assert client.get(f"/threads/{thread}/print?from=451").status_code == 303


def test_a_public_thread_and_group_have_feeds(client, group, member):
    thread = make_thread(group, member, title="Feed & <more>", body="**Bold** & plain")
    posts = make_posts(thread, member, 32)
    commands.delete_post(member, posts[-1])
    answer = client.get(f"/threads/{thread}/feed.atom")
    assert answer.mimetype == "application/atom+xml"
    root = ElementTree.fromstring(answer.text)
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 29
    assert root.find(f"{ATOM}title").text == "Feed & <more>"
    assert entries[0].find(f"{ATOM}id").text == f"http://localhost/posts/{posts[-2]}"
    again = client.get(f"/threads/{thread}/feed.atom", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    root = ElementTree.fromstring(client.get(f"/groups/{slug_of(group)}/threads/feed.atom").text)
    assert root.find(f"{ATOM}entry/{ATOM}summary").text == "Bold & plain"
    first = ElementTree.fromstring(client.get(f"/threads/{make_thread(group, member, body='**Bold** & plain')}/feed.atom").text)
    assert "<strong>Bold</strong> &amp; plain" in first.find(f"{ATOM}entry/{ATOM}content").text


@pytest.mark.parametrize("visibility", ["members", "reserved"])
def test_what_is_not_public_has_neither_feed_nor_preview(as_person, visibility):
    closed = make_group(visibility=visibility)
    insider = make_member(closed)
    thread = make_thread(closed, insider)
    browser = as_person(insider)
    assert browser.get(f"/threads/{thread}/feed.atom").status_code == 404
    assert browser.get(f"/groups/{slug_of(closed)}/threads/feed.atom").status_code == 404
    text = browser.get(f"/threads/{thread}").text
    assert "og:" not in text
    assert "feed.atom" not in text


def test_a_link_elsewhere_shows_title_words_and_commitment(client, group, member):
    thread = make_thread(group, member, title='A "quoted" title', body="The first words.",
                         commitment_ids=make_commitments(1))
    make_posts(thread, member, 25)
    text = client.get(f"/threads/{thread}").text
    assert '<meta property="og:title" content="A &#34;quoted&#34; title">' in text
    assert re.search(r'og:description" content="The first words. · Commitment 1: Promise 1', text)
    assert f'<link rel="canonical" href="http://localhost/threads/{thread}">' in text
    assert f'href="http://localhost/threads/{thread}?page=2"' in client.get(f"/threads/{thread}?page=2").text


@pytest.fixture
def edited(group, member, thread):
    post = queries.page_posts(thread, 1)[0].id
    commands.edit_post(member, post, body="The second word.")
    commands.edit_post(member, post, body="The third word.")
    return post


def test_an_author_brings_an_earlier_text_back(as_person, edited, member):
    browser = as_person(member)
    assert f"/posts/{edited}/history/1/restore" in browser.get(f"/posts/{edited}/history").text
    browser.post(f"/posts/{edited}/history/1/restore")
    post = queries.get_post(edited)
    assert (post.body_source, post.revision) == ("The first word.", 3)
    assert [one.body_source for one in queries.list_revisions(edited)] == [
        "The third word.", "The second word.", "The first word."]


def test_a_facilitator_may_too_and_leaves_a_trace(as_person, client, edited, facilitator):
    from goforum.audit.models import AuditEntry

    as_person(facilitator).post(f"/posts/{edited}/history/2/restore")
    assert queries.get_post(edited).body_source == "The second word."
    assert queries.list_revisions(edited)[0].replaced_by_id == facilitator
    assert "Fatima Alami" in client.get(f"/posts/{edited}/history").text
    kinds = [row[0] for row in db.session.execute(db.select(AuditEntry.kind).order_by(AuditEntry.id.desc()).limit(2))]
    assert "TextBroughtBack" in kinds


def test_others_bring_nothing_back(as_person, edited, group, member):
    other = make_member(group)
    assert "/restore" not in as_person(other).get(f"/posts/{edited}/history").text
    with pytest.raises(Refused):
        commands.bring_text_back(other, edited, 1)
    with pytest.raises(NotFound):
        commands.bring_text_back(member, edited, 9)


def test_edited_says_when(client, edited, thread):
    assert re.search(r'edited <time datetime="', client.get(f"/threads/{thread}").text)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("الشَّهَادَةُ ظَاهِرَةٌ", "الشَّهَادَةُ بَيِّنَةٌ", [("=", "الشَّهَادَةُ "), ("-", "ظَاهِرَةٌ"), ("+", "بَيِّنَةٌ")]),
        ("طلب معلومات حول الميزانية", "طلب وثائق حول الميزانية",
         [("=", "طلب "), ("-", "معلومات"), ("+", "وثائق"), ("=", " "), ("=", "حول الميزانية")]),
        ("l’été dernier", "l’e\u0301te\u0301 dernier", None),
    ],
)  # fmt: skip
def test_words_with_their_marks_are_compared_whole(old, new, expected):
    diff = word_diffs([new, old])[0]
    if expected is not None:
        assert diff == expected
    for side, text in (("-", old), ("+", new)):
        assert "".join(part for kind, part in diff if kind in ("=", side)) == text
