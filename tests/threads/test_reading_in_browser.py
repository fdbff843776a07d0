"""Reading with scripts: what is really seen counts, other tabs hear it, reactions stay in place, keys obey."""

import pytest

from goforum.core.db import db
from goforum.groups.models import Group
from goforum.threads import commands, queries
from tests.browser import in_browser
from tests.factories import make_group, make_member
from tests.threads.conftest import make_posts, make_thread

pytestmark = in_browser


@pytest.fixture
def place(committed, ctx):
    group = make_group()
    author, reader = make_member(group, name="Salma"), make_member(group, name="Youssef", language="fr")
    thread = make_thread(group, author, body="Mot. " * 400)
    for _ in range(4):
        commands.reply(author, thread, body="Une longue contribution. " * 120)
    return group, thread, author, reader


@pytest.fixture
def window(signed_in, browser, base, place):
    """The reader's browser, and a way to open tabs; errors of the page's scripts fail the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, service_workers="block",
                                  permissions=["clipboard-read", "clipboard-write"])
    context.set_default_timeout(8000)
    signed_in(context, place[3])
    errors = []

    def tab(path):
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(base + path)
        return page

    yield tab
    context.close()
    assert not errors


def position(thread, reader):
    db.session.rollback()
    return queries.get_head(thread, reader).last_read


def wait_for(condition):
    import time

    end = time.monotonic() + 8
    while not condition() and time.monotonic() < end:
        time.sleep(0.1)
    assert condition()


def test_only_what_was_on_the_screen_is_read_and_the_list_hears_it(place, window):
    group, thread, _author, reader = place
    slug = db.session.get(Group, group).slug
    commands.mark_read(reader, thread, 1)
    db.session.remove()
    first = window(f"/threads/{thread}")       # sets the cookie: this browser tells
    first.close()
    commands.mark_unread(reader, queries.page_posts(thread, 1)[1].id)
    db.session.remove()
    lists = window(f"/groups/{slug}/threads")
    assert lists.locator(".count").inner_text().startswith("4")
    page = window(f"/threads/{thread}")
    page.wait_for_timeout(2500)
    assert position(thread, reader) == 1, "the end of no post but the first could be seen"
    page.locator("#p3 .post-f").scroll_into_view_if_needed()
    wait_for(lambda: position(thread, reader) == 3)
    wait_for(lambda: lists.locator(".count").inner_text().startswith("2"))
    page.locator("#p5 .post-f").scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    page.goto("about:blank")                    # at once: nothing is lost with the page
    wait_for(lambda: position(thread, reader) == 5)
    wait_for(lambda: not lists.locator(".count").count())


def test_unread_from_here_stays_unread(place, window):
    _group, thread, _author, reader = place
    page = window(f"/threads/{thread}")
    page.locator("#p4 .post-f").scroll_into_view_if_needed()
    wait_for(lambda: (position(thread, reader) or 0) >= 4)
    page.locator("#p5 .post-f").scroll_into_view_if_needed()
    page.locator("#p2 .post-f > .menu > summary").click()
    page.locator("#p2 [formaction$='/unread']").click()
    page.wait_for_url("**/threads")
    page.wait_for_timeout(1000)
    assert position(thread, reader) == 1


def test_a_reaction_and_a_bookmark_stay_in_their_place(place, window):
    _group, thread, _author, reader = place
    post = queries.page_posts(thread, 1)[1].id
    page = window(f"/threads/{thread}")
    page.locator("#p2 .rx summary").click()
    page.locator(f"#r{post} .menu-in [value=thanks]").click()
    pressed = page.locator(f"#r{post} > [value=thanks][aria-pressed=true]")
    pressed.wait_for()
    assert "Merci" in pressed.inner_text()
    db.session.rollback()
    assert queries.count_reactions([post]) == {post: {"thanks": 1}}
    pressed.click()
    page.locator(f"#r{post} .menu-in [value=thanks]").wait_for(state="attached")
    page.locator("#p2").evaluate("node => { node.tabIndex = -1; node.focus() }")
    page.keyboard.press("b")
    page.locator(f"#r{post} [value=bookmark][aria-pressed=true]").wait_for()
    db.session.rollback()
    assert queries.marks_of(reader, [post]) == {post: {"bookmark"}}
    assert page.url.endswith(f"/threads/{thread}")


def test_keys_walk_and_help_and_are_silent_while_one_writes(place, window):
    _group, thread, _author, _reader = place
    page = window(f"/threads/{thread}")
    for number in (1, 2, 3):
        page.keyboard.press("j")
        wait_for(lambda: page.evaluate("document.activeElement.id") == f"p{number}")  # noqa: B023
    # An Arabic keyboard: the key says "ن", its place is K.
    page.evaluate("""document.activeElement.dispatchEvent(
        new KeyboardEvent("keydown", { key: "ن", code: "KeyK", bubbles: true }))""")
    wait_for(lambda: page.evaluate("document.activeElement.id") == "p2")
    page.keyboard.press("?")
    page.locator("dialog.keys[open]").wait_for()
    assert "Contribution suivante" in page.locator("dialog.keys").inner_text()
    page.keyboard.press("Escape")
    page.locator("dialog.keys").wait_for(state="detached")
    page.locator("textarea[name=body]").click()
    page.keyboard.type("j?k/gh")
    assert page.locator("textarea[name=body]").input_value() == "j?k/gh"
    page.goto(page.url.split("/threads/")[0] + "/keys")
    page.locator("main [name=keys]").click()
    page.wait_for_load_state()
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_timeout(500)
    assert page.url.endswith("/keys")
    page.locator("main [name=keys]").click()
    page.wait_for_load_state()
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_url("**/")


def test_the_link_of_a_post_is_copied(place, window):
    _group, thread, _author, _reader = place
    post = queries.page_posts(thread, 1)[1].id
    page = window(f"/threads/{thread}")
    page.evaluate("navigator.share = undefined")
    page.locator(f"#p2 a[href='/posts/{post}'][data-share]").click()
    page.locator(".toast").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"/posts/{post}")
    assert make_posts(thread, place[2], 1)
