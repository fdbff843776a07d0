"""A member's quarter of an hour in a long thread: from the first unread post, quote, picture, post, edit, delete and
restore, undo, and the draft that is left. In Arabic on a phone and in French on a wide screen, with scripts and without.
"""

import base64
import re
from dataclasses import dataclass
from typing import Any

import pytest

from goforum.core.db import db
from goforum.groups.models import Group
from goforum.threads import commands, drawing
from tests.browser import Visit, in_browser
from tests.factories import make_group, make_member
from tests.journeys.conftest import Windows

pytestmark = in_browser
POSTS, READ = 24, 21
PICTURE = {"name": "صورة.png", "mimeType": "image/png", "buffer": base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")}
# Selects these words in a text as somebody does with a finger.
SELECT = """([post, words]) => {
    const walk = document.createTreeWalker(document.querySelector(`${post} .prose`), NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const at = walk.currentNode.data.indexOf(words);
        if (at < 0) continue;
        getSelection().setBaseAndExtent(walk.currentNode, at, walk.currentNode, at + words.length);
        return true;
    }
    return false; }"""


@dataclass(frozen=True)
class Words:
    """What is said, in one language; ``part`` is some of ``theirs``, and the rest of it is not to be quoted."""

    theirs: str
    part: str
    mine: str
    changed: str
    hasty: str


WORDS = {
    "ar": Words("أقترح أن ننشر الجدول كل شهر. أما الباقي فنتركه للاجتماع القادم.", "ننشر الجدول كل شهر",
                "موافقة، وهذه صورة من الجدول.", "موافقة، وهذه صورة من الجدول الأخير.", "كلمة أرسلت قبل أوانها"),
    "fr": Words("Je propose de publier le tableau chaque mois. Le reste attendra la réunion.", "publier le tableau chaque mois",
                "D’accord, voici une image du tableau.", "D’accord, voici une image du dernier tableau.",
                "Un mot parti trop tôt"),
}
SHAPES = [("ar", 390, True), ("ar", 390, False), ("fr", 1280, True), ("fr", 1280, False)]


@pytest.mark.parametrize(("lang", "width", "scripts"), SHAPES)
def test_from_the_first_unread_to_a_draft_thrown_away(
        committed: None, ctx: None, window_of: Windows, lang: str, width: int, scripts: bool) -> None:
    said = WORDS[lang]
    drawing.forget()
    group = make_group()
    author, reader = make_member(group, language=lang, name="سلمى"), make_member(group, language=lang, name="Youssef")
    thread = commands.create_thread(author, group, title="Question", body="1")
    for number in range(2, POSTS + 1):
        commands.reply(author, thread, body=said.theirs if number == READ + 1 else f"{number}. {said.theirs}")
    commands.mark_read(reader, thread, READ)
    slug = db.session.get_one(Group, group).slug
    with window_of(reader, lang, width, scripts=scripts) as me:
        _first_unread(me, slug)
        _quote(me, said)
        _attach(me)
        _post(me, said)
        _edit(me, said)
        _delete_and_restore(me, said)
        _undo(me, said)
        _throw_the_draft_away(me, said)


def test_leaving_for_a_quote_in_the_middle_of_a_word_is_no_conflict(committed: None, ctx: None, window_of: Windows) -> None:
    """The page one leaves saves on its way out, and nobody hears the answer: the next one goes on from there."""
    drawing.forget()
    group = make_group()
    author, reader = make_member(group, name="سلمى"), make_member(group, language="fr")
    thread = commands.create_thread(author, group, title="Question", body="Le premier mot.")
    post = commands.reply(author, thread, body="Le second mot.")
    with window_of(reader, "fr", 1280) as me:
        me.open(f"/threads/{thread}")
        with me.page.expect_response(lambda answer: answer.url.endswith("/drafts")) as saved:
            _box(me).press_sequentially("Je commence")
        assert saved.value.status == 200
        _box(me).press_sequentially(", et je continue")
        with me.page.expect_response(
            lambda answer: answer.url.endswith("/drafts") and answer.request.resource_type == "fetch") as saved:
            me.open(f"/threads/{thread}?quote={post}#reply")
        assert saved.value.status == 200
        assert not me.page.locator("[data-moved] section").count()
        assert "Je commence, et je continue" in _box(me).input_value()
        assert "Le second mot." in _box(me).input_value()


def _mine(me: Visit) -> Any:
    return me.page.locator(f"#p{POSTS + 1}")


def _box(me: Visit) -> Any:
    return me.page.locator("#reply textarea[name=body]")


def _first_unread(me: Visit, slug: str) -> None:
    """The title in the list leads to the first post that was not read, wherever it stands."""
    me.open(f"/groups/{slug}/threads")
    me.check_page()
    row = me.page.locator(".t-row", has_text="Question")
    assert re.search(rf"\b{POSTS - READ}\b", row.locator(".count").inner_text())
    row.locator("a.t").click()
    me.page.wait_for_url(re.compile(rf"page=2#(p{READ + 1}|new)$"))
    me.check_page()
    assert me.page.locator(f".newline + #p{READ + 1}").is_visible()
    top = me.page.locator(f"#p{READ + 1}").bounding_box()["y"]
    assert -1 <= top <= 500, top


def _quote(me: Visit, said: Words) -> None:
    """With scripts the words that are selected; without, the whole post, drawn by the server."""
    post = me.page.locator(f"#p{READ + 1}")
    if me.scripts:
        me.page.locator("[role=toolbar]").wait_for(state="attached")
        assert me.page.evaluate(SELECT, [f"#p{READ + 1}", said.part])
        me.page.locator("button.float").click()
    else:
        post.get_by_role("link", name=me.say("Quote")).click()
        me.check_page()
    quoted = _box(me).input_value()
    lines = quoted.strip().split("\n")
    assert re.fullmatch(r"> \[سلمى\]\(/posts/\d+\)", lines[0]), quoted
    assert lines[-1] == f"> {said.part if me.scripts else said.theirs}", quoted
    _box(me).fill(f"{quoted}{said.mine}")


def _attach(me: Visit) -> None:
    files = me.page.locator("#reply [data-files]")
    files.locator("[type=file]").set_input_files([PICTURE])
    if not me.scripts:
        files.get_by_role("button", name=me.say("Add them now")).click()
        assert said_once(_box(me).input_value())
        me.check_page()
    files.locator("li", has_text="صورة").locator("[name=file_ids]").wait_for(state="attached")


def said_once(text: str) -> bool:
    """The text came back as it was sent: one quote, and the words under it."""
    return text.count("](/posts/") == 1 and not text.strip().split("\n")[-1].startswith(">")


def _post(me: Visit, said: Words) -> None:
    me.press("Publish")
    _mine(me).get_by_text(said.mine).wait_for()
    me.check_page()
    quote = _mine(me).locator(".prose blockquote")
    assert said.part in quote.inner_text()
    assert re.search(r"/posts/\d+$", quote.get_by_role("link", name="سلمى").get_attribute("href"))
    _has_picture(me)
    assert me.page.locator("article.post").count() == POSTS + 1 - 20
    assert _box(me).input_value() == ""


def _has_picture(me: Visit) -> None:
    picture = _mine(me).locator(".att img")
    picture.scroll_into_view_if_needed()
    assert me.context.request.get(me.base + picture.get_attribute("src")).headers["content-type"].startswith("image/")


def _act(me: Visit, act: str) -> None:
    """Something in the menu of one's own post."""
    _mine(me).locator(".post-f > .menu > summary").click()
    _mine(me).locator(".menu-in").get_by_text(me.say(act), exact=True).click()


def _edit(me: Visit, said: Words) -> None:
    _act(me, "Edit")
    me.page.wait_for_url("**/edit")
    me.check_page()
    box = me.page.locator("textarea[name=body]")
    box.fill(box.input_value().replace(said.mine, said.changed))
    me.press("Save")
    _mine(me).get_by_text(said.changed).wait_for()
    me.check_page()
    _has_picture(me)
    _mine(me).get_by_role("link", name=re.compile(me.say("edited"))).click()
    me.check_page()
    me.sees(said.changed.split()[-1])
    assert said.part in me.page.locator("main").inner_text()
    me.page.go_back()


def _delete_and_restore(me: Visit, said: Words) -> None:
    _act(me, "Delete")
    _mine(me).get_by_text(me.say("Post %(number)s was deleted by its author.", number=POSTS + 1)).wait_for()
    assert said.changed not in me.page.locator("main").inner_text()
    me.check_page()
    _mine(me).get_by_role("button", name=me.say("Restore")).click()
    _mine(me).get_by_text(said.changed).wait_for()
    _has_picture(me)


def _undo(me: Visit, said: Words) -> None:
    """What went too early comes back into the form."""
    _box(me).fill(said.hasty)
    me.press("Publish")
    hasty = me.page.locator(f"#p{POSTS + 2}")
    hasty.get_by_text(said.hasty).wait_for()
    me.page.locator("[data-undo] button").first.click()
    me.page.wait_for_url(re.compile("#reply$"))
    me.check_page()
    assert _box(me).input_value() == said.hasty
    assert hasty.locator(".prose").count() == 0


def _throw_the_draft_away(me: Visit, said: Words) -> None:
    """It waits in the list of drafts as well, and even throwing it away can be taken back."""
    me.open("/drafts")
    me.check_page()
    me.sees(said.hasty)
    me.press("Throw away")
    me.sees(me.say("No drafts"))
    me.page.locator("[data-undo] button").first.click()
    me.sees(said.hasty)
    me.press("Throw away")
    me.sees(me.say("No drafts"))
    me.check_page()
