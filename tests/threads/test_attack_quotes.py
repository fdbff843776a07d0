"""What somebody who wants harm does with quotes and reactions: work without end, and questions about what is hidden."""

import pytest

from goforum.core import clock
from goforum.core.db import db
from goforum.core.text import render_markdown
from goforum.groups.models import Group
from goforum.threads import commands, drawing
from goforum.threads.models import Post, PostQuote, Thread
from goforum.threads.queries.quotes import quotes_of
from goforum.threads.quoting import tie
from tests.factories import make_group, make_member
from tests.threads.conftest import make_thread

MARK = [(5, "<i>mark</i>")]


def test_many_broken_quotes_are_read_once():
    """A million characters: were the rest looked through from each of them, this would not end."""
    body = "> [x](/posts/5)y\n\n" * 860 + "```\n" + "> [x](/posts/5)\n> words\n\n" * 20 + "```\n"
    html = render_markdown(body).html * 10
    assert tie(html, MARK * 20) == html


def test_a_mark_stands_in_its_own_quote_alone():
    html = render_markdown("> [first](/posts/5) and more\n\nbetween\n\n> [second](/posts/5)\n> words").html
    tied = tie(html, MARK)
    assert tied.count("<cite>") == 1
    assert "second</a><i>mark</i></cite>" in tied
    assert "first" not in tied[tied.index("<cite>"):tied.index("</cite>")]


def quoting(post_id, words):
    return f"> [A name](/posts/{post_id})\n> {words}\n\nIs it so?"


def test_a_quote_asks_nothing_about_a_hidden_thread(group, member, thread):
    hidden = make_thread(group, member, body="The secret word is xylophone.")
    secret = db.session.query(Post.id).filter_by(thread_id=hidden).scalar()
    before = commands.reply(member, thread, body=quoting(secret, "The secret word is xylophone."))
    db.session.get(Thread, hidden).hidden_at = clock.now()
    db.session.flush()
    for guess in ("The secret word is xylophone.", "The secret word is piano."):
        post = commands.reply(member, thread, body=quoting(secret, guess))
        assert db.session.query(PostQuote).filter_by(post_id=post).count() == 0
    assert [line.state for line in quotes_of([before])[before]] == ["hidden"]


def test_a_quote_of_what_has_closed_since_says_nothing_of_its_source(group, member, thread):
    other = make_group(name="Will close")
    make_member(other, name="Hind")
    source = make_thread(other, make_member(other, name="Driss"), body="Said in the open.")
    said = db.session.query(Post.id).filter_by(thread_id=source).scalar()
    post = commands.reply(member, thread, body=quoting(said, "Said in the open."))
    assert len(quotes_of([post])[post]) == 1
    db.session.get(Group, other).visibility = "reserved"
    db.session.flush()
    assert quotes_of([post]) == {}


@pytest.mark.parametrize("what", ["hidden_at", "deleted_at"])
def test_who_reacted_to_what_is_gone_is_nobodys_business(as_person, client, group, member, facilitator, thread, what):
    post = commands.reply(member, thread, body="Words that go.")
    reader = make_member(group, name="Karima Tazi")
    commands.set_reaction(reader, post, "agree")
    assert "Karima Tazi" in client.get(f"/posts/{post}/reactions").text
    setattr(db.session.get(Post, post), what, clock.now())
    db.session.flush()
    drawing.forget()
    for browser in (client, as_person(member), as_person(make_member(group))):
        answer = browser.get(f"/posts/{post}/reactions")
        assert answer.status_code == 404
        assert "Karima Tazi" not in answer.text
    assert as_person(facilitator).get(f"/posts/{post}/reactions").status_code == 200
